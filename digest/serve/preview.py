"""The site that is previewed: built again after every change, and what browsers are told then.

It lies below `.digest/`, with drafts and scheduled items, under the preview's own address. A failed build leaves the last
good site where it is.
"""

import hashlib
import secrets
import traceback
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import perf_counter

from livereload.handlers import LiveReloadHandler
from tornado.ioloop import IOLoop
from tornado.locks import Event

from digest.model.diagnostic import Diagnostic, Outcome, Span, error
from digest.model.noun import replace
from digest.model.options import Options
from digest.model.report import Report
from digest.resident import Resident
from digest.serve.status import Message, Status, key, messages
from digest.store import project as store
from digest.store.listing import INTEGRITY
from digest.store.pool import Pool, cores
from digest.store.project import Project
from digest.store.tree import excerpted

STATUS = "/_digest/status"
EVERYTHING = "*"


class Stopped(Exception):
    """A build that is broken off because the preview stops."""


class Preview:
    """The served folder and its status.

    `options_of` says how to build, or raises a ValueError where the settings allow no build.
    `rebuild` runs in the watcher's thread; everything else, and every change of `status`, belongs to the server's loop.
    """

    def __init__(
        self, root: Path, site: Path, url: str, options_of: Callable[[Project], Options], say: Callable[[Report, float], None]
    ) -> None:
        self.root, self.site, self.url = root, site, url
        self.status = Status()
        self.token = secrets.token_urlsafe(24)  # proves that a request to write comes from a page of this run
        self.fixes: Mapping[str, Diagnostic] = {}  # the findings of the last build that can be mended, by key
        self.has_begun = Event()  # set when the first build is over, whatever its end
        self.is_stopping = False
        self._options_of, self._say = options_of, say
        self._loop = IOLoop.current()
        self._resident = Resident(site.with_name(f"{site.name}.sqlite"), site, lambda: Pool(cores()))

    def rebuild(self, paths: Collection[Path] | None = None) -> None:
        """Builds after these files changed, or whatever may have changed."""
        self._report(partial(self._build, paths))

    def look(self) -> None:
        """Looks whether anything was missed, now that there is time for it."""
        self._report(self._look)

    def _report(self, work: Callable[[], Report | None]) -> None:
        """Does the work, and tells of what came of it."""
        start = perf_counter()
        try:
            report = work()
            if report is None:
                return
            site = "" if report.errors else hashlib.sha256((self.site / INTEGRITY).read_bytes()).hexdigest()
        except Stopped:
            return
        except Exception as problem:  # noqa: BLE001  # the preview outlives every fault; the next save may be sound
            traceback.print_exc()
            report, site = Report((_fault(problem),)), ""
        self.fixes = {key(each): each for each in report.diagnostics if each.fix}
        self._loop.add_callback(self._publish, report, site, messages(report.diagnostics, partial(excerpted, self.root)))
        with suppress(OSError):  # the terminal may be gone; the browser is not
            self._say(report, perf_counter() - start)

    def _build(self, paths: Collection[Path] | None) -> Report:
        project = self._project()
        try:
            options = self._options_of(project.value)
        except ValueError as problem:
            return Report((error("D142", str(problem), Span(store.SETTINGS)),))
        if paths is None:
            return self._resident.build(project, options, self._progress)
        return self._resident.save(project, options, {_from(self.root, path) for path in paths}, self._progress)

    def _look(self) -> Report | None:
        project = self._project()
        try:
            return self._resident.look(project, self._options_of(project.value), self._progress)
        except ValueError:  # which was told already
            return None

    def _project(self) -> Outcome[Project]:
        found = store.load(self.root)
        config = replace(found.value.config, base_url=self.url)
        return Outcome(replace(found.value, config=config), found.diagnostics)

    def _progress(self, what: str, done: int, total: int) -> None:
        if self.is_stopping:
            raise Stopped

    def _publish(self, report: Report, site: str, errors: tuple[Message, ...]) -> None:
        """Takes the outcome of a build for the status, and tells browsers. Without a new site, the last good one stays."""
        before, self.status = self.status, Status(site or self.status.site, errors)
        self.has_begun.set()
        for path in news(before, self.status, report):
            LiveReloadHandler.reload_waiters(path)


def news(before: Status, now: Status, report: Report) -> tuple[str, ...]:
    """What browsers are told to load again: style sheets alone where nothing else changed, or everything.

    With the same site as before, only the status is news: messages came or went.
    """
    if now.site == before.site:
        return (STATUS,)
    styles = tuple(f"/{path}" for path in report.changed if path.endswith(".css"))
    if before.site and styles and len(styles) == len(report.changed) and not report.removed:
        return (*styles, STATUS)
    return (EVERYTHING,)


def _from(root: Path, path: Path) -> str:
    """The path from the root; of a file elsewhere, such as one of the built-in theme, as it is."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _fault(problem: Exception) -> Diagnostic:
    hint = "this is a fault of digest itself; the terminal says where"
    return error("D901", f"the build broke off: {str(problem) or type(problem).__name__}", Span(store.SETTINGS), hint)

"""The site that is previewed: built again after every change, and what browsers are told then.

It lies below `.digest/`, with drafts and scheduled items, under the preview's own address. A failed build leaves the last
good site where it is.
"""

import hashlib
import secrets
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import perf_counter

from livereload.handlers import LiveReloadHandler
from tornado.ioloop import IOLoop
from tornado.locks import Event

from digest.build import Means, build
from digest.model.diagnostic import Diagnostic, Outcome, Span, error
from digest.model.noun import replace
from digest.model.options import Options
from digest.model.report import Report
from digest.serve.status import Message, Status, key, messages
from digest.store import project as store
from digest.store.output import INTEGRITY
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

    def rebuild(self) -> None:
        start = perf_counter()
        try:
            report = self._build()
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

    def _build(self) -> Report:
        found = store.load(self.root)
        try:
            options = self._options_of(found.value)
        except ValueError as problem:
            return Report((error("D142", str(problem), Span(store.SETTINGS)),))
        config = replace(found.value.config, base_url=self.url)
        whole = Outcome(replace(found.value, config=config), found.diagnostics)
        memory = self.site.with_name(f"{self.site.name}.sqlite")
        return build(whole, self.site, options, self._progress, Means(memory, lambda: Pool(cores())))

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


def _fault(problem: Exception) -> Diagnostic:
    hint = "this is a fault of digest itself; the terminal says where"
    return error("D901", f"the build broke off: {str(problem) or type(problem).__name__}", Span(store.SETTINGS), hint)

"""The line, from start to end, with its memory: files in, a site out.

    stamps → nothing new? → gather → plan → keys → render what is stale → write → remember

Data goes one way and nothing comes back. Every step also yields diagnostics; while an error stands, nothing is written. Where
nothing changed, a build is one look at the stamps of all files, and the rest is not even imported.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from digest.model.noun import Noun, replace
from digest.model.options import Options
from digest.model.report import Report
from digest.stamps import Stamps
from digest.store import atomic, output
from digest.store.cache import FAULTS, NO_ROOM, Memory, forget
from digest.store.engine import engine
from digest.store.pool import Pool

if TYPE_CHECKING:
    from digest.compose import Key, Site
    from digest.gather import Progress
    from digest.model.diagnostic import Diagnostic, Outcome
    from digest.model.page import Artifact
    from digest.store.project import Project

T = TypeVar("T")

# More notes than this that changed at once are no short way.
FEW = 20

# Plans that are written into the memory at once
MANY = 500


class Means(Noun, frozen=True):
    """With what to build: where the memory lies (None: nothing is remembered), and who helps."""

    memory: Path | None = None
    pool: Callable[[], Pool] = Pool


ALONE = Means()
"""In this process, and nothing is remembered."""


class Task(NamedTuple):
    """What is to be built, where to, and with what."""

    project: Outcome[Project]
    destination: Path
    options: Options
    progress: Progress
    memory: Memory
    pool: Pool
    keep: Callable[[Site], None] | None = None  # told the site that is planned, if the process stays

    def stamps(self) -> Stamps:
        return Stamps(self.project.value, self.destination, self.options)

    def is_stopped_by(self, found: Iterable[Diagnostic]) -> bool:
        """Whether something is so wrong that the site must stay as it is."""
        stopping = ("error", "warning") if self.options.strict else ("error",)
        return any(each.severity in stopping for each in found)

    def read(self, path: str) -> bytes:
        """A file of the site as it lies there."""
        return (self.destination / path).read_bytes()


def build(project: Outcome[Project], destination: Path, options: Options, progress: Progress, means: Means = ALONE) -> Report:
    """Builds the site into `destination`, unless something is wrong: then nothing is written."""

    def work(memory: Memory, pool: Pool) -> Report:
        task = Task(project, destination, options, progress, memory, pool)
        return build_from(task.stamps(), task)

    return _with(means, work)


def check(project: Outcome[Project], options: Options, progress: Progress, means: Means = ALONE) -> Report:
    """All that a build would find wrong. Nothing is written, and nothing is remembered."""
    return _with(means, lambda memory, pool: check_from(project, options, progress, memory, pool))


def why(
    project: Outcome[Project], destination: Path, options: Options, progress: Progress, page: str, means: Means
) -> tuple[str, ...]:
    """Why a build would render the page with this path or address, in words; nothing where it would not.

    A LookupError where there is no such page.
    """
    return _with(means, lambda memory, pool: _why(page, Task(project, destination, options, progress, memory, pool)))


def _with(means: Means, work: Callable[[Memory, Pool], T]) -> T:
    """Does the work with what is remembered; if that cannot be believed, from nothing.

    An OSError where there is no room to work in, and where another build of the site does not end (`store.cache.Busy`).
    """
    made_by = engine() if means.memory else ""
    for place in (means.memory, None):
        memory = Memory(place, made_by)
        try:
            with means.pool() as pool:
                return work(memory, pool)
        except FAULTS as problem:
            if place is None and isinstance(problem, NO_ROOM):
                raise OSError(errno.ENOSPC, f"there is no room to work in: {problem}") from None
            if place is None:
                raise
        finally:
            memory.close()
        forget(place)
    raise AssertionError("unreachable")


def build_from(before: Stamps, task: Task) -> Report:
    """A build that begins at `before`, which afterwards says how the site was left."""
    short = _short(before, task)
    if short:
        return short

    from digest import compose

    memory = task.memory
    stays = task.keep is not None
    site = compose.planned(task.project, task.options, task.progress, memory, task.pool, before.inputs, stays=stays)
    if task.keep:
        task.keep(site)
    report = site.report()
    if task.is_stopped_by(report.diagnostics):
        memory.commit()
        return report
    known = memory.pages()
    keys = _keys(site, known, memory)
    news = [path for path, key in keys.items() if known.get(path) != key]
    believed = _believed(site, keys, known, before, memory)
    stale = [page for page in site.pages if page.path not in believed]
    found: list[Diagnostic] = []
    searched = _searched(before, memory)

    def artifacts() -> Iterator[Artifact]:
        yield from compose.copied(site, believed, found)
        documents: dict[str, bytes] = {}
        for each in compose.rendered(site, stale, memory, task.pool, task.progress, found):
            if compose.is_document(each.path):
                documents[each.path] = each.data
            yield each
        if not any(map(compose.is_index, believed)):
            paths = [page.path for page in site.pages if compose.is_document(page.path)]
            gone = [path for path in searched if compose.is_document(path) and path not in believed]
            amended = compose.amended(site.project.config, documents, gone, paths, searched, task.read)
            believed.update((path, searched[path]) for path in (amended.kept if amended else ()))
            yield from amended.made if amended else compose.indexed(site, documents, task.read, found)
        if task.is_stopped_by(found):
            raise _Unsound

    try:
        task.progress("writing", 0, 1)
        written = output.write(task.destination, artifacts(), believed, before.present)
    except _Unsound:
        _forget(memory, news)
        return site.report(found)
    said = (*found, *written.diagnostics)
    report = replace(site.report(said), changed=written.changed, removed=written.removed, rendered=len(stale))
    if any(each.severity == "error" for each in written.diagnostics):
        _forget(memory, news)
        return report
    # Pages about which there was something to say are rendered again, so that it is said again.
    memory.put_pages({}, (known.keys() - keys.keys()) | set(news if found else ()))
    _remember_outputs(memory, written)
    memory.put("index", compose.key_of_index(keys))
    report = replace(report, written=True)
    before.remember(memory, written.present, site, report)
    memory.commit()
    return report


def _short(before: Stamps, task: Task) -> Report | None:
    """A build where nothing, or next to nothing, changed; None where the long way must be gone."""
    changed = before.changed(task.memory, task.options)
    if changed is None:
        before.looked()
    atomic.sweep(task.project.value.root, before.litter())
    if changed == {}:
        return before.report(task.memory)
    if changed is not None and len(changed) <= FEW:
        return _again(changed, before, task)
    return None


def _again(changed: Mapping[str, str], before: Stamps, task: Task) -> Report | None:
    """The short way, where it leads to the same end: notes in `changed` were rewritten, and their cards are what they were."""
    from digest import again, compose
    from digest.jobs import said
    from digest.pages.search import DOCUMENTS
    from digest.store.amend import amend
    from digest.store.listing import INTEGRITY, PARTS, Listing

    project, memory = task.project.value, task.memory
    last = before.report(memory)
    prepared = compose.prepared(project, memory)
    found = again.rewritten(project, changed, memory, task.pool, task.progress, last.diagnostics, prepared)
    if found is None or found.errors or (task.options.strict and found.said != last.diagnostics):
        return None

    wrong: list[Diagnostic] = []
    made = list(compose.rendered_anew(prepared, found.pages, memory, task.pool, task.progress, wrong))
    if wrong:
        return None
    documents = {each.path: each.data for each in made if compose.is_document(each.path)}
    gone: frozenset[str] = frozenset()
    if documents:
        searched = memory.outputs_below(*compose.SEARCHED) if memory.get("index") else {}
        paths = sorted(filter(compose.is_document, searched))
        amended = compose.amended(project.config, documents, documents, paths, searched, task.read)
        if amended is None:
            return None
        made += amended.made
        index = frozenset(filter(compose.is_index, searched))
        gone = index - amended.kept - {each.path for each in amended.made} if amended.made else gone
    try:
        count = memory.count_outputs() - len(memory.outputs_below(INTEGRITY, PARTS))
        listing = Listing.around({*gone, *(each.path for each in made)}, count, task.read)
    except (OSError, ValueError, LookupError):
        return None
    written = amend(task.destination, made, gone, listing)
    if written is None:
        return None
    memory.put_pages(found.keys)
    memory.put_outputs(written.outputs, gone)
    if documents:
        memory.put("index", compose.key_of_index(memory.pages(DOCUMENTS)))
    memory.put("said", said(found.said))
    report = replace(last, diagnostics=found.said, changed=written.changed, removed=written.removed, rendered=len(found.pages))
    before.remember_few(memory, changed, written)
    memory.commit()
    return report


class _Unsound(Exception):
    """Something is wrong with what was rendered: nothing of it may be written."""


def check_from(project: Outcome[Project], options: Options, progress: Progress, memory: Memory, pool: Pool) -> Report:
    """All that a build would find wrong."""
    from digest import compose

    site = compose.planned(project, options, progress, memory, pool)
    found: list[Diagnostic] = []
    if site.is_sound:
        # What a build rendered from the same parcel without a word needs no second look.
        known = memory.pages()
        keys = {path: key.key for path, key in compose.keys(site)}
        stale = [page for page in site.pages if known.get(page.path) != keys[page.path]]
        for _ in compose.rendered(site, stale, memory, pool, progress, found):
            pass
    return site.report(found)


def _why(name: str, task: Task) -> tuple[str, ...]:
    from digest import compose

    before, memory = task.stamps(), task.memory
    site = compose.planned(task.project, task.options, task.progress, memory, task.pool, before.inputs)
    wanted = name.removeprefix("/")
    paths = (wanted, f"{wanted.rstrip('/')}/index.html".lstrip("/"))
    page = next((page for page in site.pages if page.path in paths), None)
    if page is None:
        raise LookupError(name)
    known = memory.plan(page.path)
    if not known:
        return ("no build that is remembered made it",)
    plans = dict(compose.keys(site))
    reasons = compose.reasons(known, plans[page.path].plan)
    keys = {path: key.key for path, key in plans.items()}
    if not reasons and page.path not in _believed(site, keys, memory.pages(), before, memory):
        return (f"{task.destination.name}/{page.path} is not as the last build left it",)
    return reasons


def _forget(memory: Memory, pages: Iterable[str]) -> None:
    """What else was found out stays: these pages were not written."""
    memory.put_pages({}, pages)
    memory.commit()


def _keys(site: Site, known: Mapping[str, bytes], memory: Memory) -> dict[str, bytes]:
    """The key of every page, by path. The plans of those whose key is not known are in the memory afterwards."""
    from digest import compose

    keys: dict[str, bytes] = {}
    news: dict[str, Key] = {}
    for path, key in compose.keys(site):
        keys[path] = key.key
        if known.get(path) != key.key:
            news[path] = key
        if len(news) >= MANY:
            memory.put_pages(news)
            news = {}
    memory.put_pages(news)
    return keys


def _believed(
    site: Site, keys: Mapping[str, bytes], known: Mapping[str, bytes], before: Stamps, memory: Memory
) -> dict[str, str]:
    """The files that are in their places as this build would write them, with their SHA-256."""
    from digest import compose

    if memory.get("destination") != before.destination:
        return {}
    outputs = memory.outputs()
    wanted = {path for path, key in keys.items() if known.get(path) == key}
    wanted |= {path for path, digest in site.content.static.items() if path in outputs and outputs[path].digest == digest.hex()}
    believed = {path: outputs[path].digest for path in wanted if path in outputs and before.holds(path, outputs[path])}
    index = {path: each.digest for path, each in outputs.items() if compose.is_index(path)}
    if memory.get("index") == compose.key_of_index(keys) and all(before.holds(path, outputs[path]) for path in index):
        believed |= index
    return believed


def _searched(before: Stamps, memory: Memory) -> dict[str, str]:
    """The documents of the search and its index as the last build wrote them, with their SHA-256; nothing where a file is not
    what it was.
    """
    from digest import compose

    if memory.get("destination") != before.destination or not memory.get("index"):
        return {}
    known = {path: each for path, each in memory.outputs().items() if compose.is_document(path) or compose.is_index(path)}
    return {path: each.digest for path, each in known.items()} if all(before.holds(*each) for each in known.items()) else {}


def _remember_outputs(memory: Memory, written: output.Written) -> None:
    outputs = memory.outputs()
    now = {path: each for path, each in written.outputs.items() if outputs.get(path) != each}
    memory.put_outputs(now, outputs.keys() - written.outputs.keys())

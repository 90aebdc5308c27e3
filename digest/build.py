"""The line, from start to end, with its memory: files in, a site out.

    stamps → nothing new? → gather → plan → keys → render what is stale → write → remember

Data goes one way and nothing comes back. Every step also yields diagnostics; while an error stands, nothing is written. Where
nothing changed, a build is one look at the stamps of all files, and the rest is not even imported.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from digest.model.noun import Noun, replace
from digest.model.options import Options
from digest.model.report import Report
from digest.store import atomic, output, theme, tree
from digest.store.cache import FAULTS, NO_ROOM, Memory, Output, forget
from digest.store.codec import decode, encode
from digest.store.engine import engine
from digest.store.listing import is_integrity
from digest.store.pool import Pool

if TYPE_CHECKING:
    from digest.compose import Key, Site
    from digest.gather import Progress
    from digest.model.diagnostic import Diagnostic, Outcome
    from digest.model.page import Artifact
    from digest.store.project import Project

T = TypeVar("T")

SETTINGS = "digest.toml"
INPUTS = ("seeds", "content", "templates")
NOTES = "content/annotations/"

# More notes than this that changed at once are no short way.
FEW = 20


class Means(Noun, frozen=True):
    """With what to build: where the memory lies (None: nothing is remembered), and who helps."""

    memory: Path | None = None
    pool: Callable[[], Pool] = Pool


ALONE = Means()
"""In this process, and nothing is remembered."""


def build(project: Outcome[Project], destination: Path, options: Options, progress: Progress, means: Means = ALONE) -> Report:
    """Builds the site into `destination`, unless something is wrong: then nothing is written."""

    def work(memory: Memory, pool: Pool) -> Report:
        return build_from(Stamps(project.value, destination, options), project, destination, options, progress, memory, pool)

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
    return _with(means, lambda memory, pool: _why(project, destination, options, progress, page, memory, pool))


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


def build_from(
    before: Stamps,
    project: Outcome[Project],
    destination: Path,
    options: Options,
    progress: Progress,
    memory: Memory,
    pool: Pool,
) -> Report:
    """A build that begins at `before`, which afterwards says how the site was left."""
    atomic.sweep(project.value.root, (path for scan in before.inputs.values() for path in scan.litter))
    changed = before.changed(memory, options)
    if changed == {}:
        return before.report(memory)
    if changed is not None and len(changed) <= FEW:
        report = _again(project.value, destination, options, changed, before, memory, pool, progress)
        if report:
            return report

    from digest import compose

    site = compose.planned(project, options, progress, memory, pool, before.inputs)
    report = site.report()
    if report.errors or (options.strict and report.warnings):
        memory.commit()
        return report
    keys = compose.keys(site)
    believed = _believed(site, keys, before, memory)
    stale = [page for page in site.pages if page.path not in believed]
    found: list[Diagnostic] = []
    searched = _searched(before, memory)

    def read(path: str) -> bytes:
        return (destination / path).read_bytes()

    def artifacts() -> Iterator[Artifact]:
        yield from compose.copied(site, believed, found)
        documents: dict[str, bytes] = {}
        for each in compose.rendered(site, stale, memory, pool, progress, found):
            if compose.is_document(each.path):
                documents[each.path] = each.data
            yield each
        if not any(map(compose.is_index, believed)):
            paths = [page.path for page in site.pages if compose.is_document(page.path)]
            gone = [path for path in searched if compose.is_document(path) and path not in believed]
            amended = compose.amended(project.value.config, documents, gone, paths, searched, read)
            believed.update((path, searched[path]) for path in (amended.kept if amended else ()))
            yield from amended.made if amended else compose.indexed(site, documents, read, found)
        if any(each.severity == "error" or options.strict for each in found):
            raise _Unsound

    try:
        progress("writing", 0, 1)
        written = output.write(destination, artifacts(), believed)
    except _Unsound:
        memory.commit()
        return site.report(found)
    report = replace(site.report((*found, *written.diagnostics)), changed=written.changed, removed=written.removed)
    report = replace(report, rendered=len(stale))
    if any(each.severity == "error" for each in written.diagnostics):
        memory.commit()
        return report
    _remember_pages(memory, keys, written, found)
    memory.put("index", compose.key_of_index({path: key.key for path, key in keys.items()}))
    report = replace(report, written=True)
    before.remember(memory, written, site, report)
    memory.commit()
    return report


def _again(
    project: Project,
    destination: Path,
    options: Options,
    changed: Mapping[str, str],
    before: Stamps,
    memory: Memory,
    pool: Pool,
    progress: Progress,
) -> Report | None:
    """The short way, where it leads to the same end: notes in `changed` were rewritten, and their cards are what they were."""
    from digest import again, compose

    said, prepared = before.report(memory).diagnostics, compose.prepared(project, memory)
    found = again.rewritten(project, changed, memory, pool, progress, said, prepared)
    if found is None or found.errors or (options.strict and found.said != said):
        return None
    outputs = memory.outputs()
    stale = {page.path for page in found.pages}
    ours = ((path, each.digest) for path, each in outputs.items() if not is_integrity(path))
    believed = {path: digest for path, digest in ours if path not in stale}
    wrong: list[Diagnostic] = []
    made = list(compose.rendered_anew(prepared, found.pages, memory, pool, progress, wrong))
    if wrong:
        return None
    documents = {each.path: each.data for each in made if compose.is_document(each.path)}
    if documents:
        searched = _searched(before, memory)
        paths = sorted(filter(compose.is_document, searched))
        amended = compose.amended(
            project.config, documents, documents, paths, searched, lambda path: (destination / path).read_bytes()
        )
        if amended is None:
            return None
        made += amended.made
        believed = {path: digest for path, digest in believed.items() if not compose.is_index(path) or path in amended.kept}
    written = output.write(destination, made, believed, before.outputs)
    if any(each.severity == "error" for each in written.diagnostics):
        return None
    memory.put_pages(found.keys)
    memory.put_outputs(
        {path: each for path, each in written.outputs.items() if outputs.get(path) != each},
        outputs.keys() - written.outputs.keys(),
    )
    if documents:
        memory.put("index", compose.key_of_index(memory.pages()))
    memory.put("said", _encoded(found.said))
    report = replace(before.report(memory), changed=written.changed, removed=written.removed, rendered=len(found.pages))
    before.remember(memory, written)
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
        keys = compose.keys(site)
        stale = [page for page in site.pages if known.get(page.path) != keys[page.path].key]
        for _ in compose.rendered(site, stale, memory, pool, progress, found):
            pass
    return site.report(found)


def _why(
    project: Outcome[Project], destination: Path, options: Options, progress: Progress, name: str, memory: Memory, pool: Pool
) -> tuple[str, ...]:
    from digest import compose

    before = Stamps(project.value, destination, options)
    site = compose.planned(project, options, progress, memory, pool, before.inputs)
    wanted = name.removeprefix("/")
    paths = (wanted, f"{wanted.rstrip('/')}/index.html".lstrip("/"))
    page = next((page for page in site.pages if page.path in paths), None)
    if page is None:
        raise LookupError(name)
    keys = compose.keys(site)
    known = memory.plan(page.path)
    if not known:
        return ("no build that is remembered made it",)
    reasons = compose.reasons(known, keys[page.path].plan)
    if not reasons and page.path not in _believed(site, keys, before, memory):
        return (f"{destination.name}/{page.path} is not as the last build left it",)
    return reasons


def _believed(site: Site, keys: Mapping[str, Key], before: Stamps, memory: Memory) -> dict[str, str]:
    """The files that are in their places as this build would write them, with their SHA-256."""
    from digest import compose

    if memory.get("destination") != before.destination:
        return {}
    known, outputs = memory.pages(), memory.outputs()
    wanted = {path for path, key in keys.items() if known.get(path) == key.key}
    wanted |= {path for path, digest in site.content.static.items() if path in outputs and outputs[path].digest == digest.hex()}
    believed = {path: outputs[path].digest for path in wanted if path in outputs and before.holds(path, outputs[path])}
    index = {path: each.digest for path, each in outputs.items() if compose.is_index(path)}
    made_of = compose.key_of_index({path: key.key for path, key in keys.items()})
    if memory.get("index") == made_of and all(before.holds(path, outputs[path]) for path in index):
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


def _remember_pages(memory: Memory, keys: Mapping[str, Key], written: output.Written, found: list[Diagnostic]) -> None:
    known = memory.pages()
    # A page about which there was something to say is rendered again, so that it is said again.
    doubtful = bool(found)
    news = {path: key for path, key in keys.items() if known.get(path) != key.key and not doubtful}
    memory.put_pages(news, known.keys() - keys.keys())
    outputs = memory.outputs()
    now = {path: each for path, each in written.outputs.items() if outputs.get(path) != each}
    memory.put_outputs(now, outputs.keys() - written.outputs.keys())


class Stamps:
    """How everything that a build reads and writes lies there, and whether that is as the last build left it.

    Notes, the files of annotations, are looked at one by one, for they are what changes most; of all else it is enough to know
    that it is the same. Files that were so fresh that their stamps prove nothing are told by what is in them.
    """

    def __init__(self, project: Project, destination: Path, options: Options) -> None:
        self.destination = os.fspath(destination.resolve()).encode("utf-8", "surrogateescape")
        self.inputs = {folder: tree.scan(project.root, folder) for folder in INPUTS}
        self.outputs: Mapping[str, str] = output.listed(destination)
        self._root, self._folder, self._today = project.root, destination, list(options.today)
        self._asked = f"{project.config.base_url} {options.drafts} {options.future} {options.strict}"
        now = time.time_ns()
        others = [project.root / SETTINGS, *theme.files()]
        self.others = {os.fspath(place): tree.stamp(os.stat(place), now) for place in others}

    def changed(self, memory: Memory, options: Options) -> dict[str, str] | None:
        """The stamps of the notes that are not as they were, by path; None where anything else is not."""
        state = json.loads(memory.get("state") or b"null")
        if not state or memory.get("destination") != self.destination:
            return None
        if state["asked"] != self._asked or not _is_due(state, self._today):
            return None
        before = decode(dict[str, dict[str, str]], memory.get("stamps"))
        now = self._now(self.outputs)
        if before["others"] != now["others"] or before["outputs"] != now["outputs"]:
            return None
        old, new = before["inputs"], now["inputs"]
        changed = {f"{self._root}/{path}" for path in new if new[path] != old.get(path)} if old != new else set()
        changed |= {place for place, digest in state["fresh"].items() if sha256_of(place) != digest}
        notes = [path for path in new if f"{self._root}/{path}" in changed and path.startswith(NOTES)] if changed else []
        if len(notes) < len(changed) or old.keys() != new.keys():
            return None
        return {path: self.inputs["content"].stamps[path] for path in sorted(notes)}

    def fresh(self, memory: Memory) -> dict[str, str]:
        """The SHA-256 of what was so fresh when the last build ended that its stamp proves nothing, by place."""
        return dict(json.loads(memory.get("state"))["fresh"])

    def report(self, memory: Memory) -> Report:
        """What the last build said."""
        return Report(**json.loads(memory.get("state"))["report"], diagnostics=_diagnostics(memory.get("said")))

    def holds(self, path: str, known: Output) -> bool:
        """Whether the file of the site is the one that is known."""
        stamp = self.outputs.get(path, "")
        if stamp == known.stamp and stamp and not stamp.endswith(tree.FRESH):
            return True
        return bool(stamp) and sha256_of(os.path.join(self._folder, path)) == known.digest

    def remember(self, memory: Memory, written: output.Written, site: Site | None = None, report: Report | None = None) -> None:
        """Keeps the state as it is now that the site is written: the inputs as they were before, the outputs as they are."""
        below = [(f"{self._root}/", scan.stamps) for scan in self.inputs.values()]
        below += [("", self.others), (f"{self._folder}/", written.present)]
        fresh = [folder + path for folder, stamps in below for path, stamp in stamps.items() if stamp.endswith(tree.FRESH)]
        state = json.loads(memory.get("state") or b"{}")
        if site and report:
            counts = {name: getattr(report, name) for name in ("pages", "quotations", "drafts", "scheduled", "written")}
            state = {"since": self._today, "due": list(site.content.due or ()), "report": counts}
            memory.put("said", _encoded(report.diagnostics))
        state["fresh"] = {place: sha256_of(place) for place in fresh}
        state["asked"] = self._asked
        memory.put("destination", self.destination)
        memory.put("state", json.dumps(state).encode())
        memory.put("stamps", encode(self._now(written.present)))
        self.outputs = written.present

    def _now(self, outputs: Mapping[str, str]) -> dict[str, dict[str, str]]:
        """How everything lies there, without saying what is fresh."""
        inputs = {path: stamp for scan in self.inputs.values() for path, stamp in scan.stamps.items()}
        return {"inputs": _settled(inputs), "others": _settled(self.others), "outputs": _settled(outputs)}


def _settled(stamps: Mapping[str, str]) -> dict[str, str]:
    settled = dict(stamps)
    settled.update((path, stamp.removesuffix(tree.FRESH)) for path, stamp in stamps.items() if stamp.endswith(tree.FRESH))
    try:
        "".join(settled).encode()
    except UnicodeEncodeError:  # strangers may give their files any name
        return {path.encode("utf-8", "surrogateescape").decode("latin-1"): stamp for path, stamp in settled.items()}
    return settled


def _is_due(state: Mapping[str, Any], today: list[int]) -> bool:
    """Whether nothing was to be published by itself since."""
    return state["since"] <= today and not (state["due"] and state["due"] <= today)


def sha256_of(place: str | Path) -> str:
    """The file's SHA-256 in hexadecimal digits; "" where it cannot be read."""
    try:
        with open(place, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _encoded(diagnostics: tuple[Diagnostic, ...]) -> bytes:
    from digest.jobs import said

    return said(diagnostics)


def _diagnostics(data: bytes) -> tuple[Diagnostic, ...]:
    if not data:
        return ()

    from digest.jobs import heard

    return heard(data)

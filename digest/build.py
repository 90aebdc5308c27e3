"""The line, from start to end, with its memory: files in, a site out.

    stamps → nothing new? → gather → plan → keys → render what is stale → write → remember

Data goes one way and nothing comes back. Every step also yields diagnostics; while an error stands, nothing is written. Where
nothing changed, a build is one look at the stamps of all files, and the rest is not even imported.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digest.model.options import Options
from digest.model.report import Report
from digest.store import output, theme, tree
from digest.store.cache import FAULTS, Memory, Output, forget
from digest.store.engine import engine
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


@dataclass(frozen=True, slots=True)
class Means:
    """With what to build: where the memory lies (None: nothing is remembered), and who helps."""

    memory: Path | None = None
    pool: Callable[[], Pool] = Pool


def build(project: Outcome[Project], destination: Path, options: Options, progress: Progress, means: Means = Means()) -> Report:
    """Builds the site into `destination`, unless something is wrong: then nothing is written."""
    return _with(means, lambda memory, pool: _build(project, destination, options, progress, memory, pool))


def check(project: Outcome[Project], options: Options, progress: Progress, means: Means = Means()) -> Report:
    """All that a build would find wrong. Nothing is written, and nothing is remembered."""
    return _with(means, lambda memory, pool: _check(project, options, progress, memory, pool))


def why(
    project: Outcome[Project], destination: Path, options: Options, progress: Progress, page: str, means: Means
) -> tuple[str, ...]:
    """Why a build would render the page with this path or address, in words; nothing where it would not.

    A LookupError where there is no such page.
    """
    return _with(means, lambda memory, pool: _why(project, destination, options, progress, page, memory, pool))


def _with(means: Means, work: Callable[[Memory, Pool], T]) -> T:
    """Does the work with what is remembered; if that cannot be believed, from nothing."""
    made_by = engine() if means.memory else ""
    for place in (means.memory, None):
        memory = Memory(place, made_by)
        try:
            with means.pool() as pool:
                return work(memory, pool)
        except FAULTS:
            if place is None:
                raise
        finally:
            memory.close()
        forget(place)
    raise AssertionError("unreachable")


def _build(
    project: Outcome[Project], destination: Path, options: Options, progress: Progress, memory: Memory, pool: Pool
) -> Report:
    before = _Stamps(project.value, destination, options)
    report = before.report(memory, options)
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

    def artifacts() -> Iterator[Artifact]:
        yield from compose.copied(site, believed, found)
        documents: dict[str, bytes] = {}
        for each in compose.rendered(site, stale, memory, pool, progress, found):
            if compose.is_document(each.path):
                documents[each.path] = each.data
            yield each
        if not any(map(compose.is_index, believed)):
            yield from compose.indexed(site, documents, lambda path: (destination / path).read_bytes(), found)
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
    memory.put("index", compose.key_of_index(site, keys))
    report = replace(report, written=True)
    before.remember(memory, site, written, report, options)
    memory.commit()
    return report


class _Unsound(Exception):
    """Something is wrong with what was rendered: nothing of it may be written."""


def _check(project: Outcome[Project], options: Options, progress: Progress, memory: Memory, pool: Pool) -> Report:
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

    before = _Stamps(project.value, destination, options)
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


def _believed(site: Site, keys: Mapping[str, Key], before: _Stamps, memory: Memory) -> dict[str, str]:
    """The files that are in their places as this build would write them, with their SHA-256."""
    from digest import compose

    if memory.get("destination") != before.destination:
        return {}
    known, outputs = memory.pages(), memory.outputs()
    wanted = {path for path, key in keys.items() if known.get(path) == key.key}
    wanted |= {path for path, digest in site.content.static.items() if path in outputs and outputs[path].digest == digest.hex()}
    believed = {path: outputs[path].digest for path in wanted if path in outputs and before.holds(path, outputs[path])}
    index = {path: each.digest for path, each in outputs.items() if compose.is_index(path)}
    if memory.get("index") == compose.key_of_index(site, keys) and all(before.holds(path, outputs[path]) for path in index):
        believed |= index
    return believed


def _remember_pages(memory: Memory, keys: Mapping[str, Key], written: output.Written, found: list[Diagnostic]) -> None:
    known = memory.pages()
    # A page about which there was something to say is rendered again, so that it is said again.
    doubtful = bool(found)
    news = {path: key for path, key in keys.items() if known.get(path) != key.key and not doubtful}
    memory.put_pages(news, known.keys() - keys.keys())
    outputs = memory.outputs()
    now = {path: each for path, each in written.outputs.items() if outputs.get(path) != each}
    memory.put_outputs(now, outputs.keys() - written.outputs.keys())


class _Stamps:
    """How everything that a build reads and writes lies there, and whether that is as the last build left it."""

    def __init__(self, project: Project, destination: Path, options: Options) -> None:
        self.destination = os.fspath(destination.resolve()).encode("utf-8", "surrogateescape")
        self.inputs = {folder: tree.scan(project.root, folder) for folder in INPUTS}
        self._outputs = output.listed(destination)
        self._root, self._folder = project.root, destination
        self._asked = f"{project.config.base_url} {options.drafts} {options.future} {options.strict}"
        now = time.time_ns()
        others = [project.root / SETTINGS, *theme.files()]
        self._others = {os.fspath(place): tree.stamp(os.stat(place), now) for place in others}

    def report(self, memory: Memory, options: Options) -> Report | None:
        """What the last build said, if this one would do and say the same."""
        state = memory.get("state")
        if not state or memory.get("key") != self._key(self._outputs):
            return None
        known = json.loads(state)
        if not known["since"] <= list(options.today) or (known["due"] and known["due"] <= list(options.today)):
            return None
        # Files that were so fresh that their stamps prove nothing are told by what is in them.
        if any(_sha256(place) != digest for place, digest in known["fresh"].items()):
            return None
        return Report(**known["report"], diagnostics=_diagnostics(memory.get("said")))

    def holds(self, path: str, known: Output) -> bool:
        """Whether the file of the site is the one that is known."""
        stamp = self._outputs.get(path, "")
        if stamp == known.stamp and stamp and not stamp.endswith(tree.FRESH):
            return True
        return bool(stamp) and _sha256(os.path.join(self._folder, path)) == known.digest

    def remember(self, memory: Memory, site: Site, written: output.Written, report: Report, options: Options) -> None:
        """Keeps the state as it is now that the site is written: the inputs as they were before, the outputs as they are."""
        inputs = {f"{self._root}/{path}": stamp for scan in self.inputs.values() for path, stamp in scan.stamps.items()}
        outputs = {f"{self._folder}/{path}": each.stamp for path, each in written.outputs.items()}
        everything = inputs | self._others | outputs
        fresh = [place for place, stamp in everything.items() if stamp.endswith(tree.FRESH)]
        counts = {"pages": report.pages, "quotations": report.quotations, "drafts": report.drafts}
        state = {
            "since": list(options.today),
            "due": list(site.content.due or ()),
            "fresh": {place: _sha256(place) for place in fresh},
            "report": {**counts, "scheduled": report.scheduled, "written": True},
        }
        memory.put("destination", self.destination)
        memory.put("state", json.dumps(state).encode())
        memory.put("said", _encoded(report.diagnostics))
        memory.put("key", self._key(written.present))

    def _key(self, outputs: Mapping[str, str]) -> bytes:
        lines = [self._asked]
        for stamps in (*(scan.stamps for scan in self.inputs.values()), self._others, outputs):
            lines += [f"{path} {stamp.removesuffix(tree.FRESH)}" for path, stamp in stamps.items()]
            lines.append("")
        text = "\n".join(lines).encode("utf-8", "surrogateescape")
        return hashlib.blake2b(text, digest_size=16).digest()


def _sha256(place: str) -> str:
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

"""How everything lies that a build reads and writes, and whether that is as the last build left it.

Of each file and folder four numbers are kept: its size, the times of its last changes (`st_mtime`, `st_ctime`), its identity. As
long as they are what they were, nothing changed, for what comes or goes changes its folder. That is asked first: it is one
question to the system for each thing. Only where it gives no answer, folders are looked through.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from array import array
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.model.options import Options
from digest.model.report import Report
from digest.store import output, theme, tree
from digest.store.atomic import PART
from digest.store.cache import Memory, Output

if TYPE_CHECKING:
    from digest.compose import Site
    from digest.model.diagnostic import Diagnostic
    from digest.store.project import Project

SETTINGS = "digest.toml"
INPUTS = ("seeds", "content", "templates")
NOTES = "content/annotations/"

# Where nothing lies, and where the numbers of a system are larger than any that can be kept
NOWHERE, NO_NUMBERS = "-1 -1 -1 -1", b"?"

# More folders than this in which something happened are looked through together with all others.
FEW_FOLDERS = 50

_AT_THE_TOP = re.compile(rb"\0([^\0/]++)(?![^\0])")
_NUMBERS = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_IDENTITY = 3  # the place among them
_WIDTH = 4 * array("q").itemsize


class Stamps:
    """Notes, the files of annotations, are looked at one by one, for they are what changes most; of all else it is enough to know
    that it is the same. Files that were so fresh that their stamps prove nothing are told by what is in them.
    """

    def __init__(self, project: Project, destination: Path, options: Options) -> None:
        self.destination = os.fspath(destination.resolve()).encode("utf-8", "surrogateescape")
        self._root, self._folder, self._today = project.root, destination, list(options.today)
        self._asked = f"{project.config.base_url} {options.drafts} {options.future} {options.strict}"
        self._lain: dict[str, Lay] = {}
        now = time.time_ns()
        self.others = {os.fspath(each): tree.stamp(os.stat(each), now) for each in (project.root / SETTINGS, *theme.files())}

    @cached_property
    def inputs(self) -> Mapping[str, tree.Scan]:
        """What people wrote, by its folder, as it lay there when this was first asked."""
        return {folder: tree.scan(self._root, folder) for folder in INPUTS}

    @cached_property
    def present(self) -> output.Present:
        """What lies in the site's folder."""
        return output.listed(self._folder)

    @property
    def outputs(self) -> Mapping[str, str]:
        return self.present.files

    def looked(self) -> Stamps:
        """The same, once everything was looked through."""
        _ = self.inputs, self.present
        return self

    def litter(self) -> list[str]:
        """What commands left among the inputs that were killed. What is as it was has none."""
        return [path for scan in self.inputs.values() for path in scan.litter] if "inputs" in self.__dict__ else []

    def changed(self, memory: Memory, options: Options) -> dict[str, str] | None:
        """The stamps of the notes that are not as they were, by path; None where anything else is not."""
        state = json.loads(memory.get("state") or b"null")
        if not state or memory.get("destination") != self.destination:
            return None
        if state["asked"] != self._asked or not _is_due(state, self._today):
            return None
        known = self._lain = self._known(memory)
        if any(each.numbers == NO_NUMBERS for each in known.values()):
            return None
        is_looked_through = "inputs" in self.__dict__
        changed = self._compared(known) if is_looked_through else self._glanced(known, state["fresh folders"])
        if changed == set() and not is_looked_through and "inputs" in self.__dict__:  # something came and went again
            self._keep(memory, self._lays(self.present))
            memory.commit()
        if changed is None:
            return None
        root = f"{self._root}/"
        changed |= {place.removeprefix(root) for place, digest in state["fresh"].items() if sha256_of(place) != digest}
        if not all(path.startswith(NOTES) and path.endswith(".md") for path in changed):
            return None
        now = time.time_ns()
        with suppress(OSError):
            return {path: tree.stamp(os.lstat(root + path), now) for path in sorted(changed)}
        return None

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

    def remember(self, memory: Memory, present: output.Present, site: Site | None = None, report: Report | None = None) -> None:
        """Keeps the state as it is now that the site is written: the inputs as they were before, the outputs as they are."""
        state = json.loads(memory.get("state") or b"{}")
        if site and report:
            counts = {name: getattr(report, name) for name in ("pages", "quotations", "drafts", "scheduled", "written")}
            state = {"since": self._today, "due": list(site.content.due or ()), "report": counts}
            memory.put("said", _encoded(report.diagnostics))
        self._keep(memory, self._lays(present), state)
        self.present = present

    def remember_few(self, memory: Memory, notes: Mapping[str, str], written: output.Written) -> None:
        """Keeps that these notes were read, as they lay there before, and what was written into the site for them."""
        now = time.time_ns()
        known = self._lain
        files = written.present.files
        folders = {path.rpartition("/")[0] or "." for path in files}
        stamps = {
            "inputs": notes,
            "outputs": files,
            "folders of outputs": {path: tree.stamp(os.lstat(self._folder / path), now) for path in folders},
        }
        numbers = {group: known[group].exchanged(stamps[group]) for group in stamps}
        if None in numbers.values() or written.removed:  # something came or went
            present = output.listed(self._folder)
            stamps |= {"outputs": _sorted(present.files), "folders of outputs": _sorted(present.folders)}
            for group in ("outputs", "folders of outputs"):
                lay = _lay(stamps[group])
                memory.put(f"paths of {group}", lay.paths)
                numbers[group] = lay.numbers
        for group, each in numbers.items():
            memory.put(f"numbers of {group}", NO_NUMBERS if each is None else each)
        state = json.loads(memory.get("state"))
        places = {self._place(group) + path for group in ("inputs", "outputs") for path in stamps[group]} | state["fresh"].keys()
        state["fresh"] = {place: sha256_of(place) for place in sorted(places) if self._is_fresh(place, now)}
        for group, paths in state["fresh folders"].items():
            before = self._place(group)
            recent = {path for path in (*paths, *stamps.get(group, ())) if self._is_fresh(before + path, now)}
            state["fresh folders"][group] = sorted(recent)
        memory.put("state", _json(state))

    @staticmethod
    def _is_fresh(place: str, now: int) -> bool:
        with suppress(OSError):
            return tree.stamp(os.lstat(place), now).endswith(tree.FRESH)
        return True

    # ------------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _known(memory: Memory) -> dict[str, Lay]:
        return {group: Lay(memory.get(f"paths of {group}"), memory.get(f"numbers of {group}")) for group in GROUPS}

    def _place(self, group: str) -> str:
        """What stands before the paths of a group."""
        return {"inputs": f"{self._root}/", "outputs": f"{self._folder}/"}.get(group.removeprefix("folders of "), "")

    def _lays(self, present: output.Present) -> dict[str, Mapping[str, str]]:
        """The stamps of everything, by group."""
        return {
            "inputs": {path: stamp for scan in self.inputs.values() for path, stamp in scan.stamps.items()},
            "others": self.others,
            "outputs": _sorted(present.files),
            "folders of inputs": {path: stamp for scan in self.inputs.values() for path, stamp in scan.folders.items()},
            "folders of outputs": _sorted(present.folders),
        }

    def _keep(self, memory: Memory, lays: Mapping[str, Mapping[str, str]], state: dict[str, Any] | None = None) -> None:
        state = json.loads(memory.get("state")) if state is None else state
        fresh = {group: [path for path, stamp in lays[group].items() if stamp.endswith(tree.FRESH)] for group in GROUPS}
        files = (self._place(group) + path for group in ("inputs", "others", "outputs") for path in fresh[group])
        state["fresh"] = {place: sha256_of(place) for place in files}
        state["fresh folders"] = {group: fresh[group] for group in GROUPS if group.startswith("folders")}
        state["asked"] = self._asked
        memory.put("destination", self.destination)
        memory.put("state", _json(state))
        for group, stamps in lays.items():
            lay = _lay(stamps)
            memory.put(f"paths of {group}", lay.paths)
            memory.put(f"numbers of {group}", lay.numbers)

    def _compared(self, known: Mapping[str, Lay]) -> set[str] | None:
        """The inputs that are not as they were, where all are there and nothing else changed: everything is looked through."""
        now = {group: _lay(stamps) for group, stamps in self._lays(self.present).items()}
        if known["others"] != now["others"] or known["outputs"] != now["outputs"]:
            return None
        return _differing(known["inputs"], now["inputs"].numbers) if known["inputs"].paths == now["inputs"].paths else None

    def _glanced(self, known: Mapping[str, Lay], fresh: Mapping[str, Iterable[str]]) -> set[str] | None:
        """The same, but only folders in which something happened are looked through, unless they are many."""
        changed: set[str] = set()
        if known["others"] != _lay(self.others):
            return None
        for group, lay in known.items():
            if group == "others":
                continue
            try:
                before = os.fsencode(self._place(group))
                places = [before + path for path in lay.all()]
                numbers = _numbers(places) if group != "folders of inputs" else _numbers_or_none(places)
            except (OSError, OverflowError):
                return None
            match group:
                case "inputs":
                    changed = _differing(lay, numbers)
                case "outputs":
                    if numbers != lay.numbers:
                        return None
                case _:
                    doubtful = _differing(lay, numbers) | set(fresh[group])
                    files = known[group.removeprefix("folders of ")]
                    if len(doubtful) > FEW_FOLDERS or _differing(lay, numbers, _IDENTITY):
                        return self._compared(known)
                    if not all(self._has_the_same(group, each, files, lay) for each in doubtful):
                        return None
        return changed

    def _has_the_same(self, group: str, folder: str, files: Lay, folders: Lay) -> bool:
        """Whether the same names are in a folder as before, of those that count."""
        known = files.inside(folder) | folders.inside(folder)
        try:
            names = set(os.listdir(self._place(group) + folder))
        except OSError:
            return False
        if group == "folders of outputs":
            return names - output.KEPT == known
        return {name for name in names if not tree.is_left_out(f"{folder}/{name}", name) or name.startswith(PART)} == known


GROUPS = ("inputs", "others", "outputs", "folders of inputs", "folders of outputs")


class Lay(NamedTuple):
    """How files or folders lie: their paths, divided by NUL, and the numbers of each, eight bytes a number."""

    paths: bytes
    numbers: bytes

    def all(self) -> list[bytes]:
        return self.paths.split(b"\0") if self.paths else []

    def exchanged(self, stamps: Mapping[str, str]) -> bytes | None:
        """The numbers with those of these stamps; None where one is of a path that is not there."""
        numbers = bytearray(self.numbers)
        whole = b"\0%b\0" % self.paths
        for path, stamp in stamps.items():
            place, now = whole.find(b"\0%b\0" % os.fsencode(path)), _lay({path: stamp}).numbers
            if place < 0 or now == NO_NUMBERS:
                return None
            start = whole.count(b"\0", 0, place) * _WIDTH
            numbers[start : start + _WIDTH] = now
        return bytes(numbers)

    def inside(self, folder: str) -> set[str]:
        """The names of what lies in the folder."""
        if folder == ".":
            return {os.fsdecode(path) for path in _AT_THE_TOP.findall(b"\0" + self.paths)} - {"."}
        before = b"\0%b/" % os.fsencode(folder)
        paths = (b"\0" + self.paths).split(before)[1:]
        return {os.fsdecode(name) for path in paths if b"/" not in (name := path.partition(b"\0")[0])}


def _sorted(stamps: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(stamps.items()))


def _lay(stamps: Mapping[str, str]) -> Lay:
    said = " ".join(stamp.removesuffix(tree.FRESH) or NOWHERE for stamp in stamps.values())
    try:
        return Lay(b"\0".join(map(os.fsencode, stamps)), array("q", map(int, said.split())).tobytes())
    except OverflowError:  # a system with larger numbers: then everything is looked at each time
        return Lay(b"", NO_NUMBERS)


def _numbers(places: Iterable[bytes]) -> bytes:
    return array("q", chain.from_iterable(map(_NUMBERS, map(os.lstat, places)))).tobytes()


def _numbers_or_none(places: Iterable[bytes]) -> bytes:
    """The same, where something may be missing."""
    return b"".join(_numbers([place]) if os.path.lexists(place) else _lay({"": ""}).numbers for place in places)


def _differing(known: Lay, numbers: bytes, first: int = 0) -> set[str]:
    """The paths whose numbers are others, from the first that counts."""
    if numbers == known.numbers:
        return set()
    rows = _rows_differing(known.numbers, numbers)
    if first:
        start = first * array("q").itemsize
        parts = ((row, slice(row * _WIDTH + start, (row + 1) * _WIDTH)) for row in rows)
        rows = [row for row, part in parts if known.numbers[part] != numbers[part]]
    paths = known.all() if rows else []
    return {os.fsdecode(paths[row]) for row in rows}


def _rows_differing(known: bytes, now: bytes) -> list[int]:
    """Which rows of numbers are others. Most are not, and what is the same is told at once."""
    rows = []
    waiting = [(0, len(known))]
    while waiting:
        start, end = waiting.pop()
        if known[start:end] == now[start:end]:
            continue
        if end - start <= _WIDTH:
            rows.append(start // _WIDTH)
            continue
        middle = start + (end - start) // _WIDTH // 2 * _WIDTH
        waiting += [(start, middle), (middle, end)]
    return rows


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


def _json(state: Mapping[str, Any]) -> bytes:
    return json.dumps(state).encode()


def _encoded(diagnostics: tuple[Diagnostic, ...]) -> bytes:
    from digest.jobs import said

    return said(diagnostics)


def _diagnostics(data: bytes) -> tuple[Diagnostic, ...]:
    if not data:
        return ()

    from digest.jobs import heard

    return heard(data)

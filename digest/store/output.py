"""Artifacts → files. Only what changed is written, each file whole or not at all; only what a build wrote is ever removed.

Files are first written into a folder of their own beside the others, and moved to their places when all are there: so a build
that finds something wrong at its last page has changed nothing, and no site has to fit into memory.

`integrity.json` (path → SHA-256 of every other file) says which files are ours; in a large site it names its parts below
`integrity/`. Where files come or go it is written before them too, naming old and new ones: a build that is killed between the
two leaves nothing that the next one does not know.
"""

import hashlib
import json
import os
import stat
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from digest.model.diagnostic import Diagnostic, Span, error, warning
from digest.model.noun import Noun, field
from digest.model.page import Artifact
from digest.store import atomic, tree
from digest.store.cache import Output
from digest.store.listing import INTEGRITY, PARTS, Listing, is_integrity

KEPT = {".gitkeep", ".git", ".nojekyll"}


class Present(NamedTuple):
    """Stamps of what lies below a folder, by path: of everything that is not itself a folder ("" for what is no ordinary file);
    and of the folders, the first of which is `.`, from before they were looked through.
    """

    files: Mapping[str, str]
    folders: Mapping[str, str]


class Written(Noun, frozen=True):
    """What a write did: paths below the output folder, in order, and what it found. `outputs` are the files of the site as
    they lie there now, `present` is what is in the folder.
    """

    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    outputs: Mapping[str, Output] = field(default_factory=dict)
    present: Present = field(default_factory=lambda: Present({}, {}))


def write(
    output: Path,
    artifacts: Iterable[Artifact],
    believed: Mapping[str, str] | None = None,
    before: Present | None = None,
) -> Written:
    """Makes the folder hold exactly the artifacts and what is `believed` to lie there already (SHA-256 by path), next to whatever
    strangers put there. An exception from the artifacts leaves the folder as it was. Until the last artifact is made nothing in
    the folder changes, and only then is asked what is believed. Where it is known what lay there `before`, afterwards only what
    changed is looked at.
    """
    made: dict[str, str] = {}
    stage = _Stage(output)
    try:
        for artifact in artifacts:
            if not _is_below(artifact.path):
                raise ValueError(f"not below the output folder: {artifact.path!r}")
            made[artifact.path] = stage.add(artifact)
        return _moved(output, stage, {**(believed or {}), **made}, before)
    except OSError as problem:
        hint = "nothing half-written was left behind; build again when it is mended"
        return Written(
            diagnostics=(error("D601", f"the site could not be written: {problem.strerror}", _place(output, problem), hint),)
        )
    finally:
        stage.close()


def _place(output: Path, problem: OSError) -> Span:
    """What cannot be written: of a file that was on its way, the place that it should have come to."""
    named = problem.filename2 or problem.filename
    if not isinstance(named, str | os.PathLike):
        return Span(output.name)
    path = Path(os.path.relpath(named, output)).as_posix()
    if path.startswith(atomic.PART):
        path = path.partition("/")[2] or "."
    if path.split("/")[0] == "..":
        return Span(os.path.basename(named))
    return Span(output.name if path == "." else _shown(output, path))


def _moved(output: Path, stage: "_Stage", digests: dict[str, str], before: Present | None) -> Written:
    output.mkdir(parents=True, exist_ok=True)
    owned = _owned(output)
    gone = sorted(set(owned) - set(digests))
    first = _first(gone, digests)
    blocked = _blocked(output, stage, owned, first)
    if blocked:
        return Written(diagnostics=tuple(blocked))
    if first or not owned.keys() >= set(stage.paths):
        _keep_integrity(output, {**owned, **digests})
    removed = [path for path in gone if path in first and remove(output, path)]
    stage.move()
    removed += [path for path in gone if path not in first and remove(output, path)]
    _keep_integrity(output, digests)
    stage.close()
    present = listed(output) if before is None else _exchanged(output, before, stage.paths, removed)
    if _remove_litter(output, present.files):
        present = listed(output)
    strangers = tuple(_strangers(output, present.files, digests))
    outputs = {path: Output(present.files[path], digest) for path, digest in digests.items() if path in present.files}
    outputs |= {path: Output(stamp, "") for path, stamp in present.files.items() if is_integrity(path)}
    return Written(tuple(sorted(stage.paths)), tuple(sorted(removed)), stage.unchanged, strangers, outputs, present)


class _Stage:
    """Files on their way: below a folder of our own they lie as they will lie below the site's. `paths` has what is there."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.paths: list[str] = []
        self.unchanged = 0
        self._folder = ""
        self._folders = {""}  # those below it, by path
        self._made: list[Path] = []  # folders that are there only for us

    def add(self, artifact: Artifact) -> str:
        """The artifact's SHA-256. One that lies in its place already is left there."""
        if _holds(f"{self.output}/{artifact.path}", artifact.data):
            self.unchanged += 1
        else:
            place = f"{self._opened(artifact.path.rpartition('/')[0])}/{artifact.path}"
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
            try:
                rest = memoryview(artifact.data)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            finally:
                os.close(handle)
            os.chmod(place, 0o644)
            self.paths.append(artifact.path)
        return hashlib.sha256(artifact.data).hexdigest()

    def _opened(self, folder: str) -> str:
        """Our own folder, in which there is this folder now."""
        if not self._folder:
            self._made = [folder for folder in (self.output, *self.output.parents) if not folder.exists()]
            self.output.mkdir(parents=True, exist_ok=True)
            import tempfile  # a build with nothing to do writes nothing

            self._folder = tempfile.mkdtemp(prefix=atomic.PART, dir=self.output)
        if folder not in self._folders:
            # Where case does not count, it may be there under another name.
            os.makedirs(f"{self._folder}/{folder}", exist_ok=True)
            self._folders.add(folder)
        return self._folder

    def move(self) -> None:
        if self._folder:
            _move(self._folder, os.fspath(self.output))
        self._made = []

    def close(self) -> None:
        if self._folder:
            import shutil

            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""
            for folder in self._made:
                with suppress(OSError):
                    folder.rmdir()


def _move(folder: str, target: str) -> None:
    """Moves everything in the folder. A folder that is not there yet comes with all that is in it."""
    with os.scandir(folder) as entries:
        for each in list(entries):
            place = f"{target}/{each.name}"
            if each.is_dir(follow_symlinks=False) and os.path.lexists(place):
                _move(each.path, place)
            else:
                os.replace(each.path, place)


def clean(output: Path) -> Written:
    """Removes what builds wrote, and nothing else."""
    if not output.is_dir():
        return Written()
    owned = _owned(output)
    _remove_litter(output, listed(output).files)
    removed = [path for path in sorted(owned) if remove(output, path)]
    for path in (INTEGRITY, *(f"{PARTS}{each.name}" for each in _parts(output))):
        (output / path).unlink(missing_ok=True)
    with suppress(OSError):
        (output / PARTS).rmdir()
    return Written(removed=tuple(removed))


# ---------------------------------------------------------------------------------------------------------------------


def _keep_integrity(output: Path, digests: Mapping[str, str]) -> None:
    """Writes what of the list has changed, its parts before the index that names them."""
    files = Listing(digests).files()
    for path in sorted(files, reverse=True):
        if not _holds(output / path, files[path]):
            (output / path).parent.mkdir(exist_ok=True)
            atomic.write(output / path, files[path])
    for place in _parts(output):
        if PARTS + place.name not in files and not place.is_symlink():
            place.unlink()
    if len(files) == 1:
        with suppress(OSError):
            (output / PARTS).rmdir()


def _parts(output: Path) -> list[Path]:
    """The parts of the list. What lies behind a link is a stranger's."""
    folder = output / PARTS
    return [] if folder.is_symlink() else sorted(folder.glob("*.json"))


def _owned(output: Path) -> dict[str, str]:
    """The files that builds wrote. A damaged list is no list: then everything is a stranger's."""
    owned: dict[str, str] = {}
    waiting = [INTEGRITY]
    while waiting:
        try:
            place = output / waiting.pop()
            if not stat.S_ISREG(os.lstat(place).st_mode):  # a pipe would never end, and a link leads elsewhere
                continue
            table = json.loads(place.read_bytes())
            files = table.get("files", {})
            owned |= {path: digest for path, digest in files.items() if _is_below(path) and isinstance(digest, str)}
            waiting += [path for path in table.get("parts", ()) if _is_below(path) and path.startswith(PARTS)]
        except (OSError, ValueError, TypeError, AttributeError):
            continue
    return owned


def _is_below(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and "\0" not in path and "\\" not in path and not any(part in ("", ".", "..") for part in parts)


def _first(gone: Iterable[str], digests: Collection[str]) -> set[str]:
    """The files that must go before others come: where a folder becomes a file or a file a folder, and where a name changes
    only in case, which some file systems ignore."""
    files = {path.casefold() for path in digests}
    taken = files | {folder for path in files for folder in _folders(path)}
    return {path for path in gone if path.casefold() in taken or files.intersection(_folders(path.casefold()))}


def _folders(path: str) -> list[str]:
    """The folders that a path stands in: `a/b` and `a` of `a/b/c`."""
    folders = []
    while "/" in path:
        path = path.rpartition("/")[0]
        folders.append(path)
    return folders


def _blocked(output: Path, stage: "_Stage", owned: Collection[str], first: Collection[str]) -> list[Diagnostic]:
    """What stands in the way: files of others, and links that lead out of the folder. `first` are ours, and about to go."""
    leaving = set(first) | {folder for path in first for folder in _folders(path)}
    found = []
    checked: set[str] = set()
    hint = "remove it, or choose another folder with -o"
    for path in stage.paths:
        for folder in _folders(path):
            if folder in checked:
                break
            checked.add(folder)
            if _is_taken(f"{output}/{folder}", is_leaving=folder in leaving):
                found.append(error("D602", "a folder of the site is taken by something else", Span(_shown(output, folder)), hint))
        if path in owned or path in leaving:
            continue
        if os.path.lexists(f"{output}/{path}"):
            in_the_way = "no build wrote it: move it away, or choose another folder with -o"
            found.append(error("D603", "this file is in the way", Span(_shown(output, path)), in_the_way))
    return found


def _is_taken(folder: str, *, is_leaving: bool) -> bool:
    """True for a link, whose way is not ours to go, and for a file that stays."""
    try:
        mode = os.lstat(folder).st_mode
    except OSError:
        return False
    return stat.S_ISLNK(mode) or (not stat.S_ISDIR(mode) and not is_leaving)


def _shown(output: Path, path: str) -> str:
    return f"{output.name}/{path}"


def _holds(place: Path | str, data: bytes) -> bool:
    """True where an ordinary file lies with exactly these bytes."""
    try:
        status = os.lstat(place)
        return stat.S_ISREG(status.st_mode) and status.st_size == len(data) and Path(place).read_bytes() == data
    except OSError:
        return False


def remove(output: Path, path: str) -> bool:
    """Removes a file of ours, and the folders that are empty then. A link on the way is a stranger's."""
    place = output / path
    folders = [output / folder for folder in place.relative_to(output).parents if folder != Path()]
    if any(folder.is_symlink() for folder in folders) or not place.is_file() or place.is_symlink():
        return False
    place.unlink()
    for folder in folders:
        if any(folder.iterdir()):
            break
        folder.rmdir()
    return True


def _remove_litter(output: Path, present: Iterable[str]) -> bool:
    """Removes what killed builds left, if there is any. Of a folder for files on their way it may be the folder alone, which is
    not among the files.
    """
    folders = {name for name in os.listdir(output) if name.startswith(atomic.PART)}
    left = folders | {litter for path in present if (litter := _litter(path))}
    for litter in left:
        place = output / litter
        if place.is_dir() and not place.is_symlink():
            import shutil

            shutil.rmtree(place, ignore_errors=True)
        else:
            place.unlink(missing_ok=True)
    return bool(left)


def _litter(path: str) -> str:
    """The part of the path that a killed build left behind; "" for a file of anybody else."""
    names = path.split("/")
    return next(("/".join(names[: n + 1]) for n, name in enumerate(names) if name.startswith(atomic.PART)), "")


def listed(output: Path) -> Present:
    """What lies below the folder."""
    found: dict[str, str] = {}
    folders: dict[str, str] = {}
    waiting = [""]
    now = time.time_ns()
    root = os.fspath(output)
    while waiting:
        folder = waiting.pop()
        try:
            status = os.lstat(f"{root}/{folder or '.'}")
            entries = list(os.scandir(f"{root}/{folder}"))
        except OSError:
            continue
        folders[folder.removesuffix("/") or "."] = tree.stamp(status, now)
        for each in entries:
            if each.name in KEPT:
                continue
            if each.is_dir(follow_symlinks=False):
                waiting.append(f"{folder}{each.name}/")
            else:
                with suppress(FileNotFoundError):
                    is_file = each.is_file(follow_symlinks=False)
                    found[folder + each.name] = tree.stamp(each.stat(follow_symlinks=False), now) if is_file else ""
    return Present(found, folders)


def _exchanged(output: Path, before: Present, came: Collection[str], went: Collection[str]) -> Present:
    """What lies there now that these files came or changed, those went, and the list was written."""
    lists = {INTEGRITY, *(PARTS + each.name for each in _parts(output))}
    gone = {*went, *filter(is_integrity, before.files)}
    touched = {folder for path in (*came, *lists, *gone) for folder in _folders(path)}
    now = time.time_ns()

    def looked(
        known: Mapping[str, str], gone: Collection[str], paths: Iterable[str], kind: Callable[[int], bool]
    ) -> dict[str, str]:
        found = {path: stamp for path, stamp in known.items() if path not in gone}
        for path in sorted(paths):
            with suppress(FileNotFoundError, NotADirectoryError):
                status = os.lstat(output / path)
                if kind(status.st_mode):
                    found[path] = tree.stamp(status, now)
        return found

    files = looked(before.files, gone, {*came, *lists}, stat.S_ISREG)
    return Present(files, looked(before.folders, touched, {".", *touched}, stat.S_ISDIR))


def _strangers(output: Path, present: Iterable[str], digests: Collection[str]) -> list[Diagnostic]:
    hint = "it is left where it is; put files of your own into content/static/"
    return [
        warning("D604", "no build wrote this file", Span(_shown(output, path)), hint)
        for path in sorted(present)
        if path not in digests and not is_integrity(path) and not _litter(path)
    ]

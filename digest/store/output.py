"""Artifacts → files. Only what changed is written, each file whole or not at all; only what a build wrote is ever removed.

`integrity.json` (path → SHA-256 of every other file) says which files are ours. It is written before the files, naming old
and new ones, and again after them: a build that is killed between the two leaves nothing that the next one does not know.
"""

import hashlib
import json
import os
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from digest.model.diagnostic import Diagnostic, Span, error, warning
from digest.model.page import Artifact
from digest.store import atomic

INTEGRITY = "integrity.json"
KEPT = {".gitkeep", ".git", ".nojekyll"}


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: paths below the output folder, in order, and what it found."""

    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()


def write(output: Path, artifacts: Sequence[Artifact]) -> Written:
    """Makes the folder hold exactly the artifacts, next to whatever strangers put there."""
    if wrong := [artifact.path for artifact in artifacts if not _is_below(artifact.path)]:
        raise ValueError(f"not below the output folder: {wrong[0]!r}")
    digests = {artifact.path: hashlib.sha256(artifact.data).hexdigest() for artifact in artifacts}
    try:
        output.mkdir(parents=True, exist_ok=True)
        owned = _owned(output)
        gone = sorted(set(owned) - set(digests) - {INTEGRITY})
        first = _first(gone, digests)
        blocked = _blocked(output, artifacts, owned, first)
        if blocked:
            return Written(diagnostics=tuple(blocked))
        _remove_litter(output)
        if first:
            _replace(output / INTEGRITY, _integrity({**owned, **digests}))
        removed = [path for path in first if _remove(output, path)]
        changed = [artifact for artifact in artifacts if not _holds(output / artifact.path, artifact.data)]
        final = _integrity(digests)
        if changed or gone:
            _replace(output / INTEGRITY, _integrity({**owned, **digests}))
        for artifact in changed:
            _replace(output / artifact.path, artifact.data)
        removed += [path for path in gone if path not in first and _remove(output, path)]
        if not _holds(output / INTEGRITY, final):
            _replace(output / INTEGRITY, final)
        strangers = _strangers(output, digests)
    except OSError as problem:
        place = Span(os.path.basename(problem.filename or "") or output.name)
        hint = "nothing half-written was left behind; build again when it is mended"
        return Written(diagnostics=(error("D601", f"the site could not be written: {problem.strerror}", place, hint),))
    return Written(
        tuple(artifact.path for artifact in changed), tuple(sorted(removed)), len(artifacts) - len(changed), tuple(strangers)
    )


def clean(output: Path) -> Written:
    """Removes what builds wrote, and nothing else."""
    if not output.is_dir():
        return Written()
    owned = _owned(output)
    _remove_litter(output)
    removed = [path for path in sorted(owned) if _remove(output, path)]
    (output / INTEGRITY).unlink(missing_ok=True)
    return Written(removed=tuple(removed))


def _integrity(digests: Mapping[str, str]) -> bytes:
    table = {"schema": 1, "algorithm": "SHA-256", "files": dict(sorted(digests.items()))}
    return (json.dumps(table, ensure_ascii=False, indent=1) + "\n").encode()


def _owned(output: Path) -> Mapping[str, str]:
    """The files that builds wrote. A damaged list is no list: then everything is a stranger's."""
    try:
        files = json.loads((output / INTEGRITY).read_bytes())["files"]
        return {path: digest for path, digest in files.items() if _is_below(path) and isinstance(digest, str)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


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
    return [folder.as_posix() for folder in PurePosixPath(path).parents][:-1]


def _blocked(output: Path, artifacts: Iterable[Artifact], owned: Collection[str], first: Collection[str]) -> list[Diagnostic]:
    """What stands in the way: files of others, and links that lead out of the folder. `first` are ours, and about to go."""
    leaving = {output / path for path in first}
    leaving |= {output / folder for path in first for folder in _folders(path)}
    found = []
    checked: set[Path] = set()
    for artifact in artifacts:
        place = output / artifact.path
        for folder in (output / each for each in place.relative_to(output).parents if each != Path()):
            if folder not in checked and (folder.is_symlink() or (folder.is_file() and folder not in leaving)):
                hint = "remove it, or choose another folder with -o"
                found.append(error("D602", "a folder of the site is taken by something else", Span(_shown(output, folder)), hint))
            checked.add(folder)
        is_ours = artifact.path in owned or (place in leaving and not place.is_symlink())
        if not is_ours and os.path.lexists(place) and not _holds(place, artifact.data):
            hint = "no build wrote it: move it away, or choose another folder with -o"
            found.append(error("D603", "this file is in the way", Span(_shown(output, place)), hint))
    return found


def _shown(output: Path, place: Path) -> str:
    return f"{output.name}/{place.relative_to(output).as_posix()}"


def _holds(place: Path, data: bytes) -> bool:
    """True where an ordinary file lies with exactly these bytes."""
    try:
        status = os.lstat(place)
        return stat.S_ISREG(status.st_mode) and status.st_size == len(data) and place.read_bytes() == data
    except OSError:
        return False


def _replace(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(place, data)


def _remove(output: Path, path: str) -> bool:
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


def _remove_litter(output: Path) -> None:
    """Parts of files that a killed build left."""
    for folder, _, names in os.walk(output):
        for name in names:
            if name.startswith(atomic.PART):
                os.unlink(os.path.join(folder, name))


def _strangers(output: Path, digests: Collection[str]) -> list[Diagnostic]:
    found = []
    for folder, folders, names in os.walk(output):
        folders[:] = [name for name in folders if name not in KEPT]
        for name in names:
            path = Path(folder, name).relative_to(output).as_posix()
            if path not in digests and path != INTEGRITY and name not in KEPT:
                hint = "it is left where it is; put files of your own into content/static/"
                found.append(warning("D604", "no build wrote this file", Span(f"{output.name}/{path}"), hint))
    return sorted(found, key=lambda each: each.span)

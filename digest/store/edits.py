"""Accepted changes into hand-written files: the named values and no other byte; whole or not at all."""

import stat
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from digest.model.diagnostic import Span
from digest.store import atomic
from digest.text import front_matter

Change = tuple[Span, str, str]  # where, the value there now, the new value

HANDWRITTEN = ("content",)
# Where what is imported may come to lie, too. Nothing but what people write is ever changed: a seed is as it came.
IMPORTED = ("content", "seeds")


def changed(data: bytes, path: str, changes: Sequence[Change]) -> bytes:
    """The file with each value replaced. `ValueError` where one of them is not there any more."""
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data.removeprefix(bom).decode()
    there = {(scalar.span.line, scalar.span.column): scalar.text for scalar in front_matter.scalars(text)}
    for span, old, _ in changes:
        if there.get((span.line, span.column)) != old:
            raise ValueError(f"{span} has changed meanwhile")
    return bom + front_matter.replace_scalars(text, [(span, new) for span, _, new in changes]).encode()


def apply(root: Path, path: str, changes: Sequence[Change]) -> None:
    """Writes the change beside the file and moves it over, keeping its permissions. A link is followed by nobody."""
    place = root / path
    mode = _mode(place)
    atomic.write(place, changed(place.read_bytes(), path, changes), mode)


def read(root: Path, path: str) -> bytes:
    """An ordinary file below `content/`. `ValueError` for anything else."""
    place = _below(root, path)
    _mode(place)
    return place.read_bytes()


def replace(root: Path, path: str, before: bytes, after: bytes) -> None:
    """Writes a file below `content/` anew, whole or not at all. `ValueError` unless it still is what it was."""
    place = _below(root, path)
    mode = _mode(place)
    if place.read_bytes() != before:
        raise ValueError(f"{path} has changed meanwhile")
    atomic.write(place, after, mode)


def create(root: Path, path: str, data: bytes, mode: int = 0o644, folders: Sequence[str] = HANDWRITTEN) -> None:
    """A new file below one of the folders, whole or not at all; its own folder is made. `FileExistsError` where there is
    something.
    """
    place = _below(root, path, folders)
    place.parent.mkdir(parents=True, exist_ok=True)
    atomic.create(place, data, mode)


def remove(root: Path, path: str, before: bytes) -> int:
    """Removes a file below `content/`; its permissions. `ValueError` unless it still is what it was."""
    place = _below(root, path)
    mode = _mode(place)
    if place.read_bytes() != before:
        raise ValueError(f"{path} has changed meanwhile")
    place.unlink()
    return mode


def _below(root: Path, path: str, folders: Sequence[str] = HANDWRITTEN) -> Path:
    """The place of a path from the root, which leads into one of the folders through no link."""
    parts = PurePosixPath(path).parts
    if not parts or parts[0] not in folders or len(parts) < 2 or ".." in parts:
        raise ValueError(f"{path} is not below {folders[0]}/")
    for n in range(1, len(parts)):
        if root.joinpath(*parts[:n]).is_symlink():
            raise ValueError(f"{path} lies behind a link")
    return root / path


def _mode(place: Path) -> int:
    status = place.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{place.name} is no ordinary file")
    return stat.S_IMODE(status.st_mode)

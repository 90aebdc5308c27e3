"""Accepted changes into hand-written files: the named values and no other byte; whole or not at all."""

import stat
from collections.abc import Sequence
from pathlib import Path

from digest.model.diagnostic import Span
from digest.store import atomic
from digest.text import front_matter

Change = tuple[Span, str, str]  # where, the value there now, the new value


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
    status = place.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{path} is no ordinary file")
    atomic.write(place, changed(place.read_bytes(), path, changes), stat.S_IMODE(status.st_mode))

"""Files that are entirely old or entirely new, whenever a writer is stopped."""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# How the name of a part begins, before the number of its writer; a killed writer may leave one behind.
PART = ".digest-part-"


def write(place: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes beside the place and moves over it. Its folder must be there."""
    part = _part(place, data, mode)
    try:
        os.replace(part, place)
    except BaseException:
        os.unlink(part)
        raise


def create(place: Path, data: bytes, mode: int = 0o644) -> None:
    """The same for a new file: `FileExistsError` where there is something, which stays as it is."""
    part = _part(place, data, mode)
    try:
        os.link(part, place)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        with place.open("xb") as file:
            file.write(data)
    finally:
        os.unlink(part)


def _part(place: Path, data: bytes, mode: int) -> str:
    import tempfile  # a build with nothing to do writes nothing

    handle, part = tempfile.mkstemp(prefix=f"{PART}{os.getpid()}-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(part, mode)
    except BaseException:
        os.unlink(part)
        raise
    return part


def sweep(root: Path, parts: Iterable[str]) -> None:
    """Removes parts (paths below the root) whose writers are no more."""
    for path in parts:
        if not _is_at_work(path.rpartition(PART)[2].partition("-")[0]):
            with suppress(OSError):
                (root / path).unlink()


def _is_at_work(number: str) -> bool:
    """Whether there is a process of that number. Windows has no way of asking that does no harm."""
    if sys.platform == "win32" or not (number.isascii() and number.isdigit() and len(number) < 10):
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True

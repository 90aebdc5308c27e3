"""Files that are entirely old or entirely new, whenever a writer is stopped."""

import os
import tempfile
from pathlib import Path

# How the name of a part begins; a killed writer may leave one behind.
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
    handle, part = tempfile.mkstemp(prefix=PART, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(part, mode)
    except BaseException:
        os.unlink(part)
        raise
    return part

"""A folder for one process alone. The claim ends with the process, however that ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path


@contextmanager
def own_folder(wanted: Path) -> Iterator[Path]:
    """The folder, or the first of `NAME-2`, `NAME-3` … that no other process has: two never write into one."""
    folders = (wanted if n == 1 else wanted.with_name(f"{wanted.name}-{n}") for n in count(1))
    claims = ((folder, _claimed(folder.with_name(f"{folder.name}.lock"))) for folder in folders)
    folder, handle = next((folder, handle) for folder, handle in claims if handle is not None)
    try:
        yield folder
    finally:
        os.close(handle)


def _claimed(place: Path) -> int | None:
    """An open handle that holds the claim, or none where another holds it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle

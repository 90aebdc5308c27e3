"""Files that are entirely old or entirely new, whenever a writer is stopped."""

import os
import tempfile
from pathlib import Path

# How the name of a part begins; a killed writer may leave one behind.
PART = ".digest-part-"


def write(place: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes beside the place and moves over it. Its folder must be there."""
    handle, part = tempfile.mkstemp(prefix=PART, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(part, mode)
        os.replace(part, place)
    except BaseException:
        os.unlink(part)
        raise

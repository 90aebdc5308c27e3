"""A sorted list cut into runs of bounded size, so that a change of one item touches its own run and perhaps the next.

Whether a run begins at an item is decided by the item itself, its name and the magnitude of its size, and not by how many came
before it; so what is added or taken away does not move the ends of all later runs. (Known as content-defined chunking.)
"""

import hashlib
from collections.abc import Iterable


def shards(items: Iterable[tuple[str, int]], about: int, most: int) -> list[list[str]]:
    """The names of (name, size) in runs of `about` some size in the mean, and of `most` unless one item alone is larger."""
    runs: list[list[str]] = []
    filled = 0
    for name, size in items:
        if not runs or filled + size > most or begins(name, size, about):
            runs.append([])
            filled = 0
        runs[-1].append(name)
        filled += size
    return runs


def begins(name: str, size: int, about: int) -> bool:
    """Whether a run begins at this item, whatever comes before it."""
    # The next power of two: a size that grows a little does not move an end.
    return number(name) % about < 1 << (size - 1).bit_length()


def number(name: str) -> int:
    """A number of 64 bits that only the name decides."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest())

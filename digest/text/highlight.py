"""Passages over a text → flat marked segments that never cross, however the passages do.

A tree cannot hold two passages that overlap partly; a list of segments, each with the passages that cover it, can.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple


class Stretch(NamedTuple):
    """Part of a passage: code points of canonical text, end exclusive.

    `is_first` and `is_last` say whether the passage begins or ends with it.
    """

    key: str
    start: int
    end: int
    is_first: bool = True
    is_last: bool = True


class Segment(NamedTuple):
    """A run of text that the same passages cover: the keys of those, and of those that begin and end with it."""

    start: int
    text: str
    keys: tuple[str, ...]
    starts: tuple[str, ...]
    ends: tuple[str, ...]


def stretches(key: str, parts: Sequence[tuple[int, int]]) -> tuple[Stretch, ...]:
    """A passage's parts as stretches of one key."""
    last = len(parts) - 1
    return tuple(Stretch(key, start, end, n == 0, n == last) for n, (start, end) in enumerate(parts))


def segments(start: int, text: str, marked: Iterable[Stretch]) -> tuple[Segment, ...]:
    """The text, which begins at code point `start`, cut wherever a passage begins or ends.

    Joined, the segments are the text. Keys keep the order in which the passages were given.
    """
    stop = start + len(text)
    here = [each for each in marked if each.start < stop and each.end > start and each.start < each.end]
    cuts = sorted({start, stop, *(min(max(cut, start), stop) for each in here for cut in (each.start, each.end))})
    return tuple(
        Segment(
            start=a,
            text=text[a - start : b - start],
            keys=tuple(dict.fromkeys(each.key for each in here if each.start <= a and b <= each.end)),
            starts=tuple(each.key for each in here if each.is_first and each.start == a),
            ends=tuple(each.key for each in here if each.is_last and each.end == b),
        )
        for a, b in pairwise(cuts)
    )

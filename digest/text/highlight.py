"""Passages over a text → flat marked segments that never cross, however the passages do.

A tree cannot hold two passages that overlap partly; a list of segments, each with the passages that cover it, can.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
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


def touching(spans: Iterable[tuple[int, int]], marked: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """For each span of text the stretches that touch it, in the order in which they were given.

    Spans are (start, end), in order, and do not overlap: so one pass over text and passages is enough, however many there are.
    """
    waiting = deque(sorted(enumerate(marked), key=lambda each: each[1].start))
    reached: list[tuple[int, Stretch]] = []
    for start, end in spans:
        while waiting and waiting[0][1].start < end:
            reached.append(waiting.popleft())
        if reached:
            reached = [each for each in reached if each[1].end > start]
        yield [stretch for _, stretch in sorted(reached)] if reached else []


def segments(start: int, text: str, marked: Sequence[Stretch]) -> tuple[Segment, ...]:
    """The text, which begins at code point `start`, cut wherever a passage begins or ends.

    Joined, the segments are the text. Keys keep the order in which the passages were given.
    """
    if not marked:
        return (Segment(start, text, (), (), ()),)
    stop = start + len(text)
    here = [each for each in marked if each.start < stop and each.end > start and each.start < each.end]
    opening, closing = defaultdict(list), defaultdict(list)
    for n, each in enumerate(here):
        opening[max(each.start, start)].append(n)
        closing[min(each.end, stop)].append(n)
    covering: set[int] = set()
    found = []
    for a, b in pairwise(sorted({start, stop, *opening, *closing})):
        covering.difference_update(closing[a])
        covering.update(opening[a])
        piece = text[a - start : b - start]
        if not covering:
            found.append(Segment(a, piece, (), (), ()))
            continue
        over = [here[n] for n in sorted(covering)]
        keys = tuple(dict.fromkeys([each.key for each in over]))
        starts = tuple([each.key for each in over if each.is_first and each.start == a])
        ends = tuple([each.key for each in over if each.is_last and each.end == b])
        found.append(Segment(a, piece, keys, starts, ends))
    return tuple(found)

"""Where a passage that was found by its letters begins and ends: whole words, up to its prefix and suffix, with the marks typed.

Offsets are those of the reading of `fold`; `before` and `after` are the letters of prefix and suffix, "" for none.
"""

import re

from digest.text.alike import Match
from digest.text.boundary import divides, is_edge
from digest.text.fold import Folded
from digest.text.letters import Index, index

_STOP = re.compile(r"[.!?]\W*\s|[。！？]|\n\s*\n")
_STOPS = frozenset(".,;:!?。，、；：！？")
_HEAD, _TAIL = re.compile(r"^[\W_]+"), re.compile(r"[\W_]+$")

_WORD = 100  # code points; the rest of a longer word is not taken along

# Letters at an end of the quotation that have no like are counted off in the source, if they are no more than this share.
_COUNTED = 0.12


def begin(source: Folded, typed: str, match: Match, before: str) -> int:
    """Where the passage begins in the reading: after the prefix if it is there, else at the word of the first equal letter."""
    where, reading = index(source), source.reading
    first = match.first
    at = where.letters.rfind(before, max(0, first - 2 * match.head - 16 - len(before)), first) if before else -1
    if at >= 0 and not _has_stop(source, where, at + len(before), first):
        first = min(first, at + len(before))
    elif 0 < match.head <= max(2, _COUNTED * len(typed)) and not _has_stop(source, where, max(0, first - match.head), first):
        first = max(0, first - match.head)
    start = where.offsets[first]
    start = next((at for at in range(start, max(-1, start - _WORD), -1) if _is_start(source, at)), start)
    for size in range(len(typed) - len(_HEAD.sub("", typed)), 0, -1):
        if reading.endswith(typed[:size], 0, start):
            return start - size
    return start


def finish(source: Folded, typed: str, match: Match, missing: int, after: str) -> int:
    """Where it ends; a full stop or the like that was typed there is taken along, if the source has one, too."""
    where, reading = index(source), source.reading
    last = match.last
    at = where.letters.find(after, last, last + 2 * missing + 16 + len(after)) if after else -1
    if at >= 0 and not _has_stop(source, where, last, at):
        last = at
    elif 0 < missing <= max(2, _COUNTED * len(typed)) and not _has_stop(source, where, last, last + missing):
        last = min(len(where.letters), last + missing)
    end = where.offsets[last - 1] + 1
    end = next((at for at in range(end, min(len(reading), end + _WORD) + 1) if _is_end(source, at)), end)
    tail = typed[len(_TAIL.sub("", typed)) :]
    for size in range(len(tail), 0, -1):
        if reading.startswith(tail[:size].rstrip(" "), end):
            return end + len(tail[:size].rstrip(" "))
    return end + 1 if tail and reading[end : end + 1] in _STOPS else end


def _has_stop(source: Folded, where: Index, first: int, last: int) -> bool:
    """Whether a sentence or a paragraph ends between these letters."""
    if first >= last or last > len(where.letters):
        return False
    span = source.span(where.offsets[first], where.offsets[last - 1] + 1)
    return not span or _STOP.search(source.text, *span) is not None


def _is_start(source: Folded, offset: int) -> bool:
    span = None if divides(source.reading, offset) else source.span(offset, offset + 1)
    return is_edge(source.text, span[0]) if span else False


def _is_end(source: Folded, offset: int) -> bool:
    span = None if divides(source.reading, offset) else source.span(offset - 1, offset)
    return is_edge(source.text, span[1]) if span else False

"""Prove that a quotation is in its source.

A quotation is in a source where both read the same under the folding of `fold` and its ends divide nothing (rules 6 to 8
of docs/matching.md). `find` gives every such place, because a second place is as much a fact as the first: one place is a
proof, several are a question to the author, none is an error. Nothing here is approximate; see `suggest` for hints.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from digest.text.boundary import divides, is_edge, word
from digest.text.fold import BARRIER, Folded, read

# Version of the matching rules. It stands in every receipt and changes whenever an answer may change.
MATCHING = "1"

_ELISION = "[…]"  # what [...] reads, too

# Overlapping occurrences of a part longer than this are found by its borders (Knuth, Morris and Pratt), not one by one.
_LONG = 64


class Place(NamedTuple):
    """Where a quotation stands: code points of the canonical text, ends exclusive.

    `parts` has more than one range for an elision; `omitted` counts the words of the source between them.
    """

    start: int
    end: int
    parts: tuple[tuple[int, int], ...]
    omitted: int = 0


class Context(NamedTuple):
    """What decides for one place: words of the source just before it or just after it. Both empty where nothing decides."""

    prefix: str = ""
    suffix: str = ""


class _Occurrence(NamedTuple):
    """A part of a quotation: its range in the reading, and in the text."""

    first: int
    last: int
    start: int
    end: int


_Chain = tuple[_Occurrence, ...]


def find(source: Folded, exact: str, prefix: str = "", suffix: str = "") -> tuple[Place, ...]:
    """Every place of the quotation, in order: those where prefix and suffix agree, or if there is none, where one does.

    A literal match comes first; without one, `[…]` stands for text left out. Called without prefix and suffix, it tells
    what they chose from.
    """
    quotation = read(exact).strip(" ")
    if not quotation or BARRIER in quotation:
        return ()
    before, after = read(prefix).rstrip(" "), read(suffix).lstrip(" ")
    chains = _kept(source, (quotation,), before, after)
    if not chains and _ELISION in quotation:
        parts = tuple(part for part in map(str.strip, quotation.split(_ELISION)) if part)
        if parts and all(word().search(part) for part in parts):
            chains = _kept(source, parts, before, after)
    return tuple(_place(source, chain) for chain in chains)


def _kept(source: Folded, parts: tuple[str, ...], before: str, after: str) -> Sequence[_Chain]:
    occurrences = {part: tuple(_occurrences(source, part)) for part in dict.fromkeys(parts)}
    if not all(occurrences.values()):
        return ()
    per_part = [occurrences[part] for part in parts]
    chains = _chains(source.reading, per_part, before, after)
    if not chains and before and after:
        chains = sorted({*_chains(source.reading, per_part, before, ""), *_chains(source.reading, per_part, "", after)})
    return chains


def _chains(reading: str, per_part: list[tuple[_Occurrence, ...]], before: str, after: str) -> list[_Chain]:
    """The shortest chains of one occurrence per part, in order and disjoint, between `before` and `after`."""
    candidates = list(per_part)
    if before:
        candidates[0] = tuple(one for one in candidates[0] if _stands_before(reading, before, one.first))
    if after:
        candidates[-1] = tuple(one for one in candidates[-1] if _stands_after(reading, after, one.last))
    chains: list[_Chain] = [(one,) for one in candidates[0]]
    for nexts in candidates[1:]:
        chains = _extended(reading, chains, nexts)
    return chains


def _extended(reading: str, chains: list[_Chain], nexts: Sequence[_Occurrence]) -> list[_Chain]:
    """Each chain with the next occurrence after it, unless a later chain is nearer to that one. Both lists are in order."""
    longer: list[_Chain] = []
    at = taken = -1
    for one in nexts:
        while at + 1 < len(chains) and chains[at + 1][-1].last <= one.first:
            at += 1
        if at > taken:
            taken = at
            if BARRIER not in reading[chains[at][-1].last : one.first]:
                longer.append((*chains[at], one))
    return longer


def _stands_before(reading: str, before: str, offset: int) -> bool:
    return reading.endswith(before, 0, offset - 1 if reading[offset - 1 : offset] == " " else offset)


def _stands_after(reading: str, after: str, offset: int) -> bool:
    return reading.startswith(after, offset + 1 if reading[offset : offset + 1] == " " else offset)


def _occurrences(source: Folded, part: str) -> Iterator[_Occurrence]:
    """The places of the part whose ends divide nothing."""
    reading, text = source.reading, source.text
    for first in _positions(reading, part):
        last = first + len(part)
        if divides(reading, first) or divides(reading, last):
            continue
        span = source.span(first, last)
        if span and is_edge(text, span[0]) and is_edge(text, span[1]):
            yield _Occurrence(first, last, *span)


def _positions(reading: str, part: str) -> Iterator[int]:
    """Where the part begins, overlapping positions included, in time proportional to both lengths."""
    at = reading.find(part)
    while at >= 0:
        yield at
        onward = reading.find(part, at + 1)
        if 0 <= onward < at + len(part) and len(part) > _LONG:
            yield from _overlapping(reading, part, at + 1)
            return
        at = onward


def _overlapping(reading: str, part: str, start: int) -> Iterator[int]:
    borders = [0] * len(part)
    length = 0
    for at in range(1, len(part)):
        while length and part[at] != part[length]:
            length = borders[length - 1]
        length += part[at] == part[length]
        borders[at] = length
    length = 0
    for at in range(start, len(reading)):
        while length and reading[at] != part[length]:
            length = borders[length - 1]
        length += reading[at] == part[length]
        if length == len(part):
            yield at + 1 - length
            length = borders[-1]


def _place(source: Folded, chain: _Chain) -> Place:
    first, last = chain[0], chain[-1]
    if first is last:
        return Place(first.start, first.end, ((first.start, first.end),))
    gaps = (source.reading[one.last : other.first] for one, other in pairwise(chain))
    omitted = sum(1 for gap in gaps for _ in word().finditer(gap))
    return Place(first.start, last.end, tuple((one.start, one.end) for one in chain), omitted)


def deciding(source: Folded, places: Sequence[Place]) -> tuple[Context, ...]:
    """For each of several places the shortest prefix or suffix, in whole words of the source, that no other place has."""
    reading = source.reading
    reach = max(40, min(400, 2_000_000 // max(1, len(places))))
    starts = [_trimmed(reading, source.index(place.start)) for place in places]
    ends = [_skipped(reading, source.index(place.end)) for place in places]
    befores = [reading[max(0, at - reach) : at].rpartition(BARRIER)[2].lstrip(" ")[::-1] for at in starts]
    afters = [reading[at : at + reach].partition(BARRIER)[0].rstrip(" ") for at in ends]
    contexts = []
    for start, end, back, onward in zip(starts, ends, _distinct(befores), _distinct(afters), strict=True):
        prefix = _flat(source, _word_start(reading, start - back, start), start) if back else ""
        suffix = _flat(source, end, _word_end(reading, end, end + onward)) if onward else ""
        by_prefix = prefix and (not suffix or len(prefix) <= len(suffix))
        contexts.append(Context(prefix=prefix) if by_prefix else Context(suffix=suffix))
    return tuple(contexts)


def _trimmed(reading: str, offset: int) -> int:
    return offset - 1 if reading[offset - 1 : offset] == " " else offset


def _skipped(reading: str, offset: int) -> int:
    return offset + 1 if reading[offset : offset + 1] == " " else offset


def _distinct(strings: list[str]) -> list[int]:
    """For each string the length of its shortest beginning that begins no other, or 0 if there is none."""
    order = sorted(range(len(strings)), key=strings.__getitem__)
    needed = [1] * len(strings)
    for one, other in pairwise(order):
        common = 1 + _common(strings[one], strings[other])
        needed[one], needed[other] = max(needed[one], common), max(needed[other], common)
    return [length if length <= len(string) else 0 for length, string in zip(needed, strings, strict=True)]


def _common(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _word_start(reading: str, at: int, end: int) -> int:
    """The offset at or before `at` from which whole words, one at least, lead to `end`."""
    while at > 0 and reading[at - 1] != BARRIER:
        outward = reading[at - 1] == " " or word().match(reading, at)
        if outward and reading[at] != " " and not divides(reading, at) and word().search(reading, at, end):
            break
        at -= 1
    return at


def _word_end(reading: str, start: int, at: int) -> int:
    while at < len(reading) and reading[at] != BARRIER:
        outward = reading[at] == " " or word().match(reading, at - 1)
        if outward and reading[at - 1] != " " and not divides(reading, at) and word().search(reading, start, at):
            break
        at += 1
    return at


def _flat(source: Folded, start: int, end: int) -> str:
    """The source's own words that read so, on one line."""
    span = source.span(start, end)
    return " ".join(source.text[span[0] : span[1]].split()) if span else source.reading[start:end]

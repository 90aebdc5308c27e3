"""Stretches of a source that are spelt like a given fragment: pieces vote for a place, then letters are compared there.

Everything is in letters (see `letters`). rapidfuzz is imported only here, and only when something is looked for.
"""

from bisect import bisect_left
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from digest.text.letters import Index

# A gap costs one for each letter up to this many, so that a misspelt or exchanged word does not end a match.
_GAP = 16

# What was lost at either end is looked for across what may have been put between: up to this many letters for each of its own.
_STRETCH = 4
_REACH = 1500

# Votes are counted in strips of 2 ** this many letters of displacement between fragment and source.
_STRIP = 4

# Of the pieces of a fragment in which every fifth letter is wrong, this share to the power of their size is intact. A place
# needs the votes of so many of them; and where the first place is spelt well, others need so many of its votes.
_INTACT = 0.8
_QUORUM = 0.35
_RIVAL = 0.5
_SPELT_WELL = 0.85

# Unrelated text shares up to a fifth of its letters with a fragment. What shares less than this is not looked at closer.
_WORTH = 0.25

_PIECES = 80  # a longer fragment votes with every second, third … piece
_VOTES = 200_000
_LONGEST = 20_000  # letters; a longer fragment is looked for letter by letter only
_PLACES = 5
_SHORT = 4  # letters; less is not looked for apart
_OCCURRENCES = 500


# Stretches that are equal: offset in the fragment, offset in the source, length.
_Blocks = tuple[tuple[int, int, int], ...]


class Match(NamedTuple):
    """Letters `first:last` of the source, spelt like `head:tail` of the fragment; `equal` of them are the same."""

    first: int
    last: int
    head: int
    tail: int
    equal: int
    blocks: _Blocks


def occurrences(index: Index, fragment: str) -> list[Match]:
    """Where the letters of the fragment stand without a difference."""
    found: list[Match] = []
    length = len(fragment)
    at = index.letters.find(fragment) if fragment else -1
    while at >= 0 and len(found) < _OCCURRENCES:
        found.append(Match(at, at + length, 0, length, length, ((0, at, length),)))
        at = index.letters.find(fragment, at + 1)
    return found


def alike(index: Index, fragment: str) -> list[Match]:
    """The places where the fragment may stand with differences, the one with most votes first."""
    found: list[Match] = []
    if len(fragment) > _LONGEST:
        return found
    strips = _strips(index, fragment, 0, len(index.letters))
    for strip, votes in strips:
        if found and votes < _RIVAL * strips[0][1] and found[0].equal >= _SPELT_WELL * len(fragment):
            break
        match = _tight(index, fragment, strip)
        if match and not any(_overlap(match, other) for other in found):
            whole = _regained(index, fragment, match) if match.equal >= _WORTH * len(fragment) else match
            if not any(_overlap(whole, other) for other in found):
                found.append(whole)
        if len(found) == _PLACES:
            break
    return found


def between(fragment: str, text: str, first: int, last: int) -> Match | None:
    """All of `text[first:last]` against all of the fragment."""
    blocks = _blocks(fragment, text, first, last) if len(fragment) <= _LONGEST else ()
    equal = sum(length for _, _, length in blocks)
    return Match(first, last, 0, len(fragment), equal, blocks) if equal else None


def _strips(index: Index, fragment: str, first: int, last: int) -> list[tuple[int, int]]:
    """The strips of displacement with enough votes from pieces in `first:last` of the source, with their votes, most first."""
    size, where = index.size, index.pieces.get
    asked = range(0, len(fragment) - size + 1, 1 + len(fragment) // _PIECES)
    known = [(at, places) for at in asked if (places := where(fragment[at : at + size]))]
    rare = [each for each in known if len(each[1]) <= index.common]
    if 3 * len(rare) > len(known):
        known = rare
    if last - first < len(index.letters):
        known = [(at, places[bisect_left(places, first) : bisect_left(places, last)]) for at, places in known]
    votes = Counter([(place - at) >> _STRIP for at, places in _affordable(known) for place in places])
    quorum = max(2.0, _QUORUM * _INTACT**size * len(asked))
    pairs = {strip: both for strip, count in votes.items() if (both := count + votes.get(strip + 1, 0)) >= quorum}
    chosen: dict[int, int] = {}
    for strip in sorted(pairs, key=pairs.__getitem__, reverse=True):
        if strip - 1 not in chosen and strip + 1 not in chosen:
            chosen[strip] = pairs[strip]
            if len(chosen) == 2 * _PLACES:
                break
    return list(chosen.items())


def _affordable(known: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """The rarest pieces, as many as may vote."""
    if sum(len(places) for _, places in known) <= _VOTES:
        return known
    known = sorted(known, key=lambda each: len(each[1]))
    totals = accumulate(len(places) for _, places in known)
    return [each for each, total in zip(known, totals, strict=True) if total <= _VOTES]


def _tight(index: Index, fragment: str, strip: int) -> Match | None:
    """The match at this displacement.

    The first look leaves room at both ends, in which letters are scattered that fit nowhere better; the second does not.
    """
    length = len(fragment)
    slack = 8 + length // 16
    match = _align(fragment, index.letters, (strip << _STRIP) - slack, ((strip + 2) << _STRIP) + length + slack)
    if match is None or (match.head == 0 and match.tail == length):
        return match
    missing = length - match.tail
    first = match.first - match.head - match.head // 8 - 3
    closer = _align(fragment, index.letters, first, match.last + missing + missing // 8 + 3)
    return _grown(fragment, index.letters, closer if closer and closer.equal > match.equal else match)


def _grown(fragment: str, text: str, match: Match) -> Match:
    """The match with the letters that go on at its ends: the comparison may have found one of them farther off."""
    before = after = 0
    while before < match.head and before < match.first and fragment[match.head - before - 1] == text[match.first - before - 1]:
        before += 1
    while (
        after < min(len(fragment) - match.tail, len(text) - match.last)
        and fragment[match.tail + after] == text[match.last + after]
    ):
        after += 1
    blocks = ((match.head - before, match.first - before, before), *match.blocks, (match.tail, match.last, after))
    return _match(tuple(block for block in blocks if block[2])) or match


def _align(fragment: str, text: str, first: int, last: int) -> Match | None:
    """The best stretch of `text[first:last]`: equal letters count for it, replaced ones and gaps against it."""
    blocks = _blocks(fragment, text, max(0, first), min(len(text), last))
    total = best = begin = head = start = 0
    chosen = slice(0, 0)
    for number, (at, place, length) in enumerate(blocks):
        total -= min(_GAP, max(at - head, place - start))
        if total <= 0:
            total, begin = 0, number
        total += length
        if total >= best:
            best, chosen = total, slice(begin, number + 1)
        head, start = at + length, place + length
    return _match(blocks[chosen])


def _blocks(fragment: str, text: str, first: int, last: int) -> _Blocks:
    from rapidfuzz.distance import Levenshtein

    same = Levenshtein.editops(fragment, text[first:last]).as_matching_blocks()
    return tuple((block.a, first + block.b, block.size) for block in same if block.size)


def _match(blocks: _Blocks) -> Match | None:
    if not blocks:
        return None
    (head, first, _), (tail, last, length) = blocks[0], blocks[-1]
    return Match(first, last + length, head, tail + length, sum(block[2] for block in blocks), blocks)


def _regained(index: Index, fragment: str, match: Match) -> Match:
    """The match with what was cut off at its ends by something put in between, if that is there."""
    for _ in range(3):
        reach = min(_REACH, _STRETCH * match.head)
        part = _nearest(index, fragment[: match.head], max(0, match.first - match.head - reach), match.first, is_before=True)
        if part is None:
            break
        match = _match((*part.blocks, *match.blocks)) or match
    for _ in range(3):
        missing = len(fragment) - match.tail
        reach = min(_REACH, _STRETCH * missing)
        part = _nearest(index, fragment[match.tail :], match.last, match.last + missing + reach, is_before=False)
        if part is None:
            break
        match = _match((*match.blocks, *((match.tail + head, first, length) for head, first, length in part.blocks))) or match
    return match


def _nearest(index: Index, fragment: str, first: int, last: int, *, is_before: bool) -> Match | None:
    """The fragment in `first:last` of the source, letter for letter or spelt alike."""
    length = len(fragment)
    if length < _SHORT:
        return None
    find = index.letters.rfind if is_before else index.letters.find
    at = find(fragment, first, last)
    if at >= 0:
        return Match(at, at + length, 0, length, length, ((0, at, length),))
    edge = last if is_before else first
    for strip, _ in _strips(index, fragment, first, last)[:3]:
        match = _tight(index, fragment, strip)
        if match and first <= match.first and match.last <= last and 2 * match.equal > length:
            gap = edge - match.last if is_before else match.first - edge
            if gap <= _STRETCH * match.equal:
                return match
    return None


def _overlap(one: Match, other: Match) -> bool:
    common = min(one.last, other.last) - max(one.first, other.first)
    return 2 * common > min(one.last - one.first, other.last - other.first)

"""Stretches of a source that are spelt like a given fragment: pieces vote for a place, then letters are compared there.

Everything is in letters (see `letters`). rapidfuzz is imported only here, and only when something is looked for.
"""

from typing import NamedTuple

from digest.text.letters import Index

# A gap costs one for each letter up to this many: an advertisement within a passage costs no more than a few words.
_GAP = 16

# Votes are counted in strips of this many letters (a power of two) of displacement between fragment and source.
_STRIP = 4

# Share of a fragment's pieces that must vote for a place. A passage of which half the letters are left gathers more.
_QUORUM = 0.1

_PIECES = 400  # a longer fragment votes with every second, third … piece
_PLACES = 5
_OCCURRENCES = 500


class Match(NamedTuple):
    """Letters `first:last` of the source, spelt like `head:tail` of the fragment. `blocks` are the stretches that are equal:
    offset in the fragment, offset in the source, length. `equal` is their sum."""

    first: int
    last: int
    head: int
    tail: int
    equal: int
    blocks: tuple[tuple[int, int, int], ...]


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
    votes, pieces = _votes(index, fragment)
    quorum = max(2.0, _QUORUM * pieces)
    pairs = {strip: count + votes.get(strip + 1, 0) for strip, count in votes.items()}
    found: list[Match] = []
    seen: set[int] = set()
    for strip in sorted((strip for strip, count in pairs.items() if count >= quorum), key=pairs.__getitem__, reverse=True):
        if strip in seen:
            continue
        seen.update((strip - 1, strip, strip + 1))
        match = _around(index, fragment, votes, strip)
        if match and not any(_overlap(match, other) for other in found):
            found.append(match)
        if len(found) == _PLACES or len(seen) > 8 * _PLACES:
            break
    return found


def align(fragment: str, text: str, first: int, last: int) -> Match | None:
    """The best stretch of `text[first:last]`: equal letters count for it, replaced ones and gaps against it."""
    from rapidfuzz.distance import Levenshtein

    first, last = max(0, first), min(len(text), last)
    blocks: list[tuple[int, int, int]] = []
    total = best = begin = 0
    chosen = slice(0, 0)
    for tag, head, tail, start, end in Levenshtein.opcodes(fragment, text[first:last]).as_list():
        if tag == "equal":
            if total <= 0:
                total, begin = 0, len(blocks)
            blocks.append((head, first + start, tail - head))
            total += tail - head
            if total > best:
                best, chosen = total, slice(begin, len(blocks))
        else:
            total -= tail - head if tag == "replace" else min(_GAP, max(tail - head, end - start))
    kept = tuple(blocks[chosen])
    if not kept:
        return None
    (head, start, _), (tail, end, length) = kept[0], kept[-1]
    return Match(start, end + length, head, tail + length, sum(block[2] for block in kept), kept)


def _votes(index: Index, fragment: str) -> tuple[dict[int, int], int]:
    """How many pieces of the fragment stand at each displacement, and how many pieces were asked."""
    votes: dict[int, int] = {}
    size, where = index.size, index.pieces.get
    asked = range(0, len(fragment) - size + 1, 1 + len(fragment) // _PIECES)
    for at in asked:
        for place in where(fragment[at : at + size], ()):
            strip = (place - at) >> _STRIP
            votes[strip] = votes.get(strip, 0) + 1
    return votes, len(asked)


def _around(index: Index, fragment: str, votes: dict[int, int], strip: int) -> Match | None:
    """The match at this displacement; where much is missing, also with the strips beside it that have votes of their own.

    The wider look finds a passage into which something was put, but in a list of like sentences it would join two of
    them; so it must gain a good deal.
    """
    length = len(fragment)
    slack = 8 + length // 16
    match = align(fragment, index.letters, (strip << _STRIP) - slack, ((strip + 2) << _STRIP) + length + slack)
    if match is None or match.equal >= 0.9 * length:
        return match
    reach, least = max(length, 300) >> _STRIP, max(3.0, 0.1 * votes.get(strip, 0))
    near = [other for other, count in votes.items() if count >= least and abs(other - strip) <= reach]
    if not near or (min(near) >= strip - 1 and max(near) <= strip + 1):
        return match
    wide = align(fragment, index.letters, (min(near) << _STRIP) - slack, ((max(near) + 1) << _STRIP) + length + slack)
    return wide if wide and wide.equal > match.equal + max(6.0, 0.08 * length) else match


def _overlap(one: Match, other: Match) -> bool:
    common = min(one.last, other.last) - max(one.first, other.first)
    return 2 * common > min(one.last - one.first, other.last - other.first)

"""Where a quotation that is not in its source most likely comes from: a hint for the author, never an anchor.

The quotation decides first, its prefix and suffix second, its position last. What is compared are letters and digits alone
(`letters`), so that case, accents, white space, hyphenation and punctuation cost nothing. A passage that has changed is
recognised by what stands around it; where nothing around it is left, only errors of typing are forgiven, and other words or
numbers mean that the passage is gone and something like it is left (docs/matching.md).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from digest.text.alike import Match, alike, between, occurrences
from digest.text.boundary import divides, word
from digest.text.extent import begin, finish
from digest.text.fold import Folded, read
from digest.text.letters import Index, index, letters
from digest.text.quote import Place, find

Verdict = Literal["found", "gone", "several"]

# A prefix or suffix agrees from this likeness on. Unrelated text of its length reaches 0.6.
_AGREES = 0.8
_SIDE = 32  # letters of a prefix or suffix that are looked at
_TELLING = 12  # letters; a shorter side agrees letter for letter or not at all
_LEAST = 3  # letters; a shorter side is taken for absent

# How sound a candidate must be: where nothing is known of its surroundings (sound and pure together), where one side agrees,
# where both do. Of other words between the same sides no more than a quarter is sound by chance.
_ALONE, _ONE_SIDE, _BOTH_SIDES = 0.42, 0.5, 0.38

# Where sides are given and none agrees, so much of the quotation and of the passage must be the same, and no word another.
_NO_SIDE = 0.85

# A quotation of up to three words is a phrase: it may stand in quite other surroundings without being the one meant.
_PHRASE = 3

# A side that agrees weighs as much as an eighth of the quotation. Candidates nearer than this to the best are its equals.
_WEIGHT, _TIE = 0.12, 0.05

# In a chain over an elision nearness decides, so each of its parts must be nearly the best there is.
_NEAR_BEST = 0.8
_HOMES = 50  # so many places of a prefix are looked at
_SEAM = 8  # letters by which two parts may overlap, where chance has made one longer

_ELISION = re.compile(r"\[…\]|\(…\)|…")
_BRACKETED = re.compile(r"\[[^\[\]]{2,}\]")


class Suggestion(NamedTuple):
    """What is meant most likely. `found`: one place. `several`: places that nothing tells apart. `gone`: it is not there.

    `exact` is the first place in the source's own words, ready to paste. `confidence` is 0 to 1 and belongs to the verdict.
    A `gone` may name a place: the nearest there is, which is not the one.
    """

    verdict: Verdict
    places: tuple[Place, ...] = ()
    confidence: float = 0.0
    exact: str = ""


class _Query(NamedTuple):
    """A quotation taken apart: what was typed and its letters, fragment by fragment, and the letters of its sides."""

    typed: tuple[str, ...]
    fragments: tuple[str, ...]
    before: str
    after: str


class _Candidate(NamedTuple):
    """A match for each fragment of the quotation, and what speaks for them, 0 to 1.

    kept: the share of the quotation's letters that are there. sound: the share of its pairs of letters that are still next to
    each other, which unrelated words hardly have. pure: the share of the stretch's letters that are the quotation's.
    before, after: how the sides agree; None where they are not given.
    """

    matches: tuple[Match, ...]
    kept: float
    sound: float
    pure: float
    before: float | None
    after: float | None

    @property
    def agreeing(self) -> int:
        return sum(1 for side in (self.before, self.after) if side is not None and side >= _AGREES)

    @property
    def alike_to_the_letter(self) -> int:
        return sum(1 for side in (self.before, self.after) if side == 1.0)

    @property
    def weight(self) -> float:
        return self.kept * (0.7 + 0.3 * self.pure) + _WEIGHT * self.agreeing


def suggest(
    source: Folded, exact: str, prefix: str = "", suffix: str = "", position: tuple[int, int] | None = None
) -> Suggestion:
    """What the quotation most likely means. `position` is where it once stood, in code points of the canonical text."""
    proved = find(source, exact, prefix, suffix)
    if proved:
        return _choice(source, proved, position, 1.0)
    query, candidates = _candidates(source, _query(source, exact, prefix, suffix))
    if not candidates:
        return Suggestion("gone", confidence=1.0)
    best = candidates[0]
    if not _is_meant(source, query, best):
        place = _place(source, query, best)
        return Suggestion("gone", (place,), 1 - best.kept / 2, _words(source, place))
    rivals = [each for each in candidates if best.weight - each.weight < _TIE and _is_meant(source, query, each)]
    agreed = max(each.alike_to_the_letter for each in rivals)
    rivals = [each for each in rivals if each.alike_to_the_letter == agreed]
    places = tuple(sorted(dict.fromkeys(_place(source, query, each) for each in rivals)))
    return _choice(source, _literal(source, exact, places) or places, position, min(1.0, best.weight))


def _choice(source: Folded, places: tuple[Place, ...], position: tuple[int, int] | None, confidence: float) -> Suggestion:
    """The one place, or of several the one that is clearly nearest to the position."""
    if len(places) > 1 and position:
        near, next_near = sorted(places, key=lambda place: abs(place.start - position[0]))[:2]
        if 2 * abs(near.start - position[0]) < abs(next_near.start - position[0]):
            places, confidence = (near,), confidence / 2
    return Suggestion("found" if len(places) == 1 else "several", places, confidence, _words(source, places[0]))


def _literal(source: Folded, exact: str, places: Sequence[Place]) -> tuple[Place, ...]:
    """The places that differ from the quotation in case alone."""
    typed = read(exact).casefold()
    return tuple(place for place in places if read(source.text[place.start : place.end]).casefold() == typed)


def _query(source: Folded, exact: str, prefix: str, suffix: str) -> _Query:
    """What the author put in square brackets are no words of the source, unless the source has the brackets."""
    parts = (part.strip(" ") for part in _ELISION.split(read(exact)))
    cleared = (part if part in source.reading else _BRACKETED.sub(" ", part) for part in parts)
    typed = tuple(part for part in cleared if letters(part))
    before, after = letters(read(prefix))[-_SIDE:], letters(read(suffix))[:_SIDE]
    return _Query(
        typed,
        tuple(map(letters, typed)),
        before if len(before) >= _LEAST else "",
        after if len(after) >= _LEAST else "",
    )


def _candidates(source: Folded, query: _Query) -> tuple[_Query, list[_Candidate]]:
    """What the quotation may mean, the most likely first, and the quotation without the fragments that are nowhere."""
    length = sum(map(len, query.fragments))
    where = index(source)
    per_fragment = [_matches(source, where, query, number) for number in range(len(query.fragments))]
    there = [number for number, matches in enumerate(per_fragment) if matches]
    query = query._replace(
        typed=tuple(query.typed[number] for number in there), fragments=tuple(query.fragments[number] for number in there)
    )
    candidates = []
    for chain in _chains([per_fragment[number] for number in there]):
        equal = sum(match.equal for match in chain)
        pairs = equal - sum(len(match.blocks) for match in chain)
        sound = pairs / (length - len(chain)) if length > len(chain) else equal / length
        spread = sum(match.last - match.first for match in chain)
        before, after = _sides(where.letters, query, chain)
        candidates.append(_Candidate(chain, equal / length, sound, equal / spread, before, after))
    return query, sorted(candidates, key=lambda each: each.weight, reverse=True)


# --- where to look ------------------------------------------------------------------------------------------------------


def _matches(source: Folded, where: Index, query: _Query, number: int) -> list[Match]:
    """The places of one fragment: letter for letter at whole words, else between its sides and where its pieces are."""
    fragment = query.fragments[number]
    whole = [match for match in occurrences(where, fragment) if _is_whole(source, where, match)]
    if whole:
        literal = [match for match in whole if source.reading.startswith(query.typed[number], where.offsets[match.first])]
        return literal or whole
    found = []
    if len(query.fragments) == 1:
        homes = (between(fragment, where.letters, *home) for home in _homes(where.letters, query))
        found = [match for match in homes if match]
    if not any(match.equal >= 0.6 * len(fragment) for match in found):
        found += alike(where, fragment)
    if len(query.fragments) == 1:
        return found
    best = max((match.equal for match in found), default=0)
    return [match for match in found if match.equal >= _NEAR_BEST * best]


def _is_whole(source: Folded, where: Index, match: Match) -> bool:
    return not (divides(source.reading, where.offsets[match.first]) or divides(source.reading, where.offsets[match.last - 1] + 1))


def _homes(text: str, query: _Query) -> Iterator[tuple[int, int]]:
    """Where prefix and suffix both stand, no farther apart than the quotation may have grown: the letters between them."""
    if not query.before or not query.after:
        return
    reach = 3 * sum(map(len, query.fragments)) + (100 if len(query.fragments) == 1 else 2000)
    at = text.find(query.before)
    for _ in range(_HOMES):
        if at < 0:
            break
        start = at + len(query.before)
        end = text.find(query.after, start, start + reach)
        if end >= 0:
            yield start, end
        at = text.find(query.before, at + 1)


def _chains(per_fragment: Sequence[Sequence[Match]]) -> list[tuple[Match, ...]]:
    """One match a fragment, in order, as near together as can be."""
    lists = [sorted(matches, key=lambda match: match.last) for matches in per_fragment]
    chains: list[tuple[Match, ...]] = [(match,) for match in lists[0]] if lists else []
    for nexts in lists[1:]:
        longer: list[tuple[Match, ...]] = []
        at = taken = -1
        for match in nexts:
            while at + 1 < len(chains) and _follows(match, chains[at + 1][-1]):
                at += 1
            if at > taken:
                longer.append((*chains[at], match))
                taken = at
        chains = longer
    return chains


def _follows(match: Match, earlier: Match) -> bool:
    return earlier.last <= match.first + _SEAM and earlier.last < match.last


# --- what speaks for it -------------------------------------------------------------------------------------------------


def _sides(text: str, query: _Query, chain: tuple[Match, ...]) -> tuple[float | None, float | None]:
    first, last = chain[0], chain[-1]
    before = after = None
    if query.before:
        start = max(0, first.first - first.head - len(query.before) - 12)
        before = _likeness(query.before, text[start : first.first + 2])
    if query.after:
        end = last.last + len(query.fragments[-1]) - last.tail + len(query.after) + 12
        after = _likeness(query.after, text[max(0, last.last - 2) : end])
    return before, after


def _likeness(side: str, text: str) -> float:
    if side in text:
        return 1.0
    if len(side) < _TELLING or 2 * len(text) < len(side):
        return 0.0
    from rapidfuzz import fuzz

    return (fuzz.partial_ratio(side, text) if len(text) >= len(side) else fuzz.ratio(side, text)) / 100


def _is_meant(source: Folded, query: _Query, candidate: _Candidate) -> bool:
    """Whether the candidate is the passage meant, and not only something like it."""
    given = sum(1 for side in (candidate.before, candidate.after) if side is not None)
    if not given:
        return candidate.sound * candidate.pure >= _ALONE
    if candidate.agreeing == 2 or (candidate.agreeing and not _is_away(source, query, candidate)):
        # What was put in may be as long as the passage itself before it counts against it.
        return candidate.sound * min(1, 2 * candidate.pure) >= (_BOTH_SIDES if candidate.agreeing == 2 else _ONE_SIDE)
    words = sum(1 for part in query.typed for _ in word().finditer(part))
    if words <= _PHRASE or min(candidate.kept, candidate.pure) < _NO_SIDE:
        return False
    return not _has_other_words(source, query, candidate)


def _is_away(source: Folded, query: _Query, candidate: _Candidate) -> bool:
    """Whether prefix and suffix still stand together, and the candidate is not between them."""
    homes = list(_homes(index(source).letters, query))
    first, last = candidate.matches[0].first, candidate.matches[-1].last
    return bool(homes) and not any(start <= first + 2 and last <= end + 2 for start, end in homes)


def _has_other_words(source: Folded, query: _Query, candidate: _Candidate) -> bool:
    """Whether a word or a number is another one, on either side: less than half of it is left."""
    offsets = index(source).offsets
    for typed, fragment, match in zip(query.typed, query.fragments, candidate.matches, strict=True):
        there, here = bytearray(match.last - match.first), bytearray(len(fragment))
        for head, first, length in match.blocks:
            # 2 for a letter with a neighbour, 1 for one alone, which in a longer word is chance and no remainder.
            here[head : head + length] = bytes([min(length, 2)]) * length
            there[first - match.first : first - match.first + length] = bytes([min(length, 2)]) * length
        passage = source.reading[offsets[match.first] : offsets[match.last - 1] + 1]
        if _is_other(typed, here) or _is_other(passage, there):
            return True
    return False


def _is_other(reading: str, marks: bytearray) -> bool:
    at = end = 0
    for each in word().finditer(reading):
        at += len(letters(reading[end : each.start()]))  # a sign that stands for letters, such as ™
        spelling, end = letters(each[0]), each.end()
        length = len(spelling)
        mark = marks[at : at + length]
        at += length
        left = mark.count(2) + (mark.count(1) if length < 5 else 0)
        if 2 * left < length and length >= 3:
            return True
        if any(letter.isdecimal() and not there for letter, there in zip(spelling, mark, strict=False)):
            return True
    return False


def _place(source: Folded, query: _Query, candidate: _Candidate) -> Place:
    parts = []
    last, after_last = len(candidate.matches) - 1, 0
    for number, (typed, fragment, match) in enumerate(zip(query.typed, query.fragments, candidate.matches, strict=True)):
        start = begin(source, typed, match, query.before if number == 0 else "")
        end = finish(source, typed, match, len(fragment) - match.tail, query.after if number == last else "")
        start = min(max(start, after_last), len(source.reading) - 1)
        after_last = end = max(end, start + 1)
        parts.append(source.span(start, end) or (0, len(source.text)))
    gaps = (source.text[one[1] : other[0]] for one, other in pairwise(parts))
    return Place(parts[0][0], parts[-1][1], tuple(parts), sum(1 for gap in gaps for _ in word().finditer(gap)))


def _words(source: Folded, place: Place) -> str:
    return " […] ".join(" ".join(source.text[start:end].split()) for start, end in place.parts)

"""Names that a source has and readers may not see: each of their characters becomes a mark, so that every position holds.

A position says how many characters are hidden anyway; a mark of fixed length would hide no more, and positions would lie.
"""

import re
from collections.abc import Iterable

from digest.text.fold import Folded, fold, read
from digest.text.offsets import UNSPACED

# LOWER SEVEN EIGHTHS BLOCK. It stands for one character that is no white space.
MARK = "▇"

MARKED = re.compile(rf"{MARK}+(?:\s+{MARK}+)*")

_HIDDEN = re.compile(r"\S")


def places(folded: Folded, names: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """Where each name stands in the text that was folded: read as a quotation is, and in any case of its letters."""
    return {name: _places(folded, name) for name in names}


def covered(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """The text with a mark for each character of the stretches, white space apart: as long as it was."""
    for start, end in stretches:
        text = text[:start] + _HIDDEN.sub(MARK, text[start:end]) + text[end:]
    return text


def without(text: str, names: Iterable[str]) -> str:
    """A short text, such as a title, with a mark for each character of the names in it.

    >>> without("A letter from JANE  DOE, 1963", ["Jane Doe"])
    'A letter from ▇▇▇▇  ▇▇▇, 1963'
    """
    folded = fold(text)
    return covered(text, [stretch for name in names for stretch in _places(folded, name)])


def agrees(shown: str, own: str) -> bool:
    """Whether what is shown is the source's own words, but for characters that a mark hides.

    >>> agrees("said ▇▇▇▇ ▇▇▇ today", "said Jane Doe today"), agrees("said ▇▇▇ today", "said Jane Doe today")
    (True, False)
    """
    if shown == own:
        return True
    return len(shown) == len(own) and all(a == b or (a == MARK and not b.isspace()) for a, b in zip(shown, own, strict=True))


def _places(folded: Folded, name: str) -> list[tuple[int, int]]:
    words = " ".join(read(name).split()).casefold()
    if not words:
        return []
    # A script without spaces has no edges of words.
    before = "" if re.match(f"[{UNSPACED}]", words) else r"(?<![^\W_])"
    after = "" if re.search(f"[{UNSPACED}]\\Z", words) else r"(?![^\W_])"
    text, origins = _caseless(folded.reading)
    found = (match.span() for match in re.finditer(before + re.escape(words) + after, text))
    return [_whole(folded, *((origins[start], origins[end - 1] + 1) if origins else (start, end))) for start, end in found]


def _caseless(reading: str) -> tuple[str, list[int]]:
    """The reading without regard to case, and for each of its characters the offset that it came from; none where all stay."""
    text = reading.casefold()
    if len(text) == len(reading):  # no character becomes fewer than one
        return text, []
    return text, [at for at, character in enumerate(reading) for _ in character.casefold()]


def _whole(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """The stretch of the text that holds this of the reading: a character that is partly in it is covered whole."""
    while (found := folded.span(start, end)) is None:
        start, end = max(start - 1, 0), min(end + 1, len(folded.reading))
    return found

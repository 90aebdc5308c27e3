"""Names that a source has and readers may not see: each of their characters becomes a mark, so that every position holds.

A position says how many characters are hidden anyway; a mark of fixed length would hide no more, and positions would lie.
"""

import re
from collections.abc import Iterable, Sequence

from digest.text.fold import Folded
from digest.text.offsets import UNSPACED
from digest.text.quote import find

# LOWER SEVEN EIGHTHS BLOCK. It stands for one character that is no white space.
MARK = "▇"

MARKED = re.compile(rf"{MARK}+(?:\s+{MARK}+)*")

_HIDDEN = re.compile(r"\S")


def places(folded: Folded, text: str, names: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
    """Where each name stands in the text that was folded: as a quotation would, and in any case of its letters."""
    return {
        name: sorted({*(part for place in find(folded, name) for part in place.parts), *_literal(text, name)}) for name in names
    }


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
    return covered(text, [stretch for name in names for stretch in _literal(text, name)])


def agrees(shown: str, own: str) -> bool:
    """Whether what is shown is the source's own words, but for characters that a mark hides.

    >>> agrees("said ▇▇▇▇ ▇▇▇ today", "said Jane Doe today"), agrees("said ▇▇▇ today", "said Jane Doe today")
    (True, False)
    """
    if shown == own:
        return True
    return len(shown) == len(own) and all(a == b or (a == MARK and not b.isspace()) for a, b in zip(shown, own, strict=True))


def _literal(text: str, name: str) -> Sequence[tuple[int, int]]:
    words = name.split()
    if not words:
        return ()
    # A script without spaces has no edges of words.
    before = "" if re.match(f"[{UNSPACED}]", words[0]) else r"(?<![^\W_])"
    after = "" if re.search(f"[{UNSPACED}]\\Z", words[-1]) else r"(?![^\W_])"
    pattern = re.compile(before + r"\s+".join(map(re.escape, words)) + after, re.IGNORECASE)
    return [match.span() for match in pattern.finditer(text)]

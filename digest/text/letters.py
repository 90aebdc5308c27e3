"""A text reduced to its letters and digits, for looking up what was typed with errors.

Case, accents, white space, hyphenation and punctuation are gone, so that what is left to compare is spelling. This reading
proves nothing; it only finds where to look. Offsets lead back into the reading of `fold`.
"""

import unicodedata
from array import array

from digest.model.noun import Noun
from digest.text.fold import Folded

# From this length on (letters) an index of longer pieces is used: it finds less, but in a large text still enough.
_LARGE = 40_000

_WIDE = "\u2e80"  # from here on most characters are worth a syllable or a word


class _Letters(dict[str, str]):
    """What each character counts as."""

    def __missing__(self, character: str) -> str:
        plain = unicodedata.normalize("NFKD", character).casefold()
        letters = self[character] = "".join(each for each in plain if each.isalnum())
        return letters


_LETTERS = _Letters()


def letters(reading: str) -> str:
    return "".join(map(_LETTERS.__getitem__, reading))


class Index(Noun, frozen=True, eq=False):
    """The letters of a source, where in the reading each stands, and where each piece of `size` letters begins.

    A piece that begins at more places than `common` says little about where a fragment stands.
    """

    letters: str
    offsets: "array[int]"
    size: int
    pieces: dict[str, list[int]]
    common: int


def index(source: Folded) -> Index:
    """The index of the source, made once."""
    found = source.memo.get("letters")
    if not isinstance(found, Index):
        found = source.memo["letters"] = _index(source.reading)
    return found


def _index(reading: str) -> Index:
    parts = [_LETTERS[character] for character in reading]
    offsets = array("I")
    for at, part in enumerate(parts):
        if len(part) == 1:
            offsets.append(at)
        else:
            offsets.extend([at] * len(part))
    text = "".join(parts)
    size = (3 if len(text) < _LARGE else 5) - (sum(map(_WIDE.__le__, text)) * 3 > len(text))
    pieces: dict[str, list[int]] = {}
    for at in range(len(text) - size + 1):
        pieces.setdefault(text[at : at + size], []).append(at)
    return Index(text, offsets, size, pieces, 8 + len(text) // 2000)

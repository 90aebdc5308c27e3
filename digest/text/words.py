"""Words as the search knows them: how a text is folded, and where its words begin and end.

`templates/assets/words.js` does the same to what a reader types; a test compares the two over all of Unicode. Folding is done
character by character, so that a script can say which characters of a text a word was made of.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from digest.text.fold import HAN_KANA

LONGEST = 32  # code points of a word; what comes after them does not count

# Scripts that are written without spaces (Han, Kana, Thai, Lao, Burmese, Khmer) are cut into pairs of characters instead.
DENSE = f"{HAN_KANA}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"

# Accents, points of Arabic and Hebrew, what lengthens a line, and what nobody sees.
_NOTHING = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff"
    "\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U000e0100-\U000e01ef]"
)

# Letters that Unicode does not decompose, as people type them who do not have them; spellings of one Arabic letter.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng", "ŧ": "t",
    "ə": "e", "ƒ": "f", "ς": "σ", "ґ": "г", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ہ": "ه", "ک": "ك", "ʼ": " ", "ʻ": " ",
}  # fmt: skip
_DIGITS = {chr(zero + n): str(n) for zero in (0x660, 0x6F0, 0x966, 0x9E6) for n in range(10)}

# What German, Danish and Norwegian write where these letters are wanting: Müller is found as Muller and as Mueller.
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "ae", "Ö": "oe", "Ü": "ue", "Ø": "oe", "Å": "aa"}
)

_UMLAUT = re.compile("[äöüøåÄÖÜØÅ]")


@cache
def _run() -> re.Pattern[str]:
    return re.compile(f"[{DENSE}]+|[^ {DENSE}]+")


class _Characters(dict[int, str]):
    """What each code point counts as: letters and digits, a space, or nothing."""

    def __missing__(self, point: int) -> str:
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(point)).lower())
        found = self[point] = unicodedata.normalize("NFC", "".join(map(_plain, plain)))
        return found


def _plain(char: str) -> str:
    if _NOTHING.match(char):
        return ""
    found = _LETTERS.get(char) or _DIGITS.get(char)
    return found or (char if unicodedata.category(char)[0] in "LMN" else " ")


_CHARACTERS = _Characters()


def fold(text: str) -> str:
    """The text without case, accents and points; whatever is no letter and no digit is a space.

    >>> fold("Der Straße nach: Łódź, ‘ﬁn’ de siècle")
    'der strasse nach  lodz   fin  de siecle'
    """
    return unicodedata.normalize("NFC", text).translate(_CHARACTERS)


def words(text: str) -> Iterator[str]:
    """The words of a text in their order. One letter alone is no word.

    >>> list(words("Don’t panic: 5 Pläne für 東京都"))
    ['don', 'panic', '5', 'plane', 'fur', '東京', '京都', '都']
    """
    for run in _run().findall(fold(text)):
        if run[0] > "\u0dff" and _is_dense(run[0]):
            yield from (run[n : n + 2] for n in range(len(run)))
        elif len(run) > 1 or run.isdecimal():
            yield run[:LONGEST]


def vocabulary(texts: Iterable[str]) -> set[str]:
    """Every word by which the texts can be found: as `words` has it, and with umlauts spelt out.

    >>> sorted(vocabulary(["Für Müller"]))
    ['fuer', 'fur', 'mueller', 'muller']
    """
    text = unicodedata.normalize("NFC", "\n".join(texts))
    pieces = set(text.split())
    umlauts = [piece for piece in pieces if _UMLAUT.search(piece)] if _UMLAUT.search(text) else []
    return _several(pieces) | _several(umlauts, _SPELT_OUT)


def _several(pieces: Iterable[str], spelt: Mapping[int, str] | None = None) -> set[str]:
    """The words of what stands between spaces in a text in NFC, without their order: the same as `words` has, faster. Most pieces
    stand there more than once.
    """
    text = " ".join(pieces)
    text = text.translate(spelt) if spelt else text
    folded = text.translate(_CHARACTERS)
    if _dense().search(folded):
        return set(words(text))
    return {run[:LONGEST] for run in set(folded.split(" ")) if len(run) > 1 or run.isdecimal()}


@cache
def _dense() -> re.Pattern[str]:
    return re.compile(f"[{DENSE}]")


def _is_dense(char: str) -> bool:
    return _dense().match(char) is not None

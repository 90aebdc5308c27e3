"""Where a quotation may begin and end (rule 6 of docs/matching.md): never inside a word, a number or a character.

Letters and digits that touch are one word, except where Han, Kana, Hangul or Thai is written, which set no spaces. A number
is digits with what stands between them (`1.234,56`, `12:30`, `2021/22`, `10 000`) and the sign before them. A hyphen is a sign
only where no letter or digit stands before it: the 4 of `pages 3-4` and the 19 of `COVID-19` are whole, the 5 of `-5` is not.
"""

import re
import unicodedata
from functools import cache

from digest.text.fold import HAN_KANA
from digest.text.graphemes import is_boundary

# Marks that belong to letters (vowel signs, points, accents); from U+0966 on whole blocks, whose punctuation is attached.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0963\u0966-\u1cff\u1dc0-\u1dff\u20d0-\u20ff\ua8e0-\uabff"
)

_LETTER = rf"(?:(?![{HAN_KANA}])[\w{_MARKS}])"


# Classes of thousands of characters take milliseconds to read, and most digests never ask for them.
@cache
def word() -> re.Pattern[str]:
    """A word for counting and comparing: each Han or Kana character; else letters and digits with what joins them (its, 3.5,
    far-off).
    """
    return re.compile(rf"[{HAN_KANA}]|{_LETTER}+(?:['.,:/-]{_LETTER}+)*")


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{HAN_KANA}\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb\u0e01-\u0e4e]")


_SIGNS = frozenset("-+±∓⁺⁻₊₋")
_POINTS = frozenset(".,٫")
_SEPARATORS = frozenset(".,':/·٫٬⁄")

# A letter carries at most this many marks (UAX #15, Stream-Safe Text Format); what goes on longer is taken for a word.
_STREAM_SAFE = 30


def divides(reading: str, offset: int) -> bool:
    """Whether `offset` in a reading lies inside a word or a number (but for digits grouped by spaces: see `is_edge`)."""
    if not 0 < offset < len(reading):
        return False
    before, after = reading[offset - 1], reading[offset]
    if before == " " or after == " ":
        return False
    if before.isdecimal():
        if after.isdecimal() or (after in _SEPARATORS and reading[offset + 1 : offset + 2].isdecimal()):
            return True
    elif after.isdecimal() and _leads_number(reading, offset - 1):
        return True
    if before in _SIGNS or after in _SIGNS:
        return _divides_sign(reading, offset)
    return _is_word(after) and _divides_word(reading, offset)


def is_edge(text: str, offset: int) -> bool:
    """Whether `offset` in a canonical text lies between clusters and not in a number such as `10 000`, grouped by spaces."""
    if not is_boundary(text, offset):
        return False
    if 0 < offset < len(text):
        if text[offset].isspace():
            return not _is_group(text, offset)
        if text[offset - 1].isspace():
            return not _is_group(text, offset - 1)
    return True


def _leads_number(reading: str, at: int) -> bool:
    """Whether the sign or separator at `at`, which a digit follows, belongs to the number."""
    mark, left = reading[at], reading[at - 1 : at]
    if mark in _SIGNS:
        return mark in "⁺⁻₊₋" or not _is_word(left)
    if mark in _POINTS and not _is_word(left):
        return True
    return mark in _SEPARATORS and left.isdecimal()


def _divides_sign(reading: str, offset: int) -> bool:
    """A sign stays with the currency between it and the number; a raised sign with what it is raised on."""
    before, after, beyond = reading[offset - 1], reading[offset], reading[offset + 1 : offset + 2]
    if after in "⁺⁻₊₋":
        return beyond.isdigit() and _is_word(before)
    if before in "⁺⁻₊₋":
        return after.isdigit()
    currency = before in _SIGNS and unicodedata.category(after) == "Sc"
    return currency and beyond.isdecimal() and not _is_word(reading[max(0, offset - 2) : offset - 1])


def _divides_word(reading: str, offset: int) -> bool:
    at = offset - 1
    lowest = max(0, offset - _STREAM_SAFE)
    while at > lowest and unicodedata.category(reading[at])[0] == "M":
        at -= 1
    if not _is_word(reading[at]):
        return False
    return not (_is_unspaced(reading[at]) or _is_unspaced(reading[offset]))


def _is_unspaced(character: str) -> bool:
    return character > "\u0e00" and _unspaced().match(character) is not None


def _is_word(character: str) -> bool:
    return character.isalnum() or (character > "\u02ff" and unicodedata.category(character)[0] == "M")


def _is_group(text: str, space: int) -> bool:
    left = text[max(0, space - 4) : space]
    right = text[space + 1 : space + 5]
    digits = len(left) - len(left.rstrip("0123456789"))
    if not 0 < digits < 4 or left[-digits - 1 : -digits].isalnum():
        return False
    return right[:3].isdecimal() and len(right) >= 3 and not right[3:].isdecimal()

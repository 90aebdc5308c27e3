"""Offsets in canonical text (code points, 0-based, end exclusive) and the words and places around them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import filterfalse

from digest.model.diagnostic import Span
from digest.model.source import Document

# Scripts that put no space between words: a character counts as a word there.
UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"

# Most texts have no such script. By their upper bytes in UTF-16 characters are told that have nothing to do with one.
_SPACED = bytes((*range(0x0E), 0x20))
_BETWEEN_SPACES = re.compile(r"\S+")


def _may_be_unspaced(text: str) -> bool:
    return bool(text.encode("utf-16-le", "surrogatepass")[1::2].translate(None, _SPACED))


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


@cache
def _counted() -> re.Pattern[str]:
    """From the first letter or digit of a word to its end, so that what has none is not counted."""
    return re.compile(rf"[^\W_{UNSPACED}][^\s{UNSPACED}]*|(?=[^\W_])[{UNSPACED}]")


def words_in(text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """The words of a stretch of text; in scripts without spaces, the characters."""
    end = len(text) if end is None else end
    return (_word() if _may_be_unspaced(text[start:end]) else _BETWEEN_SPACES).finditer(text, start, end)


def count_words(text: str) -> int:
    """How many words with a letter or digit a text has; in scripts without spaces, how many characters."""
    if _may_be_unspaced(text):
        return len(_counted().findall(text))
    spaced = text.split()
    count = len(spaced)
    for word in filterfalse(str.isalnum, spaced):
        if not word[0].isalnum() and not any(map(str.isalnum, word)):
            count -= 1
    return count


def span(path: str, text: str, start: int, end: int) -> Span:
    """The place of a stretch of text, in lines and columns (1-based, code points)."""
    return Span(path, *_line_column(text, start), *_line_column(text, end))


def _line_column(text: str, offset: int) -> tuple[int, int]:
    line_start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, line_start) + 1, offset - line_start + 1


def blocks(document: Document, start: int, end: int) -> tuple[int, int]:
    """Where the block that holds `start` begins and the one that holds `end` stops."""
    begun = bisect_right(document.blocks, start, key=lambda block: block.start)
    ended = bisect_left(document.blocks, end, key=lambda block: block.end)
    first = document.blocks[begun - 1].start if begun else 0
    return first, document.blocks[ended].end if ended < len(document.blocks) else len(document.text)


def around(document: Document, start: int, end: int, words: int) -> tuple[int, int]:
    """The stretch that adds up to `words` words on each side of [start, end), without leaving the blocks they stand in."""
    text = document.text
    first, last = blocks(document, start, end)
    before, after = text[first:start], text[end:last]
    if _may_be_unspaced(before + after):
        starts = [word.start() for word in words_in(text, first, start)][-words:] if words else []
        ends = [word.end() for word, _ in zip(words_in(text, end, last), range(words), strict=False)]
        return (min(starts, default=start), max(ends, default=end))
    # The same from both ends inwards: a paragraph may have many more words than are asked for.
    far, further = before.rsplit(None, words), after.split(None, words)
    if len(far) > words:
        before = before[len(far[0]) :]
    if len(further) > words:
        after = after[: -len(further[words])]
    return start - len(before.lstrip()), end + len(after.rstrip())


def from_utf16(text: str, units: int) -> int:
    """The code point at so many UTF-16 code units, which is how browsers count; within a pair, the code point that it is."""
    if text.isascii():
        return min(units, len(text))
    for at, char in enumerate(text):
        if units <= 0:
            return at
        units -= 2 if char > "\uffff" else 1
        if units < 0:
            return at
    return len(text)

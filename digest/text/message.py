"""How a diagnostic looks: the line it speaks of, with a mark under the place, and nothing that could fool a reader's eye."""

import re
import unicodedata
from functools import lru_cache

from digest.model.diagnostic import Span

WIDTH = 100

# What a terminal would obey instead of show: control characters, and the bidi controls that reorder what is read.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with control characters spelt out."""
    return _OBEYED.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def in_a_line(text: str) -> str:
    """The same for what has to stay in its line, such as the name of a file, which may have a line end in it."""
    return visible(text).replace("\n", "<U+000A>")


def visible_json(text: str) -> str:
    """JSON with the same characters as escapes: it says what it said, and no terminal obeys it."""
    return _OBEYED.sub(lambda match: match[0] if match[0] in "\t\n\r" else f"\\u{ord(match[0]):04x}", text)


@lru_cache(maxsize=8)
def _lines(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


def excerpt(text: str, span: Span) -> tuple[str, ...]:
    """The line that the span begins on and a mark under its place; nothing where there is no such line."""
    lines = _lines(text)
    if not 0 < span.line <= len(lines):
        return ()
    line = lines[span.line - 1].replace("\t", " ")
    column = min(max(span.column, 1), len(line) + 1)
    end = span.end_column if span.end_line == span.line else len(line) + 1 if span.end_line > span.line else column + 1
    cut = max(0, column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    shown = ("…" if cut else "") + line[cut : cut + WIDTH] + ("…" if len(line) > cut + WIDTH else "")
    before = ("…" if cut else "") + line[cut : column - 1]
    marked = line[column - 1 : min(end - 1, cut + WIDTH)]
    gutter = f"{span.line:>5} | "
    return (gutter + visible(shown), " " * 5 + " | " + " " * _columns(before) + "^" * max(1, _columns(marked)))


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes (Unicode Standard Annex 11)."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(visible(text)) + wide - sum(unicodedata.combining(character) > 0 for character in text)

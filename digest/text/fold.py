"""One reading of text under which a quotation and its source are compared, and the way back to the source.

The rules are those of docs/matching.md: invisible characters go (1), forms of width, Arabic presentation forms and Latin
ligatures become their letters (2), NFC (3), three families of marks and the ellipsis become one character each (4), white
space becomes one space or nothing (5). Case, words, digits, signs and all other punctuation stay.

Each rule that moves anything leaves a layer: the places where reading and original part company. Prose needs a dozen such
places, so the way back costs bytes per paragraph, not per character. What a match is, `quote` decides.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from digest.model.noun import Noun, field
from digest.text.graphemes import character_class, joins_emoji

# Stands for text outside the spans. A noncharacter, "not for interchange" (The Unicode Standard, 23.7); where a text has
# it nonetheless, it is a barrier as well.
BARRIER = "\uffff"

# Characters of the scripts Han and Kana (Scripts.txt), as the inside of a character class.
HAN_KANA = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\U0001aff0-\U0001b16f"
)

# Rule 1: soft hyphen; bidi marks, embeddings and isolates; zero-width space, non-joiner and joiner; word joiner; BOM.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+|\u200d")
_INVISIBLE_OR_FORM = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufb00-\ufdff\ufe70-\uffef]")


@cache
def _letters_of_forms() -> dict[int, str]:
    """Rule 2: each width form, Arabic presentation form and Latin ligature (FB00-FB06) with its letters.

    Forms that show a mark on a space, such as U+FE70, have no letters and stay.
    """
    forms = {}
    for point in (*range(0xFB00, 0xFB07), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFFF0)):
        kind, _, letters = unicodedata.decomposition(chr(point)).partition(" ")
        if kind.startswith("<") and not letters.startswith("0020 "):
            forms[point] = "".join(chr(int(letter, 16)) for letter in letters.split())
    return forms


_FORM = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\uffef]")


@cache
def _stretch() -> re.Pattern[str]:
    """Rule 3: a stretch that normalises by itself. Nothing that composes or reorders starts a grapheme cluster."""
    combining = character_class("EIJNSTVZ")
    return re.compile(f"[^{combining}]?[{combining}]+")


# Rule 4. The Katakana length mark and the wave dash are not dashes.
DOUBLE, SINGLE, HYPHEN, ELLIPSIS = '"', "'", "-", "…"
_FAMILIES = (
    dict.fromkeys("“”„‟«»〝〞〟⹂❝❞❠", DOUBLE) | dict.fromkeys("‘’‚‛‹›ʼʻ՚❛❜❟", SINGLE) | dict.fromkeys("‐‑‒–—―−⸺⸻֊־᠆﹘﹣", HYPHEN)
)
_DOTS = re.compile(r"\.\.\.")

# Rule 5.
_BREAK = re.compile(r"\s(?:(?<=[^\S ])\s*|(?<= )\s+)")
# Most texts have one space between words, and lines: then a break begins with the end of a line.
_LINE_END = re.compile(r"\n\s*")
_UNUSUAL = (
    *("  ", " \n"),
    *"\t\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000",
    *map(chr, range(0x2000, 0x200B)),
)
_MAY_BE_NOTHING = re.compile("[^\x00-\xaa\xac-\xba\xbc-\u0dff\u2000-\u2038\u203b-\u206f]")


@cache
def _han_kana_or_guillemet() -> re.Pattern[str]:
    return re.compile(f"[{HAN_KANA}«»‹›]")


@cache
def _break_or_nothing() -> re.Pattern[str]:
    """White space that is one space, or nothing: between Han or Kana, and on the inner side of guillemets.

    A guillemet opens unless it touches a word or stop before it, and closes unless it touches a word after it (»Zitat« in
    German and Danish), so that only the inner sides of « mot » lose their space.
    """
    return re.compile(
        rf"(?P<nothing>(?:(?<=[{HAN_KANA}])|(?<=[{HAN_KANA}][\ufe00-\ufe0f\U000e0100-\U000e01ef]))\s+(?=[{HAN_KANA}])"
        r"|(?<=[«‹])(?<![\w.,;:!?…)\]»›][«‹])\s+|\s+(?=[»›](?![\w(\[«‹¿¡])))|\s\s+|[^\S ]"
    )


# Text that rules 1 to 3 and the second half of rule 5 leave alone; most quotations in Latin or Cyrillic script are such.
_PLAIN = re.compile("[\\s!-~\u00a1-\u00aa\u00ac\u00ae-\u00ba\u00bc-\u02ff\u0400-\u0482\u048a-\u052f‐-―‘-‟…]*")


class Layer(NamedTuple):
    """Where a reading and its original part company, in code points of each.

    What begins at `reading[k]` is what began at `original[k]`, up to the next entry. Stretches of one length on both sides
    correspond one to one; others are indivisible.
    """

    reading: "array[int]"
    original: "array[int]"

    def start(self, offset: int) -> int:
        """The offset in the original of the reading's character at `offset`, or -1 inside an indivisible stretch."""
        at = bisect_right(self.reading, offset) - 1
        inside = offset - self.reading[at]
        return -1 if inside and self._indivisible(at) else self.original[at] + inside

    def end(self, offset: int) -> int:
        """The offset in the original after the reading's character before `offset`, or -1 inside an indivisible stretch."""
        at = bisect_right(self.reading, offset - 1) - 1
        if not self._indivisible(at):
            return self.original[at] + offset - self.reading[at]
        return self.original[at + 1] if offset == self.reading[at + 1] else -1

    def onward(self, offset: int) -> int:
        """The offset in the reading that the original's `offset` has become, or the next that exists."""
        at = bisect_right(self.original, offset) - 1
        onward = self.reading[at] + offset - self.original[at]
        return onward if at + 1 == len(self.reading) else min(onward, self.reading[at + 1])

    def _indivisible(self, at: int) -> bool:
        if at + 1 == len(self.reading):
            return False
        return self.reading[at + 1] - self.reading[at] != self.original[at + 1] - self.original[at]


class Folded(Noun, frozen=True, eq=False):
    """A canonical text, its reading, and the layers between them, outermost first.

    `memo` holds what others derive from the text and want only once (the index of `suggest`).
    """

    text: str
    reading: str
    layers: tuple[Layer, ...]
    memo: dict[str, object] = field(default_factory=dict)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of the text that reads `reading[start:end]` (not empty), or None where an end splits a character.

        Invisible characters at the edges are left out, but for joiners, which belong to the character before them.
        """
        first, last = start, end
        for layer in reversed(self.layers):
            first, last = layer.start(first), layer.end(last)
            if first < 0 or last < 0:
                return None
        if self.reading[end : end + 1] != "\u200d":
            while self.text[last : last + 1] in ("\u200c", "\u200d"):
                last += 1
        return first, last

    def index(self, offset: int) -> int:
        """The offset in the reading of the text's `offset`, or of the next character that has one."""
        for layer in self.layers:
            offset = layer.onward(offset)
        return offset


def fold(text: str, spans: Sequence[tuple[int, int]] | None = None) -> Folded:
    """The reading of the canonical text, or of its `spans` (code points, end exclusive, in order).

    White space between two spans is a break like any other; any other text there is a barrier that nothing matches.
    """
    layers: list[Layer] = []
    reading = text if spans is None else _edit(text, _outside(text, spans), layers)
    return Folded(text, _read(reading, layers), tuple(layers))


def read(text: str) -> str:
    """The reading of a quotation, a prefix or a suffix; white space at the ends stays, as one space."""
    return _read(text, [])


def _read(text: str, layers: list[Layer]) -> str:
    pattern = _BREAK
    if not _PLAIN.fullmatch(text):
        if _INVISIBLE_OR_FORM.search(text):
            text = _edit(text, _invisible(text), layers)
            forms = _letters_of_forms()
            text = _edit(text, ((m.start(), m.end(), forms.get(ord(m[0]), m[0])) for m in _FORM.finditer(text)), layers)
        if not unicodedata.is_normalized("NFC", text):
            text = _edit(text, _composed(text), layers)
        if _MAY_BE_NOTHING.search(text) and _han_kana_or_guillemet().search(text):
            pattern = _break_or_nothing()
    if pattern is not _BREAK or "\n" in text or " ".join(text.split()) != text:
        if pattern is _BREAK and not any(space in text for space in _UNUSUAL):
            pattern = _LINE_END
        text = _edit(text, _breaks(text, pattern), layers)
    if not text.isascii():
        for mark, family in _FAMILIES.items():
            if mark in text:
                text = text.replace(mark, family)
    if "..." in text:
        text = _edit(text, ((m.start(), m.end(), ELLIPSIS) for m in _DOTS.finditer(text)), layers)
    return text


_Edit = tuple[int, int, str]


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[_Edit]:
    at = 0
    for number, (start, end) in enumerate(spans):
        if number == 0:
            yield at, start, ""
        elif text[at:start].strip():
            yield at, start, BARRIER
        at = end
    yield at, len(text), ""


def _invisible(text: str) -> Iterator[_Edit]:
    for match in _INVISIBLE.finditer(text):
        if match[0] != "\u200d" or not joins_emoji(text, match.start()):
            yield match.start(), match.end(), ""


def _composed(text: str) -> Iterator[_Edit]:
    """The stretches that NFC changes. Some characters without combining marks have a canonical equal, too (U+212A)."""
    at = 0
    for match in _stretch().finditer(text):
        yield from _equals(text, at, match.start())
        at = match.end()
        composed = unicodedata.normalize("NFC", match[0])
        if composed != match[0]:
            yield match.start(), at, composed
    yield from _equals(text, at, len(text))


def _equals(text: str, start: int, end: int) -> Iterator[_Edit]:
    if not unicodedata.is_normalized("NFC", text[start:end]):
        for at in range(start, end):
            if (equal := unicodedata.normalize("NFC", text[at])) != text[at]:
                yield at, at + 1, equal


def _breaks(text: str, pattern: re.Pattern[str]) -> Iterator[_Edit]:
    for match in pattern.finditer(text):
        yield match.start(), match.end(), "" if match.lastgroup else " "


def _edit(text: str, edits: Iterable[_Edit], layers: list[Layer]) -> str:
    """The text after the edits, which are disjoint and in order. A layer is added where anything moved."""
    pieces: list[str] = []
    reading, original = array("I", (0,)), array("I", (0,))
    at = length = 0
    for start, end, replacement in edits:
        pieces += text[at:start], replacement
        length += start - at
        if len(replacement) != end - start:
            reading.extend((length, length + len(replacement)))
            original.extend((start, end))
        length += len(replacement)
        at = end
    if not pieces:
        return text
    if len(reading) > 1:
        layers.append(Layer(reading, original))
    pieces.append(text[at:])
    return "".join(pieces)

"""A page as HTML: the elements that say whose words they show (docs/themes.md, “Receipts in HTML”), and its block quotes.

This is no browser: what a style sheet hides or a script adds is not seen.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

from digest.verify.receipts import Stretches
from digest.verify.words import squeezed

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SILENT = frozenset(("script", "style", "template"))
_PARTS = re.compile(r"\d{1,9}-\d{1,9}(?: \d{1,9}-\d{1,9})*", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)

# More elements within one another than this are no page that a person wrote.
_DEEPEST = 500


class Aside(NamedTuple):
    """What stands within the source's words and is none of them: its text, and the places that it links to."""

    text: list[str]
    links: list[str]


@dataclass(slots=True)
class Shown:
    """An element that shows words of a source. `parts` are empty where its attributes make no sense.

    `runs` are its words with the keys of the passages that cover them; `ids` those within it, with the number of characters
    before them, white space not counted. `group` counts the elements that name a source; `left_out` words are said to be
    left out before it, `left_out_after` behind it. `line` is 1-based, `column` too.
    """

    line: int
    column: int
    group: int
    source: str
    sha256: str
    parts: Stretches
    keys: tuple[str, ...]
    left_out: int
    left_out_after: int = 0
    is_nested: bool = False
    runs: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    ids: list[tuple[str, int]] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.runs)


class Quote(NamedTuple):
    """A block quote that stands in no other, or a block of data: its line, from 1, and its words."""

    line: int
    text: list[str]


class _Element(NamedTuple):
    tag: str
    group: tuple[int, str, str]
    keys: tuple[str, ...]
    ends: str  # what ends with it: "shown", "quote", "aside", "silence", "data" or nothing


class Reading(HTMLParser):
    """What a page shows, read in one pass."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.shown: list[Shown] = []
        self.quotes: list[Quote] = []
        self.data: list[Quote] = []  # blocks of JSON-LD
        self.is_readable = True
        self._open: list[_Element] = []
        self._tags: Counter[str] = Counter()
        self._now: Shown | None = None
        self._quote: Quote | None = None
        self._aside: Aside | None = None
        self._silent = 0
        self._groups = 0
        self._left_out = 0
        if is_cut_off(text):
            self.is_readable = False
            return
        try:
            self.feed(text)
            self.close()
        except (AssertionError, ValueError, NotImplementedError):  # what html.parser says of broken declarations
            self.is_readable = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, str] = {}
        for name, value in attrs:
            given.setdefault(name, value or "")  # the first of two counts (HTML 13.2.5.33)
        if "id" in given:
            self.ids.add(given["id"])
            if self._now:
                self._now.ids.append((given["id"], self._now.length))
        if tag == "a" and self._aside:
            self._aside.links.append(given.get("href", ""))
        if "data-left-out" in given:
            self._left_out += _number(given["data-left-out"])
            if self.shown and self.shown[-1].group == self._groups:
                self.shown[-1].left_out_after = self._left_out
        if tag in _VOID:
            if tag == "br" and not self._aside:
                self.handle_data("\n")
            return
        if len(self._open) >= _DEEPEST:
            self.is_readable = False
            return
        element = self._element(tag, given)
        self._open.append(element)
        self._tags[tag] += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTML knows no empty tags but its void ones: `<b/>` opens (13.1.2.1)."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self._tags[tag]:
            element = self._open.pop()
            self._tags[element.tag] -= 1
            match element.ends:
                case "shown":
                    self._now = None
                case "quote":
                    self._quote = None
                case "aside":
                    self._aside = None
                case "silence":
                    self._silent -= 1
                case _:
                    pass
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].ends == "data":
            self.data[-1].text.append(data)
            return
        if self._silent:
            return
        if self._aside:
            self._aside.text.append(data)
            return
        if self._quote:
            self._quote.text.append(data)
        if self._now:
            self._now.runs.append((data, self._open[-1].keys if self._open else ()))
            self._now.length += len(squeezed(data))

    def _element(self, tag: str, given: dict[str, str]) -> _Element:
        """The element that begins here, with all that it says about the words in it."""
        group, keys = (self._open[-1].group, self._open[-1].keys) if self._open else ((0, "", ""), ())
        if "data-source" in given or "data-sha256" in given:
            self._groups += 1
            self._left_out = 0
            group = (self._groups, given.get("data-source", group[1]), given.get("data-sha256", group[2]))
        own = tuple(given.get("data-quotation", "").split())
        if "data-start" in given or "data-end" in given or "data-parts" in given or (own and not self._now):
            return _Element(tag, group, (), self._show(group, given, own))
        if self._now:
            keys = (*keys, *(key for key in own if key not in keys))
        if "data-aside" in given and self._now and not self._aside:
            self._aside = Aside([], [given.get("href", "")] if tag == "a" else [])
            self._now.asides.append(self._aside)
            return _Element(tag, group, keys, "aside")
        if tag == "script" and given.get("type") == "application/ld+json":
            self.data.append(Quote(self.getpos()[0], []))
            return _Element(tag, group, keys, "data")
        if tag in _SILENT:
            self._silent += 1
            return _Element(tag, group, keys, "silence")
        if tag == "blockquote" and not self._quote:
            self._quote = Quote(self.getpos()[0], [])
            self.quotes.append(self._quote)
            return _Element(tag, group, keys, "quote")
        return _Element(tag, group, keys, "")

    def _show(self, group: tuple[int, str, str], given: dict[str, str], keys: tuple[str, ...]) -> str:
        line, column = self.getpos()
        shown = Shown(line, column + 1, *group, _parts(given), keys, self._left_out, is_nested=self._now is not None)
        self.shown.append(shown)
        self._left_out = 0
        if self._now:
            return ""
        self._now = shown
        return "shown"


def is_cut_off(text: str) -> bool:
    """True where a comment or many tags are never closed: html.parser would take quadratic time to find that out."""
    return text.rfind("<!--") > text.rfind("-->") or text.count("<", text.rfind(">") + 1) > _DEEPEST


def _number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0


def _parts(given: dict[str, str]) -> Stretches:
    """The stretches that an element says it shows; none where it contradicts itself."""
    whole = f"{given.get('data-start', '')}-{given.get('data-end', '')}"
    listed = given.get("data-parts") or whole
    if not _PARTS.fullmatch(whole) or not _PARTS.fullmatch(listed):
        return ()
    parts = tuple((int(start), int(end)) for start, _, end in (pair.partition("-") for pair in listed.split(" ")))
    is_whole = whole == f"{parts[0][0]}-{parts[-1][1]}"
    rising = all(start < end for start, end in parts) and all(a[1] <= b[0] for a, b in pairwise(parts))
    return parts if is_whole and rising else ()

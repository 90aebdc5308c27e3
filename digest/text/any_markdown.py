"""Any Markdown to HTML, which is not sanitised yet: Python-Markdown, set up, and kept from texts that it would be at for minutes.

This is the only home of `markdown`. One text at a time: an instance holds state, hence the lock.
"""

import re
import threading
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, Pattern
from markdown.treeprocessors import Treeprocessor

# So many brackets need no second look, and a footnote may be named so often; so many characters Markdown may read for the ends of
# links, which takes it about a second.
MANY_BRACKETS, LONG_WAY = 300, 1_000_000
_BRACKET = re.compile(r"\]\(|[\[\]()]")
_FOOTNOTE = re.compile(r"\[\^([^\]\[]*)\]")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_LINKING = re.compile(r"<(?:a|img)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_LOCK = threading.Lock()


def convert(text: str, *, raw_html: bool, heading: int) -> str:
    with _LOCK:
        markdown, headings = _markdown(raw_html)
        headings.first = heading
        # Most notes have few of the characters that mean something to Markdown; what needs another is not tried.
        # Its types know nothing of this processor's own attribute; any sequence will do for it.
        markdown.treeprocessors["inline"].inlinePatterns = _tried(markdown, text)  # type: ignore[attr-defined]
        try:
            return markdown.reset().convert(text)
        except RecursionError:
            # `reset` leaves the state of the block parser as it was when the stack ran out.
            _markdown.cache_clear()
            raise


def tangle(text: str) -> str:
    """Why Markdown would be at work on the text for longer than anybody waits; "" where it would not."""
    if text.count("[") <= MANY_BRACKETS:
        return ""
    if any(_way(each) > LONG_WAY for each in _PARAGRAPH_END.split(text)):
        return "too many of its brackets are not closed"
    if max(Counter(_FOOTNOTE.findall(text)).values(), default=0) > MANY_BRACKETS:
        return "it names one footnote too many times"
    return ""


def _way(paragraph: str) -> int:
    """How many characters Markdown reads for the ends of links: from each bracket to the one that closes it, or to the end."""
    way = 0
    opened: dict[str, list[int]] = {"]": [], ")": []}
    for found in _BRACKET.finditer(paragraph):
        match found[0]:
            case "[":
                opened["]"].append(found.start())
            case "(" | "](" as start:
                if len(start) == 2 and opened["]"]:
                    way += found.start() - opened["]"].pop()
                # A parenthesis that no link begins with is read by the one that it stands in.
                opened[")"].append(found.start() if len(start) == 2 else len(paragraph))
            case end if opened[end]:
                way += max(0, found.start() - opened[end].pop())
            case _:
                pass
    return way + sum(len(paragraph) - each for waiting in opened.values() for each in waiting)


@cache
def _markdown(raw_html: bool) -> "tuple[Markdown, _Headings]":
    markdown = Markdown(
        extensions=[
            FootnoteExtension(),
            TableExtension(),
            SaneListExtension(),
            DefListExtension(),
            AbbrExtension(),
            FencedCodeExtension(),
        ],
        output_format="html",
    )
    headings = _Headings(markdown)
    markdown.treeprocessors.register(headings, "headings", 5)
    if not raw_html:
        markdown.preprocessors.deregister("html_block")
        markdown.inlinePatterns.deregister("html")
        # A remark to oneself is not for the reader. Below code (190) and escapes (180), where it is an example.
        markdown.inlinePatterns.register(_Comment(r"<!--(.*?)-->", markdown), "comment", 100)
    return markdown, headings


# The characters of which one must stand in the text if a pattern is to match.
_NEEDED = {"backtick": "`", "escape": "\\", "footnote": "[", "reference": "[", "link": "[", "image_link": "!"}
_NEEDED |= {"image_reference": "!", "short_reference": "[", "short_image_ref": "!", "autolink": "<", "automail": "<"}
_NEEDED |= {"html": "<", "comment": "<", "entity": "&", "em_strong": "*_", "em_strong2": "_", "not_strong": "*_"}


def _tried(markdown: Markdown, text: str) -> list[Pattern]:
    """The patterns that can match in the text, in their order."""
    patterns = markdown.inlinePatterns
    idle = [patterns[name] for name, needed in _NEEDED.items() if name in patterns and not any(c in text for c in needed)]
    return [each for each in patterns if each not in idle]


class _Headings(Treeprocessor):
    """Moves headings down to the level that the page has room for, and says the alignment of cells without a style."""

    first = 3

    def run(self, root: Element) -> None:
        levels = [int(element.tag[1]) for element in root.iter() if re.fullmatch("h[1-6]", element.tag)]
        # Whoever begins with “##”, below the title that stands elsewhere, means the first level all the same.
        # A seed is read as it is.
        shift = self.first - min(levels, default=1) if self.first > 1 else 0
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                element.tag = f"h{max(1, min(6, int(element.tag[1]) + shift))}"
            align = re.fullmatch(r"text-align: (\w+);", element.attrib.pop("style", ""))
            if align:
                element.set("class", f"align-{align[1]}")


class _Comment(InlineProcessor):
    # The class above is typed for elements alone; its documentation allows text, too.
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return "", m.start(0), m.end(0)


def addresses(made: str) -> list[tuple[str, str]]:
    """The addresses of links and images in the order of the text, as authors wrote them: `("link", "/about/")`."""
    found = _Addresses()
    for tag in _LINKING.findall(made):
        found.feed(tag)
    return found.found


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {("a", "href"): "link", ("img", "src"): "image"}
        self.found += [(names[tag, name], value or "") for name, value in attrs if (tag, name) in names]

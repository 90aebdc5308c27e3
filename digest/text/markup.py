"""Markdown to safe HTML, its plain text and its links: the note of an annotation, the text of a page.

HTML in a note is text like any other. What Markdown makes is sanitised by a closed list all the same, so that no extension and no
oversight can bring in a script, a style or a request to another host. A link that begins with `/` gets the scheme
`digest-root:`, which `rooted` later turns into an address relative to the page; no author can write that scheme.
This is the only home of `markdown` and `nh3`. One text at a time: a Markdown instance holds state, hence the lock.
"""

import html
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, Pattern
from markdown.treeprocessors import Treeprocessor

from digest.model.noun import Noun
from digest.text import plain_markdown

MAX_LENGTH = 256 * 1024

# So many brackets need no second look, and a footnote may be named so often; so many characters Markdown may read for the ends of
# links, which takes it about a second.
MANY_BRACKETS, LONG_WAY = 300, 1_000_000
_BRACKET = re.compile(r"\]\(|[\[\]()]")
_FOOTNOTE = re.compile(r"\[\^([^\]\[]*)\]")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
ROOT = "digest-root:"

_SCHEMES = {"http", "https", "mailto"}
_TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins"
    " kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead tr u ul var wbr".split()
)
_ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href", "class"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "code": {"class"},
    "div": {"class"},
    "th": {"class", "colspan", "rowspan", "scope"},
    "td": {"class", "colspan", "rowspan"},
}
_CLASS = re.compile(r"footnote|footnote-ref|footnote-backref|align-(?:left|center|right)|language-[\w+#.-]{1,40}")
# Stands for ROOT until the author's own “digest-root:” is made harmless: HTML text never contains NUL (HTML 13.2.3.5).
_MARK = "\0"
_IMAGE = re.compile(r"<img((?: [\w-]+=\"[^\"]*\")*)>")
_ROOTED = re.compile(rf'(?<==\"){ROOT}([^"]*)')
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)")
_LINKING = re.compile(r"<(?:a|img)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_TOKEN = re.compile(r"<(/?[a-z0-9]+)[^>]*>|[^<]+")
_FOOTNOTE_MARK = re.compile(r' class="footnote-(?:back)?ref"')
_BLOCKS = frozenset("blockquote br dd div dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul".split())
_BEFORE_ADDRESS = re.compile(r"(?:[(<=\"']|\]:[ \t]*)\Z")
_CONTROLS = "".join(map(chr, range(0x21)))
_LOCK = threading.Lock()


class Link(Noun, frozen=True):
    """An address that a reader can follow; `line` is 1-based in the Markdown, 0 where the address is not literally there."""

    url: str
    line: int = 0


class Refused(Noun, frozen=True):
    """Something of the author's that was left out, and why. `what` is `link`, `image`, `tag` or `text` (all of it)."""

    what: str
    source: str
    reason: str
    line: int = 0


class Prose(Noun, frozen=True):
    """A Markdown text as HTML. In `plain` white space is collapsed and footnote marks are left out."""

    html: str = ""
    plain: str = ""
    links: tuple[Link, ...] = ()
    refused: tuple[Refused, ...] = ()


def to_html(text: str, *, prefix: str = "", raw_html: bool = False, heading: int = 3) -> Prose:
    """`text` as sanitised HTML whose ids begin with `prefix` and whose first level of headings is `heading`.

    With `raw_html` the author's HTML counts as HTML, within the same closed list; else it is shown as it was typed.
    """
    if not text.strip():
        return Prose()
    if len(text) > MAX_LENGTH:
        return _refused_whole(f"the text is {len(text)} characters long; at most {MAX_LENGTH} are read")
    # Most notes are of the plainest Markdown. All that the arguments could change, those have not.
    easy = plain_markdown.read(text)
    if easy is not None:
        return Prose(easy.html, easy.plain, tuple(Link(url, _line(text, url)) for url in easy.urls))
    tangle = _tangle(text)
    if tangle:
        return _refused_whole(tangle)
    try:
        made = _convert(text, raw_html=raw_html, heading=heading)
    except RecursionError:
        return _refused_whole("the text is nested too deeply")
    return _prose(made, text, prefix)


def seed_html(text: str) -> str | None:
    """`text` as HTML for text extraction, or None if it is nested too deeply or would take too long (`_tangle`).

    Its own HTML counts; scripts, styles, comments and images are gone.
    """
    if _tangle(text):
        return None
    try:
        made = _convert(text, raw_html=True, heading=1)
    except RecursionError:
        return None
    return nh3.clean(made, tags=_TAGS - {"img"}, attributes={"a": {"class"}}, link_rel=None)


def cleaned(source: str) -> str:
    """HTML of unknown origin within the closed list, as `nh3` writes it."""
    attributes = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
    return nh3.clean(source, tags=_TAGS, attributes=attributes, url_schemes=_SCHEMES, link_rel=None)


def plain(clean: str) -> str:
    """The words of sanitised HTML, as `Prose.plain` has them."""
    return _words(clean) if clean else ""


def rooted(source: str, relative: Callable[[str], str]) -> str:
    """HTML from `to_html` with every address within the site, such as `/about/`, replaced by `relative(address)`."""
    return _ROOTED.sub(lambda match: html.escape(relative(html.unescape(match[1]))), source)


def _refused_whole(reason: str) -> Prose:
    return Prose(refused=(Refused("text", "", reason),))


def _tangle(text: str) -> str:
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


def _convert(text: str, *, raw_html: bool, heading: int) -> str:
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


def _prose(made: str, text: str, prefix: str) -> Prose:
    addresses = _Addresses()
    for tag in _LINKING.findall(made):
        addresses.feed(tag)
    with _LOCK:
        _FILTER.prefix = prefix
        clean = _CLEANER.clean(made)
    clean = _IMAGE.sub(_image, clean).replace(ROOT, ROOT.replace(":", "&#58;")).replace(f'="{_MARK}', f'="{ROOT}')
    links, refused = [], []
    for what, url in addresses.found:
        reason = _objection(what, url)
        if reason:
            refused.append(Refused(what, url, reason, _line(text, url)))
        elif what == "link" and not url.startswith("#"):
            links.append(Link(url, _line(text, url)))
    # Markdown itself makes no tag outside the list; what is met here was written as HTML.
    for name in dict.fromkeys(name.lower() for name in _TAG.findall(made)):
        if name not in _TAGS:
            refused.append(Refused("tag", f"<{name}>", "this kind of HTML is not allowed in notes", _line(text, f"<{name}")))
    return Prose(clean, _words(clean), tuple(links), tuple(refused))


class _Filter:
    """What becomes of each attribute that the closed list lets through; `prefix` is that of the text at hand."""

    prefix = ""

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        match name:
            case "id":
                return self.prefix + value
            case "class":
                return " ".join(filter(_CLASS.fullmatch, value.split())) or None
            case "href" | "src":
                url = _stripped(value)
                if _objection("image" if name == "src" else "link", url):
                    return None
                return f"#{self.prefix}{url[1:]}" if url.startswith("#") else _MARK + url if url.startswith("/") else url
            case _:
                return value


_FILTER = _Filter()
_CLEANER = nh3.Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, attribute_filter=_FILTER)


def _objection(what: str, url: str) -> str:
    """Why an address may not stand, or "" where it may."""
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", url)
    if re.match(r"[/\\]{2}|/\\|\\", url):
        return "an address on another host begins with “https://”"
    if what == "image":
        return "" if url.startswith("/") else "an image must lie within the site, with an address that begins with “/”"
    if scheme:
        return "" if scheme[1].lower() in _SCHEMES else f"“{scheme[1]}:” addresses are not allowed"
    return "" if url[:1] in ("/", "#") else "an address within the site begins with “/”"


def _stripped(url: str) -> str:
    """`url` as browsers read it (WHATWG URL, 4.4): without controls and spaces around it, without tabs and line ends."""
    return re.sub(r"[\t\n\r]", "", url).strip(_CONTROLS)


def _image(match: re.Match[str]) -> str:
    """An image that has lost its address is its alternative text."""
    attributes = dict(re.findall(r"([\w-]+)=\"([^\"]*)\"", match[1]))
    return match[0] if "src" in attributes else attributes.get("alt", "").replace("<", "&lt;")


def _line(text: str, url: str) -> int:
    """The line (1-based) of the first place where `url` stands as in a link, else of the first where it stands at all."""
    bare = url.removeprefix("mailto:")
    if not bare:
        return 0
    first = place = text.find(bare)
    while place >= 0:
        if _BEFORE_ADDRESS.search(text, max(0, place - 100), place):
            return text.count("\n", 0, place) + 1
        place = text.find(bare, place + 1)
    return text.count("\n", 0, first) + 1 if first >= 0 else 0


class _Addresses(HTMLParser):
    """The addresses of links and images in the order of the text, as authors wrote them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {("a", "href"): "link", ("img", "src"): "image"}
        self.found += [(names[tag, name], _stripped(value or "")) for name, value in attrs if (tag, name) in names]


def _words(clean: str) -> str:
    """The words of sanitised HTML; those of two blocks are never one word."""
    words = []
    for tag, text in tokens(clean):
        words.append(" " if tag.removeprefix("/") in _BLOCKS else text)
    return " ".join("".join(words).split())


def tokens(clean: str) -> Iterator[tuple[str, str]]:
    """The tags of sanitised HTML and the words between them, in order: `("p", "")`, `("", "words")`, `("/p", "")`.

    The marks that lead to a footnote and back are left out. In HTML that `nh3` has written `<` and `>` stand for tags only
    (HTML 13.3), so that no parser is needed, and no upgrade of one can change what is read.
    """
    in_mark = False
    for match in _TOKEN.finditer(clean):
        tag = match[1] or ""
        if tag == "a":
            in_mark = bool(_FOOTNOTE_MARK.search(match[0]))
        if tag in ("a", "/a"):
            in_mark = in_mark and tag == "a"
        elif not in_mark:
            yield tag, html.unescape(match[0]) if not tag else ""

"""Markdown to safe HTML, its plain text and its links: the note of an annotation, the text of a page.

HTML in a note is text like any other. What Markdown makes is sanitised by a closed list all the same, so that no extension and no
oversight can bring in a script, a style or a request to another host. A link that begins with `/` gets the scheme
`digest-root:`, which `rooted` later turns into an address relative to the page; no author can write that scheme.
This is the only home of `nh3`. One text at a time: the cleaner holds state, hence the lock. Most texts are so plain that
`text.any_markdown`, and with it Python-Markdown, is never imported.
"""

import html
import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from digest.model.noun import Noun
from digest.text import plain_markdown

# Most texts are so plain that none of it is needed.
if TYPE_CHECKING:
    from nh3 import Cleaner

MAX_LENGTH = 256 * 1024

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
    from digest.text import any_markdown

    tangle = any_markdown.tangle(text)
    if tangle:
        return _refused_whole(tangle)
    try:
        made = any_markdown.convert(text, raw_html=raw_html, heading=heading)
    except RecursionError:
        return _refused_whole("the text is nested too deeply")
    return _prose(made, text, prefix)


def seed_html(text: str) -> str | None:
    """`text` as HTML for text extraction, or None if it is nested too deeply or would take too long (`any_markdown.tangle`).

    Its own HTML counts; scripts, styles, comments and images are gone.
    """
    from digest.text import any_markdown

    if any_markdown.tangle(text):
        return None
    try:
        made = any_markdown.convert(text, raw_html=True, heading=1)
    except RecursionError:
        return None
    import nh3

    return nh3.clean(made, tags=_TAGS - {"img"}, attributes={"a": {"class"}}, link_rel=None)


def cleaned(source: str) -> str:
    """HTML of unknown origin within the closed list, as `nh3` writes it."""
    attributes = {"a": {"href"}, "img": {"src", "alt"}, "ol": {"start"}}
    import nh3

    return nh3.clean(source, tags=_TAGS, attributes=attributes, url_schemes=_SCHEMES, link_rel=None)


def plain(clean: str) -> str:
    """The words of sanitised HTML, as `Prose.plain` has them."""
    return _words(clean) if clean else ""


def rooted(source: str, relative: Callable[[str], str]) -> str:
    """HTML from `to_html` with every address within the site, such as `/about/`, replaced by `relative(address)`."""
    return _ROOTED.sub(lambda match: html.escape(relative(html.unescape(match[1]))), source)


def _refused_whole(reason: str) -> Prose:
    return Prose(refused=(Refused("text", "", reason),))


def _prose(made: str, text: str, prefix: str) -> Prose:
    from digest.text import any_markdown

    with _LOCK:
        _FILTER.prefix = prefix
        clean = _cleaner().clean(made)
    clean = _IMAGE.sub(_image, clean).replace(ROOT, ROOT.replace(":", "&#58;")).replace(f'="{_MARK}', f'="{ROOT}')
    links, refused = [], []
    for what, written in any_markdown.addresses(made):
        url = _stripped(written)
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


@cache
def _cleaner() -> "Cleaner":
    from nh3 import Cleaner

    return Cleaner(tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None, attribute_filter=_FILTER)


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

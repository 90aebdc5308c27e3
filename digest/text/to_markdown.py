"""Sanitised HTML → the Markdown that says the same, for notes that come from elsewhere.

Paragraphs, headings, lists, quotations, code, emphasis, links and line breaks stay; of everything else the words do.
"""

import html
import re
from dataclasses import dataclass, field

from digest.text.markup import cleaned

_TOKEN = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[\w:-]+="[^"]*")*)\s*/?>|([^<]+)')
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_ENTITY = re.compile(r"&(?=#?\w+;)")
_SPECIAL = re.compile(r"[\\`*_\[\]]")
_NUMBER = re.compile(r"(\d+)\.(?=\s|\Z)")
_SPACE = re.compile(r"[ \t\r\f]*\n[ \t\r\f\n]*|[ \t\r\f]+")
# A link that a build makes of words that a note quotes in passing
_OWN = re.compile(r"/sources/[^/]+/#q-")
_WRAPPED = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_CODE = ("code", "kbd", "samp")
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote pre ul ol li table tr td th div dl dt dd figure figcaption caption hr".split()
)
MAX_CONTAINERS = 12

# Sanitising takes a time that grows with the square of what is nested.
MAX_TAGS = 10_000
MAX_LENGTH = 256 * 1024


@dataclass(slots=True)
class _Container:
    """A quotation or an item of a list around the blocks that are being written. `count` is the item's place in its list."""

    tag: str
    is_ordered: bool = False
    count: int = 0
    is_begun: bool = False

    def prefix(self) -> str:
        if self.tag == "blockquote":
            return "> "
        marker = "" if self.is_begun else f"{self.count}." if self.is_ordered else "-"
        return f"{marker:<4}"


@dataclass(slots=True)
class _List:
    is_ordered: bool
    count: int = 0


@dataclass(slots=True)
class _Inline:
    """Words within one inline element, kept apart until it ends."""

    tag: str = ""
    url: str = ""
    pieces: list[str] = field(default_factory=list)


def is_bounded(source: str) -> bool:
    """Whether the HTML is no more than a note can be."""
    return len(source) <= MAX_LENGTH and source.count("<") <= MAX_TAGS


def to_markdown(source: str, base_url: str = "") -> str:
    """The HTML as Markdown. Addresses that begin with `base_url` become addresses within the site; headings begin at `#`.

    Ask `is_bounded` first where the HTML may be anybody's.
    """
    writer = _Writer(base_url)
    for token in _TOKEN.finditer(cleaned(source)):
        closing, tag, attributes, words = token.groups()
        if words is not None:
            writer.words(html.unescape(words))
        elif closing:
            writer.end(tag)
        else:
            writer.start(tag, {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
    writer.flush()
    return "".join(writer.written).strip("\n") + "\n" if writer.written else ""


class _Writer:
    """Blocks are written one by one; the inline elements of the one that is being read stand on a stack."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.written: list[str] = []
        self.containers: list[_Container] = []
        self.lists: list[_List] = []
        self.inline = [_Inline()]
        self.head = ""
        self.in_paragraph = self.in_pre = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _BLOCKS:
            self.flush()
        match tag:
            case "p":
                self.in_paragraph = True
            case "pre":
                self.in_pre = True
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.head = "#" * max(1, int(tag[1]) - 2) + " "
            case "ul" | "ol":
                self.lists.append(_List(tag == "ol"))
            case "blockquote" | "li":
                self.enter(tag)
            case "hr":
                self.block("* * *")
            case "br":
                self.inline[-1].pieces.append("  \n")
            case "img":
                self.inline[-1].pieces.append(self.image(attributes))
            case "a":
                self.inline.append(_Inline("a", self.address(attributes.get("href", ""))))
            case _ if tag in _WRAPPED or (tag in _CODE and not self.in_pre):
                self.inline.append(_Inline(tag))
            case _:
                pass

    def end(self, tag: str) -> None:
        if any(one.tag == tag for one in self.inline):
            while self.close() != tag:
                pass
        if tag in _BLOCKS:
            self.flush()
        match tag:
            case "p":
                self.in_paragraph = False
            case "pre":
                self.in_pre = False
            case "ul" | "ol" if self.lists:
                self.lists.pop()
            case "blockquote" | "li" if self.containers and self.containers[-1].tag == tag:
                self.containers.pop()
            case _:
                pass

    def enter(self, tag: str) -> None:
        """Begins a quotation or an item. What is nested deeper than anybody writes is written on the last level."""
        around = self.lists[-1] if tag == "li" and self.lists else _List(False)
        around.count += 1
        if len(self.containers) < MAX_CONTAINERS:
            self.containers.append(_Container(tag, around.is_ordered, around.count))

    def words(self, text: str) -> None:
        if self.in_pre or self.inline[-1].tag in _CODE:
            self.inline[-1].pieces.append(text)
        else:
            self.inline[-1].pieces.append(_escaped(_SPACE.sub(_one_space, text)))

    def close(self) -> str:
        """Ends the innermost inline element: its words go to the one around it, marked. White space stays outside the marks."""
        one = self.inline.pop()
        text = "".join(one.pieces)
        bare = text.strip(" \n")
        if not bare:
            marked = text
        elif one.tag in _CODE:
            marked = _code(text)
        else:
            left, right = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
            mark = _WRAPPED.get(one.tag, "")
            inner = f"[{bare}]({one.url})" if one.url else f"{mark}{bare}{mark}"
            marked = left + inner + right
        self.inline[-1].pieces.append(marked)
        return one.tag

    def flush(self) -> None:
        """Ends the block that is being read."""
        while len(self.inline) > 1:
            self.close()
        text, self.inline = "".join(self.inline[0].pieces), [_Inline()]
        if self.in_pre:
            lines = ["    " + line for line in text.rstrip("\n").split("\n")]
            if text.strip():
                self.block(*lines)
        elif text.strip(" \n"):
            lines = [line.lstrip(" ") for line in text.strip(" \n").split("\n")]
            if self.head:
                lines = [self.head + " ".join(line.strip() for line in lines)]
            else:
                lines = [_start(line) for line in lines if line.strip()]
            self.block(*lines)
        self.head = ""

    def block(self, *lines: str) -> None:
        """Writes lines as a block within its containers, after a blank line unless it is an item of a tight list."""
        if self.written:
            self.written.append("\n" if self.is_tight() else "\n\n")
        first = self.prefix()
        for container in self.containers:
            container.is_begun = True
        rest = self.prefix()
        self.written.append("\n".join((rest if n else first) + line for n, line in enumerate(lines)))

    def is_tight(self) -> bool:
        """True for words that stand in an item themselves, after another item or under the words of the one around it."""
        if self.in_paragraph or self.in_pre or not self.containers:
            return False
        item = self.containers[-1]
        return item.tag == "li" and not item.is_begun and (item.count > 1 or any(each.is_begun for each in self.containers))

    def prefix(self) -> str:
        return "".join(container.prefix() for container in self.containers)

    def image(self, attributes: dict[str, str]) -> str:
        """An image of the site; of any other the words that stand for it."""
        words = _escaped(attributes.get("alt", ""))
        url = self.address(attributes.get("src", ""))
        return f"![{words}]({url})" if url.startswith("/") else words

    def address(self, url: str) -> str:
        """The address as it stands in Markdown; "" for one that leads nowhere outside its own page."""
        if self.base_url and url.startswith(self.base_url):
            url = "/" + url.removeprefix(self.base_url)
        if _OWN.match(url):
            return ""
        if not url.startswith(("https://", "http://", "mailto:", "/")) or url.startswith("//"):
            return ""
        unsafe = "\\`\"'<>*_[]" if url.count("(") == url.count(")") else "\\`\"'<>*_[]()"
        return "".join(f"%{ord(char):02X}" if char in unsafe or char <= " " else char for char in url)


def _one_space(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "


def _escaped(text: str) -> str:
    """The words with every character that Markdown would read as a mark made a plain one."""
    return _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text)).replace("<", "&lt;")


def _start(line: str) -> str:
    """A line of words that begins no heading, list, quotation, table, definition or fence."""
    number = _NUMBER.match(line)
    if number:
        return f"{number[1]}\\{line[number.end(1) :]}"
    if line[0] in "#>-+|":
        return "\\" + line
    return f"&#{ord(line[0])};{line[1:]}" if line[0] in ":=~" else line


def _code(text: str) -> str:
    """The words between backticks, one more than they hold themselves."""
    flat = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence, gap = "`" * (longest + 1), " " if "`" in flat else ""
    return f"{fence}{gap}{flat}{gap}{fence}"

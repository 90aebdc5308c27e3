"""Seeds: a source document as canonical text with blocks over it (docs/format.md, “A source”).

Positions of quotations count code points of the canonical text and stand in receipts that others check, so these rules are
frozen: whoever changes what a document reads as must give the rule a new version.

`txt-1`: the canonical text is the decoded file itself. Lines end with `\\n` only; a line of nothing but white space (no-break
spaces and form feeds included) is blank. Blank lines divide the file into paragraphs. The first paragraph is the headline
if it is a single line of at most 300 code points; what follows its last ` | ` is the section. The last line, if it is
`source WORD` and not the only one, is provenance.

`md-1`: the canonical text is the text of the blocks that Markdown makes, joined by a blank line. Front matter is left out.
Kinds: `heading` with its level 1-6; `item`, the paragraphs of a list item or of a definition list, and `quote`, those of a
block quote, both with their depth of nesting from 1, the innermost of the two counting; `code`, its lines as they are; else
`paragraph`, of which a row of a table is one, its cells divided by a tab. Within a block white space is collapsed (HTML's
own: no-break spaces stay) and a hard line break is `\\n`. Markup, images, footnote marks, scripts, styles and comments are
no text. The title is the first heading of level 1, else the first heading.
"""

import re
from collections.abc import Iterator

from digest.model.source import Block, BlockKind, Document
from digest.text.front_matter import split
from digest.text.markup import seed_html, tokens

# A version each: see the docstring above.
TXT_TEXT = "txt-1"
MD_TEXT = "md-1"

MAX_HEADLINE = 300

_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def read_txt(text: str) -> Document:
    """The document in decoded plain text, by the rule `txt-1`."""
    body_end, provenance = _provenance(text)
    paragraphs = _paragraphs(text, body_end)
    if not paragraphs:
        return Document(text, (), provenance=provenance, rule=TXT_TEXT)
    start, end = paragraphs[0]
    if "\n" in text[start:end] or end - start > MAX_HEADLINE:
        blocks = tuple(Block("paragraph", 0, start, end) for start, end in paragraphs)
        return Document(text, blocks, provenance=provenance, rule=TXT_TEXT)
    headline, divider, section = text[start:end].rpartition(" | ")
    title = (headline if divider else section).strip()
    blocks = (
        Block("heading", 1, start, start + len(title)),
        *(Block("paragraph", 0, start, end) for start, end in paragraphs[1:]),
    )
    return Document(text, blocks, title, section.strip() if divider else "", provenance, TXT_TEXT)


def read_md(text: str) -> Document:
    """The document in decoded Markdown, by the rule `md-1`; without blocks where it is nested too deeply to be read."""
    html = seed_html(_without_front_matter(text))
    if html is None:
        return Document("", (), rule=MD_TEXT)
    found = list(_blocks(html))
    blocks, start = [], 0
    for kind, level, words in found:
        blocks.append(Block(kind, level, start, start + len(words)))
        start += len(words) + 2
    headings = [(level, words) for kind, level, words in found if kind == "heading"]
    title = next((words for level, words in headings if level == 1), headings[0][1] if headings else "")
    return Document("\n\n".join(words for _, _, words in found), tuple(blocks), " ".join(title.split()), rule=MD_TEXT)


def _provenance(text: str) -> tuple[int, str]:
    """Where the text proper ends, and the word of a last line `source WORD`."""
    end = len(text.rstrip())
    start = text.rfind("\n", 0, end) + 1
    found = re.fullmatch(r"source[ \t]+(\S+)", text[start:end].strip())
    if found and text[:start].strip():
        return start, found[1]
    return end, ""


def _paragraphs(text: str, end: int) -> list[tuple[int, int]]:
    """The start and end of each run of lines that are not blank, without white space at the ends."""
    found = []
    start = 0
    for stop, after in (*(blank.span() for blank in _BLANK_LINES.finditer(text, 0, end)), (end, end)):
        words = text[start:stop].lstrip()
        if words:
            start = stop - len(words)
            found.append((start, start + len(words.rstrip())))
        start = after
    return found


def _without_front_matter(text: str) -> str:
    """The body, if what stands before it is front matter and not words between two rules: its first line is a key or nothing."""
    parts = split(text)
    if parts is None:
        return text
    lines = [line for line in parts[0].split("\n") if line.strip() and not line.startswith("#")]
    is_front_matter = not lines or re.match(r"[\w\"'][^:]*:(?:\s|\Z)", lines[0])
    return parts[1] if is_front_matter else text


_BLOCK_TAGS = frozenset(
    "blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody thead tfoot tr ul".split()
)
# The tags that decide on the kind and level of what is inside them.
_LEVELLED = frozenset("blockquote dd dl dt h1 h2 h3 h4 h5 h6 li ol pre tr ul".split())
# In the words of a block: a hard line break and the end of a cell. NUL cannot stand in HTML's text (HTML 13.2.3.5).
_BREAK = "\0b"
_CELL = "\0c"


def _blocks(html: str) -> Iterator[tuple[BlockKind, int, str]]:
    """The kind, level and words of each block of sanitised HTML, which is well formed."""
    around: list[str] = []
    words: list[str] = []
    for tag, text in tokens(html):
        name = tag.removeprefix("/")
        if name in _BLOCK_TAGS:
            yield from _block(words, around)
            words = []
        if not tag:
            words.append(text)
        elif tag == "br":
            words.append(_BREAK)
        elif tag in ("/td", "/th"):
            words.append(_CELL)
        if name in _LEVELLED and tag == name:
            around.append(name)
        elif name in _LEVELLED:
            around.pop()
    yield from _block(words, around)


def _block(words: list[str], around: list[str]) -> Iterator[tuple[BlockKind, int, str]]:
    """One block, if there are words. Blank lines divide blocks and nothing else, so within one there are none, but in code."""
    if not any(map(str.strip, words)):
        return
    text = "".join(words)
    kind, level = _kind(around)
    if kind == "code":
        text = re.sub(r"\A(?:[ \t]*\n)+", "", text.replace(_BREAK, "\n")).rstrip()
    else:
        text = re.sub(r"[ \t\n\r\f]+", " ", text)
        text = re.sub(rf" ?{_CELL} ?", "\t", re.sub(rf"(?: ?{_BREAK} ?)+", "\n", text)).strip()
    if text:
        yield kind, level, text


def _kind(around: list[str]) -> tuple[BlockKind, int]:
    """The kind and level of a block by the tags around it, the innermost last."""
    for tag in reversed(around):
        match tag:
            case "pre":
                return "code", 0
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                return "heading", int(tag[1])
            case "tr":
                return "paragraph", 0
            case "li" | "dt" | "dd":
                return "item", sum(name in ("ol", "ul", "dl") for name in around)
            case "blockquote":
                return "quote", around.count("blockquote")
            case _:
                continue
    return "paragraph", 0

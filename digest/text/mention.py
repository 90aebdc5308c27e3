"""Words that a note itself puts in quotation marks, and block quotes: quotations too, though nobody listed them."""

import html
import re
from collections.abc import Iterator

from digest.model.annotation import Mention
from digest.text.offsets import count_words

# Fewer words are a turn of speech as often as a quotation.
LEAST = 4

# Put into a paragraph as a comment, it says that its words are quoted from elsewhere.
MARK = "quoted elsewhere"

_PAIRS = (
    ("“", "”"),
    ("„", "“"),
    ("„", "”"),
    ("«", "»"),
    ("»", "«"),
    ("‹", "›"),
    ("「", "」"),
    ("『", "』"),
    ('"', '"'),
    ("‘", "’"),
)
_QUOTED = [re.compile(f"{re.escape(a)}([^{re.escape(a + b)}]+){re.escape(b)}") for a, b in _PAIRS]
# Without one of these there is no quotation.
_OPENINGS = (">", *dict.fromkeys(opening for opening, _ in _PAIRS))
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_CODE = re.compile(r"(`+)(?:(?!\1).)*\1|^(?: {4}|\t).*$|^(```|~~~).*?^\2", re.MULTILINE | re.DOTALL)
_MARKUP = re.compile(r"(?<!\w)[*_]+|[*_]+(?!\w)")


def mentions(body: str) -> tuple[Mention, ...]:
    """The quoted words of a note, in order; none of a paragraph that has a link or the mark `<!-- quoted elsewhere -->`."""
    if not any(map(body.__contains__, _OPENINGS)):
        return ()
    plain = _CODE.sub(lambda match: re.sub(r"\S", " ", match[0]), body)
    found: set[Mention] = set()
    for start, paragraph in _paragraphs(plain):
        if "](" in paragraph or "http" in paragraph or MARK in paragraph:
            continue
        for at, words in _quoted(paragraph):
            clean = " ".join(_MARKUP.sub("", words).split())
            if count_words(clean) >= LEAST:
                offset = start + at
                found.add(Mention(clean, body.count("\n", 0, offset) + 1, offset - body.rfind("\n", 0, offset)))
    return tuple(sorted(found, key=lambda each: each[1:]))


def linked(note_html: str, words: str, url: str) -> str:
    """The note with the words made a link to their place, where they stand in it just once and outside of a tag."""
    written = html.escape(words, quote=False)
    if note_html.count(written) != 1:
        return note_html
    before, after = note_html.split(written)
    inside = before.rfind("<") > before.rfind(">") or before.count("<a ") > before.count("</a>")
    return note_html if inside else f'{before}<a href="{html.escape(url)}">{written}</a>{after}'


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for blank in _BLANK.finditer(text):
        yield start, text[start : blank.start()]
        start = blank.end()
    yield start, text[start:]


def _quoted(paragraph: str) -> Iterator[tuple[int, str]]:
    """(offset, words) of a block quote as a whole, or of what stands between quotation marks."""
    if paragraph.lstrip().startswith(">"):
        first = len(paragraph) - len(paragraph.lstrip())
        yield first, re.sub(r"^[ \t]*>[ \t]?", "", paragraph, flags=re.MULTILINE).strip().strip('“”„«»"')
        return
    for pattern in _QUOTED:
        for match in pattern.finditer(paragraph):
            yield match.start(1), match[1]

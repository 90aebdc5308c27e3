"""The plainest Markdown, in which most notes are written, made HTML without a parser.

Paragraphs and flat lists with `-`, and in them words, `*emphasis*`, `**strong emphasis**` and `[links](https://example.org/)`:
what has nothing else can be read in one way only, and a few substitutions write what Python-Markdown and the sanitiser would.
They remain the truth. Where anything else might mean something to them there is no answer here, and `markup` asks them;
`tests/text/test_plain_markdown.py` holds the two against each other.
"""

import re
from typing import NamedTuple

# Marks of more than is known here, and what one reader or the other takes for a line end or for no character at all.
_DOUBTFUL = re.compile("[\\\\`<>|\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# A line that does not begin like a sentence may be a heading, a rule, code, a term or a number in a list.
_STRANGE_LINE = re.compile(r"""\n(?!\n|(?:- )?(?:[^\W\d_]|[“”„«»‘’‚‹›"'(…–—¿¡]|\d++(?!\.)|\*{1,2}[^\s*]|\[))""")
_BLANK_LINES = re.compile(r"\n\n+")
_APART, _NEXT = "\n\n", "</p>\n<p>"
_INNER = r"([^\s*\[\]<](?:[^*\[\]<]*[^\s*\[\]<])?)"
_STRONG = re.compile(rf"\*\*{_INNER}\*\*")
_EMPHASIS = re.compile(rf"\*(?<!\*\*){_INNER}\*(?!\*)")
# Addresses with which no reader of addresses finds fault: those of an ordinary host.
_PATH = r"(?:/[\w./~+,;=%-]*)?(?:\?[\w./~+,;=%-]*)?(?:#[\w./-]*)?"
_ADDRESS = rf"(?a:https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{{2,}}{_PATH})"
_LINK = re.compile(rf"\[([^\W_](?:[^*\[\]<]*[^\s*\[\]<])?)\]\(({_ADDRESS})\)")
_HREF = re.compile('<a href="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


class Plain(NamedTuple):
    """What `markup.Prose` says of a text; `urls` are the addresses of its links, in order."""

    html: str
    plain: str
    urls: list[str]


def read(text: str) -> Plain | None:
    """The text as sanitised HTML, or None if it is not of the plainest kind."""
    text = text.strip("\n")
    if _DOUBTFUL.search(text) or _STRANGE_LINE.search(f"\n{text}") or _is_doubtful(text):
        return None
    html = _blocks(text)
    if "*" in html and "***" not in html:
        html = _EMPHASIS.sub(_em, _STRONG.sub(_strong, html))
    if "[" in html and "![" not in html:
        html = _LINK.sub(_a, html)
    words = _TAG.sub("", html)
    if not html or "*" in words or "[" in words or "]" in words or "_" in words:
        return None
    urls = _HREF.findall(html)
    html = html.replace("\xa0", "&nbsp;").replace("& ", "&amp; ")
    return Plain(html, " ".join(words.split()), urls)


def _is_doubtful(text: str) -> bool:
    """The same for marks of more than a character: a line break, the end of the text, our own scheme, an entity."""
    is_entity = "&" in text and "&" in text.replace("& ", "")
    return is_entity or " \n" in text or text[-1] == " " or "digest-root:" in text


def _strong(match: re.Match[str]) -> str:
    return f"<strong>{match[1]}</strong>"


def _em(match: re.Match[str]) -> str:
    return f"<em>{match[1]}</em>"


def _a(match: re.Match[str]) -> str:
    return f'<a href="{match[2]}">{match[1]}</a>'


def _blocks(text: str) -> str:
    """The text with the tags of its paragraphs and lists; "" where a list follows a list, since the two would be one."""
    text = _BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text
    if "\n- " not in text and not text.startswith("- "):
        return f"<p>{text.replace(_APART, _NEXT)}</p>"
    made = []
    was_list = False
    for block in text.split(_APART):
        is_list = block.startswith("- ")
        if is_list and was_list:
            return ""
        items = block[2:].replace("\n- ", "</li>\n<li>")
        made.append(f"<ul>\n<li>{items}</li>\n</ul>" if is_list else f"<p>{block}</p>")
        was_list = is_list
    return "\n".join(made)

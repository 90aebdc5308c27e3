"""A text that comes in from elsewhere, the seed that it becomes and the card that says where it is from. Pure.

A seed is in the layout of scraped text (docs/format.md): the headline on a line of its own, a blank line, the paragraphs divided
by blank lines. Its words are those that were extracted, character by character; only white space is set in order.
"""

import re
from datetime import datetime
from email.utils import parsedate_tz

from digest.model.edtf import EdtfError, parse
from digest.model.noun import Noun
from digest.text.form import is_web
from digest.text.note_file import Value, write

# HTML's own white space (HTML 4.6.5, “ASCII whitespace”): a no-break space is the author's and stays.
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ISO_DAY = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?(?=[T ]|\Z)")
_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class Article(Noun, frozen=True):
    """A text and what is known of it. Paragraphs are not empty and have no white space at their ends.

    `published` and `accessed` are EDTF, `language` is a BCP 47 tag; what is not known is "".
    """

    title: str
    paragraphs: tuple[str, ...]
    url: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    accessed: str = ""
    language: str = ""


class Origin(Noun, frozen=True):
    """What a seed was taken from: the SHA-256 of the saved page or feed, its name below `seeds/` if it is kept there."""

    sha256: str
    extractor: str
    file: str = ""


def seed(article: Article) -> str:
    """The article in the layout of scraped text, with a final line end.

    >>> seed(Article("The bus stays", ("Nine were for it.", "None against.")))
    'The bus stays\\n\\nNine were for it.\\n\\nNone against.\\n'
    """
    return "\n\n".join(filter(None, (article.title, *article.paragraphs))) + "\n"


def card(article: Article, *, name: str, mode: str, sha256: str, origin: Origin) -> str:
    """The source card of a seed `NAME.txt`, whose bytes have the sum `sha256`."""
    fields: dict[str, Value] = {
        "seed": f"{name}.txt",
        "title": article.title or name,
        "url": article.url,
        "publisher": article.publisher,
        "authors": article.authors,
        "published": article.published,
        "accessed": article.accessed,
        "language": article.language,
        "rights": mode,
        "sha256": sha256,
        "capture": {"file": origin.file, "sha256": origin.sha256, "extractor": origin.extractor},
    }
    return write(fields, "")


def tidy(text: str) -> str:
    """`text` on one line: each run of HTML's white space is a space, and there is none at the ends."""
    return _SPACE.sub(" ", text).strip()


def day(written: str) -> str:
    """The day, month or year of a date as its author wrote it, whatever the offset from UTC; "" where it is no date.

    >>> day("2024-03-14T23:30:00-05:00"), day("Thu, 14 Mar 2024 23:30:00 -0500"), day("2024-03"), day("yesterday")
    ('2024-03-14', '2024-03-14', '2024-03', '')
    """
    text = written.strip()[:64]
    if iso := _ISO_DAY.match(text):
        found = "-".join(filter(None, iso.groups()))
    elif parts := parsedate_tz(text):
        found = f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}"
    else:
        return ""
    return "" if isinstance(parse(found, "north"), EdtfError) else found


def moment(when: datetime) -> str:
    """A point in time as EDTF, with its own offset from UTC."""
    return when.isoformat(timespec="seconds")


def language(tag: str) -> str:
    """A BCP 47 tag, from what pages write in its place (`de_DE`), or "".

    >>> language("de_DE"), language("German!")
    ('de-DE', '')
    """
    written = tag.strip().replace("_", "-")
    return written if _TAG.fullmatch(written) else ""


def address(url: str) -> str:
    """A web address that can stand on a card, or ""."""
    return url if is_web(url) else ""

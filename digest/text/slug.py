"""Names in addresses and on disk: a title as a segment of a URL, and which names of people's own making are safe as they are.

A segment is an IRI segment (RFC 3987): letters of any script stay letters; percent-encoding is the business of whoever writes
a link. Every segment is also a file name on Linux, macOS and Windows, hence no upper case (two would collide), no `.`, no
device names, and at most 240 bytes in UTF-8 where file systems allow 255.
"""

import re
import unicodedata
from collections.abc import Iterator

MAX_SLUG = 80
MAX_NAME = 100
MAX_BYTES = 240

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))],
)
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}")
# Latin letters that Unicode does not decompose, as catalogues of libraries write them in ASCII.
_FOLDED = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng",
    "ŧ": "t", "ə": "e", "ƒ": "f",
}  # fmt: skip
# Letters and marks that nobody sees (Default_Ignorable_Code_Point): two names that look the same must be the same.
_INVISIBLE = frozenset(
    chr(point)
    for first, last in (
        (0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
    )
    for point in range(first, last + 1)
)  # fmt: skip


def slug(title: str) -> str:
    """`title` as a URL segment: lower case, Latin letters without accents, letters and digits of other scripts kept.

    Never empty, at most 80 code points and cut between words where there is one to cut at.

    >>> slug("Straße frei: “Čeština” & 10 % mehr")
    'strasse-frei-cestina-10-mehr'
    >>> slug("Путин и Байден")
    'путин-и-байден'
    """
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).lower())
    name = unicodedata.normalize("NFC", "".join(_folded(lower)))
    short = _shortened("-".join(filter(None, name.split("-"))))
    if not short:
        return "untitled"
    return f"{short}-1" if short in _RESERVED else short


def is_safe(name: str) -> bool:
    """Whether a person's own id or slug can stand in addresses and file names as it is.

    Letters and digits of any script in NFC, `-` and `_`, 1 to 100 code points; it begins with a letter, a digit or `_`
    and is no device name.
    """
    if _PLAIN.fullmatch(name):
        return name.lower() not in _RESERVED
    return (
        0 < len(name) <= MAX_NAME
        and _fits(name)
        and unicodedata.is_normalized("NFC", name)
        and all(_is_letter(char) or _is_mark(char) or char in "-_" for char in name)
        and name[0] != "-"
        and not _is_mark(name[0])
        and name.lower() not in _RESERVED
    )


def path_id(path: str) -> str:
    """The id of a source without a card: its path below `seeds/` without the ending, as a name where it is none.

    >>> path_id("gazette/2021/flood")
    'gazette-2021-flood'
    """
    return path if is_safe(path) else slug(path)


def _folded(text: str) -> Iterator[str]:
    """The segment piece by piece, with `-` for whatever separates words. Apostrophes join: “don't” is `dont`."""
    takes_marks = False
    for char in text:
        base = unicodedata.normalize("NFD", char)[0]
        if _is_letter(char):
            is_latin = base.isascii() or char in _FOLDED
            takes_marks = not is_latin
            yield _FOLDED.get(char, base) if is_latin else char
        elif _is_mark(char):
            yield char if takes_marks else ""
        elif char not in "'’ʼ\u00ad\u200b\u200c\u200d\u2060" and char not in _INVISIBLE:
            takes_marks = False
            yield "-"


def _shortened(segment: str) -> str:
    if len(segment) <= MAX_SLUG and _fits(segment):
        return segment
    cut = segment[:MAX_SLUG]
    while not _fits(cut):
        cut = cut[:-1]
    words, dash, _ = cut.rpartition("-")
    whole = cut if segment[len(cut)] == "-" or not dash else words
    return whole.strip("-")


def _fits(name: str) -> bool:
    return len(name.encode("utf-8", "surrogatepass")) <= MAX_BYTES


def _is_letter(char: str) -> bool:
    category = unicodedata.category(char)
    return (category[0] == "L" or category == "Nd") and char not in _INVISIBLE


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Mc") and char not in _INVISIBLE

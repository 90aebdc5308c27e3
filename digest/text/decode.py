"""Bytes to text. Undeclared bytes are UTF-8 or an error with its place; nothing is ever guessed, only a hint is."""

import codecs
import re

from digest.model.diagnostic import Diagnostic, Outcome, Span, error

UTF_8_BOM = b"\xef\xbb\xbf"

# Labels that browsers read otherwise than Python does (WHATWG Encoding Standard, 4.2).
_LABELS = {
    **dict.fromkeys(
        (
            "ascii",
            "us-ascii",
            "latin1",
            "latin-1",
            "l1",
            "iso-8859-1",
            "iso8859-1",
            "iso88591",
            "iso_8859-1",
            "cp1252",
            "x-cp1252",
        ),
        "windows-1252",
    ),
    **dict.fromkeys(("iso-8859-9", "iso8859-9", "latin5", "l5"), "windows-1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "dos-874"), "windows-874"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf16", "unicode", "ucs-2"), "utf-16-le"),
    **dict.fromkeys(("macintosh", "mac", "x-mac-roman"), "mac-roman"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac-cyrillic"),
    **{f"x-cp125{n}": f"windows-125{n}" for n in range(9)},
    "windows-874": "cp874",
    "unicode-1-1-utf-8": "utf-8",
}
# Python's own names of the encodings that are read; its other codecs turn bytes into something else than text as written.
_ENCODINGS = frozenset(
    [
        "utf-8", "utf-16-le", "utf-16-be", "gb18030", "cp932", "cp949", "big5hkscs", "euc_jp", "iso2022_jp", "koi8-r", "koi8-u",
        "cp866", "cp874", "mac-roman", "mac-cyrillic", *(f"cp125{n}" for n in range(9)),
        *(f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    ],
)  # fmt: skip


def decode(path: str, data: bytes, charset: str = "") -> Outcome[str | None]:
    """The text of a file with `\\n` line ends and without a byte order mark; none beside an error.

    `charset` is a label of the WHATWG Encoding Standard, by which latin-1 means windows-1252; without one the bytes are UTF-8.
    """
    encoding = "utf-8" if data.startswith(UTF_8_BOM) else codec(charset)
    if not encoding:
        hint = "write a name such as utf-8, windows-1252, windows-1251, iso-8859-2 or utf-16"
        return Outcome(None, (error("D102", f"unknown charset “{charset}”", Span(path), hint),))
    if encoding == "utf-16-le" and data.startswith(codecs.BOM_UTF16_BE):
        encoding = "utf-16-be"
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as problem:
        return Outcome(None, (_undecodable(path, data, problem, encoding, is_declared=bool(charset)),))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        return Outcome(None, (_with_nul(path, data, text),))
    return Outcome(text)


def codec(charset: str) -> str:
    """Python's name for a label; "" where it is none of ours."""
    label = charset.strip().lower()
    if not label:
        return "utf-8"
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return ""
    return name if name in _ENCODINGS else ""


def _undecodable(path: str, data: bytes, problem: UnicodeDecodeError, encoding: str, *, is_declared: bool) -> Diagnostic:
    span = _end_of(path, data[: problem.start].decode(encoding, "replace"))
    found = f"byte {problem.start} (0x{data[problem.start]:02X}) is not {'UTF-8' if encoding == 'utf-8' else encoding}"
    if is_declared:
        return error("D101", found, span, "give the charset that the file really has")
    if not data[: problem.start].isascii():
        # Other letters before it were UTF-8: the file is damaged rather than in another charset.
        is_cut = problem.reason == "unexpected end of data"
        cut_off = "the file ends within a character: it may have been cut off"
        hint = cut_off if is_cut else "the text before it is UTF-8: type it anew"
        return error("D101", found, span, hint)
    return error("D101", found, span, _advice(likely(data)))


def _with_nul(path: str, data: bytes, text: str) -> Diagnostic:
    before = text[: text.index("\0")]
    hint = _advice(likely(data)) if data.count(0) * 4 > len(data) else "the file is not text, or it is damaged"
    return error("D101", "a NUL character stands here, which no text has", _end_of(path, before), hint)


def _advice(charset: str) -> str:
    return f"it looks like {charset}: save the file as UTF-8, or, if it is a seed, write “charset: {charset}” on its card"


def _end_of(path: str, before: str) -> Span:
    """The place just behind `before`, the text that could be read."""
    lines = re.split(r"\r\n|\r|\n", before.removeprefix("\ufeff"))
    return Span(path, len(lines), len(lines[-1]) + 1)


def likely(data: bytes) -> str:
    """The charset that `data`, which is not UTF-8, seems to be in: good enough for a hint, never for reading.

    UTF-16 shows itself by its mark or by NUL bytes on one side of each pair. Of the one-byte sets only the commonest are
    told apart: where most letters are beyond ASCII the script is Cyrillic, and KOI8-R has its small letters where
    windows-1251 has its capitals.
    """
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    if data.startswith(codecs.BOM_UTF16_LE):
        return "utf-16"
    if data.count(0) * 4 > len(data):
        return "utf-16-be" if data[0::2].count(0) > data[1::2].count(0) else "utf-16"
    latin = len(re.findall(rb"[A-Za-z]", data))
    upper, lower = len(re.findall(rb"[\xc0-\xdf]", data)), len(re.findall(rb"[\xe0-\xff]", data))
    if upper + lower <= latin:
        return "windows-1252"
    return "koi8-r" if upper > lower else "windows-1251"

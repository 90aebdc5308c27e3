"""A file that a browser saved → the page's HTML as text, with the address and the time that the file tells of. Pure.

Known are plain HTML (also with a folder of pictures beside it), SingleFile's single HTML file, and MHTML (RFC 2557). The bytes
of HTML are read by the first of these that holds: a byte order mark; what the file's own header or `<meta>` says within the
first 1024 bytes (HTML 13.2.3.2); UTF-8, if they are that; a guess; windows-1252. From the guess on there is a warning.
"""

import codecs
import email
import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from digest.exchange.article import address, moment
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.noun import Noun
from digest.text.decode import UTF_8_BOM, codec, decode

MHTML = ("mhtml", "mht")

_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_LANG = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
# The languages that are written in windows-1250.
_CENTRAL = (b"bs", b"cs", b"hr", b"hu", b"pl", b"ro", b"sk", b"sl", b"sq")
_SINGLEFILE = re.compile(r"<!--\s*Page saved with SingleFile\b(.*?)-->", re.DOTALL)
# What Internet Explorer began and Chrome still writes (“Mark of the Web”): the length of the address stands in brackets.
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d+\)(\S+) -->")
_SAVED_DATE = re.compile(r"saved date:\s*\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# Where the two comments stand: right behind <html>. Further down they are somebody's text.
_HEAD = 20_000
# The pictures of SingleFile: most of the file, and too long for libxml2, which takes ten million characters in an attribute. No
# words are as long as that, so no text is lost.
_DATA = re.compile(r"\bdata:[\w/+.-]{1,80}(?:;[\w=-]{1,80}){0,4},[^\s\"'<>()]{200,}", re.ASCII)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]{0,200}\?>")


class SavedPage(Noun, frozen=True):
    """The HTML of a page without the data of its pictures; where and when (EDTF) it was saved, if the file says so."""

    html: str
    url: str = ""
    accessed: str = ""


def read(path: str, data: bytes) -> Outcome[SavedPage | None]:
    """The page in a file that a browser saved. What kind it is follows from the suffix."""
    if path.lower().endswith(MHTML):
        return _mhtml(path, data)
    text = decoded(path, data)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    head = text.value[:_HEAD]
    comment = _SINGLEFILE.search(head)
    said = comment[1] if comment else ""
    url = re.search(r"\burl:\s*(\S+)", said) or _SAVED_FROM.search(head)
    return Outcome(SavedPage(_bare(text.value), address(url[1]) if url else "", _saved(said)), text.diagnostics)


def decoded(path: str, data: bytes, declared: str = "") -> Outcome[str | None]:
    """The text of HTML's bytes; `declared` is what a header says of them, which comes before what the page says."""
    if data.startswith((UTF_8_BOM, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(path, data, "utf-8" if data.startswith(UTF_8_BOM) else "utf-16")
    charset = declared or _declared(data)
    if not codec(charset):
        charset = ""
    as_declared = decode(path, data, charset)
    if as_declared.value is not None:
        return as_declared
    as_utf_8 = decode(path, data)
    if as_utf_8.value is not None:
        return Outcome(as_utf_8.value, (_read_as(path, "utf-8", f"it says that it is {charset}, which it is not"),))
    if b"\0" in data:
        return as_utf_8
    if charset:
        return Outcome(_replaced(data, charset), (_damaged(path, charset),))
    guess = _guess(data)
    return Outcome(_replaced(data, guess), (_read_as(path, guess, "it does not say what its charset is"),))


# ---------------------------------------------------------------------------------------------------------------------


def _declared(data: bytes) -> str:
    found = _META.search(data[:1024]) or _XML_ENCODING.match(data[:1024])
    charset = found[1].decode("ascii", "replace").lower() if found else ""
    # What can be read as ASCII up to here is not UTF-16, whatever it says (HTML 13.2.3.2, step 14).
    return "utf-8" if charset.startswith("utf-16") else charset


def _replaced(data: bytes, charset: str) -> str:
    text = data.decode(codec(charset), "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guess(data: bytes) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "windows-1252"
    best = from_bytes(data[:1_000_000]).best()
    if best is None or not codec(best.encoding):
        return "windows-1252"
    language = _LANG.search(data[:1024])
    is_central = language is not None and language[1].lower() in _CENTRAL
    # The two differ in few letters, and short texts are easily taken for the rarer one: only the page's language can tell.
    return "windows-1252" if best.encoding == "cp1250" and not is_central else best.encoding


def _read_as(path: str, charset: str, why: str) -> Diagnostic:
    hint = "look whether accents and quotation marks are right in the text that was taken from it"
    return warning("D722", f"this page is read as {charset}: {why}", Span(path), hint)


def _damaged(path: str, charset: str) -> Diagnostic:
    hint = "“�” stands for the rest in the text that was taken from it; save the page again if it matters"
    return warning("D722", f"not all of this page is {charset}, as it says that it is", Span(path), hint)


def _bare(html: str) -> str:
    return _XML_DECLARATION.sub("", _DATA.sub("data:,", html))


def _saved(said: str) -> str:
    """The time in SingleFile's comment, which is how browsers print a date (ECMA-262, 21.4.4.41)."""
    found = _SAVED_DATE.search(said)
    if not found:
        return ""
    month, rest = found[1].split(" ", 1)
    if month not in _MONTHS:
        return ""
    try:
        return moment(datetime.strptime(f"{_MONTHS.index(month) + 1} {rest} {found[2]}", "%m %d %Y %H:%M:%S %z"))
    except ValueError:
        return ""


def _mhtml(path: str, data: bytes) -> Outcome[SavedPage | None]:
    try:
        message = email.message_from_bytes(data)
        part = next((each for each in message.walk() if each.get_content_type() == "text/html"), None)
        payload = part.get_payload(decode=True) if part else None
    except RecursionError:  # parts within parts, more than any browser writes
        part = payload = None
    if part is None or not isinstance(payload, bytes):
        hint = "save the page again, as one HTML file or as MHTML"
        return Outcome(None, (error("D721", "there is no web page in this file", Span(path), hint),))
    text = decoded(path, payload, part.get_content_charset(""))
    if text.value is None:
        return Outcome(None, text.diagnostics)
    # Long addresses are folded into several lines (RFC 5322, 2.2.3).
    url = "".join(str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "").split())
    return Outcome(SavedPage(_bare(text.value), address(url), _sent(str(message.get("Date", "")))), text.diagnostics)


def _sent(date: str) -> str:
    try:
        return moment(parsedate_to_datetime(date))
    except (ValueError, TypeError, OverflowError):
        return ""

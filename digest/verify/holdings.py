"""Every text that a file holds, whatever it is wrapped in: markup, attributes, comments, JSON strings, cells, chunks, escapes.

A text is what somebody could read out of the file with ordinary tools. What is only drawn (the pixels of a picture) is not.
"""

import csv
import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import unquote_plus
from xml.parsers import expat

from digest.verify.markup import is_cut_off

# Wrappings within wrappings (HTML in a JSON string in a script) that are undone.
DEEPEST = 4

# Bytes that a compressed part may become.
MAX_INFLATED = 32 * 2**20

PNG, GZIP = b"\x89PNG\r\n\x1a\n", b"\x1f\x8b"

_MARKUP = re.compile(r"<[a-zA-Z!/?]|&(?:#|[a-zA-Z])")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_ICAL_FOLD, _ICAL_ESCAPE = re.compile(r"\r?\n[ \t]"), re.compile(r"\\([nN,;\\])")


class Held(NamedTuple):
    """A text in a file: the line that it begins on (1-based, 0 where that means nothing), and what it stands in."""

    text: str
    line: int = 0
    where: str = "text"


def held(path: str, data: bytes) -> Iterator[Held]:
    """Every text in the file, its own name included; texts that follow one another are also given as one."""
    yield Held(path, 0, "the file's name")
    yield from _file(path.rpartition(".")[2].lower(), data, 0)


def unwrapped(text: str) -> Iterator[str]:
    """The text, and what its markup and escapes stand for."""
    return (each.text for each in _inner(Held(text), 0))


def _file(ending: str, data: bytes, depth: int) -> Iterator[Held]:
    if data.startswith(PNG):
        yield from _png(data, depth)
    elif data.startswith(GZIP):
        yield from _file("", _inflated(data, 31), depth + 1) if depth < DEEPEST else ()
    elif b"\0" in data:
        yield from _binary(data)
    else:
        text = data.decode("utf-8-sig", "replace")
        if "\ufffd" in text:
            yield from _inner(Held(data.decode("latin-1"), 1), depth)
        yield from READERS.get(ending, _plain)(text, depth)


def _inner(found: Held, depth: int) -> Iterator[Held]:
    """The text, and what it is where it is itself markup, an address or a literal with escapes."""
    yield found
    if depth >= DEEPEST:
        return
    text, line, where = found
    if _MARKUP.search(text):
        yield from (Held(each.text, line + max(each.line, 1) - 1, f"{where}, as HTML") for each in _html(text, depth + 1))
    if "%" in text and (plain := unquote_plus(text)) != text:
        yield from _inner(Held(plain, line, f"{where}, as an address"), depth + 1)
    if "\\" in text and (plain := _ESCAPE.sub(_unescaped, text)) != text:
        yield from _inner(Held(plain, line, f"{where}, unescaped"), depth + 1)


def _unescaped(match: re.Match[str]) -> str:
    point = int(next(filter(None, match.groups())), 16)
    return chr(point) if point < 0x110000 else match[0]


def _plain(text: str, depth: int) -> Iterator[Held]:
    yield from _inner(Held(text, 1), depth)


# ------------------------------------------------------------------------------------------------------------- markup


class _Texts(HTMLParser):
    """Text nodes as they follow one another; attributes, comments and declarations each by itself; scripts apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.flow: list[tuple[str, int]] = []
        self.apart: list[Held] = []
        self.scripts: list[tuple[str, str, int]] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        self.apart += (Held(value, line, f"the attribute “{name}”") for name, value in attrs if value)
        if tag in ("script", "style"):
            self._within = "json" if any(name == "type" and "json" in (value or "") for name, value in attrs) else tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.scripts.append((self._within, data, self.getpos()[0]))
        else:
            self.flow.append((data, self.getpos()[0]))

    def handle_comment(self, data: str) -> None:
        self.apart.append(Held(data, self.getpos()[0], "a comment"))

    def handle_decl(self, decl: str) -> None:
        self.apart.append(Held(decl, self.getpos()[0], "a declaration"))

    def unknown_decl(self, data: str) -> None:
        self.apart.append(Held(data, self.getpos()[0], "a declaration"))

    def handle_pi(self, data: str) -> None:
        self.apart.append(Held(data, self.getpos()[0], "an instruction"))


def _html(text: str, depth: int) -> Iterator[Held]:
    parser = _Texts()
    try:
        if is_cut_off(text):
            raise ValueError("html.parser would take quadratic time")
        parser.feed(text)
        parser.close()
    except (AssertionError, ValueError, NotImplementedError):
        yield Held(text, 1, "broken markup")
        return
    yield from _flow(parser.flow, "text", depth)
    for each in parser.apart:
        yield from _inner(each, depth)
    for kind, script, line in parser.scripts:
        found = _json(script, depth) if kind == "json" else _plain(script, depth)
        yield from (Held(each.text, line, f"a {'style sheet' if kind == 'style' else 'script'}: {each.where}") for each in found)


def _flow(nodes: Iterable[tuple[str, int]], where: str, depth: int) -> Iterator[Held]:
    """Texts one after the other, as they run on."""
    nodes = [node for node in nodes if node[0].strip()]
    if not nodes:
        return
    line = nodes[0][1] if len(nodes) == 1 else 0
    # In markup words run on from element to element with nothing between them, or with white space that nobody sees.
    yield Held("".join(text for text, _ in nodes), line, where)
    yield Held(" ".join(text for text, _ in nodes), line, where)
    for text, line in nodes:
        if depth < DEEPEST and (_MARKUP.search(text) or "%" in text or "\\" in text):
            yield from _inner(Held(text, line, where), depth + 1)


def _xml(text: str, depth: int) -> Iterator[Held]:
    flow: list[tuple[str, int]] = []
    apart: list[Held] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        line = parser.CurrentLineNumber
        apart.extend(Held(value, line, f"the attribute “{key}”") for key, value in attributes.items())

    def refuse(*_: object) -> None:
        raise ValueError("entities have no bounds")

    parser.StartElementHandler = start
    parser.CharacterDataHandler = lambda data: flow.append((data, parser.CurrentLineNumber))
    parser.CommentHandler = lambda data: apart.append(Held(data, parser.CurrentLineNumber, "a comment"))
    parser.ProcessingInstructionHandler = lambda name, data: apart.append(Held(data, parser.CurrentLineNumber, "an instruction"))
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, ValueError):
        yield from _inner(Held(text, 1, "broken markup"), depth)
        return
    yield from _flow(flow, "text", depth)
    for each in apart:
        yield from _inner(each, depth)


# --------------------------------------------------------------------------------------------------------------- data


def _json(text: str, depth: int) -> Iterator[Held]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield from _plain(text, depth)
        return
    strings = list(_strings(value))
    yield from (each for text in strings for each in _inner(Held(text, 0, "a value"), depth))
    yield Held("\n".join(strings), 0, "values one after the other")


def _strings(value: object) -> Iterator[str]:
    """Every key and text in a JSON value, in reading order."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as table:
                waiting += (each for pair in reversed(table.items()) for each in (pair[1], pair[0]))
            case list() as items:
                waiting += reversed(items)
            case _:
                pass


def _ical(text: str, depth: int) -> Iterator[Held]:
    """RFC 5545: lines unfolded (3.1), texts unescaped (3.3.11)."""
    whole = _ICAL_ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], _ICAL_FOLD.sub("", text))
    yield from _inner(Held(whole, 1), depth)


def _csv(text: str, depth: int) -> Iterator[Held]:
    csv.field_size_limit(MAX_INFLATED)
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        yield from _plain(text, depth)
        return
    for n, row in enumerate(rows, 1):
        yield from (each for cell in row for each in _inner(Held(cell, 0, f"a cell of row {n}"), depth))
    yield Held("\n".join(cell for row in rows for cell in row), 0, "cells one after the other")


def _png(data: bytes, depth: int) -> Iterator[Held]:
    """The chunks of a PNG (W3C, 11.3.3) but for its pixels, and whatever comes behind the last."""
    at = len(PNG)
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        match kind:
            case b"IDAT" | b"IHDR" | b"PLTE" | b"IEND":
                pass
            case b"zTXt":
                yield from _binary(_inflated(body.partition(b"\0")[2][1:], 15), "a chunk of text")
            case b"iTXt" if body.partition(b"\0")[2][:1] == b"\1":
                rest = body.partition(b"\0")[2][2:].partition(b"\0")[2].partition(b"\0")[2]
                yield from _binary(_inflated(rest, 15), "a chunk of text")
            case _:
                yield from _binary(body, f"the chunk {kind.decode('latin-1')}")
        if kind == b"IEND":
            break
    yield from _binary(data[at:], "what follows the picture")


def _binary(data: bytes, where: str = "bytes") -> Iterator[Held]:
    """Bytes as each encoding that texts are likely to have among them."""
    if data:
        yield from _inner(Held(data.decode("utf-8", "replace"), 0, where), 1)
        if b"\0" in data:
            for name in ("utf-16-le", "utf-16-be"):
                yield Held(data.decode(name, "replace"), 0, f"{where}, as {name}")
                yield Held(data[1:].decode(name, "replace"), 0, f"{where}, as {name}")


def _inflated(data: bytes, window: int) -> bytes:
    """What was compressed (zlib with 15, gzip with 31), as far as it can be read and within bounds."""
    try:
        return zlib.decompressobj(window).decompress(data, MAX_INFLATED)
    except zlib.error:
        return b""


READERS: dict[str, Callable[[str, int], Iterator[Held]]] = {
    **dict.fromkeys(("html", "htm", "xhtml"), _html),
    **dict.fromkeys(("xml", "atom", "rss", "svg", "opml", "xsl"), _xml),
    **dict.fromkeys(("json", "jsonld", "map", "webmanifest", "geojson"), _json),
    **dict.fromkeys(("ics", "vcf"), _ical),
    **dict.fromkeys(("csv", "tsv"), _csv),
}

"""What a file of a built site may hold, whatever went in: read strictly, so that what a browser might guess at is a fault."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

VOID = frozenset("area br col embed hr img input link meta source track wbr".split())
FORBIDDEN = frozenset("applet base embed frame frameset iframe math noembed object plaintext portal style xmp".split())
SCHEMES = frozenset(["", "http", "https", "mailto"])
# Attributes whose address a browser asks for without being told to
LOADED = frozenset("action background data formaction ping poster src srcset".split())
LOADED_LINKS = frozenset("icon manifest modulepreload preload prefetch stylesheet".split())
DATA = frozenset(["application/ld+json", "application/json"])
# Members of TimelineJS's data whose texts it takes for HTML
TIMELINE_MEMBERS = frozenset(["headline", "text", "caption", "credit"])
CALENDAR = re.compile(r"[A-Z][A-Z0-9-]*[:;]")


def faults(site: Path) -> Iterator[str]:
    """What is wrong with the site, a line each; the digest's own theme has none of it."""
    for place in sorted(site.rglob("*")):
        path = place.relative_to(site).as_posix()
        if place.is_symlink() or not (place.is_file() or place.is_dir()):
            yield f"{path}: no ordinary file"
        elif place.is_file() and not path.startswith("assets/"):
            yield from (f"{path}: {each}" for each in _file(place, path))


def _file(place: Path, path: str) -> Iterator[str]:
    data = place.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError as problem:
        yield f"not UTF-8: {problem}"
        return
    if "\0" in text:
        yield "a NUL"
    match path.rpartition(".")[2]:
        case "html":
            yield from page(text, path.count("/"))
        case "xml":
            yield from _xml(text)
        case "json" | "jsonld":
            yield from _json(json.loads(text), is_timeline=path.endswith("timeline.json"))
        case "ics":
            yield from (f"a line that is none: {each[:60]!r}" for each in _unfolded(text) if not CALENDAR.match(each))
        case _:
            pass


def page(text: str, depth: int = 0) -> list[str]:
    """The faults of HTML that lies `depth` folders below the root of its site."""
    walker = _Walker(depth)
    walker.feed(text)
    walker.close()
    return walker.found + [f"<{tag}> is never closed" for tag in walker.open]


def _xml(text: str) -> Iterator[str]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        yield "a DOCTYPE"
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as problem:
        line = text.split("\n")[problem.position[0] - 1]
        yield f"not well-formed: {problem} in {line[:80]!r}"
        return
    for element in root.iter():
        if element.get("type") == "html" and element.text:
            yield from page(element.text)
        for name in ("href", "src"):
            if urlsplit(element.get(name, "")).scheme not in SCHEMES:
                yield f"an address {element.get(name)!r}"


def _json(value: Any, *, is_timeline: bool) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _json(each, is_timeline=is_timeline)
    elif isinstance(value, dict):
        for name, each in value.items():
            is_html = name == "content_html" or (name == "value" and "html" in str(value.get("format")))
            is_html = is_html or (is_timeline and name in TIMELINE_MEMBERS)
            if isinstance(each, str) and is_html:
                yield from page(each)
            elif not isinstance(each, str):
                yield from _json(each, is_timeline=is_timeline)


def _unfolded(text: str) -> list[str]:
    return re.sub(r"\r\n[ \t]", "", text).removesuffix("\r\n").split("\r\n")


class _Walker(HTMLParser):
    def __init__(self, depth: int) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = depth
        self.open: list[str] = []
        self.found: list[str] = []
        self.data = ""  # the type of the script that is being read, if it is data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) != len(attrs):
            self.found.append(f"<{tag}> with an attribute twice")
        if tag in FORBIDDEN or not re.fullmatch(r"[a-z][a-z0-9]*", tag):
            self.found.append(f"<{tag}>")
        if tag == "script":
            self._script(values)
        if tag == "meta" and "http-equiv" in values:
            self._meta(values)
        for name, value in values.items():
            if name.startswith("on") or name in ("style", "srcdoc") or not re.fullmatch(r"[a-z][a-z0-9:-]*", name):
                self.found.append(f"<{tag} {name}>")
            if name in ("href", "xlink:href") or name in LOADED:
                is_loaded = name in LOADED or (tag == "link" and bool(LOADED_LINKS & set(values.get("rel", "").split())))
                self._address(tag, value, is_loaded=is_loaded or tag == "use")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open or self.open[-1] != tag:
            self.found.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.data and self.open[-1:] == ["script"]:
            try:
                json.loads(data)
            except ValueError:
                self.found.append("a <script> of data that is none")
            if "<" in data and re.search(r"<(?:!--|/?script)", data, re.IGNORECASE):
                self.found.append("a <script> of data that opens another")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"a comment {data[:40]!r}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"a declaration {data[:40]!r}")

    handle_pi = unknown_decl

    def _script(self, values: dict[str, str]) -> None:
        self.data = values.get("type", "") if values.get("type") in DATA else ""
        if not self.data and not re.fullmatch(r"(?:\.\./)*assets/[\w-]+\.js", values.get("src", "")):
            self.found.append(f"<script> {values}")

    def _meta(self, values: dict[str, str]) -> None:
        match values["http-equiv"].lower():
            case "content-security-policy":
                if "unsafe" in values.get("content", "") or "*" in values.get("content", ""):
                    self.found.append("a policy that lets things in")
            case "refresh":
                self._address("meta", values.get("content", "").partition("url=")[2], is_loaded=True)
            case other:
                self.found.append(f"<meta http-equiv={other}>")

    def _address(self, tag: str, value: str, *, is_loaded: bool) -> None:
        url = re.sub(r"[\t\n\r]", "", value).strip("".join(map(chr, range(33))))
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = None
        if parts is None or parts.scheme.lower() not in SCHEMES or url.startswith(("//", "\\", "/\\")):
            self.found.append(f"<{tag}> with the address {value[:80]!r}")
        elif is_loaded and (parts.scheme or parts.netloc) and not url.startswith("https://digest.example/"):
            self.found.append(f"<{tag}> loads {value[:80]!r}")
        elif not parts.scheme and not parts.netloc and unquote(parts.path).count("../") > self.depth:
            self.found.append(f"<{tag}> leads out of the site: {value[:80]!r}")

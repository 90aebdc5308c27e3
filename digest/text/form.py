"""Front matter as a form: typed fields are read one by one, and what is wrong with any of them is collected.

YAML's own ideas never apply: a reader gets the text that was written, with its place, and makes the type. A `Form` lives as
long as one mapping is read; what it hands out are plain values.
"""

import re
from collections.abc import Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from digest.model.diagnostic import Diagnostic, Places, Related, Span, error, warning
from digest.model.edtf import Edtf, EdtfError, parse
from digest.text.near import did_you_mean
from digest.text.nodes import Fields, Items, Node, Scalar
from digest.text.slug import MAX_BYTES, is_safe, slug

T = TypeVar("T")
C = TypeVar("C", bound=str)

SYNONYMS = {
    "lastmod": "modified",
    "updated": "modified",
    "description": "summary",
    "lang": "language",
    "author": "authors",
    "categories": "topics",
}
_SYNONYMS_OF = {name: tuple(word for word, meant in SYNONYMS.items() if meant == name) for name in SYNONYMS.values()}
_NOWHERE = Places()
A_DATE = "write a date such as “2021-12-07”, “2021-12” or “2021”"


class Form:
    """One mapping of front matter. Reading a field twice is harmless; `rest` reports the fields nobody asked for."""

    def __init__(self, fields: Fields, diagnostics: list[Diagnostic], hemisphere: Literal["north", "south"] = "north") -> None:
        self.diagnostics = diagnostics
        self.hemisphere = hemisphere
        self.span = fields.span
        self._fields = fields
        self._asked: set[str] = set()
        self._nodes: dict[str, Node] = {key.text: node for key, node in fields.pairs}

    def _node(self, name: str) -> Node | None:
        """The field's node, by its own name or by a synonym (which is reported); none where it is absent or empty."""
        self._asked.add(name)
        node = self._nodes.get(name)
        if name in _SYNONYMS_OF:
            node = self._by_synonym(name, node)
        if node is None or (type(node) is Scalar and not node.text and node.plain):
            return None
        return node

    def _by_synonym(self, name: str, node: Node | None) -> Node | None:
        for synonym in _SYNONYMS_OF[name]:
            if synonym in self._nodes and synonym not in self._asked:
                self._asked.add(synonym)
                key = self._key(synonym)
                self.diagnostics.append(
                    warning("D122", f"“{synonym}” is read as “{name}”", key, f"write “{name}:”")
                    if node is None
                    else error("D121", f"“{synonym}” says again what “{name}” says", key, "keep one of the two")
                )
                node = node or self._nodes[synonym]
        return node

    def _key(self, name: str) -> Span:
        """Where the name of a field stands."""
        return next((key.span for key, _ in self._fields.pairs if key.text == name), self.span)

    def place(self, name: str) -> Span:
        """Where the field's value stands, or the mapping's own place where it has none."""
        node = self._nodes.get(name)
        return node.span if node else self.span

    def places(self, *names: str) -> Places:
        """Where fields stand, by name, and the items of lists, by `name/text`."""
        written = [name for name in names if name in self._nodes]
        if not written:
            return _NOWHERE
        places = {name: self._nodes[name].span for name in written}
        for name in written:
            if isinstance(self._nodes[name], Items):
                for item in self.scalars(name):
                    places[f"{name}/{item.text}"] = item.span
        return Places(tuple(places.items()))

    def wrong(self, node: Node, name: str, expected: str, hint: str) -> None:
        found = {Scalar: "text", Items: "a list", Fields: "a table of fields"}[type(node)]
        shown = f"“{node.text}”" if isinstance(node, Scalar) else found
        self.diagnostics.append(error("D123", f"“{name}” must be {expected}, not {shown}", node.span, hint))

    def text(self, name: str, default: str = "") -> str:
        """The field as one text."""
        match self._node(name):
            case None:
                return default
            case Scalar(text=text):
                return text
            case node:
                self.wrong(node, name, "one text", f"write “{name}: …” on one line, in quotation marks if it has “: ” or “ #”")
                return default

    def line(self, name: str, default: str = "") -> str:
        """The field as one line of text, white space collapsed."""
        return " ".join(self.text(name, default).split())

    def texts(self, name: str) -> tuple[str, ...]:
        """The field as a list of texts; a single text is a list of one."""
        return tuple(node.text for node in self.scalars(name))

    def scalars(self, name: str) -> tuple[Scalar, ...]:
        """The same with their places."""
        node = self._node(name)
        if node is None:
            return ()
        if isinstance(node, Scalar):
            return (node,)
        if isinstance(node, Fields):
            self.wrong(node, name, "a list of texts", f"write “{name}: [one, two]”")
            return ()
        for item in node.items:
            if not isinstance(item, Scalar):
                self.wrong(item, name, "a list of texts", f"write “{name}: [one, two]”")
        return tuple(item for item in node.items if isinstance(item, Scalar) and item.text)

    def one_of(self, name: str, allowed: tuple[C, ...], default: C) -> C:
        """The field as one of a few words."""
        return self._scalar(
            name,
            lambda text: next((word for word in allowed if word == text), None),
            default,
            _choice(allowed),
            f"write “{name}: {default}”, or another of them",
        )

    def truth(self, name: str) -> bool:
        """The field as true or false; nothing else is either."""
        hint = f"write “{name}: true”, or leave it out"
        return self._scalar(name, {"true": True, "false": False}.get, False, "true or false", hint)

    def integer(self, name: str, default: int | None = None) -> int | None:
        """The field as a whole number."""
        return self._scalar(name, _integer, default, "a whole number", f"write “{name}: 1”, with nine digits at most")

    def count(self, name: str, default: int | None = None) -> int | None:
        """The field as a number of things: a whole number that is not negative."""
        return self._scalar(
            name,
            lambda text: None if text.startswith("-") else _integer(text),
            default,
            "a whole number from 0 up",
            f"write “{name}: 12”, with nine digits at most",
        )

    def share(self, name: str) -> float | None:
        """The field as a share, from 0 to 1."""
        return self._scalar(name, _share, None, "a number from 0 to 1", f"write “{name}: 0.15” for 15 in a hundred")

    def date(self, name: str) -> Edtf | None:
        """The field as an EDTF date. A flow list is read as EDTF's one-of-a-set, which it looks like."""
        node = self._node(name)
        match node:
            case None:
                return None
            case Scalar(text=text):
                written = text.strip()
            case Items(items=items) if all(isinstance(item, Scalar) for item in items):
                written = "[" + ",".join(item.text for item in items if isinstance(item, Scalar)) + "]"
            case _:
                self.wrong(node, name, "a date", A_DATE)
                return None
        date = parse(written, self.hemisphere)
        if isinstance(date, EdtfError):
            hint = f"write “{date.hint}”" if date.hint else A_DATE
            self.diagnostics.append(error("D401", f"“{written}” is not a date: {date.message}", node.span, hint))
            return None
        return date

    def url(self, name: str) -> str:
        """The field as a web address. Other schemes than http and https are refused: an address is a link on a page."""
        hint = f"write it whole, as in “{name}: https://example.org/page”"
        return self._scalar(name, _url, "", "a web address that begins with https:// or http://", hint)

    def safe(self, name: str, default: str) -> str:
        """The field as a name that can stand in an address and a file name; the default is held to the same rule."""
        value = self.text(name, default)
        if is_safe(value):
            return value
        said = f"“{name}”" if name in self._nodes else "the file’s name"
        self.diagnostics.append(
            error("D124", f"{said} “{value}” cannot be an address", self.place(name), f"write “{name}: {slug(value)}”")
        )
        return slug(value)

    def addresses(self, name: str) -> tuple[str, ...]:
        """The field as a list of paths of this site. What could leave its folder, or be no file there, is refused."""
        found = self.scalars(name)
        hint = "write a path of this site, such as “/old/address/” or “/old/page.html”"
        for node in found:
            if not _is_path(node.text):
                self.diagnostics.append(error("D124", f"“{node.text}” cannot be an address", node.span, hint))
        return tuple(node.text for node in found if _is_path(node.text))

    def form(self, name: str) -> "Form | None":
        """The field as a table of fields."""
        match self._node(name):
            case None:
                return None
            case Fields() as fields:
                return Form(fields, self.diagnostics, self.hemisphere)
            case node:
                self.wrong(node, name, "a table of fields", f"write “{name}:” and below it its fields, two spaces further in")
                return None

    def forms(self, name: str) -> tuple["Form", ...]:
        """The field as a list of tables."""
        match self._node(name):
            case None:
                return ()
            case Items(items=items):
                for item in items:
                    if not isinstance(item, Fields):
                        self.wrong(item, name, "a list of tables", "begin each with “- ” and write its fields below one another")
                return tuple(Form(item, self.diagnostics, self.hemisphere) for item in items if isinstance(item, Fields))
            case node:
                self.wrong(node, name, "a list of tables", "begin each with “- ” and write its fields below one another")
                return ()

    def has(self, name: str) -> bool:
        """True where the field is written and not empty."""
        return self._node(name) is not None

    def is_mapping(self, name: str) -> bool:
        return isinstance(self._nodes.get(name), Fields)

    def missing(self, name: str, what: str, hint: str = "") -> None:
        self.diagnostics.append(error("D125", f"{what} needs “{name}”", self.span, hint or f"add “{name}: …”"))

    def rest(self, what: str) -> None:
        """Reports every field that no reader asked for, with the nearest one that exists."""
        if self._nodes.keys() <= self._asked:
            return
        for key, _ in self._fields.pairs:
            if key.text not in self._asked:
                hint = did_you_mean(key.text, self._asked)
                self.diagnostics.append(warning("D120", f"{what} has no field “{key.text}”", key.span, hint))

    def _scalar(self, name: str, read: Callable[[str], T | None], default: T, expected: str, hint: str) -> T:
        match self._node(name):
            case None:
                return default
            case Scalar(text=text) as node:
                value = read(text.strip())
                if value is None:
                    self.wrong(node, name, expected, hint)
                    return default
                return value
            case node:
                self.wrong(node, name, expected, hint)
                return default


# No file system and no address takes these; a dot in front would hide the file.
_SEGMENT = re.compile(r"""(?!\.)[^\s\x00-\x1f\x7f/\\?#%:*"'<>|]+""")


def _is_path(text: str) -> bool:
    return all(_SEGMENT.fullmatch(part) and len(part.encode()) <= MAX_BYTES for part in text.strip("/").split("/"))


def _choice(allowed: tuple[str, ...]) -> str:
    return f"{', '.join(allowed[:-1])} or {allowed[-1]}"


def _integer(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _share(text: str) -> float | None:
    whole, _, rest = text.partition(".")
    if not (text.isascii() and whole.isdigit() and (rest.isdigit() or not rest) and len(text) < 10):
        return None
    return value if (value := float(text)) <= 1 else None


def is_web(text: str) -> bool:
    """Whether this is an address that a browser can go to by http or https."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # what is no number raises
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(c.isspace() or ord(c) < 33 for c in text)


def _url(text: str) -> str | None:
    return text if is_web(text) else None


def again(what: str, id: str, span: Span, first: Span) -> Diagnostic:
    """Two files claim one name."""
    hint = "give one of the two another “id”"
    return error("D126", f"{what} “{id}” exists already", span, hint, (Related(first, "the first is here"),))

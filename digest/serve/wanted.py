"""What a browser asks to have written → changes of a file. Pure; everything that comes in is checked here.

An annotation's passages are counted from 0 in the order of its file: that of the short form first, then those of `quotes`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from digest.model.annotation import TextQuoteSelector
from digest.model.noun import Noun
from digest.text import edit
from digest.text.edit import Body, Change, Insert, Put, Remove
from digest.text.form import SYNONYMS

MAX_TEXT = 100_000
MAX_ITEMS = 200

# What no hand-written file holds: controls but for tab and line end, surrogates, noncharacters.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIDES = ("prefix", "suffix")


class Malformed(Exception):
    """The request is not made as it should be; the text says how."""


class Passage(Noun, frozen=True):
    """A passage as it is to be: one of the file's (`at`), left alone or, with a selector, quoted anew; or a new one."""

    at: int | None
    source: str = ""
    selector: TextQuoteSelector | None = None


class Wanted(Noun, frozen=True):
    """Only what is given is touched; `passages` are all that are to be there, those of the file in its order first."""

    fields: Mapping[str, str | tuple[str, ...]]
    note: str | None = None
    passages: tuple[Passage, ...] | None = None


def parsed(body: bytes) -> Mapping[str, Any]:
    """The request's JSON, which is a table."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the request is not JSON") from None
    if not isinstance(value, dict):
        raise Malformed("the request is not a table")
    return value


def text(table: Mapping[str, Any], name: str, *, line: bool = True) -> str:
    """One text; with `line` its white space is collapsed. Absent is empty."""
    value = table.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise Malformed(f"“{name}” must be a text of at most {MAX_TEXT:,} characters")
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if found := _REFUSED.search(value):
        raise Malformed(f"“{name}” has a character that no file can hold: U+{ord(found[0]):04X}")
    return " ".join(value.split()) if line else value


def number(table: Mapping[str, Any], name: str) -> int:
    value = table.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Malformed(f"“{name}” must be a whole number")
    return value


def wanted(table: Mapping[str, Any], facets: Iterable[str]) -> Wanted:
    """The whole request of the panel."""
    fields: dict[str, str | tuple[str, ...]] = {name: text(table, name) for name in ("title", "kind", "date") if name in table}
    if "draft" in table:
        if not isinstance(table["draft"], bool):
            raise Malformed("“draft” must be true or false")
        fields["draft"] = "true" if table["draft"] else ""
    for facet in facets:
        if facet in table:
            words = (text({facet: word}, facet) for word in _items(table, facet))
            fields[facet] = tuple(dict.fromkeys(filter(None, words)))
    note = text(table, "note", line=False) if "note" in table else None
    passages = tuple(map(_passage, _items(table, "passages"))) if "passages" in table else None
    return Wanted(fields, note, passages)


def _items(table: Mapping[str, Any], name: str) -> list[Any]:
    value = table[name]
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise Malformed(f"“{name}” must be a list of at most {MAX_ITEMS}")
    return value


def _passage(value: Any) -> Passage:
    if not isinstance(value, dict):
        raise Malformed("a passage must be a table")
    at = number(value, "at") if value.get("at") is not None else None
    exact, source = text(value, "exact"), text(value, "source")
    if at is None and not source:
        raise Malformed("a new passage needs its source")
    selector = TextQuoteSelector(exact, text(value, "prefix"), text(value, "suffix")) if exact else None
    return Passage(at, source, selector)


# ---------------------------------------------------------------------------------------------------------------------


class Slot(Noun, frozen=True):
    """A passage of a file: where it stands there, and what it says. Without `exact` it is the source as a whole."""

    path: edit.Path
    source: str
    exact: str
    prefix: str = ""
    suffix: str = ""
    note: str = ""

    @property
    def exact_name(self) -> str:
        return "exact" if self.path else "quote"


def slots(file: str) -> tuple[Slot, ...]:
    """The passages of a file's text in its order. The short form's fields stand among the file's own: its path is empty."""
    found = []
    values = {name: edit.field(file, name) for name in ("source", "quote", *_SIDES, "quotes")}
    if values["source"] or values["quote"]:
        short = [value if isinstance(value := values[name], str) else "" for name in ("source", "quote", *_SIDES)]
        found.append(Slot((), *short))
    quotes = values["quotes"]
    for n, each in enumerate(quotes if isinstance(quotes, list) else ()):
        if isinstance(each, dict):
            said = [value if isinstance(value := each.get(name), str) else "" for name in ("source", "exact", *_SIDES, "note")]
            found.append(Slot(("quotes", n), *said))
    return tuple(found)


def changes(file: str, want: Wanted) -> Iterator[Change]:
    """What makes the file's text say what is wanted. ValueError for a passage that the file does not have."""
    for name, value in want.fields.items():
        yield from _field(file, name, value)
    if want.passages is not None:
        yield from _passages(file, slots(file), want.passages)
    if want.note is not None:
        yield Body(want.note)


def new_file(want: Wanted, published: str) -> str:
    """The text of a new annotation."""
    start = "---\n---\n"
    added = Wanted({**want.fields, "published": published}, want.note, want.passages)
    return edit.edited(start, changes(start, added))


def _field(file: str, name: str, value: str | tuple[str, ...]) -> Iterator[Change]:
    names = (name, *(other for other, meant in SYNONYMS.items() if meant == name))
    name = next((each for each in names if edit.field(file, each) is not None), name)
    there = edit.field(file, name)
    if isinstance(value, tuple):
        is_list = isinstance(there, list) and all(isinstance(item, str) for item in there)
        if is_list:
            yield from edit.list_changes((name,), there, value)
        elif tuple(filter(None, [there])) != value:
            yield Put((name,), value) if value else Remove((name,))
    elif value and value != there:
        yield Put((name,), value)
    elif not value and there is not None:
        yield Remove((name,))


def _passages(file: str, there: tuple[Slot, ...], want: tuple[Passage, ...]) -> Iterator[Change]:
    kept = {each.at: each for each in want if each.at is not None}
    if any(at >= len(there) for at in kept):
        raise ValueError("the file has no such passage")
    for at, each in kept.items():
        if each.selector:
            yield from _quoted_anew(there[at], each.selector)
    gone = [slot for n, slot in enumerate(there) if n not in kept]
    new = [each for each in want if each.at is None]
    last_quotes = [slot for slot in there if slot.path]
    if not there and len(new) == 1:
        yield from (Put((name,), value) for name, value in _said(new[0], "quote").items())
        return
    if new and last_quotes:
        count = len(edit.field(file, "quotes"))
        yield from (Insert(("quotes", count + n), _said(each, "exact")) for n, each in enumerate(new))
    elif new:
        yield Put(("quotes",), tuple(_said(each, "exact") for each in new))
    for slot in reversed(gone):
        if slot.path and not new and all(other in gone for other in last_quotes):
            if slot == last_quotes[0]:
                yield Remove(("quotes",))
        elif slot.path:
            yield Remove(slot.path)
        else:
            yield from (Remove((name,)) for name in ("suffix", "prefix", "quote", "source") if edit.field(file, name) is not None)


def _quoted_anew(slot: Slot, selector: TextQuoteSelector) -> Iterator[Change]:
    if selector.exact != slot.exact:
        yield Put((*slot.path, slot.exact_name), selector.exact)
    for name, old, new in (("prefix", slot.prefix, selector.prefix), ("suffix", slot.suffix, selector.suffix)):
        if new and new != old:
            yield Put((*slot.path, name), new)
        elif old and not new:
            yield Remove((*slot.path, name))


def _said(passage: Passage, exact_name: str) -> dict[str, str]:
    """The fields of a new passage, in their order."""
    selector = passage.selector
    if selector is None:
        return {"source": passage.source}
    said = {"source": passage.source, exact_name: selector.exact, "prefix": selector.prefix, "suffix": selector.suffix}
    return {name: value for name, value in said.items() if value}

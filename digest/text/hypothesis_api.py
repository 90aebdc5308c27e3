"""Annotations as Hypothesis (https://hypothes.is) gives them: the answer of its API's search, and its client's export file.

The API answers `{"total", "rows"}`; the client exports `{"annotations", …}`; both hold the same objects
(https://h.readthedocs.io/en/latest/api-reference/). Text is Markdown. Positions are code units of UTF-16.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.imported import Imported, ImportedTarget
from digest.text.json_value import speakable

WORLD = "group:__world__"


def is_hypothesis(value: Any) -> bool:
    """Whether the JSON is made like an API answer, an export file, or a single annotation of theirs."""
    return isinstance(value, dict) and (
        isinstance(value.get("rows"), list)
        or isinstance(value.get("annotations"), list)
        or ("uri" in value and "target" in value)
    )


def read(path: str, value: dict[str, Any]) -> Outcome[tuple[Imported, ...]]:
    """Every public annotation. Private and hidden ones are passed over; one that names no page is refused."""
    found: list[Diagnostic] = []
    annotations = []
    rows = value.get("rows", value.get("annotations", [value]))
    for n, row in enumerate(rows):
        if not isinstance(row, dict) or not _uri(row):
            hint = "export the annotations again"
            found.append(error("D703", f"annotation {n + 1} is none of Hypothesis: it has no “uri”", Span(path), hint))
        elif not _is_public(row):
            said = f"annotation {n + 1} is private or hidden and is passed over"
            found.append(warning("D710", said, Span(path), "make it public there first, if its author agrees"))
        else:
            annotations.append(_annotation(row))
    return Outcome(tuple(annotations), tuple(found))


def _is_public(row: dict[str, Any]) -> bool:
    """Readable by everybody, as far as the row says who may read it; an export file does not."""
    permissions = row.get("permissions")
    readers = permissions.get("read") if isinstance(permissions, dict) else None
    return not row.get("hidden") and (not isinstance(readers, list) or WORLD in readers)


def _uri(row: dict[str, Any]) -> str:
    return next(iter(_words(row.get("uri"), *(each.get("source") for each in _targets(row)))), "")


def _annotation(row: dict[str, Any]) -> Imported:
    id, links = _text(row, "id"), row.get("links")
    html = _text(links, "html") if isinstance(links, dict) else ""
    created, modified = _moment(row, "created"), _moment(row, "updated")
    replied = [each for each in _list(row, "references") if isinstance(each, str)]
    note = _text(row, "text")
    motivation = "replying" if replied else "commenting" if note.strip() else "highlighting"
    return Imported(
        names=tuple(_words(html, _name(id or sha256(repr(row).encode("utf-8", "replace")).hexdigest()[:16]))),
        targets=tuple(_target(row, each) for each in _targets(row) or [{}]),
        note=note,
        motivation=motivation,
        created=created,
        modified=modified if modified != created else "",
        creators=tuple(_creators(row)),
        tags=tuple(("", " ".join(speakable(tag).split())) for tag in _list(row, "tags") if isinstance(tag, str) and tag.strip()),
        relations=tuple(("related", _name(id)) for id in replied[-1:]),
    )


def _name(id: str) -> str:
    """An IRI for what has only an opaque id."""
    return "urn:x-hypothesis:" + re.sub(r"[^A-Za-z0-9_-]", "", id)


def _target(row: dict[str, Any], target: dict[str, Any]) -> ImportedTarget:
    quote = _selector(target, "TextQuoteSelector")
    position = _selector(target, "TextPositionSelector")
    span = _span(position.get("start"), position.get("end"))
    return ImportedTarget(
        names=tuple(_words(target.get("source"), row.get("uri"))),
        title=_title(row),
        exact=_text(quote, "exact"),
        prefix=_text(quote, "prefix"),
        suffix=_text(quote, "suffix"),
        positions=(span,) if span else (),
        utf16=True,
    )


def _span(start: Any, end: Any) -> tuple[int, int] | None:
    sound = isinstance(start, int) and isinstance(end, int) and 0 <= start < end
    return (start, end) if sound else None


def _selector(target: dict[str, Any], kind: str) -> dict[str, Any]:
    """The selector of a kind; none where the target is a whole page."""
    return next((each for each in _list(target, "selector") if isinstance(each, dict) and each.get("type") == kind), {})


def _title(row: dict[str, Any]) -> str:
    """The document's title: a list in the API's answers, a text in export files."""
    document = row.get("document")
    title = document.get("title") if isinstance(document, dict) else ""
    first = title[0] if isinstance(title, list) and title else title
    return " ".join(speakable(first).split()) if isinstance(first, str) else ""


def _creators(row: dict[str, Any]) -> Iterator[str]:
    """The name that the author goes by, else that of the account (`acct:name@host`)."""
    info = row.get("user_info")
    name = _text(info, "display_name") if isinstance(info, dict) else ""
    account = _text(row, "user").removeprefix("acct:").partition("@")[0]
    if name.strip() or account.strip():
        yield " ".join((name if name.strip() else account).split())


def _moment(row: dict[str, Any], name: str) -> str:
    text = _text(row, name)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return text if read.tzinfo else text + "Z" if "T" in text else ""


def _targets(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in _list(row, "target") if isinstance(each, dict)]


def _list(table: dict[str, Any], name: str) -> list[Any]:
    value = table.get(name)
    return value if isinstance(value, list) else []


def _text(table: dict[str, Any], name: str) -> str:
    value = table.get(name)
    return speakable(value) if isinstance(value, str) else ""


def _words(*values: Any) -> list[str]:
    """Those of the values that can be addresses, each once."""
    texts = (speakable(value) for value in values if isinstance(value, str))
    return list(dict.fromkeys(text for text in texts if text and not any(char.isspace() for char in text)))

"""Values in JSON-LD documents of unknown origin: read as what a model demands of them, or refused in words.

A property has no value, one, or a list of them (JSON-LD 1.1, 4.1). `where` is the place of a property, for messages.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from digest.text.json_value import speakable

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x20<>\"{}|\\^`]+")
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")


class Wrong(Exception):
    """A document breaks its model: which property, and how."""


def iri_of(resource: dict[str, Any], name: str, where: str, *, needed: bool = False) -> str:
    at = f"{where}.{name}" if where else name
    if name not in resource:
        if needed:
            raise Wrong(f"it must have “{at}”")
        return ""
    return iri(one(resource, name, at), at)


def iri(value: Any, where: str) -> str:
    if not isinstance(value, str) or not _IRI.fullmatch(value):
        raise Wrong(f"“{where}” must be an IRI such as “https://example.org/1”, not {shown(value)}")
    return speakable(value)


def obj(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(f"“{where}” must be an IRI or an object, not {shown(value)}")
    return value


def text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise Wrong(f"“{where}” must be one text, not {shown(value)}")
    return speakable(value)


def optional(resource: dict[str, Any], name: str, where: str) -> str:
    return text(one(resource, name), f"{where}.{name}") if name in resource else ""


def moment(resource: dict[str, Any], name: str, where: str) -> str:
    """A date and time (xsd:dateTime) in ISO 8601; UTC where no zone is given. The year counts from 1 to 9999."""
    if name not in resource:
        return ""
    at = f"{where}.{name}" if where else name
    value = one(resource, name, at)
    if isinstance(value, str) and _DATE_TIME.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return value if value[10:].endswith("Z") or re.search(r"[+-]\d\d:\d\d\Z", value[10:]) else value + "Z"
    raise Wrong(f"“{at}” must be a date and time such as “2026-01-31T12:00:00Z”, not {shown(value)}")


def many(value: Any) -> list[Any]:
    """A property with any number of values."""
    return value if isinstance(value, list) else [] if value is None else [value]


def one(resource: dict[str, Any], name: str, where: str = "") -> Any:
    """A property with one value at most; None where there is none."""
    values = many(resource.get(name))
    if len(values) > 1:
        raise Wrong(f"“{where or name}” must have one value, not {len(values)}")
    return values[0] if values else None


def numbered(resource: dict[str, Any], name: str, where: str = "") -> Iterable[tuple[str, Any]]:
    """The values of a property, each with its place."""
    at = f"{where}.{name}" if where else name
    value = resource.get(name)
    return ((f"{at}[{n}]", each) for n, each in enumerate(value)) if isinstance(value, list) else ((at, e) for e in many(value))


def types(resource: dict[str, Any]) -> list[str]:
    return [each for each in many(resource.get("type")) if isinstance(each, str)]


def shown(value: Any) -> str:
    """A value as a message shows it."""
    match value:
        case None:
            return "nothing"
        case str():
            return f"“{short(value)}”"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case _:
            return short(str(value).lower())


def short(text: str) -> str:
    flat = " ".join(speakable(text).split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def own(resource: dict[str, Any], name: str) -> str:
    value = resource.get(name)
    return " ".join(speakable(value).split()) if isinstance(value, str) else ""


def first_line(resource: dict[str, Any], *names: str) -> str:
    return next((said for name in names for each in many(resource.get(name)) if (said := own({name: each}, name))), "")


def integer(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else 0

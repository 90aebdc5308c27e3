"""The W3C's own JSON Schemas of the Web Annotation model (tests/data/w3c), put together to judge whole documents.

They are definitions without a schema on top, so what applies to an annotation, a body, a target is chosen here.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parents[1] / "data" / "w3c"

ANNOTATION = (
    "annotations.json#/definitions/annotationTypeValueFound",
    "annotations.json#/definitions/motivationPropertyFound",
    "annotations.json#/definitions/bodyValueValidIfPresent",
    "id.json#/definitions/idValueFound",
    *(
        f"otherProperties.json#/definitions/{name}ValidIfPresent"
        for name in "created generated modified creator generator audience rights canonical via".split()
    ),
)
BODY = ("bodyTarget.json#/definitions/bodyResourcesFound", "bodyTarget.json#/definitions/optionalBodyPropertiesMust")
# What should be so, too. It knows the types of 3.2.2 alone, though a Specific Resource should be of type SpecificResource (4).
TEXT = (*BODY, "bodyTarget.json#/definitions/optionalBodyPropertiesShould")
TARGET = (
    "bodyTarget.json#/definitions/targetResourcesFound",
    "specificResource.json#/definitions/selectorDefined",
    *(f"specificResource.json#/definitions/sourceWith{name}" for name in "Created Modified Rights Canonical Via".split()),
)
COLLECTION = (
    "id.json#/definitions/idValueFound",
    "otherProperties.json#/definitions/creatorValidIfPresent",
    "otherProperties.json#/definitions/generatorValidIfPresent",
    "collections.json#/definitions/annotationCollectionTypeValueFound",
    "collections.json#/definitions/labelFound",
    "collections.json#/definitions/totalFound",
    "collections.json#/definitions/firstRequiredIfTotalMoreThanZero",
    "collections.json#/definitions/lastValidIfPresent",
)
PAGE = (
    "id.json#/definitions/idValueFound",
    "collections.json#/definitions/annotationPageTypeValueFound",
    "collections.json#/definitions/partOfFound",
    "collections.json#/definitions/nextValidIfPresent",
    "collections.json#/definitions/prevValidIfPresent",
    "collections.json#/definitions/startIndexFound",
    "collections.json#/definitions/itemsFound",
)


def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or (bool(urlsplit(value).scheme) and not any(char.isspace() for char in value))


def _is_moment(value: object) -> bool:
    # The model wants UTC, written Z (3.3.1).
    return not isinstance(value, str) or (value.endswith("Z") and datetime.fromisoformat(value) is not None)


FORMATS = FormatChecker(())
FORMATS.checks("uri")(_is_uri)
FORMATS.checks("date-time", ValueError)(_is_moment)


@cache
def _registry() -> Any:
    paths = sorted((FOLDER / "schemas").glob("*.json"))
    return Registry().with_resources((path.name, DRAFT4.create_resource(json.loads(path.read_text("utf-8")))) for path in paths)


def wrong(value: Any, definitions: tuple[str, ...]) -> Iterator[str]:
    """What the definitions have against the value."""
    for name in definitions:
        validator = Draft4Validator({"$ref": name}, registry=_registry(), format_checker=FORMATS)
        yield from (f"{name}: {problem.message[:200]}" for problem in validator.iter_errors(value))


def wrong_annotation(value: dict[str, Any]) -> list[str]:
    """What the schemas have against an annotation, its bodies and its targets."""
    found = list(wrong(value, ANNOTATION))
    for body in value.get("body", []):
        found += wrong(body, BODY if body.get("type") == "SpecificResource" else TEXT)
    for target in value["target"]:
        found += wrong(target, TARGET if isinstance(target, dict) else TARGET[:1])
        for item in target.get("items", ()) if isinstance(target, dict) else ():
            found += wrong(item, TARGET)
    return found

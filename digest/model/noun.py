"""What a noun is: a frozen value with named fields, cheap to make, to compare and to turn into bytes. The door of `Struct`.

A digest is some hundred thousand such values, and a page is made in a millisecond. C code makes a `Struct` in a twentieth of the
time that a frozen dataclass takes; and a dataclass writes itself six functions each time the program starts.
"""

from typing import Any

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

__all__ = ["Noun", "field", "force_setattr", "plain", "replace"]


class Noun(Struct, frozen=True, array_like=True, gc=False):
    """As bytes a noun is its fields in their order, without their names."""


def plain(value: Any) -> Any:
    """Nouns as tables of their fields, all the way down: what `json` can write."""
    match value:
        case Struct():
            return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
        case dict():
            return {name: plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return value

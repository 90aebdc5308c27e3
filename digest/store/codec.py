"""Values of the model as bytes, for the memory and for the way to a worker.

MessagePack (https://msgpack.org), decoded to a declared type: data can become values of the model and nothing else, least
of all code. What cannot be decoded is a `Damaged`.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from digest.model.edtf import Edtf
from digest.store.cache import Damaged

_encoder = msgspec.msgpack.Encoder()


def encode(value: object) -> bytes:
    """The value of the model, or a tuple of such, as bytes: the same bytes for equal values."""
    return _encoder.encode(value)


def as_json(value: object) -> bytes:
    """The value as a file of JSON that people can read, too: an item a line."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def decode(type: Any, data: bytes) -> Any:
    """The value of the type, or union of types, that `encode` was given."""
    try:
        return _decoder(type)(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Damaged(str(problem)) from None


def params(data: Any) -> Any:
    """Plain values as `decode` gives them without a type, made what they were: tuples, and dates."""
    match data:
        case list():
            return tuple(params(each) for each in data)
        case dict():
            return msgspec.convert(data, Edtf)
        case _:
            return data


@cache
def _decoder(type: Any) -> Callable[[bytes], Any]:
    return msgspec.msgpack.Decoder(type).decode

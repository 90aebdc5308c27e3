"""JSON of unknown origin (RFC 8259) as plain values, bounded in size and depth."""

import json
import re
from typing import Any

from digest.model.diagnostic import Diagnostic, Outcome, Span, error
from digest.text.decode import decode

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 64

# What no front matter can hold: controls, surrogates without their other half, code points that are no characters.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def read(path: str, data: bytes) -> Outcome[Any]:
    """The value; None beside an error."""
    if len(data) > MAX_BYTES:
        return Outcome(None, (_wrong(path, f"this file is {len(data):,} bytes long; at most {MAX_BYTES:,} are read"),))
    text = decode(path, data)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    try:
        value = json.loads(text.value, parse_constant=_refuse)
    except json.JSONDecodeError as problem:
        return Outcome(None, (error("D701", "this is not JSON from here on", Span(path, problem.lineno, problem.colno), HINT),))
    except ValueError:  # NaN and Infinity, and numbers of thousands of digits
        return Outcome(None, (_wrong(path, "a number in this file is none that JSON has or a machine can hold"),))
    except RecursionError:
        return Outcome(None, (_too_deep(path),))
    return Outcome(value) if _depth(value) <= MAX_DEPTH else Outcome(None, (_too_deep(path),))


HINT = "export the annotations again; a file that was edited by hand may have lost a comma or a bracket"


def speakable(text: str) -> str:
    """The text with `\\n` line ends and U+FFFD for every character that a file of ours cannot hold."""
    return _UNSPEAKABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _wrong(path: str, message: str) -> Diagnostic:
    return error("D701", message, Span(path), HINT)


def _too_deep(path: str) -> Diagnostic:
    return _wrong(path, f"this file is nested more than {MAX_DEPTH} levels deep")


def _depth(value: Any) -> int:
    """How deeply lists and objects are nested, level by level and so without a stack of our own."""
    level, depth = [value], 0
    while level:
        depth += 1
        level = [
            child
            for each in level
            if isinstance(each, dict | list)
            for child in (each.values() if isinstance(each, dict) else each)
        ]
    return depth

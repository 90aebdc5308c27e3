# ruff: noqa: E501  # texts as they are, however long
"""What a hostile case is, and the making of files for one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Data = Any  # str or bytes: mappings of either are mixed here


@dataclass(frozen=True, slots=True)
class Case:
    """Files over those of the sound digest, and what is done with them. `links` may name OUTSIDE, a folder beside the digest.

    `blames_others`: a sound file may be named in an error, since the case is about how two of them meet. `writes` are folders that
    the commands may write to; `seconds` is what each may take of the processor.
    """

    kind: str
    name: str
    files: Mapping[str, Data] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    pipes: Sequence[str] = ()
    sockets: Sequence[str] = ()
    commands: Sequence[Sequence[str]] = (("build", "-j", "1"),)
    blames_others: bool = False
    writes: Sequence[str] = ()
    seconds: int = 30
    is_heavy: bool = False


# Whatever it stands in, something of it may get out.
POLYGLOT = "\"'`--></title></script><script>hostile()</script><img src=x onerror=hostile()>{{7*7}}{% include 'x' %}"


def fields(pairs: Mapping[str, object], body: str = "The body.") -> str:
    """A file with these fields; JSON's strings are YAML's (YAML 1.2, 1.3), so that any character can be written."""
    return "---\n" + "".join(f"{name}: {json.dumps(value)}\n" for name, value in pairs.items()) + f"---\n{body}\n"


def note(body: Any = "The body.", **pairs: object) -> str:
    return fields({"title": "A note", "date": "2021", "published": "2026-11-20", **pairs}, body)


def card(body: Any = "The introduction.", **pairs: object) -> str:
    return fields({"seed": "other.txt", "language": "en", "rights": {"mode": "full", "basis": "ours"}, **pairs}, body)

"""What became of the built-in templates, kept where Python keeps what became of this package: in a `__pycache__` beside its code.

It is code, so it lies where only those may write who may change the package as well, and never in a digest. What another
Python, another Jinja, another edition of the package or of the templates left, and what was damaged, is made anew. Where nothing
may be written, each build makes it for itself.
"""

import importlib.util
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from digest.model.theme import BASE, Template
from digest.store import atomic
from digest.store.cache import Damaged, digest_of
from digest.store.codec import decode, encode
from digest.store.engine import engine

_SUM = 16  # bytes of a digest


def load(templates: Mapping[str, Template], language: str) -> dict[str, bytes]:
    """What was kept of the built-in ones among these templates, by name; nothing where it is of others. Jinja translates what is
    constant in a template when it compiles it, so each language has its own.
    """
    try:
        kept = _place(language).read_bytes()
    except OSError:
        return {}
    key, check, data = kept[:_SUM], kept[_SUM : 2 * _SUM], kept[2 * _SUM :]
    if key != _key(templates, language) or check != digest_of(data):
        return {}
    try:
        table: dict[str, bytes] = decode(dict[str, bytes], data)
    except Damaged:
        return {}
    return table


def save(templates: Mapping[str, Template], language: str, table: Mapping[str, bytes]) -> None:
    """Keeps the table, where that is possible and wanted."""
    if sys.dont_write_bytecode:
        return
    data = encode(dict(table))
    place = _place(language)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(place, _key(templates, language) + digest_of(data) + data)


def _place(language: str) -> Path:
    # Whatever the settings say, it is a name here.
    return Path(importlib.util.cache_from_source(__file__)).with_suffix(f".{digest_of(language.encode()).hex()}.templates")


def _key(templates: Mapping[str, Template], language: str) -> bytes:
    """The digest of all that decides what a template becomes."""
    texts = sorted((name, *template) for name, template in templates.items() if name.startswith(BASE))
    return digest_of(encode((engine(), language, texts)))

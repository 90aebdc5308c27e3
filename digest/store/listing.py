"""The list of a site's files (`integrity.json`): path → SHA-256, in one file, or in a larger site in an index and its parts.

A file stands in the part that the first digits of its path's SHA-256 name, so one that comes or goes touches one part.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Self

from digest.store.codec import as_json

INTEGRITY = "integrity.json"
PARTS = "integrity/"

# The list of a larger site is divided, so that a part names half as many files on average.
PER_PART = 1000

_ABOUT = {"schema": 1, "algorithm": "SHA-256"}


class Listing:
    """The list, as it is kept while files of a site change one by one."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        self.digests = dict(digests)
        self._count = len(digests)
        self._width = _width(self._count)
        self._parts: dict[str, dict[str, str]] = {name: {} for name in self._names()}
        for path, digest in digests.items():
            self._parts[self._part(path)][path] = digest
        self._named: dict[str, str] = {}

    @classmethod
    def around(cls, paths: Iterable[str], count: int, read: Callable[[str], bytes]) -> Self:
        """The list of a site of so many files as it lies there, as far as it says something about these paths: no others can be
        changed. A KeyError where it is none for so many files; `read` and JSON have their own exceptions.
        """
        listing = cls({})
        listing._count, listing._width = count, _width(count)
        index = json.loads(read(INTEGRITY))
        listing._named = index["parts"] if listing._width else {INTEGRITY: ""}
        for name in {listing._part(path) for path in paths} if listing._width else {""}:
            part = json.loads(read(f"{PARTS}{name}.json")) if name else index
            listing._parts[name] = part["files"]
            listing.digests |= part["files"]
        return listing

    def files(self) -> dict[str, bytes]:
        """All files of the list, by path; the index that names the others first."""
        return self._files(self._parts)

    def change(self, made: Mapping[str, str], gone: Collection[str] = ()) -> dict[str, bytes] | None:
        """The files of the list that other digests and other names change; None where the list must be divided anew."""
        self._count += sum(path not in self.digests for path in made) - sum(path in self.digests for path in gone)
        digests = {path: digest for path, digest in self.digests.items() if path not in gone} if gone else self.digests
        digests.update(made)
        self.digests = digests
        if _width(self._count) != self._width or not self._named:
            return None
        touched = {self._part(path) for path in (*made, *gone)}
        for path, digest in made.items():
            self._parts[self._part(path)][path] = digest
        for path in gone:
            self._parts[self._part(path)].pop(path, None)
        return self._files(touched)

    def _files(self, touched: Iterable[str]) -> dict[str, bytes]:
        files = {f"{PARTS}{name}.json": _json({"files": dict(sorted(self._parts[name].items()))}) for name in sorted(touched)}
        self._named.update((path, hashlib.sha256(data).hexdigest()) for path, data in files.items())
        if self._width:
            return {INTEGRITY: _json({"parts": dict(sorted(self._named.items()))}), **files}
        return {INTEGRITY: _json({"files": dict(sorted(self._parts[""].items()))})}

    def _names(self) -> list[str]:
        return [f"{n:0{self._width}x}" for n in range(16**self._width)] if self._width else [""]

    def _part(self, path: str) -> str:
        return hashlib.sha256(path.encode()).hexdigest()[: self._width]


def is_integrity(path: str) -> bool:
    return path == INTEGRITY or path.startswith(PARTS)


def _width(files: int) -> int:
    """By how many digits a list of so many files is divided."""
    width = 0 if files <= PER_PART else 1
    while width and files > PER_PART // 2 * 16**width:
        width += 1
    return width


def _json(table: Mapping[str, object]) -> bytes:
    return as_json({**_ABOUT, **table})

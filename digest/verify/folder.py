"""A folder as it lies on disk. Whoever made it may mean harm: links are not followed, nothing outside it is opened, and no
file is read that is no ordinary file or larger than a bound.
"""

import hashlib
import io
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest.model.diagnostic import Diagnostic
from digest.model.noun import Noun
from digest.verify.words import said

INTEGRITY = "integrity.json"

# What a site may hold that no build wrote: marks of hosts and version control.
KEPT = {".gitkeep", ".git", ".nojekyll"}

# Bytes of one file that are read as text; hashes are made of files of any size.
MAX_FILE = 32 * 2**20

# O_NONBLOCK: opening a pipe must not wait for its other end. Windows has neither.
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Folder(Noun, frozen=True):
    """Paths below `root`, with `/`: `files` are ordinary files, `others` links, devices and folders that cannot be read."""

    root: Path
    files: frozenset[str]
    others: frozenset[str]

    def read(self, path: str) -> bytes | None:
        """The bytes of one of its files, or None where they cannot be read or are too many."""
        try:
            with self._open(path) as file:
                data = file.read(MAX_FILE + 1)
        except (OSError, ValueError):
            return None
        return data if len(data) <= MAX_FILE else None

    def sha256(self, path: str) -> str:
        """The SHA-256 of one of its files; "" where it cannot be read."""
        try:
            with self._open(path) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except (OSError, ValueError):
            return ""

    def _open(self, path: str) -> io.BufferedReader:
        handle = os.open(self.root / path, _FLAGS)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise OSError("not an ordinary file")
        return io.BufferedReader(io.FileIO(handle))


def scan(root: Path) -> Folder:
    """All that lies below `root`."""
    files, others = set(), set()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(root / folder))
        except OSError:
            others.add(folder.rstrip("/"))
            continue
        for entry in entries:
            path = folder + entry.name
            if entry.name in KEPT:
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(path + "/")
            elif entry.is_file(follow_symlinks=False):
                files.add(path)
            else:
                others.add(path)
    return Folder(root, frozenset(files), frozenset(others))


def loaded(text: str) -> object:
    """What a JSON text says, or None. Numbers and nesting beyond all sense are no JSON here."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def records(table: object) -> Iterator[dict[str, Any]]:
    """Every object in a JSON value, in reading order."""
    waiting = [table]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def integrity(folder: Folder) -> Iterator[Diagnostic]:
    """Whether the folder holds the files that `integrity.json` lists, itself or in its parts, and no others."""
    listed = _table(folder, INTEGRITY, "files")
    parts = _table(folder, INTEGRITY, "parts")
    if listed is None and parts is None:
        hint = "nothing says which files belong to the site: ask for a whole copy of it"
        yield said("D801", f"there is no {INTEGRITY} that can be read", INTEGRITY, hint=hint)
        return
    listed = {**(listed or {}), **(parts or {})}
    for part in parts or {}:
        # A part that is not here, or not the one that is listed, is told below, as any file is.
        listed |= _table(folder, part, "files") or {}
    for path, digest in sorted(listed.items()):
        if path in folder.others:
            yield said("D802", f"“{path}” is listed, but it is not an ordinary file", INTEGRITY)
        elif path not in folder.files:
            yield said("D802", f"“{path}” is listed, but it is not here", INTEGRITY, hint="the copy is not whole")
        elif (found := folder.sha256(path)) != digest:
            hint = f"listed: {digest}\nfound:  {found or 'it cannot be read'}"
            yield said("D803", "this file is not the one that the build wrote", path, hint=hint)
    for path in sorted((folder.files | folder.others) - set(listed) - {INTEGRITY}):
        yield said("D804", f"{INTEGRITY} does not list this file", path, hint="no build wrote it", severity="warning")


def _table(folder: Folder, path: str, name: str) -> dict[str, str] | None:
    """A table of files and their SHA-256, or None where there is none that can be read."""
    data = folder.read(path) if path in folder.files else None
    table = loaded(data.decode("utf-8", "replace")) if data is not None else None
    files = table.get(name) if isinstance(table, dict) else None
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        return None
    return files

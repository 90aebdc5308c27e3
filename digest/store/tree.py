"""The files that people wrote: found, read, and told apart from what must not be read.

Nothing is followed out of the tree: symbolic links, pipes and devices are reported and left alone.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from digest.model.diagnostic import Diagnostic, Span, error, warning

# One seed of this size is a book of ten thousand pages; more is a mistake, or meant to exhaust the machine.
MAX_BYTES = 32 * 1024 * 1024

# Control characters, and bytes that are not UTF-8, which Python gives as surrogates
_UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# So much of a file is read to show a line of it.
MAX_EXCERPTED = 4_000_000

# Hidden files that never belong on a site
SYSTEM = {".DS_Store", ".git", ".gitkeep", ".gitignore"}

# Editors' and systems' own litter
LITTER = ("~", ".swp", ".swo", ".tmp", ".bak", ".orig")


class File(NamedTuple):
    """A file as it was read: its path from the root of the digest, with `/`, and its bytes."""

    path: str
    data: bytes

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].rpartition(".")[0]

    def below(self, folder: str) -> str:
        return self.path.removeprefix(folder + "/")


def read(root: Path, folder: str) -> tuple[list[File], list[Diagnostic]]:
    """Every file below `root/folder`, by path, and what could not be read. Litter does not count, nor do hidden files."""
    files: list[File] = []
    found: list[Diagnostic] = []
    for path, is_regular in sorted(_walk(root, folder, found)):
        if _UNSPEAKABLE.search(path):
            shown = path.encode("utf-8", "backslashreplace").decode()
            found.append(
                error("D124", "the file’s name cannot be an address", Span(shown), "give it a name of letters and digits")
            )
            continue
        if not is_regular:
            found.append(warning("D151", "this is no ordinary file and is left out", Span(path), "put a copy of the file here"))
            continue
        try:
            size = os.stat(root / path, follow_symlinks=False).st_size
            if size > MAX_BYTES:
                found.append(error("D153", f"this file is too large: {size:,} bytes", Span(path), f"at most {MAX_BYTES:,}"))
                continue
            files.append(File(path, (root / path).read_bytes()))
        except OSError as problem:
            found.append(error("D152", f"this file cannot be read: {problem.strerror}", Span(path)))
    return files, found


def excerpted(root: Path, path: str) -> str:
    """The text that a message is about, as far as it can be read: of an ordinary file only, for a pipe would never end."""
    try:
        if not stat.S_ISREG(os.lstat(root / path).st_mode):
            return ""
        with open(root / path, "rb") as file:
            return file.read(MAX_EXCERPTED).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ""


def is_left_out(path: str, name: str) -> bool:
    """True for litter and for hidden files, but for those that a web server looks for (`.well-known/`, `.nojekyll`)."""
    is_hidden = name.startswith(".") and (not path.startswith("content/static/") or name in SYSTEM)
    return is_hidden or name.endswith(LITTER)


def _walk(root: Path, folder: str, found: list[Diagnostic]) -> Iterator[tuple[str, bool]]:
    """(path, whether it is an ordinary file) of everything below the folder that is not itself a folder."""
    try:
        entries = list(os.scandir(root / folder))
    except FileNotFoundError:
        return
    except NotADirectoryError:
        yield folder, False
        return
    except OSError as problem:
        found.append(error("D152", f"this folder cannot be read: {problem.strerror}", Span(folder)))
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if is_left_out(path, entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, path, found)
        else:
            yield path, entry.is_file(follow_symlinks=False)

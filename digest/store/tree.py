"""The files that people wrote: found, read, and told apart from what must not be read.

Nothing is followed out of the tree: symbolic links, pipes and devices are reported and left alone.
"""

import errno
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.store.atomic import PART

# One seed of this size is a book of ten thousand pages; more is a mistake, or meant to exhaust the machine.
MAX_BYTES = 32 * 1024 * 1024

# Control characters, bytes that are not UTF-8, which Python gives as surrogates, and what divides folders on Windows
_UNSPEAKABLE = re.compile(r"[\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")

READABLE = "see who may read it, and whether it is still there"

# So much of a file is read to show a line of it.
MAX_EXCERPTED = 4_000_000

# Hidden files that never belong on a site
SYSTEM = {".DS_Store", ".git", ".gitkeep", ".gitignore"}

# Editors' and systems' own litter
LITTER = ("~", ".swp", ".swo", ".tmp", ".bak", ".orig")


# Nanoseconds. The clocks of file systems tick at least so often; those whose times are whole seconds, every two.
TICK, COARSE_TICK = 20_000_000, 2_000_000_000

# How the stamp of a file ends that may still change without its stamp changing
FRESH = "?"


class File(NamedTuple):
    """A file as it was read: its path from the root of the digest, with `/`, and its bytes."""

    path: str
    data: bytes

    @property
    def stem(self) -> str:
        return stem(self.path)

    def below(self, folder: str) -> str:
        return self.path.removeprefix(folder + "/")


class Scan(NamedTuple):
    """What lies below a folder: the stamp of every file that counts, by path in order, and what is wrong with the others.

    A stamp says size, times and identity. The time of a file's last change of any kind (`st_ctime`) cannot be set back, so a file
    with the same stamp is the same file; unless it was changed once more within a tick of the clock, which is why the stamp
    of so fresh a file ends in `FRESH` and proves nothing (git calls this “racily clean”).
    """

    stamps: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    litter: tuple[str, ...] = ()  # what a command left there that was killed while it wrote a file
    folders: Mapping[str, str] = {}  # stamps of the folders from before they were looked through; "" where there is none


def stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def scan(root: Path, folder: str) -> Scan:
    """Every file below `root/folder`, none of them opened. Litter does not count, nor do hidden files."""
    found: list[Diagnostic] = []
    stamps: dict[str, str] = {}
    now = time.time_ns()
    litter: list[str] = []
    folders: dict[str, str] = {}
    for path, status in _walk(os.fspath(root), folder, found, litter, folders, now):
        if ("\\" in path or not path.isprintable()) and _UNSPEAKABLE.search(path):
            shown = path.encode("utf-8", "backslashreplace").decode()
            found.append(
                error("D124", "the file’s name cannot be an address", Span(shown), "give it a name of letters and digits")
            )
        elif status is None:
            found.append(warning("D151", "this is no ordinary file and is left out", Span(path), "put a copy of the file here"))
        elif status.st_size > MAX_BYTES:
            too_large = f"this file is too large: {status.st_size:,} bytes"
            found.append(error("D153", too_large, Span(path), f"at most {MAX_BYTES:,}"))
        else:
            stamps[path] = stamp(status, now)
    return Scan(dict(sorted(stamps.items())), tuple(found), tuple(sorted(litter)), dict(sorted(folders.items())))


def stamp(status: os.stat_result, now: int) -> str:
    """A file's stamp; `now` is a time before it was asked for its status, in nanoseconds."""
    modified, changed = status.st_mtime_ns, status.st_ctime_ns
    said = f"{status.st_size} {modified} {changed} {status.st_ino}"
    if changed <= now - COARSE_TICK and modified <= now - COARSE_TICK:
        return said
    last = max(modified, changed)
    return said + FRESH if last > now - (TICK if last % 1_000_000_000 else COARSE_TICK) else said


def ordinary(root: Path, path: str) -> os.stat_result | None:
    """The status of a file that `scan` would find at this path; None of anything else. A FileNotFoundError where nothing is."""
    steps = list(accumulate(path.split("/"), "{}/{}".format))
    *folders, status = [os.lstat(f"{root}/{each}") for each in steps]
    if any(not stat.S_ISDIR(each.st_mode) for each in folders) or not stat.S_ISREG(status.st_mode):
        return None
    if any(is_left_out(each, each.rpartition("/")[2]) for each in steps) or _UNSPEAKABLE.search(path):
        return None
    return status if status.st_size <= MAX_BYTES else None


def open_file(root: Path, path: str, most: int = MAX_BYTES) -> Outcome[bytes | None]:
    """The file's bytes, or why there are none. What became a link, a pipe or too large since it was seen is not read."""
    try:
        handle = os.open(f"{root}/{path}", _READ)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                left_out = "this is no ordinary file and is left out"
                return Outcome(None, (warning("D151", left_out, Span(path), "put a copy of the file here"),))
            data = _whole(handle, status.st_size, most)
        finally:
            os.close(handle)
    except OSError as problem:
        return Outcome(None, (error("D152", f"this file cannot be read: {problem.strerror}", Span(path), READABLE),))
    if len(data) > most:
        return Outcome(None, (error("D153", "this file is too large", Span(path), f"at most {most:,}"),))
    return Outcome(data)


def given(path: Path, most: int) -> bytes:
    """The bytes of a file that somebody names, or one more than the most. `OSError` where it cannot be read, or has no end."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        return file.read(most + 1)


_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def _whole(handle: int, size: int, most: int) -> bytes:
    """All that is in the file, which had so many bytes when it was opened, or more than is allowed."""
    data = os.read(handle, min(size, most) + 1)
    if len(data) == size:
        return data
    parts = [data]
    while parts[-1] and sum(map(len, parts)) <= most:
        parts.append(os.read(handle, 1 << 20))
    return b"".join(parts)


def read(root: Path, folder: str) -> tuple[list[File], list[Diagnostic]]:
    """Every file below `root/folder`, by path, and what could not be read."""
    seen = scan(root, folder)
    found = list(seen.diagnostics)
    files: list[File] = []
    for path in seen.stamps:
        opened = open_file(root, path)
        found += opened.diagnostics
        if opened.value is not None:
            files.append(File(path, opened.value))
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
    return is_hidden or name.endswith(LITTER) or name.startswith(PART)


def _walk(
    root: str, top: str, found: list[Diagnostic], litter: list[str], folders: dict[str, str], now: int
) -> Iterator[tuple[str, os.stat_result | None]]:
    """(path, its status if it is an ordinary file) of everything below the folder that is not itself a folder."""
    try:
        folders[top] = stamp(os.lstat(f"{root}/{top}"), now)
    except OSError:
        folders[top] = ""
    if os.path.islink(f"{root}/{top}"):
        yield top, None
        return
    waiting = [top]
    while waiting:
        folder = waiting.pop()
        try:
            folders[folder] = stamp(os.lstat(f"{root}/{folder}"), now)
            entries = list(os.scandir(f"{root}/{folder}"))
        except FileNotFoundError:
            continue
        except NotADirectoryError:
            yield folder, None
            continue
        except OSError as problem:
            found.append(error("D152", f"this folder cannot be read: {problem.strerror}", Span(folder), READABLE))
            continue
        for entry in entries:
            name = entry.name
            path = f"{folder}/{name}"
            if (name[0] == "." or name.endswith(LITTER)) and is_left_out(path, name):
                litter += [path] if name.startswith(PART) else ()
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file(follow_symlinks=False):
                try:
                    yield path, entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # it went since the folder was listed
            else:
                yield path, None

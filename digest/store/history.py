"""What Git had at an earlier time. Nothing that a repository names is run: no hook, no filter, no pager, no transport.

Files are read from Git's own store (`ls-tree`, `cat-file`), never checked out. This is the only home of `git`.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from digest.store.tree import MAX_BYTES

# Settings of a repository that name programs, overruled; the others are for what is not asked for here.
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.alternateRefsCommand=true",
    "core.sshCommand=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone would ask its remote, by a program that its settings name
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

# Seconds, for the largest repository there is.
_LONGEST = 120


class NoHistory(Exception):
    """Git cannot tell; the text says why, to a person."""


def files(root: Path, revision: str, folder: str) -> Mapping[str, bytes]:
    """The ordinary files that were below `root/folder` at a revision, by their paths from `root`."""
    if shutil.which("git") is None:
        raise NoHistory("there is no “git” on this machine")
    prefix = _git(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
    try:
        commit = _git(root, "rev-parse", "--verify", "--end-of-options", revision + "^{commit}").decode().strip()
    except (NoHistory, ValueError):
        hint = "; in a shallow clone, fetch more of its history first" if (root / ".git/shallow").is_file() else ""
        raise NoHistory(f"Git knows no revision “{revision}”{hint}") from None
    listed = _git(root, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", f"{prefix}{folder}/")
    found: dict[str, str] = {}
    for line in filter(None, listed.split(b"\0")):
        about, _, path = line.partition(b"\t")
        mode, _, name, size = about.split()
        if mode in (b"100644", b"100755") and size.isdigit() and int(size) <= MAX_BYTES:
            found[path.decode("utf-8", "surrogateescape").removeprefix(prefix)] = name.decode()
    return _contents(root, found)


def _contents(root: Path, objects: Mapping[str, str]) -> Mapping[str, bytes]:
    """The bytes of objects by path, all asked for at once (git-cat-file, “Batch output”)."""
    answer = _git(root, "cat-file", "--batch", input="".join(f"{name}\n" for name in objects.values()).encode())
    contents: dict[str, bytes] = {}
    at = 0
    for path in objects:
        end = answer.find(b"\n", at)
        _, kind, size, *_ = [*answer[at:end].split(), b"", b"", b""]
        at = end + 1
        if kind == b"blob":
            contents[path] = answer[at : at + int(size)]
            at += int(size) + 1
    return contents


def _git(root: Path, *words: str, input: bytes = b"") -> bytes:
    settings = (part for setting in _SETTINGS for part in ("-c", setting))
    # What a hook or another program set for a repository of its own is not for this one.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith("GIT_CONFIG_")}
    try:
        done = subprocess.run(
            ["git", "--no-pager", *settings, "-C", str(root), *words],
            input=input,
            capture_output=True,
            env=kept | _ENVIRONMENT,
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
        raise NoHistory(f"Git cannot be asked: {problem}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NoHistory(f"Git says: {said[0].removeprefix('fatal: ')}" if said else "Git gives no answer")
    return done.stdout

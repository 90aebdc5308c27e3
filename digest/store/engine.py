"""What makes a site, as one digest: the code of this package and the versions of what it stands on."""

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache

# What has a say in what a site's bytes are.
LIBRARIES = (
    "jinja2",
    "markdown",
    "markupsafe",
    "msgspec",
    "nh3",
    "pagefind_bin",
    "pymupdf_fonts",
    "python_frontmatter",
    "pyyaml",
    "typst",
    "tzdata",
)


@cache
def engine() -> str:
    """Changes with every change of the code, of the languages' data, or of a library's version."""
    known = hashlib.blake2b(sys.version.encode(), digest_size=16)
    package = os.path.dirname(os.path.dirname(__file__))
    for entry in _files(package):
        known.update(entry.path[len(package) :].encode())
        # The tables of CLDR are many: with a new edition their sizes change.
        known.update(str(entry.stat().st_size).encode() if entry.name.endswith(".json") else _read(entry.path))
    for name in sorted(os.listdir(sysconfig.get_path("purelib"))):
        if name.endswith(".dist-info") and name.lower().startswith(LIBRARIES):
            known.update(name.encode())
    return known.hexdigest()


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        if not entry.is_dir():
            yield entry
        elif entry.name != "__pycache__":
            yield from _files(entry.path)


def _read(place: str) -> bytes:
    with open(place, "rb", buffering=0) as file:
        return file.read()

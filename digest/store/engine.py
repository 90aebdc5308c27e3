"""What makes a site, as one digest: the code of this package and the versions of what it stands on."""

import hashlib
import os
import platform
import sysconfig
from pathlib import Path

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


def engine() -> str:
    """Changes with every change of the code, of the languages' data, or of a library's version."""
    known = hashlib.blake2b(platform.python_version().encode(), digest_size=16)
    package = Path(__file__).parents[1]
    for folder, folders, names in os.walk(package):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            place = os.path.join(folder, name)
            known.update(os.path.relpath(place, package).encode())
            # The tables of CLDR are thousands: with a new edition their sizes change.
            known.update(str(os.stat(place).st_size).encode() if name.endswith(".json") else Path(place).read_bytes())
    for name in sorted(os.listdir(sysconfig.get_path("purelib"))):
        if name.endswith(".dist-info") and name.lower().startswith(LIBRARIES):
            known.update(name.encode())
    return known.hexdigest()

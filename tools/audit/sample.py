"""A made-up digest, large enough to show what grows with size: the corpus of the benchmarks, with a title for each annotation."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

from benchmarks import corpus
from benchmarks.peers.digest import SETTINGS, write_project

SOURCES = 300


def write(root: Path) -> Path:
    """Writes it anew: 300 sources with two to four annotations each, some 900 altogether, the same ones each time."""
    shutil.rmtree(root, ignore_errors=True)
    tags, pairs = corpus.make(SOURCES)
    made = ((replace(source, title=f"{source.title} ({source.id})"), annotations) for source, annotations in pairs)
    write_project(root, SETTINGS, {tag.slug: tag for tag in tags}, made)
    for path in sorted((root / "content/annotations").rglob("*.md")):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r'(?m)^title: "?(.*?)"?$', rf'title: "\1, {path.stem}"', text, count=1), "utf-8")
    return root

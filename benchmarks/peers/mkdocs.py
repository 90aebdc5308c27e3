"""MkDocs, with hooks for the lists and the feed that it has no word for (`projects/mkdocs/hooks.py`), and a theme of one page."""

import subprocess
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.peers.base import HOME, Command, Peer, put, with_annotations
from benchmarks.peers.eleventy import quoted_names

MKDOCS = HOME / "mkdocs/bin/mkdocs"


class MkDocs(Peer):
    name = "mkdocs"
    omits = "no aside around the notes (Markdown inside HTML)"
    projects = ("mkdocs",)

    def version(self) -> str:
        said = subprocess.run([MKDOCS, "--version"], capture_output=True, text=True, check=True).stdout
        return f"{said.split()[2]}, annotations inside, hooks"

    def content(self, corpus: Corpus) -> None:
        put(self.folder / "tags.json", quoted_names(corpus))
        for source in corpus.sources:
            put(self.folder / f"docs/articles/{source.slug}.md", with_annotations(source, corpus.of[source.id]))

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        return [self.folder / f"docs/articles/{corpus.source[corpus.edited.source].slug}.md"]

    def build(self) -> Command:
        return [str(MKDOCS), "build", "-q"]

    def rebuild(self) -> Command:
        return [str(MKDOCS), "build", "-q", "--dirty"]

    def caches(self) -> list[Path]:
        docs = self.folder / "docs"
        return [docs / "timeline", docs / "tags", docs / "index.md", self.folder / "__pycache__"]

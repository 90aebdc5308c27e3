"""Zensical takes no hooks and no data: the adapter gives it the Markdown that MkDocs' hooks make, and the feed as a file.

Its theme's assets and its search index come out too.
"""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

from benchmarks.corpus import Corpus
from benchmarks.peers.base import HOME, PROJECTS, Command, Peer, put, with_annotations
from benchmarks.peers.eleventy import quoted_names

ZENSICAL = HOME / "zensical/bin/zensical"


class Zensical(Peer):
    name = "zensical"
    omits = "lists and feed are made by the adapter, before the clock starts; search index and theme assets are more than asked"
    projects = ("zensical",)

    def version(self) -> str:
        said = subprocess.run([ZENSICAL, "--version"], capture_output=True, text=True, check=True).stdout
        return f"{said.split()[-1]}, lists ready-made"

    def content(self, corpus: Corpus) -> None:
        put(self.folder / "tags.json", quoted_names(corpus))
        docs, hooks = self.folder / "docs", _hooks()
        for source in corpus.sources:
            put(docs / f"articles/{source.slug}.md", with_annotations(source, corpus.of[source.id]))
        names, articles = hooks.read_names(self.folder), hooks.read_articles(docs)
        for slug, article in articles.items():
            put(docs / f"articles/{slug}.md", hooks.composed(article, names))
        for path, text in hooks.lists(articles, names):
            # A list of more than 16,384 words ends the build unless it is kept out of the search.
            put(docs / path, text.replace("\n---\n", "\nsearch:\n  exclude: true\n---\n", 1))
        put(docs / "feed.xml", hooks.feed(articles))

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        docs, date = self.folder / "docs", corpus.edited.date
        slug = corpus.source[corpus.edited.source].slug
        return [docs / f"articles/{slug}.md", docs / f"timeline/{date[:4]}/{date[5:7]}.md"]

    def build(self) -> Command:
        return [str(ZENSICAL), "build"]

    def caches(self) -> list[Path]:
        return [self.folder / ".cache"]


def _hooks() -> ModuleType:
    """`projects/mkdocs/hooks.py`, which is part of a project and of no package."""
    spec = importlib.util.spec_from_file_location("hooks", PROJECTS / "mkdocs/hooks.py")
    if spec is None or spec.loader is None:
        raise ImportError("hooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

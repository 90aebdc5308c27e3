"""Pelican 4: its own tags, archives by year and month, Atom feed and content cache; notes by Python-Markdown."""

import subprocess
import unicodedata
from html import escape
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.peers.base import HOME, Command, Peer, marked, put

PELICAN = HOME / "pelican/bin/pelican"


class Pelican(Peer):
    name = "pelican"
    omits = "nothing; an edit writes everything again, from the cached content"
    projects = ("pelican",)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._slugs: dict[str, str] = {}

    def version(self) -> str:
        return subprocess.run([PELICAN, "--version"], capture_output=True, text=True, check=True).stdout.strip()

    def content(self, corpus: Corpus) -> None:
        content = self.folder / "content"
        for source in corpus.sources:
            facts = {"date": source.date, "publisher": source.publisher, "orig": source.url}
            head = "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in facts.items())
            put(
                content / f"articles/{source.slug}.html",
                f"<html><head><title>{escape(source.title)}</title>{head}</head>"
                f"<body>{marked(source.text, corpus.of[source.id])}</body></html>",
            )
        for each in corpus.annotations:
            source = corpus.source[each.source]
            put(
                content / f"annotations/{each.id}.md",
                f"Title: {source.title}\nDate: {each.date}\nTags: {', '.join(corpus.tags[tag].name for tag in each.tags)}\n"
                f"Kind: {each.kind}\nSource: {source.slug}\nUrl: articles/{source.slug}/#{each.id}\nQuote: {each.quote}\n\n"
                f"{each.note}\n",
            )
        self._slugs = {tag.slug: _slug(tag.name) for tag in corpus.tags.values()}

    def tag(self, slug: str) -> Path:
        return super().tag(self._slugs[slug])

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        return [self.folder / f"content/annotations/{corpus.edited.id}.md"]

    def build(self) -> Command:
        return [str(PELICAN), "-q", "-s", "pelicanconf.py"]

    def caches(self) -> list[Path]:
        return [self.folder / "cache", self.folder / "__pycache__"]


def _slug(name: str) -> str:
    """As Pelican makes it: letters lose their marks."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")

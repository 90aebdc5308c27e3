"""Eleventy 3: annotations in the front matter of their article, Nunjucks layouts, notes by markdown-it."""

import json
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.peers.base import HOME, Command, Peer, put, quoted, with_annotations

NODE_MODULES = HOME / "node_modules"


class Eleventy(Peer):
    name = "eleventy"
    omits = "nothing; without a watcher an edit is a full build"
    projects = ("eleventy",)

    def version(self) -> str:
        package = json.loads((NODE_MODULES / "@11ty/eleventy/package.json").read_text("utf-8"))
        return f"{package['version']}, annotations inside"

    def content(self, corpus: Corpus) -> None:
        put(self.folder / "package.json", '{"type": "commonjs"}\n')
        put(self.folder / "src/_data/tagnames.json", quoted_names(corpus))
        for source in corpus.sources:
            put(self.folder / f"src/articles/{source.slug}.html", with_annotations(source, corpus.of[source.id]))

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        return [self.folder / f"src/articles/{corpus.source[corpus.edited.source].slug}.html"]

    def build(self) -> Command:
        return ["node", str(NODE_MODULES / "@11ty/eleventy/cmd.cjs"), "--quiet"]

    def watch(self) -> Command:
        return [*self.build(), "--watch", "--incremental"]


def quoted_names(corpus: Corpus) -> str:
    """The names of tags by slug, in JSON."""
    return "{" + ",\n".join(f"{quoted(tag.slug)}: {quoted(tag.name)}" for tag in corpus.tags.values()) + "}\n"

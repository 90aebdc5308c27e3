"""digest itself: like for like, with the pages that the others make, and with everything on.

`write_project` also makes projects that are too large for memory, one source after the other.
"""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import digest
from benchmarks.corpus import Annotation, Corpus, Source, Tag
from benchmarks.peers.base import Command, Peer, put, quoted
from digest.model.config import Config
from digest.text.fold import Folded, fold
from digest.text.quote import find

SETTINGS = """\
schema = 1
title = "Digest"
base_url = "https://digest.example/"
language = "de"
timezone = "UTC"

[feeds]
limit = 20

[facets.tags]
label = "Tags"

[kinds.correction]
label = "Korrektur"
motivation = "editing"
"""

# What no other generator makes from the corpus is left out by these settings.
LIKE_FOR_LIKE = """
[annotations]
pages = false

[search]
engine = "none"

[exports]
term_feeds = false
calendar = false
timeline = false
tables = false
web_annotations = false
receipts = false
structured_data = false
redirects = false
"""


# Months and tags stand whole on their pages, as those of the others do, however large they are.
UNDIVIDED = """
[timeline]
limit = {limit}
"""


class Digest(Peer):
    name = "digest"
    omits = "notes on month pages (they show the passage); addresses of full texts in the sitemap"
    settings = SETTINGS + LIKE_FOR_LIKE
    scope = "like for like"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._whole_years: set[str] = set()

    def version(self) -> str:
        return f"{digest.__version__}, {self.scope}"

    def content(self, corpus: Corpus) -> None:
        pairs = ((source, corpus.of[source.id]) for source in corpus.sources)
        limit = self.limit(corpus)
        write_project(self.folder, self.settings + UNDIVIDED.format(limit=limit), corpus.tags, pairs)
        in_year = {year: sum(len(corpus.months[month]) for month in corpus.months if month[:4] == year) for year in corpus.years}
        self._whole_years = {year for year, count in in_year.items() if count <= limit}

    def limit(self, corpus: Corpus) -> int:
        """The page of a tag holds half as many as that of a month."""
        return max(
            Config().timeline_limit, *map(len, corpus.months.values()), *(2 * len(each) for each in corpus.tagged.values())
        )

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        return [self.folder / _place(corpus.edited)]

    def also_edited(self, text: str, corpus: Corpus, marker: str) -> str:
        """Month pages show titles and no notes: so that they must be built again, like those of the others, the title too."""
        title = quoted(f"{marker} {corpus.source[corpus.edited.source].title}")
        return re.sub(r"^title: .*$", lambda _: f"title: {title}", text, count=1, flags=re.MULTILINE)

    def build(self) -> Command:
        return [sys.executable, "-m", "digest", "build", "-q", "--root", str(self.folder), "--output", str(self.out)]

    def serve(self, port: int) -> Command:
        return [sys.executable, "-m", "digest", "serve", "--root", str(self.folder), "--port", str(port)]

    def caches(self) -> list[Path]:
        return [self.folder / ".digest"]

    def article(self, source: Source) -> Path:
        return self.out / "sources" / source.slug / "index.html"

    def month(self, month: str) -> Path:
        """Years of at most 200 annotations are not divided into months."""
        return self.year(month[:4]) if month[:4] in self._whole_years else self.out / month[:4] / month[5:] / "index.html"

    def year(self, year: str) -> Path:
        return self.out / year / "index.html"

    def parts_of_tag(self, slug: str) -> list[Path]:
        """A term of many annotations is divided by periods, below its own page."""
        return sorted(self.tag(slug).parent.rglob("index.html"))

    def anchor(self, annotation: Annotation) -> str:
        return f"q-{annotation.id}-1"


class DigestWhole(Digest):
    name = "digest-whole"
    omits = "notes on month pages; addresses of full texts in the sitemap"
    settings = SETTINGS
    scope = "everything on"

    def limit(self, corpus: Corpus) -> int:
        return Config().timeline_limit


def write_project(
    folder: Path, settings: str, tags: Mapping[str, Tag], sources: Iterable[tuple[Source, Sequence[Annotation]]]
) -> None:
    """The corpus as a digest: seeds verbatim, a card a source, a file an annotation, a page a tag."""
    put(folder / "digest.toml", settings)
    for tag in tags.values():
        put(folder / f"content/tags/{tag.slug}.md", f"---\ntitle: {quoted(tag.name)}\n---\n")
    for source, annotations in sources:
        seed = f"{source.title}\n\n{source.text}\n"
        put(folder / f"seeds/{source.slug}.txt", seed)
        put(folder / f"content/sources/{source.slug}.md", _card(source))
        text = fold(seed)
        for each in annotations:
            prefix = _prefix(text, seed[: len(source.title) + 2 + each.start].split(), each.quote)
            put(folder / _place(each), annotation_file(each, source, [tags[tag].name for tag in each.tags], prefix))


def _place(each: Annotation) -> str:
    return f"content/annotations/{each.date[:4]}/{each.date[5:7]}/{each.id}.md"


def _card(source: Source) -> str:
    return (
        f"---\nseed: {source.slug}.txt\ntitle: {quoted(source.title)}\nurl: {source.url}\npublisher: {quoted(source.publisher)}\n"
        f"published: {source.date}\nlanguage: de\nrights: {{mode: full, basis: made for measuring}}\n---\n"
    )


def annotation_file(each: Annotation, source: Source, tags: Sequence[str], prefix: str = "") -> str:
    """`tags` are names; `prefix` is for words that stand in several places."""
    return (
        f"---\ntitle: {quoted(source.title)}\ndate: {each.date}\nkind: {each.kind}\nsource: {source.slug}\n"
        f"quote: {quoted(each.quote)}\n"
        + (f"prefix: {quoted(prefix)}\n" if prefix else "")
        + f"tags: [{', '.join(map(quoted, tags))}]\npublished: {each.date}\n---\n{each.note}\n"
    )


def _prefix(text: Folded, before: Sequence[str], quote: str) -> str:
    """Nothing where the quotation stands once, as it nearly always does; else as many of the words before it as decide."""
    for count in range(len(before) + 1):
        prefix = " ".join(before[len(before) - count :])
        if len(find(text, quote, prefix)) == 1:
            return prefix
    raise ValueError(f"no words before it decide where this stands: {quote}")

"""The checker of the comparison sees whatever a site lacks."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import corpus as corpora
from benchmarks.check import check
from benchmarks.corpus import Corpus
from benchmarks.peers.floor import Floor
from benchmarks.peers.floor_build import Floor as FloorBuild


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    corpora.write(folder, 20)
    return Corpus.read(folder)


@pytest.fixture(scope="module")
def whole(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as the simplest of the peers makes it."""
    folder = tmp_path_factory.mktemp("whole")
    FloorBuild(corpus, folder / "public", 1, "").build()
    return folder


Break = Callable[[Corpus, Floor], None]


def _without(page: Path, pattern: str) -> None:
    """The page without the first place that looks so."""
    text, count = re.subn(pattern, "", page.read_text("utf-8"), count=1, flags=re.DOTALL)
    assert count, f"{pattern} is not in {page}"
    page.write_text(text, encoding="utf-8")


def _first(corpus: Corpus, peer: Floor) -> Path:
    return peer.article(corpus.sources[0])


def _month(corpus: Corpus, peer: Floor) -> Path:
    return peer.month(corpus.edited.date[:7])


BROKEN: dict[str, Break] = {
    "no page of the source": lambda c, p: _first(c, p).unlink(),
    "no title of the source": lambda c, p: _without(_first(c, p), rf"(?<=<h1>){re.escape(c.sources[0].title)}"),
    "not the whole text of the source": lambda c, p: _without(_first(c, p), r"<p>[^<]+</p>"),
    "no mark of the passage": lambda c, p: _without(_first(c, p), rf'(?<=<mark id="){c.of[c.sources[0].id][0].id}'),
    "another number of passages": lambda c, p: _without(_first(c, p), r"<mark id=[^>]*>"),
    "no link of the note at the source": lambda c, p: _without(_first(c, p), r' href="https://example.org/[^"]*"'),
    "no emphasis of the note at the source": lambda c, p: _without(_first(c, p), "</?strong>"),
    "no page of the month": lambda c, p: _month(c, p).unlink(),
    "no link to the passage in the month": lambda c, p: _without(_month(c, p), rf"#{c.edited.id}"),
    "no day in the month": lambda c, p: _without(_month(c, p), rf"<h2>{c.edited.date}</h2>"),
    "no passage in the month": lambda c, p: _without(_month(c, p), r"<blockquote>[^<]+</blockquote>"),
    "no note in the month": lambda c, p: _without(_month(c, p), r' href="https://example.org/[^"]*"'),
    "no page of the year": lambda c, p: p.year(c.years[0]).unlink(),
    "no line in the year": lambda c, p: _without(p.year(c.edited.date[:4]), rf"#{c.edited.id}"),
    "no page of the tag": lambda c, p: p.tag(c.edited.tags[0]).unlink(),
    "no link to the passage in the tag": lambda c, p: _without(p.tag(c.edited.tags[0]), rf"#{c.edited.id}"),
    "no home page": lambda c, p: (p.out / "index.html").unlink(),
    "no feed of twenty": lambda c, p: _without(p.feed(), "<entry>"),
    "no source in the sitemap": lambda c, p: _without(p.out / "sitemap.xml", r"<url><loc>[^<]*/articles/[^<]*</loc></url>"),
    "no year in the sitemap": lambda c, p: _without(p.out / "sitemap.xml", r"<url><loc>[^<]*/timeline/\d{4}/</loc></url>"),
}


def test_a_whole_site_has_no_faults(corpus: Corpus, whole: Path) -> None:
    assert check(Floor(whole), corpus) == []


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_site_is_told_from_a_whole_one(fault: str, corpus: Corpus, whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "broken")
    peer = Floor(tmp_path / "broken")

    BROKEN[fault](corpus, peer)

    assert fault in {each.rpartition(" ×")[0] for each in check(peer, corpus)}

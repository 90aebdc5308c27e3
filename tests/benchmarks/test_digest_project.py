"""The corpus as a digest: sound, and with the pages that the comparison asks for."""

from pathlib import Path

import pytest

from benchmarks import corpus as corpora
from benchmarks.check import check
from benchmarks.corpus import Annotation, Corpus, Source, Tag
from benchmarks.peers.base import Peer
from benchmarks.peers.digest import SETTINGS, Digest, DigestWhole, write_project
from tests.making import build


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    corpora.write(folder, 20)
    return Corpus.read(folder)


@pytest.mark.parametrize("kind", [Digest, DigestWhole])
def test_the_corpus_is_a_sound_digest_with_every_page(kind: type[Peer], corpus: Corpus, tmp_path: Path) -> None:
    peer = kind(tmp_path / "project")
    peer.write(corpus)

    report = build(peer.folder, peer.out)

    assert [str(each) for each in report.diagnostics if each.severity != "note"] == []
    assert report.quotations == len(corpus.annotations)
    # The design shows passages on timelines, and keeps the whole texts of others out of search engines.
    assert check(peer, corpus) == [f"no note in the month ×{len(corpus.annotations)}", "no source in the sitemap ×20"]


def test_an_edit_shows_on_both_pages(corpus: Corpus, tmp_path: Path) -> None:
    peer = Digest(tmp_path / "project")
    peer.write(corpus)

    for marker in ("FIRST", "SECOND"):
        peer.edit(corpus, marker)
        build(peer.folder, peer.out)

    for page in (peer.article(corpus.source[corpus.edited.source]), peer.month(corpus.edited.date[:7])):
        assert "SECOND" in page.read_text("utf-8")
        assert "FIRST" not in page.read_text("utf-8")


def test_words_that_stand_twice_get_the_words_before_them(tmp_path: Path) -> None:
    source = Source("s", "s", "Title", "2021-12-07", "Gazette", "https://news.example/", "The bus came.\n\nLate the bus came.")
    quote = "the bus came"
    annotation = Annotation("a", "s", quote, source.text.index(quote), "2021-12-07", "event", ("x",), "A note.")
    first = Annotation("b", "s", "bus came", 4, "2021-12-07", "event", ("x",), "A note.")

    write_project(tmp_path, SETTINGS, {"x": Tag("x", "X", "place")}, [(source, [annotation, first])])
    report = build(tmp_path)

    assert report.errors == 0
    assert 'prefix: "The"\n' in (tmp_path / "content/annotations/2021/12/b.md").read_text("utf-8")
    assert "prefix" not in (tmp_path / "content/annotations/2021/12/a.md").read_text("utf-8")

"""The neutral corpus: the same for everybody, and true to its own description."""

import hashlib
from itertools import pairwise
from pathlib import Path

from benchmarks import corpus
from benchmarks.corpus import Corpus

FILES = ("sources.jsonl", "annotations.jsonl", "tags.json")


def test_the_same_number_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    """On every machine and with every Python: figures of different days are figures of the same corpus."""
    corpus.write(tmp_path, 20, seed=7)

    digests = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()[:16] for name in FILES}

    assert digests == {
        "sources.jsonl": "049b3ad01c1ed8d3",
        "annotations.jsonl": "56477fcf03485aad",
        "tags.json": "446998410c5e0d2c",
    }


def test_another_seed_gives_another_corpus(tmp_path: Path) -> None:
    corpus.write(tmp_path / "a", 3, seed=7)
    corpus.write(tmp_path / "b", 3, seed=8)

    assert all((tmp_path / "a" / name).read_bytes() != (tmp_path / "b" / name).read_bytes() for name in FILES)


def test_every_quotation_stands_where_it_says_and_touches_no_other(tmp_path: Path) -> None:
    corpus.write(tmp_path, 50)
    read = Corpus.read(tmp_path)

    assert len(read.sources) == 50
    assert {tag for each in read.annotations for tag in each.tags} == set(read.tags)
    for source in read.sources:
        annotations = read.of[source.id]
        assert 2 <= len(annotations) <= 4
        for each in annotations:
            assert source.text[each.start : each.start + len(each.quote)] == each.quote
            assert source.text.count(each.quote) == 1
            assert "\n" not in each.quote
        ends = [(each.start, each.start + len(each.quote)) for each in annotations]
        assert all(end < start for (_, end), (start, _) in pairwise(ends))

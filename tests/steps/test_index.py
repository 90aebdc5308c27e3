"""An index is made of documents, and of nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.steps import index as steps
from digest.steps.index import LISTS, MANIFEST, WORDS, amended, index, places


def document(title: str, *texts: tuple[str, str], type: str = "annotation", **more: Any) -> dict[str, Any]:
    found = [{"in": where, "language": "", "text": text} for where, text in texts]
    return {"type": type, "kind": {"id": "event", "label": "Event"}, "title": title, "terms": {}, "texts": found, **more}


def files(*documents: dict[str, Any]) -> list[tuple[str, bytes]]:
    """Each document in a file of its own, under keys of one month."""
    return [(f"search/documents/nm8000{n}.json", json.dumps({f"nm8000{n}": each}).encode()) for n, each in enumerate(documents)]


def read(artifacts: Any) -> dict[str, str]:
    lines: dict[str, str] = {}
    for each in artifacts:
        if each.path.startswith(WORDS):
            lines |= json.loads(each.data)
    return lines


def test_a_word_knows_what_it_stands_in() -> None:
    found = places(
        document("Flood", ("quotation", "the river rose"), ("note", "A flood of words"), terms={"people/jo": "Jo Roe"})
    )

    assert found == {
        "flood": 4 + 1, "the": 2, "river": 2, "rose": 2, "of": 1, "words": 1, "jo": 1, "roe": 1,
        "=people/jo": 0, "=kind/event": 0,
    }  # fmt: skip


def test_sources_and_terms_say_so() -> None:
    assert places(document("River", ("source", "rose"), type="source", credit="Gazette"))["gazette"] == 8 + 1
    assert places(document("Jo", type="term", terms={"people/jo": "Jo"})) == {"jo": 16 + 4, "=people/jo": 16}


def test_an_index_leads_from_words_to_keys() -> None:
    artifacts = index(files(document("Flood"), document("The flood", ("note", "rain"))))

    by_path = {each.path: json.loads(each.data) for each in artifacts}
    manifest = by_path[MANIFEST]
    (words,), (documents,) = manifest.pop("words"), manifest.pop("documents")

    assert manifest == {"schema": 1, "total": 2, "pagefind": False}
    assert (words[0], documents[0]) == ("=kind/event", "nm80000")
    assert by_path[f"{LISTS}{documents[1]}.json"] == [["nm80000", "nm80000"], ["nm80001", "nm80001"]]
    (stretch,) = by_path[f"{LISTS}{words[1]}.json"]
    assert (stretch[0], f"{WORDS}{stretch[1]}.json" in by_path) == ("=kind/event", True)
    assert read(artifacts) == {
        "=kind/event": "nm8000000010",
        "flood": "nm8000040014",
        "rain": "nm800011",
        "the": "nm800014",
    }


def test_an_index_of_nothing_is_an_index() -> None:
    assert [each.path for each in index(())] == [MANIFEST]


def test_a_change_of_one_document_leaves_most_of_the_index_alone() -> None:
    words = [f"w{n * 7919 % 9973:04}" for n in range(9973)]
    many = [document(f"Title {n}", ("note", " ".join(words[n * 60 : n * 60 + 200]))) for n in range(160)]

    def built(documents: list[dict[str, Any]]) -> dict[str, bytes]:
        data = {f"nm8{n:04}": each for n, each in enumerate(documents)}
        return {each.path: each.data for each in index([("search/documents/nm80000.json", json.dumps(data).encode())])}

    before = built(many)
    many[80] = document("Title 80", ("note", " ".join([*words[80 * 60 : 80 * 60 + 199], "afterthought"])))
    after = built(many)

    assert len(before) > 8
    assert len({path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}) <= 4


NOTES = st.lists(st.sampled_from([f"{a}{b}" for a in "abcdefg" for b in ("lpha", "eta", "amma", "elta", "ta")]), max_size=12)
DIGESTS = st.dictionaries(st.integers(0, 40), NOTES, max_size=30)


def _files(digest: dict[int, list[str]]) -> dict[str, bytes]:
    """Four documents to a file."""
    found: dict[str, dict[str, Any]] = {}
    for n, words in sorted(digest.items()):
        found.setdefault(f"search/documents/nm8{n // 4:04}.json", {})[f"nm8{n // 4:02}{n:02}"] = document(
            "", ("note", " ".join(words))
        )
    return {path: json.dumps(documents).encode() for path, documents in found.items()}


@given(DIGESTS, DIGESTS, st.integers(20, 200))
def test_an_index_amended_is_the_index_made_anew(before: dict[int, list[str]], after: dict[int, list[str]], about: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "ABOUT", about)
        patch.setattr(steps, "MOST", 2 * about)
        old, new = _files(before), _files(after | {n: words for n, words in before.items() if n % 3})
        was = {each.path: each.data for each in index(old.items())}
        changed = [path for path in old.keys() | new.keys() if old.get(path) != new.get(path)]

        found = amended(
            [old[path] for path in changed if path in old], [new[path] for path in changed if path in new], new, was.__getitem__
        )

        anew = {each.path: each.data for each in index(new.items())}
        if found is None:
            assert not any(path.startswith(WORDS) for path in was)
        else:
            assert {path: was[path] for path in found.kept} | {each.path: each.data for each in found.made} == anew

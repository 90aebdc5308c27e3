"""What can be found: every public word, and none that rights keep back."""

import json
from pathlib import Path

import pytest

from digest.text.words import fold
from tests.making import SETTINGS, build, make, note, site

SECRETS = "Zwetschgenknödel Quarkstrudel Marillenröster"


def text(name: str) -> str:
    """A seed in which the words around the quotation are found nowhere else."""
    return f"{name} speech | News\n\nBefore {name} {SECRETS}.\n\nThe {name} river rose on Monday.\n\nAfter {name} {SECRETS}.\n"


FILES = {
    "digest.toml": SETTINGS,
    **{f"seeds/{mode}.txt": text(mode) for mode in ("open", "excerpt", "link", "private")},
    "content/sources/open.md": "---\nrights: {mode: full, basis: ours}\nseed: open.txt\n---\n",
    "content/sources/excerpt.md": "---\nrights: {mode: excerpt, context: 0}\nseed: excerpt.txt\n---\n",
    "content/sources/link.md": "---\nrights: link\nseed: link.txt\ntitle: Linked only\n---\n",
    "content/sources/private.md": "---\nrights: private\nseed: private.txt\ntitle: Nobodysbusiness\n---\n",
    **{
        f"content/annotations/{mode}.md": note(
            title=f"About {mode}", date="2021-12-07", source=mode, quote=f"The {mode} river rose on Monday"
        )
        for mode in ("open", "excerpt", "link", "private")
    },
}


@pytest.fixture
def found(tmp_path: Path) -> dict[str, str]:
    """Every file of the search, folded, by its path."""
    report = build(make(tmp_path, FILES), tmp_path / "site")
    assert report.written
    return {path: fold(data.decode()) for path, data in site(tmp_path / "site").items() if path.startswith("search/")}


def test_words_that_rights_keep_back_are_in_no_file_of_the_search(found: dict[str, str]) -> None:
    everything = "\n".join(found.values())
    documents = "\n".join(data for path, data in found.items() if path.startswith("search/documents/"))

    assert "zwetschgenknodel" in everything  # of the one source that is shown whole
    for mode in ("excerpt", "link", "private"):
        assert f"before {mode}" not in everything
        assert f"{mode} zwetschgenknodel" not in everything
    assert "the excerpt river rose" in documents
    assert "the link river rose" not in documents
    assert "linked only" in documents
    assert "private river" not in documents
    assert "nobodysbusiness" not in everything


def test_the_index_knows_which_source_a_word_is_in(tmp_path: Path) -> None:
    build(make(tmp_path, FILES), tmp_path / "site")
    written = site(tmp_path / "site")
    documents = {
        key: each
        for path, data in written.items()
        if path.startswith("search/documents/")
        for key, each in json.loads(data).items()
    }
    words = {
        word: keys
        for path, data in written.items()
        if path.startswith("search/words/")
        for word, keys in json.loads(data).items()
    }

    keys = [day[:4] + day[n : n + 3] for day in words["quarkstrudel"].split() for n in range(4, len(day), 4)]
    assert [documents[key]["url"] for key in keys] == ["sources/open/"]


def test_a_search_can_be_switched_off(tmp_path: Path) -> None:
    build(make(tmp_path, {**FILES, "digest.toml": SETTINGS + '[search]\nengine = "none"\n'}), tmp_path / "site")
    written = site(tmp_path / "site")

    assert [path for path in written if path.startswith(("search/", "opensearch"))] == []
    assert b'href="search/"' not in written["index.html"]
    assert b'rel="search"' not in written["index.html"]


def test_a_document_keeps_its_key_while_others_come_and_go(tmp_path: Path) -> None:
    def keys(folder: Path) -> dict[str, str]:
        return {
            each["url"]: key
            for path, data in site(folder).items()
            if path.startswith("search/documents/")
            for key, each in json.loads(data).items()
        }

    build(make(tmp_path, FILES), tmp_path / "one")
    more = {f"content/annotations/more-{n}.md": note(title="More", date="2021-12-07", source="open") for n in range(40)}
    build(make(tmp_path, more), tmp_path / "two")

    before, after = keys(tmp_path / "one"), keys(tmp_path / "two")
    assert len(after) == len(before) + 40
    assert {url: after[url] for url in before} == before

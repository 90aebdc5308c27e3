"""What a source's page says of its passages, and that it is made in one pass over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from digest.gather import gather
from digest.model.options import Options
from digest.model.page import parcel
from digest.pages import planned, source
from digest.pieces import Here
from digest.store import language, project
from tests.making import TODAY, make, note

WORDS = " ".join(f"w{n}" for n in range(400))


def _view(root: Path, quotes: Sequence[str], text: str, **fields: str) -> dict[str, Any]:
    files = {
        "digest.toml": 'title = "X"\n',
        "seeds/x.txt": f"X\n\n{text}\n",
        "content/sources/x.md": "---\nseed: x.txt\nurl: https://x.example/\nrights: {mode: full, basis: own text}\n---\n",
        **{f"content/annotations/n{n:03}.md": note(source="x", quote=f'"{quote}"', **fields) for n, quote in enumerate(quotes)},
    }
    loaded = project.load(make(root, files)).value
    content = gather(loaded, Options(TODAY), lambda what, done, total: None)
    assert [str(each) for each in content.diagnostics if each.severity == "error"] == []
    (page,) = planned(source, content.library, loaded.config)
    return source.view(parcel(page, content.records), Here(page.url, loaded.config, language.load("en")))


def _lights(view: dict[str, Any]) -> dict[str, str]:
    return {each["id"].removeprefix("note-"): each["light"] for each in view["notes"]}


def test_a_passage_has_one_name_in_all_its_segments_and_its_note(tmp_path: Path) -> None:
    view = _view(tmp_path, ["one two three four", "two three", "three four five"], "one two three four five six")

    assert _lights(view) == {"n001-1": "1", "n000-1": "2", "n002-1": "3"}
    (block,) = (block for block in view["blocks"] if block["kind"] == "paragraph")
    of = _lights(view)
    for segment in block["segments"]:
        assert segment["lights"] == [of[key.removeprefix("q-")] for key in segment["keys"]]
        assert all(start["light"] == of[start["id"].removeprefix("q-")] for start in segment["starts"])


def test_a_passage_over_several_blocks_is_numbered_in_the_source_and_others_in_their_block(tmp_path: Path) -> None:
    view = _view(tmp_path, ["b c d e", "a b", "e f", "f g", "h i"], "a b c\n\nd e f g\n\nh i j k")

    assert _lights(view) == {"n000-1": "x1", "n001-1": "1", "n002-1": "1", "n003-1": "2", "n004-1": "1"}


def test_what_is_too_much_for_a_style_sheet_has_no_name(tmp_path: Path) -> None:
    view = _view(tmp_path, [f"w{n} w{n + 1}" for n in range(0, 60, 2)], WORDS)

    assert list(_lights(view).values()) == [*(str(n) for n in range(1, 13)), *[""] * 18]


def test_a_note_on_many_passages_is_said_once_and_names_the_nearest(tmp_path: Path) -> None:
    quotes = "".join(f"\n  - {{source: x, exact: w{n} w{n + 1}}}" for n in range(0, 60, 2))
    root = make(tmp_path, {"content/annotations/many.md": note(quotes=quotes)})

    view = _view(root, [], WORDS)

    first, *repeated = view["notes"]
    assert [other["label"] for other in first["others"]] == [f"passage {n}" for n in range(2, 6)]
    assert {(each["first"]["n"], each["first"]["url"], len(each["others"])) for each in repeated} == {(1, "#note-many-1", 0)}


def test_a_note_leads_to_its_words_in_the_original(tmp_path: Path) -> None:
    view = _view(tmp_path, ["two three four five"], "one two three four five six")

    assert view["notes"][0]["live_url"] == "https://x.example/#:~:text=two%20three%20four%20five"


def test_long_notes_are_told_by_their_gists_and_many_of_them_by_their_titles(tmp_path: Path) -> None:
    quotes = [f"w{n} w{n + 1}" for n in range(0, 300, 2)]
    long = "\n---\n" + "A long note. " * 30

    assert _view(tmp_path / "short", quotes, WORDS)["notes_as"] == "whole"
    assert _view(tmp_path / "long", quotes[:90], WORDS, summary=f"S{long}")["notes_as"] == "gists"
    assert _view(tmp_path / "many", quotes, WORDS, summary=f"S{long}")["notes_as"] == "titles"

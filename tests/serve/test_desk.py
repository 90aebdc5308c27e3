"""The editor's acts on a real disk: what is asked for, what is answered, what the files say then."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.model.diagnostic import Diagnostic
from digest.model.options import Options
from digest.serve.desk import Desk
from digest.serve.editing import answer
from digest.serve.status import key
from digest.store import edits
from tests.making import NOTE, SOUND, TODAY, build, make

FLOOD = "content/annotations/flood.md"
TWICE = "Talk | News\n\nThe river rose. 😀 It rained.\n\nThe river rose again; ارتفع النهر يوم الاثنين ثم ارتفع النهر.\n"


class Editor:
    """A desk, and its answers to requests as a page makes them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.fixes: dict[str, Diagnostic] = {}
        self.desk = Desk(root, lambda project: Options(TODAY), lambda: self.fixes)

    def ask(self, act: str, **request: Any) -> tuple[int, dict[str, Any]]:
        import json

        return answer(getattr(self.desk, act), json.dumps(request).encode())

    def select(self, source: str, words: str, n: int = 0) -> tuple[int, dict[str, Any]]:
        """The n-th place of the words, as a page's script would name it: UTF-16 code units from the start of the text."""
        text = self.ask("text", source=source)[1]["text"]
        at = -1
        for _ in range(n + 1):
            at = text.index(words, at + 1)
        start, end = (len(text[:offset].encode("utf-16-le")) // 2 for offset in (at, at + len(words)))
        return self.ask("selection", source=source, start_block=0, start_units=start, end_block=0, end_units=end, text=words)

    def read(self, path: str) -> str:
        return (self.root / path).read_bytes().decode()


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(make(tmp_path, {**SOUND, "seeds/talk.txt": TWICE}))


def test_what_the_panel_offers(editor: Editor) -> None:
    make(editor.root, {"content/people/joe-biden.md": "---\ntitle: Joe Biden\nnames: [Biden]\n---\n"})
    make(editor.root, {"content/annotations/b.md": "---\ntitle: B\npeople: [Biden, Ana]\ndate: 2020\n---\n"})

    status, facts = editor.ask("facts")

    assert status == 200
    assert [kind["id"] for kind in facts["kinds"]][:2] == ["event", "context"]
    assert facts["facets"][0] == {"id": "people", "label": "People", "terms": ["Ana", "Joe Biden"]}
    assert facts["sources"] == [{"id": "speech", "title": "Speech"}, {"id": "talk", "title": "Talk"}]
    assert facts["removed"] == []


@pytest.mark.parametrize(
    ("words", "n", "quotation"),
    [
        ("It rained", 0, ("It rained", "", "")),
        ("t raine", 0, ("It rained", "", "")),
        ("The river rose", 0, ("The river rose", "", ". 😀 It")),
        ("The river rose", 1, ("The river rose", "", "again")),
        ("😀", 0, ("😀", "", "")),
        ("rained.\n\nThe", 0, ("rained. The", "", "")),
        ("ارتفع النهر", 1, ("ارتفع النهر", "", ".")),
    ],
)
def test_a_selection_becomes_a_quotation_that_is_proved(
    editor: Editor, words: str, n: int, quotation: tuple[str, str, str]
) -> None:
    status, found = editor.select("talk", words, n)

    assert status == 200, found
    assert (found["exact"], found["prefix"], found["suffix"]) == quotation
    assert editor.ask("create", title="N", date="2020", passages=[found])[0] == 201
    assert build(editor.root).errors == 0


def test_words_that_the_page_does_not_have_are_refused(editor: Editor) -> None:
    request = {"source": "talk", "start_block": 0, "start_units": 0, "end_block": 0, "end_units": 4, "text": "Walk"}
    assert editor.ask("selection", **request)[0] == 409
    assert editor.ask("selection", **{**request, "source": "none"})[0] == 404
    assert editor.ask("selection", **{**request, "end_units": 0, "text": ""})[0] == 422
    assert editor.ask("selection", **{**request, "end_units": -1})[0] == 400
    assert editor.ask("selection", **{**request, "end_units": 2**40})[0] == 400


def test_nothing_near_tells_the_same_words_apart(editor: Editor) -> None:
    make(editor.root, {"seeds/same.txt": "Same | X\n\n" + "word " * 300 + "\n"})
    status, found = editor.select("same", "word word", 150)
    assert (status, "nothing near tells" in found["message"]) == (422, True)


def test_a_date_says_how_it_will_read(editor: Editor) -> None:
    assert editor.ask("date", date="2021-12-07~") == (
        200,
        {"reads": "about 7 December 2021", "iso": "", "language": "en"},
    )
    status, wrong = editor.ask("date", date="2021-02-30")
    assert (status, wrong["message"]) == (422, "“2021-02-30” is not a date: February 2021 has 28 days")
    assert wrong["hint"]


def test_a_note_is_shown_as_it_will_stand_and_without_danger(editor: Editor) -> None:
    note = "**Yes** [home](/about/) <script>alert(1)</script> <img src=x onerror=alert(1)> [bad](javascript:alert(1))"
    status, made = editor.ask("prose", note=note)

    assert status == 200
    assert '<strong>Yes</strong> <a href="/about/">home</a>' in made["html"]
    assert "<script" not in made["html"]
    assert "<img" not in made["html"]
    assert "javascript" not in made["html"]
    assert made["refused"] == ["this link is left out: “javascript:” addresses are not allowed"]


# ---------------------------------------------------------------------------------------------------------------------


def test_a_new_annotation_is_a_file_as_a_person_would_write_it(editor: Editor) -> None:
    _, one = editor.select("talk", "The river rose", 1)

    status, made = editor.ask(
        "create",
        title="  The river: again ",
        kind="claim",
        date="2021-12",
        people=["Ana Reyes", "King, Jr."],
        places=[],
        note="First.\r\n\r\nSecond.\n",
        draft=True,
        passages=[one],
    )

    assert (status, made["path"]) == (201, "content/annotations/the-river-again.md")
    assert editor.read(made["path"]) == (
        "---\n"
        'title: "The river: again"\n'
        "date: 2021-12\n"
        "kind: claim\n"
        "source: talk\n"
        "quote: The river rose\n"
        "suffix: again\n"
        'people: [Ana Reyes, "King, Jr."]\n'
        "published: 2026-12-01\n"
        "draft: true\n"
        "---\n"
        "First.\n\nSecond.\n"
    )
    assert os.stat(editor.root / made["path"]).st_mode & 0o777 == 0o644
    assert [path.name for path in (editor.root / "content/annotations").iterdir() if path.name.startswith(".")] == []


def test_several_passages_are_the_long_form(editor: Editor) -> None:
    _, one = editor.select("talk", "It rained")
    _, two = editor.select("speech", "Nobody was hurt")

    _, made = editor.ask("create", title="T", passages=[one, two])

    assert "quotes:\n  - source: talk\n    exact: It rained\n  - source: speech\n    exact: Nobody was hurt\n" in editor.read(
        made["path"]
    )
    assert build(editor.root).errors == 0


def test_names_are_numbered_where_they_are_taken(editor: Editor) -> None:
    make(editor.root, {"content/annotations/deep/other.md": NOTE.replace("title:", "id: taken\nslug: slugged\ntitle:")})
    names = [
        Path(editor.ask("create", title=title, date="2020")[1]["path"]).name
        for title in ("Flood", "Flood!", "Taken", "Slugged", "Other", "../../etc", "💥")
    ]
    assert names == ["flood-2.md", "flood-3.md", "taken-2.md", "slugged-2.md", "other-2.md", "etc.md", "untitled.md"]


def test_folders_of_years_are_gone_on_with(editor: Editor) -> None:
    make(editor.root, {"content/annotations/2021/a.md": NOTE})
    paths = [editor.ask("create", title="T", date=date)[1]["path"] for date in ("2022-01-02", "", "-0044", "2022/2023")]
    assert paths == [f"content/annotations/{path}.md" for path in ("2022/t", "t-2", "t-3", "2022/t-4")]


@pytest.mark.parametrize(
    ("request_", "status", "field"),
    [
        ({"title": ""}, 422, "title"),
        ({}, 422, "title"),
        ({"title": "T", "kind": "rumour"}, 422, "kind"),
        ({"title": "T", "date": "someday"}, 422, "date"),
        ({"title": "T", "passages": [{"source": "talk", "exact": "The river rose"}]}, 422, "passages"),
        ({"title": "T", "passages": [{"source": "talk", "exact": "The sea rose"}]}, 422, "passages"),
        ({"title": "T", "passages": [{"source": "none", "exact": "x"}]}, 404, None),
        ({"title": "T", "passages": [{"source": "../../etc/passwd", "exact": "x"}]}, 404, None),
        ({"title": "T", "passages": [{"source": "none"}]}, 404, None),
        ({"title": "T", "passages": [{"at": 0}]}, 400, None),
        ({"title": "T", "passages": ["x"]}, 400, None),
        ({"title": "T", "passages": [{}] * 300}, 400, None),
        ({"title": 7}, 400, None),
        ({"title": "T" * 200_000}, 400, None),
        ({"title": "T\ud800"}, 400, None),
        ({"title": "T", "note": "a\0b"}, 400, None),
        ({"title": "T", "people": "Ana"}, 400, None),
        ({"title": "T", "people": [["Ana"]]}, 400, None),
        ({"title": "T", "draft": "yes"}, 400, None),
    ],
)
def test_what_would_not_be_sound_is_not_written(editor: Editor, request_: dict[str, Any], status: int, field: str | None) -> None:
    before = sorted(editor.root.rglob("*"))

    code, said = editor.ask("create", **request_)

    assert (code, said.get("field")) == (status, field), said
    assert said["message"]
    assert sorted(editor.root.rglob("*")) == before


# ---------------------------------------------------------------------------------------------------------------------

WRITTEN = """\
---
# why
title: 'Flood'   # a word
date: 2021-12-07
source: speech
quote: "The river rose"  # exactly
people: [Ana, Ben]
own: kept
quotes:
  - source: speech
    exact: Nobody was hurt
    translation: {text: Niemand, language: de}
---

A note.
"""


@pytest.fixture
def written(editor: Editor) -> Editor:
    make(editor.root, {FLOOD: WRITTEN.replace("\n", "\r\n")})
    return editor


def test_an_annotation_is_shown_as_its_file_says_it(written: Editor) -> None:
    status, shown = written.ask("annotation", slug="flood")

    assert status == 200
    assert written.ask("annotation", id="flood") == (status, shown)
    assert {name: shown[name] for name in ("id", "path", "title", "kind", "date", "draft", "note")} == {
        "id": "flood",
        "path": FLOOD,
        "title": "Flood",
        "kind": "event",
        "date": "2021-12-07",
        "draft": False,
        "note": "A note.",
    }
    assert shown["terms"]["people"] == ["Ana", "Ben"]
    assert [(each["at"], each["exact"], each["state"]) for each in shown["passages"]] == [
        (0, "The river rose", "proved"),
        (1, "Nobody was hurt", "proved"),
    ]
    assert written.ask("annotation", id="none")[0] == 404
    assert written.ask("annotation", id="../flood")[0] == 404


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"title": "High water"}, "'Flood'", "'High water'"),
        ({"date": ""}, "date: 2021-12-07\n", ""),
        ({"kind": "claim"}, "source: speech\nquote", "kind: claim\nsource: speech\nquote"),
        ({"draft": True}, "own: kept\n", "draft: true\nown: kept\n"),
        ({"people": ["Ana", "Cy"]}, "[Ana, Ben]", "[Ana, Cy]"),
        ({"places": ["X"]}, "own: kept\n", "places: [X]\nown: kept\n"),
        ({"note": "A note.\n\nMore."}, "A note.\n", "A note.\n\nMore.\n"),
        ({"passages": [{"at": 0}, {"at": 1}]}, "", ""),
        (
            {"passages": [{"at": 1}]},
            'source: speech\nquote: "The river rose"  # exactly\n',
            "",
        ),
        (
            {"passages": [{"at": 0}]},
            "quotes:\n  - source: speech\n    exact: Nobody was hurt\n    translation: {text: Niemand, language: de}\n",
            "",
        ),
        ({"passages": [{"at": 0, "exact": "The river fell"}, {"at": 1}]}, '"The river rose"', '"The river fell"'),
        (
            {"passages": [{"at": 0}, {"at": 1}, {"source": "talk", "exact": "It rained"}]},
            "language: de}\n",
            "language: de}\n  - source: talk\n    exact: It rained\n",
        ),
    ],
)
def test_only_what_is_touched_changes(written: Editor, change: dict[str, Any], old: str, new: str) -> None:
    tag = written.ask("annotation", id="flood")[1]["tag"]

    status, shown = written.ask("change", id="flood", tag=tag, **change)

    assert status == 200, shown
    after = written.read(FLOOD)
    if "kind" in change or "draft" in change or "places" in change:
        lines, changed = WRITTEN.splitlines(), after.replace("\r\n", "\n").splitlines()
        [added] = [line for line in changed if line not in lines]
        assert added == new.splitlines()[0] or added in new.splitlines()
        assert [line for line in changed if line != added] == lines
    else:
        assert after == WRITTEN.replace(old, new, 1).replace("\n", "\r\n")
    assert "\n" not in after.replace("\r\n", "")
    assert shown["tag"] == written.ask("annotation", id="flood")[1]["tag"]


def test_the_first_passage_of_a_note_is_the_short_form(editor: Editor) -> None:
    make(editor.root, {FLOOD: "---\ntitle: F\ndate: 2020\n---\n"})
    tag = editor.ask("annotation", id="flood")[1]["tag"]
    status, _ = editor.ask("change", id="flood", tag=tag, passages=[{"source": "talk", "exact": "It rained"}])
    assert status == 200
    assert editor.read(FLOOD) == "---\ntitle: F\ndate: 2020\nsource: talk\nquote: It rained\n---\n"


def test_a_file_that_changed_underneath_is_not_overwritten(written: Editor) -> None:
    tag = written.ask("annotation", id="flood")[1]["tag"]
    make(written.root, {FLOOD: WRITTEN.replace("A note.", "Theirs.")})

    status, said = written.ask("change", id="flood", tag=tag, title="Mine")

    assert status == 412
    assert said["theirs"] == WRITTEN.replace("A note.", "Theirs.") == written.read(FLOOD)
    assert said["yours"] == said["theirs"].replace("Flood", "Mine")
    assert written.ask("remove", id="flood", tag=tag)[0] == 412
    assert written.ask("change", id="flood", tag=said["tag"], title="Mine")[0] == 200
    assert written.read(FLOOD) == said["yours"]


def test_an_old_mistake_may_stay_and_a_new_one_may_not_come(written: Editor) -> None:
    make(written.root, {FLOOD: WRITTEN.replace("date: 2021-12-07", "date: someday")})
    tag = written.ask("annotation", id="flood")[1]["tag"]
    assert written.ask("change", id="flood", tag=tag, title="")[0] == 422
    assert written.ask("change", id="flood", tag=tag, title="Other")[0] == 200


def test_front_matter_that_cannot_be_read_is_left_alone(editor: Editor) -> None:
    broken = "---\ntitle: a: b\ndate: 2020\n---\nText.\n"
    make(editor.root, {FLOOD: broken})
    tag = editor.ask("annotation", id="flood")[1]["tag"]
    status, said = editor.ask("change", id="flood", tag=tag, title="New")
    assert (status, said["hint"]) == (422, f"change {FLOOD} in an editor")
    assert editor.read(FLOOD) == broken


def test_what_was_removed_comes_back_byte_for_byte(written: Editor) -> None:
    data = (written.root / FLOOD).read_bytes()
    (written.root / FLOOD).chmod(0o600)
    tag = written.ask("annotation", id="flood")[1]["tag"]

    status, gone = written.ask("remove", id="flood", tag=tag)

    assert (status, gone["title"]) == (200, "Flood")
    assert not (written.root / FLOOD).exists()
    assert written.ask("facts")[1]["removed"] == [{"key": gone["key"], "title": "Flood"}]
    (written.root / "content/annotations").rmdir()

    assert written.ask("undo", key=gone["key"])[0] == 200
    assert (written.root / FLOOD).read_bytes() == data
    assert (written.root / FLOOD).stat().st_mode & 0o777 == 0o600
    assert written.ask("undo", key=gone["key"])[0] == 404


def test_what_took_the_place_of_a_removed_file_stays(written: Editor) -> None:
    tag = written.ask("annotation", id="flood")[1]["tag"]
    gone = written.ask("remove", id="flood", tag=tag)[1]
    make(written.root, {FLOOD: "new"})
    assert written.ask("undo", key=gone["key"])[0] == 409
    assert written.read(FLOOD) == "new"


def test_a_suggestion_is_accepted_once(editor: Editor) -> None:
    make(editor.root, {FLOOD: NOTE.replace("The river rose", "The river roze")})
    [found] = [each for each in build(editor.root).diagnostics if each.fix]
    editor.fixes = {key(found): found}
    shown = editor.ask("annotation", id="flood")[1]["passages"][0]
    assert (shown["state"], shown["instead"]["exact"]) == ("missing", "The river rose")

    assert editor.ask("mend", key=key(found)) == (200, {"path": FLOOD})

    assert editor.read(FLOOD) == NOTE
    assert editor.ask("mend", key=key(found))[0] == 409
    assert editor.ask("mend", key="none")[0] == 409


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"\xff", b"[" * 100_000, b'"text"'])
def test_what_is_no_table_is_refused(editor: Editor, body: bytes) -> None:
    assert answer(editor.desk.facts, body)[0] == 400


def _link_folder(root: Path) -> None:
    (root / "content/annotations").rename(root.parent / "elsewhere")
    (root / "content/annotations").symlink_to(root.parent / "elsewhere")


def _link_file(root: Path) -> None:
    (root / FLOOD).rename(root.parent / "elsewhere.md")
    (root / FLOOD).symlink_to(root.parent / "elsewhere.md")


@pytest.mark.parametrize("link", [_link_folder, _link_file])
def test_nothing_is_written_behind_a_link(tmp_path: Path, link: Callable[[Path], None]) -> None:
    editor = Editor(make(tmp_path / "digest", SOUND))
    link(editor.root)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match=r"link|ordinary"):
        edits.replace(editor.root, FLOOD, b"", b"")
    assert editor.ask("annotation", id="flood")[0] in (404, 409)
    if link is _link_folder:
        assert editor.ask("create", title="T", date="2020")[0] == 409
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "path", ["seeds/a.txt", "digest.toml", "content/../digest.toml", "content", "/etc/passwd", "../content/a.md"]
)
def test_only_what_lies_below_content_is_written(tmp_path: Path, path: str) -> None:
    for act in (lambda: edits.create(tmp_path, path, b""), lambda: edits.read(tmp_path, path)):
        with pytest.raises(ValueError, match="not below content/"):
            act()
    assert list(tmp_path.iterdir()) == []

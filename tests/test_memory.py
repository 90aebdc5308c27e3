"""The memory: after any sequence of edits the site is what a clean build makes, and only what is concerned was made again."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digest import compose
from digest.build import Means, build, why
from digest.model.edtf import Day
from digest.model.options import Options
from digest.model.report import Report
from digest.store import project
from digest.store.cache import Busy, Memory
from digest.store.codec import decode, encode, params
from digest.store.engine import engine
from digest.store.pool import Pool
from tests.making import CARD, NOTE, SETTINGS, SOUND, SPEECH, TODAY, make, note, said, site

OTHER = "Letter\n\nThe bridge was closed on Friday. Nobody was hurt, they said.\n\nIt opened again.\n"

DIGEST = {
    **SOUND,
    "digest.toml": SETTINGS,
    "seeds/letter.txt": OTHER,
    "content/sources/letter.md": "---\nseed: letter.txt\nlanguage: en\nrights: {mode: full, basis: ours}\n---\nFrom a reader.\n",
    "content/annotations/bridge.md": note(date="2021-12", source="letter", quote="The bridge was closed", people="[Ann Lee]"),
    "content/annotations/both.md": note(date="2022", people="[Ann Lee, Bo]", related="[flood]"),
    "content/annotations/later.md": note(date="2023", published="2027-01-01"),
    "content/people/ann-lee.md": "---\ntitle: Ann Lee\nnames: [A. Lee]\n---\nThe mayor.\n",
    "content/pages/method.md": "---\ntitle: Method\n---\nHow we work.\n",
    "content/static/logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@dataclass
class Place:
    """A digest on disk with a memory and a site of its own."""

    root: Path
    today: Day = TODAY

    @property
    def memory(self) -> Path:
        return self.root / ".digest" / "memory.sqlite"

    def build(self, output: str = "site", *, remember: bool = True) -> Report:
        means = Means(self.memory if remember else None)
        return build(project.load(self.root), self.root / output, Options(self.today), lambda *_: None, means)

    def why(self, page: str) -> tuple[str, ...]:
        found = project.load(self.root)
        return why(found, self.root / "site", Options(self.today), lambda *_: None, page, Means(self.memory))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(make(tmp_path, DIGEST))
    report = made.build()
    assert not report.errors, said(report.diagnostics)
    return made


# ----------------------------------------------------------------------------------------------------- the property

NAMES = ["flood", "bridge", "both", "later", "new"]
BODIES = ["A note.", "Another *note*.", "“The river rose” it says.", "See [the method](/method/).", "“Not there at all”", ""]
QUOTES = [("speech", "The river rose"), ("speech", "Nobody was hurt"), ("letter", "Nobody was hurt"), ("letter", "opened again")]
DATES = ["2021-12-07", "2021-12", "2022", "1999-05-01/2000-01", ""]


@st.composite
def _notes(draw: st.DrawFn) -> str:
    source, quote = draw(st.sampled_from([*QUOTES, ("", "")]))
    fields = {
        "title": draw(st.sampled_from(["Flood", "The flood", "“Bridge”"])),
        "date": draw(st.sampled_from(DATES)),
        "source": source,
        "quote": quote,
        "people": draw(st.sampled_from(["", "[Ann Lee]", "[A. Lee, Bo]", "[Bo]"])),
        "related": draw(st.sampled_from(["", "[flood]", "[both, bridge]"])),
        "draft": draw(st.sampled_from(["", "", "true"])),
        "published": draw(st.sampled_from(["2026-11-20", "2026-11-21", "2027-01-01", ""])),
        "modified": draw(st.sampled_from(["", "2026-11-25"])),
        "aliases": draw(st.sampled_from(["", "", "[/old/]"])),
        "summary": draw(st.sampled_from(["", "In short."])),
    }
    return (
        "---\n"
        + "".join(f"{name}: {value}\n" for name, value in fields.items() if value)
        + f"---\n{draw(st.sampled_from(BODIES))}\n"
    )


Edit = tuple[str, ...]


def _written(name: str, *texts: str) -> st.SearchStrategy[Edit]:
    return st.tuples(st.just("write"), st.just(name), st.sampled_from(texts))


EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES).map(lambda name: f"content/annotations/{name}.md"), _notes()),
    st.tuples(st.just("write"), st.just("content/annotations/deep/new.md"), _notes()),
    _written("seeds/speech.txt", SPEECH, SPEECH + "\nMore.\n", SPEECH[::-1], ""),
    _written("seeds/third.txt", "Third\n\nNot there at all.\n", "Third\n\nText.\n"),
    _written("content/sources/speech.md", CARD, *(CARD.replace("la", f"rights: {mode}\nla", 1) for mode in ("link", "private"))),
    _written("content/people/ann-lee.md", "---\ntitle: Ann Lee\n---\n", "---\ntitle: A. Lee\n---\n"),
    _written("content/pages/method.md", "---\ntitle: M\n---\nx\n", "---\ntitle: M\ndraft: true\n---\n"),
    _written("content/static/logo.svg", "<svg/>", "<svg></svg>"),
    _written("templates/term.html", "{{ page.title }}", '{% extends "!base/term.html" %}', "{{ x.y }}"),
    _written(
        "digest.toml",
        SETTINGS,
        SETTINGS + '[search]\nengine = "none"\n',
        SETTINGS + 'order = "oldest-first"\n',
        SETTINGS.replace("A d", "D") + 'language = "de"\n',
    ),
    st.tuples(st.just("remove"), st.sampled_from(list(DIGEST)[1:])),
    st.tuples(st.just("move"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("touch"), st.sampled_from(list(DIGEST))),
    st.tuples(st.just("same time"), st.sampled_from([name for name in DIGEST if name.endswith(".md")])),
    st.tuples(st.just("damage"), st.sampled_from(["index.html", "feed.xml", "integrity.json", "annotations/flood/index.html"])),
    st.tuples(
        st.just("lose"), st.sampled_from(["index.html", "sources/speech/index.html", "assets/digest.css", "integrity.json"])
    ),
    st.tuples(st.just("stranger"), st.sampled_from(["mine.txt", "people/mine/index.html"])),
    st.tuples(st.just("tomorrow")),
    st.tuples(st.just("forget")),
    st.tuples(st.just("spoil"), st.integers(0, 99).map(str)),
)


def _edit(place: Place, edit: Edit) -> None:  # noqa: PLR0912  # a table of edits
    root = place.root
    match edit:
        case ("write", name, text):
            make(root, {name: text})
        case ("remove", name):
            (root / name).unlink(missing_ok=True)
        case ("move", old, new):
            before, after = (root / f"content/annotations/{name}.md" for name in (old, new))
            if before.exists():
                before.replace(after)
        case ("touch", name):
            if (root / name).exists():
                os.utime(root / name)
        case ("same time", name):
            # Another text of the same length, with the time that the file had.
            if (file := root / name).exists():
                status = file.stat()
                file.write_bytes(file.read_bytes().replace(b"e", b"E"))
                os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        case ("damage", name):
            if (root / "site" / name).is_file():
                (root / "site" / name).write_bytes(b"damaged")
        case ("lose", name):
            (root / "site" / name).unlink(missing_ok=True)
        case ("stranger", name):
            make(root / "site", {name: "mine"})
        case ("tomorrow",):
            place.today = Day(place.today.year + 1, 1, 1)
        case ("forget",):
            place.memory.unlink(missing_ok=True)
        case ("spoil", where):
            if place.memory.exists():
                data = bytearray(place.memory.read_bytes())
                for n in range(len(data) * int(where) // 100, len(data), 997):
                    data[n] ^= 0x55
                place.memory.write_bytes(data)
        case _:
            raise AssertionError(edit)


@pytest.fixture
def rewritten(place: Place) -> Callable[[str, str], Report]:
    """Changes a note and builds."""

    def change(old: str, new: str) -> Report:
        file = place.root / "content/annotations/flood.md"
        file.write_text(file.read_text().replace(old, new))
        return place.build()

    return change


def _is_clean(place: Place, report: Report) -> None:
    """The site and what was said are those of a clean build into an empty folder."""
    clean = place.build("clean", remember=False)
    ours = [each for each in report.diagnostics if each.code not in ("D603", "D604")]
    assert said(tuple(ours)) == said(clean.diagnostics)
    if report.written and clean.written:
        there, wanted = site(place.root / "site"), site(place.root / "clean")
        strangers = {each.span.path.removeprefix("site/") for each in report.diagnostics if each.code == "D604"}
        assert {path: data for path, data in there.items() if path not in strangers} == wanted
    shutil.rmtree(place.root / "clean", ignore_errors=True)


SEQUENCES = int(os.environ.get("DIGEST_SEQUENCES", "40"))


UNPUBLISHED = NOTE.replace("published: 2026-11-20\n", "")


# Of two files that claim one id, a warning named now the one and now the other.
@example([[("write", "content/annotations/new.md", UNPUBLISHED)], [("write", "content/annotations/deep/new.md", NOTE)]])
@settings(max_examples=SEQUENCES, deadline=None)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_after_any_sequence_of_edits_the_site_is_what_a_clean_build_makes(sequence: list[list[Edit]]) -> None:
    with TemporaryDirectory() as folder:
        place = Place(make(Path(folder), DIGEST))
        place.build()
        for edits in sequence:
            for edit in edits:
                _edit(place, edit)
            _is_clean(place, place.build())


def test_what_a_later_capture_says_otherwise_is_told_anew(place: Place) -> None:
    later = "---\nseed: later.txt\nsupersedes: [speech]\nrights: {mode: full, basis: ours}\n---\n"
    changes = (
        {"seeds/later.txt": SPEECH.replace("rose", "swelled"), "content/sources/later.md": later},
        {"seeds/later.txt": SPEECH.replace("rose", "fell slowly")},
        {"content/sources/later.md": later.replace("supersedes: [speech]\n", "")},
        {"content/sources/later.md": later},
        {"seeds/later.txt": SPEECH},
    )
    for change in changes:
        make(place.root, change)
        place.build()
        place.build("clean", remember=False)
        assert site(place.root / "site") == site(place.root / "clean")


# ------------------------------------------------------------------------------------------------------- what is done


def test_a_build_of_nothing_new_does_nothing(place: Place) -> None:
    report = place.build()

    assert (report.rendered, report.changed, report.written, report.pages > 10) == (0, (), True, True)


def test_a_rewritten_note_is_made_anew_where_it_is_shown(place: Place, rewritten: Callable[[str, str], Report]) -> None:
    report = rewritten("A note.", "Another *note*.")

    assert report.changed == (
        "annotations.csv",
        "annotations/all.jsonld",
        "annotations/flood/annotation.jsonld",
        "annotations/flood/index.html",
        "feed.json",
        "feed.xml",
        # The document that it is, and the words that it gained.
        "search/documents/0006ifo.json",
        "search/words/72dd67dbc6c9.json",
        "sources/speech/index.html",
    )
    _is_clean(place, report)


def test_a_new_title_reaches_every_list_that_has_it(place: Place, rewritten: Callable[[str, str], Report]) -> None:
    report = rewritten("title: Flood", "title: The flood")

    pages = {path for path in report.changed if path.endswith(".html")}
    assert pages == {
        "2021/index.html",
        "annotations/both/index.html",
        "annotations/bridge/index.html",
        "annotations/flood/index.html",
        "index.html",
        "oldest/index.html",
        "sources/speech/index.html",
    }
    _is_clean(place, report)


def test_a_changed_template_makes_its_pages_anew_and_no_others(place: Place) -> None:
    make(place.root, {"templates/term.html": '{% extends "!base/term.html" %}{% block title %}T{% endblock %}'})
    report = place.build()

    assert report.changed == ("people/ann-lee/index.html", "people/bo/index.html")


def test_what_was_damaged_in_the_site_is_restored(place: Place) -> None:
    (place.root / "site/index.html").write_text("damaged")
    (place.root / "site/feed.xml").unlink()

    assert place.build().changed == ("feed.xml", "index.html")


def test_a_touched_file_is_read_and_nothing_else(place: Place) -> None:
    (place.root / "content/annotations/flood.md").touch()
    report = place.build()

    assert (report.rendered, report.changed) == (0, ())


def test_a_scheduled_note_comes_out_on_its_day(place: Place) -> None:
    place.today = Day(2027, 1, 1)
    report = place.build()

    assert "annotations/later/index.html" in report.changed
    _is_clean(place, report)


def test_another_engine_begins_anew(place: Place) -> None:
    with sqlite3.connect(place.memory) as memory:
        memory.execute("UPDATE meta SET value = 'another' WHERE name = 'engine'")
    memory.close()

    report = place.build()
    assert (report.changed, report.rendered > 20) == ((), True)


@pytest.mark.parametrize(
    ("edit", "reasons"),
    [
        (("write", "content/annotations/flood.md", NOTE.replace("A note.", "New.")), ("the annotation “flood” changed",)),
        (("write", "digest.toml", SETTINGS.replace("A digest", "B")), ("the settings in digest.toml changed",)),
        (
            ("write", "templates/source.html", '{% extends "!base/source.html" %}'),
            ("the template source.html, or one that it includes, changed",),
        ),
        (("damage", "sources/speech/index.html"), ("site/sources/speech/index.html is not as the last build left it",)),
        (("touch", "content/annotations/flood.md"), ()),
    ],
)
def test_a_build_says_why_it_would_render_a_page(place: Place, edit: Edit, reasons: tuple[str, ...]) -> None:
    _edit(place, edit)

    assert place.why("/sources/speech/") == reasons
    assert place.why("sources/speech/index.html") == reasons


def test_there_is_no_reason_for_a_page_that_is_not_there(place: Place) -> None:
    with pytest.raises(LookupError):
        place.why("/nowhere/")


HOLD = """
import sqlite3, sys
memory = sqlite3.connect(sys.argv[1], isolation_level=None)
memory.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_process_waits_for_the_first(place: Place) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, place.memory], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdin
        other.stdout.readline()
        with pytest.raises(Busy):
            Memory(place.memory, engine(), patience=0.1)
        other.stdin.close()
    assert place.build().changed == ()


def test_the_same_site_comes_out_of_two_processes(tmp_path: Path) -> None:
    notes = {f"content/annotations/n{n}.md": note(date=f"20{n % 90 + 10}", people=f"[P{n % 7}]") for n in range(700)}
    root = make(tmp_path, {**DIGEST, **notes})
    found = project.load(root)
    for name, means in (("one", Means()), ("two", Means(pool=lambda: Pool(2, patience=8)))):
        report = build(found, root / name, Options(TODAY), lambda *_: None, means)
        assert not report.errors
    assert site(root / "one") == site(root / "two")


def test_what_a_plan_says_survives_the_memory(place: Place) -> None:
    made = compose.planned(project.load(place.root), Options(TODAY), lambda *_: None, Memory(None, ""), Pool())
    for page in made.pages:
        back = params(decode(list, encode(page.params)))
        assert repr(back) == repr(page.params), page.path

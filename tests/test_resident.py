"""Builds in a process that stays: whatever is named, looked at or lost, the site is what a clean build makes."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.build import Means, build
from digest.model.options import Options
from digest.model.report import Report
from digest.resident import Resident
from digest.store import project
from digest.store.listing import Listing
from digest.store.pool import Pool
from tests.making import CARD, SPEECH, make, note, said, site
from tests.test_memory import DIGEST, EDITS, Edit, Place, _edit, _written

FLOOD = "content/annotations/flood.md"
BOTH = "content/annotations/both.md"
STYLE = "templates/assets/own.css"

LATER = "---\nseed: later.txt\nrights: {mode: full, basis: ours}\n---\n"

FILES = {
    **DIGEST,
    STYLE: "a {}\n",
    "seeds/later.txt": SPEECH.replace("rose", "swelled"),
    "content/sources/later.md": LATER,
}


class Preview:
    """A digest with a process that builds it; without a build of its own it never sees what nobody names."""

    def __init__(self, root: Path) -> None:
        self.place = Place(root)
        self.resident = Resident(root / ".digest/preview.sqlite", root / "site", Pool)
        self.reports: list[Report] = []
        self.build()

    @property
    def root(self) -> Path:
        return self.place.root

    def build(self) -> Report:
        return self.resident.build(project.load(self.root), Options(self.place.today), lambda *_: None)

    def save(self, *names: str) -> Report:
        return self.resident.save(project.load(self.root), Options(self.place.today), names, lambda *_: None)

    def look(self) -> Report | None:
        return self.resident.look(project.load(self.root), Options(self.place.today), lambda *_: None)

    def write(self, name: str, text: str) -> Report:
        make(self.root, {name: text})
        return self.save(name)

    def is_clean(self, report: Report) -> None:
        """The site and what was said are those of a clean build."""
        clean = build(project.load(self.root), self.root / "clean", Options(self.place.today), lambda *_: None)
        ours = [each for each in report.diagnostics if each.code not in ("D603", "D604")]
        assert said(tuple(ours)) == said(clean.diagnostics)
        if report.written and clean.written:
            strangers = {each.span.path.removeprefix("site/") for each in report.diagnostics if each.code == "D604"}
            there = {path: data for path, data in site(self.root / "site").items() if path not in strangers}
            assert there == site(self.root / "clean")
        shutil.rmtree(self.root / "clean", ignore_errors=True)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    made = Preview(make(tmp_path, FILES))
    yield made
    made.resident.close()


def _text(preview: Preview, name: str, old: str, new: str) -> str:
    text = (preview.root / name).read_text()
    assert old in text
    return text.replace(old, new)


# ----------------------------------------------------------------------------------------------------- the property

NOT_OURS = ("spoil", "forget")  # the memory belongs to the process that has it open

WORDS = ("See [it](/method/).", "See [nothing](/no/).", "[Logo](/logo.svg)", "“Nobody was hurt”", "<b>x", "A. \x00", "B.")
FIELDS = (
    "summary: In short.",
    "nothing: x",
    "slug: rain",
    "id: rain",
    "kind: claim",
    "places: [The bridge, a Bridge]",
    "aliases: [/both/, /new/]",
    "supersedes: [both]",
    "corrections: [{date: 2026-11-21, text: A slip.}]",
    "corrections: [{date: 2026-11-21, type: retraction, text: Wrong.}]",
)
FLOODED = note(date="2021-12-07", source="speech", quote="The river rose", people="[Ann Lee]")

SAVES: st.SearchStrategy[Edit] = st.one_of(
    EDITS.filter(lambda edit: edit[0] not in NOT_OURS),
    _written("content/sources/later.md", LATER, LATER.replace("rights", "supersedes: [speech]\nrights")),
    _written(STYLE, "a {}\n", "b {}\n"),
    _written(FLOOD, *(FLOODED.replace("The body.", words) for words in WORDS)),
    _written(FLOOD, *(FLOODED.replace("published", f"{field}\npublished") for field in FIELDS)),
    _written("content/sources/speech.md", CARD.replace("la", "rights: {mode: excerpt}\nla", 1)),
)

SEQUENCES = int(os.environ.get("DIGEST_SEQUENCES", "40"))


def _names(edit: Edit) -> set[str]:
    """What a watch tells of an edit."""
    match edit:
        case ("move", old, new):
            return {f"content/annotations/{old}.md", f"content/annotations/{new}.md"}
        case ("write" | "remove" | "touch" | "same time", name, *_):
            return {name}
        case _:
            return set()


@settings(max_examples=SEQUENCES, deadline=None)
@given(st.lists(st.tuples(st.lists(SAVES, min_size=1, max_size=2), st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_after_any_sequence_of_saves_the_site_is_what_a_clean_build_makes(sequence: list[tuple[list[Edit], bool, bool]]) -> None:
    with TemporaryDirectory() as folder:
        preview = Preview(make(Path(folder), FILES))
        for edits, is_told, is_quiet in sequence:
            for edit in edits:
                _edit(preview.place, edit)
            names = {name for edit in edits for name in _names(edit)}
            is_seen = is_told and all(_names(edit) or edit == ("tomorrow",) for edit in edits)
            report = preview.save(*names) if is_told else preview.build()
            if is_seen and not report.errors:
                preview.is_clean(report)
            if is_quiet or not is_seen:
                preview.is_clean(preview.look() or report)
        preview.resident.close()


# ------------------------------------------------------------------------------------------------------- what is done


def test_a_saved_note_is_made_anew_where_it_is_shown_and_nothing_else_is_looked_at(preview: Preview) -> None:
    (preview.root / "site/index.html").write_text("damaged")

    report = preview.write(FLOOD, _text(preview, FLOOD, "A note.", "Another *note*."))

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
    assert (preview.root / "site/index.html").read_text() == "damaged"

    seen = preview.look()
    assert seen
    assert seen.changed == ("index.html",)
    preview.is_clean(seen)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Flood", "title: The flood"),
        ("title: Flood", "title: Flood\nsummary: In short."),
        ("title: Flood", "title: The flood\nsubject: none"),  # which is warned of
        ("A note.", "See [the method](/method/#how) and [this](https://example.org/)."),
    ],
)
def test_a_note_whose_card_holds_goes_the_short_way(preview: Preview, old: str, new: str) -> None:
    (preview.root / "site/404.html").write_text("damaged")

    report = preview.write(FLOOD, _text(preview, FLOOD, old, new))

    assert "annotations/flood/index.html" in report.changed
    assert (preview.root / "site/404.html").read_text() == "damaged"
    preview.is_clean(preview.look() or report)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2021-12-07", "date: 2021-12-08"),
        ("date: 2021-12-07", "date: 1999"),
        ("date: 2021-12-07\n", ""),
        ("date: 2021-12-07", "date: 2021-12-07\nkind: claim"),
        ("date: 2021-12-07", "date: 2021-12-07\npeople: [Cem]\nplaces: [The bridge]"),
        ("date: 2021-12-07", "date: 2021-12-07\naliases: [/old/flood/]"),
        ("date: 2021-12-07", "date: 2021-12-07\nslug: rain"),
        ("date: 2021-12-07", "date: 2021-12-07\nid: rain"),
        ("date: 2021-12-07", "date: 2021-12-07\nrelated: [both]"),
        ("date: 2021-12-07", "date: 2021-12-07\ncorrections: [{date: 2026-11-21, text: A slip.}]"),
        ("date: 2021-12-07", "date: 2021-12-07\ncorrections: [{date: 2026-11-21, type: retraction, text: Wrong.}]"),
        ("published: 2026-11-20", "published: 2027-01-01"),
        ("published: 2026-11-20", "draft: true"),
        ("quote: The river rose", "quote: The river fell"),
        (
            "source: speech\nquote: The river rose",
            "quotes: [{exact: The river rose, source: speech}, {exact: It opened, source: letter}]",
        ),
        ("source: speech\nquote: The river rose\n", ""),
        ("A note.", "See [nothing](/no/)."),
    ],
)
def test_a_note_that_stands_elsewhere_now_goes_the_middle_way(preview: Preview, old: str, new: str) -> None:
    (preview.root / "site/404.html").write_text("damaged")
    text = (preview.root / FLOOD).read_text()

    report = preview.write(FLOOD, _text(preview, FLOOD, old, new))

    assert report.written, said(report.diagnostics)
    assert (preview.root / "site/404.html").read_text() == "damaged"
    preview.is_clean(preview.look() or report)
    preview.is_clean(preview.write(FLOOD, text))


def test_a_note_that_comes_moves_or_goes_goes_the_middle_way(preview: Preview) -> None:
    damaged = preview.root / "site/404.html"
    damaged.write_text("damaged")
    new, moved = "content/annotations/new.md", "content/annotations/moved.md"

    came = preview.write(new, note(date="2020-02-03", source="letter", quote="opened again", people="[Cem, Ann Lee]"))
    assert "annotations/new/index.html" in came.changed
    assert "people/cem/index.html" in came.changed

    (preview.root / new).rename(preview.root / moved)
    assert "annotations/new/index.html" in preview.save(new, moved).removed

    (preview.root / moved).unlink()
    went = preview.save(moved)
    assert {"2020/index.html", "annotations/moved/index.html", "people/cem/index.html"} <= set(went.removed)
    assert not (preview.root / "site/people/cem").exists()

    assert damaged.read_text() == "damaged"
    preview.is_clean(preview.look() or went)


def test_saves_of_all_kinds_follow_one_another(preview: Preview) -> None:
    """What the short way changed is known to the middle one."""
    (preview.root / "site/404.html").write_text("damaged")
    preview.write(FLOOD, _text(preview, FLOOD, "A note.", "See [nothing](/no/) and [it](/method/)."))
    preview.write(FLOOD, _text(preview, FLOOD, "[nothing](/no/)", "nothing"))
    preview.write(BOTH, _text(preview, BOTH, "The body.", "Other words."))
    report = preview.write(BOTH, _text(preview, BOTH, "2026-11-20", "2026-11-19"))

    assert report.written
    assert (preview.root / "site/404.html").read_text() == "damaged"
    preview.is_clean(preview.look() or report)


def test_an_excerpt_shows_what_is_quoted_now(tmp_path: Path) -> None:
    card = "---\nseed: speech.txt\nrights: {mode: excerpt}\n---\n"
    preview = Preview(make(tmp_path, {**FILES, "content/sources/speech.md": card}))
    (preview.root / "site/404.html").write_text("damaged")

    report = preview.write(FLOOD, _text(preview, FLOOD, "quote: The river rose", "quote: The river fell"))

    assert (preview.root / "site/404.html").read_text() == "damaged"
    assert "on Friday" in (preview.root / "site/sources/speech/index.html").read_text()
    preview.is_clean(preview.look() or report)
    preview.resident.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A note.", "“Never said by anyone” at all."),
        ("date: 2021-12-07", "date: 2021-12-07\nslug: both"),
        ("date: 2021-12-07", "date: 2021-12-07\nrelated: [nobody]"),
    ],
)
def test_what_others_must_know_goes_the_long_way(preview: Preview, old: str, new: str) -> None:
    (preview.root / "site/404.html").write_text("damaged")

    report = preview.write(FLOOD, _text(preview, FLOOD, old, new))

    assert not report.written or "404.html" in report.changed
    preview.is_clean(report)


def test_what_is_saved_while_a_standing_site_is_planned_is_built(preview: Preview) -> None:
    """A preview that begins with nothing to do plans when it is quiet; what it reads then is not what was built."""
    assert preview.look() is None
    preview.resident.close()
    again = Preview(preview.root)
    moved = _text(preview, FLOOD, "2021-12-07", "1999")
    make(preview.root, {FLOOD: moved})

    report = again.look()
    assert report
    assert "1999/index.html" in report.changed
    again.is_clean(again.save(FLOOD))
    again.resident.close()


def test_the_index_follows_a_save_that_an_ordinary_build_takes_back(preview: Preview) -> None:
    text = (preview.root / FLOOD).read_text()
    preview.write(FLOOD, text.replace("A note.", "Unheard of."))
    make(preview.root, {FLOOD: text})

    preview.is_clean(preview.build())


def test_a_folder_that_became_a_file_is_no_fault(preview: Preview) -> None:
    deep = preview.root / "content/annotations/deep"
    preview.write("content/annotations/deep/new.md", note())
    (deep / "new.md").unlink()
    deep.rmdir()
    deep.write_text("")

    preview.is_clean(preview.save("content/annotations/deep/new.md"))


def test_a_term_that_is_called_otherwise_goes_the_long_way(preview: Preview) -> None:
    """It is called as the first note calls it that names it."""
    report = preview.write("content/annotations/a.md", note(people="[BO]"))
    assert "<h1>BO" in (preview.root / "site/people/bo/index.html").read_text()
    preview.is_clean(report)


def test_a_mistake_in_a_new_note_is_told_and_mended(preview: Preview) -> None:
    (preview.root / "site/404.html").write_text("damaged")
    new = "content/annotations/new.md"

    for text, code in (("---\ntitle: [\n---\n", "D110"), (note(source="speech", quote="The river sank"), "D201")):
        wrong = preview.write(new, text)
        assert [each.code for each in wrong.diagnostics] == [code]
        assert not wrong.written
    report = preview.write(new, note(source="speech", quote="The river rose"))

    assert report.written
    assert (preview.root / "site/404.html").read_text() == "damaged"
    preview.is_clean(preview.look() or report)


def test_a_note_on_a_source_with_a_later_capture_still_says_what_became_of_its_words(preview: Preview) -> None:
    preview.write("content/sources/later.md", LATER.replace("rights", "supersedes: [speech]\nrights"))

    preview.is_clean(preview.write(FLOOD, _text(preview, FLOOD, "A note.", "Another.")))


def test_a_style_sheet_and_a_static_file_are_copied(preview: Preview) -> None:
    assert preview.write(STYLE, "b {}\n").changed == ("assets/own.css",)
    report = preview.write("content/static/logo.svg", "<svg/>")
    assert report.changed == ("logo.svg",)
    preview.is_clean(preview.look() or report)


def test_a_mistake_stops_what_is_saved_until_it_is_mended(preview: Preview) -> None:
    text = (preview.root / FLOOD).read_text()
    before = site(preview.root / "site")

    wrong = preview.write(FLOOD, text.replace("The river rose", "The river sank"))
    other = preview.write(BOTH, _text(preview, BOTH, "The body.", "Another body."))

    assert [each.code for each in wrong.diagnostics] == [each.code for each in other.diagnostics] == ["D201"]
    assert (wrong.written, other.written) == (False, False)
    assert site(preview.root / "site") == before
    # What follows from it elsewhere is told when there is time to look.
    told = preview.look()
    assert told
    assert not told.written
    preview.is_clean(told)
    assert preview.look() is None

    mended = preview.write(FLOOD, text)
    assert mended.written
    assert "annotations/both/index.html" in mended.changed
    assert "404.html" not in mended.changed
    preview.is_clean(preview.look() or mended)


def test_what_nobody_named_is_found_when_it_is_quiet(preview: Preview) -> None:
    make(preview.root, {BOTH: _text(preview, BOTH, "The body.", "Another body.")})
    preview.write(FLOOD, _text(preview, FLOOD, "A note.", "Another."))

    report = preview.look()

    assert report
    assert "annotations/both/index.html" in report.changed
    preview.is_clean(report)


def test_afterwards_the_memory_is_as_an_ordinary_build_leaves_it(preview: Preview) -> None:
    preview.write(FLOOD, _text(preview, FLOOD, "A note.", "Another."))
    assert preview.look() is None
    preview.resident.close()

    options, means = Options(preview.place.today), Means(preview.root / ".digest/preview.sqlite")
    report = build(project.load(preview.root), preview.root / "site", options, lambda *_: None, means)

    assert (report.rendered, report.changed, report.written) == (0, (), True)


@pytest.mark.parametrize("count", [0, 1, 1000, 1001, 9000])
def test_a_list_that_changes_is_the_list_of_what_there_is(count: int) -> None:
    digests = {f"{n}/index.html": f"{n:064}" for n in range(count)}
    kept = Listing(digests)
    files = kept.files()

    changed = kept.change({"0/index.html": "f" * 64, "new.html": "e" * 64}, ["1/index.html"] if count > 1 else [])

    now = {**digests, "0/index.html": "f" * 64, "new.html": "e" * 64}
    now.pop("1/index.html", None)
    whole = Listing(now).files()
    assert changed is None or files | changed == whole
    assert (changed is None) == (files.keys() != whole.keys())

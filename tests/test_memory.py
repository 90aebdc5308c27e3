"""The memory: after any sequence of edits the site is what a clean build makes, and only what is concerned was made again."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.build import Means, build, why
from digest.model.edtf import Day
from digest.model.options import Options
from digest.model.report import Report
from digest.store import project
from tests.making import CARD, SETTINGS, SOUND, SPEECH, TODAY, make, note, said, site

OTHER = "Letter\n\nThe bridge was closed on Friday. Nobody was hurt, they said.\n\nIt opened again.\n"

DIGEST = {
    **SOUND,
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
    _written("digest.toml", SETTINGS, SETTINGS + 'order = "oldest-first"\n', SETTINGS.replace("A d", "D") + 'language = "de"\n'),
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

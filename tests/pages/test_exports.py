"""Files for other programs, read by what reads such files: calendars, timelines, tables, redirects; and the switches."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from digest.compose import compose
from digest.model.annotation import Entry
from digest.model.config import Config
from digest.model.edtf import Edtf, parse, sort_key
from digest.model.library import Library
from digest.model.noun import replace
from digest.model.options import Options
from digest.model.page import Parcel, Records
from digest.pages import KINDS, calendar, tables, timelinejs
from digest.pieces import Here
from digest.store import language, project
from tests.making import SETTINGS, SOUND, TODAY, build, make, note, site

ROOT = Path(__file__).parents[2]


def _site(root: Path, notes: dict[str, dict[str, str]], settings: str = "") -> dict[str, bytes]:
    files = {f"content/annotations/{id}.md": note(**fields) for id, fields in notes.items()}
    make(root, {**SOUND, "digest.toml": SETTINGS + settings, **files})
    report = build(root)
    assert report.errors == 0, report.diagnostics
    return site(root / "site")


def _events(data: bytes) -> dict[str, Any]:
    """The events of a calendar by the last word of their UID."""
    (whole,) = Calendar.from_ical(data.decode(), multiple=True)
    return {str(event["UID"]).rpartition(":")[2]: event for event in whole.walk("VEVENT")}


# ---------------------------------------------------------------------------------------------------------------- feeds


def test_feeds_say_in_which_language_a_note_is(tmp_path: Path) -> None:
    notes = {"flut": {"date": "2021-12-07", "language": "de"}, "flood": {"date": "2021-12-07", "language": "en"}}

    files = _site(tmp_path, notes)

    items = {each["id"].rpartition(":")[2]: each.get("language") for each in json.loads(files["feed.json"])["items"]}
    assert items == {"flut": "de", "flood": None}
    atom = files["feed.xml"].decode()
    assert (atom.count("<entry>"), atom.count('<entry xml:lang="de">')) == (1, 1)


# ------------------------------------------------------------------------------------------------------------- calendar


@pytest.mark.parametrize(
    ("edtf", "start", "end", "summary", "status"),
    [
        ("2021-12-07", date(2021, 12, 7), date(2021, 12, 8), "A note", "CONFIRMED"),
        ("2021-12-31", date(2021, 12, 31), date(2022, 1, 1), "A note", "CONFIRMED"),
        ("2021-12-07T10:00Z", datetime(2021, 12, 7, 10, tzinfo=UTC), None, "A note", "CONFIRMED"),
        ("2021-12-07T10:00+01:00", datetime(2021, 12, 7, 9, tzinfo=UTC), None, "A note", "CONFIRMED"),
        ("2021-12-07T10:00", datetime(2021, 12, 7, 9, tzinfo=UTC), None, "A note", "CONFIRMED"),  # in Berlin
        ("2021-12", date(2021, 12, 1), date(2022, 1, 1), "A note (December 2021)", "CONFIRMED"),
        ("2021", date(2021, 1, 1), date(2022, 1, 1), "A note (2021)", "CONFIRMED"),
        ("2021-12-07~", date(2021, 12, 7), date(2021, 12, 8), "A note (about 7 December 2021)", "TENTATIVE"),
        ("2021-12-07/2021-12-09", date(2021, 12, 7), date(2021, 12, 10), "A note (7–9 December 2021)", "CONFIRMED"),
        ("2021-12-07/..", date(2021, 12, 7), date(2021, 12, 8), "A note (from 7 December 2021)", "CONFIRMED"),
        ("../2021-12-07", date(2021, 12, 7), date(2021, 12, 8), "A note (not after 7 December 2021)", "TENTATIVE"),
        ("[2021-12-07,2021-12-09]", date(2021, 12, 7), date(2021, 12, 10), "A note (7 or 9 December 2021)", "TENTATIVE"),
        ("0044-03-15", date(44, 3, 15), date(44, 3, 16), "A note", "CONFIRMED"),
    ],
)
def test_a_date_is_an_event_of_its_length(
    tmp_path: Path, edtf: str, start: date, end: date | None, summary: str, status: str
) -> None:
    made = _site(tmp_path, {"x": {"date": f'"{edtf}"'}}, 'timezone = "Europe/Berlin"\n')

    event = _events(made["calendar.ics"])["x"]
    assert (event["DTSTART"].dt, event["DTEND"].dt if "DTEND" in event else None) == (start, end)
    assert (str(event["SUMMARY"]), event["STATUS"]) == (summary, status)


@pytest.mark.parametrize("edtf", ["-0044-03-15", "Y17000", "9999", ""])
def test_what_no_calendar_can_hold_is_left_out_and_counted(tmp_path: Path, edtf: str) -> None:
    made = _site(tmp_path, {"x": {"date": edtf and f'"{edtf}"'}})

    assert set(_events(made["calendar.ics"])) == {"flood"}
    assert "1 entry has no date that a calendar can hold" in made["calendar.ics"].decode().replace("\r\n ", "")


def test_an_event_says_what_its_annotation_does(tmp_path: Path) -> None:
    fields = {
        "title": '"Rain; then, flood"',
        "date": "2021-12-08",
        "published": "2026-11-20",
        "modified": "2026-11-22",
        "summary": '"It rained, and rained."',
        "language": "fr",
        "people": '["A, B", C]',
        "corrections": "[{date: 2026-11-22, text: It rained less}]",
    }
    event = _events(_site(tmp_path, {"rain": fields})["calendar.ics"])["rain"]

    assert str(event["UID"]) == "https://digest.example/#annotation:rain"
    assert str(event["SUMMARY"]) == "Rain; then, flood"
    assert event["SUMMARY"].params["LANGUAGE"] == "fr"
    assert str(event["DESCRIPTION"]).split("\n") == [
        "8 December 2021",
        "Corrected",
        "It rained, and rained.",
        "https://digest.example/annotations/rain/",
    ]
    assert event["URL"] == "https://digest.example/annotations/rain/"
    assert [str(each) for each in event["CATEGORIES"].cats] == ["Event", "A, B", "C"]
    moments = {name: event[name].dt for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED")}
    published, modified = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
    assert moments == {"DTSTAMP": modified, "CREATED": published, "LAST-MODIFIED": modified}


def test_a_retracted_event_is_cancelled(tmp_path: Path) -> None:
    fields = {"date": "2021-12-08", "corrections": "[{date: 2026-11-22, type: retraction, text: It did not rain}]"}
    event = _events(_site(tmp_path, {"rain": fields})["calendar.ics"])["rain"]

    assert (str(event["SUMMARY"]), event["STATUS"]) == ("Retracted: A note", "CANCELLED")


def test_the_calendar_of_the_bundled_digest_is_sound() -> None:
    _, artifacts = compose(project.load(ROOT), Options(TODAY), lambda what, done, total: None)
    data = next(each.data for each in artifacts if each.path == "calendar.ics")

    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    (whole,) = Calendar.from_ical(data.decode(), multiple=True)
    assert not whole.errors
    assert all(not event.errors for event in whole.walk("VEVENT"))
    assert len(_events(data)) > 20


# ------------------------------------------------------------------------------------------------------------- timeline


@pytest.mark.parametrize(
    ("edtf", "start", "end", "said"),
    [
        ("2021", {"year": 2021}, None, "2021"),
        ("2021-12", {"year": 2021, "month": 12}, None, "December 2021"),
        ("2021-12-08~", {"year": 2021, "month": 12, "day": 8}, None, "about 8 December 2021"),
        ("2021-12-08T10:30", {"year": 2021, "month": 12, "day": 8, "hour": 10, "minute": 30}, None, "8 December 2021, 10:30"),
        ("-0043", {"year": -43}, None, "44 BC"),
        ("202X", {"year": 2020, "month": 1, "day": 1}, {"year": 2029, "month": 12, "day": 31}, "2020s"),
        ("2021-12/2022-01", {"year": 2021, "month": 12, "day": 1}, {"year": 2022, "month": 1, "day": 31}, None),
        ("2021-12-08/..", {"year": 2021, "month": 12, "day": 8}, None, None),
    ],
)
def test_a_date_is_an_event_of_timelinejs(
    tmp_path: Path, edtf: str, start: dict[str, int], end: dict[str, int] | None, said: str | None
) -> None:
    made = json.loads(_site(tmp_path, {"x": {"date": f'"{edtf}"'}})["timeline.json"])

    (event,) = (each for each in made["events"] if each["unique_id"] == "annotation:x")
    assert (event["start_date"], event.get("end_date")) == (start, end)
    assert said is None or event["display_date"] == said


def test_an_event_of_timelinejs_is_escaped_and_shows_quoted_words(tmp_path: Path) -> None:
    fields = {
        "title": '"<script>alert(1)</script> & more"',
        "date": "2021",
        "summary": '"<img src=x onerror=alert(1)>"',
        "source": "speech",
        "quote": "The river rose",
    }
    made = json.loads(_site(tmp_path, {"x": fields}, 'description = "A <b>bold</b> claim"\n')["timeline.json"])

    (event,) = (each for each in made["events"] if each["unique_id"] == "annotation:x")
    assert event["text"]["headline"] == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more"
    assert event["text"]["text"] == (
        "<p>&lt;img src=x onerror=alert(1)&gt;</p>"
        '<blockquote lang="en"><p>The river rose</p></blockquote>'
        '<p><a href="https://digest.example/sources/speech/">Speech</a></p>'
        '<p><a href="https://digest.example/annotations/x/">The whole note</a></p>'
    )
    assert made["title"]["text"]["text"] == "<p>A &lt;b&gt;bold&lt;/b&gt; claim</p>"
    assert "media" not in event


# --------------------------------------------------------------------------------------------------------------- tables


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_annotations_and_quotations_are_tables(tmp_path: Path) -> None:
    fields = {
        "title": '"=HYPERLINK(1), really"',
        "date": "2021-12",
        "people": "[A, B]",
        "quotes": "[{source: speech, exact: Nobody was hurt}, {source: speech, exact: on Friday}]",
    }
    made = _site(tmp_path, {"x": fields})

    rows = _rows(made["annotations.csv"])
    assert [row["id"] for row in rows] == ["x", "flood"]
    assert rows[0] == {
        "id": "x",
        "title": "'=HYPERLINK(1), really",
        "kind": "event",
        "date": "2021-12",
        "earliest": "2021-12-01",
        "latest": "2021-12-31",
        "published": "2026-11-20",
        "modified": "",
        "language": "en",
        "authors": "",
        "summary": "",
        "note": "The body.",
        "people": "A; B",
        "places": "",
        "topics": "",
        "sources": "speech",
        "quotations": "2",
        "corrected": "",
        "retracted": "",
        "url": "https://digest.example/annotations/x/",
    }
    assert [(row["annotation"], row["n"], row["exact"]) for row in _rows(made["quotations.csv"])] == [
        ("x", "1", "Nobody was hurt"),
        ("x", "2", "on Friday"),
        ("flood", "1", "The river rose"),
    ]


def test_words_that_rights_withhold_are_in_no_export(tmp_path: Path) -> None:
    secret = "content/sources/speech.md"
    for mode in ("link", "private"):
        root = make(tmp_path / mode, {**SOUND, secret: f"---\nseed: speech.txt\nrights: {mode}\n---\n"})
        assert build(root).errors == 0
        files = {path: data for path, data in site(root / "site").items() if not path.startswith("assets/")}
        assert [path for path, data in files.items() if b"The river rose" in data] == []
        assert any(b"speech" in data for path, data in files.items() if path.endswith(".csv")) == (mode == "link")


# ------------------------------------------------------------------------------------------------------------ redirects


def test_old_addresses_are_listed_for_hosts(tmp_path: Path) -> None:
    made = _site(
        tmp_path,
        {"x": {"date": "2021", "aliases": "[/old/, /späte/x.html]"}},
    )

    assert made["_redirects"].decode().splitlines() == [
        "/old /annotations/x/ 301",
        "/old/ /annotations/x/ 301",
        "/sp%C3%A4te/x.html /annotations/x/ 301",
    ]


def test_an_old_address_leads_to_a_passage_where_notes_have_no_pages(tmp_path: Path) -> None:
    quoting = {"source": "speech", "quote": "The river rose", "aliases": "[/old/]"}

    made = _site(tmp_path, {"é": quoting}, "[annotations]\npages = false\n")

    assert "/old/ /sources/speech/#q-%C3%A9-1 301" in made["_redirects"].decode().splitlines()


def test_no_redirects_are_listed_where_there_are_none(tmp_path: Path) -> None:
    assert "_redirects" not in _site(tmp_path, {})


# ------------------------------------------------------------------------------------------------- parts and switches


def _large() -> Library:
    """600 dated entries in each of three years, and one without a date."""
    dates = [parse(f"{2000 + n % 3}-01-{1 + n % 31:02}") for n in range(1800)]
    dated = [_entry(f"n{n}", date) for n, date in enumerate(dates) if isinstance(date, Edtf)]
    entries = sorted(dated, key=lambda entry: (sort_key(entry.date), entry.id))
    return Library((*entries, _entry("undated", None)), (), (), (), {}, {}, {}, {})


def _entry(id: str, date: Edtf | None) -> Entry:
    return Entry(id, id, "event", date, 0, (), (), 0, None, None, title=id, summary="", lead=None)


def test_a_large_digest_is_divided_behind_indexes() -> None:
    config, library, speech = Config(base_url="https://digest.example/"), _large(), language.load("en")
    pages = {page.path: page for kind in (calendar, timelinejs, tables) for page in kind.plan(library, config)}
    entries = {card.id: _entry(card.id, card.date) for card in library.entries}
    empty = Records({}, {}, {}, {}, {}, {}, {})

    def made(path: str) -> Any:
        page = pages[path]
        records = replace(empty, entry=entries) if page.inputs else empty
        return KINDS[page.kind].view(Parcel(page, records), Here(page.url, config, speech))

    years = ("2000", "2001", "2002")
    assert set(pages) == {
        "calendar.ics", "timeline.json", "annotations.csv", "annotations/undated.csv", "quotations.csv",
        *(f"calendar/{year}.ics" for year in years), *(f"timeline/{year}.json" for year in years),
        *(f"annotations/{year}.csv" for year in years),
    }  # fmt: skip
    assert max(sum(table == "entry" for table, _ in page.inputs) for page in pages.values()) == 600
    index = _events(made("calendar.ics").encode())
    assert (index["2001"]["DTSTART"].dt, index["2001"]["DTEND"].dt) == (date(2001, 1, 1), date(2001, 2, 1))
    assert str(index["2001"]["SUMMARY"]) == "2001: 600 entries"
    assert index["2001"]["URL"] == "https://digest.example/calendar/2001.ics"
    assert len(_events(made("calendar/2001.ics").encode())) == 600
    assert [each["display_date"] for each in made("timeline.json")["events"]] == list(years)
    assert len(made("timeline/2001.json")["events"]) == 600
    assert _rows(made("annotations.csv").encode())[1] == {
        "part": "2001",
        "rows": "600",
        "first": "2001-01-01",
        "last": "2001-01-31",
        "url": "https://digest.example/annotations/2001.csv",
    }


FAMILIES = {
    "feeds": {
        "feed.xml",
        "feed.json",
        "people/a/feed.xml",
        "people/a/feed.json",
        "corrections/feed.xml",
        "corrections/feed.json",
    },
    "calendar": {"calendar.ics"},
    "timeline": {"timeline.json"},
    "tables": {"annotations.csv", "quotations.csv"},
    "web_annotations": {
        "annotations.jsonld",
        "annotations/all.jsonld",
        "annotations/flood/annotation.jsonld",
        "annotations/x/annotation.jsonld",
    },
    "receipts": {"quotes.json"},
    "redirects": {"_redirects"},
}


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_of_exports_can_be_switched_off(tmp_path: Path, name: str) -> None:
    notes = {"x": {"aliases": "[/old/]", "people": "[A]", "date": "2021"}}
    whole = _site(tmp_path / "with", notes)
    without = _site(tmp_path / "without", notes, f"[exports]\n{name} = false\n")

    assert whole.keys() - without.keys() == FAMILIES[name]
    for path in (path for path in without if path.endswith(".html")):
        assert not any(file.rpartition("/")[2].encode() in without[path] for file in FAMILIES[name]), path


def test_without_an_address_only_the_receipts_are_written(tmp_path: Path) -> None:
    make(tmp_path, {**SOUND, "digest.toml": 'title = "X"\n'})
    assert build(tmp_path).errors == 0

    made = [path for path in site(tmp_path / "site") if not path.endswith((".html", ".css", ".svg", ".js"))]
    assert sorted(path for path in made if not path.startswith("search/")) == ["integrity.json", "quotes.json", "robots.txt"]

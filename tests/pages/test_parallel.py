"""A translation beside its original, and its notice wherever its words are."""

import csv
import io
import re
import shutil
from pathlib import Path

import pytest

from digest.verify import verify
from tests.making import Files, build, make, note, said, site

CASE = Path(__file__).parents[1] / "golden/translation"
SETTINGS = 'schema = 1\ntitle = "X"\nbase_url = "https://digest.example/"\nid_authority = "digest.example,2026"\n'
ENGLISH = "Ferry\n\nThe ferry left the town at dawn on Monday.\n\nNobody knew why it left so early in the day.\n\nIt came back.\n"
GERMAN = """Fähre

Die Fähre verließ die Stadt am Montag im Morgengrauen.

Niemand wusste, warum sie so früh abfuhr.

Sie kam zurück.
"""
PAGE = "sources/de/parallel/index.html"


def _card(language: str, rights: str, translation: str = "") -> str:
    made = f"translation: {translation}\n" if translation else ""
    return f"---\nseed: {language}.txt\nlanguage: {language}\nrights: {rights}\n{made}---\n"


def _digest(english: str = "excerpt", german: str = "excerpt", translation: str = "by: machine, of: en, source: en") -> Files:
    return {
        "digest.toml": SETTINGS,
        "seeds/en.txt": ENGLISH,
        "seeds/de.txt": GERMAN,
        "content/sources/en.md": _card("en", english),
        "content/sources/de.md": _card("de", german, f"{{{translation}}}"),
        "content/annotations/why.md": note(
            title="Why", date="2021-12-07", quotes="[{source: en, exact: Nobody knew why}, {source: de, exact: Niemand wusste}]"
        ),
    }


def _built(root: Path, files: Files) -> dict[str, bytes]:
    report = build(make(root, files))
    assert said(report.diagnostics) == []
    assert said(verify(root / "site", root / "seeds").diagnostics) == []
    return site(root / "site")


def _rows(page: bytes) -> list[str]:
    """The texts of the two sides of each row."""
    rows = re.split(r'<div class="pair">', page.decode())[1:]
    sides = (re.split(r'<div class="side is-translation"', row.partition("</main>")[0]) for row in rows)
    return [" | ".join(" ".join(re.sub(r"<[^>]*>|data-[^>]*>", " ", side).split()).strip("> ") for side in row) for row in sides]


FULL = "{mode: full, basis: mine}"


def test_paragraphs_pair_by_number_where_both_texts_have_as_many(tmp_path: Path) -> None:
    files = _built(tmp_path, _digest(FULL, FULL))

    assert _rows(files[PAGE]) == [
        "Ferry | Fähre",
        "The ferry left the town at dawn on Monday. | Die Fähre verließ die Stadt am Montag im Morgengrauen.",
        "Nobody knew why it left so early in the day. | Niemand wusste , warum sie so früh abfuhr.",
        "It came back. | Sie kam zurück.",
    ]
    assert b'content="noindex' in files[PAGE]
    assert f"/{PAGE.removesuffix('index.html')}".encode() not in files["sitemap.xml"]
    assert b'href="../../sources/de/parallel/"' in files["sources/de/index.html"]
    assert b'href="../../sources/de/parallel/"' in files["sources/en/index.html"]


def test_an_alignment_says_which_paragraph_is_which(tmp_path: Path) -> None:
    case = shutil.copytree(CASE, tmp_path / "digest", ignore=shutil.ignore_patterns("site"))
    build(case)
    page = (case / "site/sources/harbour-ar/parallel/index.html").read_bytes()

    assert _rows(page)[3:] == [
        "The first ship came at noon. It carried grain. | وصلت أول سفينة ظهرًا. وكانت تحمل حبوبًا.",
        "The fee stays as it was. | Nothing corresponds to this",
        "Nothing corresponds to this | ترجمة آلية.",
    ]


def test_each_side_shows_what_its_own_rights_let_out(tmp_path: Path) -> None:
    files = _built(tmp_path, {**_digest(FULL, "excerpt"), "digest.toml": SETTINGS + "[rights]\ncontext = 0\n"})

    rows = _rows(files[PAGE])
    assert rows[1] == "The ferry left the town at dawn on Monday. | Not shown here"
    assert rows[2] == "Nobody knew why it left so early in the day. | [… 10 words not shown …] Niemand wusste"
    assert rows[4] == " | [… 8 words not shown …]"
    assert "Morgengrauen" not in files[PAGE].decode()


@pytest.mark.parametrize(("english", "german"), [("link", FULL), ("private", FULL), (FULL, "link"), (FULL, "private")])
def test_what_may_not_be_shown_stands_beside_nothing(tmp_path: Path, english: str, german: str) -> None:
    files = _built(tmp_path, _digest(english, german))

    assert PAGE not in files
    if "private" in (english, german):
        assert [path for path, data in files.items() if b"is a translation" in data and path.endswith("html")] == []
        other = "en" if english == "private" else "de"
        assert [path for path, data in files.items() if f"sources/{other}".encode() in data] == []


def test_a_corrected_alignment_or_another_original_is_seen_by_the_next_build(tmp_path: Path) -> None:
    case = shutil.copytree(CASE, tmp_path / "digest", ignore=shutil.ignore_patterns("site"))
    build(case)
    (case / "seeds/harbour.align").write_text("1 1\n2 2\n3 3\n4 4-5\n5 6\n", encoding="utf-8")
    build(case)

    page = (case / "site/sources/harbour-ar/parallel/index.html").read_bytes()
    assert _rows(page)[4:] == ["The fee stays as it was. | ترجمة آلية."]


# What of a machine translation a reader or a program may meet, and where its notice stands
NOTICE = "Machine translation from English, not reviewed"


def test_a_machine_translation_is_labelled_in_every_kind_of_output(tmp_path: Path) -> None:
    extra = note(title="Back", date="2021-12-08", source="de", quote="Sie kam zurück", people="[Crew]", topics="[ferries]")
    files = _built(tmp_path, {**_digest(FULL, FULL), "content/annotations/back.md": extra})

    # The words in any file: as text, in markup or in a string of JSON. The lists of the search hold single words.
    having = {
        path: data.decode()
        for path, data in files.items()
        if b"\0" not in data and any(words in " ".join(data.decode().split()) for words in ("Niemand wusste", "Sie kam zurück"))
    }
    kinds = {re.sub(r"(?<=/)[^/]+(?=/)|(?<=/)[^/]+(?=\.)|^\d{4}", "*", path) for path in having}
    assert {
        "index.html", "*/*.html", "search/*/*.json", "annotations/*/*.html", "annotations/*/*.jsonld",
            "people/*/*.html", "topics/*/*.html",
        "sources/*/*.html", "sources/*/*/*.html", "feed.xml", "feed.json", "timeline.json", "quotations.csv", "quotes.json",
    } <= kinds  # fmt: skip
    assert sorted(path for path, text in having.items() if NOTICE not in text) == []
    rows = list(csv.DictReader(io.StringIO(files["quotations.csv"].decode())))
    assert {(row["source"], row["notice"]) for row in rows} == {("en", ""), ("de", NOTICE)}


def test_a_reviewed_translation_carries_no_notice(tmp_path: Path) -> None:
    files = _built(tmp_path, _digest(FULL, FULL, "by: machine, of: en, source: en, reviewed: true"))

    assert [path for path, data in files.items() if b"not reviewed" in data] == []

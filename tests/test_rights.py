"""What of a source may not be seen is nowhere on a site: names, texts that were taken down, notes that were retracted."""

import json
from pathlib import Path

import pytest

from digest.model.options import Options
from digest.store import project
from digest.trust.bounds import bounds
from digest.verify import verify
from digest.verify.folder import scan
from digest.verify.leaks import leaks
from tests.making import SETTINGS, SOUND, TODAY, Files, build, make, note, said, site

TEXT = "Jane Doe speaks | News\n\nThe river rose, Jane Doe said on Monday. Nobody was hurt.\n\nThe river fell on Friday.\n"


def _card(**fields: str) -> str:
    fields = {"seed": "speech.txt", "language": "en", "url": "https://speech.example/", **fields}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + "---\nAn introduction.\n"


SPEECH_CARD, FLOOD = "content/sources/speech.md", "content/annotations/flood.md"


def _site(root: Path, files: Files) -> dict[str, bytes]:
    report = build(make(root, {**SOUND, "seeds/speech.txt": TEXT, **files}))
    assert said(report.diagnostics) == []
    return site(root / "site")


QUOTING = note(date="2021-12-07", source="speech", quote="rose, Jane Doe said")


def test_a_hidden_name_is_nowhere_and_everything_still_holds(tmp_path: Path) -> None:
    for mode in ("excerpt", "{mode: full, basis: mine}"):
        files = _site(tmp_path, {SPEECH_CARD: _card(redact="[Jane Doe]", rights=mode), FLOOD: QUOTING})

        assert [path for path, data in files.items() if b"Jane" in data or b"Doe" in data] == []
        page = files["annotations/flood/index.html"].decode()
        mark = '<span class="covered" role="img" aria-label="name withheld">▇▇▇▇ ▇▇▇</span>'
        assert f"rose, {mark} said</mark>" in page
        assert mark in files["sources/speech/index.html"].decode()
        assert "speech.example/#:~:text" not in page
        assert json.loads(files["quotes.json"])["quotations"][0]["exact"] == "rose, ▇▇▇▇ ▇▇▇ said"
        selector = json.loads(files["annotations/flood/annotation.jsonld"])["target"][0]["selector"]
        assert [each["type"] for each in selector] == ["TextPositionSelector"]
        verified = verify(tmp_path / "site", tmp_path / "seeds")
        assert said(verified.diagnostics) == []
        assert verified.seen == 1


def test_a_selector_beside_a_hidden_name_has_the_words_up_to_it(tmp_path: Path) -> None:
    quoting = note(date="2021-12-07", source="speech", quote="said on Monday")

    files = _site(tmp_path, {SPEECH_CARD: _card(redact="[Jane Doe]"), FLOOD: quoting})

    selector = json.loads(files["annotations/flood/annotation.jsonld"])["target"][0]["selector"][0]
    assert (selector["prefix"], selector["exact"]) == (" ", "said on Monday")
    assert selector["suffix"].startswith(". Nobody")


def test_the_place_of_a_text_that_was_taken_down_says_so(tmp_path: Path) -> None:
    card = _card(rights="link", takedown="{date: 2026-11-30, reason: Asked for <by> the publisher.}")

    files = _site(tmp_path, {SPEECH_CARD: card, FLOOD: QUOTING})

    page = files["sources/speech/index.html"].decode()
    assert "The text of this source was taken down (30 November 2026).</strong> Asked for &lt;by&gt; the publisher." in page
    assert [path for path, data in files.items() if b"rose, Jane" in data] == []
    german = SETTINGS + 'language = "de"\n'
    page = _site(tmp_path, {SPEECH_CARD: card, FLOOD: QUOTING, "digest.toml": german})["sources/speech/index.html"].decode()
    assert "Der Text dieser Quelle wurde von der Seite genommen (30. November 2026)." in page


def test_a_retracted_note_is_a_tombstone(tmp_path: Path) -> None:
    retracted = note(
        date="2021-12-07",
        title="A flood",
        source="speech",
        quote="The river fell",
        summary="It fell.",
        people="[Mayor]",
        corrections="[{date: 2026-11-25, type: retraction, text: The speech was never held.}]",
    )
    files = _site(tmp_path, {FLOOD: retracted})

    page = files["annotations/flood/index.html"].decode()
    assert "A flood" in page
    assert "The speech was never held." in page
    assert "25 November 2026" in page
    assert [path for path, data in files.items() if b"The body." in data or b"It fell." in data or b"river fell" in data] == []
    assert json.loads(files["quotes.json"])["quotations"] == []
    assert b"A flood" in files["index.html"]
    assert b"A flood" not in files["sources/speech/index.html"]
    item = json.loads(files["feed.json"])["items"][0]
    assert (item["title"], item["date_modified"][:10]) == ("A flood", "2026-11-25")
    assert "The speech was never held." in item["content_html"]
    assert "A flood" in files["corrections/index.html"].decode()


def test_an_erratum_is_the_sources_mistake_and_stays_out_of_the_ledger(tmp_path: Path) -> None:
    erratum = note(date="2021-12-07", title="A wrong day", kind="erratum", source="speech", quote="on Friday")

    files = _site(tmp_path, {FLOOD: erratum})

    assert b"A wrong day" not in files["corrections/index.html"]


def test_corrections_have_a_feed_whose_ids_stay(tmp_path: Path) -> None:
    first = "{date: 2026-11-25, type: clarification, text: 'Said [better](/about/).'}"
    about = {"content/pages/about.md": "---\ntitle: About\n---\nX\n"}
    corrected = note(title="A flood", date="2021-12-07", corrections=f"[{first}, {{date: 2026-11-26, text: Spelt, minor: true}}]")
    files = _site(tmp_path, {FLOOD: corrected, **about})

    (item,) = json.loads(files["corrections/feed.json"])["items"]
    assert item["title"] == "Clarification: A flood"
    assert item["url"] == "https://digest.example/annotations/flood/#corrections"
    assert item["id"] == "https://digest.example/#correction:flood/2026-11-25"
    assert item["date_modified"][:10] == "2026-11-25"
    assert '<a href="https://digest.example/about/"' in item["content_html"]
    assert b"<id>https://digest.example/#correction:flood/2026-11-25</id>" in files["corrections/feed.xml"]
    assert b'href="../corrections/feed.xml"' in files["corrections/index.html"]

    more = f"[{first}, {{date: 2026-11-25, text: Wrong.}}, {{date: 2026-11-27, text: Later.}}]"
    files = _site(tmp_path, {FLOOD: note(title="A flood", date="2021-12-07", corrections=more), **about})

    ids = [each["id"].partition("flood/")[2] for each in json.loads(files["corrections/feed.json"])["items"]]
    assert ids == ["2026-11-27", "2026-11-25", "2026-11-25/2"]


OLD = "Speech\n\nThe river rose on Monday, the mayor said.\n\nNobody was hurt at the bridge.\n\nIt rained.\n"
NEW = "Speech\n\nThe river rose on Tuesday night, the mayor said.\n\nIt rained.\n\nAn editor’s note was added here.\n"


def _captures(root: Path, rights: str, *more: str) -> dict[str, bytes]:
    quoted = [
        "{source: speech, exact: 'rose on Monday, the mayor said'}",
        "{source: speech, exact: Nobody was hurt at the bridge.}",
    ]
    quoted += ["{source: speech, exact: It rained.}", *more]
    files = {
        SPEECH_CARD: "---\nseed: speech.txt\nlanguage: en\nrights: {context: 0}\n---\n",
        "seeds/new.txt": NEW,
        "content/sources/new.md": f"---\nseed: new.txt\nsupersedes: [speech]\nrights: {rights}\n---\n",
        FLOOD: note(date="2021-12-07", quotes=f"[{', '.join(quoted)}]"),
    }
    report = build(make(root, {**SOUND, "seeds/speech.txt": OLD, **files}))
    assert report.errors == 0
    return site(root / "site")


def test_a_later_capture_shows_what_the_publisher_changed(tmp_path: Path) -> None:
    files = _captures(tmp_path, "{mode: full, basis: mine}")

    for path in ("annotations/flood/index.html", "sources/speech/index.html"):
        page = files[path].decode()
        assert page.count("The publisher later changed this passage.") == 1
        assert page.count("This passage is not in the later capture.") == 1
        assert '<del><span class="unseen" lang="en">removed: </span>Monday,</del>' in page
        assert '<ins><span class="unseen" lang="en">added: </span>Tuesday night,</ins>' in page
    assert b"later capture" not in files["sources/new/index.html"]
    assert verify(tmp_path / "site", tmp_path / "seeds").is_sound


def test_the_new_wording_of_a_quoted_passage_is_an_excerpt_too(tmp_path: Path) -> None:
    files = _captures(tmp_path, "{mode: excerpt, context: 0}")

    assert "added: </span>Tuesday night,</ins>" in files["annotations/flood/index.html"].decode()
    assert "rose on Tuesday night, the mayor said" in files["sources/new/index.html"].decode()
    assert "editor’s note" not in files["sources/new/index.html"].decode()
    assert verify(tmp_path / "site", tmp_path / "seeds").is_sound
    limits = bounds(project.load(tmp_path).value, Options(TODAY), lambda what, done, total: None).value
    assert said(leaks(scan(tmp_path / "site"), limits)) == []

    bounded = "---\nseed: new.txt\nsupersedes: [speech]\nrights: {max_words: 5}\n---\n"
    report = build(make(tmp_path, {"content/sources/new.md": bounded}))
    assert [each.code for each in report.diagnostics if each.severity == "error"] == ["D221"]


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("The river rose on Monday", "added: </span>Tuesday</ins>"),  # and not how the sentence goes on
        ("The river rose […] the mayor said.", "the new wording is not shown here"),  # nobody quoted what is between
    ],
)
def test_the_new_wording_of_an_excerpt_is_no_more_than_was_quoted(tmp_path: Path, quoted: str, shown: str) -> None:
    new = "Speech\n\nThe river rose on Tuesday because of rain that nobody had foretold at all in the town, the mayor says.\n"
    files = {
        SPEECH_CARD: "---\nseed: speech.txt\nlanguage: en\nrights: {context: 0}\n---\n",
        "seeds/speech.txt": OLD,
        "seeds/new.txt": new,
        "content/sources/new.md": "---\nseed: new.txt\nsupersedes: [speech]\nrights: {context: 0}\n---\n",
        FLOOD: note(date="2021-12-07", source="speech", quote=quoted),
    }

    made = _site(tmp_path, files)

    assert shown in made["annotations/flood/index.html"].decode()
    assert [path for path, data in made.items() if b"foretold" in data] == []


def test_the_difference_keeps_to_the_rights_of_both_captures(tmp_path: Path) -> None:
    files = _captures(tmp_path, "link")
    page = files["annotations/flood/index.html"].decode()
    assert "The publisher later changed this passage; the new wording is not shown here." in page
    assert "Tuesday" not in page

    files = _captures(tmp_path, "private")
    assert b"later capture" not in files["annotations/flood/index.html"]


def test_a_correction_later_than_the_declared_change_is_the_last_one(tmp_path: Path) -> None:
    corrected = note(date="2021-12-07", modified="2026-11-22", corrections="[{date: 2026-11-24, text: Wrong.}]")

    page = _site(tmp_path, {FLOOD: corrected})["annotations/flood/index.html"].decode()

    assert "22 November 2026" not in page
    assert "A note”, A digest, 24 November 2026" in " ".join(page.split())

"""A source's text is taken down: its card says so and keeps every other line, and what had carried it is named."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.trust.takedown import taken_down
from tests.making import SOUND, build, make, note

CARD = "content/sources/speech.md"
NOTICE = "takedown:\n  date: 2026-11-30\n  reason: Asked.\n"


def _run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--root", str(root)])


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ("---\nseed: 'x.txt' # here\nrights: full\n---\nText.\n", ["seed: 'x.txt' # here", "rights: link", "Text."]),
        ("---\r\nseed: x.txt\r\n---\r\nText.\r\n", ["seed: x.txt\r", "rights: link\r", "Text.\r"]),
        (
            "---\nrights: {mode: full, holder: A, basis: ours}  # why\nseed: x.txt\n---\n",
            ["rights: {mode: link, holder: A, basis: ours}  # why"],
        ),
        ("---\nseed: x.txt\nrights:\n  holder: A\n  mode: excerpt\n---\n", ["  holder: A", "  mode: link"]),
        ("---\nseed: x.txt\nrights: {holder: A}\n---\n", ["seed: x.txt"]),
        ("---\nseed: x.txt\nrights: link\ntakedown: {date: 2020, reason: Old.}\n---\n", ["rights: link"]),
    ],
)
def test_only_the_lines_about_rights_change(before: str, kept: list[str]) -> None:
    after = taken_down(before, "2026-11-30", "Asked.")

    assert [line for line in kept if line not in after.split("\n")] == []
    assert "Old." not in after
    assert after.count("takedown:") == 1
    dropped = [line for line in before.split("\n") if line not in after.split("\n")]
    assert [line for line in dropped if not line.startswith(("rights", "takedown", "  mode"))] == []


def test_a_reason_stays_until_another_is_given() -> None:
    card = "---\nseed: x.txt\nrights: link\ntakedown: {date: 2026-11-20, reason: Asked by the publisher.}\n---\n"

    after = taken_down(card, "2026-11-30", "")

    assert "date: 2026-11-30\n  reason: Asked by the publisher.\n" in after


def test_the_card_the_page_and_everything_that_carried_it(tmp_path: Path) -> None:
    make(tmp_path, {**SOUND, "content/annotations/other.md": note(date="2021-12-08", source="speech", quote="fell")})
    build(tmp_path)

    result = _run(tmp_path, "takedown", "speech", "--reason", "Asked: by <them>.", "--date", "2026-11-30")

    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "content/sources/speech.md: changed"
    for path in ("index.html", "annotations/flood/index.html", "annotations/other/index.html", "sources/speech/index.html"):
        assert f"  {path}" in lines
    for path in ("feed.xml", "feed.json", "quotes.json", "annotations/flood/annotation.jsonld"):
        assert f"  {path}" in lines
    # The entry of each feed by its address, and not by an id that looks like one.
    assert lines.count("    https://digest.example/annotations/flood/") == 2
    assert not any("#annotation" in line for line in lines)
    assert "  sources/index.html" not in lines
    assert "  robots.txt" not in lines

    assert build(tmp_path).errors == 0
    page = (tmp_path / "site/sources/speech/index.html").read_text("utf-8")
    assert "The text of this source was taken down (30 November 2026).</strong> Asked: by &lt;them&gt;." in page
    assert "river rose" not in page
    receipts = json.loads((tmp_path / "site/quotes.json").read_text("utf-8"))["quotations"]
    assert [receipt.get("exact") for receipt in receipts] == [None, None]
    assert _run(tmp_path, "verify", str(tmp_path / "site"), "--rights").exit_code == 0
    assert _run(tmp_path, "takedown", "speech", "--dry-run").stdout.splitlines()[1].startswith("0 files")


def test_a_source_without_a_card_gets_one(tmp_path: Path) -> None:
    make(tmp_path, {name: data for name, data in SOUND.items() if name != CARD})

    result = _run(tmp_path, "takedown", "speech")

    assert result.stdout.splitlines()[:1] == ["content/sources/speech.md: made"]
    assert "there is no site in" in result.stdout
    assert "rights: link\n" in (tmp_path / CARD).read_text("utf-8")
    assert build(tmp_path).errors == 0


def test_nothing_is_changed_by_a_dry_run(tmp_path: Path) -> None:
    make(tmp_path, SOUND)

    assert _run(tmp_path, "takedown", "speech", "--dry-run").stdout.startswith("content/sources/speech.md: would change\n")
    assert (tmp_path / CARD).read_text("utf-8") == SOUND[CARD]


@pytest.mark.parametrize(
    ("card", "words", "message"),
    [
        (SOUND[CARD], ("speach",), "there is no source “speach”: did you mean “speech”?"),
        (SOUND[CARD], ("speech", "--date", "30.11.2026"), "--date must be an EDTF date such as 2026-03-14, not “30.11.2026”"),
        ("---\nseed: speech.txt\nrights: private\n---\n", ("speech",), "“speech” is private: nothing of it is on the site"),
    ],
)
def test_what_cannot_be_taken_down(tmp_path: Path, card: str, words: tuple[str, ...], message: str) -> None:
    make(tmp_path, {**SOUND, CARD: card})

    result = _run(tmp_path, "takedown", *words)

    assert result.exit_code == 2
    assert message in result.stderr
    assert (tmp_path / CARD).read_text("utf-8") == card


# ------------------------------------------------------------------------------------------------------ how much is shown


def test_a_check_says_how_much_of_each_source_is_shown(tmp_path: Path) -> None:
    files = {
        "digest.toml": 'title = "X"\n[rights]\ncontext = 1\n[publishers.Gazette]\nmax_words = 9\n',
        "seeds/a.txt": "A title\n\nOne two three four five.\n\nSix seven eight.\n",
        "seeds/b.txt": "B title\n\nWords of Jane Doe here.\n",
        "seeds/c.txt": "C title\n\nKept in.\n",
        "seeds/d.txt": "D title\n\nSecret words.\n",
        "content/sources/a.md": "---\nseed: a.txt\npublisher: Gazette\nrights: {max_share: 0.9, max_words: 8}\n---\n",
        "content/sources/b.md": "---\nseed: b.txt\nrights: {mode: full, basis: mine}\nredact: [Jane Doe]\n---\n",
        "content/sources/c.md": "---\nseed: c.txt\nrights: link\n---\n",
        "content/sources/d.md": "---\nseed: d.txt\nrights: private\n---\n",
        "content/annotations/x.md": note(date="2021", source="a", quote="two three"),
        "content/annotations/y.md": note(
            date="2022",
            quotes="[{source: a, exact: seven}, {source: b, exact: Words}, {source: c, exact: Kept}, {source: d, exact: Secret}]",
        ),
    }
    make(tmp_path, files)

    text = _run(tmp_path, "check", "--rights", "-q").stdout
    assert text == (
        "source     mode     shown  of  share   bound  longest run  annotations\n"
        "a          excerpt      7  10    70%  8, 90%            4            2\n"
        "b          full         7   7   100%       –            7            1\n"
        "c          link         0   4     0%       –            0            1\n"
        "d          private      0   4     0%       –            0            1\n"
        "publisher  mode     shown  of  share   bound  longest run  annotations\n"
        "Gazette    excerpt      7  10    70%       9            4            2\n"
    )
    told = json.loads(_run(tmp_path, "check", "--rights", "--format", "json").stdout)
    assert told["sources"][0] == {
        "id": "a",
        "mode": "excerpt",
        "publisher": "Gazette",
        "words_shown": 7,
        "words_total": 10,
        "share": 0.7,
        "longest_run": 4,
        "quotations": 2,
        "annotations": ["x", "y"],
        "max_words": 8,
        "max_share": 0.9,
    }
    assert {each["code"] for each in told["diagnostics"]} <= {"D143", "D231", "D232"}

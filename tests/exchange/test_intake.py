"""From a saved file to a proved quotation: what is written, what is refused, and that the same file makes the same bytes."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from digest.exchange import capture, feedfile
from digest.exchange.intake import Intake, import_capture, import_feed
from digest.model.diagnostic import Outcome
from digest.model.report import Report
from digest.model.source import Capture
from digest.steps.parse import parse_source
from digest.store import project
from digest.store.project import Project
from tests.exchange import pages
from tests.making import SETTINGS, build, make, note, said, site

BRIDGE = "die-brucke-bleibt-bis-mai-gesperrt"
BRIDGE_FILES = (f"seeds/{BRIDGE}.html", f"seeds/{BRIDGE}.txt", f"content/sources/{BRIDGE}.md")


@pytest.fixture
def digest(tmp_path: Path) -> Project:
    return project.load(make(tmp_path / "digest", {"digest.toml": SETTINGS})).value


def _saved(folder: Path, name: str, data: str | bytes) -> Path:
    return make(folder, {name: data}) / name


def _check(digest: Project, **fields: str) -> Report:
    """What a build says of a note with these fields."""
    make(digest.root, {"content/annotations/a.md": note(date="2024-03-14", **fields)})
    return build(digest.root)


# ------------------------------------------------------------------------------------------------------- saved pages


def test_a_page_becomes_its_capture_its_text_and_its_card(digest: Project, tmp_path: Path) -> None:
    path = _saved(tmp_path, "Bruecke.html", pages.NEWSPAPER)

    outcome = import_capture(digest, path)

    assert (outcome.value, outcome.diagnostics) == (Intake(BRIDGE_FILES), ())
    assert (digest.root / BRIDGE_FILES[0]).read_bytes() == path.read_bytes()
    assert (digest.root / BRIDGE_FILES[1]).read_bytes() == pages.NEWSPAPER_TEXT.encode()
    sums = {name: hashlib.sha256((digest.root / name).read_bytes()).hexdigest() for name in BRIDGE_FILES[:2]}
    assert (digest.root / BRIDGE_FILES[2]).read_text("utf-8") == (
        f"---\nseed: {BRIDGE}.txt\n"
        "title: Die Brücke bleibt bis Mai gesperrt\n"
        "url: https://elbblatt.example/stadt/bruecke.html\n"
        "publisher: Elbblatt\n"
        "authors:\n  - Jana Kühn\n  - Tom Weiß\n"
        "published: 2024-03-14\n"
        "language: de\n"
        "rights: excerpt\n"
        f"sha256: {sums[BRIDGE_FILES[1]]}\n"
        f"capture:\n  file: {BRIDGE}.html\n  sha256: {sums[BRIDGE_FILES[0]]}\n  extractor: {capture.extractor()}\n"
        "---\n"
    )


@pytest.mark.parametrize(
    ("name", "data", "source", "quote"),
    [
        ("a.html", pages.NEWSPAPER.encode(), BRIDGE, "Der Umbau kostet 4,5 Millionen Euro, doppelt so viel wie geplant"),
        ("b.htm", pages.BLOG.encode(), "why-the-mill-closed", "three bad contracts, and a loan at 9.5 per cent"),
        ("c.html", pages.SINGLEFILE.encode(), "crane-falls-into-harbour", "It weighed 340 tonnes."),
        ("d.html", pages.CYRILLIC.encode("windows-1251"), "мост-закрыт-до-мая", "«Мы нашли трещины», - сказала пресс-секретарь"),
        ("e.html", pages.BLOG.encode("utf-16"), "why-the-mill-closed", "closed on Friday after a hundred and twelve years"),
        ("f.mhtml", pages.mhtml(pages.BLOG), "why-the-mill-closed", "“too quiet in summer and too loud in winter”"),
        ("g.html", pages.BROKEN.encode(), "storm-over-the-bay", '"We had soup & blankets," said the warden'),
    ],
)
def test_what_a_reader_saw_can_be_quoted(
    digest: Project, tmp_path: Path, name: str, data: bytes, source: str, quote: str
) -> None:
    outcome = import_capture(digest, _saved(tmp_path, name, data))

    report = _check(digest, source=source, quote=f"'{quote}'")

    assert (outcome.diagnostics, said(report.diagnostics), report.quotations) == ((), [], 1)
    assert capture.extractor() in (digest.root / f"site/sources/{source}/index.html").read_text("utf-8")


def test_the_same_page_makes_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """In another folder, in another process, on another day and in another time zone."""
    saved = [
        _saved(tmp_path, "a.html", pages.NEWSPAPER),
        _saved(tmp_path, "b.mhtml", pages.mhtml(pages.SINGLEFILE)),
        _saved(tmp_path, "c.xml", pages.ATOM),
    ]
    made = []
    for n, zone in enumerate(("UTC", "Pacific/Kiritimati")):
        root = make(tmp_path / f"digest-{n}", {"digest.toml": SETTINGS})
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(n + 1), "SOURCE_DATE_EPOCH": str(n)}
        command: list[str | Path] = [sys.executable, "-m", "digest", "import", "--root", root, *saved]
        subprocess.run(command, check=True, capture_output=True, env=environment, cwd=Path(__file__).parents[2])
        made.append(site(root))

    assert len(made[0]) == 11
    assert made[0] == made[1]


def test_nothing_is_written_over(digest: Project, tmp_path: Path) -> None:
    path = _saved(tmp_path, "a.html", pages.NEWSPAPER)
    make(digest.root, {BRIDGE_FILES[1]: "Mine"})

    outcome = import_capture(digest, path)

    assert (outcome.value, said(outcome.diagnostics)) == (
        Intake(),
        [f"{BRIDGE_FILES[1]}: error[D727] this file exists already: nothing is imported"],
    )
    assert site(digest.root).keys() == {"digest.toml", BRIDGE_FILES[1]}


def test_a_card_with_the_same_id_elsewhere_is_respected(digest: Project, tmp_path: Path) -> None:
    make(digest.root, {"seeds/x.txt": "X", "content/sources/other.md": f"---\nseed: x.txt\nid: {BRIDGE}\n---\n"})

    outcome = import_capture(digest, _saved(tmp_path, "a.html", pages.NEWSPAPER))

    assert said(outcome.diagnostics) == [
        f"content/sources/other.md:1:1: error[D727] the source “{BRIDGE}” exists already: nothing is imported"
    ]


def test_an_import_that_was_killed_can_be_taken_up_again(digest: Project, tmp_path: Path) -> None:
    """Its first files stood in its way."""
    path = _saved(tmp_path, "a.html", pages.NEWSPAPER)
    import_capture(digest, path)
    whole = site(digest.root)
    (digest.root / BRIDGE_FILES[2]).unlink()

    assert import_capture(digest, path) == Outcome(Intake(BRIDGE_FILES), ())
    assert site(digest.root) == whole


def test_nothing_is_written_behind_a_link(digest: Project, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (digest.root / "seeds").symlink_to(tmp_path / "outside")

    outcome = import_capture(digest, _saved(tmp_path, "a.html", pages.NEWSPAPER))

    assert [each.code for each in outcome.diagnostics] == ["D720"]
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_dry_run_writes_nothing(digest: Project, tmp_path: Path) -> None:
    outcome = import_capture(digest, _saved(tmp_path, "a.html", pages.NEWSPAPER), dry_run=True)

    assert outcome.value == Intake(BRIDGE_FILES)
    assert site(digest.root).keys() == {"digest.toml"}


def test_a_file_that_cannot_be_written_leaves_none_behind(digest: Project, tmp_path: Path) -> None:
    make(digest.root, {"content/sources": "a file where a folder must be"})

    outcome = import_capture(digest, _saved(tmp_path, "a.html", pages.NEWSPAPER))

    assert (outcome.value, [each.code for each in outcome.diagnostics]) == (Intake(), ["D720"])
    assert site(digest.root).keys() == {"digest.toml", "content/sources"}


def test_the_day_of_saving_can_be_said(digest: Project, tmp_path: Path) -> None:
    import_capture(digest, _saved(tmp_path, "c.html", pages.SINGLEFILE), accessed="2022")

    assert "\naccessed: 2022\n" in (digest.root / "content/sources/crane-falls-into-harbour.md").read_text("utf-8")


def test_a_site_that_shows_less_than_excerpts_shows_no_more_of_what_is_imported(tmp_path: Path) -> None:
    strict = make(tmp_path / "digest", {"digest.toml": SETTINGS + '[rights]\nmode = "link"\n'})

    import_capture(project.load(strict).value, _saved(tmp_path, "a.html", pages.NEWSPAPER))

    assert "\nrights: link\n" in (strict / BRIDGE_FILES[2]).read_text("utf-8")


def test_pictures_beside_a_page_are_mentioned(digest: Project, tmp_path: Path) -> None:
    path = _saved(tmp_path, "Mill.html", pages.BLOG)
    make(tmp_path, {"Mill_files/logo.png": b"\x89PNG"})

    outcome = import_capture(digest, path)

    assert said(outcome.diagnostics) == [f"{path}: warning[D726] the folder “Mill_files” beside this page is not kept"]
    assert len(outcome.value.written) == 3


def test_a_file_without_a_headline_is_called_by_its_name(digest: Project, tmp_path: Path) -> None:
    page = "<html><body><article><p>The council met on Monday evening in the old hall. It was short.</p>"
    page += "<p>It will meet again in spring, when the hall is heated, said the mayor.</p></article></body></html>"

    outcome = import_capture(digest, _saved(tmp_path, "Council 3.html", page))

    assert outcome.value.written[-1] == "content/sources/council-3.md"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.html", b" " * 20_000_001, "D720"),
        ("a.html", b"<p>" * 300_000, "D720"),
        ("a.html", pages.EMPTY.encode(), "D721"),
        ("a.html", pages.NAVIGATION.encode(), "D721"),
        ("a.mhtml", b"not a mail", "D721"),
        ("a.html", b"\x89PNG\r\n\x00\x00\xff", "D101"),
    ],
)
def test_what_cannot_be_imported_leaves_no_trace(digest: Project, tmp_path: Path, name: str, data: bytes, code: str) -> None:
    outcome = import_capture(digest, _saved(tmp_path, name, data))

    assert (outcome.value, [each.code for each in outcome.diagnostics]) == (Intake(), [code])
    assert site(digest.root).keys() == {"digest.toml"}


# -------------------------------------------------------------------------------------------------------------- feeds


def test_entries_become_sources(digest: Project, tmp_path: Path) -> None:
    path = _saved(tmp_path, "valley.xml", pages.ATOM)

    outcome = import_feed(digest, path)

    assert outcome.value.written == (
        "seeds/2024-03-14-the-old-lock-reopens.txt",
        "content/sources/2024-03-14-the-old-lock-reopens.md",
        "seeds/2024-03-12-low-water.txt",
        "content/sources/2024-03-12-low-water.md",
    )
    assert said(outcome.diagnostics) == [f"{path}: warning[D728] entry 3 is passed over: it has no words"]
    seed = "The old lock reopens\n\nThe lock opened on Thursday. Twelve boats went through.\n\nSoup & bread\n"
    assert (digest.root / outcome.value.written[0]).read_bytes() == seed.encode()
    card = parse_source("content/sources/x.md", (digest.root / outcome.value.written[1]).read_bytes(), digest.config)
    assert (card.diagnostics, card.value is not None) == ((), True)
    assert card.value is not None
    assert (card.value.url, card.value.publisher, card.value.rights.mode) == (
        "https://valley.example/lock",
        "Valley & Weir",
        "excerpt",
    )
    feed = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (card.value.accessed, card.value.capture) == (None, Capture("", feed, feedfile.extractor()))
    report = _check(digest, source="2024-03-14-the-old-lock-reopens", quote="Twelve boats went through")
    assert (said(report.diagnostics), report.quotations) == ([], 1)


def test_what_was_imported_before_is_passed_over(digest: Project, tmp_path: Path) -> None:
    path = _saved(tmp_path, "valley.xml", pages.ATOM)
    import_feed(digest, path)
    before = site(digest.root)

    outcome = import_feed(digest, path, accessed="2024-03-20")

    assert outcome.value == Intake()
    assert said(outcome.diagnostics)[:2] == [
        f"{path}: warning[D728] entry 1, “The old lock reopens”, is passed over: a source with its address exists already",
        f"{path}: warning[D728] entry 2, “Low water”, is passed over: a source with its address exists already",
    ]
    assert site(digest.root) == before


def test_two_entries_of_one_name_do_not_write_over_each_other(digest: Project, tmp_path: Path) -> None:
    twice = pages.RSS.replace(
        "</item>", "</item><item><title>Мост закрыт</title><pubDate>Thu, 14 Mar 2024 10:00:00 GMT</pubDate></item>"
    )
    path = _saved(tmp_path, "v.rss", twice.encode("windows-1251"))

    outcome = import_feed(digest, path)

    assert outcome.value.written == ("seeds/2024-03-14-мост-закрыт.txt", "content/sources/2024-03-14-мост-закрыт.md")
    assert said(outcome.diagnostics) == [
        f"{path}: warning[D728] entry 2, “Мост закрыт”, is passed over: a source “2024-03-14-мост-закрыт” exists already"
    ]


@pytest.mark.parametrize(("data", "code"), [(b"", "D724"), (b"<html></html>", "D724"), (b" " * 10_000_001, "D720")])
def test_what_is_no_feed_leaves_no_trace(digest: Project, tmp_path: Path, data: bytes, code: str) -> None:
    outcome = import_feed(digest, _saved(tmp_path, "f.xml", data))

    assert (outcome.value, [each.code for each in outcome.diagnostics]) == (Intake(), [code])
    assert site(digest.root).keys() == {"digest.toml"}


# ---------------------------------------------------------------------------------------------------- the command line


def _run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_the_command_imports_pages_and_feeds(digest: Project, tmp_path: Path) -> None:
    page, feed = _saved(tmp_path, "a.html", pages.NEWSPAPER), _saved(tmp_path, "f.rdf", pages.RDF)

    done = _run("import", "--root", digest.root, page, feed)

    assert done.exit_code == 0, done.output
    assert all(f"wrote {name}" in done.stdout for name in (*BRIDGE_FILES, "content/sources/2024-03-a-letter-found.md"))
    assert _run("check", "--root", digest.root, "--strict").exit_code == 0


def test_the_command_takes_the_day_of_saving(digest: Project, tmp_path: Path) -> None:
    page = _saved(tmp_path, "a.html", pages.NEWSPAPER)

    wrong = _run("import", "--root", digest.root, "--accessed", "yesterday", page)
    right = _run("import", "--root", digest.root, "--accessed", "2024-03-16", page)

    assert (wrong.exit_code, wrong.stderr.splitlines()[-1]) == (
        2,
        "Error: --accessed must be an EDTF date such as 2024-03-14, not “yesterday”",
    )
    assert right.exit_code == 0
    assert "\naccessed: 2024-03-16\n" in (digest.root / BRIDGE_FILES[2]).read_text("utf-8")


def test_the_command_says_what_cannot_be_imported(digest: Project, tmp_path: Path) -> None:
    done = _run("import", "--root", digest.root, _saved(tmp_path, "a.html", pages.EMPTY))

    assert done.exit_code == 1
    assert "error[D721] there are no words in this page" in done.stderr


@pytest.mark.parametrize(
    ("name", "module", "extra", "what"),
    [("a.html", "trafilatura", "html", "reading a saved page"), ("f.xml", "feedparser", "feeds", "reading a feed")],
)
def test_a_missing_library_is_named_with_the_way_to_it(
    digest: Project, tmp_path: Path, name: str, module: str, extra: str, what: str
) -> None:
    path = _saved(tmp_path, name, pages.NEWSPAPER if name == "a.html" else pages.ATOM)
    program = f"import sys; sys.modules[{module!r}] = None; from digest.cli import main; main()"
    command: list[str | Path] = [sys.executable, "-c", program, "import", "--root", digest.root, path]

    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=Path(__file__).parents[2])

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f'Error: {what} needs another library: pip install "digest-ssg[{extra}]"\n'

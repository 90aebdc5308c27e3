"""The documents tell the truth: what they show runs, what exists is in them, what they link to is there."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from digest.cli import cli
from digest.gather import gather
from digest.model.config import Cards, Exports, Rights
from digest.model.edtf import Edtf, parse
from digest.model.options import Options
from digest.store import language, project
from digest.text.dates import in_words
from digest.text.settings import KEYS
from tests.making import SETTINGS, SOUND, TODAY, build, make
from tests.transcripts import replayed

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.glob("*.md")])
REPLAY = "if this is the program's new way to speak: python -m tests.transcripts README.md docs/*.md"


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def _prose(text: str) -> str:
    """The text with the blocks of code blanked: what looks like a heading or a link there is none."""
    return re.sub(r"^(```+).*?^\1", lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.MULTILINE | re.DOTALL)


def _section(text: str, heading: str) -> str:
    """What stands under a heading of level 2 or 3, up to the next of its level or above."""
    level, start = next((m[1], m.end()) for m in re.finditer(r"^(##+) (.*)$", _prose(text), re.MULTILINE) if m[2] == heading)
    end = re.compile(rf"^#{{1,{len(level)}}} ", re.MULTILINE).search(_prose(text), start)
    return text[start : end.start() if end else len(text)]


def _first_column(text: str) -> set[str]:
    """The names in the first column of the tables."""
    return {name for row in re.findall(r"^\| (`.*?) \|", text, re.MULTILINE) for name in re.findall(r"`([\w-]+)`", row)}


# ------------------------------------------------------------------------------------------------- what documents show


@pytest.mark.parametrize("path", DOCUMENTS, ids=_named)
def test_what_a_document_shows_is_what_the_program_says(path: Path, tmp_path: Path) -> None:
    text = path.read_text("utf-8")
    assert replayed(text, tmp_path) == text, REPLAY


def test_every_date_in_the_table_reads_as_it_says() -> None:
    locale = language.load("en").locale
    rows = re.findall(
        r"^\| `([^`]+)` \| (.*) \|$", _section(_text("dates.md"), "What you write and what readers see"), re.MULTILINE
    )

    assert len(rows) > 20
    for written, words in rows:
        date = parse(written)
        assert isinstance(date, Edtf), written
        assert in_words(date, locale) == words


def test_every_diagnostic_has_an_example_of_its_own() -> None:
    """Nearly all are provoked by `found:`; the others need a superuser without permissions, a race, a library that is not there,
    or a fault of ours.
    """
    text = _text("diagnostics.md")
    headings = re.findall(r"^## ((D\d{3}) .*)$", text, re.MULTILINE)

    assert [code for _, code in headings] == sorted({code for _, code in headings})
    for heading, code in headings:
        section = _section(text, heading)
        assert f"[{code}] " in section, code
        assert f"<!-- found: {code}" in section or code in {
            "D145",
            "D146",
            "D152",
            "D321",
            "D322",
            "D605",
            "D708",
            "D709",
            "D825",
            "D901",
        }, code


# ------------------------------------------------------------------------------------------------- what must be in them


def _commands(command: click.Command, name: str) -> Iterator[str]:
    yield name
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from _commands(inner, each if name == "digest" else f"{name} {each}")


def test_every_command_is_documented_by_its_own_help() -> None:
    text = _text("command-line.md")
    assert sorted(re.findall(r"^<!-- help: (.*) -->$", text, re.MULTILINE)) == sorted(_commands(cli, "digest"))
    assert not re.search(r"<!-- help: .* -->\n```text\n```", text), REPLAY


def test_every_setting_is_documented() -> None:
    text = _text("configuration.md")
    tables = {
        "rights",
        "publishers",
        "facets",
        "kinds",
        "feeds",
        "timeline",
        "exports",
        "cards",
        "annotations",
        "notes",
        "search",
        "menu",
        "params",
    }

    assert _first_column(_section(text, "The site")) == KEYS - tables
    assert _first_column(_section(text, "Rights")) == set(Rights.__struct_fields__)
    for heading, keys in (
        ("Publishers", {"max_share", "max_words"}),
        ("Feeds", {"limit"}),
        ("Timeline", {"limit"}),
        ("Cards", set(Cards.__struct_fields__)),
        ("Exports", set(Exports.__struct_fields__)),
        ("Annotations", {"pages"}),
        ("Notes", {"raw_html"}),
        ("Menu", {"label", "url"}),
    ):
        assert _first_column(_section(text, heading)) == keys
    for table in tables:
        assert f"[{table}" in _section(text, table.capitalize())


# path: (front matter with a field that does not exist in each of its tables, what the message calls each table: (the heading
# that its fields are documented under, fields that are documented in a sentence))
FRONT_MATTER: dict[str, tuple[str, dict[str, tuple[str, set[str]]]]] = {
    "content/sources/x.md": (
        (
            "zzz: 1\nseed: x.txt\narchive: [{zzz: 1}]\nrights: {mode: link, zzz: 1}\ntranslation: {zzz: 1}\ncapture: {zzz: 1}\n"
            "takedown: {zzz: 1}\n"
        ),
        {
            "a capture has": ("", {"file", "sha256", "extractor"}),
            "a takedown has": ("", {"date", "reason"}),
            "a source card has": ("The card", set()),
            "rights has": ("", set(Rights.__struct_fields__)),
            "a translation has": ("", {"of", "by", "tool", "reviewed", "source", "alignment"}),
            "an archived copy has": ("", {"url", "date"}),
        },
    ),
    "content/annotations/x.md": (
        (
            "zzz: 1\ntitle: X\nsource: x\nquote: words\nquotes: [{source: x, exact: words, zzz: 1, translation: {zzz: 1}}]\n"
            "references: [{url: 'https://x.example/', zzz: 1}]\nverdict: {label: X, zzz: 1}\n"
            "corrections: [{date: 2026, text: X, zzz: 1}]\n"
        ),
        {
            "an annotation has": ("Annotations", set()),
            "a quotation has": ("Quotations", set()),
            "a correction has": ("Corrections", set()),
            "a reference has": ("", {"url", "title", "publisher"}),
            "a translation has": ("", {"text", "language", "by"}),
            "a verdict has": ("", {"label", "rating", "best", "worst"}),
        },
    ),
    "content/people/x.md": ("zzz: 1\ntitle: X\n", {"a term page has": ("People, places, topics", set())}),
    "content/pages/x.md": ("zzz: 1\ntitle: X\n", {"a page has": ("Pages", set())}),
}


@pytest.mark.parametrize("path", FRONT_MATTER)
def test_every_field_of_front_matter_is_documented(path: str, tmp_path: Path) -> None:
    """A field that is like no other gets a hint that lists those that exist."""
    front_matter, things = FRONT_MATTER[path]
    root = make(tmp_path, {"digest.toml": 'title = "X"\n', "seeds/x.txt": "words\n", path: f"---\n{front_matter}---\nX\n"})
    found = gather(project.load(root).value, Options(TODAY), lambda what, done, total: None).diagnostics
    known = {each.message: set(each.hint.removeprefix("known here: ").split(", ")) for each in found if each.code == "D120"}

    assert {message.partition(" no field")[0] for message in known} == set(things)
    for thing, (heading, expected) in things.items():
        section = _section(_text("format.md"), heading) if heading else ""
        outside = section.partition("\n### ")[0] if heading == "Annotations" else section
        documented = _first_column(outside) | expected
        assert known[f"{thing} no field “zzz”"] == documented, thing


def test_every_module_has_its_place_in_the_architecture() -> None:
    text = _text("architecture.md")
    modules = [path for path in (ROOT / "digest").rglob("*.py") if not path.name.startswith("_")]
    # These rooms are told as a whole.
    told = [path for path in modules if path.parent.name not in ("pages", "serve", "exchange", "verify", "trust")]

    assert {"pages", "serve", "exchange", "verify", "trust"} <= set(re.findall(r"`(\w+)/`", text))
    assert [path.name for path in told if not re.search(rf"(?<![\w]){re.escape(path.name)}", text)] == []


# ---------------------------------------------------------------------------------------------------------- the links


def _anchors(text: str) -> set[str]:
    """The ids that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.*)$", _prose(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=_named)
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", _prose(path.read_text("utf-8")))):
        if re.match(r"https?:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text("utf-8"))):
            dead.append(link)

    assert dead == []


# -------------------------------------------------------------------------------------------------------- the hosting


def _hosted() -> dict[str, str]:
    return dict(re.findall(r"<!-- as: (.*?) -->\n```\w*\n(.*?)```\n", _text("hosting.md"), re.DOTALL))


def test_the_configurations_for_hosting_can_be_read() -> None:
    files = _hosted()

    assert yaml.safe_load(files[".github/workflows/digest.yml"])["jobs"].keys() == {"check", "publish"}
    assert yaml.safe_load(files[".gitlab-ci.yml"])["pages"]["artifacts"] == {"paths": ["public"]}
    assert tomllib.loads(files["netlify.toml"])["build"]["publish"] == "site"
    for name in ("digest.conf", "Caddyfile", "digest.apache.conf", "_headers"):
        assert files[name].count("{") == files[name].count("}")


def test_the_headers_of_a_build_are_those_of_the_documents(tmp_path: Path) -> None:
    make(tmp_path, {**SOUND, "digest.toml": f"{SETTINGS}[exports]\nheaders = true\n"})
    assert build(tmp_path).errors == 0

    assert (tmp_path / "site/_headers").read_text() == _hosted()["_headers"]


def test_every_host_sends_the_policy_that_the_pages_declare() -> None:
    declared = re.search(
        r'http-equiv="Content-Security-Policy" content="([^"]+)"', (ROOT / "templates" / "base.html").read_text()
    )
    assert declared
    policy = re.sub(r"\{%.*?%\}", "", declared[1]) + "; frame-ancestors 'none'"

    hosts = {name: text for name, text in _hosted().items() if not name.endswith(".yml")}
    assert len(hosts) == 5
    assert [name for name, text in hosts.items() if policy not in text] == []

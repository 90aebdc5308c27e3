"""The audit finds what is wrong: a sound site passes every check that needs no other program, and each fault fails its own."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import cli
from tests.making import make
from tools.audit import data, markup
from tools.audit.row import Row, none_of, table
from tools.audit.site import Site

PLAIN = Path(__file__).parents[1] / "golden/plain"
BASE = "https://digest.example/"
VOCABULARY: data.Vocabulary = {
    "Thing": (set(), {"name", "url", "description"}),
    "CreativeWork": ({"Thing"}, {"headline", "text", "author", "datePublished", "dateModified", "isBasedOn"}),
    "Quotation": ({"CreativeWork"}, set()),
}

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; style-src 'self'">
<meta name="description" content="A page"><meta property="og:title" content="A page"><link rel="canonical" href="https://digest.example/">
HEAD</head><body><h1>A page</h1>BODY</body></html>"""


def _failing(rows: list[Row]) -> list[str]:
    return [row.label for row in rows if row.passes is False]


def _with(folder: Path, files: dict[str, str]) -> Site:
    make(folder, {name: text.encode() for name, text in files.items()})
    return Site(folder, BASE)


def test_what_the_program_builds_is_sound(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["build", "--root", str(PLAIN), "-o", str(tmp_path)])
    assert done.exit_code == 0, done.output
    site = Site(tmp_path, BASE)

    found = [*markup.rows(site), *data.rows(site, PLAIN / "seeds", VOCABULARY)]

    assert _failing([row for row in found if "schema.org" not in row.label]) == []


@pytest.mark.parametrize(
    ("label", "head", "body"),
    [
        ("internal links and fragments that lead nowhere", "", '<a href="/nowhere/">x</a>'),
        ("internal links and fragments that lead nowhere", "", '<a href="#nowhere">x</a>'),
        ("internal links and fragments that lead nowhere", "", '<a href="javascript:void(0)">x</a>'),
        ("addresses of other hosts that a page loads", "", '<img src="https://example.org/x.png" alt="" width="1" height="1">'),
        ("addresses of other hosts that a page loads", '<link rel="preconnect" href="https://example.org/">', ""),
        ("ids that stand twice", "", '<p id="a">x</p><p id="a">y</p>'),
        ("script or style within a page", "<style>p { color: red }</style>", ""),
        ("script or style within a page", "", '<p style="color: red">x</p>'),
        ("script or style within a page", "", '<p onclick="x()">x</p>'),
        ("script or style within a page", "<script>x()</script>", ""),
        ("<time> without a valid value", "", '<time datetime="2021-02-30">x</time>'),
        ("<time> without a valid value", "", '<time datetime="about 2021">x</time>'),
        ("pages that lack metadata", "", "<h1>Another</h1>"),
        ("pages that lack metadata", "", '<img src="data:," width="1" height="1">'),
        ("files with local paths, tracebacks, template marks", "", "{{ title }}"),
    ],
)
def test_a_fault_in_a_page_fails_its_check(tmp_path: Path, label: str, head: str, body: str) -> None:
    site = _with(tmp_path, {"index.html": PAGE.replace("HEAD", head).replace("BODY", body)})

    assert _failing(list(markup.rows(site))) == [label]


@pytest.mark.parametrize(
    ("label", "name", "text"),
    [
        ("litter and names that travel badly", "page.html~", "x"),
        ("litter and names that travel badly", ".cache/x", "x"),
        ("litter and names that travel badly", "con.txt", "x"),
        ("litter and names that travel badly", "INDEX.html~", "x"),
        ("internal links and fragments that lead nowhere", "a.css", "p { background: url(nowhere.png) }"),
        ("addresses of other hosts that a page loads", "a.css", "@import 'https://example.org/a.css';"),
        ("pages without a strict content security policy", "404.html", PAGE.replace("'none'; base", "*; base")),
        ("pages that share a title", "b.html", PAGE.replace("HEAD", "").replace("BODY", "")),
    ],
)
def test_a_fault_in_a_file_fails_its_check(tmp_path: Path, label: str, name: str, text: str) -> None:
    site = _with(tmp_path, {"index.html": PAGE.replace("HEAD", "").replace("BODY", ""), name: text})

    assert _failing(list(markup.rows(site))) == [label]


def test_a_page_that_weighs_too_much_is_named(tmp_path: Path) -> None:
    noise = " ".join(str(pow(3, n, 1_000_003)) for n in range(20_000))
    site = _with(tmp_path, {"index.html": PAGE.replace("HEAD", "").replace("BODY", noise)})

    failing = [row for row in markup.rows(site) if row.passes is False]

    assert [row.must for row in failing] == ["<= 15", "<= 40"]
    assert failing[1].faults[0].startswith("index.html: ")


@pytest.mark.parametrize(
    ("block", "faults"),
    [
        ({"@type": "Quotation", "text": "x"}, []),
        ({"@type": "Quotation"}, ["Quotation lacks text"]),
        ({"@type": "Quote"}, ["Quote is no type of schema.org"]),
        ({"@type": "Quotation", "text": "x", "exact": "x"}, ["Quotation has no exact"]),
        ({"@type": "Quotation", "text": "x", "datePublished": "in May"}, ["datePublished is 'in May'"]),
        ({"@type": "Quotation", "text": "x", "isBasedOn": {"@type": "CreativeWork", "url": "/x/"}}, ["url is '/x/'"]),
    ],
)
def test_linked_data_is_held_against_the_vocabulary(block: dict[str, object], faults: list[str]) -> None:
    assert list(data.linked(block, VOCABULARY)) == faults


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("<id>tag:x</id>", ""), "?: not one id"),
        (("2021-02-03T04:05:06Z", "2021-02-03"), "tag:x: 2021-02-03"),
        (("hello", "&lt;script&gt;"), "tag:a: '<script' in its content"),
        (("hello", '&lt;a href="/x/"&gt;'), "tag:a: 'href=\"' in its content"),
    ],
)
def test_a_fault_in_an_atom_feed_is_found(change: tuple[str, str], fault: str) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x</id><title>x</title><updated>2021-02-03T04:05:06Z</updated>'
        '<link rel="self" href="https://digest.example/feed.xml"/><author><name>x</name></author><entry><id>tag:a</id><title>a</title>'
        '<updated>2021-02-03T04:05:07Z</updated><content type="html">hello</content></entry></feed>'
    )

    assert list(data.atom(feed.encode())) == []
    assert list(data.atom(feed.replace(*change).encode())) == [fault]


def test_a_table_names_the_first_faults_of_what_fails() -> None:
    rows = [Row("pages", "3"), none_of("good", ()), none_of("bad", "abcdefg")]

    assert table(rows, shown=2).splitlines() == [
        "     pages                 3",
        " ok  good                  0  0",
        "FAIL bad                   7  0",
        "       a",
        "       b",
        "       … and 5 more",
        "1 of 2 checks fail",
    ]

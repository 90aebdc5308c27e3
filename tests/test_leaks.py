"""A site shows nothing that its sources' rights keep in, and a leak is found wherever it is planted.

Every file of a site with all four modes is taken, one after the other, and words are put into it as its kind could carry them.
"""

import gzip
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from digest.cli import cli
from digest.model.options import Options
from digest.store import project
from digest.trust.bounds import bounds
from digest.verify.folder import scan
from digest.verify.leaks import Bounds, Guarded, Search, _Runs, leaks
from tests.making import SETTINGS, TODAY, Files, build, make, note, said

EXCERPTED = """Council votes on the bridge | News

The council met on Tuesday evening and voted for the new bridge after a debate of four hours.

Behind closed doors the treasurer had warned that the reserve would not last beyond the second winter of works.

The mayor thanked Jane Doe, the engineer, and closed the meeting shortly before midnight.
"""
LINKED = """A letter to the council

We the undersigned ask that the old crossing be kept open for walkers during all the years of building.

Our children go to school over it, and no bus has been promised to any of the three villages.
"""
PRIVATE = """Minutes of the closed session

The chair said that two members of the board had been told of the offer before anybody else was asked.
"""
OPEN = """A public statement

The reserve would not last beyond the second winter of works unless prices fall, the statement says openly.

Readers may know that.
"""
CHINESE = "报告\n\n委员会星期二晚上开会讨论新桥的建设问题并且决定推迟所有其他工程直到春天以后再说明天继续。\n"
FILES: Files = {
    "digest.toml": SETTINGS + '[rights]\ncontext = 3\n[publishers."The Gazette"]\nmax_words = 200\n',
    "seeds/council.txt": EXCERPTED,
    "seeds/letter.txt": LINKED,
    "seeds/minutes.txt": PRIVATE,
    "seeds/statement.txt": OPEN,
    "seeds/report.txt": CHINESE,
    "content/sources/council.md": """---
seed: council.txt
language: en
publisher: The Gazette
url: https://gazette.example/1
redact: [Jane Doe]
---
An introduction.
""",
    "content/sources/letter.md": """---
seed: letter.txt
language: en
rights: link
takedown: {date: 2026-11-01, reason: Asked}
---
""",
    "content/sources/minutes.md": "---\nseed: minutes.txt\nrights: private\n---\n",
    "content/sources/statement.md": "---\nseed: statement.txt\nrights: {mode: full, basis: public}\n---\n",
    "content/annotations/vote.md": """---
title: A vote
date: 2021-12-07
published: 2026-11-20
people: [The mayor]
topics: [bridges]
summary: A vote is held.
quotes:
  - {source: council, exact: voted for the new bridge}
  - {source: council, exact: The mayor thanked Jane Doe}
  - {source: letter, exact: ask that the old crossing be kept open}
  - {source: minutes, exact: two members of the board had been told}
  - {source: statement, exact: Readers may know that.}
  - {source: report, exact: 委员会星期二晚上开会}
---
We write it ourselves: no bus has been promised to any of the three villages, people say.
""",
    "content/annotations/doubt.md": note(date="2022-01~", source="letter", quote="no bus has been promised", kind="question"),
    "content/annotations/gone.md": note(
        date="2021-12-08",
        source="council",
        quote="treasurer had warned that the reserve",
        corrections="[{date: 2026-11-25, type: retraction, text: We were wrong.}]",
    ),
    "content/pages/about.md": "---\ntitle: About\naliases: [/old/]\n---\nAbout us.\n",
    "content/static/picture.png": b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND\xae\x42\x60\x82",
    "content/static/other.ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "content/static/other.csv": "a,b\r\n1,2\r\n",
    "content/static/drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'><title>A drawing</title></svg>",
    "content/static/font.bin": b"\0\1\2\3",
    "content/static/notes.txt": "Notes\n",
    "content/static/script.js": "let x = 1\n",
    "content/static/site.webmanifest": "{}",
    "content/static/index.gz": gzip.compress(b"{}"),
}

CLOSED = "the reserve would not last beyond the second winter of works".split()  # also in the statement: may be shown
WARNED = "Behind closed doors the treasurer had warned that the reserve".split()
SIGNED = "We the undersigned ask that the old crossing be kept open".split()
TOLD = "two members of the board had been told of the offer before".split()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make(tmp_path_factory.mktemp("rights"), FILES)
    assert [each for each in said(build(root).diagnostics) if "error" in each] == []
    return root


@pytest.fixture(scope="module")
def limits(root: Path) -> Bounds:
    outcome = bounds(project.load(root).value, Options(TODAY), lambda what, done, total: None)
    assert outcome.diagnostics == ()
    return outcome.value


@pytest.fixture(scope="module")
def search(limits: Bounds) -> Search:
    return Search(limits)


def _found(search: Search, path: str, data: bytes) -> list[str]:
    """What is found in one file of this name and content."""
    return [str(each) for each in search.file(path, data)]


def test_a_site_with_all_four_modes_shows_what_it_may(root: Path, limits: Bounds) -> None:
    assert {each.mode for each in limits.guarded} == {"excerpt", "link", "private"}
    assert said(leaks(scan(root / "site"), limits)) == []


# ------------------------------------------------------------------------------------------- leaks in every kind of file


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _before_end(data: bytes, chunk: bytes) -> bytes:
    return data.replace(b"\0\0\0\0IEND", chunk + b"\0\0\0\0IEND")


def _in_json(data: bytes, value: object) -> bytes:
    return json.dumps([json.loads(data), value]).encode()


def _in_html(markup: str) -> Callable[[bytes, list[str]], bytes]:
    """Puts markup before the end of a page; `{}` stands for the words."""

    def plant(data: bytes, words: list[str]) -> bytes:
        ends = (b"</body>", b"</svg>", b"</feed>", b"</urlset>", b"</OpenSearchDescription>")
        end = next(each for each in ends if each in data)
        return data.replace(end, markup.replace("{}", " ".join(words)).encode() + end)

    return plant


Plant = Callable[[bytes, list[str]], bytes]
PLAIN: dict[str, Plant] = {"its text": lambda data, words: data + (" ".join(words) + "\n").encode()}
XML: dict[str, Plant] = {
    "text": _in_html("<p>{}</p>"),
    "a comment": _in_html("<!-- {} -->"),
    "an attribute": _in_html('<p class="{}"/>'),
    "an address": lambda data, words: _in_html(f'<a href="https://x.example/#:~:text={quote(" ".join(words))}"/>')(data, words),
    "escaped HTML": _in_html("<content>&lt;p title=&quot;{}&quot;&gt;</content>"),
    "an instruction": _in_html("<?note {}?>"),
    "an element for each word": lambda data, words: _in_html("".join(f"<b>{word}</b> " for word in words))(data, words),
    "CDATA": _in_html("<p><![CDATA[{}]]></p>"),
}
HTML = {name: plant for name, plant in XML.items() if name != "CDATA"} | {
    "a script": _in_html('<script>var x = "{}"</script>'),
    "data in a script": lambda data, words: _in_html(
        f'<script type="application/ld+json">{json.dumps({"x": " ".join(words)})}</script>'
    )(data, words),
    "an entity": lambda data, words: _in_html("".join(f"&#{ord(c)};" for c in " ".join(words)))(data, words),
    "a style": _in_html("<style>/* {} */</style>"),
    "a description": _in_html('<meta name="description" content="{}">'),
    "broken markup": lambda data, words: data + b"<!-- " + " ".join(words).encode(),
}
JSON: dict[str, Plant] = {
    "a value": lambda data, words: _in_json(data, {"x": " ".join(words)}),
    "a key": lambda data, words: _in_json(data, {" ".join(words): 1}),
    "HTML in a value": lambda data, words: _in_json(data, "<p>" + "</p><p>".join(words) + "</p>"),
    "a value for each word": _in_json,
    "broken JSON": lambda data, words: data + " ".join(words).encode(),
}
PLANTS: dict[str, dict[str, Plant]] = {
    "html": HTML,
    "xml": XML,
    "svg": XML,
    "json": JSON,
    "jsonld": JSON,
    "webmanifest": JSON,
    "ics": {
        "a folded line": lambda data, words: data + ("DESCRIPTION:" + "\r\n ".join(" ".join(words))).encode(),
        "an escaped text": lambda data, words: data + ("SUMMARY:" + "\\, ".join(words)).encode(),
    },
    "csv": {
        "a cell": lambda data, words: data + f'1,"{" ".join(words)}"\r\n'.encode(),
        "a cell for each word": lambda data, words: data + ",".join(words).encode(),
    },
    "js": PLAIN
    | {
        "escapes": lambda data, words: data + b'"' + "".join(f"\\u{ord(c):04x}" for c in " ".join(words)).encode() + b'"',
    },
    "css": PLAIN,
    "txt": PLAIN,
    "_redirects": PLAIN,
    "png": {
        "tEXt": lambda data, words: _before_end(data, _chunk(b"tEXt", b"Comment\0" + " ".join(words).encode())),
        "zTXt": lambda data, words: _before_end(data, _chunk(b"zTXt", b"C\0\0" + zlib.compress(" ".join(words).encode()))),
        "iTXt": lambda data, words: _before_end(data, _chunk(b"iTXt", b"C\0\0\0en\0\0" + " ".join(words).encode())),
        "packed iTXt": lambda data, words: _before_end(
            data, _chunk(b"iTXt", b"C\0\1\0en\0\0" + zlib.compress(" ".join(words).encode()))
        ),
        "bytes behind it": lambda data, words: data + " ".join(words).encode(),
    },
    "bin": {
        "UTF-8": lambda data, words: data + " ".join(words).encode(),
        "UTF-16": lambda data, words: data + " ".join(words).encode("utf-16-le"),
    },
    "gz": {"what is packed": lambda data, words: gzip.compress(json.dumps(" ".join(words)).encode())},
}


def test_every_kind_of_file_has_its_leaks(root: Path) -> None:
    assert {path.rpartition(".")[2] for path in scan(root / "site").files} <= PLANTS.keys()


@pytest.mark.parametrize(("ending", "manner"), [(ending, manner) for ending, plants in PLANTS.items() for manner in plants])
def test_a_leak_is_found_in_each_file_of_a_site(root: Path, search: Search, ending: str, manner: str) -> None:
    site = root / "site"
    paths = sorted(path for path in scan(site).files if path.rpartition(".")[2] == ending)
    assert paths
    for path in paths:
        data = (site / path).read_bytes()
        for words, source in ((WARNED, "council"), (SIGNED, "letter"), (TOLD, "minutes")):
            leaked = PLANTS[ending][manner](data, words)
            found = _found(search, path, leaked)
            assert any(f"words in a row of the source “{source}”" in each for each in found), (path, source)
        assert _found(search, path, PLANTS[ending][manner](data, WARNED[:7])) == [], path


# ----------------------------------------------------------------------------------------------------- what counts as one


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Behind closed doors the treasurer had warned that", 8),
        ("BEHIND CLOSED DOORS — the treasurer had: warned, that", 8),
        ("Behind clo\u00adsed doors the trea\u200bsurer had warned that", 8),
        ("Ｂｅｈｉｎｄ closed doors the treasurer had warned that", 8),
        ("Behind closed doors the treasurer had warned", 0),
        ("Behind closed doors the XXX treasurer had warned that the", 0),
        ("the reserve would not last beyond the second winter of works", 0),
        ("no bus has been promised to any of the three villages", 0),
        ("Tuesday evening and voted for the new bridge after a debate", 0),
        ("on Tuesday evening and voted for the new bridge after a debate of", 13),
        ("星期二晚上开会讨论新桥的建设问题并且决定推迟", 0),
        ("星期二晚上开会讨论新桥的建设问题并且决定推迟所有", 24),
        ("The chair said that two members of the board", 9),
        ("Council votes on the bridge", 0),
    ],
)
def test_a_run_is_eight_words_that_nobody_else_may_say(search: Search, text: str, count: int) -> None:
    found = _found(search, "x.txt", text.encode())

    assert [each.partition("] ")[2].partition(" ")[0] for each in found] == ([str(count)] if count else [])


def test_a_finding_says_where_it_is_and_where_it_comes_from(limits: Bounds, tmp_path: Path) -> None:
    make(tmp_path, {"x.html": "<p>\n<!-- we the undersigned ask that the OLD crossing -->\n"})

    (found,) = leaks(scan(tmp_path), limits)

    assert str(found) == "x.html:2:1: error[D831] 8 words in a row of the source “letter” stand here: in a comment"
    assert found.hint == "its rights are “link”; they stand at seeds/letter.txt:3:1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("thanked Jane Doe, the", ["error[D832] the name “Jane Doe” stands here: in text"]),
        ("JANE <b>DOE</b>", ["error[D832] the name “Jane Doe” stands here: in text"]),
        ("Jane", []),
    ],
)
def test_a_hidden_name_is_found(search: Search, text: str, found: list[str]) -> None:
    assert [each.partition(": ")[2] for each in _found(search, "x.html", text.encode())] == found


def test_a_name_that_the_editors_say_themselves_is_a_warning(root: Path, tmp_path: Path) -> None:
    said_by_us = note(date="2021-12-09", source="council", quote="closed the meeting", summary="Why was Jane Doe there?")
    make(tmp_path, {**FILES, "content/annotations/why.md": said_by_us})
    build(tmp_path)
    limits = bounds(project.load(tmp_path).value, Options(TODAY), lambda what, done, total: None).value

    found = leaks(scan(tmp_path / "site"), limits)

    assert [each.code for each in found] == ["D833"]
    assert "in the words of the editors" in found[0].message
    assert [each.code for each in Search(limits).file("x.txt", b"thanked Jane Doe, the")] == ["D832"]


def test_of_a_private_source_not_even_the_hash_or_the_title(limits: Bounds, search: Search) -> None:
    sha256 = next(each.text for each in limits.secrets if each.what == "the SHA-256")
    for text, what in ((sha256, "the SHA-256"), ("Minutes of the closed session", "the title")):
        assert _found(search, "x.json", json.dumps(text).encode())[0] == (
            f"x.json: error[D834] {what} of the private source “minutes” stands here: in a value"
        )


@given(st.lists(st.sampled_from("a b c d".split()), max_size=30), st.lists(st.sampled_from("a b c d e".split()), max_size=30))
def test_the_runs_that_are_found_are_those_of_a_plain_search(source: list[str], page: list[str]) -> None:
    """The rolling search says what a search of every run against every run says."""
    runs = _Runs(Bounds((Guarded("x", "link", "x.txt", " ".join(source)),)))
    known = {tuple(source[n : n + 8]) for n in range(len(source) - 7)}
    covered = {n + k for n in range(len(page) - 7) if tuple(page[n : n + 8]) in known for k in range(8)}

    counts = [int(message.split()[0]) for _, message, _ in runs.within(page)]

    assert sum(counts) >= len(covered)
    assert bool(counts) == bool(covered)


# -------------------------------------------------------------------------------------------------------- the command line


def test_the_command_searches_a_site_by_the_rights_of_its_digest(root: Path) -> None:
    sound = CliRunner().invoke(cli, ["verify", str(root / "site"), "--rights"])
    assert (sound.exit_code, sound.stderr) == (0, "")
    assert "every file searched for the words of 4 restricted sources" in sound.stdout

    page = root / "site/index.html"
    before = page.read_bytes()
    page.write_bytes(before.replace(b"</body>", " ".join(SIGNED).encode() + b"</body>"))
    try:
        leaking = CliRunner().invoke(cli, ["verify", str(root / "site"), "--rights"])
    finally:
        page.write_bytes(before)
    assert leaking.exit_code == 1
    assert "error[D831] 11 words in a row of the source “letter” stand here" in leaking.stderr


def test_nobody_knows_the_bounds_of_a_digest_with_errors(tmp_path: Path) -> None:
    make(tmp_path, {"digest.toml": SETTINGS, "content/sources/x.md": "---\nseed: x.txt\n---\n", "site/index.html": "x"})

    result = CliRunner().invoke(cli, ["verify", str(tmp_path / "site"), "--rights"])

    assert result.exit_code == 2
    assert "while the digest has errors nobody knows what may be shown" in result.stderr

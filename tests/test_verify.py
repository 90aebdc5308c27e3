"""A published site is held against its seeds: what is sound is called so, and whatever was altered is found.

Alterations are made with `integrity.json` made anew, so that nothing but the words themselves can give them away.
"""

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.cli import cli
from digest.verify import Verified, verify
from tests.making import CARD, SETTINGS, build, make, note

ROOT = Path(__file__).parents[1]

FULL = "---\nseed: rede.md\nlanguage: de\nrights: {mode: full, basis: our own}\n---\nEinleitung.\n"
LINK = "---\nseed: letter.txt\nlanguage: en\nrights: link\n---\n"
GERMAN = 'schema = 1\ntitle = "Lesezeichen"\nlanguage = "de"\nbase_url = "https://digest.example/lesen/"\n'
SPEECH = "Speech | News\n\nThe river rose by -0.42 m\non Monday. Nobody was hurt, the mayor said.\n\nThe river fell on Friday.\n"
FILES: dict[str, str | bytes] = {
    "digest.toml": GERMAN,
    "seeds/speech.txt": SPEECH,
    "seeds/rede.md": "# Die Rede\n\nDer *Fluss* stieg um 3 % & fiel.\n\n> Niemand <wurde> verletzt.\n\n- erstens\n- zweitens\n",
    "seeds/letter.txt": "Dear all\n\nNothing of this is shown anywhere.\n",
    "content/sources/speech.md": CARD,
    "content/sources/rede.md": FULL,
    "content/sources/letter.md": LINK,
    "content/annotations/flood.md": "---\ntitle: Flood\ndate: 2021-12-07\npublished: 2026-11-20\nquotes:\n"
    '  - {source: speech, exact: "The river rose […] Nobody was hurt"}\n'
    '  - {source: speech, exact: "by -0.42 m on Monday"}\n'
    '  - {source: rede, exact: "Der Fluss stieg um 3 %"}\n'
    '  - {source: rede, exact: "stieg um 3 % & fiel"}\n---\n> Somebody else said.\n\nA note.\n',
    "content/annotations/letter.md": note(date="2021-12-08", source="letter", quote="Nothing of this"),
    "content/annotations/verletzt.md": note(date="2021-12-09", source="rede", quote="Niemand"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A German digest with sources of all rights, overlapping passages and an elision."""
    root = make(tmp_path_factory.mktemp("small"), FILES)
    assert [each for each in build(root).diagnostics if each.severity == "error"] == []
    return root


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bundled")
    for name in ("content", "seeds", "templates"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "digest.toml", root)
    assert build(root).errors == 0
    return root


def sealed(site: Path) -> None:
    """Makes `integrity.json` anew, as whoever alters a site would."""
    files = {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and path.name != "integrity.json"
    }
    (site / "integrity.json").write_text(json.dumps({"schema": 1, "algorithm": "SHA-256", "files": files}), "utf-8")


Change = Callable[[str], str]


def changed(root: Path, changes: Mapping[str, Change], *, with_seeds: bool = True) -> Verified:
    """The result for the site of `root` with these files changed; they are put back."""
    site = root / "site"
    before = {path: (site / path).read_bytes() for path in (*changes, "integrity.json")}
    try:
        for path, change in changes.items():
            text = before[path].decode()
            new = change(text)
            assert new != text
            (site / path).write_bytes(new.encode())
        sealed(site)
        return verify(site, root / "seeds" if with_seeds else None)
    finally:
        for path, data in before.items():
            (site / path).write_bytes(data)


def altered(root: Path, path: str, change: Change, *, with_seeds: bool = True) -> Verified:
    """The result for the site of `root` with one file changed."""
    return changed(root, {path: change}, with_seeds=with_seeds)


def codes(verified: Verified) -> set[str]:
    return {each.code for each in verified.diagnostics if each.severity == "error"}


# ---------------------------------------------------------------------------------------------- what shows quoted words

MARK = re.compile(r"<mark\b[^>]*>(.*?)</mark>|<span class=\"context\"[^>]*>(.*?)</span>", re.DOTALL)
BLOCK = re.compile(r"<div class=\"text[^>]*data-start[^>]*>(.*?)</div>", re.DOTALL)
ATOM = re.compile(r"&lt;blockquote[^;]*?(?:&#34;.*?&#34;)?&gt;&lt;p&gt;(.*?)&lt;/p&gt;&lt;/blockquote&gt;", re.DOTALL)
FEED = re.compile(r"<blockquote[^>]*><p>(.*?)</p></blockquote>")
EXACT = re.compile(r'"(?:exact|prefix|suffix)": "(.*)"')
QUOTATION = re.compile(r'"@type":"Quotation","@id":"[^"]*","text":"(.*?)"(?=,")')
TAG = re.compile(r"<[^>]*>")


def stretches(path: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a file shows words of a source: offsets of runs without markup, found by expressions and not by the checker."""
    if path.endswith(".html"):
        yield from (found.span(1) for found in QUOTATION.finditer(text))
        for found in (*MARK.finditer(text), *BLOCK.finditer(text)):
            start, end = found.span(1) if found[1] is not None else found.span(2)
            for tag in TAG.finditer(text, start, end):
                yield start, tag.start()
                start = tag.end()
            yield start, end
    elif path.endswith("feed.xml"):
        yield from (found.span(1) for found in ATOM.finditer(text) if "Somebody" not in found[1])
    elif path.endswith(("feed.json", "timeline.json")):
        yield from (found.span(1) for found in FEED.finditer(text) if "Somebody" not in found[1])
    elif path.endswith("quotations.csv"):
        for row in csv.DictReader(io.StringIO(text, newline="")):
            exact = re.escape(row["exact"].removeprefix("'").replace('"', '""'))
            (found,) = re.finditer(rf'({exact})"?,{row["start"]},{row["end"]},{row["sha256"]},', text)
            yield found.span(1)
    else:
        yield from (found.span(1) for found in EXACT.finditer(text))


WORD = re.compile(r"&[#\w]+;|\\u[0-9a-f]{4}|\\.|\w+")
SIGN = re.compile(r"&[#\w]+;|\\u[0-9a-f]{4}|\\.|\S")


def places(root: Path, pattern: re.Pattern[str]) -> dict[str, list[tuple[int, int]]]:
    """Every word (or sign) of a source in every file of the site."""
    found = {}
    for file in sorted((root / "site").rglob("*")):
        path = file.relative_to(root / "site").as_posix()
        if file.suffix in (".html", ".json", ".jsonld", ".xml", ".csv") and path != "integrity.json":
            text = file.read_bytes().decode()
            runs = [pattern.finditer(text, start, end) for start, end in stretches(path, text)]
            found[path] = sorted({match.span() for run in runs for match in run})
    return {path: spans for path, spans in found.items() if spans}


def unfound(root: Path, choice: Mapping[str, tuple[int, int]]) -> list[str]:
    """The files of which one place was altered and nothing was said: every file is looked at by itself, so one run is enough."""
    verified = changed(root, {path: replaced(*span) for path, span in choice.items()})
    return [path for path in choice if path not in {each.span.path for each in verified.diagnostics if each.code in WORDS}]


WORDS = ("D812", "D820")


def other(word: str) -> str:
    """Another word or sign in its place."""
    return "7" if word == "x" else "x"


def replaced(start: int, end: int) -> Change:
    return lambda text: text[:start] + other(text[start:end]) + text[end:]


# ----------------------------------------------------------------------------------------------------------------- sound


def test_the_bundled_digest_is_sound(bundled: Path) -> None:
    verified = verify(bundled / "site", bundled / "seeds")

    receipts = json.loads((bundled / "site/quotes.json").read_text("utf-8"))["quotations"]
    assert verified.diagnostics == ()
    assert verified.quotations == verified.seen == len(receipts) > 0
    assert verified.places > 10 * verified.quotations
    assert (verified.receipts_only, verified.unchecked) == (0, 0)


def test_a_site_of_all_rights_is_sound(small: Path) -> None:
    verified = verify(small / "site", small / "seeds")

    assert verified.diagnostics == ()
    assert (verified.quotations, verified.withheld, verified.seen) == (6, 1, 5)


def test_without_seeds_the_site_is_held_against_itself_and_says_so(small: Path) -> None:
    verified = verify(small / "site", None)

    assert [each.code for each in verified.diagnostics] == ["D813"]
    assert (verified.is_sound, verified.places) == (True, 0)
    assert verified.receipts_only > 0
    assert verified.unchecked > 0


def test_a_copy_elsewhere_is_verified_too(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small / "site", tmp_path / "copy")

    assert verify(tmp_path / "copy", small / "seeds").diagnostics == ()


def test_a_seed_in_another_charset_is_read_as_its_receipt_says(tmp_path: Path) -> None:
    root = make(
        tmp_path,
        {
            "digest.toml": SETTINGS,
            "seeds/speech.txt": "Rede\n\nDie Flüsse stiegen.\n".encode("windows-1252"),
            "content/sources/speech.md": "---\nseed: speech.txt\ncharset: windows-1252\n---\n",
            "content/annotations/flood.md": note(date="2021", source="speech", quote="Flüsse"),
        },
    )
    assert build(root).errors == 0

    assert verify(root / "site", root / "seeds").diagnostics == ()


# ----------------------------------------------------------------------------------------------------------- alterations


def test_every_altered_word_is_found_wherever_it_is_shown(small: Path) -> None:
    words = places(small, WORD)

    assert {
        "index.html",
        "feed.xml",
        "feed.json",
        "timeline.json",
        "quotations.csv",
        "quotes.json",
        "sources/speech/index.html",
    } <= set(words)
    assert {"annotations/flood/index.html", "annotations/flood/annotation.jsonld", "annotations/all.jsonld"} <= set(words)
    for n in range(max(map(len, words.values()))):
        assert unfound(small, {path: spans[n] for path, spans in words.items() if n < len(spans)}) == []


@settings(max_examples=30)
@given(data=st.data())
def test_every_altered_sign_is_found(small: Path, data: st.DataObject) -> None:
    signs = places(small, SIGN)

    assert unfound(small, {path: data.draw(st.sampled_from(spans)) for path, spans in signs.items()}) == []


@settings(max_examples=5)
@given(data=st.data())
def test_altered_words_of_the_bundled_digest_are_found_in_every_file(bundled: Path, data: st.DataObject) -> None:
    words = places(bundled, WORD)

    assert len(words) > 50
    assert unfound(bundled, {path: data.draw(st.sampled_from(spans)) for path, spans in words.items()}) == []


def test_without_seeds_an_altered_quotation_is_found_by_its_receipt(small: Path) -> None:
    for path in (
        "annotations/flood/index.html",
        "index.html",
        "feed.json",
        "annotations/verletzt/annotation.jsonld",
        "quotes.json",
    ):
        verified = altered(small, path, lambda text: re.sub("Niemand|Nobody|hurt", "Jemand", text), with_seeds=False)
        assert "D820" in codes(verified), path


def test_a_message_names_the_line_and_both_wordings(small: Path) -> None:
    verified = altered(small, "sources/rede/index.html", lambda text: text.replace("verletzt.<", "verhetzt.<"))

    (found,) = verified.diagnostics
    lines = (small / "site/sources/rede/index.html").read_text("utf-8").splitlines()
    assert str(found).endswith(": error[D820] these words are not the source's own")
    assert found.hint == "[-the page-], {+the seed+}: Niemand [-verhetzt.-] {+verletzt.+}"
    assert any("verletzt" in line for line in lines[found.span.line - 1 : found.span.line + 2])


FLOOD, SOURCE, SECOND = "annotations/flood/index.html", "sources/speech/index.html", "sources/rede/index.html"


def dropped(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text, count=1, flags=re.DOTALL)


def swapped(first: str, second: str) -> Callable[[str], str]:
    return lambda text: text.replace(first, "\0").replace(second, first).replace("\0", second)


@pytest.mark.parametrize(
    ("path", "change", "code"),
    [
        (FLOOD, swapped("by -0.42 m on Monday", "Der Fluss stieg um 3 %"), "D820"),
        (FLOOD, lambda text: re.sub(r'(data-quotation="q-flood-2" data-start=")\d+', r"\g<1>3", text), "D821"),
        (FLOOD, lambda text: re.sub(r' data-parts="[^"]*"', "", text), "D821"),
        (FLOOD, lambda text: re.sub(r'data-sha256="\w{8}', 'data-sha256="00000000', text, count=1), "D821"),
        (FLOOD, lambda text: text.replace('data-quotation="q-flood-1"', 'data-quotation="q-flood-2"'), "D821"),
        (FLOOD, lambda text: text.replace('data-quotation="q-flood-1"', 'data-quotation="q-other-1"'), "D821"),
        (FLOOD, lambda text: re.sub(r'data-end="\d+"', 'data-end="x"', text), "D821"),
        (SOURCE, lambda text: text.replace(">The river rose</mark>", ">The river</mark> rose"), "D822"),
        (SOURCE, dropped(r'(?<=id="q-flood-2") data-quotation="q-flood-2"'), "D822"),
        (SOURCE, dropped(r'id="q-flood-2" '), "D814"),
        (SOURCE, swapped('id="q-flood-1"', 'id="q-flood-2"'), "D822"),
        (SECOND, dropped(r'<(div|li) class="row lines">\s*<div class="text" data-start[^>]*><p.*?</\1>(?=\s*<)'), "D823"),
        (SECOND, lambda text: text.replace("stieg um", 'stieg <span data-aside>nicht</span> um'), "D821"),
        (SOURCE, lambda text: re.sub(r'data-left-out="\d+"', 'data-left-out="99"', text), "D823"),
        ("feed.xml", swapped("by -0.42 m on Monday", "Der Fluss stieg um 3 %"), "D820"),
        ("feed.json", lambda text: re.sub(r"<blockquote[^>]*><p>Der.*?</blockquote>", "", text), "D820"),
        ("quotes.json", lambda text: re.sub(r'"start": \d+', '"start": 1', text, count=1), "D810"),
        ("quotes.json", lambda text: text.replace('"sha256": "', '"sha256": "00'), "D811"),
        ("quotes.json", lambda text: text.replace('"start": 42', '"start": 43'), "D812"),
        ("quotes.json", lambda text: text.replace('"n": 2', '"n": 1', 1), "D810"),
        ("quotes.json", lambda text: text.replace('"annotation": "flood"', '"annotation": "mood"'), "D821"),
        ("quotes.json", lambda text: text.replace("annotations/flood/", "annotations/gone/"), "D814"),
        ("quotes.json", lambda text: text[:-9], "D810"),
        ("annotations/flood/annotation.jsonld", lambda text: re.sub(r'"start": \d+', '"start": 7', text, count=1), "D821"),
        ("annotations/flood/annotation.jsonld", lambda text: text.replace("TextPositionSelector", "Other"), "D821"),
        ("annotations/all.jsonld", lambda text: text.replace('"selector"', '"was"', 1), "D824"),
        ("feed.xml", lambda text: text.replace("<feed", '<!DOCTYPE feed [<!ENTITY a "b">]><feed', 1), "D805"),
        ("feed.json", lambda text: text[1:], "D805"),
        ("timeline.json", swapped("The river rose", "Der Fluss stieg um 3 %"), "D820"),
        ("quotations.csv", lambda text: re.sub(r",\d+,(\d+,[0-9a-f]{64})", r",7,\1", text, count=1), "D821"),
        (FLOOD, lambda text: text.replace('#q-flood-1","text"', '#q-flood-9","text"'), "D821"),
        (FLOOD, lambda text: text.replace('"@context":', '"@context"'), "D805"),
        ("quotations.csv", lambda text: re.sub(r"\nflood,1,", "\nflood,9,", text), "D824"),
    ],
)  # fmt: skip
def test_what_contradicts_a_receipt_is_found(small: Path, path: str, change: Callable[[str], str], code: str) -> None:
    assert code in codes(altered(small, path, change))


def test_a_changed_seed_is_found(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small / "seeds", tmp_path / "seeds")
    (tmp_path / "seeds/speech.txt").write_text(SPEECH.replace("Nobody", "Somebody"), "utf-8")
    (tmp_path / "seeds/letter.txt").unlink()

    found = [str(each) for each in verify(small / "site", tmp_path / "seeds").diagnostics]
    assert [each.partition(": ")[2] for each in found] == [
        "error[D811] the seed “speech.txt” is not the one that was quoted",
        "error[D811] no seed has the SHA-256 of “letter.txt”",
    ]


def test_a_theme_that_marks_nothing_hides_quotations_and_that_is_said(tmp_path: Path) -> None:
    root = make(tmp_path, FILES)
    for name in ("home.html", "annotation.html", "source.html", "term.html", "timeline.html", "feed.xml"):
        make(root, {f"templates/{name}": "<!doctype html><title>bare</title>" if name.endswith("html") else "<feed/>"})
    assert build(root).errors == 0
    for path in (*(root / "site").rglob("*.json*"), *(root / "site").glob("*.csv")):
        if path.name not in ("quotes.json", "integrity.json"):
            path.unlink()
    sealed(root / "site")

    verified = verify(root / "site", root / "seeds")
    assert [each.code for each in verified.diagnostics].count("D825") == 5
    assert verified.seen == 0


# ------------------------------------------------------------------------------------------------- the folder as it lies


def test_files_are_those_that_the_build_wrote(small: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(small / "site", site)
    (site / "robots.txt").write_text("changed", "utf-8")
    (site / "404.html").unlink()
    (site / "added.txt").write_text("by the host", "utf-8")
    (site / "feed.json").unlink()
    (site / "feed.json").symlink_to(ROOT / "digest.toml")
    os.mkfifo(site / "pipe")

    found = [(each.code, each.severity, each.span.path) for each in verify(site, small / "seeds").diagnostics]
    assert found == [
        ("D804", "warning", "added.txt"),
        ("D802", "error", "integrity.json"),
        ("D802", "error", "integrity.json"),
        ("D804", "warning", "pipe"),
        ("D803", "error", "robots.txt"),
    ]


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"files": {"index.html": 1}}', b"[" * 100_000])
def test_a_site_without_a_list_of_its_files_is_no_sound_site(small: Path, tmp_path: Path, content: bytes | None) -> None:
    shutil.copytree(small / "site", tmp_path / "site")
    (tmp_path / "site/integrity.json").unlink()
    if content is not None:
        (tmp_path / "site/integrity.json").write_bytes(content)

    assert "D801" in codes(verify(tmp_path / "site", small / "seeds"))


def test_a_listed_path_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    make(tmp_path, {"secret.txt": "secret"})
    secret = hashlib.sha256(b"secret").hexdigest()
    listed = json.dumps({"files": {"../secret.txt": secret, str(tmp_path / "secret.txt"): secret, "a\0b": ""}})
    make(tmp_path / "site", {"integrity.json": listed, "quotes.json": '{"quotations": []}'})

    assert [each.code for each in verify(tmp_path / "site", None).diagnostics] == [
        *["D802"] * 3, "D804", "D813"
    ]  # fmt: skip


NAMES = ("index.html", "feed.xml", "feed.json", "quotes.json", "integrity.json", "a.jsonld", FLOOD, "seeds.html")
HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from(
            [
                '<p data-start="', '0" data-end="9', '" data-sha256="', "<mark", ">", "</p>", "<!", "<![", "<!--", "]]>", "<br/>",
                "&#x110000;", 'data-quotation="q-flood-1"', "<blockquote>", "\0", "\ud800", '{"quotations":[', "]}", '"', ",",
                '{"n":1,"place":', "1e999", "null", "<feed xmlns='http://www.w3.org/2005/Atom'><entry>",
                "<?xml version='1.0' encoding='x'?>",
            ]
        ),
        max_size=30,
    ).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
)  # fmt: skip


@given(name=st.sampled_from(NAMES), content=HOSTILE)
def test_no_file_is_a_reason_to_fail(small: Path, name: str, content: bytes) -> None:
    place, before = small / "site" / name, None
    if place.exists():
        before = place.read_bytes()
    try:
        place.write_bytes(content)
        result = CliRunner().invoke(cli, ["verify", str(small / "site"), "--format", "json"])
        assert result.exit_code in (0, 1)
        assert json.loads(result.stdout)["sound"] is (result.exit_code == 0)
    finally:
        place.unlink() if before is None else place.write_bytes(before)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("id type target selector exact".split()), inner),
)
FIELDS = "annotation n url place source seed text charset sha256 start end parts exact".split()


@settings(max_examples=40)
@given(record=st.dictionaries(st.sampled_from(FIELDS), JSON), table=JSON)
def test_no_json_is_a_reason_to_fail(small: Path, record: dict[str, object], table: object) -> None:
    receipts = json.loads((small / "site/quotes.json").read_text("utf-8"))
    receipts["quotations"][0] |= record
    annotation = {"type": "Annotation", "canonical": "annotation:flood", "target": table}
    files = {"quotes.json": receipts, "annotations/flood/annotation.jsonld": annotation}
    changed(small, {path: lambda _, path=path: json.dumps(files[path]) + " " for path in files})  # type: ignore[misc]


@pytest.mark.parametrize(
    "part", ["<", "<!--", "<b>", "<a ", "</b>", "<p data-start=1>", "<a '", "<![x", "<script>", "<?", "&#", "<!--a>"]
)
def test_pages_without_sense_are_read_in_linear_time(small: Path, part: str) -> None:
    altered(small, "404.html", lambda _: part * 20_000)


# ------------------------------------------------------------------------------------------------------ the command line


def test_the_command_says_what_was_checked_and_exits_with_it(small: Path, tmp_path: Path) -> None:
    sound = CliRunner().invoke(cli, ["verify", str(small / "site")])
    shutil.copytree(small / "site", tmp_path / "site")
    (tmp_path / "site/index.html").write_text("<p>Gone.", "utf-8")
    wrong = CliRunner().invoke(cli, ["verify", str(tmp_path / "site")])
    misuse = CliRunner().invoke(cli, ["verify", str(tmp_path / "nothing")])

    assert (sound.exit_code, wrong.exit_code, misuse.exit_code) == (0, 1, 2)
    assert re.fullmatch(
        r"sound: \d+ files, 6 quotations, 5 of them seen; words held against the seeds at \d+ places; "
        r"of 1 quotation no words are shown\n",
        sound.output,
    )
    assert "index.html:1:1: error[D803] this file is not the one that the build wrote" in wrong.output
    assert "1 finding: " in wrong.output


def test_strictness_makes_warnings_findings(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small / "site", tmp_path / "site")

    assert CliRunner().invoke(cli, ["verify", str(tmp_path / "site")]).exit_code == 0
    assert CliRunner().invoke(cli, ["verify", str(tmp_path / "site"), "--strict"]).exit_code == 1


def test_unescaped_words_are_what_readers_see(small: Path) -> None:
    """The pages escape what the receipts do not: both say the same."""
    page = (small / "site" / FLOOD).read_text("utf-8")
    assert "stieg um 3 % &amp; fiel" in page
    assert "stieg um 3 % & fiel" in unescape(page)


def test_a_list_of_files_may_be_in_parts(small: Path, tmp_path: Path) -> None:
    site = shutil.copytree(small / "site", tmp_path / "site")
    sealed(site)
    files = json.loads((site / "integrity.json").read_text("utf-8"))["files"]
    parts = {}
    for name in "ab":
        part = {path: digest for path, digest in files.items() if (len(path) % 2 == 0) == (name == "a")}
        data = json.dumps({"files": part}).encode()
        make(site, {f"integrity/{name}.json": data})
        parts[f"integrity/{name}.json"] = hashlib.sha256(data).hexdigest()
    make(site, {"integrity.json": json.dumps({"schema": 1, "algorithm": "SHA-256", "parts": parts})})
    assert verify(site, small / "seeds").diagnostics == ()

    (site / "index.html").write_text("changed")
    assert "D803" in codes(verify(site, small / "seeds"))
    (site / "integrity/a.json").write_text("{}")
    found = verify(site, small / "seeds").diagnostics
    assert next(each.span.path for each in found if each.code == "D803") == "integrity/a.json"
    (site / "integrity/b.json").unlink()
    assert "D802" in codes(verify(site, small / "seeds"))

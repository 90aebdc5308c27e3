"""The whole line: what is built, in which order, what decides it, and what must never come out."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.model.edtf import Day
from tests.making import CARD, NOTE, SETTINGS, SOUND, SPEECH, Files, build, make, note, said, site

ROOT = Path(__file__).parents[1]


def _built(root: Path, files: Files) -> dict[str, bytes]:
    """The site of a sound digest and these files."""
    report = build(make(root, {**SOUND, **files}))
    assert not report.errors, said(report.diagnostics)
    return site(root / "site")


def _everything(built: dict[str, bytes]) -> str:
    """Every word of the site and every name of a file, but the theme's own."""
    return "\n".join(f"{path}\n{data.decode()}" for path, data in built.items() if not path.startswith("assets/"))


# -------------------------------------------------------------------------------------------------------- determinism


def _run(site: Path, cwd: Path, umask: int, **environment: str) -> dict[str, bytes]:
    program = f"import os; os.umask({umask}); from digest.cli import main; main()"
    command = [sys.executable, "-c", program, "build", "--root", str(ROOT), "-o", str(site)]
    paths = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, env={**os.environ, **environment, **paths}
    )
    assert done.returncode == 0, done.stderr
    return _site(site)


_site = site


def test_two_builds_are_alike_to_the_byte_whatever_the_world_around_them(tmp_path: Path) -> None:
    elsewhere = make(tmp_path / "elsewhere", {"unrelated": ""})

    first = _run(tmp_path / "a", ROOT, 0o022, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C.UTF-8")
    second = _run(tmp_path / "b/c", elsewhere, 0o077, PYTHONHASHSEED="2", TZ="Pacific/Kiritimati", LC_ALL="POSIX")

    assert first == second
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "b").rglob("*") if path.is_file()} == {"0o644"}


def test_the_bundled_site_names_no_place_on_this_machine(tmp_path: Path) -> None:
    built = _run(tmp_path / "site", ROOT, 0o022)
    names = [str(tmp_path), str(ROOT), str(Path.home()), sys.prefix]

    assert [(path, name) for path, data in built.items() for name in names if name.encode() in data] == []


class _Requests(HTMLParser):
    """The addresses that a browser asks for by itself when it shows a page."""

    ASKING = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")
    RELATIONS = ("stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        table = {name: value or "" for name, value in attributes}
        self.found += [table[name] for name in self.ASKING if name in table]
        if tag == "link" and set(table.get("rel", "").split()) & set(self.RELATIONS):
            self.found.append(table.get("href", ""))
        self.found += re.findall(r"url\(['\"]?([^)'\"]+)", table.get("style", ""))


def test_no_page_of_the_bundled_site_asks_another_host_for_anything(tmp_path: Path) -> None:
    built = _run(tmp_path / "site", ROOT, 0o022)
    asked: dict[str, str] = {}
    for path, data in built.items():
        if path.endswith(".html"):
            parser = _Requests()
            parser.feed(data.decode())
            asked |= dict.fromkeys(parser.found, path)
        if path.endswith(".css"):
            asked |= dict.fromkeys(re.findall(r"(?:url\(|@import )['\"]?([^)'\"]+)", data.decode()), path)

    assert asked
    assert {url: path for url, path in asked.items() if "//" in url.removeprefix("data:")} == {}


# ------------------------------------------------------------------------------------------------------------- rights

WORDS = st.text(st.characters(categories=["Ll"], max_codepoint=0x17F), min_size=3, max_size=6)


@st.composite
def _sources(draw: st.DrawFn) -> tuple[str, str, list[str], int]:
    """A mode, a text without a title of its own words, quotations of it, and how much context is shown.

    Each word of the text stands in it once, so that a run of its words in a page can only have come from there.
    """
    words = [f"{word}{n}q" for n, word in enumerate(draw(st.lists(WORDS, min_size=12, max_size=90)))]
    breaks = draw(st.sets(st.integers(1, len(words) - 1), max_size=6))
    text = "".join(("\n\n" if n in breaks else " " if n else "") + word for n, word in enumerate(words))
    starts = draw(st.lists(st.integers(0, len(words) - 3), max_size=3))
    quotes = [" ".join(words[start : start + draw(st.integers(1, 6))]) for start in starts]
    return draw(st.sampled_from(["excerpt", "link", "private"])), f"Heading\n\n{text}\n", quotes, draw(st.integers(0, 5))


def _shown_words(text: str, quotes: list[str], context: int) -> set[str]:
    """The words that an excerpt may show: those quoted, and so many around them in the paragraphs where they end."""
    words = text.split()[1:]
    paragraphs = [paragraph.split() for paragraph in text.strip().split("\n\n")[1:]]
    shown: set[str] = set()
    for quote in quotes:
        quoted = quote.split()
        start = words.index(quoted[0])
        end = start + len(quoted)
        shown |= set(quoted)
        first = next(each for each in paragraphs if quoted[0] in each)
        last = next(each for each in paragraphs if quoted[-1] in each)
        shown |= set(words[max(0, start - context) : start]) & set(first)
        shown |= set(words[end : end + context]) & set(last)
    return shown


@settings(max_examples=25)
@given(_sources())
def test_what_rights_hide_stands_in_no_file(source: tuple[str, str, list[str], int]) -> None:
    mode, text, quotes, context = source
    files: dict[str, str | bytes] = {
        "digest.toml": SETTINGS,
        "seeds/hidden.txt": text,
        "content/sources/hidden.md": f"---\nseed: hidden.txt\ntitle: Titel\nrights: {{mode: {mode}, context: {context}}}\n---\n",
    }
    for n, quote in enumerate(quotes):
        files[f"content/annotations/n{n}.md"] = note(date="2021", source="hidden", quote=f'"{quote}"')
    with TemporaryDirectory() as folder:
        report = build(make(Path(folder), files))
        assert not report.errors, said(report.diagnostics)
        everything = _everything(site(Path(folder) / "site"))

    hidden = set(text.split()[1:]) - (_shown_words(text, quotes, context) if mode == "excerpt" else set())
    assert report.quotations == len(quotes)
    assert [word for word in hidden if word in everything] == []


@pytest.mark.parametrize("mode", ["excerpt", "link", "private"])
def test_no_run_of_hidden_words_of_the_bundled_source_comes_out(tmp_path: Path, mode: str) -> None:
    text = (ROOT / "seeds/000_dab7ad7addbcca6f.txt").read_text("utf-8")
    heading, _, body = text.partition("\n\n")
    quote = body.split(".")[0]
    built = _built(
        tmp_path,
        {
            "seeds/speech.txt": text,
            "content/sources/speech.md": f"---\nseed: speech.txt\nlanguage: de\nrights: {{mode: {mode}, context: 3}}\n---\n",
            "content/annotations/flood.md": note(date="2021", source="speech", quote=json.dumps(quote, ensure_ascii=False)),
        },
    )
    everything = " ".join(re.sub(r"<[^>]+>", " ", _everything(built)).split())
    words = text[len(heading) + len(quote) :].split()[6:]

    runs = [" ".join(words[n : n + 8]) for n in range(len(words) - 8)]
    assert len(runs) > 300
    assert [run for run in runs if run in everything] == []


def test_of_a_private_source_nothing_comes_out(tmp_path: Path) -> None:
    built = _built(
        tmp_path,
        {
            "seeds/xsecretx.txt": "Xtitlex | Xsectionx\n\nXfirstx xwordsx here. Xsecondx.\n",
            "content/sources/xcardx.md": (
                "---\nseed: xsecretx.txt\nid: xidx\nrights: private\npublisher: xpublisherx\n---\nXintrox.\n"
            ),
            "content/annotations/quoted.md": note(date="2021", source="xidx", quote="Xfirstx xwordsx"),
            "content/annotations/whole.md": note(date="2022", source="xidx", people="[Ann]"),
            "content/annotations/both.md": (
                "---\ntitle: Both\ndate: 2020\npublished: 2026-11-20\nquotes:\n"
                "  - {source: xidx, exact: Xsecondx, note: xmarginx, translation: {text: xtranslatedx, language: de}}\n"
                "  - {source: speech, exact: Nobody was hurt}\n---\n"
            ),
            "content/sources/speech.md": CARD.replace("language", "supersedes: [xidx]\nlanguage"),
        },
    )
    everything = _everything(built)
    sha256 = json.loads(built["quotes.json"])["quotations"][0]["sha256"]

    assert sha256 in everything
    assert re.findall(r"(?i)x\w+x", everything) == []
    # Not even that there is such a source: the sums in the receipts are those of the others.
    assert set(re.findall(r"[0-9a-f]{64}", everything.replace(built["integrity.json"].decode(), ""))) == {sha256}
    assert {path for path in built if path.startswith("sources/")} == {"sources/index.html", "sources/speech/index.html"}


def test_a_quotation_of_a_private_source_is_proved_all_the_same(tmp_path: Path) -> None:
    files = {**SOUND, "content/sources/speech.md": CARD.replace("language", "rights: private\nlanguage")}

    assert build(make(tmp_path / "sound", files)).quotations == 1
    wrong = build(make(tmp_path / "wrong", {**files, "content/annotations/flood.md": NOTE.replace("rose", "sank")}))
    assert [each.code for each in wrong.diagnostics] == ["D201"]


def test_the_receipts_of_a_linked_source_carry_no_words(tmp_path: Path) -> None:
    built = _built(tmp_path, {"content/sources/speech.md": CARD.replace("language", "rights: link\nlanguage")})

    (receipt,) = json.loads(built["quotes.json"])["quotations"]
    assert "exact" not in receipt
    assert (receipt["source"], receipt["start"], receipt["end"]) == ("speech", 15, 29)
    assert SPEECH[15:29] == "The river rose"
    assert "The river rose" not in _everything(built)


def test_a_source_without_a_card_goes_by_its_path(tmp_path: Path) -> None:
    quoting = note(date="2021-12-07", source="gazette/Flood 2", quote="The river rose")
    listed = note(date="2021-12-07", quotes="[{source: gazette/Flood 2, exact: The river rose}]")
    for annotation in (quoting, listed):
        make(tmp_path, {"digest.toml": SETTINGS, "seeds/gazette/Flood 2.txt": SPEECH, "content/annotations/a.md": annotation})

        report = build(tmp_path)

        assert said(report.diagnostics) == []
        assert "The river rose" in (tmp_path / "site/sources/gazette-flood-2/index.html").read_text("utf-8")


def test_the_settings_full_without_a_basis_publishes_no_uncarded_text(tmp_path: Path) -> None:
    settings = SETTINGS + '[rights]\nmode = "full"\n'
    built = _built(tmp_path, {"digest.toml": settings, "seeds/bare.txt": "Bare\n\nWords of the bare seed.\n", **_based()})

    assert "Words of the bare seed" not in _everything(built)


def _based() -> dict[str, str | bytes]:
    return {"content/sources/speech.md": CARD.replace("language", "rights: {mode: full, basis: ours}\nlanguage")}


# ------------------------------------------------------------------------------------------- what is published, and when

DRAFT = note(title="Xdraftx", date="2021-12-08", source="speech", quote="Nobody was hurt", draft="true", people="[Xpersonx]")
SCHEDULED = note(title="Xlaterx", date="2021-12-09", published="2026-12-02", topics="[Xtopicx]", aliases="[/xoldx/]")


def test_drafts_and_scheduled_items_are_in_no_output_whatever(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/annotations/xonex.md": DRAFT,
        "content/annotations/xtwox.md": SCHEDULED,
        "content/pages/xpagex.md": "---\ntitle: Xpagex\ndraft: true\n---\nXbodyx\n",
        "content/annotations/flood.md": NOTE.replace("title", "related: [xonex, xtwox]\ncorrects: [xonex]\ntitle"),
    }
    built = _built(tmp_path, files)

    assert re.findall(r"(?i)\bx\w+x\b", _everything(built)) == []
    assert "Nobody was hurt" in SPEECH
    report = build(tmp_path)
    assert (report.drafts, report.scheduled, report.quotations) == (1, 1, 1)


@pytest.mark.parametrize(
    ("flags", "drafts", "scheduled"),
    [({}, False, False), ({"drafts": True}, True, False), ({"future": True}, False, True)],
)
def test_flags_let_out_drafts_and_scheduled_items(tmp_path: Path, flags: dict[str, bool], drafts: bool, scheduled: bool) -> None:
    files = {**SOUND, "content/annotations/one.md": DRAFT, "content/annotations/two.md": SCHEDULED}

    report = build(make(tmp_path, files), **flags)  # type: ignore[arg-type]

    everything = _everything(site(tmp_path / "site"))
    assert (("Xdraftx" in everything), ("Xlaterx" in everything)) == (drafts, scheduled)
    assert (report.drafts, report.scheduled) == (1, 1)


@pytest.mark.parametrize(
    ("published", "today", "is_out"),
    [
        ("2026-12-01", Day(2026, 12, 1), True),
        ("2026-12-02", Day(2026, 12, 1), False),
        ("2026-12-02", Day(2026, 12, 2), True),
        ("2026-12", Day(2026, 12, 1), True),
        ("2027", Day(2026, 12, 31), False),
        ("", Day(2026, 12, 1), True),
    ],
)
def test_the_date_of_the_build_decides_what_is_scheduled(tmp_path: Path, published: str, today: Day, is_out: bool) -> None:
    files = {**SOUND, "content/annotations/due.md": note(date="2030-01-01", published=published)}

    build(make(tmp_path, files), today=today)

    assert ("annotations/due/index.html" in site(tmp_path / "site")) == is_out


# -------------------------------------------------------------------------------------------------------------- order

DATES = {
    "a-open-start": "../2020",
    "b-decade": "202X",
    "c-year": "2021",
    "d-month": "2021-12",
    "e-about": "2021-12-07~",
    "f-day": "2021-12-07",
    "g-time": "2021-12-07T09:10",
    "h-interval": "2021-12-07/2021-12-09",
    "i-next": "2021-12-08",
    "j-none": "",
}
IN_TIME = [
    "b-decade",
    "a-open-start",
    "c-year",
    "d-month",
    "h-interval",
    "e-about",
    "f-day",
    "g-time",
    "i-next",
]


def _titles(html: bytes) -> list[str]:
    """The titles of notes in the order in which they are linked, each once."""
    return list(dict.fromkeys(re.findall(r'href="(?:\.\./)*annotations/([^/"#]+)/"', html.decode())))


def test_entries_stand_in_the_order_of_time_and_those_without_a_date_at_the_margin_only(tmp_path: Path) -> None:
    notes = {f"content/annotations/{id}.md": note(date=date, source="speech") for id, date in DATES.items()}
    order = '\norder = "oldest-first"\n'
    built = _built(
        tmp_path,
        {**notes, "content/annotations/flood.md": notes["content/annotations/f-day.md"], "digest.toml": SETTINGS + order},
    )

    assert [title for title in _titles(built["index.html"]) if title != "flood"] == IN_TIME
    assert "j-none" not in _titles(built["2021/index.html"])
    assert "j-none" in _titles(built["sources/speech/index.html"])
    assert "annotations/j-none/index.html" in built


def test_the_newest_stands_first_unless_the_settings_say_otherwise(tmp_path: Path) -> None:
    notes = {f"content/annotations/{id}.md": note(date=date) for id, date in DATES.items()}

    built = _built(tmp_path, notes)

    assert [title for title in _titles(built["index.html"]) if title != "flood"] == IN_TIME[::-1]


def test_order_and_then_the_id_decide_within_a_date(tmp_path: Path) -> None:
    notes = {
        "content/annotations/z.md": note(date="2021-12-07", order="-1"),
        "content/annotations/b.md": note(date="2021-12-07"),
        "content/annotations/a.md": note(date="2021-12-07"),
        "content/annotations/c.md": note(date="2021-12-07", order="2"),
    }

    built = _built(tmp_path, {**notes, "content/annotations/flood.md": note(date="2021-12-07", order="1")})

    assert _titles(built["2021/index.html"]) == ["z", "a", "b", "flood", "c"]


def test_an_entry_stands_on_the_page_of_the_year_of_its_first_day(tmp_path: Path) -> None:
    notes = {
        "content/annotations/span.md": note(date="2019-12-30/2020-01-02"),
        "content/annotations/old.md": note(date="-0043-03-15"),
        "content/annotations/winter.md": note(date="2018-24"),
    }

    built = _built(tmp_path, notes)

    years = {path.split("/")[0] for path in built if re.fullmatch(r"-?\d+/index.html", path)}
    assert years == {"-0043", "2018", "2019", "2021"}
    assert _titles(built["2019/index.html"]) == ["span"]


# -------------------------------------------------------------------------------------------------------------- terms


def test_a_term_is_found_by_each_of_its_spellings(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/people/vladimir-putin.md": "---\ntitle: Vladimir Putin\nnames: [Wladimir Putin]\n---\nPresident.\n",
        "content/annotations/one.md": note(date="2020", people="[Wladimir Putin]"),
        "content/annotations/two.md": note(date="2021", people="[VLADIMIR PUTIN, Wladimir Putin]"),
        "content/annotations/three.md": note(date="2022", people="Joe Biden"),
    }

    built = _built(tmp_path, files)

    assert {path for path in built if path.startswith("people/") and path.endswith(".html")} == {
        "people/index.html",
        "people/vladimir-putin/index.html",
        "people/joe-biden/index.html",
    }
    assert _titles(built["people/vladimir-putin/index.html"]) == ["one", "two"]


def test_a_term_that_only_a_draft_names_has_no_page(tmp_path: Path) -> None:
    built = _built(tmp_path, {"content/annotations/one.md": DRAFT})

    assert [path for path in built if path.startswith("people/")] == ["people/index.html"]


# ------------------------------------------------------------------------------------------------------------- clashes


def test_names_that_differ_only_in_case_clash(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"content/static/Logo.svg": "a", "content/static/logo.svg": "b"}

    report = build(make(tmp_path, {**SOUND, **files}))

    assert said(report.diagnostics) == ["content/static/logo.svg: error[D305] two things want the address /logo.svg"]
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"content/static/integrity.json": ""},
            "content/static/integrity.json: error[D305] two things want the address /integrity.json",
        ),
        ({"content/static/feed.xml": ""}, "content/static/feed.xml: error[D305] two things want the address /feed.xml"),
        ({"content/static/sources": ""}, "content/static/sources: error[D305] two things want the address /sources"),
        (
            {"content/static/index.html/a": ""},
            "content/static/index.html/a: error[D305] two things want the address /index.html/a",
        ),
        (
            {"content/annotations/b.md": note(date="2020", aliases="[/Feed.xml/old.html]")},
            "content/annotations/b.md:1:1: error[D305] two things want the address /Feed.xml/old.html",
        ),
        (
            {"content/annotations/b.md": note(date="2020", aliases="[/annotations/flood/]")},
            "content/annotations/b.md:1:1: error[D305] two things want the address /annotations/flood/",
        ),
        (
            {"content/people/ann.md": "---\ntitle: Ann\naliases: [old, /old/]\n---\n"},
            "content/people/ann.md:1:1: error[D305] two things want the address /old/",
        ),
    ],
)
def test_two_things_at_one_address_are_refused(tmp_path: Path, files: Files, message: str) -> None:
    assert said(build(make(tmp_path, {**SOUND, **files})).diagnostics) == [message]


@pytest.mark.parametrize(
    "alias",
    [
        "../../../outside",
        "/../outside",
        "a/../../outside",
        "/",
        "a//b",
        ".git/config",
        "a\\b",
        "https://elsewhere.example/x",
        "?p=12",
        "a#b",
        "a b",
        "%2e%2e/outside",
        "x" * 300,
    ],
)
def test_an_old_address_cannot_lead_out_of_the_site(tmp_path: Path, alias: str) -> None:
    root = make(
        tmp_path / "a/b/c/root", {**SOUND, "content/annotations/flood.md": NOTE.replace("title", f"aliases: ['{alias}']\ntitle")}
    )

    report = build(root)

    assert [(each.code, str(each.span)) for each in report.diagnostics] == [("D124", "content/annotations/flood.md:2:11")]
    assert [path for path in tmp_path.rglob("*") if path.is_file() and root not in path.parents] == []


def test_old_addresses_lead_to_the_new_ones(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "content/annotations/flood.md": NOTE.replace("title", "aliases: [/2019/alter-Name.html, überschwemmung]\ntitle"),
    }

    built = _built(tmp_path, files)

    assert b"../annotations/flood/" in built["2019/alter-Name.html"]
    assert b"../annotations/flood/" in built["überschwemmung/index.html"]

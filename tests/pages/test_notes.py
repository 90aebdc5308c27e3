"""All notes on a source, whole, on pages of their own."""

import re
from pathlib import Path

from digest.verify import verify
from tests.making import SETTINGS, Files, build, make, note, said, site

WORDS = [f"word{n:03}" for n in range(260)]
SOURCE = "---\nseed: text.txt\nlanguage: en\nrights: {rights}\n---\n"
FULL = "{mode: full, basis: mine}"


def _digest(count: int, rights: str = FULL) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {
        "digest.toml": SETTINGS,
        "seeds/text.txt": "A text\n\n" + ".\n\n".join(" ".join(WORDS[n : n + 10]) for n in range(0, len(WORDS), 10)) + ".\n",
        "content/sources/text.md": SOURCE.replace("{rights}", rights),
    }
    # The last word has the first name: notes stand in the order of the text.
    for n in range(count):
        files[f"content/annotations/n{count - n:03}.md"] = (
            note(title=f"About {WORDS[n]}", date="2021-12-07", source="text", quote=WORDS[n]) + f"\nThe whole of note {n}.\n"
        )
    return files


def _built(root: Path, files: Files) -> dict[str, str]:
    report = build(make(root, files))
    assert said(report.diagnostics) == []
    assert said(verify(root / "site", root / "seeds").diagnostics) == []
    return {path: data.decode() for path, data in site(root / "site").items() if path.endswith(".html")}


def _numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'<li class="lines" id="[^"]+" value="(\d+)">', page)]


def test_few_notes_have_no_page_of_their_own(tmp_path: Path) -> None:
    pages = _built(tmp_path, _digest(23))

    assert "sources/text/notes/index.html" not in pages
    assert "notes/" not in pages["sources/text/index.html"]


def test_many_notes_stand_whole_in_the_order_of_the_text(tmp_path: Path) -> None:
    pages = _built(tmp_path, _digest(24))
    page = pages["sources/text/notes/index.html"]

    assert "text/notes/" in pages["sources/text/index.html"]
    assert _numbers(page) == list(range(1, 25))
    assert re.findall(r"The whole of note (\d+)", page) == [str(n) for n in range(24)]
    assert re.findall(r"<mark[^>]*>([^<]+)</mark>", page) == WORDS[:24]
    assert '/#q-n024-1"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_fifty_stand_on_each_page(tmp_path: Path) -> None:
    pages = _built(tmp_path, _digest(130))
    parts = [f"sources/text/notes/{part}index.html" for part in ("", "2/", "3/")]

    assert [n for part in parts for n in _numbers(pages[part])] == list(range(1, 131))
    assert all(len(_numbers(pages[part])) <= 50 for part in parts)
    assert len({re.findall("<title>(.*)</title>", pages[part])[0] for part in parts}) == 3
    leads = re.findall(r'<a href="([^"]*)"(?: aria-current="page")?>\d+–\d+</a>', pages[parts[1]])
    assert [re.sub(r"^(\.\./)+", "", each) for each in leads[:3]] == [
        part.removesuffix("index.html") if part != parts[1] else leads[1] for part in parts
    ]


def test_what_a_note_says_of_several_passages_is_said_once(tmp_path: Path) -> None:
    files = _digest(24)
    files["content/annotations/both.md"] = (
        note(title="Both", date="2021-12-08", quotes="[{source: text, exact: word100}, {source: text, exact: word200}]")
        + "\nSaid of both.\n"
    )
    page = _built(tmp_path, files)["sources/text/notes/index.html"]

    assert page.count("Said of both.") == 1
    assert "See note 25" in page


def test_where_the_words_may_not_be_shown_there_is_no_such_page(tmp_path: Path) -> None:
    assert "sources/text/notes/index.html" not in _built(tmp_path, _digest(24, "link"))

"""A source with two hundred notes in a real browser: light enough to load, and still to be read and gone through."""

import gzip
import io
import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from benchmarks.corpus import Words, passage
from tests.browser.conftest import Served
from tests.making import SETTINGS, build, make

NewContext = Callable[..., BrowserContext]

SOURCE = "sources/text/"
KIB = 1024


@pytest.fixture(scope="module")
def heavy_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty paragraphs with two hundred passages, of which many cross, each with a note of some sixty words."""
    draw = random.Random("heavy")
    words = Words(draw)
    text = "\n\n".join(words.paragraph(40) for _ in range(40))
    places: dict[tuple[int, int], None] = {}
    while len(places) < 200:
        found = passage(draw, text, ())
        if found:
            places[found] = None
    files = {
        "digest.toml": SETTINGS + '[search]\nengine = "none"\n',
        "seeds/text.txt": f"A long text\n\n{text}\n",
        "content/sources/text.md": "---\nseed: text.txt\nlanguage: de\nrights: {mode: full, basis: made up}\n---\n",
    }
    for n, (start, end) in enumerate(places):
        files[f"content/annotations/n{n:03}.md"] = (
            f"---\ntitle: {words.phrase(5).capitalize()}\ndate: 2024-{n % 12 + 1:02}\nkind: event\nsource: text\n"
            f"quote: '{text[start:end]}'\npublished: 2026-11-20\n---\n{words.note(['Anna Karl'])}\n"
        )
    root = make(tmp_path_factory.mktemp("heavy"), files)
    report = build(root, root / "site")
    assert [str(each) for each in report.diagnostics if each.severity == "error"] == []
    return root / "site"


@pytest.fixture
def heavy(heavy_site: Path, serve_folder: Callable[[Path], Served]) -> Served:
    return serve_folder(heavy_site)


def test_it_weighs_no_more_than_any_page_may(page: Page, heavy: Served, heavy_site: Path) -> None:
    page.goto(heavy.url + SOURCE)
    loaded = page.locator("link[rel=stylesheet], link[rel=icon], script[src]").evaluate_all(
        "all => all.map(e => e.getAttribute('href') || e.getAttribute('src'))"
    )
    paths = [urlsplit(urljoin(f"http://x/{SOURCE}", address)).path.lstrip("/") for address in ("index.html", *loaded)]

    assert page.locator(".note").count() == 200
    assert sum(len(gzip.compress((heavy_site / path).read_bytes(), 6)) for path in paths) <= 40 * KIB


def test_the_list_of_its_notes_is_there_and_stays_as_it_was_left(page: Page, heavy: Served) -> None:
    page.goto(heavy.url + SOURCE)
    page.get_by_role("button", name="All notes").click()
    notes = page.get_by_role("navigation", name="All notes")
    expect(notes.get_by_role("listitem")).to_have_count(200)

    page.reload()
    title = notes.get_by_role("link").nth(120).inner_text()
    notes.get_by_role("link").nth(120).click()

    number = notes.locator("li").nth(120).get_attribute("value")
    note = page.locator(f".note:has(.note-number:text-is('{number}'))")
    expect(note.locator(".note-title")).to_have_text(title)
    expect(note).to_be_in_viewport()
    note.locator(".note-title").click()
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_its_notes_neither_overlap_nor_run_over_the_edge(new_context: NewContext, heavy: Served, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}, java_script_enabled=False).new_page()
    page.goto(heavy.url + SOURCE)
    boxes = page.locator(".note").evaluate_all(
        "all => all.map(e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
    )

    assert all(right <= width and bottom > top for _, top, right, bottom in boxes)
    over = [
        (a, b)
        for n, a in enumerate(boxes)
        for b in boxes[n + 1 : n + 12]
        if a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1
    ]
    assert over == []


def test_every_note_is_read_and_printed_whole_without_a_script(new_context: NewContext, heavy: Served, heavy_site: Path) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(heavy.url + SOURCE)
    page.get_by_role("link", name="All notes in full").click()

    whole, printed = "", ""
    for onward in ("51–100", "101–150", "151–200", ""):
        whole += " ".join(page.locator(".note-whole .prose").all_inner_texts())
        printed += "".join(each.extract_text() for each in PdfReader(io.BytesIO(page.pdf())).pages)
        path = urlsplit(page.url).path.lstrip("/") + "index.html"
        styles = ("assets/digest.css", "assets/annotation.css")
        assert sum(len(gzip.compress((heavy_site / name).read_bytes(), 6)) for name in (path, *styles)) <= 40 * KIB
        if onward:
            page.get_by_role("link", name=onward).first.click()
    notes = [
        file.read_text("utf-8").rpartition("---\n")[2] for file in sorted((heavy_site.parent / "content/annotations").iterdir())
    ]
    assert len(notes) == 200
    assert [note for note in notes if _letters(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", note)) not in _letters(whole)] == []
    # On paper, an address may stand behind a link.
    assert [part for note in notes for part in re.split(r"\[|\]\(.*?\)", note) if _letters(part) not in _letters(printed)] == []

    # And from a note back to its passage in the text.
    page.get_by_role("link", name="Back to passage 160").click()
    expect(page.locator("mark:target, .start:target + mark").first).to_be_in_viewport()


def _letters(text: str) -> str:
    """What is compared: a PDF has ligatures, spaces where the lines end, and hyphens."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", text)))

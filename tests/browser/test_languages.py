"""A site from right to left in a real browser: the same pages mirrored, and texts of both directions side by side."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import BrowserContext, Locator, Page

from digest.cli import cli
from tests.browser.conftest import Served

ARABIC = Path(__file__).parents[1] / "golden/arabic"
PAGES = [
    "",
    "2021/",
    "annotations/fayadan/",
    "annotations/metres/",
    "sources/",
    "sources/fayadan/",
    "sources/flut/",
    "corrections/",
]

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def arabic(tmp_path: Path, serve_folder: Callable[[Path], Served]) -> Served:
    """The Arabic digest of the golden cases, built and served."""
    done = CliRunner().invoke(cli, ["build", "--root", str(ARABIC), "-o", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    return serve_folder(tmp_path / "site")


def _box(element: Locator) -> tuple[float, float]:
    """Where it begins and ends, from the left."""
    box = element.bounding_box()
    assert box
    return box["x"], box["x"] + box["width"]


def _words(element: Locator) -> tuple[float, float]:
    """Where the words of an element begin and end, from the left, whatever room it takes."""
    found = element.evaluate("e => (r => (r.selectNodeContents(e), r.getBoundingClientRect()))(new Range())")
    return found["left"], found["right"]


def test_the_axis_stands_to_the_right_of_the_entries_and_quotations_to_the_left(arabic: Served, new_context: NewContext) -> None:
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(arabic.url)
    entry = page.locator(".entry").first
    date, text, quotation = (_box(entry.locator(name)) for name in (".entry-date", ".entry-text", ".entry-quote"))

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert quotation[1] < text[0] < text[1] < date[0]


def test_notes_stand_to_the_left_of_an_arabic_source(arabic: Served, new_context: NewContext) -> None:
    page = new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{arabic.url}sources/fayadan/")

    assert _box(page.locator(".note").first)[1] < _box(page.locator(".row .text").first)[0]


def test_every_text_begins_where_its_own_language_does(arabic: Served, page: Page) -> None:
    page.goto(f"{arabic.url}annotations/fayadan/")
    (arabic_quotation, german_quotation) = page.locator(".passage > blockquote:not(.translation) p").all()

    assert _words(arabic_quotation)[1] == pytest.approx(_box(arabic_quotation)[1], abs=2)
    assert _words(german_quotation)[0] == pytest.approx(_box(german_quotation)[0], abs=2)


def test_a_title_in_another_language_keeps_the_edge_of_the_page_and_its_own_punctuation(arabic: Served, page: Page) -> None:
    page.goto(arabic.url)
    heading = page.locator("h4", has_text="Two metres")
    link = heading.locator("a")

    assert _words(link)[1] == pytest.approx(_box(heading)[1], abs=2)
    assert [link.get_attribute(name) for name in ("lang", "dir")] == ["en", "ltr"]


def test_arabic_is_neither_spaced_nor_slanted(arabic: Served, page: Page) -> None:
    page.goto(arabic.url)

    for name in ("h1", ".month-label > span"):
        style = page.locator(name).first.evaluate("e => (s => [s.letterSpacing, s.fontStyle])(getComputedStyle(e))")
        assert style in (["normal", "normal"], ["0px", "normal"]), name


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_runs_over_the_edge(arabic: Served, new_context: NewContext, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 640}).new_page()
    for path in PAGES:
        page.goto(arabic.url + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
        # What runs over the left edge of a page from right to left cannot be scrolled to and is simply lost.
        assert (
            page.evaluate("Math.min(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().left))") >= 0
        ), path

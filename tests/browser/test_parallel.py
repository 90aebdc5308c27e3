"""A translation beside its original, in a real browser: wide and narrow."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Served
from tests.making import build

CASE = Path(__file__).parents[1] / "golden/translation"

BOXES = """() => [...document.querySelectorAll(".pair:not(.versions)")].map(pair =>
    [".is-original", ".is-translation"].map(side => {
        const { left, right, top, bottom } = pair.querySelector(side).getBoundingClientRect();
        return { left, right, top, bottom };
    }))"""


@pytest.fixture
def translated(tmp_path: Path, serve_folder: Callable[[Path], Served]) -> Served:
    """An English text and an Arabic machine translation."""
    shutil.copytree(CASE, tmp_path / "digest", ignore=shutil.ignore_patterns("site"))
    assert build(tmp_path / "digest", tmp_path / "site").written
    return serve_folder(tmp_path / "site")


EDGES = """() => [".site-bar", ".parallel"].map(name => {
    const { left, right } = document.querySelector(name).getBoundingClientRect();
    return [left, right];
})"""


@pytest.mark.parametrize("width", [360, 768, 1024, 1440])
def test_it_is_as_wide_as_the_head_of_the_page(
    new_context: Callable[..., BrowserContext], translated: Served, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{translated.url}sources/harbour-ar/parallel/")

    head, texts = page.evaluate(EDGES)
    assert texts == pytest.approx(head, abs=0.5)


@pytest.mark.parametrize("width", [360, 1440])
def test_both_stand_side_by_side_where_there_is_room(
    new_context: Callable[..., BrowserContext], translated: Served, width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(f"{translated.url}sources/harbour-ar/parallel/")

    pairs = page.evaluate(BOXES)
    assert len(pairs) == 6
    for original, translation in pairs:
        if width == 1440:
            assert original["top"] == translation["top"]
            assert original["right"] < translation["left"]
        else:
            assert original["bottom"] < translation["top"]
            assert original["left"] == translation["left"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    for side, language, direction in (("is-original", "en", "ltr"), ("is-translation", "ar", "rtl")):
        told = page.locator(f".{side} .text > *").evaluate_all(
            "all => all.map(e => [e.lang, e.dir, getComputedStyle(e).direction])"
        )
        assert set(map(tuple, told)) == {(language, direction, direction)}
    notice = page.locator("header .notice")
    assert notice.inner_text() == "Machine translation from English, not reviewed"
    assert notice.is_visible()


def test_the_way_leads_there_from_both_sources_and_back_to_a_note(
    new_context: Callable[..., BrowserContext], translated: Served
) -> None:
    page = new_context().new_page()
    for id in ("harbour", "harbour-ar"):
        page.goto(f"{translated.url}sources/{id}/")
        page.get_by_role("link", name="Read both side by side").click()
        assert page.url == f"{translated.url}sources/harbour-ar/parallel/"

    page.get_by_role("link", name="Note 2: The first ship").click()

    assert page.url == f"{translated.url}sources/harbour-ar/#note-ship-1"

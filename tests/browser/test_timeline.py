"""The timeline in a real browser: two orders, bars that lead somewhere, headings that stay in view and hide nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Served
from tests.making import SETTINGS, SOUND, build, make, note

NewContext = Callable[..., BrowserContext]

# Whether something sticky lies over the middle of the element that has the focus
COVERED = """
() => {
    const box = document.activeElement.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + box.height / 2);
    return top && document.activeElement.contains(top) ? "" : document.activeElement.outerHTML.slice(0, 100);
}
"""


@pytest.mark.parametrize("width", [360, 768, 1440])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_headings_that_stay_in_view_cover_nothing_that_has_the_focus(
    new_context: NewContext, site: Served, width: int, key: str
) -> None:
    page = new_context(viewport={"width": width, "height": 600}).new_page()
    page.goto(site.url)
    if key == "Shift+Tab":
        page.locator(".entries a").last.focus()
    covered = []
    for _ in range(90):
        page.keyboard.press(key)
        covered.append(page.evaluate(COVERED))

    assert [each for each in covered if each] == []


def test_year_and_month_stay_in_view(page: Page, site: Served) -> None:
    page.goto(site.url)
    page.locator(".entry").nth(8).scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)

    for heading in ("#y2021", "#y2021-12"):
        expect(page.locator(heading)).to_be_in_viewport()


def test_the_timeline_stands_in_two_orders(page: Page, site: Served) -> None:
    page.goto(site.url)
    titles = page.locator(".entry h4").all_inner_texts()
    page.get_by_role("link", name="Newest first").click()

    expect(page).to_have_url(site.url + "newest/")
    newest = page.locator(".entry h4").all_inner_texts()
    assert (newest[0], sorted(newest)) == (titles[-1], sorted(titles))
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"

    page.get_by_role("link", name="Oldest first").click()
    expect(page).to_have_url(site.url)


def test_a_bar_has_a_name_and_leads_to_its_month(page: Page, site: Served) -> None:
    page.goto(site.url)
    strip = page.get_by_role("navigation", name="Entries over time")
    bar = strip.get_by_role("link", name="December 2021: 20 entries")
    bar.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(site.url + "#y2021-12")
    expect(page.locator("#y2021-12")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 360, 1440])
def test_bars_are_large_enough_to_be_hit(new_context: NewContext, site: Served, width: int) -> None:
    """WCAG 2.2, 2.5.8"""
    page = new_context(viewport={"width": width, "height": 640}).new_page()
    page.goto(site.url)
    sizes = page.locator(".density a").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.width, b.height])"
    )

    assert len(sizes) >= 7
    assert [size for size in sizes if min(size) < 24] == []


@pytest.fixture
def large(tmp_path: Path, serve_folder: Callable[[Path], Served]) -> Served:
    """A year of 210 entries, an age before our era, and a person with 205."""
    notes = {
        f"content/annotations/n{n:03}.md": note(date=f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}", people="[Ann]" if n < 205 else "")
        for n in range(210)
    }
    ides = {"content/annotations/ides.md": note(title="The Ides of March", date="-0043-03-15")}
    build(make(tmp_path, {**SOUND, **notes, **ides}))
    return serve_folder(tmp_path / "site")


def test_a_large_digest_leads_from_its_first_page_to_all_others(page: Page, large: Served) -> None:
    page.goto(large.url)
    assert page.locator(".entry").count() == 60
    expect(page.locator(".gap")).to_have_text("2,063 years without entries")
    page.get_by_role("link", name="March 2021: 18 entries").click()
    expect(page).to_have_url(large.url + "2021/03/")
    page.get_by_role("navigation", name="Earlier and later").get_by_role("link", name="Later April 2021").click()
    expect(page).to_have_url(large.url + "2021/04/")

    page.goto(large.url + "oldest/")
    page.get_by_role("link", name="March 44 BC: 1 entry").click()
    expect(page.locator("h1")).to_have_text("44 BC")

    page.goto(large.url + "people/ann/")
    page.get_by_role("navigation", name="Entries over time").get_by_role("link", name="2021", exact=True).or_(
        page.get_by_role("link", name="May 2021: 17 entries")
    ).first.click()
    expect(page.locator("h1")).to_have_text("Ann: May 2021")


def test_an_empty_digest_says_so(tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served]) -> None:
    build(make(tmp_path, {"digest.toml": SETTINGS}))
    page.goto(serve_folder(tmp_path / "site").url)

    expect(page.locator("main")).to_contain_text("Nothing stands on this timeline yet.")
    assert page.get_by_role("navigation", name="Entries over time").count() == 0


def test_a_long_word_does_not_make_a_narrow_screen_wide(
    tmp_path: Path, new_context: NewContext, serve_folder: Callable[[Path], Served]
) -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    build(
        make(tmp_path, {**SOUND, "content/annotations/long.md": note(title=word, summary=word, date="2021", topics=f"[{word}]")})
    )
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(serve_folder(tmp_path / "site").url)

    wide = """
        () => [...document.querySelectorAll("main *")]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 90))
    """
    assert page.evaluate(wide) == []

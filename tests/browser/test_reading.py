"""Reading the bundled digest in a real browser: without scripts, with a keyboard, on a telephone, at night and on paper."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Served

NewContext = Callable[..., BrowserContext]

SOURCE = "sources/biden-putin-call/"
NOTE = "annotations/cuban-missile-crisis/"

# One page of each kind
PAGES = {
    "home": "",
    "timeline": "2021/",
    "annotation": NOTE,
    "sources": "sources/",
    "source": SOURCE,
    "facet": "people/",
    "term": "people/vladimir-putin/",
    "corrections": "corrections/",
    "search": "search/",
    "page": "method/",
    "404": "404.html",
}

each_kind = pytest.mark.parametrize("kind", PAGES)


def _style(element: Locator, name: str) -> str:
    return str(element.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(name)", name))


def _is_in_view(element: Locator) -> bool:
    return bool(element.evaluate("e => (b => b.top >= 0 && b.top < innerHeight && b.height > 0)(e.getBoundingClientRect())"))


def test_the_way_from_the_timeline_to_the_source_and_back_needs_no_script(site: Served, new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site.url)

    page.get_by_role("link", name="The Cuban missile crisis", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("The Cuban missile crisis")

    page.locator("figcaption cite a").click()
    expect(page).to_have_url(f"{site.url}{SOURCE}#q-cuban-missile-crisis-1")
    passage = page.locator("#q-cuban-missile-crisis-1")
    expect(passage).to_have_text("ähnlich der Kubakrise von 1962")
    assert _is_in_view(passage)

    page.locator('.ref a[href="#note-cuban-missile-crisis-1"]').click()
    note = page.locator("#note-cuban-missile-crisis-1")
    expect(note).to_contain_text("The Cuban missile crisis")
    assert _is_in_view(note)

    note.locator("a.note-number").click()
    expect(page).to_have_url(f"{site.url}{SOURCE}#q-cuban-missile-crisis-1")

    note.locator("a.note-title").click()
    expect(page).to_have_url(site.url + NOTE)

    page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Timeline").click()
    expect(page).to_have_url(site.url)


def test_the_passage_that_a_link_leads_to_is_lit(page: Page, site: Served) -> None:
    page.goto(f"{site.url}{SOURCE}#q-cuban-missile-crisis-1")
    lit, other = page.locator("mark:target"), page.locator("mark.depth-1:not(:target)").first

    expect(lit).to_have_count(1)
    looks = ("background-color", "background-image", "box-shadow", "outline-style", "text-decoration-line")
    assert [_style(lit, name) for name in looks] != [_style(other, name) for name in looks]


@each_kind
def test_a_page_is_whole_and_asks_nobody_else(page: Page, site: Served, foreign_requests: list[str], kind: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.on("response", lambda answer: said.append(answer.url) if answer.status >= 400 else None)

    page.goto(site.url + PAGES[kind], wait_until="networkidle")

    assert page.locator(f"body.page-{kind}").count() == 1
    assert (said, foreign_requests) == ([], [])


@each_kind
def test_a_page_says_its_language_and_has_its_landmarks(page: Page, site: Served, kind: str) -> None:
    page.goto(site.url + PAGES[kind])

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    assert [page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert page.get_by_role("navigation", name="Main menu").count() == 1
    assert page.title().strip()
    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all("all => all.map(h => Number(h.tagName[1]))")
    assert [after for before, after in pairwise(levels) if after > before + 1] == []
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))
    unnamed = page.locator("a[href]").evaluate_all(
        "all => all.filter(a => !a.closest('[aria-hidden]') && !(a.textContent.trim() || a.ariaLabel)).map(a => a.outerHTML)"
    )
    assert unnamed == []


@each_kind
def test_nothing_is_wider_than_a_narrow_screen(new_context: NewContext, site: Served, kind: str) -> None:
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(site.url + PAGES[kind])

    widest = """
        () => [...document.querySelectorAll("main *")]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))
    """
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.evaluate(widest)


# What a colour is on the screen, whatever notation it is written in
CONTRAST = """
() => {
    const context = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
    const luminance = color => {
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const style = getComputedStyle(document.body);
    const root = getComputedStyle(document.documentElement);
    const clear = "rgba(0, 0, 0, 0)";
    return [luminance(style.backgroundColor === clear ? root.backgroundColor : style.backgroundColor), luminance(style.color)];
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_readers_choice_of_light_or_dark(new_context: NewContext, site: Served, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    page.goto(site.url)

    ground, ink = page.evaluate(CONTRAST)

    assert (ground > 0.5) == (scheme == "light")
    # WCAG 2.2, 1.4.6: enhanced contrast
    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 7


# ---------------------------------------------------------------------------------------------------------------- keyboard


def _focused(page: Page) -> Locator:
    return page.locator(":focus")


def _tab_to(page: Page, end: str, *, stops: int) -> bool:
    """Whether so many presses of Tab reach a link whose address ends so."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement.getAttribute('href')")).endswith(end):
            return True
    return False


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(page: Page, site: Served) -> None:
    page.goto(site.url)

    page.keyboard.press("Tab")
    expect(_focused(page)).to_have_text("Skip to the content")
    assert _is_in_view(_focused(page))
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_way_to_a_passage_needs_no_mouse(page: Page, site: Served) -> None:
    page.goto(site.url + NOTE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert _tab_to(page, "#q-cuban-missile-crisis-1", stops=40)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{SOURCE}#q-cuban-missile-crisis-1")
    expect(page.locator("mark:target")).to_be_in_viewport()
    # What a fragment names is where the next Tab begins.
    assert _tab_to(page, "#note-cuban-missile-crisis-1", stops=4)
    page.keyboard.press("Enter")

    page.wait_for_url("**#note-cuban-missile-crisis-1")
    assert _is_in_view(page.locator(":target"))


@each_kind
def test_every_stop_of_the_keyboard_is_seen(page: Page, site: Served, kind: str) -> None:
    page.goto(site.url + PAGES[kind])
    unseen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        here = _focused(page)
        if _style(here, "outline-style") == "none" and _style(here, "box-shadow") == "none":
            unseen.append(here.evaluate("e => e.outerHTML.slice(0, 100)"))

    assert unseen == []


# -------------------------------------------------------------------------------------------------------------------- paper


def test_on_paper_every_note_is_whole(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)
    page.emulate_media(media="print")

    hidden = page.locator(".note-text, .note-title").evaluate_all(
        """all => all
            .filter(e => !e.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true})
                || e.getBoundingClientRect().height < 5)
            .map(e => e.closest("[id]").id)"""
    )

    assert page.locator(".note-text").count() > 30
    assert hidden == []
    assert not page.get_by_role("navigation", name="Main menu").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


# ----------------------------------------------------------------------------------------------------------------- language


def test_german_words_are_said_to_be_german(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)
    languages = page.locator("article.source-text mark").evaluate_all("all => all.map(e => e.closest('[lang]').lang)")
    notes = page.locator(".note-text").evaluate_all("all => all.map(e => e.closest('[lang]').lang)")
    assert (set(languages), set(notes)) == ({"de"}, {"en"})
    assert page.locator("h1").get_attribute("lang") == "de"

    page.goto(site.url + NOTE)
    assert page.locator("figure.passage mark").evaluate("e => e.closest('[lang]').lang") == "de"
    assert page.locator(".note-body").evaluate("e => e.closest('[lang]').lang") == "en"


def test_what_is_selected_in_a_source_is_the_text_of_the_source(page: Page, site: Served) -> None:
    """Numbers of notes are drawn, so a reader who copies a paragraph copies nothing else."""
    page.goto(site.url + SOURCE)
    texts = page.locator("article.source-text .text p").evaluate_all(
        """all => all.map(e => { getSelection().selectAllChildren(e); return getSelection().toString(); })"""
    )

    assert len(texts) > 10
    assert [text for text in texts if any(character.isdigit() for character in text[-2:])] == []
    plain = page.locator("article.source-text .text p").evaluate_all("all => all.map(e => e.textContent)")
    assert [text.strip() for text in texts] == [text.strip() for text in plain]

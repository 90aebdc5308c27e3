"""Writing with the preview open: a person saves, the page follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.making import NOTE, SOUND, make, note
from tests.serve.running import PATIENCE, Running, free_port, running, start

FLOOD = "content/annotations/flood.md"
STYLE = "templates/assets/digest.css"
LONG = NOTE + "\n\n".join(["The water stood for days."] * 200)
WRONG = NOTE.replace("The river rose", "The river roared")
OVERLAY = "#digest-preview"

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Running]:
    with running(make(tmp_path, SOUND)) as preview:
        yield preview


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: errors of scripts, violations of the Content Security Policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    return found


def open_page(page: Page, url: str) -> None:
    """Opens a page and waits until it hears of changes: then it has asked how the preview stands."""
    with page.expect_response("**/_digest/status"):
        page.goto(url)


def mark(page: Page) -> None:
    """Leaves something in the page that is lost when it is loaded again."""
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def test_a_save_shows_and_the_page_keeps_its_place(page: Page, preview: Running, complaints: list[str]) -> None:
    make(preview.root, {FLOOD: LONG})
    open_page(page, f"{preview.url}annotations/flood/")
    expect(page.locator("main")).to_contain_text("The water stood")
    page.evaluate("scrollTo(0, 1500)")

    make(preview.root, {FLOOD: LONG.replace("A note.", "Another note.")})

    expect(page.locator("main")).to_contain_text("Another note.")
    page.wait_for_load_state()
    assert page.evaluate("scrollY") == 1500
    assert complaints == []


def test_ten_saves_in_a_second_end_with_the_last(page: Page, preview: Running) -> None:
    open_page(page, f"{preview.url}annotations/flood/")
    for n in range(10):
        make(preview.root, {FLOOD: NOTE.replace("A note.", f"Note number {n}.")})

    expect(page.locator("main")).to_contain_text("Note number 9.")


def test_a_failed_build_is_shown_over_the_last_good_page(page: Page, preview: Running, complaints: list[str]) -> None:
    open_page(page, preview.url)
    mark(page)

    make(preview.root, {FLOOD: WRONG})

    overlay = page.locator(OVERLAY)
    expect(overlay).to_be_visible()
    expect(overlay.locator("h1")).to_have_text("Not built: 1 error")
    expect(overlay.locator("li")).to_contain_text(f"{FLOOD}:5:8 D201")
    expect(overlay.locator("pre")).to_have_text("    5 | quote: The river roared\n      |        ^^^^^^^^^^^^^^^^")
    expect(overlay.locator("li")).to_contain_text("Hint: ")
    assert overlay.evaluate("e => [getComputedStyle(e).position, e.offsetWidth === innerWidth]") == ["fixed", True]
    expect(page.locator("main")).to_contain_text("Flood")

    make(preview.root, {FLOOD: NOTE})

    expect(overlay).to_have_count(0)
    assert is_marked(page)
    assert complaints == []


def test_a_mended_file_takes_the_messages_away_and_shows(page: Page, preview: Running) -> None:
    open_page(page, f"{preview.url}annotations/flood/")
    make(preview.root, {FLOOD: WRONG})
    expect(page.locator(OVERLAY)).to_be_visible()

    make(preview.root, {FLOOD: NOTE.replace("A note.", "Another note.")})

    expect(page.locator("main")).to_contain_text("Another note.")
    expect(page.locator(OVERLAY)).to_have_count(0)


def test_the_messages_are_text_whatever_stands_in_the_files(page: Page, preview: Running) -> None:
    open_page(page, preview.url)

    make(preview.root, {FLOOD: NOTE.replace("The river rose", "<img src=x onerror=alert(1)> <b>rose</b>")})

    expect(page.locator(f"{OVERLAY} pre")).to_contain_text("<img src=x onerror=alert(1)> <b>rose</b>")
    expect(page.locator(f"{OVERLAY} img, {OVERLAY} b")).to_have_count(0)


def test_the_messages_can_be_put_away_until_there_are_others(page: Page, preview: Running) -> None:
    open_page(page, preview.url)
    make(preview.root, {FLOOD: WRONG})
    overlay = page.locator(OVERLAY)
    overlay.get_by_role("button", name="Hide").click()
    expect(overlay).to_have_count(0)

    make(preview.root, {FLOOD: WRONG.replace("2021-12-07", "someday")})

    expect(overlay).to_be_visible()
    overlay.get_by_role("button", name="Hide").focus()
    page.keyboard.press("Escape")
    expect(overlay).to_have_count(0)


def test_a_style_sheet_is_swapped_without_loading_the_page(page: Page, preview: Running, complaints: list[str]) -> None:
    open_page(page, preview.url)
    mark(page)
    sheets = page.locator("link[rel=stylesheet]")
    before = sheets.count()

    for color in ("rgb(1, 2, 3)", "rgb(4, 5, 6)"):
        make(preview.root, {STYLE: f"body {{ color: {color} }}"})
        expect(page.locator("body")).to_have_css("color", color)

    expect(sheets).to_have_count(before)
    assert is_marked(page)
    assert complaints == []

    make(preview.root, {FLOOD: NOTE.replace("title: Flood", "title: High water")})
    expect(page.locator("main")).to_contain_text("High water")
    expect(page.locator("body")).to_have_css("color", "rgb(4, 5, 6)")


def test_a_first_build_that_fails_is_a_page_until_it_is_mended(page: Page, tmp_path: Path, complaints: list[str]) -> None:
    root = make(tmp_path, {**SOUND, FLOOD: WRONG})
    with running(root) as preview:
        open_page(page, f"{preview.url}annotations/flood/")
        expect(page.locator(OVERLAY)).to_contain_text(f"{FLOOD}:5:8")

        make(root, {FLOOD: WRONG.replace("roared", "rained")})
        expect(page.locator(OVERLAY)).to_contain_text("The river rained")

        make(root, {FLOOD: NOTE})
        expect(page.locator("main")).to_contain_text("A note.")
        expect(page.locator(OVERLAY)).to_have_count(0)
    assert [each for each in complaints if "503" not in each and "WebSocket" not in each] == []


def test_drafts_and_scheduled_items_are_marked(page: Page, tmp_path: Path) -> None:
    drafts = {
        "content/annotations/draft.md": note(title="A draft", date="2021-12-08", draft="true"),
        "content/annotations/later.md": note(title="For later", date="2021-12-09", published="2030-01-01"),
    }
    with running(make(tmp_path, {**SOUND, **drafts})) as preview:
        open_page(page, preview.url)
        for title, badge in (("A draft", "Draft"), ("For later", "Scheduled")):
            expect(page.locator("article", has_text=title).locator(".flag")).to_have_text(badge)


def test_a_page_that_is_not_there_follows_too(page: Page, preview: Running) -> None:
    open_page(page, f"{preview.url}annotations/river/")
    expect(page.locator("h1")).to_have_text("There is no page here")

    (preview.root / FLOOD).rename(preview.root / "content/annotations/river.md")

    expect(page.locator("h1")).to_have_text("Flood")


def test_a_page_finds_the_preview_again(page: Page, tmp_path: Path) -> None:
    """It was stopped, files were changed, it was started again."""
    root, port = make(tmp_path, SOUND), free_port()
    first = start(root, port=port)
    open_page(page, f"{first.url}annotations/flood/")
    assert first.stop() == 0
    make(root, {FLOOD: NOTE.replace("A note.", "Another note.")})

    with running(root, port=port):
        expect(page.locator("main")).to_contain_text("Another note.")


def test_nothing_is_asked_of_other_hosts(page: Page, preview: Running, foreign_requests: list[str]) -> None:
    open_page(page, preview.url)
    make(preview.root, {FLOOD: NOTE.replace("title: Flood", "title: High water")})
    expect(page.locator("main")).to_contain_text("High water")
    assert foreign_requests == []

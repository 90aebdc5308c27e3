"""An annotated source in a real browser: passages that overlap, the switch for highlights, the way with keys, paper."""

import io
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Served
from tests.making import build

NewContext = Callable[..., BrowserContext]

SOURCE = "sources/biden-putin-call/"
NOTE = "annotations/cuban-missile-crisis/"
INNER, OUTER = "cuban-missile-crisis-1", "ryabkov-cuba-comparison-1"

OVERLAPPING = Path(__file__).parents[1] / "golden/overlapping"


@pytest.fixture
def overlapping(tmp_path: Path, serve_folder: Callable[[Path], Served]) -> Served:
    """A source whose passages cross, coincide, run over two paragraphs and leave words out."""
    shutil.copytree(OVERLAPPING, tmp_path / "digest", ignore=shutil.ignore_patterns("site"))
    assert build(tmp_path / "digest", tmp_path / "site").written
    return serve_folder(tmp_path / "site")


def _ground(element: Locator) -> str:
    return str(element.evaluate("e => { const s = getComputedStyle(e); return s.backgroundImage + s.backgroundColor; }"))


def _lit(page: Page) -> str:
    """The text of all marks that are lit, and the notes that are."""
    return str(
        page.evaluate(
            """() => {
                const lit = e => getComputedStyle(e).getPropertyValue("--ground").trim().length > 0;
                const marks = [...document.querySelectorAll(".source-text mark")].filter(lit);
                const notes = [...document.querySelectorAll(".note")].filter(lit);
                return marks.map(m => m.textContent).join("") + " → " + notes.map(n => n.id).join(" ");
            }"""
        )
    )


# ----------------------------------------------------------------------------------------------------------------- :target


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("a-1", "two three four five six"),
        ("b-1", "four five six seven eight"),
        ("c-1", "five"),
        ("d-1", "five"),
        ("e-1", "nine ten.Eleven"),
        ("f-1", "Oneseventwelve"),
    ],
)
def test_what_is_pointed_at_is_lit_whole(new_context: NewContext, overlapping: Served, script: bool, id: str, words: str) -> None:
    page = new_context(java_script_enabled=script).new_page()
    for fragment in (f"q-{id}", f"note-{id}"):
        page.goto("about:blank")
        page.goto(f"{overlapping.url}sources/text/#{fragment}")
        assert _lit(page) == f"{words} → note-{id}"


def test_where_nothing_is_pointed_at_nothing_is_lit(page: Page, overlapping: Served) -> None:
    page.goto(f"{overlapping.url}sources/text/")

    assert _lit(page) == " → "


# ---------------------------------------------------------------------------------------------------------------- overlaps


def test_the_smallest_passage_answers_a_click_and_the_others_are_listed(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)

    page.locator(f"#q-{INNER}").click()

    expect(page).to_have_url(f"{site.url}{SOURCE}#q-{INNER}")
    assert _lit(page).endswith(f"note-{INNER}")
    listed = page.get_by_role("dialog", name="Marked at this place")
    expect(listed.get_by_role("link")).to_have_text(["The Cuban missile crisis", "Ryabkov compares the moment with 1962"])
    expect(listed.get_by_role("link").first).to_be_focused()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(listed).to_be_hidden()
    expect(page).to_have_url(f"{site.url}{SOURCE}#note-{OUTER}")
    assert _lit(page).endswith(f"note-{OUTER}")
    expect(page.locator(f"#note-{OUTER}")).to_be_in_viewport()


def test_escape_closes_the_list_and_leads_back(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)
    page.locator(f"#q-{INNER}").click()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(f'.ref a[href="#note-{INNER}"]')).to_be_focused()


def test_the_list_is_reached_with_keys_from_a_note(page: Page, site: Served) -> None:
    page.goto(f"{site.url}{SOURCE}#note-{INNER}")
    button = page.locator(f"#note-{INNER}").get_by_role("button", name="Also marked here")
    page.keyboard.press("Tab")  # from what the address points to: the number, the title, the button
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    listed = page.get_by_role("dialog", name="Marked at this place")
    expect(listed.get_by_role("link")).to_have_text(["Ryabkov compares the moment with 1962"])
    page.keyboard.press("Escape")

    expect(listed).to_be_hidden()
    expect(button).to_be_focused()


@pytest.mark.parametrize("width", [1440, 360])
def test_a_click_on_a_single_passage_leads_to_its_note(new_context: NewContext, site: Served, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 700}).new_page()
    page.goto(site.url + SOURCE)
    mark = page.locator("#q-putin-on-state-television-1 ~ mark.depth-1, mark.depth-1").first
    key = str(mark.get_attribute("data-quotation"))

    mark.click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(f"#note-{key.removeprefix('q-')}")).to_be_in_viewport()
    assert _lit(page).endswith(f"note-{key.removeprefix('q-')}")


def test_words_can_be_selected_without_an_answer(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)

    page.locator(f"#q-{INNER}").dblclick()

    assert page.evaluate("getSelection().toString().trim().length") > 0


# ------------------------------------------------------------------------------------------------------------------ switch


def test_the_switch_for_highlights_is_remembered(page: Page, site: Served, overlapping: Served) -> None:
    page.goto(site.url + SOURCE)
    mark = page.locator(".source-text mark").first
    shown = _ground(mark)
    stroke = "e => getComputedStyle(e).textDecorationLine + getComputedStyle(e).textDecorationStyle"
    assert mark.evaluate(stroke) == "underlinesolid"

    page.get_by_role("radio", name="Faint").focus()
    page.keyboard.press("Space")
    assert mark.evaluate(stroke) == "underlinedotted"
    assert _ground(mark) != shown

    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Off")).to_be_checked()
    page.reload()
    expect(page.get_by_role("radio", name="Off")).to_be_checked()
    assert mark.evaluate(stroke).startswith("none")

    page.goto(site.url + NOTE)
    page.locator("figcaption cite a").click()
    expect(page.get_by_role("radio", name="Off")).to_be_checked()
    # What was pointed at is lit all the same.
    assert _lit(page).endswith(f"note-{INNER}")


def test_the_list_of_all_notes_stays_as_it_was_left(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)
    button = page.get_by_role("button", name="All notes")
    first = page.get_by_role("navigation", name="All notes").get_by_role("link").first
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(first).to_be_hidden()

    button.click()
    expect(first).to_be_visible()
    page.reload()
    expect(button).to_have_attribute("aria-expanded", "true")
    first.click()

    assert _lit(page).endswith(str(first.get_attribute("href")).removeprefix("#"))


def test_a_browser_that_keeps_nothing_reads_all_the_same(page: Page, site: Served) -> None:
    said: list[str] = []
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})")

    page.goto(site.url + SOURCE)
    page.get_by_role("radio", name="Off").check(force=True)

    assert page.evaluate("document.documentElement.dataset.highlights") == "off"
    assert said == []


def test_without_a_script_there_is_no_switch_and_nothing_is_missing(new_context: NewContext, site: Served) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site.url + SOURCE)

    assert page.get_by_role("radio").count() == 0
    assert page.get_by_role("button").count() == 0
    page.get_by_text("All notes").first.click()
    page.get_by_role("navigation", name="All notes").get_by_role("link", name="The Cuban missile crisis").click()
    expect(page).to_have_url(f"{site.url}{SOURCE}#note-{INNER}")
    assert _lit(page) == f"ähnlich der Kubakrise von 1962 → note-{INNER}"
    page.locator(f"#note-{INNER} a.note-title").click()
    expect(page).to_have_url(site.url + NOTE)
    expect(page.get_by_role("navigation", name="Place on the timeline").locator("[aria-current]")).to_contain_text("You are here")
    page.locator('.strip a[rel="next"]').click()
    expect(page.locator("h1")).to_have_text("Russian troops gather near Ukraine")


# -------------------------------------------------------------------------------------------------------------- annotation


def test_a_citation_is_copied(new_context: NewContext, site: Served) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    page.goto(site.url + NOTE)

    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#citation").inner_text().strip()


def test_the_same_annotation_as_data_is_where_the_page_says(page: Page, site: Served) -> None:
    page.goto(site.url + NOTE)
    address = page.locator('link[rel="alternate"][href$="/annotation.jsonld"]').get_attribute("href")

    answer = page.goto(urljoin(site.url + NOTE, address))

    assert answer is not None
    assert answer.json()["type"] == "Annotation"


# ------------------------------------------------------------------------------------------------------------------- layout


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_notes_never_overlap_and_are_never_hidden(new_context: NewContext, site: Served, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    page.goto(site.url + SOURCE)

    overlaps = page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll(".note, .text")]
                .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()]);
            const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            const found = boxes.flatMap(([one, a], n) =>
                boxes.slice(n + 1).filter(([, b]) => meet(a, b)).map(([other]) => [one, other]));
            return found.concat(boxes.filter(([, box]) => box.height < 5));
        }"""
    )

    assert overlaps == []


def test_on_a_telephone_a_note_that_was_out_of_sight_is_there_when_it_is_asked_for(new_context: NewContext, site: Served) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(site.url + SOURCE)
    notes = page.locator(".row .note")
    skipped = "e => !e.querySelector('p').checkVisibility({contentVisibilityAuto: true})"
    assert notes.last.evaluate(skipped)

    last = notes.last.get_attribute("id")
    page.goto(f"{site.url}{SOURCE}#{last}")
    expect(notes.last).to_be_in_viewport()
    assert not notes.last.evaluate(skipped)
    # The way back, and on again with the keyboard, through what was not laid out before.
    notes.last.locator(".note-number").click()
    expect(page.locator("mark:target, .start:target + mark").first).to_be_in_viewport()
    notes.nth(5).locator(".note-title").focus()
    expect(notes.nth(5).locator(".note-title")).to_be_in_viewport()


# -------------------------------------------------------------------------------------------------------------------- paper


def test_on_paper_stands_every_note_and_no_tool(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)
    page.emulate_media(media="print")

    assert page.locator(".tools, .overview, .overlaps").evaluate_all("all => all.filter(e => e.checkVisibility())") == []
    hidden = page.locator(".note-text p, .note-title").evaluate_all(
        "all => all.filter(e => !e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})).length"
    )
    assert hidden == 0
    after = page.evaluate(
        """() => [...document.querySelectorAll(".row:has(.notes)")].map(row => {
            const [text, notes] = [".text", ".notes"].map(name => row.querySelector(name).getBoundingClientRect());
            return notes.top - text.bottom;
        })"""
    )
    assert min(after) >= -1


def test_a_printed_source_has_every_note_whole(page: Page, site: Served) -> None:
    page.goto(site.url + SOURCE)
    # An address stands behind each link, so a note is looked for up to there.
    notes = page.locator(".note-text > *").evaluate_all("all => all.flatMap(e => [...e.childNodes].map(n => n.textContent))")
    titles = page.locator(".note-title").all_text_contents()
    addresses = page.locator(".note-text a[href^=http]").evaluate_all("all => all.map(a => a.getAttribute('href'))")

    printed = _letters("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages))

    assert len(notes) > 30
    assert [text for text in (*notes, *titles, *addresses) if _letters(text) not in printed] == []


def _letters(text: str) -> str:
    """The text without what a line's end may add or take, and without ligatures."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())

"""Writing in the preview, step by step as a person does it: what the page offers, and what the files say then."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.making import NOTE, SETTINGS, make
from tests.serve.running import PATIENCE, Running, running

expect.set_options(timeout=PATIENCE * 1000)

FLOOD = "content/annotations/flood.md"
NEW = "content/annotations/what-happened.md"
FULL = "rights: {mode: full, basis: an example written for this purpose}"
TALK = (
    "Talk | News\n\nThe river rose on Monday. Nobody was hurt, the mayor said.\n\n"
    "Then 👩‍👩‍👧 came 😀 and saw it. It rained.\n\nارتفع النهر يوم الاثنين ثم انخفض يوم الجمعة.\n\n"
    "It rained.\n\nThe river fell on Friday.\n"
)
DIGEST = {
    "digest.toml": SETTINGS,
    "seeds/talk.txt": TALK,
    "seeds/other.txt": "Other | News\n\nThe mayor resigned. Nobody knew why.\n",
    "content/sources/talk.md": f"---\nseed: talk.txt\nlanguage: en\n{FULL}\n---\n",
    # Of this one the site shows nothing that is not quoted.
    "content/sources/other.md": "---\nseed: other.txt\nlanguage: en\nrights: excerpt\n---\n",
    "content/people/ana-reyes.md": "---\ntitle: Ana Reyes\n---\n",
    FLOOD: NOTE.replace("source: speech", "source: talk").replace("title:", "people: [Ana Reyes]  # the mayor\ntitle:"),
}

# Selects from the first place of some words to the end of others, wherever they stand in the page's text.
SELECT = """([first, last]) => {
  const walker = document.createTreeWalker(document.querySelector("article[data-source]"), NodeFilter.SHOW_TEXT);
  const [range, selection] = [document.createRange(), getSelection()];
  let [text, nodes] = ["", []];
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.closest("[data-aside]")) continue;
    nodes.push([text.length, walker.currentNode]);
    text += walker.currentNode.data;
  }
  const at = (offset) => { const [start, node] = nodes.findLast(([start]) => start <= offset); return [node, offset - start] };
  const from = text.indexOf(first);
  const to = text.indexOf(last, from) + last.length;
  if (from < 0 || to < last.length) throw new Error("not on the page");
  range.setStart(...at(from));
  const [node, offset] = at(to - 1);
  range.setEnd(node, offset + 1);
  selection.removeAllRanges();
  selection.addRange(range);
}"""


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Running]:
    with running(make(tmp_path, DIGEST)) as preview:
        yield preview


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: errors of scripts, violations of the Content Security Policy."""
    found: list[str] = []
    listen(page, found)
    return found


def listen(page: Page, found: list[str]) -> None:
    # An answer that is a no is in the network's log too; it is no fault.
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: (
            found.append(message.text)
            if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text
            else None
        ),
    )


def opened(page: Page, url: str) -> None:
    """Opens a page that hears of changes and in which one can write."""
    with page.expect_response("**/_digest/status"):
        page.goto(url)
    expect(page.locator("#digest-tools button").first).to_be_visible()


def bar(page: Page, name: str) -> Locator:
    return page.locator("#digest-tools").get_by_role("button", name=name)


def panel(page: Page) -> Locator:
    return page.locator("#digest-editor")


def press(page: Page, name: str) -> None:
    panel(page).get_by_role("button", name=name, exact=True).click()


def annotate(page: Page, first: str, last: str = "") -> None:
    """Selects words and opens the panel for them."""
    page.evaluate(SELECT, [first, last or first])
    bar(page, "Annotate").click()
    expect(panel(page).locator(".passages li")).to_have_count(1)


def saved(page: Page) -> None:
    """Saves, and waits until the file is written and the page has been loaded again."""
    page.evaluate("document.documentElement.dataset.marked = true")
    press(page, "Save")
    expect(page.locator("html:not([data-marked])")).to_be_attached()
    page.wait_for_load_state()
    expect(page.locator("#digest-tools .status")).to_contain_text("Saved: content/annotations/")


def text(preview: Running, path: str) -> str:
    return (preview.root / path).read_bytes().decode()


def test_words_are_selected_with_the_mouse_and_annotated(page: Page, preview: Running, complaints: list[str]) -> None:
    opened(page, f"{preview.url}sources/talk/")
    words = page.get_by_text("The river fell on Friday.").last
    box = words.bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    bar(page, "Annotate “The river fell on").click()
    expect(panel(page).locator("q")).to_have_text("The river fell on Friday.")

    page.keyboard.type("What happened")
    panel(page).get_by_label("Date").fill("2021-12-10~")
    expect(panel(page).get_by_text("Reads as: about 10 December 2021")).to_be_visible()
    panel(page).get_by_label("Kind").select_option("claim")
    panel(page).get_by_label("Add to People").fill("Ana Reyes")
    panel(page).get_by_label("Add to Places").fill("The river, upper part")
    panel(page).get_by_label("Add to Places").press("Enter")
    panel(page).get_by_label("Note, in Markdown").fill("It **fell**.\n\nSlowly.")
    panel(page).get_by_role("button", name="Show how it will look").click()
    expect(panel(page).locator(".shown strong")).to_have_text("fell")
    saved(page)

    expect(page.locator("main mark", has_text="The river fell on Friday.")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Slowly.")
    assert text(preview, NEW).replace("2026-12-01", "TODAY").splitlines()[:8] == [
        "---",
        "title: What happened",
        "date: 2021-12-10~",
        "kind: claim",
        "source: talk",
        "quote: The river fell on Friday.",
        "people: [Ana Reyes]",
        'places: ["The river, upper part"]',
    ]
    assert text(preview, NEW).endswith("\n---\nIt **fell**.\n\nSlowly.\n")
    assert complaints == []


@pytest.mark.parametrize(
    ("first", "last", "lines"),
    [
        ("the mayor said", "Then", ["quote: the mayor said. Then"]),
        ("river rose on", "Monday", ["quote: river rose on Monday"]),
        ("The river rose on Monday. Nobody", "", ["quote: The river rose on Monday. Nobody"]),
        ("😀 and saw", "", ["quote: 😀 and saw"]),
        ("👩‍👩‍👧", "", ["quote: 👩‍👩‍👧"]),
        ("يوم الجمعة", "", ["quote: يوم الجمعة"]),
        ("It rained.", "", ["quote: It rained.", "prefix: it."]),
    ],
)
def test_what_is_selected_is_what_is_quoted(page: Page, preview: Running, first: str, last: str, lines: list[str]) -> None:
    """Over two paragraphs and marked passages, among emoji and in Arabic, and words that stand twice."""
    opened(page, f"{preview.url}sources/talk/")
    annotate(page, first, last)
    page.keyboard.type("What happened")
    saved(page)

    written = text(preview, NEW).splitlines()
    at = written.index("source: talk") + 1
    assert [line for line in written[at:] if line.startswith(("quote", "prefix", "suffix"))][: len(lines)] == lines
    page.goto(f"{preview.url}annotations/what-happened/")
    expect(page.locator("blockquote mark").first).to_contain_text((last or first)[:6].strip())


def test_passages_of_several_sources_survive_the_way_from_page_to_page(page: Page, preview: Running) -> None:
    opened(page, f"{preview.url}sources/talk/")
    annotate(page, "Nobody was hurt")
    page.keyboard.type("What happened")
    # While the panel is open beside the page, more words can be selected there.
    page.evaluate(SELECT, ["The river fell", "The river fell"])
    bar(page, "Add to the note").click()
    expect(panel(page).locator(".passages li")).to_have_count(2)
    press(page, "Put aside")

    opened(page, f"{preview.url}sources/other/")
    bar(page, "Go on with “What happened”").click()
    expect(panel(page).get_by_label("Title")).to_have_value("What happened")
    panel(page).get_by_text("Choose words in a source").click()
    whole = panel(page).get_by_label("Its whole text")
    expect(whole).to_have_value(DIGEST["seeds/other.txt"])
    whole.evaluate(
        "(field) => { const at = field.value.indexOf('Nobody knew'); field.setSelectionRange(at, at + 15); field.focus() }"
    )
    press(page, "Use the selected words")
    expect(panel(page).locator(".passages li")).to_have_count(3)
    panel(page).get_by_role("button", name="Remove passage 2").click()
    saved(page)

    assert "quotes:\n  - source: talk\n    exact: Nobody was hurt\n  - source: other\n    exact: Nobody knew why\n" in text(
        preview, NEW
    )
    expect(page.locator("main mark", has_text="Nobody knew why")).to_be_visible()


def test_it_works_with_the_keyboard_alone(page: Page, preview: Running) -> None:
    opened(page, f"{preview.url}sources/talk/")
    focus(page, "New note")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_label("Title")).to_be_focused()
    page.keyboard.type("What happened")
    focus(page, "Choose words in a source", back=True)
    page.keyboard.press("Enter")
    whole = panel(page).get_by_label("Its whole text")
    expect(whole).to_have_value(TALK)
    focus(page, "Its whole text")
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for _ in range(len("The river rose")):
        page.keyboard.press("Shift+ArrowRight")
    focus(page, "Use the selected words")
    page.keyboard.press("Enter")
    expect(panel(page).locator(".passages q")).to_have_text("The river rose")
    focus(page, "Save")
    page.keyboard.press("Enter")

    expect(page.locator("#digest-tools .status")).to_contain_text("Saved: ")
    assert "source: talk\nquote: The river rose\n" in text(preview, NEW)


def focus(page: Page, name: str, *, back: bool = False) -> None:
    """Moves from control to control until the one with the name has the focus."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        at = page.evaluate("() => { const e = document.activeElement; return e.labels?.[0]?.textContent ?? e.textContent }")
        if at.strip() == name:
            return
    raise AssertionError(f"“{name}” cannot be reached")


def test_escape_puts_aside_and_the_focus_goes_back(page: Page, preview: Running) -> None:
    opened(page, preview.url)
    bar(page, "New note").click()
    expect(panel(page).get_by_label("Title")).to_be_focused()
    page.keyboard.type("Half a title")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(bar(page, "Go on with “Half a title”")).to_be_focused()
    page.reload()
    bar(page, "Go on with “Half a title”").click()
    press(page, "Throw away …")
    press(page, "Throw away")
    expect(bar(page, "New note")).to_be_visible()
    assert sorted((preview.root / "content/annotations").iterdir()) == [preview.root / FLOOD]


def test_it_works_on_a_telephone(new_context: Callable[..., BrowserContext], preview: Running) -> None:
    phone = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    opened(page, f"{preview.url}sources/talk/")
    page.evaluate(SELECT, ["The river fell", "The river fell"])
    bar(page, "Annotate “The river fell”").tap()
    expect(panel(page).locator("q")).to_have_text("The river fell")
    assert panel(page).evaluate("e => [e.matches(':modal'), e.scrollWidth <= innerWidth, e.offsetWidth]") == [True, True, 360]
    small = (
        panel(page)
        .locator("button, input, select, textarea")
        .evaluate_all(
            "all => all.filter(e => e.offsetParent && e.type !== 'checkbox')"
            ".filter(e => Math.min(e.offsetWidth, e.offsetHeight) < 24).length"
        )
    )
    assert small == 0
    panel(page).get_by_label("Title").fill("What happened")
    panel(page).get_by_role("button", name="Save", exact=True).tap()
    expect(page.locator("#digest-tools .status")).to_contain_text("Saved: ")
    assert "quote: The river fell\n" in text(preview, NEW)
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_what_is_wrong_is_said_at_its_field(page: Page, preview: Running) -> None:
    opened(page, f"{preview.url}sources/talk/")
    annotate(page, "Nobody was hurt")
    press(page, "Save")
    expect(panel(page).get_by_role("alert")).to_have_text("A note needs a title.")
    expect(panel(page).get_by_label("Title")).to_be_focused()
    panel(page).get_by_label("Title").fill("What happened")
    date = panel(page).get_by_label("Date")
    date.fill("2021-02-30")
    expect(date).to_have_attribute("aria-invalid", "true")
    expect(panel(page).get_by_text("February 2021 has 28 days").first).to_be_visible()
    press(page, "Save")
    expect(panel(page).get_by_role("alert")).to_contain_text("“2021-02-30” is not a date")
    expect(date).to_be_focused()
    panel(page).get_by_role("button", name="Use 2021-02-28").click()
    expect(panel(page).get_by_text("Reads as: 28 February 2021")).to_be_visible()
    saved(page)
    assert "date: 2021-02-28\n" in text(preview, NEW)


def test_a_note_with_html_and_script_is_text(page: Page, preview: Running, complaints: list[str]) -> None:
    note = (
        'Look: <script>document.title = "broken"</script> <img src=x onerror="document.title=1"> <b>bold</b> '
        "[x](javascript:alert(1))"
    )
    opened(page, f"{preview.url}sources/talk/")
    annotate(page, "Nobody was hurt")
    page.keyboard.type("What happened")
    panel(page).get_by_label("Note, in Markdown").fill(note)
    panel(page).get_by_role("button", name="Show how it will look").click()
    shown = panel(page).locator(".shown")
    expect(shown).to_contain_text("<script>")
    expect(shown.locator("script, img, b, a[href]")).to_have_count(0)
    expect(shown).to_contain_text("“javascript:” addresses are not allowed")
    saved(page)
    expect(page.locator("main")).to_contain_text("<b>bold</b>")
    assert "broken" not in page.title()
    assert complaints == []


# ---------------------------------------------------------------------------------------------------------------------


def test_only_the_touched_line_of_a_note_changes(page: Page, preview: Running) -> None:
    before = text(preview, FLOOD)
    opened(page, f"{preview.url}annotations/flood/")
    bar(page, "Change this note").click()
    expect(panel(page).locator("q")).to_have_text("The river rose")
    panel(page).get_by_label("Title").fill("High water")
    saved(page)
    assert text(preview, FLOOD) == before.replace("title: Flood", "title: High water")
    expect(page.locator("h1")).to_have_text("High water")

    opened(page, f"{preview.url}sources/talk/")
    page.get_by_role("button", name="Change the note “High water”").click()
    panel(page).get_by_label("Add to People").fill("Ben")
    panel(page).get_by_label("Keep as a draft").check()
    saved(page)
    now = before.replace("title: Flood", "title: High water").replace("[Ana Reyes]", "[Ana Reyes, Ben]")
    assert text(preview, FLOOD) == now.replace("published: 2026-11-20\n", "published: 2026-11-20\ndraft: true\n")
    opened(page, f"{preview.url}annotations/flood/")
    expect(page.locator("main .flag", has_text="Draft")).to_be_visible()


def test_two_tabs_do_not_overwrite_one_another(new_context: Callable[..., BrowserContext], preview: Running) -> None:
    context = new_context()
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        opened(page, f"{preview.url}annotations/flood/")
        bar(page, "Change this note").click()
    panel(one).get_by_label("Title").fill("Theirs")
    saved(one)

    note = panel(two).get_by_label("Note, in Markdown")
    note.fill("Mine.")
    press(two, "Save")

    conflict = panel(two).locator(".conflict")
    expect(conflict.get_by_role("heading")).to_be_focused()
    expect(conflict.get_by_label("As it is now")).to_have_value(text(preview, FLOOD))
    both = text(preview, FLOOD).replace("A note.", "Mine.")
    expect(conflict.get_by_label("As it would be with your changes")).to_have_value(both)
    assert "Theirs" in both
    press(two, "Write my changes into it")
    expect(two.locator("#digest-tools .status")).to_contain_text("Saved: ")
    assert text(preview, FLOOD) == both


def test_what_an_editor_saved_meanwhile_can_be_taken(page: Page, preview: Running) -> None:
    opened(page, f"{preview.url}annotations/flood/")
    bar(page, "Change this note").click()
    panel(page).get_by_label("Title").fill("Mine")
    theirs = {FLOOD: text(preview, FLOOD).replace("title: Flood", "title: Theirs")}
    preview.told(lambda: make(preview.root, theirs), lambda: "Theirs" in preview.ask("/annotations/flood/").text)
    # The page waits: whoever is writing keeps the caret and the words.
    expect(panel(page).get_by_label("Title")).to_have_value("Mine")
    expect(panel(page).get_by_label("Title")).to_be_focused()

    press(page, "Save")
    press(page, "Take it as it is, without my changes")

    expect(panel(page).get_by_label("Title")).to_have_value("Theirs")
    press(page, "Put aside")
    expect(page.locator("h1")).to_have_text("Theirs")
    assert "title: Theirs" in text(preview, FLOOD)


def test_a_deleted_note_comes_back(page: Page, preview: Running) -> None:
    before = (preview.root / FLOOD).read_bytes()
    opened(page, f"{preview.url}annotations/flood/")
    bar(page, "Change this note").click()
    press(page, "Delete …")
    expect(panel(page).get_by_role("button", name="No")).to_be_focused()
    press(page, "No")
    assert (preview.root / FLOOD).exists()
    press(page, "Delete …")
    press(page, "Delete")

    expect(page.locator("#digest-tools .status")).to_contain_text("Deleted “Flood”.")
    expect(page).to_have_url(f"{preview.url}sources/talk/")
    expect(page.locator("main mark")).to_have_count(0)
    assert not (preview.root / FLOOD).exists()

    bar(page, "Undo").click()

    expect(page.locator("main mark")).to_have_text("The river rose")
    assert (preview.root / FLOOD).read_bytes() == before


def test_a_suggestion_is_accepted_in_the_messages_and_in_the_panel(page: Page, preview: Running) -> None:
    sound = text(preview, FLOOD)
    opened(page, f"{preview.url}annotations/flood/")
    wrong = sound.replace("quote: The river rose", "quote: The river roze")
    make(preview.root, {FLOOD: wrong})
    page.locator("#digest-preview").get_by_role("button", name="Write “The river rose”").click()
    expect(page.locator("#digest-preview")).to_have_count(0)
    assert text(preview, FLOOD) == sound

    make(preview.root, {FLOOD: wrong})
    page.locator("#digest-preview").get_by_role("button", name="Hide").click()
    bar(page, "Change this note").click()
    expect(panel(page).locator(".passages")).to_contain_text("this quotation is not in source “talk”")
    press(page, "Use “The river rose”")
    press(page, "Save")
    expect(page.locator("#digest-tools .status")).to_contain_text("Saved: ")
    assert text(preview, FLOOD) == sound


def test_the_focus_and_what_is_typed_survive_a_reload(page: Page, preview: Running) -> None:
    page_ = "content/static/form.html"
    form = '<!doctype html><title>F</title><p><a href="/">Home</a> <input aria-label="Search"><p>{}'
    make(preview.root, {page_: form.format("one")})
    opened(page, f"{preview.url}form.html")
    field = page.get_by_label("Search")
    field.fill("rivers")
    field.press("ArrowLeft")

    make(preview.root, {page_: form.format("two")})

    expect(page.locator("body")).to_contain_text("two")
    expect(field).to_be_focused()
    expect(field).to_have_value("rivers")
    assert field.evaluate("e => e.selectionStart") == 5


# ---------------------------------------------------------------------------------------------------------------------


def faults(page: Page) -> list[Any]:
    found = Axe().run(
        page, context={"include": [["#digest-editor"], ["#digest-tools"]]} if panel(page).count() else "#digest-tools"
    )
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found.response["violations"]]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(new_context: Callable[..., BrowserContext], preview: Running, width: int, scheme: Any) -> None:
    page = new_context(viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
    opened(page, f"{preview.url}annotations/flood/")
    assert faults(page) == []
    bar(page, "Change this note").click()
    panel(page).get_by_label("Date").fill("someday")
    expect(panel(page).get_by_label("Date")).to_have_attribute("aria-invalid", "true")
    panel(page).get_by_text("Choose words in a source").click()
    panel(page).get_by_role("button", name="Show how it will look").click()
    expect(panel(page).locator(".shown")).to_contain_text("A note.")
    press(page, "Save")
    expect(panel(page).get_by_role("alert")).to_contain_text("is not a date")
    press(page, "Delete …")
    assert faults(page) == []
    press(page, "No")
    make(preview.root, {FLOOD: text(preview, FLOOD) + "More.\n"})
    panel(page).get_by_label("Date").fill("2022")
    press(page, "Save")
    expect(panel(page).get_by_role("heading", name="The file has changed since you opened it")).to_be_visible()
    assert faults(page) == []

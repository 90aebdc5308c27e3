"""Finding things in a real browser: in two languages, without scripts, with the back button."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from digest.text import words
from tests.browser.conftest import Served
from tests.making import SOUND, build, make, note

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: errors of scripts, violations of the Content Security Policy, files that are not there."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text))
    return found


def titles(page: Page) -> list[str]:
    """The titles of the results, once the count is said."""
    expect(page.get_by_role("status")).to_have_text(re.compile("Found|Nothing"))
    return page.locator(".result h2").all_inner_texts()


def test_the_script_folds_as_the_index_does(page: Page, site: Served) -> None:
    """Over every character that Python's Unicode knows."""
    points = [n for n in range(0x110000) if unicodedata.category(chr(n)) not in ("Cn", "Cs", "Co")]
    page.goto(site.url)
    program = """async points => {
        const { fold } = await import("/assets/words.js");
        return points.map(point => fold(String.fromCodePoint(point)));
    }"""
    folded = page.evaluate(program, points)
    assert [
        (hex(n), words.fold(chr(n)), theirs) for n, theirs in zip(points, folded, strict=True) if words.fold(chr(n)) != theirs
    ] == []


def test_the_script_finds_the_words_that_the_index_has(page: Page, site: Served) -> None:
    texts = [
        "Don’t panic: 5 Pläne",
        "東京都 2022年の",
        "ภาษาไทย",
        "إِسْلَام ١٢٣",
        "한국어 हिन्दी",
        "Nie, l’Ukraine — 𠮷野家",
        "x" * 50,
        "½ ﬁ",
    ]
    page.goto(site.url)
    program = """async texts => {
        const { words } = await import("/assets/words.js");
        return texts.map(text => words(text).map(word => word.text));
    }"""
    assert page.evaluate(program, texts) == [list(words.words(text)) for text in texts]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("missile crisis", "Cuban missile crisis"),  # the topic itself
        ("CRISIS missile thirteen", "The Cuban missile crisis"),  # English, in any order and case
        ("cub miss thirt", "The Cuban missile crisis"),  # beginnings
        ("ähnlich Kubakrise", "The Cuban missile crisis"),  # German, in the quotation
        ('"ähnlich der Kubakrise"', "The Cuban missile crisis"),  # a phrase
        ("„ahnlich der Kubakrise“", "The Cuban missile crisis"),
        ("aehnlich kubakrise", "The Cuban missile crisis"),  # umlauts spelt out
        ("Путин", "Vladimir Putin"),  # another name, in another script
        ("путин", "Vladimir Putin"),
    ],
)
def test_words_lead_to_what_they_stand_in(page: Page, site: Served, complaints: list[str], query: str, first: str) -> None:
    page.goto(f"{site.url}search/")
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("searchbox").press("Enter")

    assert titles(page)[0] == first
    expect(page.get_by_role("status")).to_contain_text("Found: ")
    assert page.locator(".result mark").count()
    assert complaints == []


def test_umlauts_are_found_however_they_are_typed(page: Page, site: Served) -> None:
    found = []
    for query in ("Erklärung", "erklarung", "ERKLAERUNG"):
        page.goto(f"{site.url}search/?q={query}")
        found.append(titles(page))
    assert found[0] == found[1] == found[2] != []
    expect(page.locator(".result mark").first).to_have_text("Erklärung")


def test_a_phrase_stands_as_a_whole(page: Page, site: Served) -> None:
    page.goto(f"{site.url}search/?q=Gipfel virtuellen")
    apart = titles(page)
    page.goto(f"{site.url}search/?q=%22Gipfel virtuellen%22")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")
    assert (titles(page), bool(apart)) == ([], True)


def test_what_is_not_there_is_not_found_and_the_way_on_is_shown(page: Page, site: Served, complaints: list[str]) -> None:
    page.goto(f"{site.url}search/?q=xyzzy")

    assert titles(page) == []
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")
    expect(page.get_by_role("heading", name="By name and by year")).to_be_visible()
    assert complaints == []


def test_the_search_is_in_the_address_and_the_back_button_goes_back(page: Page, site: Served) -> None:
    page.goto(f"{site.url}search/")
    page.get_by_label("Words, or a phrase").fill("putin")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{site.url}search/?q=putin")
    everything = titles(page)

    page.get_by_label("Places").select_option("Ukraine")
    expect(page).to_have_url(f"{site.url}search/?q=putin&places=ukraine")
    expect(page.locator(".result")).not_to_have_count(len(everything))
    fewer = titles(page)
    assert set(fewer) < set(everything)

    page.go_back()
    expect(page.locator(".result")).to_have_count(len(everything))
    expect(page.get_by_label("Places")).to_have_value("")
    page.go_forward()
    expect(page.locator(".result")).to_have_count(len(fewer))
    page.reload()
    assert titles(page) == fewer


def test_facets_alone_find_what_is_filed_under_them(page: Page, site: Served) -> None:
    page.goto(f"{site.url}search/?people=joe-biden&kind=claim")
    assert titles(page) == ["“Little progress”: a judgement without a name"]


def test_it_searches_while_one_types(page: Page, site: Served) -> None:
    page.goto(f"{site.url}search/")
    page.get_by_role("searchbox").press_sequentially("kubakr")
    expect(page.locator(".result h2").first).to_have_text("The Cuban missile crisis")
    expect(page).to_have_url(f"{site.url}search/?q=kubakr")


def test_without_a_script_the_names_and_years_are_there(new_context: NewContext, site: Served) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.url}search/")

    expect(page.locator("form.search")).to_be_hidden()
    expect(page.locator(".browse-why")).to_be_visible()
    page.get_by_role("link", name="Vladimir Putin").click()
    expect(page.locator("h1")).to_have_text("Vladimir Putin")


def test_a_german_site_says_so_in_german(
    tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served], complaints: list[str]
) -> None:
    settings = SOUND["digest.toml"]
    assert isinstance(settings, str)
    build(make(tmp_path, {**SOUND, "digest.toml": settings + 'language = "de"\n'}), tmp_path / "site")
    served = serve_folder(tmp_path / "site")

    page.goto(f"{served.url}search/?q=Flood")

    expect(page.get_by_role("status")).to_have_text("Gefunden: 1")
    expect(page.get_by_role("link", name="Suche")).to_be_visible()
    assert complaints == []


def test_more_than_a_page_of_results_comes_on_demand(tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served]) -> None:
    many = {
        f"content/annotations/n{n}.md": note(title=f"Number {n}", date=f"2021-01-{n:02}", source="speech", quote="The river fell")
        for n in range(1, 19)
    }
    build(make(tmp_path, {**SOUND, **many}), tmp_path / "site")
    page.goto(f"{serve_folder(tmp_path / 'site').url}search/?q=number")

    expect(page.get_by_role("status")).to_have_text("Found: 18")
    found = titles(page)
    assert (len(found), found[0]) == (10, "Number 18")  # of equals the latest first
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".result")).to_have_count(18)
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    expect(page.get_by_role("link", name="Number 8", exact=True)).to_be_focused()


def test_what_is_found_is_text_whatever_it_says(tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served]) -> None:
    evil = note(title='"<img src=x onerror=alert(1)> <b>river</b>"', date="2021-01-01", summary='"<script>river</script>"')
    build(make(tmp_path, {**SOUND, "content/annotations/evil.md": evil}), tmp_path / "site")
    page.goto(f"{serve_folder(tmp_path / 'site').url}search/?q=river")

    expect(page.locator(".result")).to_have_count(3)
    expect(page.locator(".results img, .results b, .results script")).to_have_count(0)


def test_pagefind_finds_other_forms_of_a_word(
    tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served], complaints: list[str], foreign_requests: list[str]
) -> None:
    settings = SOUND["digest.toml"]
    assert isinstance(settings, str)
    files = {
        **SOUND,
        "digest.toml": settings + '[search]\nengine = "pagefind"\n',
        "content/annotations/rising.md": note(title="Waters were rising", date="2021-12-08", kind="context", source="speech"),
    }
    build(make(tmp_path, files), tmp_path / "site")
    served = serve_folder(tmp_path / "site")

    page.goto(f"{served.url}search/?q=rises")
    expect(page.get_by_role("status")).to_have_text("Found: 1")
    assert titles(page) == ["Waters were rising"]
    page.goto(f"{served.url}search/?q=rises&kind=event")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")
    assert (complaints, foreign_requests) == ([], [])

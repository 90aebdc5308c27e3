"""Filters on a timeline: they combine, they are in the address, and without a script the terms are plain links."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Served
from tests.making import SOUND, build, make

NewContext = Callable[..., BrowserContext]


def shown(page: Page) -> list[str]:
    """The titles of the entries in sight."""
    return page.locator(".timeline .entry:visible h4, .timeline .entry:visible h3:not(.month-label)").all_text_contents()


def test_filters_combine_and_the_count_is_said(page: Page, site: Served) -> None:
    page.goto(site.url)
    everything = shown(page)
    form = page.get_by_role("form", name="Show only")

    form.get_by_label("People").select_option("joe-biden")
    of_biden = shown(page)
    expect(form.get_by_role("status")).to_have_text(f"Entries shown: {len(of_biden)} of {len(everything)}")
    assert 0 < len(of_biden) < len(everything)

    form.get_by_label("Kind").select_option("statement")
    both = shown(page)
    assert 0 < len(both) < len(of_biden)
    expect(form.get_by_role("status")).to_have_text(f"Entries shown: {len(both)} of {len(everything)}")
    expect(page).to_have_url(f"{site.url}?kind=statement&people=joe-biden")
    # Years and months without an entry go with their entries.
    expect(page.locator(".timeline .year:visible:not(:has(.entry:visible))")).to_have_count(0)


def test_the_back_button_takes_a_filter_back(page: Page, site: Served) -> None:
    page.goto(site.url)
    everything = shown(page)
    form = page.get_by_role("form", name="Show only")
    form.get_by_label("People").select_option("joe-biden")
    form.get_by_label("Places").select_option("ukraine")
    both = shown(page)

    page.go_back()
    expect(form.get_by_label("Places")).to_have_value("")
    assert set(both) < set(shown(page)) < set(everything)
    page.go_back()
    expect(form.get_by_label("People")).to_have_value("")
    expect(form.get_by_role("status")).to_have_text("")
    assert shown(page) == everything
    page.go_forward()
    page.go_forward()
    expect(form.get_by_label("Places")).to_have_value("ukraine")
    assert shown(page) == both


def test_a_filter_in_the_address_holds_and_can_be_put_away(page: Page, site: Served) -> None:
    page.goto(f"{site.url}2021/?kind=claim&people=nobody")
    form = page.get_by_role("form", name="Show only")
    expect(form.get_by_role("status")).to_contain_text("Entries shown: ")

    form.get_by_role("button", name="Show all").click()
    expect(page).to_have_url(f"{site.url}2021/")
    expect(form.get_by_role("button", name="Show all")).to_be_hidden()
    expect(form.get_by_label("Kind")).to_be_focused()


def test_a_page_that_has_not_everything_says_so_and_leads_to_the_search(page: Page, site: Served) -> None:
    page.goto(f"{site.url}2021/?people=joe-biden&kind=claim")
    expect(page.locator(".filter-elsewhere")).to_contain_text("This page shows only a part of all entries.")

    page.get_by_role("link", name="Search everything with this choice").click()
    expect(page).to_have_url(f"{site.url}search/?kind=claim&people=joe-biden")
    expect(page.get_by_role("status")).to_contain_text("Found: ")


def test_choices_stand_in_the_order_of_the_alphabet_with_the_number_of_their_entries(page: Page, site: Served) -> None:
    page.goto(f"{site.url}?kind=statement")
    places = page.get_by_role("form", name="Show only").get_by_label("Places")
    places.focus()
    named = [re.fullmatch(r"(.+) \((\d+)\)", choice) for choice in places.locator("option:not([value=''])").all_inner_texts()]
    names = [match[1] for match in named if match]
    assert len(names) == len(named) > 5
    assert names == sorted(names, key=str.casefold)

    # The number is that of the entries that the choice leaves, with what else was chosen.
    assert {match[1]: int(match[2]) for match in named if match}["Ukraine"] == of_ukraine(page)


def of_ukraine(page: Page) -> int:
    """How many statements stand under Ukraine."""
    return page.locator(".timeline .entry:has([data-kind=statement]):has(.chips a:text-is('Ukraine'))").count()


def test_filters_are_worked_with_the_keyboard_alone(page: Page, site: Served) -> None:
    page.goto(site.url)
    kind = page.get_by_role("form", name="Show only").get_by_label("Kind")
    kind.focus()
    page.keyboard.type("Claim")

    expect(kind).to_have_value("claim")
    expect(page.get_by_role("status")).to_contain_text("Entries shown: ")
    page.keyboard.press("Tab")
    expect(page.get_by_role("form", name="Show only").get_by_label("People")).to_be_focused()


def test_without_a_script_there_is_no_filter_and_the_terms_are_links(new_context: NewContext, site: Served) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(site.url)

    expect(page.locator(".filter")).to_be_hidden()
    page.locator(".entry .chips").get_by_role("link", name="Joe Biden").first.click()
    expect(page.locator("h1")).to_have_text("Joe Biden")


def test_a_timeline_of_a_few_entries_has_none(tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served]) -> None:
    build(make(tmp_path, SOUND), tmp_path / "site")
    page.goto(serve_folder(tmp_path / "site").url)

    expect(page.get_by_role("link", name="Flood")).to_be_visible()
    expect(page.locator(".filter")).to_be_hidden()

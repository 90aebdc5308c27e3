"""No page is made of more than about a thousand records, however large the digest is, and one entry more changes few of them."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from digest.model.annotation import Card, Entry
from digest.model.config import Config, Rights
from digest.model.diagnostic import Span
from digest.model.edtf import Edtf, parse
from digest.model.library import Library, Term
from digest.model.noun import replace
from digest.model.page import Page
from digest.model.source import Source
from digest.pages import corrections, facet, home, notes, period, planned, term
from digest.steps.resolve import by_year, library

CONFIG = Config()
CHECKED = (home, period, term, facet, corrections)


def _date(text: str) -> Edtf:
    date = parse(text)
    assert isinstance(date, Edtf)
    return date


def _entry(n: int, date: str, **more: Any) -> Entry:
    about = (("people", "everybody"), ("people", f"n{n % 20000:05}"), ("places", f"p{n % 7}"), ("places", "here"))
    fields: dict[str, Any] = {
        "id": f"n{n:05}", "slug": f"n{n:05}", "kind": "event", "order": 0, "terms": about[: 1 + n % 4], "sources": (f"s{n}",),
        "quotations": 1, "published": None, "modified": None, "title": f"Note {n}", "summary": "", "lead": None,
    }  # fmt: skip
    return Entry(date=_date(date), **{**fields, **more})


def _library(entries: Iterable[Card], terms: list[Term]) -> Library:
    entries = tuple(entries)
    by_term: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        for each in entry.terms:
            by_term.setdefault(each, []).append(entry.id)
    ids = {key: tuple(value) for key, value in by_term.items()}
    return Library(entries, (), tuple(terms), (), {}, ids, {}, {}, by_year=by_year(entries))


def _label(n: int) -> str:
    """Twenty thousand names, as unevenly spread over the alphabet as names are."""
    letters = "aaabbcdefghiklmmnoprsssssstuvwzöш"
    return "".join(letters[(n // len(letters) ** power) % len(letters)] for power in range(4)) + f" {n}"


@pytest.fixture(scope="module")
def large() -> Library:
    """A year of 10,000 entries, 1,000 of them in one month and 500 on one day, and 300 of which only the year is known."""
    entries = [_entry(n, f"2020-{n % 11 + 1:02}-{n % 28 + 1:02}") for n in range(8700)]
    entries += [_entry(n, f"2020-12-{n % 31 + 1:02}") for n in range(8700, 9200)]
    entries += [_entry(n, "2020-12-24") for n in range(9200, 9700)]
    entries += [_entry(n, "2020") for n in range(9700, 10000)]
    entries += [_entry(n, f"{1000 + n % 900}-05-06") for n in range(10000, 13000)]
    entries = [
        replace(each, corrections=(_date(f"2025-{n % 12 + 1:02}-03"),)) if n % 4 == 0 else each for n, each in enumerate(entries)
    ]
    entries.sort(key=lambda each: str(each.date))
    people = [Term("people", f"n{n:05}", _label(n)) for n in range(20000)]
    places = [Term("places", f"p{n}", f"Place {n}") for n in range(7)]
    return _library(entries, [Term("people", "everybody", "Everybody"), *people, Term("places", "here", "Here"), *places])


def _pages(library: Library) -> Iterator[Page]:
    for kind in CHECKED:
        yield from planned(kind, library, CONFIG)


def _leaves(value: Any) -> int:
    """How many plain values there are."""
    return sum(map(_leaves, value)) if isinstance(value, tuple) else 1


def test_a_page_of_notes_is_made_of_the_notes_on_it() -> None:
    """Of an annotation that quotes a source twice the first note may stand on another page; its number is known there."""
    source = Source("s", "s.txt", "S", Span(""), rights=Rights("full", basis="mine"))
    entries = [_entry(n, "2020", sources=("s",)) for n in range(10_000)]
    quoted = [(each.id, (("s", n, n + 5), ("s", 20_000 - n, 20_005 - n))) for n, each in enumerate(entries)]

    pages = list(planned(notes, library(entries, (), (source,), (), (), quoted), CONFIG))

    assert len(pages) == 200
    assert {len(page.inputs) for page in pages} == {1 + 3 * 100}
    params = dict(pages[-1].params)
    assert params["notes"][-1] == ("n00000", 1)
    assert params["numbers"][-1] == ("n00000", ((0, 1), (1, 20_000)))


def test_no_page_is_made_of_more_than_a_thousand_records(large: Library) -> None:
    too_large = {page.path: len(page.inputs) for page in _pages(large) if len(page.inputs) > 1000}
    assert too_large == {}


def test_no_page_is_told_more_than_it_can_show(large: Library) -> None:
    too_much = {page.path: _leaves(page.params) for page in _pages(large) if _leaves(page.params) > 3000}
    assert too_much == {}


def test_every_entry_has_one_place_in_time_and_one_for_each_of_its_large_terms(large: Library) -> None:
    shown: dict[str, list[str]] = {}
    for page in planned(period, large, CONFIG):
        params = dict(page.params)
        shown.setdefault(params["base"], []).extend(params["shown"])

    assert sorted(shown["/"]) == sorted(entry.id for entry in large.entries)
    assert sorted(shown["/people/everybody/"]) == sorted(large.by_term["people", "everybody"])
    assert set(shown) == {"/", "/people/everybody/", "/places/here/", *(f"/places/p{n}/" for n in range(7))}


def test_every_term_is_in_its_index(large: Library) -> None:
    listed = [
        id
        for page in planned(facet, large, CONFIG)
        if dict(page.params)["letter"] and dict(page.params)["facet"] == "people"
        for id, *_ in dict(page.params)["rows"]
    ]
    assert sorted(listed) == sorted(f"people/{each.slug}" for each in large.terms if each.facet == "people")


def test_every_correction_is_in_the_ledger_of_its_time(large: Library) -> None:
    listed = [
        id for page in planned(corrections, large, CONFIG) if dict(page.params)["path"] for id, _ in dict(page.params)["shown"]
    ]
    assert sorted(listed) == sorted(entry.id for entry in large.entries if entry.corrected)


def test_one_entry_more_changes_few_pages(large: Library) -> None:
    new = _entry(9999, "2020-12-24", id="n09250-b", slug="new", terms=(("people", "everybody"),))
    entries = sorted([*large.entries, new], key=lambda each: str(each.date))
    before = {page.path: page for page in _pages(large)}
    after = {page.path: page for page in _pages(_library(entries, list(large.terms)))}

    changed = sorted(path for path, page in after.items() if before.get(path) != page)
    days = ("2020/", "2020/12/", "2020/12/24/", "2020/12/24/n09/", "2020/12/24/n092/")
    assert changed == sorted(
        f"{path}index.html"
        for path in ("", "oldest/", *days, *(f"people/everybody/{day}" for day in ("", *days)), "people/", "people/a-z/ev/")
    )
    assert set(before) <= set(after)

"""The list of sources stays readable, and each of its pages small, however many there are."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import pytest

from digest.model.config import Config
from digest.model.diagnostic import Span
from digest.model.edtf import Edtf, parse
from digest.model.library import Library
from digest.model.page import Page, Records, parcel
from digest.model.source import Source
from digest.pages import sources
from digest.pieces import Here
from digest.store import language

BOUND = 300


def _source(id: str, published: str = "") -> Source:
    found = parse(published) if published else None
    assert found is None or isinstance(found, Edtf)
    return Source(id, f"{id}.txt", id, Span("seeds"), published=found)


def _plan(shown: Sequence[Source]) -> dict[str, Page]:
    nothing = Library((), tuple(shown), (), (), {}, {}, {}, {})
    return {page.url: page for page in sources.plan(nothing, Config())}


def _shown(page: Page) -> list[str]:
    return [id for id, *_ in dict(page.params)["shown"]]


ENGLISH = language.load("en")


def _view(page: Page, url: str = "/") -> dict[str, Any]:
    shown = {id: _source(id) for id in _shown(page)}
    return sources.view(parcel(page, Records({}, {}, {}, shown, {}, {}, {})), Here(url, Config(), ENGLISH))


def _parts(page: Page) -> list[tuple[str, int]]:
    """What the page leads to, as seen from the root of the site, and how many sources it says are there."""
    return [("/" + unquote(part["url"]), part["count"]) for part in _view(page)["parts"]]


DAYS = [_source(f"d{n:05}", f"20{n % 20:02}-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(9_000)]
ONE_DAY = [_source(f"report-{n:05}", "2021-12-29") for n in range(3_000)]
UNDATED = [_source(f"000_{n * 7919 % 65536:04x}") for n in range(3_000)]
COARSE = [_source(f"y{n}", "2021") for n in range(800)] + [_source(f"m{n}", "2021-03") for n in range(800)]
ALIKE = [_source("é" * 20 + f"_{n}" if n % 2 else "É" * 20 + f"-{n}") for n in range(1_200)]

BEGUN = [_source("re"), *(_source(f"re-{n}") for n in range(700)), *(_source(f"x{n}") for n in range(700))]

CASES = {
    "days": DAYS,
    "one day": ONE_DAY,
    "undated": UNDATED,
    "coarse": COARSE,
    "alike": ALIKE,
    "begun": BEGUN,
    "all": [*DAYS, *ONE_DAY, *UNDATED],
}


@pytest.mark.parametrize("case", CASES)
def test_no_page_names_more_sources_than_the_bound(case: str) -> None:
    pages = _plan(CASES[case])

    assert max(len(page.inputs) for page in pages.values()) <= BOUND
    assert sorted(id for page in pages.values() for id in _shown(page)) == sorted(source.id for source in CASES[case])


@pytest.mark.parametrize("case", CASES)
def test_every_part_is_reached_and_says_how_many_it_has(case: str) -> None:
    pages = _plan(CASES[case])

    def count(url: str) -> int:
        reached.append(url)
        page = pages[url]
        parts = _parts(page)
        assert [count(part) for part, _ in parts] == [said for _, said in parts]
        return len(_shown(page)) + sum(said for _, said in parts)

    reached: list[str] = []
    assert count("/sources/") == len(CASES[case])
    assert sorted(reached) == sorted(pages)


def test_few_sources_stand_on_one_page_the_latest_first() -> None:
    pages = _plan([_source("b"), _source("a", "2021"), _source("c", "2021-12-29"), _source("a2", "2021-12-29")])

    assert {url: _shown(page) for url, page in pages.items()} == {"/sources/": ["a2", "c", "a", "b"]}


def test_a_new_source_changes_its_own_part_and_the_counts_on_the_way() -> None:
    before, after = _plan(CASES["all"]), _plan([*CASES["all"], _source("d09000", "2009-06-10")])

    assert set(before) == set(after)
    changed = {url for url in after if after[url] != before[url]}
    assert changed == {"/sources/", "/sources/published/2009/", "/sources/published/2009/06/"} & set(after)


def test_what_the_parts_are_called() -> None:
    shown = [*ONE_DAY, *UNDATED]
    said = {url: [part["label"] for part in _view(page, url)["parts"]] for url, page in _plan(shown).items()}

    assert said["/sources/"] == ["2021", "Without a date"]
    assert said["/sources/published/2021/"] == ["December 2021"]
    assert said["/sources/published/2021/12/"] == ["29 December 2021"]
    assert said["/sources/published/2021/12/29/"] == [
        "29 December 2021: report00…",
        "29 December 2021: report01…",
        "29 December 2021: report02…",
    ]

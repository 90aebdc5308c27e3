"""What is too much for one page is divided so that one more shifts nothing."""

from typing import NamedTuple

import pytest

from digest.model.edtf import Edtf, parse
from digest.text.division import Division, by_calendar, by_name, day_of, month_of, year_address, year_of


class Item(NamedTuple):
    name: str
    date: str


def _date(text: str) -> Edtf:
    date = parse(text)
    assert isinstance(date, Edtf)
    return date


def _divided(items: list[Item], most: int) -> dict[str, tuple[list[str], list[str]]]:
    """By address: the names on the page, and the pages below."""
    parts = by_calendar(items, lambda each: _date(each.date), lambda each: each.name, lambda some: len(some) <= most)
    return {"/".join(part.path): ([each.name for each in part.items], _below(part)) for part in parts}


def _below(part: Division[Item]) -> list[str]:
    return [f"{'/'.join(path)} {n}" for path, n in part.parts]


def test_a_year_that_fits_is_one_page() -> None:
    items = [Item("a", "2021-01-01"), Item("b", "2021-12"), Item("c", "2022"), Item("d", "-0043"), Item("e", "-0100")]

    assert _divided(items, 2) == {
        "-0100": (["e"], []),
        "-0043": (["d"], []),
        "2021": (["a", "b"], []),
        "2022": (["c"], []),
    }


def test_a_large_year_is_divided_into_months_and_days_and_names() -> None:
    items = [
        *(Item(f"day-{n}", "2021-12-07") for n in (1, 2, 31)),
        *(Item(f"month-{n}", "2021-12") for n in range(2)),
        Item("june", "2021-06-01"),
        Item("year", "2021"),
    ]

    assert _divided(items, 2) == {
        "2021": (["year"], ["2021/06 1", "2021/12 5"]),
        "2021/06": (["june"], []),
        "2021/12": (["month-0", "month-1"], ["2021/12/07 3"]),
        "2021/12/07": ([], ["2021/12/07/day-1 1", "2021/12/07/day-2 1", "2021/12/07/day-3 1"]),
        "2021/12/07/day-1": (["day-1"], []),
        "2021/12/07/day-2": (["day-2"], []),
        "2021/12/07/day-3": (["day-31"], []),
    }


def test_what_has_no_month_has_pages_of_its_own_where_it_is_too_much() -> None:
    items = [*(Item(name, "2021") for name in "abc"), Item("june", "2021-06")]

    assert _divided(items, 2) == {
        "2021": ([], ["2021/00 3", "2021/06 1"]),
        "2021/00": ([], ["2021/00/a 1", "2021/00/b 1", "2021/00/c 1"]),
        "2021/00/a": (["a"], []),
        "2021/00/b": (["b"], []),
        "2021/00/c": (["c"], []),
        "2021/06": (["june"], []),
    }


@pytest.mark.parametrize("added", [Item("n7", "2021-12-07"), Item("x", "2021-12-07"), Item("n", "2021-01"), Item("n", "1999")])
def test_one_more_moves_no_other(added: Item) -> None:
    items = [Item(f"n{n}", f"2021-{n % 12 + 1:02}-{n % 5 + 1:02}") for n in range(100, 300)]
    items += [Item(f"n{n}", "2021-12-07") for n in range(300, 340)]
    before, after = _divided(items, 10), _divided([*items, added], 10)
    places = {name: place for place, (names, _) in before.items() for name in names}
    places_after = {name: place for place, (names, _) in after.items() for name in names}

    assert {name: place for name, place in places_after.items() if name != added.name} == places


def test_names_are_divided_by_their_first_letters() -> None:
    names = ["ada", "ann", "anna", "bob", "con-1", "con-2", "con-3", "путин"]
    parts = {part.path: (part.items, [path[-1] for path, _ in part.parts]) for part in by_name(("p",), names, str, _few)}

    assert parts == {
        ("p",): ((), ["a", "b", "c", "п"]),
        ("p", "a"): ((), ["ad", "an"]),
        ("p", "ad"): (("ada",), []),
        ("p", "an"): (("ann", "anna"), []),
        ("p", "b"): (("bob",), []),
        ("p", "c"): ((), ["con-1", "con-2", "con-3"]),
        ("p", "con-1"): (("con-1",), []),
        ("p", "con-2"): (("con-2",), []),
        ("p", "con-3"): (("con-3",), []),
        ("p", "п"): (("путин",), []),
    }


def _few(names: object) -> bool:
    return isinstance(names, list | tuple) and len(names) <= 2


def test_letters_that_name_a_device_are_a_safe_segment() -> None:
    """No system has a folder "con" that also Windows can read."""
    names = ["cola", *(f"con{letter}" for letter in "abc")]

    assert ("p", "con-") in {part.path for part in by_name(("p",), [*names, "conda"], str, lambda some: len(some) <= 3)}


@pytest.mark.parametrize(("year", "address"), [(2021, "2021"), (44, "0044"), (0, "0000"), (-43, "-0043"), (12345, "12345")])
def test_a_year_is_a_segment_of_an_address(year: int, address: str) -> None:
    assert year_address(year) == address


@pytest.mark.parametrize(
    ("date", "place"),
    [
        ("2021-12-07", (2021, 12, 7)),
        ("2021-12-07T10:15", (2021, 12, 7)),
        ("2021-12", (2021, 12, 0)),
        ("2021-12-XX", (2021, 12, 0)),
        ("2021", (2021, 0, 0)),
        ("2021-21", (2021, 0, 0)),
        ("2021-12-30/2022-01-02", (2021, 12, 30)),
        ("-0043-03-15", (-43, 3, 15)),
    ],
)
def test_a_date_stands_under_its_first_day_as_far_as_it_is_known(date: str, place: tuple[int, int, int]) -> None:
    value = _date(date)

    assert (year_of(value), month_of(value), day_of(value)) == place

"""The first and last day that the components of an EDTF date can mean, unspecified digits and seasons included.

Components are the digits as written: a year `2024`, `-0044`, `199X` or `Y170000002`, a month `03` or `XX`, a sub-year grouping
`21`, a day `14`; empty where the date has none. They have been checked for their form, not for their values.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Hemisphere = Literal["north", "south"]


class Day(NamedTuple):
    """A calendar day, proleptic Gregorian; the year is astronomical and has no limits."""

    year: int
    month: int
    day: int


# ISO 8601-2, 4.8: code -> first month and number of months. 21-24 are seasons of the hemisphere that the site states; the
# standard sets no months for them. Meteorological ones here, so that a northern winter ends in February of the next year.
NORTH = {"21": (3, 3), "22": (6, 3), "23": (9, 3), "24": (12, 3)}
SOUTH = {"21": (9, 3), "22": (12, 3), "23": (3, 3), "24": (6, 3)}
GROUPINGS = {
    **{str(int(code) + 4): months for code, months in NORTH.items()},
    **{str(int(code) + 8): months for code, months in SOUTH.items()},
    **{str(33 + n): (1 + 3 * n, 3) for n in range(4)},
    **{str(37 + n): (1 + 4 * n, 4) for n in range(3)},
    **{str(40 + n): (1 + 6 * n, 6) for n in range(2)},
}


def days_in(year: int, month: int) -> int:
    """The number of days of a month (1-12)."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_masked(digits: str) -> bool:
    """True of a component with an unspecified digit."""
    return "X" in digits


def is_grouping(code: str) -> bool:
    """True of a season, quarter, quadrimester or semester where a month could stand."""
    return code in GROUPINGS or code in NORTH


def of_grouping(year: str, code: str, hemisphere: Hemisphere) -> tuple[Day, Day]:
    """The first and last day of a season or another grouping of months."""
    first, count = GROUPINGS.get(code) or (NORTH if hemisphere == "north" else SOUTH)[code]
    low, high = _year_span(year)
    carry, last = divmod(first + count - 2, 12)
    return Day(low, first, 1), Day(high + carry, last + 1, days_in(high + carry, last + 1))


def of_components(year: str, month: str, day: str) -> tuple[Day, Day] | None:
    """The first and last day that fit the components, or None where none does."""
    low, high = _year_span(year)
    months = matching(month, 1, 12) if month else list(range(1, 13))
    if not day:
        return Day(low, months[0], 1), Day(high, months[-1], days_in(high, months[-1]))
    days = matching(day, 1, 31)
    earliest = next(_valid_days(_years(year, range(low, high + 1)), months, days), None)
    latest = next(_valid_days(_years(year, range(high, low - 1, -1)), months[::-1], days[::-1]), None)
    return (earliest, latest) if earliest and latest else None


def matching(mask: str, low: int, high: int) -> list[int]:
    """The numbers from `low` to `high` of two digits that fit a mask."""
    if not is_masked(mask):
        return [int(mask)] if low <= int(mask) <= high else []
    return [n for n in range(low, high + 1) if _fits(mask, f"{n:02d}")]


def _year_span(digits: str) -> tuple[int, int]:
    ends = [int(digits.lstrip("Y").replace("X", digit)) for digit in "09"]
    if digits.startswith("-"):
        return ends[1], min(ends[0], -1)
    return ends[0], ends[1]


def _years(mask: str, span: range) -> Iterable[int]:
    if len(span) == 1:
        return span
    return (n for n in span if _fits(mask, f"{n:0{len(mask)}d}"))


def _valid_days(years: Iterable[int], months: list[int], days: list[int]) -> Iterator[Day]:
    return (Day(y, m, d) for y in years for m in months for d in days if d <= days_in(y, m))


def _fits(mask: str, digits: str) -> bool:
    return all(m in ("X", d) for m, d in zip(mask, digits, strict=True))

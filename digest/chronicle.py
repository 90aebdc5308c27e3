"""Time as templates see it: entries under their years and months, the strip of bars above them, the names of periods.

A page holds what fits; what does not is divided (`text.division`), below the root of the site or below a term.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from digest.model.annotation import Card, Entry
from digest.model.config import Config
from digest.model.edtf import Day
from digest.model.page import Item, Parcel, Records, Ref
from digest.pieces import Here, View, entry, unplaced
from digest.text.dates import month_heading
from digest.text.division import UNKNOWN, Division, by_calendar, grouped, month_of, year_address, year_of
from digest.text.locale import Locale, fill

# So many entries of a timeline that is divided stand on its first page.
LATEST = 60

T = TypeVar("T")

Path = tuple[str, ...]


def fits(entries: Sequence[object], config: Config, *, of_term: bool = False) -> bool:
    """Whether the entries go on one page. Of a term only half as many do, for the sources of them all stand below them."""
    return len(entries) <= config.timeline_limit // (2 if of_term else 1)


def items(entries: Iterable[Card]) -> tuple[Ref, ...]:
    """The records that a timeline of these entries needs; those without a date are on none."""
    return tuple(Ref("item", each.id) for each in entries if each.date is not None)


def periods(entries: Iterable[Card], config: Config) -> Iterator[Division[Card]]:
    """The dated entries by year, and further where a year is too large for a page."""
    dated = [(each, each.date) for each in entries if each.date is not None]
    parts = by_calendar(dated, lambda pair: pair[1], lambda pair: pair[0].id.lower(), lambda pairs: fits(pairs, config))
    for part in parts:
        yield Division(part.path, tuple(each for each, _ in part.items), part.parts)


def divided(by_year: Mapping[int, Sequence[Card]], config: Config) -> set[Path]:
    """The paths of the periods that these entries are divided into."""
    paths: set[Path] = set()
    for year, entries in by_year.items():
        paths |= {(year_address(year),)} if fits(entries, config) else {part.path for part in periods(entries, config)}
    return paths


def address(base: str, path: Path) -> str:
    """The address of a period below `base`, which ends in `/`."""
    return base + "".join(f"{segment}/" for segment in path)


def period_label(path: Path, here: Here) -> str:
    """A period in words: "2021", "December 2021", "7 December 2021"; behind a colon the letters with which names begin."""
    t, locale = here.language.t, here.language.locale
    year, *finer = path
    label = locale.year(int(year))
    if not finer:
        return label
    month, *finer = finer
    if month == UNKNOWN:
        label = t("%(period)s, month unknown", period=label)
    else:
        label = month_heading(int(year), int(month), locale)
        if finer:
            day, *finer = finer
            exact = day != UNKNOWN and fill("day", Day(int(year), int(month), int(day)), locale)
            label = exact or t("%(period)s, day unknown", period=label)
    return f"{label}: {finer[0]}…" if finer else label


def neighbours(divisions: Iterable[Division[Card]], first: Path = (), last: Path = ()) -> dict[Path, tuple[Path, Path]]:
    """The periods before and after each: of the same size, or else those around the larger one; at the ends `first` and `last`,
    the years beside them.
    """
    whole = tuple(divisions)
    years = [part.path for part in whole if len(part.path) == 1]
    around: dict[Path, tuple[Path, Path]] = dict(zip(years, _around(years, first, last), strict=True))
    for part in whole:
        before, after = around[part.path]
        paths = [path for path, _ in part.parts]
        around |= zip(paths, _around(paths, before, after), strict=True)
    return around


def _around(paths: Sequence[Path], before: Path, after: Path) -> Iterator[tuple[Path, Path]]:
    return zip([before, *paths[:-1]], [*paths[1:], after], strict=True) if paths else iter(())


# --------------------------------------------------------------------------------------------------------------- the list


def item(value: Entry, records: Records, here: Here) -> View:
    """An entry of a timeline, for its template. It is made once for all pages that it stands on."""
    return {"entry": entry(value, records, Unplaced(here.url, here.config, here.language)), "level": 4 if _month(value) else 3}


def place(value: Entry, html: str) -> Item:
    """What was made of an entry, with its place in a timeline."""
    assert value.date is not None
    return Item(year_of(value.date), _month(value), html)


def _month(value: Entry) -> int:
    return month_of(value.date) if value.date is not None else 0


class Unplaced(Here, frozen=True):
    """A page that is not known yet: `Here.placed` tells the links when it is."""

    def to(self, target: str) -> str:
        return unplaced(target) if target.startswith("/") and not target.startswith("//") else target


def timeline(ids: Iterable[str], parcel: Parcel, here: Here, *, newest_first: bool = False, base: str = "/") -> View:
    """The dated ones of these entries, in order of time, under their years and months. A year's heading links to its page below
    `base`.
    """
    every = parcel.records.item
    dated = [every[id] for id in ids if id in every]
    if newest_first:
        dated.reverse()
    return {
        "years": [
            {
                "label": here.language.locale.year(year),
                "id": f"y{year}",
                "url": ""
                if here.url.startswith(address(base, (year_address(year),)))
                else here.to(f"{base}{year_address(year)}/"),
                "months": [
                    {
                        "label": month_heading(year, month, here.language.locale) if month else "",
                        "name": here.language.locale.months_alone[month - 1] if month else "",
                        "id": f"y{year}-{month:02}",
                        "entries_html": here.placed("".join(each.html for each in of_month)),
                    }
                    for month, of_month in _directed(grouped(of_year, lambda item: item.month), newest_first)
                ],
            }
            for year, of_year in _directed(grouped(dated, lambda item: item.year), newest_first)
        ]
    }


def _directed(items: list[T], newest_first: bool) -> list[T]:
    return items[::-1] if newest_first else items


# -------------------------------------------------------------------------------------------------------------- the strip

# Up to so many months, and years, the strip has a bar for each month; else for each year, and in long histories for each ten,
# hundred … years, so that it never has more than `BARS`.
MONTHS = 36
YEARS = 12
BARS = 120
HEIGHT = 40


class Bar(NamedTuple):
    """So many entries begin in a month, or in the years that begin with this one (month 0); `slot` is its place in its group."""

    slot: int
    year: int
    month: int
    entries: int
    url: str


class Group(NamedTuple):
    """A year of months, or ten bars of years; `entries` includes those of which only the year is known."""

    year: int
    entries: int
    url: str
    bars: tuple[Bar, ...]


class Strip(NamedTuple):
    """The bars of a timeline; `unit` is the number of years of each, 0 for months."""

    unit: int
    groups: tuple[Group, ...]

    def as_plan(self) -> tuple[Any, ...]:
        """The strip as a page's plan holds it: plain tuples, which can be remembered."""
        groups = ((group.year, group.entries, group.url, tuple(map(tuple, group.bars))) for group in self.groups)
        return (self.unit, tuple(groups))


def strip_from(plan: tuple[Any, ...]) -> Strip:
    """The strip that a plan holds."""
    unit, groups = plan
    return Strip(unit, tuple(Group(year, n, url, tuple(Bar(*bar) for bar in bars)) for year, n, url, bars in groups))


def tally(entries: Iterable[Card]) -> Counter[tuple[int, int]]:
    """How many entries begin in each (year, month); in month 0 those of which only the year is known."""
    return Counter((year_of(each.date), month_of(each.date)) for each in entries if each.date is not None)


def strip(counts: Mapping[tuple[int, int], int], base: str, divided: Collection[Path] = ()) -> tuple[Any, ...]:
    """Bars for these counts, as a plan has them. They lead to the pages of `divided` below `base`; without any, to the headings
    of their own page.
    """

    def url(year: int, month: int) -> str:
        heading = f"#y{year}-{month:02}" if month else f"#y{year}"
        path = (year_address(year), f"{month:02}")
        if not divided:
            return heading
        if path in divided:
            return address(base, path)
        return address(base, path[:1]) + heading if month else address(base, path[:1])

    years = {year for year, _ in counts}
    if len(counts) <= MONTHS and len(years) <= YEARS:
        by_year = grouped(sorted(counts), lambda each: each[0])
        return Strip(0, tuple(_months(year, of_year, counts, url) for year, of_year in by_year)).as_plan()
    unit = next(unit for unit in (1, 10, 100, 1000, 10**12) if len({year // unit for year in years}) <= BARS)
    bars = []
    for n, of_unit in grouped(sorted(counts), lambda each: each[0] // unit):
        bars.append(Bar(n % 10, n * unit, 0, sum(counts[each] for each in of_unit), url(of_unit[0][0], 0)))
    tens = grouped(bars, lambda bar: bar.year // (10 * unit))
    return Strip(unit, tuple(Group(n * 10 * unit, sum(bar.entries for bar in ten), "", ten) for n, ten in tens)).as_plan()


def _months(
    year: int, months: Iterable[tuple[int, int]], counts: Mapping[tuple[int, int], int], url: Callable[[int, int], str]
) -> Group:
    bars = tuple(Bar(month - 1, year, month, counts[year, month], url(year, month)) for _, month in months if month)
    return Group(year, sum(counts[each] for each in months), url(year, 0), bars)


def density(plan: tuple[Any, ...], here: Here) -> View:
    """The strip for a template: heights in HEIGHT parts of the highest bar; before a group, how many years have no entries."""
    value = strip_from(plan)
    locale = here.language.locale
    size = 10 * value.unit or 1
    most = max((bar.entries for group in value.groups for bar in group.bars), default=1)
    groups: list[View] = []
    for n, group in enumerate(value.groups):
        empty = group.year - value.groups[n - 1].year - size if n else 0
        groups.append(
            {
                "label": _years(group.year, size, locale),
                "url": group.url and here.to(group.url),
                "count": group.entries,
                "gap": here.language.tn(empty, "%(n)s year without entries", "%(n)s years without entries") if empty else "",
                "bars": [_bar(bar, value.unit, most, here) for bar in group.bars],
                "ticks": [
                    {
                        "slot": slot,
                        "label": locale.year(group.year + slot * value.unit) if value.unit else locale.months_short_alone[slot],
                    }
                    for slot in ((0, 5) if value.unit else (0, 3, 6, 9))
                ],
            }
        )
    return {"slots": 10 if value.unit else 12, "groups": groups}


def _bar(bar: Bar, unit: int, most: int, here: Here) -> View:
    locale = here.language.locale
    return {
        "label": month_heading(bar.year, bar.month, locale) if bar.month else _years(bar.year, unit, locale),
        "url": here.to(bar.url),
        "count": bar.entries,
        "slot": bar.slot,
        "height": max(2, round(HEIGHT * bar.entries / most)),
    }


def _years(first: int, size: int, locale: Locale) -> str:
    return locale.year(first) if size == 1 else f"{locale.year(first)}–{locale.year(first + size - 1)}"

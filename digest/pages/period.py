"""The pages of years, and of the months of a large year: calendar periods, so that a new entry shifts no other page."""

from collections import defaultdict
from collections.abc import Iterable

from digest.model.annotation import Card
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, entry_inputs, month_of, page, site, timeline, year_address, year_of
from digest.text.dates import month_heading

# A year with more entries than this is divided into months.
LARGE = 200


def plan(library: Library, config: Config) -> Iterable[Page]:
    years: dict[int, list[Card]] = defaultdict(list)
    for entry in library.entries:
        if entry.date is not None:
            years[year_of(entry.date)].append(entry)
    known = tuple(sorted(years))
    for year, entries in years.items():
        if len(entries) <= LARGE:
            yield _page(year, 0, entries, known, ())
            continue
        months: dict[int, list[Card]] = defaultdict(list)
        for entry in entries:
            months[month_of(entry.date) if entry.date else 0].append(entry)
        coarse = months.pop(0, [])
        yield _page(year, 0, coarse, known, tuple((month, len(months[month])) for month in sorted(months)))
        for month, of_month in months.items():
            yield _page(year, month, of_month, known, ())


def _page(year: int, month: int, entries: list[Card], known: tuple[int, ...], months: tuple[tuple[int, int], ...]) -> Page:
    """A period's page: its entries, or of a large year those without a month and the way to its months."""
    path = f"{year_address(year)}/{month:02}/index.html" if month else f"{year_address(year)}/index.html"
    inputs = tuple(dict.fromkeys(ref for entry in entries for ref in entry_inputs(entry)))
    shown = tuple(entry.id for entry in entries)
    params = (("year", year), ("month", month), ("shown", shown), ("years", known), ("months", months))
    return Page(path, "period", "timeline.html", inputs, params, listed=True)


def view(parcel: Parcel, here: Here) -> View:
    t, locale = here.language.t, here.language.locale
    year, month = parcel.param("year"), parcel.param("month")
    label = month_heading(year, month, locale) if month else locale.year(year)
    crumbs = [(t("Timeline"), "/"), *([(locale.year(year), f"/{year_address(year)}/")] if month else [])]
    years = [{"label": locale.year(each), "url": here.to(f"/{year_address(each)}/")} for each in parcel.param("years")]
    n = parcel.param("years").index(year)
    entries = (parcel.records.entry[id] for id in parcel.param("shown"))
    return {
        "site": site(here),
        "page": page(here, "timeline", label, description=t("What happened in %(period)s", period=label), crumbs=crumbs),
        "label": label,
        "timeline": timeline(entries, parcel, here, newest_first=False),
        "previous": years[n - 1] if n and not month else None,
        "next": years[n + 1] if n + 1 < len(years) and not month else None,
        "years": years,
        "months": [
            {
                "label": month_heading(year, each, locale),
                "url": here.to(f"/{year_address(year)}/{each:02}/"),
                "count": count,
            }
            for each, count in parcel.param("months")
        ],
    }

"""The pages of years, and of the months of a large year: calendar periods, so that a new entry shifts no other page."""

from collections import defaultdict
from collections.abc import Iterable

from digest.model.annotation import Entry
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, entry_inputs, month_of, page, site, timeline, year_address, year_of
from digest.text.dates import month_heading

# A year with more entries than this is divided into months.
LARGE = 200


def plan(library: Library, config: Config) -> Iterable[Page]:
    years: dict[int, list[Entry]] = defaultdict(list)
    for entry in library.entries:
        if entry.date is not None:
            years[year_of(entry.date)].append(entry)
    known = tuple(sorted(years))
    for n, year in enumerate(known):
        beside = (known[n - 1] if n else None, known[n + 1] if n + 1 < len(known) else None)
        entries = years[year]
        if len(entries) <= LARGE:
            yield _page(year, 0, entries, (("beside", beside), ("months", ())))
            continue
        months: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            months[month_of(entry.date) if entry.date else 0].append(entry)
        yield _page(
            year, 0, months.pop(0, []), (("beside", beside), ("months", tuple((m, len(months[m])) for m in sorted(months))))
        )
        for month, of_month in months.items():
            yield _page(year, month, of_month, (("beside", (None, None)), ("months", ())))


def _page(year: int, month: int, entries: list[Entry], params: tuple[tuple[str, object], ...]) -> Page:
    inputs = tuple(dict.fromkeys(ref for entry in entries for ref in entry_inputs(entry)))
    path = f"{year_address(year)}/{month:02}/index.html" if month else f"{year_address(year)}/index.html"
    shown = tuple(entry.id for entry in entries)
    return Page(
        path, "period", "timeline.html", inputs, (("year", year), ("month", month), ("shown", shown), *params), listed=True
    )


def view(parcel: Parcel, here: Here) -> View:
    t, locale = here.language.t, here.language.locale
    year, month = parcel.param("year"), parcel.param("month")
    label = month_heading(year, month, locale) if month else locale.year(year)
    crumbs = [(locale.year(year), f"/{year_address(year)}/")] if month else []
    before, after = (
        beside is not None and {"label": locale.year(beside), "url": here.to(f"/{year_address(beside)}/")}
        for beside in parcel.param("beside")
    )
    entries = (parcel.records.entry[id] for id in parcel.param("shown"))
    return {
        "site": site(here),
        "page": page(here, "timeline", label, description=t("What happened in %(period)s", period=label), crumbs=crumbs),
        "label": label,
        "timeline": timeline(entries, parcel, here, newest_first=False),
        "previous": before or None,
        "next": after or None,
        "months": [
            {
                "label": month_heading(year, each, locale),
                "url": here.to(f"/{year_address(year)}/{each:02}/"),
                "count": count,
            }
            for each, count in parcel.param("months")
        ],
    }

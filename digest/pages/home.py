"""The home page: what this digest is, and its timeline; of a large digest the latest part, and the way to the rest."""

from collections import Counter
from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, date, entry_inputs, month_of, page, site, timeline, year_address, year_of
from digest.text.dates import month_heading

# More than this many dated entries, and the home page shows only the latest; the years have pages of their own.
LARGE = 200
LATEST = 60

# Up to this many months, the density strip has a bar for each; beyond, a bar for each year.
MONTHS = 36
LEVELS = 8


def plan(library: Library, config: Config) -> Iterable[Page]:
    dated = [entry for entry in library.entries if entry.date is not None]
    shown = dated if len(dated) <= LARGE else dated[-LATEST:]
    methods = {page.slug for page in library.pages}
    yield Page(
        "index.html",
        "home",
        "home.html",
        tuple(dict.fromkeys(ref for entry in shown for ref in entry_inputs(entry))),
        (
            ("entries", len(library.entries)),
            ("quotations", sum(entry.quotations for entry in library.entries)),
            ("sources", sum(source.rights.mode != "private" for source in library.sources)),
            ("shown", tuple(entry.id for entry in shown)),
            ("bars", tuple(Counter((year_of(e.date), month_of(e.date)) for e in dated if e.date).items())),
            ("first", dated[0].date if dated else None),
            ("last", dated[-1].date if dated else None),
            ("pages", tuple(sorted(methods & {"method", "about"}))),
        ),
        listed=True,
    )


def view(parcel: Parcel, here: Here) -> View:
    t, param = here.language.t, parcel.param
    first, last = date(param("first"), here), date(param("last"), here)
    newest_first = here.config.order == "newest-first"
    return {
        "site": site(here),
        "page": page(here, "home", here.config.title, description=here.config.description),
        "counts": {name: param(name) for name in ("entries", "quotations", "sources")},
        "span_label": t("%(first)s to %(last)s", first=first["label"], last=last["label"]) if first and last else "",
        "timeline": timeline((parcel.records.entry[id] for id in param("shown")), parcel, here, newest_first=newest_first),
        "density": density(param("bars"), here),
        "order": here.config.order,
        "about_url": here.to("/about/") if "about" in param("pages") else "",
        "method_url": here.to("/method/") if "method" in param("pages") else "",
        "all_shown": len(param("shown")) == sum(count for _, count in param("bars")),
    }


def density(bars: Iterable[tuple[tuple[int, int], int]], here: Here) -> list[View]:
    """A bar for each month with entries, or for each year where there are many months; heights from 0 to 8.

    Where nothing happened in between, one empty item stands for the gap.
    """
    locale = here.language.locale
    months = dict(bars)
    counts: Counter[tuple[int, int]] = Counter()
    by_year = len(months) > MONTHS
    for (year, month), count in months.items():
        counts[year, 0 if by_year else month] += count
    most = max(counts.values(), default=1)
    strip: list[View] = []
    before = None
    for (year, month), count in sorted(counts.items()):
        now = year if by_year else year * 12 + max(month, 1)
        if before is not None and now > before + 1:
            strip.append({"label": "", "url": "", "count": 0, "level": 0})
        before = now
        strip.append(
            {
                "label": locale.year(year) if by_year or not month else month_heading(year, month, locale),
                "url": here.to(f"/{year_address(year)}/"),
                "count": count,
                "level": -(-count * LEVELS // most),
            }
        )
    return strip

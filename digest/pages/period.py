"""The pages of years, and of the months and days of what is large, of the whole digest and of each term that is large itself.

They are calendar periods, so that a new entry shifts no other page.
"""

from collections.abc import Iterable, Sequence

from digest.chronicle import (
    Path,
    address,
    density,
    fits,
    items,
    neighbours,
    period_label,
    periods,
    strip,
    tally,
    timeline,
)
from digest.model.annotation import Card
from digest.model.config import Config
from digest.model.library import Library, Term
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, facet_label, page, site, term_url
from digest.text.division import year_address


def plan_years(library: Library, config: Config, years: Iterable[int]) -> Iterable[Page]:
    every = list(library.by_year)
    around = zip([None, *every], every, [*every[1:], None], strict=False)
    beside = {year: (before, after) for before, year, after in around}
    for year in years:
        before, after = (() if each is None else (year_address(each),) for each in beside[year])
        yield from _below("/", "", library.by_year[year], config, _has_method(library), before, after)


def plan_terms(library: Library, config: Config, terms: Iterable[Term]) -> Iterable[Page]:
    entries = {entry.id: entry for entry in library.entries}
    for term in terms:
        about = [entries[id] for id in library.by_term.get((term.facet, term.slug), ())]
        if not fits(about, config, of_term=True):
            yield from _below(term_url(term), f"{term.facet}/{term.slug}", about, config, _has_method(library))


def _has_method(library: Library) -> bool:
    return any(page.slug == "method" for page in library.pages)


def _below(
    base: str, term: str, entries: Sequence[Card], config: Config, has_method: bool, before: Path = (), after: Path = ()
) -> Iterable[Page]:
    """The periods of these entries, below the home page or a term's. A divided one has what is known no finer, and the way on.
    `before` and `after` are the years beside them.
    """
    divisions = tuple(periods(entries, config))
    paths = {part.path for part in divisions}
    around = neighbours(divisions, before, after)
    quotations: dict[Path, int] = {}
    for part in reversed(divisions):
        quotations[part.path] = sum(each.quotations for each in part.items) + sum(quotations[path] for path, _ in part.parts)
    for part in divisions:
        counts = tally(part.items)
        if len(part.path) == 1:
            counts.update({(int(year), int(month)): n for (year, month), n in part.parts})
        inputs = dict.fromkeys((*((Ref("term", term),) if term else ()), *items(part.items)))
        params = (
            ("path", part.path),
            ("base", base),
            ("term", term),
            ("shown", tuple(entry.id for entry in part.items)),
            ("entries", len(part.items) + sum(n for _, n in part.parts)),
            ("quotations", quotations[part.path]),
            ("parts", part.parts),
            ("strip", strip(counts, base, paths if part.parts else ()) if len(part.path) == 1 else None),
            ("around", around[part.path]),
            ("has_method", has_method),
        )
        yield Page(
            address(base, part.path)[1:] + "index.html", "period", "timeline.html", tuple(dict.fromkeys(inputs)), params, True
        )


def view(parcel: Parcel, here: Here) -> View:
    t, param = here.language.t, parcel.param
    path, base, bars = param("path"), param("base"), param("strip")
    label = period_label(path, here)
    term = parcel.records.term[param("term")] if param("term") else None
    crumbs = [(facet_label(term.facet, here), f"/{term.facet}/"), (term.label, base)] if term else [(t("Timeline"), "/")]
    crumbs += [(period_label(path[:n], here), address(base, path[:n])) for n in range(1, len(path))]
    title = t("%(term)s: %(period)s", term=term.label, period=label) if term else label
    before, after = param("around")
    return {
        "site": site(here),
        "page": page(here, "timeline", title, description=t("What happened in %(period)s", period=title), crumbs=crumbs),
        "label": label,
        "term": {"label": term.label, "url": here.to(base)} if term else None,
        "counts": {"entries": param("entries"), "quotations": param("quotations")},
        "timeline": timeline(param("shown"), parcel, here, base=base),
        "density": density(bars, here) if bars else None,
        "parts": [{**_period(each, base, here), "count": n} for each, n in param("parts")],
        "previous": _period(before, base, here) if before else None,
        "next": _period(after, base, here) if after else None,
        "method_url": here.to("/method/") if param("has_method") else "",
    }


def _period(path: Path, base: str, here: Here) -> View:
    return {"label": period_label(path, here), "url": here.to(address(base, path))}

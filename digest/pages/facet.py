"""The index of a facet: every person, place or topic, with how much there is about each."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, date, facet_label, page, site, term_url


def plan(library: Library, config: Config) -> Iterable[Page]:
    entries = {entry.id: entry for entry in library.entries}
    for facet in config.facets:
        terms = [term for term in library.terms if term.facet == facet.id]
        counts = []
        for term in terms:
            ids = library.by_term.get((term.facet, term.slug), ())
            dates = [entries[id].date for id in ids if entries[id].date is not None]
            counts.append((f"{term.facet}/{term.slug}", len(ids), dates[0] if dates else None, dates[-1] if dates else None))
        inputs = tuple(Ref("term", id) for id, *_ in counts)
        yield Page(
            f"{facet.id}/index.html", "facet", "facet.html", inputs, (("facet", facet.id), ("counts", tuple(counts))), listed=True
        )


def view(parcel: Parcel, here: Here) -> View:
    label = facet_label(parcel.param("facet"), here)
    rows = []
    for id, count, first, last in parcel.param("counts"):
        term = parcel.records.term[id]
        rows.append(
            {
                "label": term.label,
                "url": here.to(term_url(term)),
                "count": count,
                "names": list(term.names),
                "first": date(first, here),
                "last": date(last, here),
            }
        )
    return {
        "site": site(here),
        "page": page(here, "facet", label),
        "facet": {"id": parcel.param("facet"), "label": label},
        "terms": rows,
    }

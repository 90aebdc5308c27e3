"""The page of one term: who or what it is, its other names, and a timeline of its own; and a redirect from each other name."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, entry_inputs, facet_label, link, page, site, source_ref, term_url, timeline


def plan(library: Library, config: Config) -> Iterable[Page]:
    entries = {entry.id: entry for entry in library.entries}
    for term in library.terms:
        ids = library.by_term.get((term.facet, term.slug), ())
        about = tuple(dict.fromkeys(source for id in ids for source in entries[id].sources))
        inputs = (
            Ref("term", f"{term.facet}/{term.slug}"),
            *(ref for id in ids for ref in entry_inputs(entries[id])),
        )
        params = (("id", f"{term.facet}/{term.slug}"), ("entries", ids), ("sources", about))
        yield Page(
            term_url(term).strip("/") + "/index.html", "term", "term.html", tuple(dict.fromkeys(inputs)), params, listed=True
        )


def view(parcel: Parcel, here: Here) -> View:
    records = parcel.records
    term = records.term[parcel.param("id")]
    label = facet_label(term.facet, here)
    entries = [records.entry[id] for id in parcel.param("entries")]
    feeds = [
        {"title": term.label, "type": "application/atom+xml", "url": here.to(term_url(term) + "feed.xml")},
        {"title": term.label, "type": "application/feed+json", "url": here.to(term_url(term) + "feed.json")},
    ]
    return {
        "site": site(here),
        "page": page(
            here,
            "term",
            term.label,
            description=here.language.t("Everything in this digest about %(term)s", term=term.label),
            crumbs=[(label, f"/{term.facet}/")],
        ),
        "term": {
            "label": term.label,
            "facet": term.facet,
            "facet_label": label,
            "names": list(term.names),
            "wikidata": f"https://www.wikidata.org/wiki/{term.wikidata}" if term.wikidata else "",
            "text_html": here.linked(term.text_html),
        },
        "timeline": timeline(entries, parcel, here, newest_first=False),
        "undated": [link(entry, here) for entry in entries if entry.date is None],
        "sources": [source_ref(records.source[id], here) for id in parcel.param("sources")],
        "feeds": feeds if here.config.base_url else [],
    }

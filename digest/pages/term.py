"""The page of one term: who or what it is, its other names, and a timeline of its own; of a large one the latest part of it."""

from collections.abc import Iterable

from digest import structured
from digest.chronicle import LATEST, density, fits, items, periods, strip, tally, timeline
from digest.model.config import Config
from digest.model.library import Library, Term
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, facet_label, link, page, site, source_ref, term_url

# A timeline of fewer entries is seen at a glance, without a strip of bars.
FEW = 12


def plan_terms(library: Library, config: Config, terms: Iterable[Term]) -> Iterable[Page]:
    entries = {entry.id: entry for entry in library.entries}
    has_method = any(page.slug == "method" for page in library.pages)
    for term in terms:
        about = [entries[id] for id in library.by_term.get((term.facet, term.slug), ())]
        dated = [entry for entry in about if entry.date is not None]
        undated = [entry for entry in about if entry.date is None]
        whole = fits(about, config, of_term=True)
        shown = about if whole else [*dated[-LATEST:], *undated[:LATEST]]
        divided = () if whole else {part.path for part in periods(about, config)}
        sources = tuple(dict.fromkeys(source for entry in shown for source in entry.sources))
        params = (
            ("id", f"{term.facet}/{term.slug}"),
            ("shown", tuple(entry.id for entry in shown)),
            ("sources", sources),
            ("entries", len(about)),
            ("undated", len(undated)),
            ("quotations", sum(entry.quotations for entry in about)),
            ("strip", strip(tally(dated), term_url(term), divided) if divided or len(dated) > FEW else None),
            ("whole", whole),
            ("has_method", has_method),
        )
        inputs = (
            Ref("term", f"{term.facet}/{term.slug}"),
            *items(shown),
            *(Ref("entry", entry.id) for entry in shown if entry.date is None),
            *(Ref("source", id) for id in sources),
        )
        yield Page(
            term_url(term).strip("/") + "/index.html", "term", "term.html", tuple(dict.fromkeys(inputs)), params, listed=True
        )


def view(parcel: Parcel, here: Here) -> View:
    param, records, t = parcel.param, parcel.records, here.language.t
    term = records.term[param("id")]
    label = facet_label(term.facet, here)
    whole = param("whole")
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
            description=t("Everything in this digest about %(term)s", term=term.label),
            crumbs=[(label, f"/{term.facet}/")],
            structured=lambda: [structured.term(term, here)],
        ),
        "term": {
            "label": term.label,
            "facet": term.facet,
            "facet_label": label,
            "names": list(term.names),
            "wikidata": {"id": term.wikidata, "url": f"https://www.wikidata.org/wiki/{term.wikidata}"} if term.wikidata else None,
            "text_html": here.linked(term.text_html),
        },
        "counts": {"entries": param("entries"), "quotations": param("quotations"), "undated": param("undated")},
        "timeline": timeline(
            param("shown"), parcel, here, newest_first=not param("whole"), base="/" if param("whole") else term_url(term)
        ),
        "density": density(param("strip"), here) if param("strip") else None,
        "whole": whole,
        "undated": [link(entry, here) for entry in records.entry.values()],
        "sources": [source_ref(records.source[id], here) for id in param("sources")],
        "feeds": feeds if here.config.base_url and here.config.exports.feeds and here.config.exports.term_feeds else [],
        "method_url": here.to("/method/") if param("has_method") else "",
    }

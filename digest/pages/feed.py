"""Feeds: what was published or changed last, of the site and of each term, as Atom (RFC 4287) and JSON Feed 1.1; and what
was corrected last, an entry for each correction.

An entry's id outlives its address, and `updated` moves only by a declared change. What has no `published` is in no feed.
"""

from collections.abc import Iterable, Sequence
from html import escape

from digest.model.annotation import Annotation, Card, Quotation
from digest.model.config import Config
from digest.model.edtf import Edtf, first_day, sort_key
from digest.model.library import Library, Term
from digest.model.page import Page, Parcel, Ref
from digest.model.source import Source
from digest.pieces import (
    CORRECTIONS,
    ELISION,
    Here,
    View,
    collapsed,
    declared,
    entry_inputs,
    entry_url,
    machine,
    moment,
    permanent_id,
    site,
    term_url,
)


def plan(library: Library, config: Config) -> Iterable[Page]:
    if not config.base_url or not config.exports.feeds:
        return
    yield from _pair("", "", config.title, library.entries, config)
    yield from _corrections(library, config)


def plan_terms(library: Library, config: Config, terms: Iterable[Term]) -> Iterable[Page]:
    if not config.base_url or not config.exports.feeds or not config.exports.term_feeds:
        return
    entries = {entry.id: entry for entry in library.entries}
    for term in terms:
        ids = library.by_term.get((term.facet, term.slug), ())
        yield from _pair(term_url(term).lstrip("/"), f"{term.facet}/{term.slug}", term.label, [entries[id] for id in ids], config)


def _corrections(library: Library, config: Config) -> Iterable[Page]:
    changes = [(entry, n, date) for entry in library.entries for n, date in enumerate(entry.corrections)]
    changes.sort(key=lambda change: (sort_key(change[2]), change[0].id), reverse=True)
    latest = changes[: config.feed_limit]
    inputs = dict.fromkeys(Ref(table, entry.id) for entry, _, _ in latest for table in ("entry", "annotation"))
    params = (("folder", "corrections/"), ("corrections", tuple((entry.id, n) for entry, n, _ in latest)))
    yield Page("corrections/feed.xml", "feed", "feed.xml", tuple(inputs), params)
    yield Page("corrections/feed.json", "feed", "", tuple(inputs), params)


def _pair(folder: str, id: str, title: str, entries: Iterable[Card], config: Config) -> Iterable[Page]:
    latest = sorted(_among_the_latest(entries, config.feed_limit), key=_updated_key, reverse=True)[: config.feed_limit]
    inputs = dict.fromkeys(
        ref for entry in latest for ref in (*entry_inputs(entry), Ref("annotation", entry.id), Ref("quotations", entry.id))
    )
    params = (("folder", folder), ("id", id), ("title", title), ("entries", tuple(entry.id for entry in latest)))
    yield Page(f"{folder}feed.xml", "feed", "feed.xml", tuple(inputs), params)
    yield Page(f"{folder}feed.json", "feed", "", tuple(inputs), params)


def _among_the_latest(entries: Iterable[Card], most: int) -> list[Card]:
    """The entries that were changed on the latest days, at least so many, if there are as many."""
    dates = ((entry.modified or entry.published, entry) for entry in entries if entry.published is not None)
    days = [(first_day(date), entry) for date, entry in dates]
    latest = sorted((day for day, _ in days), reverse=True)[:most]
    return [entry for day, entry in days if latest and day >= latest[-1]]


def _updated_key(entry: Card) -> tuple[tuple[int, ...], str]:
    return sort_key(entry.modified or entry.published), entry.id


def view(parcel: Parcel, here: Here) -> View:
    config, folder = here.config, parcel.param("folder")
    params = dict(parcel.page.params)
    if "corrections" in params:
        id, title = "corrections", here.language.t("Corrections")
        entries = [_correction(id, n, parcel, here) for id, n in params["corrections"]]
    else:
        id, title = params["id"], params["title"]
        entries = [_entry(id, parcel, here) for id in params["entries"]]
    name = config.title if not folder else f"{title} · {config.title}"
    shared = {
        "title": name,
        "subtitle": config.description,
        "id": permanent_id(f"feed:{id}", config) if folder else permanent_id("feed", config),
        "updated": max((entry["updated"] for entry in entries), default="1970-01-01T00:00:00+00:00"),
        "url": here.absolute(f"/{folder}"),
        "self_url": here.absolute(here.url),
        "rights": config.rights.notice,
        "entries": entries,
    }
    if parcel.page.template:
        return {"site": site(here), **shared}
    return _json_feed(shared, here)


def _entry(id: str, parcel: Parcel, here: Here) -> View:
    records, config = parcel.records, here.config
    card, annotation = records.entry[id], records.annotation[id]
    return {
        "id": permanent_id(f"annotation:{card.id}", config),
        "title": card.title,
        "language": "" if annotation.language == here.language.tag else annotation.language,
        "url": here.absolute(entry_url(card, here.config)),
        "published": _moment(card.published, config),
        "updated": _moment(card.modified or card.published, config),
        "summary": card.summary,
        "content_html": _content(annotation, records.quotations[id], parcel, here),
        "authors": list(annotation.authors or config.authors) or [config.title],
        "terms": [{"label": records.term[f"{facet}/{slug}"].label, "facet": facet} for facet, slug in card.terms],
    }


def _correction(id: str, n: int, parcel: Parcel, here: Here) -> View:
    """The n-th correction of an annotation, counted from the latest. Its id stays when others come after it."""
    card, annotation, config = parcel.records.entry[id], parcel.records.annotation[id], here.config
    changes = declared(annotation)
    own = changes[n]
    # Those of one day stand in the order in which they were written.
    earlier = sum(each.date == own.date for each in changes[:n])
    name = f"correction:{id}/{own.date}" + (f"/{earlier + 1}" if earlier else "")
    label = here.language.t(CORRECTIONS[own.type])
    when = moment(own.date, config)
    return {
        "id": permanent_id(name, config),
        "title": f"{label}: {card.title}",
        "language": "",
        "url": here.absolute(entry_url(card, here.config)) + "#corrections",
        "published": when,
        "updated": when,
        "summary": "",
        "content_html": AbsoluteHere(here.url, config, here.language).linked(own.text_html),
        "authors": list(annotation.authors or config.authors) or [config.title],
        "terms": [],
    }


def _moment(value: Edtf | None, config: Config) -> str:
    assert value is not None
    return moment(value, config)


def _content(annotation: Annotation, quotations: Sequence[Quotation], parcel: Parcel, here: Here) -> str:
    """Corrections, the note and its quotations, with absolute addresses and each notice of a machine translation."""
    away = AbsoluteHere(here.url, here.config, here.language)
    t = here.language.t
    changes = [
        f"<p><strong>{escape(t(CORRECTIONS[each.type]))}</strong></p>{away.linked(each.text_html)}"
        for each in declared(annotation)
    ]
    quoted = [_quoted(each, parcel.records.source[each.passage.source], away) for each in quotations if each.passage.words]
    return "\n".join((*changes, away.linked(annotation.note_html), *quoted))


def _quoted(quotation: Quotation, source: Source, here: Here) -> str:
    words = escape(ELISION.join(collapsed(each) for each in quotation.passage.words))
    said = escape(" · ".join(part for part in (source.title, source.publisher, machine(source, here)) if part))
    url = escape(here.to(f"/sources/{source.id}/"))
    language = f' lang="{escape(source.language)}"' if source.language else ""
    return f'<blockquote{language}><p>{words}</p></blockquote>\n<p><a href="{url}">{said}</a></p>'


class AbsoluteHere(Here, frozen=True):
    """Where there is no page to be relative to."""

    def to(self, target: str) -> str:
        return self.absolute(target) if target.startswith("/") and not target.startswith("//") else target


def _json_feed(feed: View, here: Here) -> View:
    """https://www.jsonfeed.org/version/1.1/"""
    items = [
        {
            "id": entry["id"],
            "url": entry["url"],
            "title": entry["title"],
            **({"language": entry["language"]} if entry["language"] else {}),
            "content_html": entry["content_html"],
            **({"summary": entry["summary"]} if entry["summary"] else {}),
            "date_published": entry["published"],
            "date_modified": entry["updated"],
            "authors": [{"name": name} for name in entry["authors"]],
            "tags": [term["label"] for term in entry["terms"]],
        }
        for entry in feed["entries"]
    ]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed["title"],
        "home_page_url": feed["url"],
        "feed_url": feed["self_url"],
        **({"description": feed["subtitle"]} if feed["subtitle"] else {}),
        "language": here.language.tag,
        "items": items,
    }

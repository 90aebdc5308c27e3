"""The search page, and the documents that can be found: every annotation, source and term, as far as rights let their words out.

A document has a key that never changes while its id and its date stay: the day it belongs to, then a number made of its id.
Keys sort by time, so documents of one time lie in one file, and an index made of keys is in the order of time without
knowing a date. What the words lead to is made of these files when all are written (`steps.index`).
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from digest.model.annotation import Card
from digest.model.config import Config
from digest.model.edtf import Edtf, first_day
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.model.source import Shown, Source
from digest.pieces import (
    ELISION,
    Here,
    View,
    collapsed,
    date,
    entry_inputs,
    entry_url,
    facet_label,
    kind,
    machine,
    page,
    site,
    source_url,
    term_url,
)
from digest.text.division import year_address, year_of
from digest.text.markup import plain
from digest.text.shards import number, shards

DOCUMENTS = "search/documents/"

# Documents in a file, about and at most: a page of results reads some ten files. A source shown whole counts as several.
ABOUT, MOST, WHOLE = 16, 48, 8

# Terms of a facet that the search page names, those first that most is filed under.
LISTED = 60

UNDATED = 32  # days that are nobody's

_DIGITS = "0123456789abcdefghijklmnopqrstuv"  # base 32 in the order of ASCII (RFC 4648, 7)


class Found(NamedTuple):
    """A document: its key, and the record that it is made of."""

    key: str
    table: str
    id: str


def plan(library: Library, config: Config) -> Iterable[Page]:
    if config.search == "none":
        return
    yield _page(library, config)
    if config.base_url:
        yield Page("opensearch.xml", "search", "opensearch.xml")
    by_key = {each.key: each for each in _keyed(library)}
    whole = {source.id for source in library.sources if source.rights.mode == "full"}
    sizes = ((key, WHOLE if by_key[key].table == "source" and by_key[key].id in whole else 1) for key in sorted(by_key))
    entries = {entry.id: entry for entry in library.entries}
    for run in shards(sizes, ABOUT, MOST):
        found = tuple(by_key[key] for key in run)
        inputs = tuple(dict.fromkeys(ref for each in found for ref in _inputs(each, entries)))
        yield Page(f"{DOCUMENTS}{run[0]}.json", "search", "", inputs, (("documents", tuple(map(tuple, found))),))


def _page(library: Library, config: Config) -> Page:
    """The page itself, which names the largest terms of each facet and the years."""
    listed = []
    for facet in config.facets:
        terms = [(f"{term.facet}/{term.slug}", len(library.by_term.get((term.facet, term.slug), ()))) for term in library.terms]
        of_facet = [each for each in terms if each[0].startswith(f"{facet.id}/") and each[1]]
        largest = sorted(of_facet, key=lambda each: -each[1])[:LISTED]
        listed.append((facet.id, tuple(each for each in of_facet if each in largest), len(of_facet) > LISTED))
    years = Counter(year_of(entry.date) for entry in library.entries if entry.date is not None)
    kinds = {entry.kind for entry in library.entries}
    inputs = tuple(Ref("term", id) for _, terms, _ in listed for id, _ in terms)
    params = (
        ("facets", tuple(listed)),
        ("years", tuple(sorted(years.items(), reverse=True))),
        ("kinds", tuple(each.id for each in config.kinds if each.id in kinds)),
    )
    return Page("search/index.html", "search", "search.html", inputs, params, listed=True)


def _keyed(library: Library) -> Iterable[Found]:
    """Every document with its key: four digits for the day, three for the id. Of two that would have one key, the later takes
    the next that is free.
    """
    taken: set[int] = set()
    documents: list[tuple[str, str, Edtf | None]] = [("entry", entry.id, entry.date) for entry in library.entries]
    documents += [("source", source.id, source.published) for source in library.sources if source.rights.mode != "private"]
    documents += [("term", f"{term.facet}/{term.slug}", None) for term in library.terms]
    for table, id, when in sorted(documents, key=lambda each: each[:2]):
        n = number(f"{table} {id}")
        # What has no date shares the first days, which come before all others.
        key = n % (UNDATED << 15) if when is None else _day(when) << 15 | n % (1 << 15)
        while key in taken:
            key += 1
        taken.add(key)
        yield Found(_base_32(key), table, id)


def _day(when: Edtf) -> int:
    """A number that grows with the day, for years from 0 to 2800; what lies beyond counts as the first or the last."""
    first = first_day(when)
    return min(max((first.year * 12 + first.month) * 31 + first.day, UNDATED), 32**4 - 2)


def _base_32(n: int) -> str:
    return "".join(_DIGITS[n >> 5 * place & 31] for place in reversed(range(7)))


def _inputs(found: Found, entries: dict[str, Card]) -> Iterable[Ref]:
    match found.table:
        case "entry":
            return (*entry_inputs(entries[found.id]), Ref("annotation", found.id), Ref("quotations", found.id))
        case "source":
            return (Ref("source", found.id), Ref("reading", found.id))
        case _:
            return (Ref("term", found.id),)


# ---------------------------------------------------------------------------------------------------------------------


def view(parcel: Parcel, here: Here) -> View:
    if parcel.page.template == "search.html":
        return _search(parcel, here)
    if parcel.page.template:
        return {"site": site(here), "search_url": here.absolute("/search/"), "icon_url": here.absolute("/assets/favicon.svg")}
    make = {"entry": _entry, "source": _source, "term": _term}
    return {key: make[table](id, parcel.records, here) for key, table, id in parcel.param("documents")}


def _search(parcel: Parcel, here: Here) -> View:
    t, locale = here.language.t, here.language.locale
    return {
        "site": site(here),
        "page": page(here, "search", t("Search"), description=t("Search this digest: its notes, quotations and sources")),
        "engine": here.config.search,
        "kinds": [*(kind(id, here) for id in parcel.param("kinds")), {"id": "source", "label": t("Source")}],
        "facets": [
            {
                "id": id,
                "label": facet_label(id, here),
                "url": here.to(f"/{id}/"),
                "more": more,
                "terms": [
                    {
                        "id": term.partition("/")[2],
                        "label": parcel.records.term[term].label,
                        "url": here.to(f"/{term}/"),
                        "count": count,
                    }
                    for term, count in terms
                ],
            }
            for id, terms, more in parcel.param("facets")
        ],
        "years": [
            {"label": locale.year(year), "url": here.to(f"/{year_address(year)}/"), "count": count}
            for year, count in parcel.param("years")
        ],
    }


def _entry(id: str, records: Records, here: Here) -> View:
    entry, annotation = records.entry[id], records.annotation[id]
    texts = [_text("summary", entry.summary, entry.language)]
    for quotation in records.quotations[id]:
        source = records.source[quotation.passage.source]
        words = ELISION.join(collapsed(part) for part in quotation.passage.words)
        texts.append(_text("quotation", words, source.language, credit=_credit(source, here)))
        if quotation.translation:
            texts.append(_text("translation", quotation.translation.text, quotation.translation.language))
        texts.append(_text("note", plain(quotation.note_html), entry.language))
    texts.append(_text("note", annotation.note_plain, entry.language))
    when = date(entry.date, here)
    return {
        "type": "annotation",
        "kind": kind(entry.kind, here),
        "title": entry.title,
        "language": entry.language,
        "url": entry_url(entry, here.config).lstrip("/"),
        "date": when["label"] if when else "",
        "terms": {f"{facet}/{slug}": records.term[f"{facet}/{slug}"].label for facet, slug in entry.terms},
        "texts": [text for text in texts if text["text"]],
    }


def _source(id: str, records: Records, here: Here) -> View:
    source = records.source[id]
    when = date(source.published, here)
    texts = [_text("introduction", plain(source.intro_html), "")]
    for n, piece in enumerate(records.reading[id].pieces, 1):
        if isinstance(piece, Shown):
            texts.append(_text("source", collapsed(piece.text), source.language, at=f"p{n}"))
    return {
        "type": "source",
        "kind": {"id": "source", "label": here.language.t("Source")},
        "title": source.title,
        "language": source.language,
        "url": source_url(source).lstrip("/"),
        "date": when["label"] if when else "",
        "credit": " · ".join(each for each in (source.publisher, *source.authors, machine(source, here)) if each),
        "terms": {},
        "texts": [text for text in texts if text["text"]],
    }


def _term(id: str, records: Records, here: Here) -> View:
    term = records.term[id]
    texts = (_text("names", " · ".join(term.names), ""), _text("note", plain(term.text_html), ""))
    return {
        "type": "term",
        "kind": {"id": term.facet, "label": facet_label(term.facet, here)},
        "title": term.label,
        "language": "",
        "url": term_url(term).lstrip("/"),
        "date": "",
        "terms": {id: term.label},
        "texts": [text for text in texts if text["text"]],
    }


def _text(where: str, text: str, language: str, **more: str) -> View:
    return {
        "in": where,
        "language": language,
        "text": " ".join(text.split()),
        **{name: value for name, value in more.items() if value},
    }


def _credit(source: Source, here: Here) -> str:
    """Whose words they are, and that a machine translated them, wherever they are shown."""
    return " · ".join(each for each in (source.title, source.publisher, machine(source, here)) if each)

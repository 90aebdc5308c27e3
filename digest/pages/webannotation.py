"""The annotations as W3C Web Annotations (https://www.w3.org/TR/annotation-model/): a collection, its pages, one file each.

A standard property says what one can say; what only a digest knows (title, kind, date of the event, verdict …) is said in
Dublin Core and schema.org, whose prefixes the W3C context declares, so that no context of our own is needed. Words of a
source appear as far as its rights let them out: a withheld passage has positions only. See docs/exchange.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from digest.model import edtf
from digest.model.annotation import Annotation, Card, Entry, Passage, Quotation
from digest.model.config import Config
from digest.model.edtf import Edtf
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.model.source import Source
from digest.pieces import Here, View, entry_inputs, entry_url, machine, passage_url, permanent_id, source_url, utc
from digest.text.markup import rooted
from digest.text.parts import parts
from digest.text.redaction import MARK

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
COLLECTION = "annotations.jsonld"

# An annotation is some five records; a page of a collection keeps to about a thousand.
PER_PAGE = 200

# Characters of context in a selector: enough to tell most places apart.
CONTEXT_LENGTH = 32

RELATIONS = {
    "corrects": "http://purl.org/spar/cito/corrects",
    "supersedes": "dcterms:replaces",
    "related": "dcterms:relation",
}


def plan(library: Library, config: Config) -> Iterable[Page]:
    """Nothing without a base_url: every annotation and page is named by its address (3.1, 5.1)."""
    if not config.base_url or not config.exports.web_annotations:
        return
    entries = in_order(library.entries)
    batches = parts(entries, lambda entry: entry.published, PER_PAGE) if entries else {}
    names = [name or "all" for name in batches]
    yield Page(COLLECTION, "webannotation", "", (), (("total", len(entries)), ("ends", tuple(names[:1] + names[-1:]))))
    for n, batch in enumerate(batches.values()):
        needed = tuple(dict.fromkeys(ref for entry in batch for ref in inputs(entry)))
        items = tuple((entry.id, relations(library, entry.id)) for entry in batch)
        around = (("prev", names[n - 1] if n else ""), ("next", names[n + 1] if n + 1 < len(names) else ""))
        yield Page(_page_path(names[n]), "webannotation", "", needed, (("name", names[n]), ("around", around), ("items", items)))


def plan_entries(library: Library, config: Config, entries: Iterable[Card]) -> Iterable[Page]:
    for entry in entries if config.base_url and config.exports.web_annotations else ():
        params = (("id", entry.id), ("relations", relations(library, entry.id)))
        yield Page(f"annotations/{entry.slug}/annotation.jsonld", "webannotation", "", tuple(inputs(entry)), params)


def view(parcel: Parcel, here: Here) -> View:
    params = dict(parcel.page.params)
    if "total" in params:
        ends = zip(("first", "last"), params["ends"], strict=False)
        return {"@context": CONTEXT, **collection(params["total"], here), **_named(ends, here)}
    if "items" in params:
        return {"@context": CONTEXT, **_page(params["name"], params["around"], params["items"], parcel.records, here)}
    return annotation(params["id"], params["relations"], parcel.records, here)


def in_order(entries: Iterable[Card]) -> tuple[Card, ...]:
    """The entries as they were published."""
    return tuple(sorted(entries, key=lambda entry: (edtf.sort_key(entry.published), entry.id)))


def relations(library: Library, id: str) -> tuple[tuple[str, str], ...]:
    """The annotation's own relations to published ones; those that others have to it are theirs to tell."""
    return tuple(each for each in library.relations.get(id, ()) if each[0] in RELATIONS)


def inputs(entry: Card) -> Iterable[Ref]:
    """The records that `annotation` needs."""
    return dict.fromkeys((*entry_inputs(entry), Ref("annotation", entry.id), Ref("quotations", entry.id)))


def collection(total: int, here: Here) -> View:
    """The AnnotationCollection without its pages (5.1)."""
    return {
        "id": here.absolute(f"/{COLLECTION}") or permanent_id("annotations", here.config),
        "type": "AnnotationCollection",
        "label": here.config.title,
        **_said({"creator": _persons(here.config.authors)}),
        "generator": {"type": "Software", "name": "digest"},
        "total": total,
    }


def annotation(id: str, relations: Sequence[tuple[str, str]], records: Records, here: Here) -> View:
    """One Annotation (3.1). In a page too it carries its context: it is the same thing wherever it stands."""
    entry, written, config = records.entry[id], records.annotation[id], here.config
    permanent = permanent_id(f"annotation:{id}", config)
    page = here.absolute(entry_url(entry, config))
    return {
        "@context": CONTEXT,
        "id": here.absolute(f"/annotations/{entry.slug}/annotation.jsonld") or permanent,
        "type": "Annotation",
        **_said(
            {
                "canonical": permanent if page else "",
                "schema:url": page,
                "motivation": config.kind(entry.kind).motivation,
                "created": _utc(entry.published, config),
                "modified": _utc(entry.modified, config),
                "creator": _persons(written.authors or config.authors),
                "dcterms:title": entry.title,
                "dcterms:type": entry.kind,
                "dcterms:temporal": str(entry.date or ""),
                "schema:position": entry.order,
                "dcterms:abstract": entry.summary,
                "schema:reviewRating": _rating(written),
                "schema:correction": _corrections(written, here),
                "body": _bodies(entry, written, records, here),
                **_related(relations, config),
            }
        ),
        "target": _targets(entry, written, records, here) or [page or permanent],
    }


# ---------------------------------------------------------------------------------------------------------------------


def _said(view: Mapping[str, Any]) -> View:
    """The properties that have a value."""
    return {name: value for name, value in view.items() if value}


def _page_path(name: str) -> str:
    return f"annotations/{name}.jsonld"


def _named(pages: Iterable[tuple[str, str]], here: Here) -> View:
    """Pages by their relation to something."""
    return {relation: here.absolute(f"/{_page_path(name)}") for relation, name in pages if name}


def _page(name: str, around: Iterable[tuple[str, str]], items: Sequence[tuple[str, Any]], records: Records, here: Here) -> View:
    """An AnnotationPage (5.2). Its start is told where it stands alone; else every earlier annotation would shift it."""
    neighbours = _named(around, here)
    return {
        "id": here.absolute(f"/{_page_path(name)}"),
        "type": "AnnotationPage",
        "partOf": here.absolute(f"/{COLLECTION}"),
        **({} if neighbours else {"startIndex": 0}),
        **neighbours,
        "items": [annotation(id, relations, records, here) for id, relations in items],
    }


def _utc(value: Edtf | None, config: Config) -> str:
    """The date as an xsd:dateTime with the time zone Z (3.3.1)."""
    return utc(value, config).isoformat().replace("+00:00", "Z") if value else ""


def _persons(names: Iterable[str]) -> list[View]:
    return [{"type": "Person", "name": name} for name in names]


def _html(html: str, language: str, here: Here) -> View:
    value = rooted(html, lambda target: here.absolute(target) or target)
    return {"type": "TextualBody", "value": value, "format": "text/html", **_said({"language": language})}


def _bodies(entry: Entry, written: Annotation, records: Records, here: Here) -> list[View]:
    """The note, its terms as tags, its further reading as links (3.2.4, 3.3.5)."""
    note = _html(written.note_html, written.language or here.config.language, here) | {"purpose": "commenting"}
    return [
        *([note] if written.note_html else []),
        *(
            {
                "type": "TextualBody",
                "value": records.term[f"{facet}/{slug}"].label,
                "purpose": "tagging",
                "dcterms:type": facet,
            }
            for facet, slug in entry.terms
        ),
        *(
            {
                "type": "SpecificResource",
                "source": {"id": each.url, **_said({"dcterms:title": each.title, "dcterms:publisher": each.publisher})},
                "purpose": "linking",
            }
            for each in written.references
        ),
    ]


def _targets(entry: Entry, written: Annotation, records: Records, here: Here) -> list[View]:
    whole = dict.fromkeys(target.source for target in written.targets if target.selector is None)
    return [
        *(_quoted(each, records.source[each.passage.source], here) for each in records.quotations[entry.id]),
        *(_source(records.source[id], here) for id in whole),
    ]


def _quoted(quotation: Quotation, source: Source, here: Here) -> View:
    """A quotation as a target: a Specific Resource (4), or a List of them where words are left out between its parts.

    Lists stand in the model's appendix on sets; named by the passage's address, one is a resource to those who know none.
    """
    parts = [
        {
            "type": "SpecificResource",
            "source": _source(source, here),
            "selector": selectors,
            "schema:sha256": source.sha256,
            **_said({"state": _state(source, here.config)}),
        }
        for selectors in _selectors(quotation.passage)
    ]
    translation = quotation.translation
    extra = _said(
        {
            "skos:note": quotation.note_html and _html(quotation.note_html, "", here),
            "schema:workTranslation": translation
            and {
                "type": "TextualBody",
                "value": translation.text,
                **_said({"language": translation.language}),
                "dcterms:provenance": translation.by,
            },
        }
    )
    if len(parts) == 1:
        return parts[0] | extra
    name = here.absolute(passage_url(quotation)) or permanent_id(f"passage:{quotation.annotation}-{quotation.n}", here.config)
    return {"id": name, "type": "List", "items": parts} | extra


def _selectors(passage: Passage) -> Iterable[list[View]]:
    """For each part the words with what stands around them (4.2.4), as far as they may be shown, and their position (4.2.5).

    A selector must be the source's own text: words in which a name is hidden are none, and what stands around ends at the name.
    """
    last = len(passage.parts) - 1
    for n, ((start, end), words) in enumerate(zip_longest(passage.parts, passage.words)):
        quote = {
            "type": "TextQuoteSelector",
            "exact": words,
            **_said(
                {
                    "prefix": "" if n else passage.before[-CONTEXT_LENGTH:].rpartition(MARK)[2],
                    "suffix": passage.after[:CONTEXT_LENGTH].partition(MARK)[0] if n == last else "",
                }
            ),
        }
        position = {"type": "TextPositionSelector", "start": start, "end": end}
        yield [quote, position] if words and MARK not in words else [position]


def _state(source: Source, config: Config) -> View:
    """The copy that was read (4.3.1)."""
    copy = next(iter(source.archive), None)
    said = _said({"sourceDate": _utc(source.accessed, config), "cached": copy.url if copy else ""})
    return {"type": "TimeState", **said} if said else {}


def _source(source: Source, here: Here) -> View:
    """The document as its readers know it: its own address, else that of its page here."""
    permanent = permanent_id(f"source:{source.id}", here.config)
    page = here.absolute(source_url(source))
    rights = source.rights
    is_iri = rights.licence.startswith(("https://", "http://"))
    in_words = (rights.holder, "" if is_iri else rights.licence, rights.notice)
    return {
        "id": source.url or page or permanent,
        "type": "Text",
        **_said(
            {
                "canonical": permanent,
                "schema:url": page,
                "language": source.language,
                "creator": _persons(source.authors),
                "rights": rights.licence if is_iri else "",
                "dcterms:title": source.title,
                "dcterms:publisher": source.publisher,
                "dcterms:issued": str(source.published or ""),
                "dcterms:provenance": machine(source, here),
                "dcterms:rights": ". ".join(words for words in in_words if words),
                "dcterms:accessRights": rights.mode,
            }
        ),
    }


def _rating(written: Annotation) -> View:
    verdict = written.verdict
    if verdict is None:
        return {}
    numbers = {"schema:ratingValue": verdict.rating, "schema:bestRating": verdict.best, "schema:worstRating": verdict.worst}
    named = {"type": "schema:Rating", "schema:alternateName": verdict.label}
    return named | {name: value for name, value in numbers.items() if value is not None}


def _corrections(written: Annotation, here: Here) -> list[View]:
    return [
        {
            "type": "schema:CorrectionComment",
            "dcterms:type": each.type,
            "schema:datePublished": str(each.date),
            "schema:text": rooted(each.text_html, lambda target: here.absolute(target) or target),
        }
        for each in written.corrections
        if not each.minor
    ]


def _related(relations: Iterable[tuple[str, str]], config: Config) -> View:
    said: dict[str, list[str]] = {}
    for relation, id in relations:
        said.setdefault(RELATIONS[relation], []).append(permanent_id(f"annotation:{id}", config))
    return said

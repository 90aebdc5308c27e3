"""What is published of a digest as one document for other programs: Web Annotations, CSV or JSON; words as rights let them out.

It fails closed like a build: while anything is wrong, nothing goes out.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from digest.gather import Content, Progress, gather
from digest.model.annotation import Entry
from digest.model.config import Config
from digest.model.diagnostic import Outcome
from digest.model.options import Options
from digest.model.page import parcel
from digest.pages import data, tables, webannotation
from digest.pieces import Here, View, declared, entry_url
from digest.store import language
from digest.store.project import Project
from digest.text.markup import rooted
from digest.text.table import csv

Format = Literal["w3c", "csv", "json"]


def export(project: Project, format: Format, options: Options, progress: Progress) -> Outcome[str]:
    """The document; "" beside an error."""
    config = project.config
    content = gather(project, options, progress)
    if any(each.severity == "error" for each in content.diagnostics):
        return Outcome("", content.diagnostics)
    here = Here("/", config, language.load(config.language))
    if format == "csv":
        return Outcome(_csv(content, here), content.diagnostics)
    made = _webannotations(content, here) if format == "w3c" else _json(content, here)
    return Outcome(json.dumps(made, ensure_ascii=False, indent=1) + "\n", content.diagnostics)


def has_names(config: Config) -> bool:
    """Whether annotations have IRIs: no Web Annotation is without one."""
    return bool(config.base_url or config.id_authority)


def _webannotations(content: Content, here: Here) -> View:
    """The collection with all its annotations on one embedded page (https://www.w3.org/TR/annotation-model/, 5.1)."""
    entries = webannotation.in_order(content.library.entries)
    whole = webannotation.collection(len(entries), here)
    items = [
        webannotation.annotation(each.id, webannotation.relations(content.library, each.id), content.records, here)
        for each in entries
    ]
    page = {"id": f"{whole['id']}?page=1", "type": "AnnotationPage", "partOf": whole["id"], "startIndex": 0, "items": items}
    return {"@context": webannotation.CONTEXT, **whole, **({"first": page} if items else {})}


def _quotations(content: Content, here: Here) -> list[Mapping[str, Any]]:
    """The receipts of `quotes.json`."""
    files = (data.view(parcel(page, content.records), here) for page in data.receipts(content.library))
    receipts = (each for file in files for each in file.get("quotations", ()))
    return sorted(receipts, key=lambda each: (each["annotation"], each["n"]))


def _csv(content: Content, here: Here) -> str:
    """A row per quotation (RFC 4180)."""
    records = content.records
    cards = sorted(content.library.entries, key=lambda card: card.id)
    rows = (tables.quotation(q, records.entry[card.id], records, here) for card in cards for q in records.quotations[card.id])
    return csv([tables.QUOTATION, *rows])


def _json(content: Content, here: Here) -> View:
    config = here.config
    return {
        "schema": 1,
        "title": config.title,
        "url": config.base_url,
        "positions": "code points of the source's canonical text, from 0, end exclusive",
        "annotations": [dict(_annotation(content.records.entry[each.id], content, here)) for each in content.library.entries],
        "quotations": [{**receipt, "url": here.absolute("/" + receipt["url"])} for receipt in _quotations(content, here)],
    }


def _annotation(entry: Entry, content: Content, here: Here) -> Iterator[tuple[str, Any]]:
    records, written = content.records, content.records.annotation[entry.id]
    yield from (
        ("id", entry.id),
        ("url", here.absolute(entry_url(entry, here.config))),
        ("title", entry.title),
        ("kind", entry.kind),
    )
    yield from (("date", str(entry.date or "")), ("order", entry.order), ("summary", entry.summary))
    yield "note_html", _rooted(written.note_html, here)
    yield from (("language", written.language or here.config.language), ("authors", written.authors or here.config.authors))
    yield from (("published", str(entry.published or "")), ("modified", str(entry.modified or "")))
    yield "sources", entry.sources
    yield "terms", [{"facet": facet, "label": records.term[f"{facet}/{slug}"].label} for facet, slug in entry.terms]
    yield "references", [{"url": each.url, "title": each.title, "publisher": each.publisher} for each in written.references]
    yield (
        "corrections",
        [{"date": str(each.date), "type": each.type, "text_html": _rooted(each.text_html, here)} for each in declared(written)],
    )


def _rooted(html: str, here: Here) -> str:
    """Prose whose links lead to the site from anywhere."""
    return rooted(html, lambda target: here.absolute(target) or target)

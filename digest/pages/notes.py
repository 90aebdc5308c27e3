"""The notes on one source, whole, one after the other, for reading through and for paper: of many the source's own page
has room for the beginnings only.
"""

from collections.abc import Iterable, Sequence

from digest.marked import Note, notes_of, notes_pages, notes_url
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.model.source import Source
from digest.pieces import Here, View, date, kind, link, note_id, page, passage_id, quotation, site, source_ref, source_url


def plan(library: Library, config: Config) -> Iterable[Page]:
    for source in library.sources:
        ids = library.by_source.get(source.id, ())
        parts = notes_pages(source, len(ids))
        inputs = (
            Ref("source", source.id),
            *(Ref(table, id) for id in ids for table in ("entry", "annotation", "quotations")),
        )
        for part in range(1, parts + 1):
            params = (("id", source.id), ("entries", ids), ("part", part), ("parts", parts))
            path = notes_url(source, part).strip("/") + "/index.html"
            yield Page(path, "notes", "notes.html", inputs, params, listed=False)


def view(parcel: Parcel, here: Here) -> View:
    records, t = parcel.records, here.language.t
    source = records.source[parcel.param("id")]
    part, parts = parcel.param("part"), parcel.param("parts")
    notes = notes_of(source, [records.entry[id] for id in parcel.param("entries")], records)
    cuts = [len(notes) * n // parts for n in range(parts + 1)]
    return {
        "site": site(here),
        "page": page(
            here,
            "notes",
            t("All notes: %(title)s", title=source.title) + (f" ({part})" if part > 1 else ""),
            noindex=True,
            crumbs=[(t("Sources"), "/sources/"), (source.title, source_url(source))],
        ),
        "source": source_ref(source, here),
        "total": len(notes),
        "notes": _views(source, notes, cuts[part - 1], cuts[part], records, here),
        "parts": [
            {"label": f"{cuts[n - 1] + 1}–{cuts[n]}", "url": here.to(notes_url(source, n)), "current": n == part}
            for n in range(1, parts + 1)
            if parts > 1
        ],
    }


def _views(source: Source, notes: Sequence[Note], start: int, end: int, records: Records, here: Here) -> list[View]:
    """The notes of one part. What an annotation says of several passages is said with the first of them (`first`)."""
    ref = source_ref(source, here)
    first: dict[tuple[str, str], int] = {}
    for note in notes:
        first.setdefault(_said(note), note.n)
    return [
        {
            "n": note.n,
            "id": note_id(note.quotation),
            "passage_url": f"{here.to(source_url(source))}#{passage_id(note.quotation)}",
            "entry": link(note.entry, here),
            "date": date(note.entry.date, here),
            "kind": kind(note.entry.kind, here),
            "note_html": here.linked(note.quotation.note_html or records.annotation[note.entry.id].note_html),
            "first": first[_said(note)] if first[_said(note)] != note.n else 0,
            "quotation": quotation(note.quotation, source, here, ref),
        }
        for note in notes[start:end]
    ]


def _said(note: Note) -> tuple[str, str]:
    return note.entry.id, note.quotation.note_html

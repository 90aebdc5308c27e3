"""The notes on one source, whole, one after the other, for reading through and for paper: of many the source's own page
has room for the beginnings only.
"""

from collections import defaultdict
from collections.abc import Iterable

from digest.marked import Note, notes_pages, notes_url
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.model.source import Source
from digest.pieces import Here, View, date, kind, link, note_id, page, passage_id, quotation, site, source_ref, source_url


def plan_sources(library: Library, config: Config, sources: Iterable[Source]) -> Iterable[Page]:
    for source in sources:
        parts = notes_pages(source, len(library.by_source.get(source.id, ())))
        if not parts:
            continue
        notes = library.notes[source.id]
        numbers: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for n, (id, at) in enumerate(notes, 1):
            numbers[id].append((at, n))
        cuts = tuple(len(notes) * n // parts for n in range(parts + 1))
        for part in range(1, parts + 1):
            shown = notes[cuts[part - 1] : cuts[part]]
            ids = dict.fromkeys(id for id, _ in shown)
            inputs = (
                Ref("source", source.id),
                *(Ref(table, id) for id in ids for table in ("entry", "annotation", "quotations")),
            )
            params = (
                ("id", source.id),
                ("part", part),
                ("cuts", cuts),
                ("notes", shown),
                ("numbers", tuple((id, tuple(numbers[id])) for id in ids)),
            )
            path = notes_url(source, part).strip("/") + "/index.html"
            yield Page(path, "notes", "notes.html", inputs, params, listed=False)


def view(parcel: Parcel, here: Here) -> View:
    records, t = parcel.records, here.language.t
    source = records.source[parcel.param("id")]
    part, cuts = parcel.param("part"), parcel.param("cuts")
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
        "total": cuts[-1],
        "notes": _views(parcel, here),
        "parts": [
            {"label": f"{cuts[n - 1] + 1}–{cuts[n]}", "url": here.to(notes_url(source, n)), "current": n == part}
            for n in range(1, len(cuts))
            if len(cuts) > 2
        ],
    }


def _views(parcel: Parcel, here: Here) -> list[View]:
    """The notes of one part. What an annotation says of several passages is said with the first of them (`first`)."""
    records = parcel.records
    source = records.source[parcel.param("id")]
    ref = source_ref(source, here)
    first: dict[tuple[str, str], int] = {}
    known: dict[tuple[str, int], Note] = {}
    for id, places in parcel.param("numbers"):
        for at, n in places:
            note = known[id, at] = Note(n, records.entry[id], records.quotations[id][at])
            first.setdefault(_said(note), n)
    notes = [known[id, at] for id, at in parcel.param("notes")]
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
        for note in notes
    ]


def _said(note: Note) -> tuple[str, str]:
    return note.entry.id, note.quotation.note_html

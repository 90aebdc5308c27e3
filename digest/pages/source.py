"""The page of one source: its text, as far as its rights let it be shown, with every quoted passage marked and each
note after the paragraph that it belongs to.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digest.model.annotation import Entry, Quotation
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.model.source import Elision, Shown, Source
from digest.pieces import (
    Here,
    View,
    date,
    entry_url,
    kind,
    link,
    note_id,
    page,
    passage_id,
    site,
    source_ref,
    source_url,
)
from digest.text.highlight import Segment, segments, stretches


def plan(library: Library, config: Config) -> Iterable[Page]:
    newer: dict[str, list[str]] = defaultdict(list)
    for source in library.sources:
        for id in source.supersedes:
            newer[id].append(source.id)
    public = {source.id for source in library.sources if source.rights.mode != "private"}
    for source in library.sources:
        if source.id not in public:
            continue
        ids = library.by_source.get(source.id, ())
        captures = tuple(id for id in (*source.supersedes, *newer[source.id]) if id in public)
        inputs = (
            Ref("source", source.id),
            Ref("reading", source.id),
            *(Ref("source", id) for id in captures),
            *(Ref(table, id) for id in ids for table in ("entry", "annotation", "quotations")),
        )
        params = (("id", source.id), ("entries", ids), ("newer", tuple(id for id in newer[source.id] if id in public)))
        path = source_url(source).strip("/") + "/index.html"
        yield Page(path, "source", "source.html", tuple(dict.fromkeys(inputs)), params, listed=is_ours(source))


def is_ours(source: Source) -> bool:
    """False where the page is somebody else's text as a whole: search engines should send its readers there."""
    return source.rights.mode != "full"


class Note(NamedTuple):
    """A quotation in the margin: `n` counts the notes of a source in reading order from 1."""

    n: int
    entry: Entry
    quotation: Quotation

    @property
    def key(self) -> str:
        return passage_id(self.quotation)


def view(parcel: Parcel, here: Here) -> View:
    records, t = parcel.records, here.language.t
    source = records.source[parcel.param("id")]
    reading = records.reading[source.id]
    notes = _notes(source, [records.entry[id] for id in parcel.param("entries")], records)
    views: dict[str, View] = {}
    for note in notes:
        views[note.key] = _note(note, views.values(), records, here)
    return {
        "site": site(here),
        "page": page(
            here,
            "source",
            source.title,
            description=t("The source with every quoted passage marked: %(title)s", title=source.title),
            noindex=not is_ours(source),
            crumbs=[(t("Sources"), "/sources/")],
        ),
        "source": source_ref(source, here),
        "accessed": date(source.accessed, here),
        "archive": [{"url": each.url, "date": date(each.date, here)} for each in source.archive],
        "rights": _rights(source, here),
        "takedown": _takedown(source, here),
        "sha256": reading.sha256,
        "capture": _capture(source),
        "intro_html": here.linked(source.intro_html),
        "original_url": source.url,
        "supersedes": [source_ref(records.source[id], here) for id in source.supersedes if id in records.source],
        "superseded_by": [source_ref(records.source[id], here) for id in parcel.param("newer")],
        "blocks": _blocks(reading.pieces, notes, views, here),
        "notes": list(views.values()),
        "entries": [_whole(entry, records, here) for entry in _on_the_whole(source, parcel)],
        "words_total": reading.words_total,
        "words_shown": reading.words_shown,
    }


def _notes(source: Source, entries: Iterable[Entry], records: Records) -> tuple[Note, ...]:
    """The quotations of this source in the order in which a reader meets their ends."""
    here = [
        (quotation.passage.end, -quotation.passage.start, entry.id, quotation.n, entry, quotation)
        for entry in entries
        for quotation in records.quotations[entry.id]
        if quotation.passage.source == source.id and not quotation.passage.withheld
    ]
    here.sort(key=lambda each: each[:4])
    return tuple(Note(n, each[4], each[5]) for n, each in enumerate(here, 1))


def _note(note: Note, earlier: Iterable[View], records: Records, here: Here) -> View:
    """A note in the margin; `first` is the earlier one of the same annotation that says the same, so that it is said once."""
    annotation = records.annotation[note.entry.id]
    note_html = here.linked(note.quotation.note_html or annotation.note_html)
    url = here.to(entry_url(note.entry))
    same = (each for each in earlier if each["entry"]["url"] == url and each["note_html"] == note_html)
    first = next(same, None)
    others = [each for each in records.quotations[note.entry.id] if each != note.quotation]
    return {
        "n": note.n,
        "id": note_id(note.quotation),
        "passage_url": f"#{note.key}",
        "entry": link(note.entry, here),
        "note_html": note_html,
        "summary": "" if note.quotation.note_html else note.entry.summary,
        "first": {"n": first["n"], "url": f"#{first['id']}"} if first else None,
        "date": date(note.entry.date, here),
        "kind": kind(note.entry.kind, here),
        "words": " […] ".join(" ".join(words.split()) for words in note.quotation.passage.words),
        "others": [
            {
                "label": here.language.t("passage %(n)s", n=each.n),
                "url": here.to(f"/sources/{each.passage.source}/#{passage_id(each)}"),
            }
            for each in others
        ],
    }


def _blocks(pieces: Sequence[Shown | Elision], notes: Sequence[Note], views: dict[str, View], here: Here) -> list[View]:
    marked = [stretch for note in notes for stretch in stretches(note.key, note.quotation.passage.parts)]
    by_key = {note.key: note for note in notes}
    blocks: list[View] = []
    for n, piece in enumerate(pieces, 1):
        if isinstance(piece, Elision):
            blocks.append({"kind": "elision", "words": piece.words})
            continue
        cut = segments(piece.start, piece.text, marked)
        ended = [key for segment in cut for key in segment.ends]
        blocks.append(
            {
                "kind": piece.kind,
                "level": piece.level,
                "id": f"p{n}",
                "start": piece.start,
                "end": piece.end,
                "segments": [_segment(segment, by_key, here) for segment in cut],
                "notes": [views[key] for key in sorted(ended, key=lambda key: by_key[key].n)],
            }
        )
    return blocks


def _segment(segment: Segment, notes: dict[str, Note], here: Here) -> View:
    covering = [notes[key] for key in segment.keys]
    return {
        "text": segment.text,
        "depth": len(covering),
        "keys": list(segment.keys),
        "kinds": sorted({note.entry.kind for note in covering}),
        "notes": [note.n for note in covering],
        "starts": list(segment.starts),
        "ends": [
            {
                "n": note.n,
                "url": f"#{note_id(note.quotation)}",
                "label": here.language.t("Note %(n)s: %(title)s", n=note.n, title=note.entry.title),
            }
            for note in sorted((notes[key] for key in segment.ends), key=lambda note: note.n)
        ],
    }


def _on_the_whole(source: Source, parcel: Parcel) -> list[Entry]:
    """Entries with a note on the source as a whole."""
    return [
        parcel.records.entry[id]
        for id in parcel.param("entries")
        if any(t.source == source.id and t.selector is None for t in parcel.records.annotation[id].targets)
    ]


def _whole(entry: Entry, records: Records, here: Here) -> View:
    return {
        "n": 0,
        "id": f"note-{entry.id}",
        "passage_url": "",
        "entry": link(entry, here),
        "note_html": here.linked(records.annotation[entry.id].note_html),
        "date": date(entry.date, here),
        "kind": kind(entry.kind, here),
        "summary": entry.summary,
        "first": None,
        "words": "",
        "others": [],
    }


def _capture(source: Source) -> View | None:
    """What the text was taken from. The saved page is no part of the site, so there is no link to it."""
    capture = source.capture
    return {"file": capture.file, "sha256": capture.sha256, "extractor": capture.extractor} if capture else None


def _takedown(source: Source, here: Here) -> View | None:
    """What stands in the place of a text that was taken down."""
    takedown, t = source.takedown, here.language.t
    if takedown is None:
        return None
    day = date(takedown.date, here)
    said = t("The text of this source was taken down (%(date)s).", date=day["label"]) if day else ""
    return {"label": said or t("The text of this source was taken down."), "date": day, "reason": takedown.reason}


def _rights(source: Source, here: Here) -> View:
    t, rights = here.language.t, source.rights
    labels = {
        "full": t("The whole text is shown."),
        "excerpt": t("Only the quoted passages are shown, with a few words around them."),
        "link": t("The text is not shown here; quotations from it were checked all the same."),
    }
    return {
        "mode": rights.mode,
        "label": labels[rights.mode],
        "holder": rights.holder,
        "licence": rights.licence,
        "basis": rights.basis,
        "notice": rights.notice,
    }

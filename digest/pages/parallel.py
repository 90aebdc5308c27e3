"""A translation beside its original, paragraph by paragraph, each as far as its own rights let it be shown."""

from collections.abc import Iterable, Sequence

from digest import structured
from digest.marked import Note, is_ours, notes_of, parallel_url, segment, stand_side_by_side, translations
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.model.source import Elision, Row, Shown, Source
from digest.pieces import Here, View, page, site, source_ref, source_url
from digest.text.highlight import Segment, segments, stretches, touching


def plan_sources(library: Library, config: Config, sources: Iterable[Source]) -> Iterable[Page]:
    chosen = {source.id for source in sources}
    for original, translation in translations(library.sources):
        if chosen.isdisjoint((original.id, translation.id)) or not stand_side_by_side(original, translation):
            continue
        both = (original.id, translation.id)
        entries = tuple(library.by_source.get(id, ()) for id in both)
        inputs = (
            *(Ref(table, id) for id in both for table in ("source", "reading")),
            *(Ref(table, id) for ids in entries for id in ids for table in ("entry", "quotations")),
        )
        params = (("original", original.id), ("translation", translation.id), ("entries", entries))
        path = parallel_url(translation).strip("/") + "/index.html"
        listed = is_ours(original) and is_ours(translation)
        yield Page(path, "parallel", "parallel.html", tuple(dict.fromkeys(inputs)), params, listed=listed)


def view(parcel: Parcel, here: Here) -> View:
    records, t = parcel.records, here.language.t
    original, translation = (records.source[parcel.param(which)] for which in ("original", "translation"))
    in_original, in_translation = parcel.param("entries")
    rows = translation.rows
    sides = (
        _side(original, [row.original for row in rows], in_original, parcel, here),
        _side(translation, [row.translation for row in rows], in_translation, parcel, here),
    )
    return {
        "site": site(here),
        "page": page(
            here,
            "parallel",
            t("Original and translation: %(title)s", title=translation.title),
            description=t("Original and translation side by side: %(title)s", title=translation.title),
            noindex=not (is_ours(original) and is_ours(translation)),
            crumbs=[(t("Sources"), "/sources/"), (translation.title, source_url(translation))],
            structured=lambda: [structured.work(each, here) for each in (original, translation)],
        ),
        "original": source_ref(original, here),
        "translation": source_ref(translation, here),
        "hashes": {"original": records.reading[original.id].sha256, "translation": records.reading[translation.id].sha256},
        "rows": [row for row in (*map(_row, rows, *sides), _row(None, sides[0][-1], sides[1][-1])) if row],
    }


def _row(row: Row | None, original: Sequence[View], translation: Sequence[View]) -> View | None:
    """A row, unless nothing of it is shown; `row` is None for what is left out at the end."""
    if not original and not translation:
        return None
    is_pair = row is None or (any(row.original) and any(row.translation))
    return {"original": list(original), "translation": list(translation), "is_pair": is_pair, "is_end": row is None}


def _side(
    source: Source, spans: Sequence[tuple[int, int]], entries: Iterable[str], parcel: Parcel, here: Here
) -> list[list[View]]:
    """The blocks of one text, a list for each of the spans of its rows, and what is left out behind the last in one more.

    An elision stands before what follows it. Its words count from what is shown before it, which may be rows above:
    `is_within` is true where that is in the same row.
    """
    records = parcel.records
    notes = notes_of(source, [records.entry[id] for id in entries], records)
    pieces = records.reading[source.id].pieces
    shown = [piece for piece in pieces if isinstance(piece, Shown)]
    marked = [stretch for note in notes for stretch in stretches(note.key, note.quotation.passage.parts)]
    touched = iter(touching([(piece.start, piece.end) for piece in shown], marked))
    by_key = {note.key: note for note in notes}
    url = here.to(source_url(source))
    rows: list[list[View]] = [[] for _ in (*spans, None)]
    at, left_out = 0, 0
    for piece in pieces:
        if isinstance(piece, Elision):
            left_out = piece.words
            continue
        while at < len(spans) and not spans[at][0] <= piece.start < spans[at][1]:
            at += 1
        if left_out:
            rows[at].append(_elision(left_out, bool(rows[at])))
            left_out = 0
        rows[at].append(_block(piece, segments(piece.start, piece.text, next(touched)), by_key, url, here))
    if left_out:
        rows[-1].append(_elision(left_out, False))
    return rows


def _elision(words: int, is_within: bool) -> View:
    return {"kind": "elision", "words": words, "is_within": is_within}


def _block(piece: Shown, cut: Iterable[Segment], notes: dict[str, Note], url: str, here: Here) -> View:
    """A block as on the source's own page, where its passages have their anchors and notes."""
    return {
        "kind": piece.kind,
        "level": piece.level,
        "id": "",
        "start": piece.start,
        "end": piece.end,
        "segments": [segment(each, notes, {}, here, url) | {"starts": []} for each in cut],
    }

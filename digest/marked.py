"""The text of a source with its passages marked, as the pages that show it share it: notes in reading order, segments as
templates see them.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import NamedTuple

from digest.model.annotation import Entry, Quotation
from digest.model.library import MANY, reading_order
from digest.model.page import Records
from digest.model.source import Source
from digest.pieces import Here, View, note_id, passage_id, source_url
from digest.text.highlight import Segment


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


def notes_of(source: Source, entries: Iterable[Entry], records: Records) -> tuple[Note, ...]:
    """The quotations of this source in the order in which a reader meets their ends."""
    here = [
        (reading_order(quotation.passage.start, quotation.passage.end, entry.id, quotation.n), entry, quotation)
        for entry in entries
        for quotation in records.quotations[entry.id]
        if quotation.passage.source == source.id and not quotation.passage.withheld
    ]
    here.sort(key=lambda each: each[0])
    return tuple(Note(n, entry, quotation) for n, (_, entry, quotation) in enumerate(here, 1))


PLAIN: View = {"text": "", "depth": 0, "keys": [], "kinds": [], "notes": [], "lights": [], "starts": [], "ends": []}
"""A segment that no passage covers."""


def segment(value: Segment, notes: Mapping[str, Note], lights: Mapping[str, str], here: Here, url: str = "") -> View:
    """A stretch that the same passages cover. The numbers of its notes lead to the page at `url`, or into the same page."""
    covering = [notes[key] for key in value.keys]
    if not covering and not value.ends:
        return {**PLAIN, "text": value.text}
    return {
        "text": value.text,
        "depth": len(covering),
        "keys": list(value.keys),
        "kinds": sorted({note.entry.kind for note in covering}),
        "notes": [note.n for note in covering],
        "lights": [lights[key] for key in value.keys if key in lights],
        "starts": [{"id": key, "light": lights.get(key, "")} for key in value.starts],
        "ends": [
            {
                "n": note.n,
                "url": f"{url}#{note_id(note.quotation)}",
                "label": here.language.t("Note %(n)s: %(title)s", n=note.n, title=note.entry.title),
            }
            for note in sorted((notes[key] for key in value.ends), key=lambda note: note.n)
        ],
    }


def translations(sources: Iterable[Source]) -> Iterator[tuple[Source, Source]]:
    """Each original with a translation of it, where both are public sources of this digest."""
    public = {source.id: source for source in sources if source.rights.mode != "private"}
    for source in public.values():
        original = public.get(source.translation.source) if source.translation else None
        if original and original.id != source.id:
            yield original, source


def stand_side_by_side(original: Source, translation: Source) -> bool:
    """True where a page shows both: it is known which paragraph is which, and of both some text may be shown."""
    return bool(translation.rows) and all(each.rights.mode in ("full", "excerpt") for each in (original, translation))


# The notes of so many annotations stand on each of the pages that the notes on a source have for themselves.
PER_PAGE = 50


def notes_pages(source: Source, annotations: int) -> int:
    """How many pages the notes on a source have beside the source's own."""
    return ceil(annotations / PER_PAGE) if annotations >= MANY and source.rights.mode in ("full", "excerpt") else 0


def notes_url(source: Source, part: int = 1) -> str:
    """The page with all notes on a source, or a part of them."""
    return f"{source_url(source)}notes/{f'{part}/' if part > 1 else ''}"


def parallel_url(translation: Source) -> str:
    """The page that shows a translation beside its original."""
    return f"{source_url(translation)}parallel/"

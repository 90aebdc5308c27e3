"""The page of one source: its text, as far as its rights let it be shown, with every quoted passage marked and each
note after the paragraph that it belongs to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from digest import structured
from digest.marked import (
    PLAIN,
    Note,
    is_ours,
    notes_of,
    notes_pages,
    notes_url,
    parallel_url,
    segment,
    stand_side_by_side,
    translations,
)
from digest.model.annotation import Entry
from digest.model.config import Config
from digest.model.library import MANY, Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.model.source import Elision, Shown, Source
from digest.pieces import (
    Here,
    View,
    date,
    identity,
    kind,
    link,
    live_url,
    made_by,
    note_id,
    page,
    passage_id,
    rewordings,
    site,
    source_ref,
    source_url,
)
from digest.text.highlight import Stretch, segments, stretches, touching
from digest.text.markup import plain

# A note points to as many of its annotation's other passages before and after it.
NEARBY = 4

# Where the notes of a source are longer than this together, in characters of HTML, its page shows their gists, and where they are
# more than this, their titles; the rest is on their own pages. Two hundred notes in full would weigh more than all else there is.
WHOLE, GISTS = 24_000, 120

# Characters of a note that stand for it where it is folded
BEGINNING = 100

# As many passages of one block, and as many over several, can be lit whole by the style sheet alone (`_lights`).
LIGHTS = 12


# Which version of a source another one is, its id, and whether a page shows both side by side
Version = tuple[str, str, bool]

VERSIONS = {"original": identity("This is a translation of:"), "translation": identity("There is a translation:")}


def plan_sources(library: Library, config: Config, sources: Iterable[Source]) -> Iterable[Page]:
    newer: dict[str, list[str]] = defaultdict(list)
    for source in library.sources:
        for id in source.supersedes:
            newer[id].append(source.id)
    versions: dict[str, list[Version]] = defaultdict(list)
    for original, translation in translations(library.sources):
        beside = stand_side_by_side(original, translation)
        versions[translation.id].append(("original", original.id, beside))
        versions[original.id].append(("translation", translation.id, beside))
    public = {source.id for source in library.sources if source.rights.mode != "private"}
    for source in sources:
        if source.id not in public:
            continue
        ids = library.by_source.get(source.id, ())
        captures = tuple(id for id in (*source.supersedes, *newer[source.id]) if id in public)
        inputs = (
            Ref("source", source.id),
            Ref("reading", source.id),
            *(Ref("source", id) for id in captures),
            *(Ref("source", id) for _, id, _ in versions[source.id]),
            *(Ref(table, id) for id in ids for table in ("entry", "annotation", "quotations")),
        )
        params = (
            ("id", source.id),
            ("entries", ids),
            ("newer", tuple(id for id in newer[source.id] if id in public)),
            ("versions", tuple(versions[source.id])),
        )
        path = source_url(source).strip("/") + "/index.html"
        yield Page(path, "source", "source.html", tuple(dict.fromkeys(inputs)), params, listed=is_ours(source))


def view(parcel: Parcel, here: Here) -> View:
    records, t = parcel.records, here.language.t
    source = records.source[parcel.param("id")]
    reading = records.reading[source.id]
    notes = notes_of(source, [records.entry[id] for id in parcel.param("entries")], records)
    views = _note_views(source, notes, records, here)
    blocks = _blocks(reading.pieces, notes, views, here)
    count = len(parcel.param("entries"))
    return {
        "site": site(here),
        "page": page(
            here,
            "source",
            source.title,
            description=t("The source with every quoted passage marked: %(title)s", title=source.title),
            noindex=not is_ours(source),
            crumbs=[(t("Sources"), "/sources/")],
            structured=lambda: [structured.work(source, here)],
        ),
        "source": source_ref(source, here),
        "accessed": date(source.accessed, here),
        "archive": [{"url": each.url, "date": date(each.date, here)} for each in source.archive],
        "translation": _translation(source, here),
        "rights": _rights(source, here),
        "takedown": _takedown(source, here),
        "sha256": reading.sha256,
        "capture": _capture(source),
        "intro_html": here.linked(source.intro_html),
        "original_url": source.url,
        "supersedes": [source_ref(records.source[id], here) for id in source.supersedes if id in records.source],
        "superseded_by": [source_ref(records.source[id], here) for id in parcel.param("newer")],
        "versions": [_version(source, which, id, beside, parcel, here) for which, id, beside in parcel.param("versions")],
        "blocks": blocks,
        "notes": list(views.values()),
        "notes_as": _notes_as(views.values()) if count >= MANY else "whole",
        "notes_url": here.to(notes_url(source)) if notes_pages(source, count) else "",
        "entries": [_whole(entry, records, here) for entry in _on_the_whole(source, parcel)],
        "words_total": reading.words_total,
        "words_shown": reading.words_shown,
    }


def _note_views(source: Source, notes: Iterable[Note], records: Records, here: Here) -> dict[str, View]:
    """The notes by the keys of their passages. What an annotation says more than once is said with the first (`first`)."""
    views: dict[str, View] = {}
    said: dict[tuple[str, str], View] = {}
    linked: dict[str, str] = {}
    for note in notes:
        id, own = note.entry.id, note.quotation.note_html
        if not own and id not in linked:
            linked[id] = here.linked(records.annotation[id].note_html)
        note_html = here.linked(own) if own else linked[id]
        first = said.get((id, note_html))
        summary = "" if own else note.entry.summary
        views[note.key] = view = {
            "n": note.n,
            "id": note_id(note.quotation),
            "passage_url": f"#{note.key}",
            "entry": link(note.entry, here),
            "note_html": note_html,
            "summary": summary,
            "gist": summary or _beginning(plain(own) if own else records.annotation[id].note_plain),
            "first": {"n": first["n"], "url": f"#{first['id']}"} if first else None,
            "date": date(note.entry.date, here),
            "kind": kind(note.entry.kind, here),
            "words": " […] ".join(" ".join(words.split()) for words in note.quotation.passage.words),
            "live_url": live_url(note.quotation.passage, source),
            "rewordings": rewordings(note.quotation, source, here),
            "others": [] if first else _others(note, records, here),
            "light": "",
        }
        said.setdefault((id, note_html), view)
    return views


def _beginning(text: str) -> str:
    """As many whole words as stand in a line or two."""
    return text if len(text) <= BEGINNING else text[:BEGINNING].rpartition(" ")[0] + "…"


def _notes_as(views: Collection[View]) -> str:
    said = [view for view in views if not view["first"]]
    if sum(len(view["note_html"]) for view in said) <= WHOLE:
        return "whole"
    return "gists" if len(said) <= GISTS else "titles"


def _others(note: Note, records: Records, here: Here) -> list[View]:
    """The way to the annotation's other passages: the nearest ones of many."""
    every = records.quotations[note.entry.id]
    n = note.quotation.n
    near = (*every[max(0, n - 1 - NEARBY) : n - 1], *every[n : n + NEARBY])
    return [
        {
            "label": here.language.t("passage %(n)s", n=each.n),
            "url": here.to(f"/sources/{each.passage.source}/#{passage_id(each)}"),
        }
        for each in near
        if not each.passage.withheld
    ]


def _blocks(pieces: Sequence[Shown | Elision], notes: Sequence[Note], views: dict[str, View], here: Here) -> list[View]:
    marked = [stretch for note in notes for stretch in stretches(note.key, note.quotation.passage.parts)]
    by_key = {note.key: note for note in notes}
    touched = list(touching([(piece.start, piece.end) for piece in pieces if isinstance(piece, Shown)], marked))
    lights = _lights(touched)
    for key, light in lights.items():
        views[key]["light"] = light
    blocks: list[View] = []
    waiting = iter(touched)
    for n, piece in enumerate(pieces, 1):
        if isinstance(piece, Elision):
            blocks.append({"kind": "elision", "words": piece.words})
            continue
        block = _block(n, piece, by_key, views, lights, next(waiting), here)
        if piece.kind == "item":
            follows = bool(blocks) and blocks[-1]["kind"] == "item"
            block["opens"] = not follows
            if follows:
                blocks[-1]["closes"] = False
        blocks.append(block)
    return blocks


def _block(
    n: int,
    piece: Shown,
    notes: Mapping[str, Note],
    views: Mapping[str, View],
    lights: Mapping[str, str],
    touched: Sequence[Stretch],
    here: Here,
) -> View:
    """A block of the text; `opens` and `closes` are of use for items, which stand in lists."""
    shown: list[View] = [{**PLAIN, "text": piece.text}]
    ended: list[Note] = []
    if touched:
        cut = segments(piece.start, piece.text, touched)
        shown = [segment(each, notes, lights, here) for each in cut]
        ended = sorted([notes[key] for each in cut for key in each.ends], key=lambda note: note.n)
    return {
        "kind": piece.kind,
        "level": piece.level,
        "id": f"p{n}",
        "start": piece.start,
        "end": piece.end,
        "opens": True,
        "closes": True,
        "segments": shown,
        "notes": [views[note.key] for note in ended],
    }


def _lights(touched: Iterable[Sequence[Stretch]]) -> dict[str, str]:
    """A short name for each passage, by which a style sheet finds all its segments and its note when one of them is pointed at.

    A style sheet knows no ids. So a passage within one block is numbered there ("1"), one over several in the whole source
    ("x1"); of those that are too many for a style sheet only the first segment is lit, unless a script does it.
    """
    homes: dict[str, int] = {}
    wide: dict[str, None] = {}
    for n, of_block in enumerate(touched):
        for each in of_block:
            if homes.setdefault(each.key, n) != n:
                wide[each.key] = None
    counts: dict[int, int] = defaultdict(int)
    lights = {key: f"x{n}" for n, key in enumerate(wide, 1) if n <= LIGHTS}
    for key, home in homes.items():
        if key not in wide and counts[home] < LIGHTS:
            counts[home] += 1
            lights[key] = str(counts[home])
    return lights


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
        "gist": entry.summary or _beginning(records.annotation[entry.id].note_plain),
        "first": None,
        "words": "",
        "live_url": "",
        "rewordings": [],
        "others": [],
        "light": "",
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


def _translation(source: Source, here: Here) -> View | None:
    """How the text came into its language."""
    if source.translation is None:
        return None
    made, t = source.translation, here.language.t
    return {
        "from": here.language.locale.language_name(made.of) if made.of else "",
        "by_label": made_by(made.by, here),
        "tool": made.tool,
        "reviewed": t("reviewed") if made.reviewed else t("not reviewed"),
    }


def _version(source: Source, which: str, id: str, beside: bool, parcel: Parcel, here: Here) -> View:
    """The original of a translation, or a translation of an original, and where the two stand side by side."""
    other = parcel.records.source[id]
    translation = source if which == "original" else other
    return {
        "label": here.language.t(VERSIONS[which]),
        "source": source_ref(other, here),
        "parallel_url": here.to(parallel_url(translation)) if beside else "",
    }


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

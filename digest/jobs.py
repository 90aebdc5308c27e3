"""The work that can be done anywhere: functions from bytes to bytes, which a worker runs with nothing but this package.

    files → parsed → proved → revealed            pages and their records → files of the site

Each takes a handful of things at a time, since crossing to another process has its price, and gives one result for each in
the same order. What a job was not handed, it cannot reach.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from digest.chronicle import item, place
from digest.model.annotation import Annotation, Badge, Card, Entry, Passage, Quotation, Target, TextQuoteSelector
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Places
from digest.model.library import FreePage, Term
from digest.model.noun import Noun, replace
from digest.model.page import Item, Page, Records, Table, parcel
from digest.model.source import Document, Reading, Source
from digest.model.theme import Template, Theme
from digest.pages import KINDS
from digest.pieces import Here
from digest.prove import Shelf, prove
from digest.steps import parse, resolve, reveal
from digest.steps.render import Renderer
from digest.store import cards, compiled, language
from digest.store.codec import as_json, decode, encode
from digest.text.unshown import encoded, shown

TYPES: Mapping[Table, Any] = {
    "entry": Entry,
    "annotation": Annotation,
    "quotations": tuple[Quotation, ...],
    "source": Source,
    "reading": Reading,
    "term": Term,
    "page": FreePage,
    "item": Item,
}
"""What the records of each table are."""


# ----------------------------------------------------------------------------------------------------------- parsing


class Unread(NamedTuple):
    """A file to parse: `kind` is `seed`, `/alignment`, `source`, `annotation`, `page`, or, for a page about a term, its facet."""

    kind: str
    path: str
    data: bytes
    charset: str = ""


class Parsed(NamedTuple):
    """The noun, or an encoded None; what every build must know of it; and the diagnostics, b"" for none."""

    value: bytes
    brief: bytes
    said: bytes


def parse_files(config: Config, files: Sequence[Unread]) -> tuple[Parsed, ...]:
    return tuple(_parsed(config, file) for file in files)


def _parsed(config: Config, file: Unread) -> Parsed:
    match file.kind:
        case "seed":
            document = parse.parse_seed(file.path, file.data, file.charset)
            if document.value is None:
                return Parsed(encode(None), encode(None), said(document.diagnostics))
            whole = replace(document.value, sha256=hashlib.sha256(file.data).hexdigest())
            return Parsed(encode(whole), encode(replace(whole, text="", blocks=())), said(document.diagnostics))
        case "annotation":
            annotation = parse.parse_annotation(file.path, file.data, config)
            brief = annotation.value and outline(annotation.value)
            return Parsed(encode(annotation.value), encode(brief), said(annotation.diagnostics))
        case "/alignment":  # no facet has such a name
            other: Outcome[Any] = parse.parse_alignment(file.path, file.data)
        case "source":
            other = parse.parse_source(file.path, file.data, config)
        case "page":
            other = parse.parse_page(file.path, file.data, config)
        case facet:
            other = parse.parse_term(file.path, file.data, config, facet)
    return Parsed(encode(other.value), b"", said(other.diagnostics))


def outline(annotation: Annotation) -> Annotation:
    """The annotation without its words: all that names, references and orders are checked by. Where something stands in the file
    is asked for only where it is wrong (`located`), and links that lead elsewhere not at all.
    """
    return Annotation(
        id=annotation.id,
        slug=annotation.slug,
        title="",
        kind=annotation.kind,
        span=annotation.span,
        targets=tuple(Target(each.source, None, annotation.span, annotation.span) for each in annotation.targets),
        terms=annotation.terms,
        published=annotation.published,
        draft=annotation.draft,
        corrections=tuple(replace(each, text_html="") for each in annotation.corrections),
        corrects=annotation.corrects,
        related=annotation.related,
        supersedes=annotation.supersedes,
        links=tuple(each for each in annotation.links if each.url.startswith("/")),
    )


def located(outline: Annotation, annotation: Annotation) -> Annotation:
    """The outline, with what the annotation knows of where its fields stand."""
    spans = zip(outline.targets, annotation.targets, strict=False)
    targets = tuple(replace(each, span=whole.span, source_span=whole.source_span) for each, whole in spans)
    return replace(outline, targets=targets, places=annotation.places)


def said(diagnostics: Sequence[Diagnostic]) -> bytes:
    """Diagnostics as bytes, b"" for none."""
    return encode(tuple(diagnostics)) if diagnostics else b""


def heard(data: bytes) -> tuple[Diagnostic, ...]:
    """What `said` was given."""
    return decode(tuple[Diagnostic, ...], data) if data else ()


# ----------------------------------------------------------------------------------------------------------- proving


class Unproved(NamedTuple):
    """An annotation as it was parsed, the sources to look for its words in, the slugs of its terms by (facet, name) if it is
    published, and its badge.
    """

    annotation: bytes
    sources: tuple[str, ...]
    names: dict[tuple[str, str], str] | None
    badge: Badge


Stretch = tuple[str, int, int, tuple[tuple[int, int], ...]]  # source, start, end and parts of a passage


class Standing(Noun, frozen=True):
    """What every build must know of a proved annotation: its card, how many quotations were proved, which stretches of sources it
    shows, the words that its note quotes and that none of the sources at hand has, and the slugs that it was given for its terms
    (None if it is not published).
    """

    card: Card
    proved: int
    stretches: tuple[Stretch, ...]
    unplaced: tuple[str, ...]
    names: dict[tuple[str, str], str] | None


class Proved(NamedTuple):
    """The three records of an annotation, its standing, and the diagnostics."""

    id: str
    annotation: bytes
    quotations: bytes
    entry: bytes
    standing: bytes
    said: bytes


def prove_annotations(
    shelf: Mapping[str, tuple[bytes, bytes]], annotations: Sequence[Unproved], look_again: bool
) -> tuple[Proved, ...]:
    """`shelf` has the source and the document of every source that one of the annotations is looked for in."""
    whole, covered = _shelf(tuple((id, *data) for id, data in shelf.items()))
    return tuple(_proved(whole.only(each.sources), covered, each, look_again) for each in annotations)


@lru_cache(maxsize=1)
def _shelf(sources: tuple[tuple[str, bytes, bytes], ...]) -> tuple[Shelf, dict[str, str]]:
    """The sources, and the texts of those that hide names. Of what is quoted by the thousand one handful after the other has the
    same sources, which are read and folded once.
    """
    documents = {id: decode(Document, document) for id, _, document in sources}
    shelf = Shelf({id: decode(Source, source) for id, source, _ in sources}, documents)
    redacted = [source for source in shelf.sources.values() if source.redact]
    return shelf, {each.id: reveal.hidden(each, documents[each.id], shelf.folded(each.id)).value for each in redacted}


def _proved(shelf: Shelf, covered: Mapping[str, str], unproved: Unproved, look_again: bool) -> Proved:
    found = prove(decode(Annotation, unproved.annotation), shelf, look_again=look_again)
    redacted = [source for source in shelf.sources.values() if source.redact]
    public = tuple(each for each in found.quotations if shelf.sources[each.passage.source].rights.mode != "private")
    # What was needed to find mistakes, no page needs.
    record = replace(_sayable(found.annotation, shelf), mentions=(), places=Places(), links=())
    if record.is_retracted:
        record, public = resolve.tombstone(record), ()
    public = reveal.quoted_without_names(public, covered)
    anyway = [each for source in redacted for each in reveal.said_anyway(source, [record])]
    if unproved.names is None:
        record, anyway = replace(record, terms=()), []
    entry = resolve.entry(record, public, unproved.names or {}, unproved.badge)
    stretches = tuple((p.source, p.start, p.end, p.parts) for p in (each.passage for each in public))
    standing = Standing(resolve.card(entry), len(found.quotations), stretches, found.unplaced, unproved.names)
    diagnostics = (*found.diagnostics, *anyway)
    return Proved(entry.id, encode(record), encode(public), encode(entry), encode(standing), said(diagnostics))


def _sayable(annotation: Annotation, shelf: Shelf) -> Annotation:
    """The annotation without its private sources, and without the words of those that are only linked."""
    targets = []
    for target in annotation.targets:
        match shelf.sources[target.source].rights.mode if target.source in shelf.sources else None:
            case None | "private":
                pass
            case "link" if target.selector:
                targets.append(replace(target, selector=TextQuoteSelector("")))
            case _:
                targets.append(target)
    return replace(annotation, targets=tuple(targets))


# --------------------------------------------------------------------------------------------------------- revealing


class Unrevealed(NamedTuple):
    """A source, its document, and the stretches of it that annotations show."""

    source: bytes
    document: bytes
    stretches: Sequence[Stretch]


class Revealed(NamedTuple):
    """A reading, the same without its text, and the diagnostics."""

    reading: bytes
    brief: bytes
    said: bytes


def reveal_sources(sources: Sequence[Unrevealed]) -> tuple[Revealed, ...]:
    """What of each source readers may see."""
    return tuple(_revealed(each) for each in sources)


def _revealed(unrevealed: Unrevealed) -> Revealed:
    source, document = decode(Source, unrevealed.source), decode(Document, unrevealed.document)
    shelf = Shelf({source.id: source}, {source.id: document})
    hidden = reveal.hidden(source, document, shelf.folded(source.id)) if source.redact else None
    passages = [Passage(*stretch) for stretch in unrevealed.stretches]
    outcome = reveal.reveal(source, document, passages, hidden.value if hidden else None)
    found = (*(hidden.diagnostics if hidden else ()), *outcome.diagnostics)
    return Revealed(encode(outcome.value), encode(replace(outcome.value, pieces=())), said(found))


# --------------------------------------------------------------------------------------------------------- rendering


class Look(NamedTuple):
    """What all pages share: the settings, the templates, and a digest of both."""

    digest: bytes
    config: Config
    templates: Mapping[str, Template]


class Listed(NamedTuple):
    """An entry of a timeline, rendered; and the diagnostics."""

    item: bytes
    said: bytes


def render_items(look: Look, entries: Sequence[str], records: Mapping[tuple[Table, str], bytes]) -> tuple[Listed, ...]:
    """The entries with these ids as timelines have them; `records` has them, their sources and their terms."""
    everything = _decoded(records)
    here = Here("/", look.config, language.load(look.config.language))
    return tuple(_listed(look, everything.entry[id], everything, here) for id in entries)


def _listed(look: Look, entry: Entry, records: Records, here: Here) -> Listed:
    rendered = renderer_of(look).render(ITEM, item(entry, records, here))
    return Listed(encode(place(entry, shown(rendered.value))), said(rendered.diagnostics))


ITEM = "entry.html"
"""The template of an entry."""


def render_pages(
    look: Look, pages: Sequence[Page], records: Mapping[tuple[Table, str], bytes]
) -> tuple[tuple[bytes, bytes], ...]:
    """The bytes of each page's file, made of its inputs among the `records`, and the diagnostics."""
    everything = _decoded(records)
    return tuple(render_page(look, page, everything) for page in pages)


def _decoded(records: Mapping[tuple[Table, str], bytes]) -> Records:
    decoded: dict[str, dict[str, Any]] = {table: {} for table in Records.__struct_fields__}
    for (table, id), data in records.items():
        decoded[table][id] = _small(table, data) if table in SMALL else decode(TYPES[table], data)
    return Records(**decoded)


SMALL: Collection[Table] = ("entry", "source", "term")
"""Records that stand on many pages."""


@lru_cache(maxsize=1000)
def _small(table: Table, data: bytes) -> Any:
    """The record; no view changes what it was given, so pages share it."""
    return decode(TYPES[table], data)


def render_page(look: Look, page: Page, records: Records) -> tuple[bytes, bytes]:
    """The bytes of the page's file, and the diagnostics. No view changes a record, so pages share what they have in common."""
    speech = language.load(look.config.language)
    view = KINDS[page.kind].view(parcel(page, records), Here(page.url, look.config, speech))
    if isinstance(view, str):
        return view.encode(), b""
    if page.kind == "card":
        return cards.draw(view), b""
    if not page.template:
        return as_json(view), b""
    rendered = renderer_of(look).render(page.template, view)
    return encoded(rendered.value), said(rendered.diagnostics)


def renderer_of(look: Look) -> Renderer:
    """The look's templates, ready to render; in the same process, compiled once."""
    if look.digest not in _renderers:
        _renderers.clear()
        speech = language.load(look.config.language)
        _renderers[look.digest] = Renderer(Theme(look.templates, {}), speech, compiled.load(look.templates, look.config.language))
    return _renderers[look.digest]


_renderers: dict[bytes, Renderer] = {}

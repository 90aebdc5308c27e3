"""The first half of the line: everything that people wrote, read, proved and put in order.

    tree → parse → anchor → resolve

What a file of `content/` is follows from its first folder; a folder that means nothing is reported.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from digest.model.annotation import Annotation, Passage, Quotation, TextQuoteSelector
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Span, warning
from digest.model.edtf import Day
from digest.model.library import Library
from digest.model.page import Artifact, Records
from digest.model.source import Document, Link, Source
from digest.prove import Shelf, after_change, prove
from digest.steps import parse, resolve, reveal
from digest.store import receipts, tree
from digest.store.project import Project
from digest.store.tree import File
from digest.text.form import did_you_mean

T = TypeVar("T")

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

SEEDS = (".txt", ".md")
SOURCES, ANNOTATIONS, PAGES, STATIC = "content/sources", "content/annotations", "content/pages", "content/static"


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `today` is the only clock there is: it decides what is scheduled, and nothing else.

    With `look_again` proved quotations that deserve a second look are noted: a check's business, not a build's.
    """

    today: Day
    drafts: bool = False
    future: bool = False
    strict: bool = False
    look_again: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """All that people wrote. `proved` counts quotations of what is published."""

    library: Library
    records: Records
    static: tuple[Artifact, ...]
    links: tuple[Link, ...]
    proved: int
    drafts: int
    scheduled: int
    diagnostics: tuple[Diagnostic, ...]


def gather(project: Project, options: Options, progress: Progress) -> Content:
    """Everything below `seeds/` and `content/`, as far as it can be understood, and all that is wrong with it."""
    config = project.config
    files, found = _files(project)
    cards = _each(parse.parse_source, files[SOURCES], config, found)
    seeds, broken_seeds = _seeds(project, cards, found)
    sources = _taken(resolve.sources(cards, seeds, broken_seeds, config), found)
    annotations = _each(parse.parse_annotation, files[ANNOTATIONS], config, found)
    pages = _each(parse.parse_page, files[PAGES], config, found)
    about = [
        term
        for facet in config.facets
        for file in files[f"content/{facet.id}"]
        if (term := _taken(parse.parse_term(file.path, file.data, config, facet.id), found))
    ]

    found += resolve.unique_annotations(annotations)
    broken = (
        {file.stem for file in files[SOURCES]}
        | {source.id for source in cards}
        | {resolve.uncarded_id(path) for path in broken_seeds}
    )
    found += resolve.missing_sources(annotations, {source.id for source in sources}, broken)
    shelf = Shelf({source.id: source for source in sources}, {source.id: seeds[source.seed] for source in sources})
    proved = prove(annotations, shelf, look_again=options.look_again, progress=progress)
    found += proved.diagnostics
    covered = {
        source.id: _taken(reveal.hidden(source, shelf.documents[source.id], shelf.folded(source.id)), found)
        for source in sources
        if source.redact
    }
    quotations = {id: reveal.quoted_without_names(each, covered) for id, each in proved.quotations.items()}
    found += _changed(cards, shelf, annotations, quotations, project)

    # Of private sources nothing leaves this function but the proof that their quotations are sound.
    private = {source.id for source in sources if source.rights.mode == "private"}
    sayable = [_sayable(annotation, shelf) for annotation in proved.annotations]
    out = resolve.published(sayable, options.today, drafts=options.drafts, future=options.future)
    every = {annotation.id for annotation in annotations} | {file.stem for file in files[ANNOTATIONS]}
    found += resolve.unknown_relations(out.annotations, every)
    terms, names = _taken(resolve.terms(about, out.annotations, config), found)

    for source in sources:
        found += reveal.said_anyway(source, out.annotations)

    public = {
        each.id: () if each.is_retracted else tuple(q for q in quotations[each.id] if q.passage.source not in private)
        for each in out.annotations
    }
    entries = [resolve.entry(each, public[each.id], names, out.badges.get(each.id, "")) for each in out.annotations]
    passages = _by_source(public)
    readings = {
        source.id: _taken(reveal.reveal(source, seeds[source.seed], passages[source.id], covered.get(source.id)), found)
        for source in sources
    }
    found += reveal.too_much_of_publishers(config, sources, readings)
    shown = [page for page in pages if options.drafts or not page.draft]
    library = resolve.library(map(resolve.card, entries), out.annotations, sources, terms, tuple(shown))
    records = Records(
        entry={entry.id: entry for entry in entries},
        annotation={annotation.id: annotation for annotation in out.annotations},
        quotations=public,
        source={source.id: source for source in sources},
        reading=readings,
        term={f"{term.facet}/{term.slug}": term for term in library.terms},
        page={page.slug: page for page in library.pages},
    )
    return Content(
        library=library,
        records=records,
        static=tuple(Artifact(file.below(STATIC), file.data) for file in files[STATIC]),
        links=_links(sources, out.annotations, library),
        proved=sum(len(quotations[annotation.id]) for annotation in out.annotations),
        drafts=out.drafts,
        scheduled=out.scheduled,
        diagnostics=tuple(found),
    )


# ---------------------------------------------------------------------------------------------------------------------


def _links(sources: Iterable[Source], annotations: Iterable[Annotation], library: Library) -> tuple[Link, ...]:
    """Every address in the prose of what is published."""
    groups = (
        *(source.links for source in sources),
        *(annotation.links for annotation in annotations),
        *(term.links for term in library.terms),
        *(page.links for page in library.pages),
    )
    return tuple(link for links in groups for link in links)


def _sayable(annotation: Annotation, shelf: Shelf) -> Annotation:
    """The annotation without its private sources, and without the words of those that are only linked."""
    said = []
    for target in annotation.targets:
        match shelf.sources[target.source].rights.mode if target.source in shelf.sources else None:
            case None | "private":
                pass
            case "link" if target.selector:
                said.append(replace(target, selector=TextQuoteSelector("")))
            case _:
                said.append(target)
    return replace(annotation, targets=tuple(said))


def _changed(
    cards: Iterable[Source],
    shelf: Shelf,
    annotations: Sequence[Annotation],
    quotations: Mapping[str, tuple[Quotation, ...]],
    project: Project,
) -> Iterable[Diagnostic]:
    """The sources whose seed is another than the card says, with what that does to their quotations."""
    changed = [
        (card, document)
        for card in cards
        if (document := shelf.documents.get(card.id)) and card.sha256 and card.sha256 != document.sha256
    ]
    before = receipts.load(project.output) if changed else {}
    for card, document in changed:
        said, holding = after_change(card, shelf, annotations, quotations, before)
        yield resolve.changed(card, document, said, holding)


def _files(project: Project) -> tuple[dict[str, list[File]], list[Diagnostic]]:
    """The files of `content/` by the folder that says what they are."""
    everything, found = tree.read(project.root, "content")
    folders = {SOURCES, ANNOTATIONS, PAGES, STATIC, *(f"content/{facet.id}" for facet in project.config.facets)}
    by_folder: dict[str, list[File]] = {folder: [] for folder in folders}
    known = {folder.removeprefix("content/") for folder in folders}
    for file in everything:
        folder = "/".join(file.path.split("/")[:2])
        if folder not in folders:
            first = file.below("content").split("/")[0]
            found.append(
                warning("D154", "this file is in no folder that means anything", Span(file.path), did_you_mean(first, known))
            )
        elif folder == STATIC or file.path.endswith(".md"):
            by_folder[folder].append(file)
        else:
            hint = "hand-written files end in .md; files to be copied as they are belong into content/static/"
            found.append(warning("D155", "this file is left out: it does not end in .md", Span(file.path), hint))
    return by_folder, found


def _each(
    read: Callable[[str, bytes, Config], Outcome[T | None]], files: Iterable[File], config: Config, found: list[Diagnostic]
) -> list[T]:
    return [value for file in files if (value := _taken(read(file.path, file.data, config), found)) is not None]


def _taken(outcome: Outcome[T], found: list[Diagnostic]) -> T:
    """The value of an outcome; its diagnostics are added to the others."""
    found += outcome.diagnostics
    return outcome.value


def _seeds(project: Project, cards: Iterable[Source], found: list[Diagnostic]) -> tuple[dict[str, Document], set[str]]:
    """The documents by path below `seeds/`, and the paths of those that could not be read."""
    files, unread = tree.read(project.root, "seeds")
    found += unread
    charsets = {card.seed: card.charset for card in cards}
    captures = {card.capture.file: card for card in cards if card.capture and card.capture.file}
    documents: dict[str, Document] = {}
    broken = {each.span.path.removeprefix("seeds/") for each in unread}
    paths = {file.path for file in files}
    for file in files:
        path = file.below("seeds")
        if path in captures:
            found += resolve.changed_capture(captures[path], hashlib.sha256(file.data).hexdigest())
        if not path.endswith(SEEDS):
            if not _is_capture(path, paths):
                hint = "save its text as .txt or .md; the original may lie beside it under the same name"
                found.append(warning("D155", "this file is left out: sources end in .txt or .md", Span(file.path), hint))
            continue
        document = _taken(parse.parse_seed(file.path, file.data, charsets.get(path, "")), found)
        if document is None:
            broken.add(path)
        else:
            documents[path] = replace(document, sha256=hashlib.sha256(file.data).hexdigest())
    return documents, broken


def _is_capture(path: str, paths: set[str]) -> bool:
    """True for a saved page that lies beside the text taken from it."""
    return f"seeds/{path.rpartition('.')[0]}.txt" in paths


def _by_source(quotations: Mapping[str, tuple[Quotation, ...]]) -> Mapping[str, list[Passage]]:
    passages: dict[str, list[Passage]] = defaultdict(list)
    for quotation in (quotation for each in quotations.values() for quotation in each):
        passages[quotation.passage.source].append(quotation.passage)
    return passages

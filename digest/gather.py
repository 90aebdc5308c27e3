"""The first half of the line: everything that people wrote, read, proved and put in order.

    scan → parse → resolve → prove → reveal → the library and its records

What a file of `content/` is follows from its first folder; a folder that means nothing is reported. Each step asks the memory
first: what was made of the same bytes before is not made again. Records stay in the memory as bytes and only cards are held here,
so a digest may be much larger than what fits into a process.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from digest.jobs import (
    TYPES,
    Standing,
    Stretch,
    Unproved,
    Unread,
    Unrevealed,
    heard,
    located,
    parse_files,
    prove_annotations,
    reveal_sources,
)
from digest.model.annotation import Annotation, Card, Quotation
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Span, warning
from digest.model.edtf import Day
from digest.model.library import FreePage, Library, Term
from digest.model.noun import Noun, replace
from digest.model.options import Options
from digest.model.page import Records
from digest.model.source import Document, Link, Pair, Reading, Source
from digest.prove import Shelf, after_change, longest_word, prove
from digest.shared import Shared
from digest.steps import align, resolve, reveal
from digest.steps.captures import Became, Capture, became, told
from digest.store import receipts, tree
from digest.store.cache import Fact, Memory, digest_of
from digest.store.codec import decode, encode
from digest.store.pool import Pool
from digest.store.project import Project
from digest.text.near import did_you_mean

T = TypeVar("T")

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

SEEDS = (".txt", ".md")
ALIGNMENT = ".align"
SOURCES, ANNOTATIONS, PAGES, STATIC = "content/sources", "content/annotations", "content/pages", "content/static"

# What goes to a helper at once: so many things, or so many bytes.
HANDFUL, ARMFUL = 64, 512 * 1024

# Reading a new file is a quarter of the jobs that come of it: its quotations are proved, its entry and pages made.
JOBS = 4

# Records of one table that are held as values, in bytes as the memory has them
KEPT = 4 << 20


class Content(Noun, frozen=True):
    """All that people wrote. `proved` counts quotations of what is published; `digests` says what stands for each record, by
    table and id. `static` has the SHA-256 of each file below content/static. Records can be read as long as the memory is open.
    """

    library: Library
    records: Records
    digests: Mapping[str, Mapping[str, bytes]]
    static: Mapping[str, bytes]
    links: tuple[Link, ...]
    proved: int
    drafts: int
    scheduled: int
    due: Day | None  # when the next scheduled annotation is published
    diagnostics: tuple[Diagnostic, ...]
    held: "Held | None" = None


class Desk:
    """What the steps share: the memory, helpers, and where files are read. `found` collects what is wrong."""

    def __init__(self, project: Project, progress: Progress, memory: Memory, pool: Pool) -> None:
        self.root, self.config = project.root, project.config
        self.progress, self.memory, self.pool = progress, memory, pool
        self.found: list[Diagnostic] = []
        self.shared = Shared()
        self._known = memory.files()
        self._read: dict[str, tuple[str, bytes]] = {}

    def digest(self, path: str, stamp: str) -> tuple[bytes, bytes | None]:
        """The file's SHA-256, and its bytes if they had to be read; b"" if it cannot be read."""
        known, digest = self._known.get(path, ("", b""))
        if known == stamp and not stamp.endswith(tree.FRESH):
            self._read[path] = (stamp, digest)
            return digest, None
        data = self.bytes_of(path)
        digest = hashlib.sha256(data).digest() if data is not None else b""
        self._read[path] = (stamp, digest)
        return digest, data

    def count_new(self, folders: Mapping[str, Mapping[str, str]]) -> int:
        """How many files no build has read."""
        return sum(path not in self._known for stamps in folders.values() for path in stamps)

    def bytes_of(self, path: str) -> bytes | None:
        opened = tree.open_file(self.root, path)
        self.found += opened.diagnostics
        return opened.value

    def knows(self, path: str) -> bool:
        """Whether the file could be read."""
        return bool(self._read.get(path, ("", b""))[1])

    def remember_files(self) -> None:
        news = ((path, stamp, digest) for path, (stamp, digest) in self._read.items() if self._known.get(path) != (stamp, digest))
        self.memory.put_files(list(news), gone=self._known.keys() - self._read.keys())

    def taken(self, outcome: Outcome[T]) -> T:
        """The value of an outcome; its diagnostics are added to the others."""
        self.found += outcome.diagnostics
        return outcome.value


def gather(
    project: Project,
    options: Options,
    progress: Progress,
    memory: Memory | None = None,
    pool: Pool | None = None,
    scans: Mapping[str, tree.Scan] | None = None,
    *,
    stays: bool = False,
) -> Content:
    """Everything below `seeds/` and `content/`, as far as it can be understood, and all that is wrong with it. A process that
    `stays` keeps more of it.
    """
    desk = Desk(project, progress, memory or Memory(None, ""), pool or Pool())
    config, found = project.config, desk.found
    files = _files(desk, scans or {})
    desk.pool.expect(JOBS * desk.count_new(files) // HANDFUL)
    facts = {
        path: fact
        for kind, folder in (("source", SOURCES), ("annotation", ANNOTATIONS), ("page", PAGES), *_facets(config))
        for path, fact in _parsed(desk, kind, files[folder], {}).items()
    }
    ground = _ground(desk, files, facts, options)
    shelf = ground.shelf
    outlines = _outlines(desk, files[ANNOTATIONS], facts)

    def whole(path: str) -> Annotation:
        annotation: Annotation = decode(Annotation, desk.memory.value("parsed", path))
        return annotation

    reviewed = review(outlines, set(map(tree.stem, files[ANNOTATIONS])), ground, options, whole)
    out = reviewed.out
    found += reviewed.said

    placings = _proved(desk, outlines, facts, reviewed, shelf, look_again=options.look_again)
    found += _changed(desk, ground.cards, shelf, outlines, project)
    shown = [placings[each.span.path] for each in out.annotations]
    changes = _became(desk, shelf, {each.id: placing for each, placing in zip(out.annotations, shown, strict=True)})
    reworded = [(each.source, each.start, each.end, ((each.start, each.end),)) for each in _all(changes) if each.is_excerpt]
    readings = _revealed(desk, shelf, [*(stretch for each in shown for stretch in each.stretches), *reworded])
    too_much = tuple(reveal.too_much_of_publishers(config, ground.sources, readings))
    found += too_much
    found += _named(desk, shelf)
    _tell(desk, shelf, changes)
    desk.memory.put("superseded", encode(tuple(shelf.newer)))

    library = library_of(ground, reviewed, shown)
    digests = _records(desk, library, out.annotations, shelf)
    static = {path.removeprefix(f"{STATIC}/"): desk.digest(path, stamp)[0] for path, stamp in files[STATIC].items()}
    desk.remember_files()
    return Content(
        library=library,
        records=records_of(desk.memory, digests),
        digests=digests,
        static=static,
        links=links_of(ground.sources, out.annotations, library),
        proved=sum(each.proved for each in shown),
        drafts=out.drafts,
        scheduled=out.scheduled,
        due=due(outlines, options.today),
        diagnostics=tuple(found),
        held=Held(ground, _by_path(outlines), placings, reviewed, readings, (*reviewed.said, *too_much)) if stays else None,
    )


class Ground(NamedTuple):
    """What notes stand on: all that people wrote but the notes. `pages` are those that are shown, `broken` the ids of sources
    whose card or seed could not be read.
    """

    config: Config
    cards: list[Source]
    sources: tuple[Source, ...]
    shelf: "Sources"
    broken: set[str]
    about: list[Term]
    pages: tuple[FreePage, ...]


class Reviewed(NamedTuple):
    """The notes as they are seen side by side: which go out, what terms they make, and what is wrong."""

    out: resolve.Published
    terms: tuple[Term, ...]
    names: resolve.Names
    said: tuple[Diagnostic, ...]


class Held(NamedTuple):
    """What a process that stays keeps, for when notes come, go or change (`rearrange`): outlines and placings by the path of the
    file; and what was found wrong with notes side by side.
    """

    ground: Ground
    outlines: dict[str, Annotation]
    placings: "dict[str, Placing]"
    reviewed: Reviewed
    readings: dict[str, Reading]
    said: tuple[Diagnostic, ...]


def _by_path(outlines: Iterable[Annotation]) -> dict[str, Annotation]:
    return {each.span.path: each for each in outlines}


def _ground(desk: Desk, files: Mapping[str, Mapping[str, str]], facts: dict[str, Fact], options: Options) -> Ground:
    config = desk.config
    cards: list[Source] = [desk.shared.source(each) for each in _nouns(desk, Source, files[SOURCES])]
    documents, broken_seeds = _seeds(desk, files["seeds"], cards, facts)
    sources = desk.taken(resolve.sources(cards, documents, broken_seeds, config))
    sources = _aligned(desk, files["seeds"], sources, facts)
    about: list[Term] = [each for _, folder in _facets(config) for each in _nouns(desk, Term, files[folder])]
    pages: list[FreePage] = _nouns(desk, FreePage, files[PAGES])
    broken = (
        {tree.stem(path) for path in files[SOURCES]}
        | {source.id for source in cards}
        | {resolve.uncarded_id(path) for path in broken_seeds}
    )
    return Ground(config, cards, sources, Sources(desk, sources, facts), broken, about, _shown_pages(pages, options))


def review(
    outlines: Sequence[Annotation], stems: Collection[str], ground: Ground, options: Options, whole: Callable[[str], Annotation]
) -> Reviewed:
    """Whether the names of notes are unique, and what they refer to is there. `stems` are the names of their files, `whole` reads
    one of them.
    """
    config, known = ground.config, ground.shelf.sources
    said = list(_located(whole, resolve.unique_annotations, outlines))
    said += _located(whole, lambda each: resolve.missing_sources(each, known, ground.broken), outlines)
    out = resolve.published(outlines, options.today, drafts=options.drafts, future=options.future)
    every = {outline.id for outline in outlines}.union(stems)
    said += _located(whole, lambda each: resolve.unknown_relations(each, every), out.annotations)
    named = resolve.terms(ground.about, out.annotations, config)
    if named.diagnostics:
        said += _located(whole, lambda each: resolve.terms(ground.about, each, config).diagnostics, out.annotations)
    return Reviewed(out, *named.value, tuple(said))


def library_of(ground: Ground, reviewed: Reviewed, shown: "Sequence[Placing]") -> Library:
    """The library of what is published, whose placings these are."""
    quoted = ((each.card.id, (stretch[:3] for stretch in each.stretches)) for each in shown)
    cards = (each.card for each in shown)
    return resolve.library(cards, reviewed.out.annotations, ground.sources, reviewed.terms, ground.pages, quoted)


def records_of(memory: Memory, digests: Mapping[str, Mapping[str, bytes]]) -> Records:
    return Records(**{table: _Stored(memory, table, ids) for table, ids in digests.items()})


def due(outlines: Iterable[Annotation], today: Day) -> Day | None:
    """The next day on which something is published by itself."""
    days = (each.published.earliest for each in outlines if each.published)
    return min((day for day in days if day and day > today), default=None)


def held(memory: Memory) -> Records:
    """Every record that the memory has, for those who know its id."""
    return Records(**{table: _Stored(memory, table, None) for table in Records.__struct_fields__})


class _Stored(Mapping[str, Any]):
    """The records of one table, read from the memory as they are asked for. What stands on several pages is kept for a while."""

    def __init__(self, memory: Memory, table: Any, ids: Collection[str] | None) -> None:
        self._memory, self._table, self._ids = memory, table, ids
        self._kept: dict[str, Any] = {}
        self._room = KEPT

    def __getitem__(self, id: str) -> Any:
        kept = self._kept.get(id)
        if kept is not None:
            return kept
        if self._ids is not None and id not in self._ids:
            raise KeyError(id)
        data = self._memory.value(self._table, id)
        value = decode(TYPES[self._table], data)
        if self._table != "reading":  # it stands on the page of its source, and is long
            self._room -= len(data)
            if self._room < 0:
                self._kept, self._room = {}, KEPT
            self._kept[id] = value
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids or ())

    def __len__(self) -> int:
        return len(self._ids or ())


def links_of(sources: Iterable[Source], annotations: Iterable[Annotation], library: Library) -> tuple[Link, ...]:
    """Every address in the prose of what is published."""
    groups = (
        *(source.links for source in sources),
        *(annotation.links for annotation in annotations),
        *(term.links for term in library.terms),
        *(page.links for page in library.pages),
    )
    return tuple(link for links in groups for link in links)


def _shown_pages(pages: Iterable[FreePage], options: Options) -> tuple[FreePage, ...]:
    return tuple(page for page in pages if options.drafts or not page.draft)


# ------------------------------------------------------------------------------------------------- finding and parsing


def _facets(config: Config) -> list[tuple[str, str]]:
    return [(facet.id, f"content/{facet.id}") for facet in config.facets]


def _files(desk: Desk, scans: Mapping[str, tree.Scan]) -> dict[str, dict[str, str]]:
    """The stamps of the files of `content/` by the folder that says what they are, and of those of `seeds/`."""
    content, seeds = (scans.get(folder) or tree.scan(desk.root, folder) for folder in ("content", "seeds"))
    desk.found += (*content.diagnostics, *seeds.diagnostics)
    folders = {SOURCES, ANNOTATIONS, PAGES, STATIC, *(folder for _, folder in _facets(desk.config))}
    by_folder: dict[str, dict[str, str]] = {folder: {} for folder in folders}
    known = {folder.removeprefix("content/") for folder in folders}
    for path, stamp in content.stamps.items():
        folder = "/".join(path.split("/", 2)[:2])
        if folder not in folders:
            first = path.split("/")[1]
            desk.found.append(
                warning("D154", "this file is in no folder that means anything", Span(path), did_you_mean(first, known))
            )
        elif folder == STATIC or path.endswith(".md"):
            by_folder[folder][path] = stamp
        else:
            hint = "hand-written files end in .md; files to be copied as they are belong into content/static/"
            desk.found.append(warning("D155", "this file is left out: it does not end in .md", Span(path), hint))
    return by_folder | {"seeds": dict(seeds.stamps)}


def _parsed(desk: Desk, kind: str, stamps: Mapping[str, str], charsets: Mapping[str, str]) -> dict[str, Fact]:
    """What is known of each file, by path; those that are new or changed are parsed."""
    config = reading(desk.config)
    step = f"parse {kind}"
    known = desk.memory.facts(step)
    facts: dict[str, Fact] = {}
    asked: list[tuple[str, bytes]] = []
    settings = digest_of(encode(config))

    def handfuls() -> Iterator[tuple[Config, tuple[Unread, ...]]]:
        files: list[Unread] = []
        room = ARMFUL
        for done, (path, stamp) in enumerate(stamps.items()):
            desk.progress("reading", done, len(stamps))
            charset = charsets.get(path.removeprefix("seeds/"), "")
            digest, data = desk.digest(path, stamp)
            key = parse_key(digest, path, charset, settings)
            fact = known.get(path)
            if fact and fact.key == key and digest:
                facts[path] = fact
                continue
            if data is None and digest:
                data = desk.bytes_of(path)
            if data is None:
                facts[path] = Fact(b"")
                continue
            asked.append((path, key))
            files.append(Unread(kind, path, data, charset))
            room -= len(data)
            if len(files) >= HANDFUL or room <= 0:
                yield config, tuple(files)
                files, room = [], ARMFUL
        if files:
            yield config, tuple(files)

    values: dict[str, bytes] = {}
    made: dict[str, Fact] = {}
    for handful in desk.pool.run(parse_files, handfuls()):
        for each in handful:
            path, key = asked[len(made)]
            made[path] = Fact(key, each.brief, each.said)
            values[path] = each.value
        if len(values) > HANDFUL * 8:
            desk.memory.put_values("parsed", values)
            values = {}
    desk.memory.put_values("parsed", values)
    gone = known.keys() - stamps.keys()
    desk.memory.put_facts(step, made, gone)
    desk.memory.put_values("parsed", {}, gone)
    facts |= made
    desk.found += (each for fact in facts.values() for each in heard(fact.said))
    return facts


def parse_key(digest: bytes, path: str, charset: str, settings: bytes) -> bytes:
    """The digest of all that decides what a file says."""
    return digest_of(encode((digest, path, charset, settings)))


def reading(config: Config) -> Config:
    """The settings without what only pages show: a new title or menu is no reason to read every file again."""
    plain = Config()
    return replace(
        config,
        title="",
        description="",
        base_url="",
        authors=(),
        menu=(),
        params={},
        order=plain.order,
        feed_limit=plain.feed_limit,
        timeline_limit=plain.timeline_limit,
    )


def _nouns(desk: Desk, type: Any, paths: Iterable[str]) -> list[Any]:
    """What the files say, but for those that say nothing."""
    nouns = (decode(type | None, desk.memory.value("parsed", path)) for path in paths if desk.knows(path))
    return [noun for noun in nouns if noun is not None]


def _outlines(desk: Desk, paths: Iterable[str], facts: dict[str, Fact]) -> list[Annotation]:
    """The annotations without their words; what they were read from is not held any longer."""
    outlines = []
    for path in paths:
        outline: Annotation | None = _brief(Annotation, facts[path])
        facts[path] = facts[path]._replace(brief=b"")
        if outline:
            outlines.append(desk.shared.outline(outline))
    return outlines


def _located(
    whole: Callable[[str], Annotation],
    check: Callable[[Sequence[Annotation]], tuple[Diagnostic, ...]],
    outlines: Sequence[Annotation],
) -> tuple[Diagnostic, ...]:
    """What is wrong with annotations. Where in their files is looked up for those that are wrong."""
    found = check(outlines)
    if not found:
        return found
    paths = {span.path for each in found for span in (each.span, *(related.span for related in each.related))}
    return check([located(each, whole(each.span.path)) if each.span.path in paths else each for each in outlines])


def _brief(type: Any, fact: Fact) -> Any:
    return decode(type | None, fact.brief) if fact.brief else None


def _seeds(
    desk: Desk, stamps: Mapping[str, str], cards: Sequence[Source], facts: dict[str, Fact]
) -> tuple[dict[str, Document], set[str]]:
    """The documents by path below `seeds/`, without their texts, and the paths of those that could not be read."""
    paths = {path.removeprefix("seeds/"): stamp for path, stamp in stamps.items()}
    captures = {card.capture.file: card for card in cards if card.capture and card.capture.file}
    for path in captures.keys() & paths.keys():
        digest, _ = desk.digest(f"seeds/{path}", paths[path])
        desk.found += resolve.changed_capture(captures[path], digest.hex())
    for path in paths:
        if not path.endswith((*SEEDS, ALIGNMENT)) and f"{path.rpartition('.')[0]}.txt" not in paths:
            hint = "save its text as .txt or .md; the original may lie beside it under the same name"
            desk.found.append(warning("D155", "this file is left out: sources end in .txt or .md", Span(f"seeds/{path}"), hint))
    readable = {path: stamp for path, stamp in stamps.items() if path.endswith(SEEDS)}
    facts |= _parsed(desk, "seed", readable, {card.seed: card.charset for card in cards if card.charset})
    briefs = {path.removeprefix("seeds/"): _brief(Document, facts[path]) for path in readable}
    documents = {path: brief for path, brief in briefs.items() if brief}
    return documents, briefs.keys() - documents.keys()


def _aligned(desk: Desk, stamps: Mapping[str, str], sources: Sequence[Source], facts: dict[str, Fact]) -> tuple[Source, ...]:
    """The sources, each translation with the rows in which it stands beside its original."""
    paths = {path: stamp for path, stamp in stamps.items() if path.endswith(ALIGNMENT)}
    facts |= _parsed(desk, "/alignment", paths, {})
    pairs = {path: decode(tuple[Pair, ...] | None, desk.memory.value("parsed", path)) for path in paths if desk.knows(path)}
    by_id = {source.id: source for source in sources}

    def document(source: Source) -> Document:
        read: Document = decode(Document, desk.memory.value("parsed", f"seeds/{source.seed}"))
        return read

    return tuple(desk.taken(align.aligned(source, by_id, document, pairs, paths)) for source in sources)


# ------------------------------------------------------------------------------------------------------------ proving


class Sources:
    """The sources of the digest as bytes, each with the digest of all that can decide about a quotation of it."""

    def __init__(self, desk: Desk, sources: Iterable[Source], facts: Mapping[str, Fact]) -> None:
        self._memory = desk.memory
        self.sources = {source.id: source for source in sources}
        self.encoded = {id: encode(source) for id, source in self.sources.items()}
        self.newer: dict[str, tuple[str, ...]] = {}  # the later captures of a source that may be told of
        for source in self.sources.values():
            for id in source.supersedes if source.rights.mode != "private" else ():
                self.newer[id] = (*self.newer.get(id, ()), source.id)
        self.keys = {
            id: source_key(data, facts[f"seeds/{self.sources[id].seed}"], self.newer.get(id, ()))
            for id, data in self.encoded.items()
        }
        self._whole = digest_of(encode(tuple(self.keys.items())))

    def everywhere(self, key: bytes) -> bytes:
        """The key of what was looked for in all sources."""
        return digest_of(key + self._whole)

    def document(self, id: str) -> bytes:
        return self._memory.value("parsed", f"seeds/{self.sources[id].seed}")

    def taken(self, ids: Iterable[str]) -> dict[str, tuple[bytes, bytes]]:
        return {id: (self.encoded[id], self.document(id)) for id in sorted(ids)}

    def having(self, words: Collection[str]) -> dict[str, list[str]]:
        """For each word the sources in whose text it stands as it is; every text is looked through once."""
        found: dict[str, list[str]] = {word: [] for word in words}
        for id in self.sources if words else ():
            text = decode(Document, self.document(id)).text
            for word, ids in found.items():
                if word in text:
                    ids.append(id)
        return found


class Placing(NamedTuple):
    """What is held of a standing."""

    card: Card
    proved: int
    stretches: tuple[Stretch, ...]


def _proved(
    desk: Desk,
    outlines: Sequence[Annotation],
    facts: Mapping[str, Fact],
    reviewed: Reviewed,
    shelf: Sources,
    *,
    look_again: bool,
) -> dict[str, Placing]:
    """What became of every annotation, by the path of its file.

    A note that quotes what its own sources do not have is looked up in all others too, and then every change of a source is news.
    """
    known = {} if look_again else desk.memory.facts("prove")
    published = {each.span.path for each in reviewed.out.annotations}
    placings: dict[str, Placing] = {}
    keys: dict[str, bytes] = {}

    def asking(outline: Annotation) -> Unproved:
        return asked_of(outline, reviewed, shelf, is_published=outline.span.path in published)

    def place(path: str, fact: Fact, standing: Standing) -> None:
        desk.found += heard(fact.said)
        placings[path] = placing_of(standing, desk.shared)

    asked: dict[str, Annotation] = {}
    for outline in outlines:
        path, asks = outline.span.path, asking(outline)
        key = keys[path] = proof_key(facts[path].key, asks, (shelf.keys[id] for id in asks.sources))
        fact = known.get(path)
        if fact and fact.key in (key, shelf.everywhere(key)):
            place(path, fact, decode(Standing, fact.brief))
        else:
            asked[path] = outline

    # What was found is written as it comes: in a large digest it would be much to hold.
    proofs = _Proofs(desk.memory, outlines, known.keys() - keys.keys(), is_kept=not look_again)
    unplaced: dict[str, tuple[str, ...]] = {}
    for path, fact in _prove(desk, asked, asking, shelf, look_again=look_again):
        standing: Standing = decode(Standing, fact.brief)
        if standing.unplaced:
            unplaced[path] = standing.unplaced
        else:
            place(path, fact, standing)
            proofs.put(path, fact._replace(key=keys[path]))
    elsewhere = shelf.having({longest_word(each) for words in unplaced.values() for each in words})

    def asking_again(outline: Annotation) -> Unproved:
        before = asking(outline)
        words = unplaced[outline.span.path]
        more = sorted({id for each in words for id in elsewhere[longest_word(each)]} - set(before.sources))
        return before._replace(sources=(*before.sources, *more))

    again = {path: asked[path] for path in unplaced}
    for path, fact in _prove(desk, again, asking_again, shelf, look_again=look_again):
        place(path, fact, decode(Standing, fact.brief))
        proofs.put(path, fact._replace(key=shelf.everywhere(keys[path])))
    proofs.end()
    return placings


def asked_of(outline: Annotation, reviewed: Reviewed, shelf: Sources, *, is_published: bool) -> Unproved:
    """What is to be proved of an annotation, without the annotation."""
    own = tuple(dict.fromkeys(target.source for target in outline.targets if target.source in shelf.sources))
    slugs = None
    if is_published:
        words = ((facet, resolve.same(name)) for facet, said in outline.terms for name in said)
        slugs = {name: reviewed.names[name] for name in words}
    return Unproved(b"", own, slugs, reviewed.out.badges.get(outline.id, ""))


def placing_of(standing: Standing, shared: Shared) -> Placing:
    stretches = tuple((shared.name(source), start, end, parts) for source, start, end, parts in standing.stretches)
    return Placing(shared.card(standing.card), standing.proved, stretches)


def proof_key(parsed: bytes, asked: Unproved, sources: Iterable[bytes]) -> bytes:
    """The digest of all that decides what becomes of an annotation: as it was parsed, and the keys of its sources."""
    return digest_of(encode((parsed, asked.sources, asked.names and tuple(asked.names.items()), asked.badge, tuple(sources))))


def source_key(source: bytes, document: Fact, newer: tuple[str, ...] = ()) -> bytes:
    """The digest of all of a source that can decide about a quotation of it."""
    return digest_of(source + document.key + encode(newer))


class _Proofs:
    """What is remembered of proofs, a thousand at a time."""

    def __init__(self, memory: Memory, outlines: Iterable[Annotation], gone: Collection[str], *, is_kept: bool) -> None:
        ids = {outline.span.path: outline.id for outline in outlines}
        counted = Counter(ids.values())
        self._memory, self._is_kept, self._ids = memory, is_kept, counted.keys()
        # Of two files that claim one id, neither has the records of that id for its own.
        self._twins = {path for path, id in ids.items() if counted[id] > 1} if len(counted) < len(ids) else set()
        self._gone = {*gone, *self._twins}
        self._made: dict[str, Fact] = {}

    def put(self, path: str, fact: Fact) -> None:
        if self._is_kept and path not in self._twins:
            self._made[path] = fact
        if len(self._made) >= 1000:
            self._write()

    def end(self) -> None:
        if self._is_kept:
            self._write(self._gone)
            for table in ("annotation", "quotations", "entry"):
                self._memory.put_records(table, {}, self._memory.records(table).keys() - self._ids)

    def _write(self, gone: Collection[str] = ()) -> None:
        self._memory.put_facts("prove", self._made, gone)
        self._made = {}


def _prove(
    desk: Desk, asked: Mapping[str, Annotation], asking: Callable[[Annotation], Unproved], shelf: Sources, *, look_again: bool
) -> Iterator[tuple[str, Fact]]:
    """Proves what is asked; the records go into the memory. Annotations of the same source go together, so it is read once."""
    in_order = sorted(asked, key=lambda path: (asking(asked[path]).sources, path))
    shares = [in_order[n : n + HANDFUL] for n in range(0, len(in_order), HANDFUL)]

    def handfuls() -> Iterator[tuple[dict[str, tuple[bytes, bytes]], tuple[Unproved, ...], bool]]:
        for done, paths in enumerate(shares):
            desk.progress("proving quotations", done * HANDFUL, len(in_order))
            parsed = ((asking(asked[path]), desk.memory.value("parsed", path)) for path in paths)
            unproved = tuple(each._replace(annotation=annotation) for each, annotation in parsed)
            yield shelf.taken({id for each in unproved for id in each.sources}), unproved, look_again

    for paths, proved in zip(shares, desk.pool.run(prove_annotations, handfuls()), strict=True):
        for table in ("annotation", "quotations", "entry"):
            desk.memory.put_records(table, {each.id: getattr(each, table) for each in proved})
        for path, each in zip(paths, proved, strict=True):
            yield path, Fact(b"", each.standing, each.said)


def _changed(
    desk: Desk, cards: Iterable[Source], shelf: Sources, outlines: Sequence[Annotation], project: Project
) -> Iterable[Diagnostic]:
    """The sources whose seed is another than the card says, with what that does to their quotations."""
    changed = [
        card for card in cards if card.sha256 and card.id in shelf.sources and card.sha256 != shelf.sources[card.id].sha256
    ]
    before = receipts.load(project.output) if changed else {}
    for card in changed:
        written = [
            decode(Annotation, desk.memory.value("parsed", outline.span.path))
            for outline in outlines
            if any(target.source == card.id for target in outline.targets)
        ]
        alone = Shelf({card.id: shelf.sources[card.id]}, {card.id: decode(Document, shelf.document(card.id))})
        quotations = {each.id: prove(each, alone, look_again=False).quotations for each in written}
        said, holding = after_change(card, alone, written, quotations, before)
        yield resolve.changed(card, alone.documents[card.id], said, holding)


# ---------------------------------------------------------------------------------------------------------- revealing


def _revealed(desk: Desk, shelf: Sources, stretches: Iterable[Stretch]) -> dict[str, Reading]:
    """Makes the reading of every source. What is returned has the counts, and not the text."""
    shown: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        shown[stretch[0]].append(stretch)
    known = desk.memory.facts("reveal")
    valid: dict[str, Fact] = {}
    keys: dict[str, bytes] = {}
    for id in shelf.sources:
        keys[id] = reading_key(shelf, id, shown[id])
        if (fact := known.get(id)) and fact.key == keys[id]:
            valid[id] = fact
    asked = [id for id in shelf.sources if id not in valid]
    shares = [asked[n : n + HANDFUL] for n in range(0, len(asked), HANDFUL)]

    def handfuls() -> Iterator[tuple[tuple[Unrevealed, ...]]]:
        for done, ids in enumerate(shares):
            desk.progress("cutting to rights", done * HANDFUL, len(asked))
            yield (tuple(Unrevealed(shelf.encoded[id], shelf.document(id), shown[id]) for id in ids),)

    made: dict[str, Fact] = {}
    for ids, revealed in zip(shares, desk.pool.run(reveal_sources, handfuls()), strict=True):
        desk.memory.put_records("reading", {id: each.reading for id, each in zip(ids, revealed, strict=True)})
        made |= {id: Fact(keys[id], each.brief, each.said) for id, each in zip(ids, revealed, strict=True)}
    gone = known.keys() - shelf.sources.keys()
    desk.memory.put_facts("reveal", made, gone)
    desk.memory.put_records("reading", {}, gone)
    everything = valid | made
    desk.found += (each for fact in everything.values() for each in heard(fact.said))
    return {id: decode(Reading, fact.brief) for id, fact in everything.items()}


def reading_key(shelf: Sources, id: str, stretches: Iterable[Stretch]) -> bytes:
    """The digest of all that decides what of a source is shown. What is shown whole is the same whatever is quoted of it."""
    parts = tuple(stretches) if shelf.sources[id].rights.mode == "excerpt" else ()
    return digest_of(shelf.keys[id] + encode(parts))


def _named(desk: Desk, shelf: Sources) -> Iterator[Diagnostic]:
    """Where names that a card hides are told all the same: on the card, and by another capture or by the translation."""
    public = {id: source for id, source in shelf.sources.items() if source.rights.mode != "private"}
    if not any(source.redact for source in public.values()):
        return
    kin: dict[str, set[str]] = defaultdict(set)
    for source in public.values():
        for id in (*source.supersedes, *((source.translation.source,) if source.translation else ())):
            kin[source.id].add(id)
            kin[id].add(source.id)
    for source in public.values():
        if source.redact:
            yield from reveal.said_on_the_card(source)
        if source.rights.mode == "link":
            continue  # its text is not shown
        for other in sorted(id for id in kin[source.id] & public.keys() if public[id].redact):
            document = decode(Document, shelf.document(source.id))
            alone = Shelf({source.id: source}, {source.id: document})
            yield from reveal.shown_beside(public[other], source, alone.folded(source.id))


Changes = Mapping[str, Mapping[int, tuple[Became, ...]]]
"""What became of quotations in later captures, by annotation and number."""


def _became(desk: Desk, shelf: Sources, placings: Mapping[str, Placing]) -> Changes:
    """What later captures of their sources say otherwise than the quotations of annotations."""

    @lru_cache(maxsize=16)
    def capture(id: str) -> Capture:
        source, document = shelf.sources[id], decode(Document, shelf.document(id))
        alone = Shelf({id: source}, {id: document})
        text = reveal.hidden(source, document, alone.folded(id)).value if source.redact else document.text
        return Capture(source, document, alone.folded(id), text)

    @lru_cache(maxsize=16)
    def quoted(id: str) -> Document:
        document: Document = decode(Document, shelf.document(id))
        return document

    changes: dict[str, dict[int, tuple[Became, ...]]] = {}
    for annotation, placing in placings.items():
        if not any(source in shelf.newer for source, *_ in placing.stretches):
            continue
        changes[annotation] = {}
        for each in decode(tuple[Quotation, ...], desk.memory.value("quotations", annotation)):
            newer = shelf.newer.get(each.passage.source, ())
            found = (became(each, quoted(each.passage.source), capture(id)) for id in newer)
            changes[annotation][each.n] = tuple(change for change in found if change)
    return changes


def _all(changes: Changes) -> Iterator[Became]:
    return (each for quotations in changes.values() for found in quotations.values() for each in found)


def _tell(desk: Desk, shelf: Sources, changes: Changes) -> None:
    """Adds to quotations what became of them, as far as readers may see it."""

    @lru_cache(maxsize=16)
    def seen(id: str) -> tuple[Document, Reading]:
        return decode(Document, shelf.document(id)), decode(Reading, desk.memory.value("reading", id))

    for annotation, found in changes.items():
        quotations = decode(tuple[Quotation, ...], desk.memory.value("quotations", annotation))
        compared = tuple(
            replace(each, later=tuple(told(change, *seen(change.source)) for change in found[each.n])) for each in quotations
        )
        if compared != quotations:
            desk.memory.put_records("quotations", {annotation: encode(compared)})


# ------------------------------------------------------------------------------------------------------------ records


def _records(desk: Desk, library: Library, annotations: Iterable[Annotation], shelf: Sources) -> dict[str, dict[str, bytes]]:
    """The digest of every record of what is published, by table and id."""
    memory = desk.memory
    published = {annotation.id for annotation in annotations}
    digests = {
        table: {id: digest for id, digest in memory.records(table).items() if id in published}
        for table in ("annotation", "quotations", "entry")
    }
    digests["source"] = kept(memory, "source", shelf.encoded)
    digests["reading"] = memory.records("reading")
    digests["term"] = kept(memory, "term", {f"{term.facet}/{term.slug}": encode(term) for term in library.terms})
    digests["page"] = kept(memory, "page", {page.slug: encode(page) for page in library.pages})
    return digests


def kept(memory: Memory, table: str, records: Mapping[str, bytes]) -> dict[str, bytes]:
    """The digests of the records, which the memory holds from now on, and no others of the table."""
    known = memory.records(table)
    digests = {id: digest_of(data) for id, data in records.items()}
    news = {id: data for id, data in records.items() if known.get(id) != digests[id]}
    memory.put_records(table, news, known.keys() - records.keys())
    return digests

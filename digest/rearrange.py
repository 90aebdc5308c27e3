"""The middle way: notes came, went, or changed so that they stand elsewhere; all else that people wrote is as it was.

    the files → parse → is each name still its own? → prove → the library in its new order → the pages of what was touched

Only a process that stays can go it (`resident`), for it begins at the site as it was planned last. What a note says is read and
proved for that note alone. What is about the digest as a whole is planned anew; of sources, terms and entries, those that were
touched. Whatever asks for more goes the long way (`gather`, `compose`), with the same outcome.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from digest import gather
from digest.again import RECORDS, Naming
from digest.compose import Key, Site, about_pages, items, keys
from digest.gather import Content, Held, Placing, Progress, Reviewed
from digest.jobs import (
    Proved,
    Standing,
    Stretch,
    Unproved,
    Unread,
    Unrevealed,
    heard,
    parse_files,
    prove_annotations,
    reveal_sources,
)
from digest.model.annotation import Annotation, Card
from digest.model.diagnostic import Diagnostic, in_order
from digest.model.library import Library
from digest.model.noun import Noun, replace
from digest.model.options import Options
from digest.model.page import Page, Ref
from digest.model.source import Reading
from digest.pages import KINDS, Subjects, plan_own, plan_whole, sitemap
from digest.pages.annotation import AROUND
from digest.pieces import end_of_planning
from digest.shared import Shared
from digest.steps import resolve, reveal
from digest.store import tree
from digest.store.cache import Fact, Memory, digest_of
from digest.store.codec import decode, encode
from digest.store.pool import Pool
from digest.text.division import year_of


class Arranged(Noun, frozen=True):
    """A site as it was planned, its pages by path, and those among them that are about the digest as a whole."""

    site: Site
    pages: Mapping[str, Page]
    whole: Mapping[str, Page]


class Rearranged(Noun, frozen=True):
    """The site as it is planned now (None while one of the notes has an error), its pages that are stale with their new keys, the
    paths of those that are no more, all that there is to say, and the SHA-256 of the files as they were read, by path.
    """

    arranged: Arranged | None
    pages: tuple[Page, ...]
    keys: Mapping[str, Key]
    gone: frozenset[str]
    said: tuple[Diagnostic, ...]
    digests: Mapping[str, str]


class _Read(NamedTuple):
    """A note as it was read."""

    path: str
    stamp: str
    digest: bytes
    fact: Fact
    value: bytes
    outline: Annotation


class _News(NamedTuple):
    """The notes that are there, with their proofs, by path; the outlines of all, and how they are seen side by side now; and the
    cards that were and are published in the files that changed, by id.
    """

    read: Mapping[str, _Read]
    outlines: dict[str, Annotation]
    reviewed: Reviewed
    went: Mapping[str, Card]
    came: Mapping[str, Card]
    asked: Mapping[str, Unproved]
    proved: Mapping[str, Proved]
    placings: dict[str, Placing]


def arranged(site: Site) -> Arranged:
    config = site.project.config
    whole = [page for kind in KINDS.values() for page in plan_whole(kind, site.content.library, config)]
    whole += sitemap.plan(site.pages, config)
    end_of_planning()
    return Arranged(site, {page.path: page for page in site.pages}, {page.path: page for page in whole})


def refreshed(before: Arranged, paths: Collection[str], memory: Memory) -> Arranged:
    """The same with these notes as the memory has them, whose words were rewritten since (`again`)."""
    content = before.site.content
    if not paths or content.held is None:
        return before
    facts = {path: memory.fact("parse annotation", path) for path in paths}
    outlines: dict[str, Annotation] = {path: decode(Annotation, fact.brief) for path, fact in facts.items() if fact}
    ids = [outline.id for outline in outlines.values()]
    digests = dict(content.digests)
    for table in RECORDS:
        digests[table] = {**digests[table], **{id: memory.record(table, id) for id in ids if id in digests[table]}}
    rewritten = {id: memory.record("item", id) for id in ids if id in before.site.items}
    held = content.held._replace(outlines=content.held.outlines | outlines)
    content = replace(content, digests=digests, records=gather.records_of(memory, digests), held=held)
    return replace(before, site=replace(before.site, content=content, items={**before.site.items, **rewritten}))


def rearranged(
    before: Arranged,
    stamps: Mapping[str, str | None],
    options: Options,
    memory: Memory,
    pool: Pool,
    progress: Progress,
    said: tuple[Diagnostic, ...],
    naming: Naming | None,
) -> Rearranged | None:
    """What files of annotations that came, went (no stamp) or changed make of the site, if this way leads there. What was found
    out is in the memory then, unless a note has an error. `said` is what the last build said.
    """
    site = before.site
    held = site.content.held
    if held is None:
        return None
    files = {path: (memory.fact("parse annotation", path), memory.fact("prove", path)) for path in stamps}
    unsaid = {each for facts in files.values() for fact in facts if fact for each in heard(fact.said)}

    def in_all(now: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(in_order((*(each for each in said if each not in unsaid), *now)))

    known = _read(site, stamps)
    if known is None:
        return None
    read, wrong = known
    if _has_error(wrong):
        return Rearranged(None, (), {}, frozenset(), in_all(wrong), {})
    news = _proved_anew(held, stamps, read, options, memory)
    if news is None:
        return None
    own = [*wrong, *(each for one in news.proved.values() for each in heard(one.said))]
    if _has_error(own):
        return Rearranged(None, (), {}, frozenset(), in_all(own), {})

    _remember(news, stamps.keys() - read.keys(), held, memory)
    found = _content(site, held, news, stamps, options, memory)
    if found is None:
        return None
    content, before_and_now = found
    unsaid |= {*held.said, *site.told, *before_and_now[0]}
    dated = [card for card in news.came.values() if card.date is not None]
    digests = content.digests
    unsaid |= {each for id in news.went if (fact := memory.fact("item", id)) for each in heard(fact.said)}
    made, wrong = items(
        site.look, site.closures, dated, lambda table, id: digests[table][id], memory, pool, progress, every=False
    )
    gone = news.went.keys() - {card.id for card in dated}
    memory.put_facts("item", {}, gone)
    memory.put_records("item", {}, gone)
    entries = {id: each for id, each in site.items.items() if id not in gone} | made
    touched = (*news.went.values(), *news.came.values())
    after, candidates = _planned(before, replace(site, content=content, items=entries), touched)
    assert content.held
    told = about_pages(after.site.pages, (*site.assets, *content.static), content, site.project.config)
    if wrong or _has_error((*told, *content.held.said)):
        return None
    shown = {(table, id) for id in {*news.went, *news.came} for table in (*RECORDS, "item")}
    paths = naming.pages(shown) if naming else memory.pages_showing({id for _, id in shown})
    asked = {page.path: page for page in candidates} | {path: after.pages[path] for path in paths if path in after.pages}
    fresh = {path: key for path, key in keys(replace(after.site, pages=tuple(asked.values()))) if memory.plan(path) != key.plan}
    vanished = before.pages.keys() - after.pages.keys()
    if naming:
        for path in {*asked, *vanished}:
            naming.exchange(path, _inputs(before.pages.get(path)), _inputs(after.pages.get(path)))
    return Rearranged(
        arranged=replace(after, site=replace(after.site, told=told)),
        pages=tuple(asked[path] for path in fresh),
        keys=fresh,
        gone=frozenset(vanished),
        said=in_all((*own, *content.held.said, *told, *before_and_now[1])),
        digests={path: one.digest.hex() for path, one in read.items()},
    )


def _inputs(page: Page | None) -> Collection[Ref]:
    return page.inputs if page else ()


def _has_error(found: Iterable[Diagnostic]) -> bool:
    return any(each.severity == "error" for each in found)


# ----------------------------------------------------------------------------------------------------------- the notes


def _read(site: Site, stamps: Mapping[str, str | None]) -> tuple[dict[str, _Read], list[Diagnostic]] | None:
    """The notes that are there, by path, and what is wrong with them alone; None where a file is not what it was said to be."""
    config = gather.reading(site.project.config)
    settings = digest_of(encode(config))
    read: dict[str, _Read] = {}
    wrong: list[Diagnostic] = []
    shared = Shared()
    for path, stamp in stamps.items():
        if stamp is None:
            continue
        data = tree.open_file(site.project.root, path).value
        if data is None:
            return None
        (parsed,) = parse_files(config, (Unread("annotation", path, data),))
        wrong += heard(parsed.said)
        outline = decode(Annotation | None, parsed.brief)
        if outline is None:
            continue
        digest = hashlib.sha256(data).digest()
        fact = Fact(gather.parse_key(digest, path, "", settings), parsed.brief, parsed.said)
        read[path] = _Read(path, stamp, digest, fact, parsed.value, shared.outline(outline))
    return (read, wrong) if _has_error(wrong) or len(read) == sum(map(bool, stamps.values())) else None


def _proved_anew(
    held: Held, stamps: Collection[str], read: Mapping[str, _Read], options: Options, memory: Memory
) -> _News | None:
    """The notes, proved; None where that asks for more than they, their sources and the names of their terms."""
    ground, sources = held.ground, held.ground.shelf
    every = {path: outline for path, outline in held.outlines.items() if path not in stamps}
    every |= {path: one.outline for path, one in read.items()}
    outlines = dict(sorted(every.items()))  # a term is called as the first note calls it

    def whole(path: str) -> Annotation:
        annotation: Annotation = decode(Annotation, read[path].value if path in read else memory.value("parsed", path))
        return annotation

    reviewed = gather.review(list(outlines.values()), set(map(tree.stem, outlines)), ground, options, whole)
    names = reviewed.names
    if _has_error(reviewed.said) or any(names.get(name, slug) != slug for name, slug in held.reviewed.names.items()):
        return None
    published = {each.span.path for each in reviewed.out.annotations}
    asked = {path: gather.asked_of(one.outline, reviewed, sources, is_published=path in published) for path, one in read.items()}
    captures = {*sources.newer, *(id for ids in sources.newer.values() for id in ids)}
    if captures and not captures.isdisjoint(
        {*_shown(stamps, held.placings), *(id for each in asked.values() for id in each.sources)}
    ):
        return None
    shared = Shared()
    placings = {path: placing for path, placing in held.placings.items() if path not in stamps}
    proved: dict[str, Proved] = {}
    for path, each in asked.items():
        whole_of = each._replace(annotation=read[path].value)
        (proved[path],) = prove_annotations(sources.taken(each.sources), (whole_of,), False)
        standing: Standing = decode(Standing, proved[path].standing)
        if standing.unplaced:
            return None
        placings[path] = gather.placing_of(standing, shared)
    went, came = _cards(stamps, held.placings, held.reviewed), _cards(read, placings, reviewed)
    return _News(read, outlines, reviewed, went, came, asked, proved, placings)


def _cards(paths: Iterable[str], placings: Mapping[str, Placing], reviewed: Reviewed) -> dict[str, Card]:
    """The cards of the notes in these files that are published, by id."""
    published = {each.span.path for each in reviewed.out.annotations}
    return {placings[path].card.id: placings[path].card for path in paths if path in published}


def _shown(paths: Iterable[str], placings: Mapping[str, Placing]) -> set[str]:
    """The sources of which the notes in these files show something."""
    return {stretch[0] for path in paths if path in placings for stretch in placings[path].stretches}


def _remember(news: _News, gone: Collection[str], held: Held, memory: Memory) -> None:
    """Keeps what was found out of the notes that are there, and forgets those that are gone, by path."""
    keys_of = held.ground.shelf.keys
    memory.put_files([(one.path, one.stamp, one.digest) for one in news.read.values()], gone)
    memory.put_facts("parse annotation", {path: one.fact for path, one in news.read.items()}, gone)
    memory.put_values("parsed", {path: one.value for path, one in news.read.items()}, gone)
    facts = {
        path: Fact(
            gather.proof_key(news.read[path].fact.key, news.asked[path], (keys_of[id] for id in news.asked[path].sources)),
            each.standing,
            each.said,
        )
        for path, each in news.proved.items()
    }
    memory.put_facts("prove", facts, gone)
    named = {each.id for each in news.proved.values()}
    were = {held.outlines[path].id for path in (*gone, *news.read) if path in held.outlines}
    for table in RECORDS:
        records = {each.id: getattr(each, table) for each in news.proved.values()}
        memory.put_records(table, records, were - named)


# --------------------------------------------------------------------------------------------------------- the content


def _content(
    site: Site, held: Held, news: _News, stamps: Collection[str], options: Options, memory: Memory
) -> tuple[Content, tuple[list[Diagnostic], list[Diagnostic]]] | None:
    """Everything that people wrote as it is now, and what was said of sources of which other passages are shown: before, and now.
    None where a term is called something else now.
    """
    before, ground, reviewed = site.content, held.ground, news.reviewed
    out = reviewed.out
    shown = [news.placings[each.span.path] for each in out.annotations]
    readings, digests_of_readings, said = _revealed(held, news, stamps, shown, memory)
    library = _library(before.library, news)
    terms = gather.kept(memory, "term", {f"{term.facet}/{term.slug}": encode(term) for term in library.terms})
    if any(terms.get(id, digest) != digest for id, digest in before.digests["term"].items()):
        return None
    went = {held.outlines[path].id for path in stamps if path in held.outlines}
    digests: dict[str, Mapping[str, bytes]] = {**before.digests, "term": terms}
    for table in RECORDS:
        kept = {id: digest for id, digest in before.digests[table].items() if id not in went}
        digests[table] = kept | {id: memory.record(table, id) for id in news.came}
    digests["reading"] = {**before.digests["reading"], **digests_of_readings}
    too_much = reveal.too_much_of_publishers(ground.config, ground.sources, readings)
    content = Content(
        library=library,
        records=gather.records_of(memory, digests),
        digests=digests,
        static=before.static,
        links=gather.links_of(ground.sources, out.annotations, library),
        proved=sum(each.proved for each in shown),
        drafts=out.drafts,
        scheduled=out.scheduled,
        due=gather.due(news.outlines.values(), options.today),
        diagnostics=(),
        held=Held(ground, news.outlines, news.placings, reviewed, readings, (*reviewed.said, *too_much)),
    )
    return content, said


def _library(before: Library, news: _News) -> Library:
    """The library in its new order."""
    annotations, terms = news.reviewed.out.annotations, news.reviewed.terms
    paths = {each.id: each.span.path for each in annotations}

    def quoted(id: str) -> list[tuple[str, int, int]]:
        return [stretch[:3] for stretch in news.placings[paths[id]].stretches]

    return resolve.rearranged(before, news.went.values(), news.came.values(), annotations, terms, quoted)


def _revealed(
    held: Held, news: _News, stamps: Collection[str], shown: Iterable[Placing], memory: Memory
) -> tuple[dict[str, Reading], dict[str, bytes], tuple[list[Diagnostic], list[Diagnostic]]]:
    """The readings of all sources, the digests of those that are other ones, and what was and is said of them."""
    sources = held.ground.shelf
    ids = _shown(stamps, held.placings) | _shown(stamps, news.placings)
    touched: dict[str, list[Stretch]] = {id: [] for id in sorted(ids) if sources.sources[id].rights.mode == "excerpt"}
    for placing in shown if touched else ():
        for stretch in placing.stretches:
            if stretch[0] in touched:
                touched[stretch[0]].append(stretch)
    readings = dict(held.readings)
    digests: dict[str, bytes] = {}
    were: list[Diagnostic] = []
    are: list[Diagnostic] = []
    for id, stretches in touched.items():
        key = gather.reading_key(sources, id, stretches)
        known = memory.fact("reveal", id)
        if known and known.key == key:
            continue
        (revealed,) = reveal_sources((Unrevealed(sources.encoded[id], sources.document(id), stretches),))
        digests |= memory.put_records("reading", {id: revealed.reading})
        memory.put_facts("reveal", {id: Fact(key, revealed.brief, revealed.said)})
        readings[id] = decode(Reading, revealed.brief)
        were += heard(known.said) if known else ()
        are += heard(revealed.said)
    return readings, digests, (were, are)


# ----------------------------------------------------------------------------------------------------------- the pages


def _planned(before: Arranged, site: Site, touched: Collection[Card]) -> tuple[Arranged, list[Page]]:
    """The site with its pages planned, and those of them that may be other ones than before."""
    config = site.project.config
    was, now = before.site.content.library, site.content.library
    ids = {card.id for card in touched}
    ids |= {near for library in (was, now) for id in ids for near in _near(id, library)}
    of_old, of_new = _subjects(was, touched, ids), _subjects(now, touched, ids)
    old = {page.path for kind in KINDS.values() for page in plan_own(kind, was, config, of_old)}
    own = {page.path: page for kind in KINDS.values() for page in plan_own(kind, now, config, of_new)}
    whole = {page.path: page for kind in KINDS.values() for page in plan_whole(kind, now, config)}
    kept = {path: page for path, page in before.pages.items() if path not in old and path not in before.whole}
    whole |= {page.path: page for page in sitemap.plan((*kept.values(), *own.values(), *whole.values()), config)}
    end_of_planning()
    pages = kept | own | whole
    candidates = [*own.values(), *(page for path, page in whole.items() if before.pages.get(path) != page)]
    return Arranged(replace(site, pages=tuple(pages.values())), pages, whole), candidates


def _near(id: str, library: Library) -> Iterable[str]:
    """The entries whose own pages show this one: its neighbours in time, and those that it relates to or that relate to it."""
    for direction in (0, 1):
        near = id
        for _ in range(AROUND):
            near = library.neighbours.get(near, ("", ""))[direction]
            yield near
    yield from (other for _, other in library.relations.get(id, ()))


def _subjects(library: Library, touched: Collection[Card], ids: Collection[str]) -> Subjects:
    """What of the library these cards have to do with; `ids` are entries. A year's page leads to the years beside it."""
    sources = {id for card in touched for id in card.sources}
    terms = {term for card in touched for term in card.terms}
    years = {year_of(card.date) for card in touched if card.date is not None}
    every = list(library.by_year)
    near = {near for year in years for near in every[max(0, bisect_left(every, year) - 1) : bisect_right(every, year) + 1]}
    return Subjects(
        [entry for entry in library.entries if entry.id in ids],
        [source for source in library.sources if source.id in sources],
        [term for term in library.terms if (term.facet, term.slug) in terms],
        sorted(near),
    )

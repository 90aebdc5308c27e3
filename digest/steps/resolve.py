"""Cards → the library: names are unique, references real, the order total.

Nothing here reads a text; what it needs to know of an annotation's quotations was proved before.
"""

import unicodedata
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from digest.model import edtf
from digest.model.annotation import Annotation, Badge, Card, Correction, Entry, Quotation
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Related, Span, error, warning
from digest.model.library import MANY, FreePage, Library, Term, reading_order
from digest.model.noun import replace
from digest.model.source import Document, Source
from digest.text.division import year_of
from digest.text.form import again
from digest.text.near import did_you_mean
from digest.text.redaction import without
from digest.text.slug import path_id, slug

T = TypeVar("T")


@lru_cache(maxsize=5_000)
def same(name: str) -> str:
    """The name as other file systems and other typists may write it: two names that are the same here must not both exist. Most
    are asked for again and again, the names of terms.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def sources(
    cards: Sequence[Source], seeds: Mapping[str, Document], broken: Collection[str], config: Config
) -> Outcome[tuple[Source, ...]]:
    """The sources by id: every card with its seed, every seed without a card as it stands.

    `seeds` are documents by path below `seeds/`; `broken` the paths of seeds that could not be read (reported elsewhere).
    """
    found: list[Diagnostic] = []
    whole: list[Source] = []
    for card in cards:
        document = seeds.get(card.seed)
        if document:
            title = without(card.title or document.title or card.id, card.redact)
            whole.append(replace(card, title=title, sha256=document.sha256))
        elif card.seed and card.seed not in broken:
            message = f"there is no file seeds/{card.seed}"
            found.append(error("D301", message, card.place("seed"), did_you_mean(card.seed, seeds) or "put the document there"))
    carded = {card.seed for card in cards}
    whole += [_uncarded(path, document, config) for path, document in seeds.items() if path not in carded]
    found += _unique(whole, "source", lambda source: source.id, lambda source: source.place("id"))
    found += _supersede(whole)
    return Outcome(tuple(sorted(whole, key=lambda source: source.id)), tuple(found))


def changed(card: Source, document: Document, quotations: tuple[Related, ...], holding: int) -> Diagnostic:
    """The seed is not the one that the card was written for. `quotations` says what became of each, `holding` how many hold."""
    message = f"seeds/{card.seed} is not the file that this card was written for: its SHA-256 is {document.sha256}"
    if holding == len(quotations):
        hint = "all quotations still hold: if the change is meant, write the new sum into “sha256”"
    else:
        hint = "restore the seed, or keep both as two sources (“supersedes” links them) so that the old one stays quotable"
    # No fix is offered: the sum is the word of a person that this is the document, and fixes touch quotations alone.
    return error("D133", message, card.place("sha256"), hint, quotations)


def changed_capture(card: Source, sha256: str) -> tuple[Diagnostic, ...]:
    """The saved page that the seed was taken from is not the one that the card tells of."""
    capture = card.capture
    if capture is None or not capture.sha256 or capture.sha256 == sha256:
        return ()
    message = f"seeds/{capture.file} is not the page that this source was taken from: its SHA-256 is {sha256}"
    hint = "restore the saved page; another capture is a source of its own (“supersedes” links the two)"
    return (warning("D137", message, card.place("capture"), hint),)


def missing_sources(annotations: Iterable[Annotation], known: Collection[str], broken: Collection[str]) -> tuple[Diagnostic, ...]:
    """The quotations of sources that do not exist. `broken` are ids whose card or seed could not be read."""
    return tuple(
        _in_a_draft(
            annotation,
            error("D302", f"there is no source “{target.source}”", target.source_span, did_you_mean(target.source, known)),
        )
        for annotation in annotations
        for target in annotation.targets
        if target.source not in known and target.source not in broken
    )


def _in_a_draft(annotation: Annotation, found: Diagnostic) -> Diagnostic:
    """A draft is still being written: what it names may come later."""
    return replace(found, severity="warning") if annotation.draft else found


class Published(NamedTuple):
    """What goes out: the annotations, and how many drafts and scheduled ones stay behind."""

    annotations: tuple[Annotation, ...]
    drafts: int
    scheduled: int
    badges: Mapping[str, Badge]


def published(annotations: Iterable[Annotation], today: edtf.Day, *, drafts: bool, future: bool) -> Published:
    """The annotations that the build's date and the flags let out. The date of an event never decides.

    Of one that was retracted its title stays, and what its corrections say.
    """
    kept: list[Annotation] = []
    badges: dict[str, Badge] = {}
    counts = {"draft": 0, "scheduled": 0}
    for annotation in annotations:
        due = annotation.published is None or annotation.published.earliest is None or annotation.published.earliest <= today
        badge: Badge = "draft" if annotation.draft else "" if due else "scheduled"
        if badge:
            badges[annotation.id] = badge
            counts[badge] += 1
        if not badge or (badge == "draft" and drafts) or (badge == "scheduled" and future):
            kept.append(tombstone(annotation) if annotation.is_retracted else annotation)
    return Published(tuple(kept), counts["draft"], counts["scheduled"], badges)


def tombstone(annotation: Annotation) -> Annotation:
    """What stays of an annotation that was retracted."""
    return replace(
        annotation,
        targets=(),
        references=(),
        summary="",
        verdict=None,
        note_html="",
        note_plain="",
        mentions=(),
        links=(),
    )


def terms(pages: Sequence[Term], annotations: Iterable[Annotation], config: Config) -> Outcome[tuple[tuple[Term, ...], "Names"]]:
    """Every term with a page or a mention, by facet and slug, and the way from any of its names to it."""
    found: list[Diagnostic] = []
    names: Names = {}
    known: dict[tuple[str, str], Term] = {}
    found += _unique(pages, "term", lambda term: f"{term.facet}/{term.slug}", lambda term: term.span or Span(""))
    for term in pages:
        known[term.facet, term.slug] = term
        for name in (term.label, *term.names):
            first = names.setdefault((term.facet, same(name)), term.slug)
            if first != term.slug and term.span:
                other = known[term.facet, first]
                related = (Related(other.span or term.span, "the first is here"),)
                found.append(
                    error("D303", f"“{name}” names two terms of {term.facet}", term.span, "let one of them have it", related)
                )
    for annotation in annotations:
        for facet, mentioned in annotation.terms:
            for name in mentioned:
                found += _mention(facet, name, annotation, names, known)
    order = {facet.id: n for n, facet in enumerate(config.facets)}
    ordered = sorted(known.values(), key=lambda term: (order[term.facet], same(term.label), term.slug))
    return Outcome((tuple(ordered), names), tuple(found))


Names = dict[tuple[str, str], str]  # (facet, name as `same` has it) → slug


def entry(annotation: Annotation, quotations: tuple[Quotation, ...], names: Names, badge: Badge) -> Entry:
    """The annotation's public face."""
    own = Counter(quotation.passage.source for quotation in quotations)
    whole = (target.source for target in annotation.targets if target.selector is None)
    mentioned = ((facet, names[facet, same(name)]) for facet, words in annotation.terms for name in words)
    declared = [correction for correction in annotation.corrections if not correction.minor]
    return Entry(
        id=annotation.id,
        slug=annotation.slug,
        title=annotation.title,
        kind=annotation.kind,
        date=annotation.date,
        order=annotation.order,
        summary=annotation.summary,
        terms=tuple(dict.fromkeys(mentioned)),
        sources=(sources := tuple(dict.fromkeys((*own, *whole)))),
        cited=tuple(own[id] for id in sources),
        lead=next((quotation for quotation in quotations if not quotation.passage.withheld), None),
        quotations=len(quotations),
        published=annotation.published,
        modified=_modified(annotation, declared),
        language=annotation.language,
        aliases=annotation.aliases,
        corrections=tuple(sorted((each.date for each in declared), key=edtf.sort_key, reverse=True)),
        retracted=annotation.is_retracted,
        badge=badge,
    )


def card(entry: Entry) -> Card:
    """What of the entry the plan may know."""
    return Card(*_of_a_card(entry))


_of_a_card = attrgetter(*Card.__struct_fields__)


def _modified(annotation: Annotation, declared: Iterable[Correction]) -> edtf.Edtf | None:
    """The last declared change: a correction is one, whether or not “modified” was written as well."""
    dates = [date for date in (annotation.modified, *(each.date for each in declared)) if date]
    return max(dates, key=edtf.sort_key, default=None)


def unique_annotations(annotations: Sequence[Annotation]) -> tuple[Diagnostic, ...]:
    """Two annotations with one id, or with one address."""
    ids = _unique(annotations, "annotation", lambda each: each.id, lambda each: each.place("id"))
    if ids:
        return tuple(ids)
    return tuple(_unique(annotations, "the address /annotations/", lambda each: each.slug, lambda each: each.place("slug")))


def unknown_relations(annotations: Sequence[Annotation], every: Collection[str]) -> tuple[Diagnostic, ...]:
    """References to annotations that do not exist."""
    return tuple(
        _in_a_draft(
            annotation,
            error("D304", f"there is no annotation “{id}”", annotation.place(f"{field}/{id}"), did_you_mean(id, every)),
        )
        for annotation in annotations
        for field in ("corrects", "related", "supersedes")
        for id in getattr(annotation, field)
        if id not in every
    )


def by_year(entries: Iterable[Card]) -> dict[int, tuple[Card, ...]]:
    """The dated ones of entries in their order, by the year that they stand under."""
    dated = ((each, each.date) for each in entries if each.date is not None)
    return {year: tuple(each for each, _ in pairs) for year, pairs in groupby(dated, lambda pair: year_of(pair[1]))}


def library(
    cards: Iterable[Card],
    annotations: Iterable[Annotation],
    sources: tuple[Source, ...],
    terms: tuple[Term, ...],
    pages: tuple[FreePage, ...],
    quoted: Iterable[tuple[str, Iterable[tuple[str, int, int]]]],
) -> Library:
    """Everything in its order: (earliest; latest, the later first; `order`; id). `quoted` has, by entry id, where each of its
    quotations stands: source, start and end.
    """
    ordered = tuple(sorted(cards, key=_order))
    by_source: dict[str, list[str]] = defaultdict(list)
    by_term: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in ordered:
        for source in each.sources:
            by_source[source].append(each.id)
        for term in each.terms:
            by_term[term].append(each.id)
    ids = [each.id for each in ordered if each.date is not None]
    met: dict[str, list[tuple[int, int, str, int]]] = {id: [] for id, ids in by_source.items() if len(ids) >= MANY}
    for id, places in quoted if met else ():
        for n, (source, start, end) in enumerate(places):
            if source in met:
                met[source].append(reading_order(start, end, id, n))
    return Library(
        entries=ordered,
        sources=sources,
        terms=tuple(term for term in terms if term.span or (term.facet, term.slug) in by_term),
        pages=tuple(sorted(pages, key=lambda page: page.slug)),
        by_source={id: tuple(ids) for id, ids in by_source.items()},
        by_term={term: tuple(ids) for term, ids in by_term.items()},
        relations=_relations(annotations, {each.id for each in ordered}),
        neighbours={id: (before, after) for before, id, after in zip(["", *ids], ids, [*ids[1:], ""], strict=False)},
        by_year=by_year(ordered),
        notes={source: tuple((id, n) for *_, id, n in sorted(places)) for source, places in met.items()},
    )


def rearranged(
    before: Library,
    gone: Collection[Card],
    came: Collection[Card],
    annotations: Iterable[Annotation],
    terms: Iterable[Term],
    quoted: Callable[[str], Sequence[tuple[str, int, int]]],
) -> Library:
    """The library without some entries and with others, as `library` makes it of all. A card that changed is gone and came."""
    entries = _with(before.entries, gone, came)
    cards = {each.id: each for each in entries}
    years = {year_of(each.date) for each in (*gone, *came) if each.date is not None}
    ids = {each.id for each in gone}
    by_source, by_term, notes, of_years = dict(before.by_source), dict(before.by_term), dict(before.notes), dict(before.by_year)

    def about(known: Iterable[str], others: list[Card]) -> tuple[str, ...]:
        return tuple(each.id for each in _with([cards[id] for id in known if id not in ids], (), others))

    for source in {id for each in (*gone, *came) for id in each.sources}:
        own = about(by_source.get(source, ()), [each for each in came if source in each.sources])
        numbered = ((id, n, *place) for id in own for n, place in enumerate(quoted(id))) if len(own) >= MANY else ()
        met = sorted(reading_order(start, end, id, n) for id, n, where, start, end in numbered if where == source)
        by_source[source], notes[source] = own, tuple((id, n) for *_, id, n in met)
    for term in {term for each in (*gone, *came) for term in each.terms}:
        by_term[term] = about(by_term.get(term, ()), [each for each in came if term in each.terms])
    for year in years:
        there = [each for each in came if each.date is not None and year_of(each.date) == year]
        of_years[year] = _with(of_years.get(year, ()), gone, there)
    by_term = {term: ids for term, ids in by_term.items() if ids}
    return replace(
        before,
        entries=entries,
        terms=tuple(term for term in terms if term.span or (term.facet, term.slug) in by_term),
        by_source={source: ids for source, ids in by_source.items() if ids},
        by_term=by_term,
        relations=_relations(annotations, cards),
        neighbours=_linked(before.neighbours, entries, gone, came),
        notes={source: places for source, places in notes.items() if places},
        by_year={year: of_years[year] for year in sorted(of_years) if of_years[year]},
    )


def _order(card: Card) -> tuple[Any, ...]:
    return edtf.sort_key(card.date), card.order, card.id


def _with(cards: Sequence[Card], gone: Iterable[Card], came: Iterable[Card]) -> tuple[Card, ...]:
    """The cards, which are in their order, without some and with others."""
    now = list(cards)
    for card in gone:
        place = bisect_left(now, _order(card), key=_order)
        if now[place : place + 1] == [card]:
            del now[place]
    for card in came:
        insort(now, card, key=_order)
    return tuple(now)


def _linked(
    known: Mapping[str, tuple[str, str]], entries: Sequence[Card], gone: Iterable[Card], came: Iterable[Card]
) -> dict[str, tuple[str, str]]:
    """The dated entries before and after each, where some went and others came."""
    now = dict(known)

    def link(before: str, after: str) -> None:
        if before:
            now[before] = (now[before][0], after)
        if after:
            now[after] = (before, now[after][1])

    for card in gone:
        if card.date is not None:
            link(*now.pop(card.id))
    for card in sorted(came, key=_order):
        if card.date is None:
            continue
        place = bisect_left(entries, _order(card), key=_order)
        before = entries[place - 1].id if place else ""
        after = now[before][1] if before else next((each.id for each in entries[place + 1 :] if each.id in now), "")
        now[card.id] = (before, after)
        link(before, card.id)
        link(card.id, after)
    return now


# ---------------------------------------------------------------------------------------------------------------------


def _unique(items: Collection[T], what: str, name: Callable[[T], str], span: Callable[[T], Span]) -> list[Diagnostic]:
    names = map(name, items)
    if len({each.lower() if each.isascii() else same(each) for each in names}) == len(items):
        return []
    first: dict[str, T] = {}
    found = []
    for item in sorted(items, key=span):
        other = first.setdefault(same(name(item)), item)
        if other is not item:
            found.append(again(what, name(item), span(item), span(other)))
    return found


def uncarded_id(path: str) -> str:
    """The id of a seed without a card: its path below `seeds/` without the suffix."""
    return path_id(path.rpartition(".")[0])


def _uncarded(path: str, document: Document, config: Config) -> Source:
    id = uncarded_id(path)
    rights = replace(config.rights, mode="excerpt") if config.rights.mode == "full" and not config.rights.basis else config.rights
    span = Span(f"seeds/{path}", 1, 1)
    return Source(id, path, document.title or id, span, rights=rights, sha256=document.sha256)


def _supersede(sources: Sequence[Source]) -> list[Diagnostic]:
    known = {source.id for source in sources}
    return [
        error("D302", f"there is no source “{id}”", source.place(f"supersedes/{id}"), did_you_mean(id, known))
        for source in sources
        for id in source.supersedes
        if id not in known
    ]


def _mention(
    facet: str, name: str, annotation: Annotation, names: Names, known: dict[tuple[str, str], Term]
) -> tuple[Diagnostic, ...]:
    """Makes a term of a name that has no page yet; its first spelling is its label."""
    if (facet, same(name)) in names:
        return ()
    address = slug(name)
    names[facet, same(name)] = address
    other = known.get((facet, address))
    if other is not None:
        message = f"“{name}” and “{other.label}” would have the same address /{facet}/{address}/"
        hint = f"if they are one, write “names: [{name}]” on the page of “{other.label}”; else give one another “slug”"
        return (error("D305", message, annotation.place(f"{facet}/{name}"), hint),)
    known[facet, address] = Term(facet, address, name)
    return ()


def _relations(annotations: Iterable[Annotation], public: Collection[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    both = {"corrects": "corrected-by", "supersedes": "superseded-by", "related": "related"}
    relations: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    related = [each for each in annotations if each.corrects or each.supersedes or each.related]
    for annotation in sorted(related, key=lambda each: each.id):
        for relation, ids in (
            ("corrects", annotation.corrects),
            ("supersedes", annotation.supersedes),
            ("related", annotation.related),
        ):
            for id in ids:
                if id in public and annotation.id in public:
                    relations[annotation.id][relation, id] = None
                    relations[id][both[relation], annotation.id] = None
    return {id: tuple(each) for id, each in relations.items()}

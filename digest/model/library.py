"""The library: every card in its order. Lists and counts are made of it; texts and notes are not in it."""

from collections.abc import Mapping

from digest.model.annotation import Card
from digest.model.diagnostic import Span
from digest.model.noun import Noun, field
from digest.model.source import Link, Source


class Term(Noun, frozen=True):
    """A person, place or topic: `names` are its other spellings. A term without a page of its own has only a label."""

    facet: str
    slug: str
    label: str
    names: tuple[str, ...] = ()
    wikidata: str = ""
    text_html: str = ""
    aliases: tuple[str, ...] = ()
    span: Span | None = None
    links: tuple[Link, ...] = ()


class FreePage(Noun, frozen=True):
    """A page of `content/pages/`; `slug` is its address."""

    slug: str
    title: str
    body_html: str
    span: Span
    summary: str = ""
    aliases: tuple[str, ...] = ()
    draft: bool = False
    links: tuple[Link, ...] = ()


# From so many annotations on, the notes on a source have pages of their own.
MANY = 24


def reading_order(start: int, end: int, annotation: str, n: int) -> tuple[int, int, str, int]:
    """What the notes on a source are sorted by: a reader meets them where their passages end."""
    return end, -start, annotation, n


class Library(Noun, frozen=True):
    """The cards of all that is published, in declared orders: entries by date, sources and terms by id, pages by slug.

    `by_source` and `by_term` hold entry ids in the order of `entries`; `notes` has, of sources with at least MANY annotations,
    the quotations in the order in which a reader meets their ends: entry id, and place among the entry's quotations (0-based).
    `relations` are (relation, entry id) by entry id, both directions resolved. `neighbours` are the ids before
    and after each dated entry in time ("" at the ends). `by_year` has the dated entries by the year that they stand under, the
    years in order.
    """

    entries: tuple[Card, ...]
    sources: tuple[Source, ...]
    terms: tuple[Term, ...]
    pages: tuple[FreePage, ...]
    by_source: Mapping[str, tuple[str, ...]]
    by_term: Mapping[tuple[str, str], tuple[str, ...]]
    relations: Mapping[str, tuple[tuple[str, str], ...]]
    neighbours: Mapping[str, tuple[str, str]]
    notes: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    by_year: Mapping[int, tuple[Card, ...]] = field(default_factory=dict)

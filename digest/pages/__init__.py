"""Every kind of page, one file each.

`plan(library, config)` yields the pages of a kind that are about the digest as a whole, with everything each is made of;
`plan_sources(library, config, sources)`, `plan_terms`, `plan_entries` and `plan_years` yield those that each of these subjects
has for itself. A kind has what it needs of these. `view(parcel, here)` says what its template sees. No kind knows another, and
there is no registry: a new kind is a file, a template and a line in `KINDS`.
"""

from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType

from digest.model.annotation import Card
from digest.model.config import Config
from digest.model.library import Library, Term
from digest.model.noun import Noun
from digest.model.page import Page
from digest.model.source import Source
from digest.pages import (
    annotation,
    calendar,
    card,
    corrections,
    data,
    facet,
    feed,
    free,
    headers,
    home,
    notes,
    notfound,
    parallel,
    period,
    redirect,
    search,
    sitemap,
    source,
    sources,
    tables,
    term,
    timelinejs,
    webannotation,
)

KINDS: dict[str, ModuleType] = {
    "home": home,
    "period": period,
    "annotation": annotation,
    "sources": sources,
    "source": source,
    "parallel": parallel,
    "notes": notes,
    "facet": facet,
    "term": term,
    "free": free,
    "corrections": corrections,
    "search": search,
    "redirect": redirect,
    "headers": headers,
    "notfound": notfound,
    "feed": feed,
    "data": data,
    "webannotation": webannotation,
    "calendar": calendar,
    "timelinejs": timelinejs,
    "tables": tables,
    "card": card,
    "sitemap": sitemap,
}


class Subjects(Noun, frozen=True):
    """What has pages of its own."""

    entries: Sequence[Card] = ()
    sources: Sequence[Source] = ()
    terms: Sequence[Term] = ()
    years: Sequence[int] = ()


def planned(kind: ModuleType, library: Library, config: Config) -> Iterator[Page]:
    """Every page of a kind."""
    yield from plan_whole(kind, library, config)
    yield from plan_own(kind, library, config, Subjects(library.entries, library.sources, library.terms, tuple(library.by_year)))


def plan_whole(kind: ModuleType, library: Library, config: Config) -> Iterable[Page]:
    """The pages of a kind that are about the digest as a whole. The sitemap is planned from the pages themselves."""
    pages: Iterable[Page] = kind.plan(library, config) if hasattr(kind, "plan") and kind is not sitemap else ()
    return pages


def plan_own(kind: ModuleType, library: Library, config: Config, subjects: Subjects) -> Iterator[Page]:
    """The pages of a kind that these subjects of the library have for themselves."""
    for name in Subjects.__struct_fields__:
        if some := getattr(subjects, name):
            yield from getattr(kind, f"plan_{name}", _nothing)(library, config, some)


def _nothing(library: Library, config: Config, subjects: object) -> Iterable[Page]:
    return ()

"""The index of a facet: every person, place or topic, with how much there is about each; a long one by first letters."""

from collections.abc import Iterable, Sequence

from digest.model.config import Config
from digest.model.edtf import Edtf
from digest.model.library import Library, Term
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, date, facet_label, page, site, term_url
from digest.text.division import by_name, year_of
from digest.text.slug import slug

# An index of more terms has a page for each first letter, and shows those that most is said about.
LARGE = 300
MOST = 60

LETTERS = "a-z"

Row = tuple[str, int, Edtf | None, Edtf | None]  # a term, how many entries it has, and the dates of the first and the last


def plan(library: Library, config: Config) -> Iterable[Page]:
    dates = {entry.id: entry.date for entry in library.entries}

    def row(term: Term) -> Row:
        ids = library.by_term.get((term.facet, term.slug), ())  # in the order of time, those without a date last
        last = next((dates[id] for id in reversed(ids) if dates[id] is not None), None)
        return (f"{term.facet}/{term.slug}", len(ids), dates[ids[0]] if ids else None, last)

    for facet in config.facets:
        terms = sorted((slug(term.label).replace("-", ""), term.label, term) for term in library.terms if term.facet == facet.id)
        whole, *parts = by_name((facet.id,), terms, lambda each: each[0], _fits)
        letters = whole.parts
        if letters:
            rows = sorted((row(term) for *_, term in terms), key=lambda each: -each[1])[:MOST]
        else:
            rows = [row(term) for *_, term in terms]
        yield _page(facet.id, "", rows, letters, len(terms))
        for part in parts:
            yield _page(facet.id, part.path[-1], [row(term) for *_, term in part.items], part.parts or letters, len(terms))


def _fits(terms: Sequence[tuple[str, str, Term]]) -> bool:
    return len(terms) <= LARGE


def _page(facet: str, letter: str, rows: Sequence[Row], letters: tuple[tuple[tuple[str, ...], int], ...], total: int) -> Page:
    path = f"{facet}/{LETTERS}/{letter}/index.html" if letter else f"{facet}/index.html"
    inputs = tuple(Ref("term", id) for id, *_ in rows)
    around = tuple((path[-1], n) for path, n in letters)
    params = (("facet", facet), ("letter", letter), ("rows", tuple(rows)), ("letters", around), ("total", total))
    return Page(path, "facet", "facet.html", inputs, params, listed=True)


def view(parcel: Parcel, here: Here) -> View:
    facet, letter, letters = parcel.param("facet"), parcel.param("letter"), parcel.param("letters")
    label = facet_label(facet, here)
    title = f"{label}: {letter.upper()}" if letter else label
    return {
        "site": site(here),
        "page": page(here, "facet", title, crumbs=[(label, f"/{facet}/")] if letter else []),
        "facet": {"id": facet, "label": label},
        "letter": letter.upper(),
        "letters": [
            {"label": each.upper(), "url": here.to(f"/{facet}/{LETTERS}/{each}/"), "count": n, "current": each == letter}
            for each, n in letters
        ],
        "total": parcel.param("total"),
        "terms": [_row(row, parcel, here) for row in parcel.param("rows")],
    }


def _row(row: Row, parcel: Parcel, here: Here) -> View:
    id, count, first, last = row
    term = parcel.records.term[id]
    years = [here.language.locale.year(year_of(each)) for each in (first, last) if each]
    return {
        "label": term.label,
        "url": here.to(term_url(term)),
        "count": count,
        "names": list(term.names),
        "first": date(first, here),
        "last": date(last, here),
        "years": "–".join(dict.fromkeys(years)),
    }

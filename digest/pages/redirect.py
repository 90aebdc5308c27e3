"""Pages at old addresses that lead to the new ones."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, entry_url, page, site, term_url


def plan(library: Library, config: Config) -> Iterable[Page]:
    annotations = ((alias, entry_url(entry), entry.title) for entry in library.entries for alias in entry.aliases)
    terms = ((alias, term_url(term), term.label) for term in library.terms for alias in term.aliases)
    pages = ((alias, f"/{free.slug}/", free.title) for free in library.pages for alias in free.aliases)
    for alias, target, title in (*annotations, *terms, *pages):
        path = alias.strip("/")
        name = path if path.endswith(".html") else f"{path}/index.html"
        yield Page(name, "redirect", "redirect.html", (), (("target", target), ("title", title)))


def view(parcel: Parcel, here: Here) -> View:
    target = parcel.param("target")
    return {
        "site": site(here),
        "page": page(here, "redirect", parcel.param("title"), noindex=True),
        "target": here.to(target),
        "target_canonical": here.absolute(target),
    }

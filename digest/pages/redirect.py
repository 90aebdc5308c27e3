"""Pages at old addresses that lead to the new ones."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, entry_url, page, site, term_url


def plan(library: Library, config: Config) -> Iterable[Page]:
    owners: list[tuple[tuple[str, ...], str, Ref]] = [
        *((each.aliases, entry_url(each), Ref("annotation", each.id)) for each in library.entries),
        *((each.aliases, term_url(each), Ref("term", f"{each.facet}/{each.slug}")) for each in library.terms),
        *((each.aliases, f"/{each.slug}/", Ref("page", each.slug)) for each in library.pages),
    ]
    for aliases, target, owner in owners:
        for path in (alias.strip("/") for alias in aliases):
            name = path if path.endswith(".html") else f"{path}/index.html"
            yield Page(name, "redirect", "redirect.html", (owner,), (("target", target),))


def view(parcel: Parcel, here: Here) -> View:
    target = parcel.param("target")
    ((table, id),) = parcel.page.inputs
    owner = getattr(parcel.records, table)[id]
    return {
        "site": site(here),
        "page": page(here, "redirect", owner.label if table == "term" else owner.title, noindex=True),
        "target": here.to(target),
        "target_canonical": here.absolute(target),
    }

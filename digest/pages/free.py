"""Free pages: about, method, policies."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, page, site


def plan(library: Library, config: Config) -> Iterable[Page]:
    for each in library.pages:
        yield Page(f"{each.slug}/index.html", "free", "page.html", (Ref("page", each.slug),), (("slug", each.slug),), listed=True)


def view(parcel: Parcel, here: Here) -> View:
    free = parcel.records.page[parcel.param("slug")]
    return {
        "site": site(here),
        "page": page(here, "page", free.title, description=free.summary),
        "body_html": here.linked(free.body_html),
    }

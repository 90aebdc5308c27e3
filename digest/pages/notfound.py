"""The page that a server shows for an address that does not exist. Its links are absolute: it is shown anywhere."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.noun import replace
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, page, site


def plan(library: Library, config: Config) -> Iterable[Page]:
    yield Page("404.html", "notfound", "404.html")


def view(parcel: Parcel, here: Here) -> View:
    anywhere = replace(here, is_anywhere=True)
    return {"site": site(anywhere), "page": page(anywhere, "404", here.language.t("Page not found"), noindex=True)}

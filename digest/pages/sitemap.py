"""`sitemap.xml`: every page that search engines should know. It is planned last, from the pages themselves."""

from collections.abc import Iterable, Sequence

from digest.model.config import Config
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, moment, site


def plan(pages: Sequence[Page], config: Config) -> Iterable[Page]:
    if config.base_url:
        listed = tuple((page.url, page.modified) for page in pages if page.listed)
        yield Page("sitemap.xml", "sitemap", "sitemap.xml", (), (("urls", listed),))


def view(parcel: Parcel, here: Here) -> View:
    return {
        "site": site(here),
        "urls": [
            {"url": here.absolute(url), "modified": moment(modified, here.config)[:10] if modified else ""}
            for url, modified in parcel.param("urls")
        ],
    }

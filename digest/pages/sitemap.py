"""`sitemap.xml`: every page that search engines should know; of many an index and its parts. It is planned last, from the pages
themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from operator import itemgetter

from digest.model.config import Config
from digest.model.edtf import Edtf
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, moment, site

# Pages in a file. Of more there are parts, by the first digits of the SHA-256 of an address: so a page that comes or goes
# touches one part.
MOST = 1000

Listed = tuple[str, Edtf | None]


def plan(pages: Sequence[Page], config: Config) -> Iterable[Page]:
    if not config.base_url:
        return
    listed = sorted(((page.url, page.modified) for page in pages if page.listed), key=itemgetter(0))
    if len(listed) <= MOST:
        yield _part("sitemap.xml", listed)
        return
    parts: dict[str, list[Listed]] = defaultdict(list)
    width = 1
    while len(listed) > MOST // 2 * 16**width:
        width += 1
    for url, modified in listed:
        parts[sha256(url.encode()).hexdigest()[:width]].append((url, modified))
    for name in sorted(parts):
        yield _part(_path(name), parts[name])
    yield Page("sitemap.xml", "sitemap", "sitemapindex.xml", (), (("parts", tuple(map(_path, sorted(parts)))),))


def _path(part: str) -> str:
    return f"sitemap/{part}.xml"


def _part(path: str, listed: Iterable[Listed]) -> Page:
    return Page(path, "sitemap", "sitemap.xml", (), (("urls", tuple(listed)),))


def view(parcel: Parcel, here: Here) -> View:
    params = dict(parcel.page.params)
    if "parts" in params:
        return {"site": site(here), "parts": [{"url": here.absolute(f"/{path}")} for path in params["parts"]]}
    return {
        "site": site(here),
        "urls": [
            {"url": here.absolute(url), "modified": moment(modified, here.config)[:10] if modified else ""}
            for url, modified in params["urls"]
        ],
    }

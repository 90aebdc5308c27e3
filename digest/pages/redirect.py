"""What stands at old addresses: a page that leads to the new one, and `_redirects` for hosts that read it."""

from collections.abc import Iterable, Iterator

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, entry_url, page, rooted_path, site, term_url

FILE = "_redirects"

# As many as Cloudflare reads; beyond, the pages alone redirect.
MOST = 2000


def plan(library: Library, config: Config) -> Iterable[Page]:
    moved = tuple(_moved(library, config))
    for path, target, owner in moved:
        yield Page(path, "redirect", "redirect.html", (owner,), (("target", target),))
    if config.exports.redirects and 0 < len(moved) <= MOST:
        yield Page(FILE, "redirect", "", (), (("moved", tuple((path, target) for path, target, _ in moved)),))


def view(parcel: Parcel, here: Here) -> View | str:
    if not parcel.page.template:
        return "".join(
            f"{rooted_path(old, here.config)} {rooted_path(target, here.config)} 301\n"
            for path, target in parcel.param("moved")
            for old in _addresses(path)
        )
    target = parcel.param("target")
    ((table, id),) = parcel.page.inputs
    owner = getattr(parcel.records, table)[id]
    return {
        "site": site(here),
        "page": page(here, "redirect", owner.label if table == "term" else owner.title, noindex=True),
        "target": here.to(target),
        "target_canonical": here.absolute(target),
    }


def _moved(library: Library, config: Config) -> Iterator[tuple[str, str, Ref]]:
    """(file at the old address, new address, whose it is)."""
    owners: list[tuple[tuple[str, ...], str, Ref]] = [
        *((each.aliases, entry_url(each, config), Ref("annotation", each.id)) for each in library.entries if each.aliases),
        *((each.aliases, term_url(each), Ref("term", f"{each.facet}/{each.slug}")) for each in library.terms if each.aliases),
        *((each.aliases, f"/{each.slug}/", Ref("page", each.slug)) for each in library.pages),
    ]
    for aliases, target, owner in owners:
        for path in (alias.strip("/") for alias in aliases):
            yield path if path.endswith(".html") else f"{path}/index.html", target, owner


def _addresses(path: str) -> tuple[str, ...]:
    """The old addresses that a file stands for: a folder's with and without its slash."""
    folder = path.removesuffix("/index.html")
    return (f"/{path}",) if folder == path else (f"/{folder}", f"/{folder}/")

"""The ledger of corrections: every declared change of our own text, newest first; a long one by years."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digest.chronicle import Path, address, period_label
from digest.model.config import Config
from digest.model.edtf import Edtf, sort_key
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, corrections, link, page, site
from digest.text.division import by_calendar

BASE = "/corrections/"

# A longer ledger has a page for each year, and shows the latest.
LARGE = 200
LATEST = 60


class Change(NamedTuple):
    """The n-th correction of an annotation, counted from the latest, and its date."""

    annotation: str
    n: int
    date: Edtf


def plan(library: Library, config: Config) -> Iterable[Page]:
    changes = [Change(entry.id, n, date) for entry in library.entries for n, date in enumerate(entry.corrections)]
    changes.sort(key=lambda change: sort_key(change.date), reverse=True)
    policy = next((page.slug for page in library.pages if page.slug == "corrections-policy"), "")
    if _fits(changes):
        yield _page((), changes, (), policy)
        return
    divisions = tuple(by_calendar(changes, lambda each: each.date, lambda each: each.annotation.lower(), _fits))
    years = [(part.path, len(part.items) + sum(n for _, n in part.parts)) for part in divisions if len(part.path) == 1]
    yield _page((), changes[:LATEST], years[::-1], policy)
    for part in divisions:
        yield _page(part.path, part.items, part.parts, policy)


def _fits(changes: Sequence[Change]) -> bool:
    return len(changes) <= LARGE


def _page(path: Path, changes: Sequence[Change], parts: Sequence[tuple[Path, int]], policy: str) -> Page:
    ids = dict.fromkeys(change.annotation for change in changes)
    inputs = tuple(Ref(table, id) for id in ids for table in ("entry", "annotation"))
    shown = tuple((change.annotation, change.n) for change in changes)
    params = (("path", path), ("shown", shown), ("parts", tuple(parts)), ("policy", policy))
    return Page(address(BASE, path)[1:] + "index.html", "corrections", "corrections.html", inputs, params, listed=True)


def view(parcel: Parcel, here: Here) -> View:
    t, records, path = here.language.t, parcel.records, parcel.param("path")
    label = period_label(path, here) if path else ""
    title = t("%(term)s: %(period)s", term=t("Corrections"), period=label) if label else t("Corrections")
    crumbs = [(t("Corrections"), BASE)] if path else []
    crumbs += [(period_label(path[:n], here), address(BASE, path[:n])) for n in range(1, len(path))]
    description = t("What this digest changed after publication, and why")
    return {
        "site": site(here),
        "page": page(here, "corrections", title, description=description, crumbs=crumbs),
        "corrections": [
            corrections(records.annotation[id], here)[n] | {"entry": link(records.entry[id], here)}
            for id, n in parcel.param("shown")
        ],
        "parts": [
            {"label": period_label(each, here), "url": here.to(address(BASE, each)), "count": n}
            for each, n in parcel.param("parts")
        ],
        "feeds": _feeds(here) if here.config.base_url and here.config.exports.feeds else [],
        "policy_url": here.to(f"/{policy}/") if (policy := parcel.param("policy")) else "",
    }


def _feeds(here: Here) -> list[View]:
    title = here.language.t("Corrections")
    types = (("application/atom+xml", "feed.xml"), ("application/feed+json", "feed.json"))
    return [{"title": title, "type": type, "url": here.to(BASE + name)} for type, name in types]

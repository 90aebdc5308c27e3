"""The home page: what this digest is, and its timeline; of a large digest a part of it, and the way to the rest.

There are two: `/` in the order that `digest.toml` asks for, and the same in the other order.
"""

from collections.abc import Iterable

from digest.chronicle import LATEST, address, density, divided, fits, items, period_label, strip, tally, timeline
from digest.model.config import Config, Order
from digest.model.library import Library
from digest.model.page import Page, Parcel
from digest.pieces import Here, View, alternates, date, page, site
from digest.structured import website
from digest.text.division import year_address, year_of

ADDRESSES: dict[Order, str] = {"newest-first": "/newest/", "oldest-first": "/oldest/"}


def plan(library: Library, config: Config) -> Iterable[Page]:
    dated = [(entry, entry.date) for entry in library.entries if entry.date is not None]
    entries = [entry for entry, _ in dated]
    whole = fits(entries, config)
    paths = () if whole else divided(library.by_year, config)
    shared = (
        ("entries", len(library.entries)),
        ("dated", len(entries)),
        ("quotations", sum(entry.quotations for entry in library.entries)),
        ("sources", sum(source.rights.mode != "private" for source in library.sources)),
        ("strip", strip(tally(entries), "/", paths)),
        ("first", dated[0][1] if dated else None),
        ("last", dated[-1][1] if dated else None),
        ("pages", tuple(sorted({page.slug for page in library.pages} & {"method", "about"}))),
    )
    for order, elsewhere in ADDRESSES.items():
        path = "index.html" if order == config.order else elsewhere[1:] + "index.html"
        shown, rest = entries, ""
        if not whole:
            newest = order == "newest-first"
            shown = entries[-LATEST:] if newest else entries[:LATEST]
            rest = year_address(year_of(dated[-LATEST - 1 if newest else LATEST][1]))
        params = (("order", order), ("shown", tuple(entry.id for entry in shown)), ("rest", rest), *shared)
        yield Page(path, "home", "home.html", items(shown), params, listed=order == config.order or not whole)


def view(parcel: Parcel, here: Here) -> View:
    t, param, config = here.language.t, parcel.param, here.config
    first, last = date(param("first"), here), date(param("last"), here)
    orders: dict[Order, str] = {"newest-first": t("Newest first"), "oldest-first": t("Oldest first")}
    order: Order = param("order")
    rest = (param("rest"),) if param("rest") else ()
    head = page(
        here,
        "home",
        config.title,
        description=config.description,
        # The same entries in another order are nothing new to a search engine.
        noindex=order != config.order and not rest,
        alternates=alternates(here),
        structured=lambda: [website(here)],
    )
    return {
        "site": site(here),
        "page": head,
        "counts": {name: param(name) for name in ("entries", "quotations", "sources")},
        "span_label": t("%(first)s to %(last)s", first=first["label"], last=last["label"]) if first and last else "",
        "timeline": timeline(param("shown"), parcel, here, newest_first=order == "newest-first"),
        "density": density(param("strip"), here),
        "order": {
            "label": orders[order] if order != config.order else "",
            "links": [
                {"label": label, "url": here.to("/" if each == config.order else ADDRESSES[each]), "current": each == order}
                for each, label in orders.items()
            ],
        },
        "rest": {"label": period_label(rest, here), "url": here.to(address("/", rest))} if rest else None,
        "undated": param("entries") - param("dated"),
        "about_url": here.to("/about/") if "about" in param("pages") else "",
        "method_url": here.to("/method/") if "method" in param("pages") else "",
    }

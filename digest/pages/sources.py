"""The list of all sources."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, page, site, source_ref


def plan(library: Library, config: Config) -> Iterable[Page]:
    shown = [source for source in library.sources if source.rights.mode != "private"]
    quoted = {entry.id: entry.quotations for entry in library.entries}
    counts = tuple(
        (source.id, len(ids := library.by_source.get(source.id, ())), sum(quoted[id] for id in ids)) for source in shown
    )
    inputs = tuple(Ref("source", source.id) for source in shown)
    yield Page("sources/index.html", "sources", "sources.html", inputs, (("counts", counts),), listed=True)


def view(parcel: Parcel, here: Here) -> View:
    t = here.language.t
    return {
        "site": site(here),
        "page": page(here, "sources", t("Sources"), description=t("The documents that this digest quotes")),
        "sources": [
            {"source": source_ref(parcel.records.source[id], here), "annotations": annotations, "quotations": quotations}
            for id, annotations, quotations in parcel.param("counts")
        ],
    }

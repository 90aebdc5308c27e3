"""The ledger of corrections: every declared change of our own text, newest first."""

from collections.abc import Iterable

from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import Here, View, corrections, link, page, site


def plan(library: Library, config: Config) -> Iterable[Page]:
    corrected = [entry.id for entry in library.entries if entry.corrected]
    inputs = tuple(Ref(table, id) for id in corrected for table in ("entry", "annotation"))
    policy = next((page.slug for page in library.pages if page.slug == "corrections-policy"), "")
    yield Page(
        "corrections/index.html",
        "corrections",
        "corrections.html",
        inputs,
        (("corrected", tuple(corrected)), ("policy", policy)),
        listed=True,
    )


def view(parcel: Parcel, here: Here) -> View:
    t, records = here.language.t, parcel.records
    ledger = [(each, records.entry[id]) for id in parcel.param("corrected") for each in corrections(records.annotation[id], here)]
    ledger.sort(key=lambda pair: pair[0]["date"]["edtf"], reverse=True)
    return {
        "site": site(here),
        "page": page(here, "corrections", t("Corrections"), description=t("What this digest changed after publication, and why")),
        "corrections": [each | {"entry": link(entry, here)} for each, entry in ledger],
        "policy_url": here.to(f"/{policy}/") if (policy := parcel.param("policy")) else "",
    }

"""Files for machines: a receipt for every quotation (`quotes.json`), of many in parts behind an index, and `robots.txt`."""

from collections.abc import Iterable

from digest.model.annotation import Quotation
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.model.source import Source
from digest.pieces import Here, View, entry_url, machine, passage_url, receipt, site
from digest.text.parts import parts
from digest.text.seed import MD_TEXT, TXT_TEXT


def plan(library: Library, config: Config) -> Iterable[Page]:
    if config.exports.receipts:
        yield from receipts(library)
    yield Page("robots.txt", "data", "robots.txt")


def receipts(library: Library) -> Iterable[Page]:
    """The files of the receipts, the index last where there are several."""
    quoted = [entry for entry in sorted(library.entries, key=lambda entry: entry.id) if entry.quotations]
    divided = parts(quoted, lambda entry: entry.date)
    for name, entries in divided.items():
        inputs = dict.fromkeys(
            ref
            for entry in entries
            for ref in (Ref("entry", entry.id), Ref("quotations", entry.id), *(Ref("source", id) for id in entry.sources))
        )
        yield Page(_path(name), "data", "", tuple(inputs), (("quoted", tuple(entry.id for entry in entries)),))
    if "" not in divided:
        index = ((_path(name), sum(entry.quotations for entry in entries)) for name, entries in sorted(divided.items()))
        yield Page(_path(""), "data", "", (), (("parts", tuple(index)),))


def _path(part: str) -> str:
    return f"quotes/{part}.json" if part else "quotes.json"


def view(parcel: Parcel, here: Here) -> View:
    if parcel.page.template:
        return {"site": site(here), "sitemap_url": here.absolute("/sitemap.xml")}
    records, params = parcel.records, dict(parcel.page.params)
    about = {
        "schema": 1,
        "title": here.config.title,
        "url": here.config.base_url,
        "positions": "code points of the source's canonical text, from 0, end exclusive",
    }
    if "parts" in params:
        return {**about, "parts": [{"path": path, "quotations": count} for path, count in params["parts"]]}
    root = Here("/", here.config, here.language)  # from where a part's addresses are told, too
    return {
        **about,
        "quotations": [
            _receipt(
                quotation,
                records.source[quotation.passage.source],
                root.to(entry_url(records.entry[id], here.config)),
                here,
            )
            for id in params["quoted"]
            for quotation in records.quotations[id]
        ],
    }


def _receipt(quotation: Quotation, source: Source, url: str, here: Here) -> View:
    """One quotation: what was quoted, where it stands, and how that was established. Words only where rights let them out."""
    passage = quotation.passage
    exact = {"exact": " […] ".join(passage.words)} if passage.words else {}
    parts = {"parts": [list(part) for part in passage.parts]} if len(passage.parts) > 1 else {}
    charset = {"charset": source.charset} if source.charset else {}
    return {
        "annotation": quotation.annotation,
        "n": quotation.n,
        "url": url,
        "place": passage_url(quotation).lstrip("/"),
        "source": source.id,
        "seed": source.seed,
        **charset,
        "text": MD_TEXT if source.seed.endswith(".md") else TXT_TEXT,
        **receipt(passage, source),
        **parts,
        **exact,
        **_translated(source, here),
    }


def _translated(source: Source, here: Here) -> View:
    """How the words came into their language, and the notice that a machine translation carries."""
    made, notice = source.translation, machine(source, here)
    if made is None:
        return {}
    of = {"of": made.of} if made.of else {}
    return {"translation": {**of, "by": made.by, "reviewed": made.reviewed, **({"notice": notice} if notice else {})}}

"""The annotations and their quotations as tables (RFC 4180, UTF-8): a row each; words of sources as rights let them out."""

from collections.abc import Iterable

from digest.model.annotation import Card, Entry, Quotation
from digest.model.config import Config
from digest.model.edtf import Day, Edtf
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.pieces import ELISION, Here, entry_inputs, entry_url, machine, source_inputs
from digest.text.parts import parts
from digest.text.table import Cell, csv

ANNOTATIONS, QUOTATIONS = "annotations", "quotations"

QUOTATION = "annotation n title kind date published source source_title language notice exact start end sha256 url".split()
INDEX = "part rows first last url".split()


def plan(library: Library, config: Config) -> Iterable[Page]:
    if not config.base_url or not config.exports.tables:
        return
    quoted = [entry for entry in library.entries if entry.quotations]
    for table, entries, records in ((ANNOTATIONS, library.entries, _whole), (QUOTATIONS, quoted, _quoted)):
        divided = parts(entries, lambda entry: entry.date)
        for name, of in divided.items():
            inputs = tuple(dict.fromkeys(ref for entry in of for ref in records(entry)))
            yield Page(_path(table, name), "tables", "", inputs, (("table", table), ("entries", tuple(e.id for e in of))))
        if "" not in divided:
            index = tuple((name, _rows(table, of), of[0].date, of[-1].date) for name, of in divided.items())
            yield Page(_path(table, ""), "tables", "", (), (("table", table), ("parts", index)))


def view(parcel: Parcel, here: Here) -> str:
    params, records = dict(parcel.page.params), parcel.records
    if "parts" in params:
        return csv([INDEX, *(_part(here, params["table"], *part) for part in params["parts"])])
    entries = [records.entry[id] for id in params["entries"]]
    if params["table"] == ANNOTATIONS:
        return csv([header(here.config), *(_annotation(entry, records, here) for entry in entries)])
    rows = (quotation(each, entry, records, here) for entry in entries for each in records.quotations[entry.id])
    return csv([QUOTATION, *rows])


def header(config: Config) -> list[str]:
    """The columns of the table of annotations, one for each facet among them."""
    facets = [facet.id for facet in config.facets]
    fixed = "id title kind date earliest latest published modified language authors summary note".split()
    return [*fixed, *facets, "sources", "quotations", "corrected", "retracted", "url"]


def quotation(value: Quotation, entry: Entry, records: Records, here: Here) -> list[Cell]:
    """A row of the table of quotations."""
    passage, source = value.passage, records.source[value.passage.source]
    return [
        value.annotation,
        value.n,
        entry.title,
        entry.kind,
        str(entry.date or ""),
        str(entry.published or ""),
        source.id,
        source.title,
        source.language,
        machine(source, here),
        ELISION.join(passage.words),
        passage.start,
        passage.end,
        source.sha256,
        here.absolute(entry_url(entry, here.config)),
    ]


# ---------------------------------------------------------------------------------------------------------------------


def _path(table: str, name: str) -> str:
    return f"{table}/{name}.csv" if name else f"{table}.csv"


def _whole(entry: Card) -> Iterable[Ref]:
    return (*entry_inputs(entry), Ref("annotation", entry.id))


def _quoted(entry: Card) -> Iterable[Ref]:
    return (Ref("entry", entry.id), Ref("quotations", entry.id), *source_inputs(entry))


def _rows(table: str, entries: Iterable[Card]) -> int:
    return sum(1 if table == ANNOTATIONS else entry.quotations for entry in entries)


def _part(here: Here, table: str, name: str, rows: int, first: Edtf | None, last: Edtf | None) -> list[Cell]:
    return [name, rows, str(first or ""), str(last or ""), here.absolute(f"/{_path(table, name)}")]


def _annotation(entry: Entry, records: Records, here: Here) -> list[Cell]:
    written, config = records.annotation[entry.id], here.config
    labels = [(facet, records.term[f"{facet}/{slug}"].label) for facet, slug in entry.terms]
    of_facets = ("; ".join(label for facet, label in labels if facet == each.id) for each in config.facets)
    return [
        entry.id,
        entry.title,
        entry.kind,
        str(entry.date or ""),
        _day(entry.date.earliest if entry.date else None),
        _day(entry.date.latest if entry.date else None),
        str(entry.published or ""),
        str(entry.modified or ""),
        written.language or here.language.tag,
        "; ".join(written.authors or config.authors),
        entry.summary,
        written.note_plain,
        *of_facets,
        "; ".join(entry.sources),
        entry.quotations,
        "yes" if entry.corrected else "",
        "yes" if entry.retracted else "",
        here.absolute(entry_url(entry, here.config)),
    ]


def _day(day: Day | None) -> str:
    """A day as ISO 8601 has it, where its year has four digits; else as EDTF has the year."""
    if day is None:
        return ""
    year = f"{day.year:04}" if 0 <= day.year <= 9999 else f"{day.year:05}" if day.year >= -9999 else ""
    return f"{year}-{day.month:02}-{day.day:02}" if year else f"Y{day.year}"

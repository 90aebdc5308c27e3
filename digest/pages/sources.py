"""The list of all sources; of many, the way to those of each year of publication, divided further where a year is large."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from digest.chronicle import Path, address, period_label
from digest.model.config import Config
from digest.model.edtf import Edtf, sort_key
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.model.source import Source
from digest.pieces import Here, View, page, site, source_ref
from digest.text.division import Division, by_calendar, by_name
from digest.text.slug import slug

# More sources than this are divided.
LARGE = 300

BASE = "/sources/published/"
UNDATED = "undated"

Counts = Mapping[str, tuple[int, int]]  # annotations and quotations by source


def plan(library: Library, config: Config) -> Iterable[Page]:
    counts: dict[str, tuple[int, int]] = {}
    for entry in library.entries:
        for id, cited in zip(entry.sources, entry.cited, strict=False):
            annotations, quotations = counts.get(id, (0, 0))
            counts[id] = (annotations + 1, quotations + cited)
    sources = [source for source in library.sources if source.rights.mode != "private"]
    if _fits(sources):
        yield _page(Division((), tuple(sources)), counts)
        return
    divisions = list(_divisions(sources))
    heads = tuple((each.path, _size(each)) for each in divisions if len(each.path) == 1)
    yield _page(Division((), (), heads), counts)
    for each in divisions:
        yield _page(each, counts)


def _divisions(sources: Iterable[Source]) -> Iterator[Division[Source]]:
    dated: list[tuple[Source, Edtf]] = []
    undated: list[Source] = []
    for source in sources:
        if source.published is None:
            undated.append(source)
        else:
            dated.append((source, source.published))
    for part in by_calendar(dated, lambda pair: pair[1], lambda pair: _name(pair[0]), _fits):
        yield Division(part.path, tuple(source for source, _ in part.items), part.parts)
    if undated:
        yield from by_name((UNDATED,), undated, _name, _fits)


def _fits(sources: Sequence[object]) -> bool:
    return len(sources) <= LARGE


def _name(source: Source) -> str:
    """What a source is found by where its date tells too little: its id, as letters that can stand in an address."""
    return slug(source.id).replace("-", "")


def _size(division: Division[Source]) -> int:
    return len(division.items) + sum(size for _, size in division.parts)


def _page(division: Division[Source], counts: Counts) -> Page:
    """The latest source first, those without a date last; those of one date by id."""
    shown = sorted(division.items, key=lambda source: source.id)
    shown.sort(key=lambda source: (source.published is not None, sort_key(source.published)), reverse=True)
    params = (
        ("path", division.path),
        ("shown", tuple((source.id, *counts.get(source.id, (0, 0))) for source in shown)),
        ("parts", division.parts),
    )
    inputs = tuple(Ref("source", source.id) for source in shown)
    return Page(_url(division.path).strip("/") + "/index.html", "sources", "sources.html", inputs, params, listed=True)


def _url(path: Path) -> str:
    return address(BASE, path) if path else "/sources/"


def view(parcel: Parcel, here: Here) -> View:
    t, path = here.language.t, parcel.param("path")
    above = [path[:n] for n in range(1, len(path))]
    return {
        "site": site(here),
        "page": page(
            here,
            "sources",
            t("Sources: %(part)s", part=_label(path, here)) if path else t("Sources"),
            description=t("The documents that this digest quotes"),
            crumbs=[(t("Sources"), "/sources/"), *((_label(each, here), _url(each)) for each in above)] if path else (),
        ),
        "sources": [
            {"source": source_ref(parcel.records.source[id], here), "annotations": annotations, "quotations": quotations}
            for id, annotations, quotations in parcel.param("shown")
        ],
        "parts": [
            {"label": _label(part, here), "url": here.to(_url(part)), "count": count} for part, count in parcel.param("parts")
        ],
    }


def _label(path: Path, here: Here) -> str:
    if path[0] != UNDATED:
        return period_label(path, here)
    label = here.language.t("Without a date")
    return f"{label}: {path[1]}…" if len(path) > 1 else label

"""The page of one annotation: the note, its proved passages, and its place among the others."""

from collections.abc import Iterable, Mapping

from digest import structured
from digest.model.annotation import Annotation, Card, Entry
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.pieces import (
    RELATIONS,
    WEB_ANNOTATION,
    Here,
    View,
    card_url,
    corrections,
    date,
    direction,
    entry,
    entry_inputs,
    entry_url,
    link,
    page,
    permanent_id,
    quotation,
    site,
)
from digest.text.division import year_address, year_of

# The strip shows as many annotations before and after this one in time.
AROUND = 2

# An annotation that more others relate to than this names the first of them and says how many there are: they all lead to it.
RELATED = 200


def plan_entries(library: Library, config: Config, entries: Iterable[Card]) -> Iterable[Page]:
    has_method = any(page.slug == "method" for page in library.pages)
    for each in entries if config.annotation_pages else ():
        strip = _around(each.id, library.neighbours)
        relations = library.relations.get(each.id, ())
        shown = relations[:RELATED]
        inputs = (
            *entry_inputs(each),
            Ref("annotation", each.id),
            Ref("quotations", each.id),
            *(Ref("entry", id) for id in (*strip, *(id for _, id in shown))),
        )
        path = entry_url(each, config).strip("/") + "/index.html"
        params = (
            ("id", each.id),
            ("relations", shown),
            ("more_relations", len(relations) - len(shown)),
            ("strip", strip),
            ("has_method", has_method),
        )
        yield Page(
            path, "annotation", "annotation.html", tuple(dict.fromkeys(inputs)), params, True, each.modified or each.published
        )


def _around(id: str, neighbours: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """The annotation among those next to it in time, in order; nothing of one without a date, or with none beside it."""
    strip = [id]
    for _ in range(AROUND):
        before, after = neighbours.get(strip[0], ("", ""))[0], neighbours.get(strip[-1], ("", ""))[1]
        strip = [*([before] if before else []), *strip, *([after] if after else [])]
    return tuple(strip) if len(strip) > 1 else ()


def view(parcel: Parcel, here: Here) -> View:
    records, t = parcel.records, here.language.t
    card = records.entry[parcel.param("id")]
    annotation = records.annotation[card.id]
    strip = [{**link(records.entry[id], here), "current": id == card.id} for id in parcel.param("strip")]
    n = next((n for n, each in enumerate(strip) if each["current"]), 0)
    return {
        "site": site(here),
        "page": page(
            here,
            "annotation",
            card.title,
            description=card.summary or _beginning(annotation.note_plain),
            crumbs=_crumbs(card, here),
            alternates=_alternates(card, here),
            structured=lambda: structured.annotation(card, annotation, records, here),
            image=_image(card, here),
        ),
        "entry": entry(card, records, here),
        "language": annotation.language or here.language.tag,
        "direction": direction(annotation.language or here.language.tag),
        "note_html": here.linked(annotation.note_html),
        "quotations": [quotation(each, records.source[each.passage.source], here) for each in records.quotations[card.id]],
        "references": [
            {"url": each.url, "title": each.title or each.url, "publisher": each.publisher} for each in annotation.references
        ],
        "related": [link(records.entry[id], here, t(RELATIONS[relation])) for relation, id in parcel.param("relations")],
        "more_related": parcel.param("more_relations"),
        "corrections": corrections(annotation, here),
        "verdict": _verdict(annotation),
        "authors": list(annotation.authors or here.config.authors),
        "published": date(annotation.published, here),
        # As feeds and JSON-LD have it: a correction that is later than what was declared is the last change.
        "modified": date(card.modified if annotation.modified else None, here),
        "citation": _citation(annotation, card, here),
        "strip": strip,
        "previous": strip[n - 1] if n else None,
        "next": strip[n + 1] if n + 1 < len(strip) else None,
        "method_url": here.to("/method/") if parcel.param("has_method") else "",
        "permanent_id": permanent_id(f"annotation:{annotation.id}", here.config),
    }


def _crumbs(card: Entry, here: Here) -> list[tuple[str, str]]:
    crumbs = [(here.language.t("Timeline"), "/")]
    if card.date is not None:
        year = year_of(card.date)
        crumbs.append((here.language.locale.year(year), f"/{year_address(year)}/"))
    return crumbs


def _alternates(card: Entry, here: Here) -> list[View]:
    is_written = here.config.base_url and here.config.exports.web_annotations
    url = here.to(entry_url(card, here.config) + "annotation.jsonld")
    return [{"title": here.language.t("This annotation as data"), "type": WEB_ANNOTATION, "url": url}] if is_written else []


def _image(card: Entry, here: Here) -> View | None:
    """The share card. What is on it the page says too."""
    is_drawn = here.config.base_url and here.config.cards.enabled
    return {"url": here.absolute(card_url(card)), "width": 1200, "height": 630, "alt": card.title} if is_drawn else None


def _verdict(annotation: Annotation) -> View | None:
    verdict = annotation.verdict
    if verdict is None:
        return None
    return {"label": verdict.label, "rating": verdict.rating, "best": verdict.best, "worst": verdict.worst}


def _citation(annotation: Annotation, card: Entry, here: Here) -> str:
    """Authors, title, site and date, as a reader would cite the note; the address follows them."""
    t, published = here.language.t, date(card.modified or card.published, here)
    comma = t(", ")
    parts = (
        comma.join(annotation.authors or here.config.authors),
        t("“%(title)s”", title=annotation.title.translate({0x201C: "‘", 0x201D: "’"})),
        here.config.title,
        published["label"] if published else "",
    )
    return comma.join(part for part in parts if part)


def _beginning(text: str, words: int = 30) -> str:
    """The first words of a text, for search engines and shared links."""
    found = text.split()
    return " ".join(found[:words]) + (" …" if len(found) > words else "")

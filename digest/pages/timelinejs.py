"""The timeline in the format of TimelineJS 3 (https://timeline.knightlab.com/docs/json-format.html).

Its dates have no doubt, so each event says its own in words as `display_date`. What it shows as HTML is escaped here. There is no
`media`: TimelineJS would look into quoted words for addresses of other hosts to load.
"""

from collections.abc import Iterable
from html import escape

from digest.model.annotation import Entry, Quotation
from digest.model.config import Config
from digest.model.edtf import Day, Edtf, first_day, is_masked
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.model.source import Source
from digest.pieces import ELISION, Here, View, collapsed, date, entry_url, kind, machine, source_inputs, source_url
from digest.text.parts import parts

FILE = "timeline.json"

# Beyond these years TimelineJS changes to a scale that knows no months.
YEARS = range(-271_820, 275_760)


def plan(library: Library, config: Config) -> Iterable[Page]:
    if not config.base_url or not config.exports.timeline:
        return
    held = [entry for entry in library.entries if entry.date and first_day(entry.date).year in YEARS]
    divided = parts(held, lambda entry: entry.date)
    for name, entries in divided.items():
        inputs = tuple(dict.fromkeys(ref for entry in entries for ref in (Ref("entry", entry.id), *source_inputs(entry))))
        yield Page(_path(name), "timelinejs", "", inputs, (("name", name), ("entries", tuple(entry.id for entry in entries))))
    if "" not in divided:
        index = tuple((name, len(of), of[0].date, of[-1].date) for name, of in divided.items())
        yield Page(FILE, "timelinejs", "", (), (("name", ""), ("parts", index)))


def view(parcel: Parcel, here: Here) -> View:
    params, config = dict(parcel.page.params), here.config
    if "parts" in params:
        events = [_part(here, *part) for part in params["parts"]]
    else:
        events = [_event(parcel.records.entry[id], parcel.records, here) for id in params["entries"]]
    title = f"{config.title}: {params['name']}" if params["name"] else config.title
    return {
        "title": {"unique_id": "about", "text": {"headline": escape(title), "text": _paragraph(escape(config.description))}},
        "events": events,
        "scale": "human",
    }


# ---------------------------------------------------------------------------------------------------------------------


def _path(name: str) -> str:
    return f"timeline/{name}.json" if name else FILE


def _event(entry: Entry, records: Records, here: Here) -> View:
    assert entry.date is not None
    told = date(entry.date, here)
    assert told is not None
    lead = entry.lead
    t, url = here.language.t, escape(here.absolute(entry_url(entry, here.config)))
    state = t("Retracted") if entry.retracted else t("Corrected") if entry.corrected else ""
    text = (
        _paragraph(f"<strong>{escape(state)}</strong>" if state else ""),
        _paragraph(escape(entry.summary)),
        _quoted(lead, records.source[lead.passage.source], here) if lead else "",
        _paragraph(f'<a href="{url}">{escape(t("The whole note"))}</a>'),
    )
    return {
        "unique_id": f"annotation:{entry.id}",
        **_dates(entry.date),
        "display_date": escape(told["label"]),
        "group": escape(kind(entry.kind, here)["label"]),
        "text": {"headline": escape(entry.title), "text": "".join(text)},
        "autolink": False,
    }


def _part(here: Here, name: str, count: int, first: Edtf, last: Edtf) -> View:
    """An event of the index, which leads to a part."""
    url = escape(here.absolute(f"/{_path(name)}"))
    label = escape(here.language.tn(count, "%(n)s entry", "%(n)s entries"))
    return {
        "unique_id": f"part:{name}",
        "start_date": _day(first_day(first)),
        "end_date": _day(first_day(last)),
        "display_date": name,
        "text": {"headline": name, "text": _paragraph(f'<a href="{url}">{label}</a>')},
        "autolink": False,
    }


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>" if html else ""


def _quoted(quotation: Quotation, source: Source, here: Here) -> str:
    """The words as far as rights let them out, and whose they are."""
    words = escape(ELISION.join(collapsed(each) for each in quotation.passage.words))
    said = escape(" · ".join(part for part in (source.title, source.publisher, machine(source, here)) if part))
    credit = f'<p><a href="{escape(here.absolute(source_url(source)))}">{said}</a></p>'
    language = f' lang="{escape(source.language)}"' if source.language else ""
    return f"<blockquote{language}><p>{words}</p></blockquote>{credit}"


def _dates(value: Edtf) -> View:
    """Start and end, as exact as the date is: a point of the calendar has its own fields, anything else its bounds."""
    if value.shape == "point" and not any(is_masked(part.digits) for part in value.fields):
        match value.precision:
            case "time":
                clock = zip(("hour", "minute", "second"), map(int, value.time.split(":")), strict=False)
                return {"start_date": _day(first_day(value)) | dict(clock)}
            case "day":
                return {"start_date": _day(first_day(value))}
            case "month":
                return {"start_date": {"year": first_day(value).year, "month": first_day(value).month}}
            case "year":
                return {"start_date": {"year": first_day(value).year}}
            case _:
                pass
    first = first_day(value)
    last = value.latest or first if value.earliest else first
    return {"start_date": _day(first), **({"end_date": _day(last)} if last != first else {})}


def _day(day: Day) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}

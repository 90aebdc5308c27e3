"""The timeline as a calendar to subscribe to (iCalendar: RFC 5545, with the properties of RFC 7986).

An event is as long as its date can mean, and where that is not a plain day or moment its title says the date in words. Time
stamps are those that were declared. A calendar knows the years 1 to 9999; what has no date there is left out and counted.
The file is there without events too, which the letter of the standard does not allow, but its address must not come and go.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date as calendar_day
from datetime import timedelta

from digest.model.annotation import Card, Entry
from digest.model.config import Config
from digest.model.edtf import Day, Edtf, first_day, sort_key
from digest.model.library import Library
from digest.model.page import Page, Parcel, Records, Ref
from digest.pieces import Here, date, entry_url, kind, permanent_id, term_inputs, utc
from digest.text.ical import Line, component, text, texts, whole
from digest.text.parts import parts

FILE = "calendar.ics"


def plan(library: Library, config: Config) -> Iterable[Page]:
    if not config.base_url or not config.exports.calendar:
        return
    held = [entry for entry in library.entries if entry.date and _days(entry.date)]
    left_out = ("left_out", len(library.entries) - len(held))
    divided = parts(held, lambda entry: entry.date)
    for name, entries in divided.items():
        inputs = tuple(dict.fromkeys(ref for entry in entries for ref in (Ref("entry", entry.id), *term_inputs(entry))))
        params = (("name", name), ("entries", tuple(entry.id for entry in entries)), *([] if name else [left_out]))
        yield Page(_path(name), "calendar", "", inputs, params)
    if "" not in divided:
        index = tuple((name, len(of), of[0].date, of[-1].date, _latest(of)) for name, of in divided.items())
        yield Page(FILE, "calendar", "", (), (("parts", index), left_out))


def view(parcel: Parcel, here: Here) -> str:
    params, records = dict(parcel.page.params), parcel.records
    name, left_out = params.get("name", ""), params.get("left_out", 0)
    if "parts" in params:
        latest = [stamp for *_, stamp in params["parts"]]
        events = [line for part in params["parts"] for line in _part(here, *part)]
    else:
        entries = [records.entry[id] for id in params["entries"]]
        latest = [_stamp(entry) for entry in entries]
        events = [line for entry in entries for line in _event(entry, records, here)]
    title = f"{here.config.title}: {name}" if name else here.config.title
    return whole(component("VCALENDAR", _header(title, name, left_out, latest, here), events))


# ---------------------------------------------------------------------------------------------------------------------


def _path(name: str) -> str:
    return f"calendar/{name}.ics" if name else FILE


def _header(title: str, name: str, left_out: int, latest: Sequence[Edtf | None], here: Here) -> Iterator[Line]:
    missing = left_out and here.language.tn(
        left_out, "%(n)s entry has no date that a calendar can hold", "%(n)s entries have no date that a calendar can hold"
    )
    about = "\n".join(each for each in (here.config.description, missing) if each)
    yield from (("VERSION", "2.0"), ("PRODID", "-//digest//digest//EN"), ("CALSCALE", "GREGORIAN"))
    yield "UID", text(permanent_id(f"calendar:{name}" if name else "calendar", here.config))
    yield from (("NAME", text(title)), ("X-WR-CALNAME", text(title)))
    yield from (("DESCRIPTION", text(about)), ("X-WR-CALDESC", text(about)))
    yield from (("URL", here.absolute("/")), ("SOURCE;VALUE=URI", here.absolute(here.url)))
    yield "REFRESH-INTERVAL;VALUE=DURATION", "P1D"
    yield "LAST-MODIFIED", _moment(max(latest, key=_age, default=None), here.config)


def _event(entry: Entry, records: Records, here: Here) -> Iterator[str]:
    t, config = here.language.t, here.config
    assert entry.date is not None
    words, is_doubtful = _words(entry.date, here)
    is_plain = not is_doubtful and entry.date.shape == "point" and entry.date.precision in ("time", "day")
    title = entry.title if is_plain else f"{entry.title} ({words})"
    state = t("Retracted") if entry.retracted else t("Corrected") if entry.corrected else ""
    url = here.absolute(entry_url(entry, here.config))
    about = "\n".join(each for each in (words, state, entry.summary, url) if each)
    tongue = f";LANGUAGE={entry.language}" if re.fullmatch(r"[A-Za-z0-9-]+", entry.language) else ""
    return component(
        "VEVENT",
        (
            ("UID", text(permanent_id(f"annotation:{entry.id}", config))),
            ("DTSTAMP", _moment(_stamp(entry), config) or NEVER),
            *_when(entry.date, config),
            (f"SUMMARY{tongue}", text(f"{t('Retracted')}: {title}" if entry.retracted else title)),
            (f"DESCRIPTION{tongue if entry.summary else ''}", text(about)),
            ("URL", url),
            ("CATEGORIES", texts((kind(entry.kind, here)["label"], *(records.term[ref.id].label for ref in term_inputs(entry))))),
            ("CREATED", _moment(entry.published, config)),
            ("LAST-MODIFIED", _moment(entry.modified, config)),
            ("STATUS", "CANCELLED" if entry.retracted else "TENTATIVE" if is_doubtful else "CONFIRMED"),
            ("TRANSP", "TRANSPARENT"),
        ),
    )


def _part(here: Here, name: str, count: int, first: Edtf, last: Edtf, stamp: Edtf | None) -> Iterator[str]:
    """An event of the index: as long as what is in the part, and leading to it."""
    url = here.absolute(f"/{_path(name)}")
    label = here.language.tn(count, "%(n)s entry", "%(n)s entries")
    return component(
        "VEVENT",
        (
            ("UID", text(permanent_id(f"calendar-part:{name}", here.config))),
            ("DTSTAMP", _moment(stamp, here.config) or NEVER),
            ("DTSTART;VALUE=DATE", _day(first_day(first))),
            ("DTEND;VALUE=DATE", _day(_after(first_day(last)))),
            ("SUMMARY", text(f"{name}: {label}")),
            ("DESCRIPTION", text(url)),
            ("URL", url),
            ("TRANSP", "TRANSPARENT"),
        ),
    )


# Of what was never published nothing says when it was written, and the clock is not asked.
NEVER = "19700101T000000Z"


def _stamp(entry: Card) -> Edtf | None:
    return entry.modified or entry.published


def _latest(entries: Iterable[Card]) -> Edtf | None:
    return max((_stamp(entry) for entry in entries), key=_age, default=None)


def _age(stamp: Edtf | None) -> tuple[int, ...]:
    return sort_key(stamp) if stamp else ()


def _words(value: Edtf, here: Here) -> tuple[str, bool]:
    told = date(value, here)
    assert told is not None
    return told["label"], told["doubtful"]


def _when(value: Edtf, config: Config) -> Iterator[Line]:
    """A moment in UTC, or whole days of which the end is exclusive (RFC 5545, 3.6.1)."""
    if value.shape == "point" and value.precision == "time":
        yield "DTSTART", _moment(value, config)
        return
    days = _days(value)
    assert days is not None
    yield "DTSTART;VALUE=DATE", _day(days[0])
    yield "DTEND;VALUE=DATE", _day(_after(days[1]))


def _days(value: Edtf) -> tuple[Day, Day] | None:
    """The first and the last day of an event, one of them standing for both where a side is open; None beyond all calendars."""
    first = first_day(value)
    last = value.latest or first if value.earliest else first
    return (first, last) if first.year >= 1 and last < (9999, 12, 31) else None


def _after(day: Day) -> Day:
    following = calendar_day(*day) + timedelta(days=1)
    return Day(following.year, following.month, following.day)


def _day(day: Day) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _moment(value: Edtf | None, config: Config) -> str:
    return re.sub("[-:]", "", utc(value, config).isoformat()[:19]) + "Z" if value else ""

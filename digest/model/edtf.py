"""An EDTF date: what was written, and the first and last day it can mean.

The language is the Extended Date/Time Format of ISO 8601-2:2019 in the profile of the Library of Congress
(https://www.loc.gov/standards/datetime/): level 0 and 1 whole, and from level 2 sets (`[..]`, `{..}`), qualification of
parts (`2004-06~-11`, `?2004-06-~11`), unspecified digits anywhere (`156X-12-25`) and the sub-year groupings 25-41. Years with an
exponent or with significant digits are not read; the error names the plain form. Beyond level 0 a time may leave out its seconds.

`parse` never raises: bad input is an `EdtfError` with the nearest right date as its hint. Years are astronomical
(0000 is 1 BCE) in the proleptic Gregorian calendar and plain integers, because `datetime` ends at the year 1.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Literal, NamedTuple, get_args

from digest.model import edtf_bounds
from digest.model.edtf_bounds import Day, Hemisphere, days_in, is_masked
from digest.model.noun import Noun

__all__ = [
    "PRECISIONS", "Day", "Edtf", "EdtfError", "End", "Field", "Hemisphere", "Precision", "Shape",
    "days_in", "first_day", "html_datetime", "is_masked", "parse", "sort_key",
]  # fmt: skip

Shape = Literal["point", "interval", "one-of", "all-of"]
End = Literal["date", "open", "unknown"]
Precision = Literal[
    "time", "day", "month", "quarter", "season", "quadrimester", "semester", "year", "decade", "century", "millennium"
]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
"""All precisions, the finest first."""

QUALIFIERS = ("", "?", "~", "%")
"""The qualifiers by their bits: 1 uncertain, 2 approximate, 3 both."""


class Field(NamedTuple):
    """One component as written, and the qualifier that applies to it ("" "?" "~" "%").

    The digits of a year are `2024`, `-0044`, `199X` or `Y170000002`; a month `03`, `XX` or a sub-year grouping `21`; a day `14`.
    """

    digits: str
    qualifier: str = ""


class Edtf(Noun, frozen=True, array_like=False, eq=False):
    """A date. `str()` gives its canonical form, which reads back as an equal value.

    A point has `fields` (year; month or grouping; day) and perhaps a `time` ("09:10", "09:10:00") with a `zone`
    ("", "Z", "+01:00", "-04"). An interval has `ends`, and a part for each end that is a date; a set has a part for each member,
    of which ranges (`1670..1672`) are intervals. `earliest` and `latest` are None where that side is open or unknown; never both.
    """

    text: str  # as written: two dates may mean the same
    shape: Shape
    precision: Precision  # the coarsest of the parts
    earliest: Day | None
    latest: Day | None
    is_uncertain: bool = False  # as a whole or in part
    is_approximate: bool = False
    fields: tuple[Field, ...] = ()
    time: str = ""
    zone: str = ""
    ends: tuple[End, End] = ("date", "date")
    parts: "tuple[Edtf, ...]" = ()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Edtf) and _meaning(self) == _meaning(other))

    def __hash__(self) -> int:
        return hash(_meaning(self))

    def __str__(self) -> str:
        match self.shape:
            case "point":
                return _print_fields(self.fields) + (f"T{self.time}{self.zone}" if self.time else "")
            case "interval":
                return "/".join(_print_ends(self, is_open=".."))
            case "one-of":
                return f"[{','.join(map(_print_member, self.parts))}]"
            case "all-of":
                return f"{{{','.join(map(_print_member, self.parts))}}}"


_meaning = attrgetter(*Edtf.__struct_fields__[1:])


class EdtfError(Noun, frozen=True):
    """Why a text is no date. `offset` is 0-based, in code points of the text; `hint` is a valid date to paste, or empty."""

    message: str
    offset: int = 0
    hint: str = ""


POINT = re.compile(
    r"(?P<qy>[?~%]?)(?P<year>Y-?[0-9]+|-?[0-9X]{4})(?P<ry>[?~%]?)"
    r"(?:-(?P<qm>[?~%]?)(?P<month>[0-9X]{2})(?P<rm>[?~%]?)"
    r"(?:-(?P<qd>[?~%]?)(?P<day>[0-9X]{2})(?P<rd>[?~%]?)"
    r"(?P<clock>T(?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?P<zone>Z|[+-][0-9]{2}(?::[0-9]{2})?)?)?)?)?"
)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PLAIN = re.compile(r"[0-9]{4}[0-9:TZ+-]*")


@lru_cache(maxsize=1 << 16)
def parse(text: str, hemisphere: Hemisphere = "north") -> Edtf | EdtfError:
    """The date that `text` says, or what is wrong with it; outer white space does not count.

    >>> str(parse("[2024-03-14, 2024-03-16]"))
    '[2024-03-14,2024-03-16]'
    >>> parse("2021-02-30")
    EdtfError(message='February 2021 has 28 days', offset=8, hint='2021-02-28')
    """
    found = _read(text, hemisphere)
    if isinstance(found, Edtf):
        return found
    # Only a mistake needs the hints.
    from digest.model import edtf_hints

    right = (c for c in edtf_hints.candidates(text.strip()) if isinstance(_read(c, hemisphere), Edtf))
    return EdtfError(found.message, found.offset, next(right, ""))


def sort_key(edtf: Edtf | None) -> tuple[int, ...]:
    """The place in time: the earliest day, then the latest with the later first, then the time of day; no date comes last.

    So "December 2021" heads its month. An open or unknown start stands at its end; an open end reaches further than any date.
    Times on one day are in the order of their instants; a time without a zone counts as UTC.
    """
    if edtf is None:
        return (1,)
    latest = edtf.latest
    earliest = edtf.earliest or first_day(edtf)
    end = (1, -latest.year, -latest.month, -latest.day) if latest else (0, 0, 0, 0)
    return (0, *earliest, *end, *_clock_key(edtf))


def first_day(edtf: Edtf) -> Day:
    """The day a date stands at: its earliest, or its latest where the start is open or unknown."""
    day = edtf.earliest or edtf.latest
    assert day is not None, "a date has at least one bound"
    return day


def html_datetime(edtf: Edtf) -> str:
    """The value for `<time datetime>` (HTML, 4.5.14), or "" where HTML has none that tells no more than the date does."""
    is_plain = edtf.shape == "point" and edtf.precision in ("time", "day", "month", "year")
    if not is_plain or edtf.is_uncertain or edtf.is_approximate or edtf.earliest is None or edtf.earliest.year < 1:
        return ""
    text = str(edtf)
    if not _PLAIN.fullmatch(text):
        return ""
    # HTML wants minutes in an offset, ISO 8601 does not.
    return text + (":00" if len(edtf.zone) == 3 else "")


def _read(text: str, hemisphere: Hemisphere) -> Edtf | EdtfError:
    inner = text.strip()
    lead = len(text) - len(text.lstrip())
    if not inner:
        return EdtfError("the date is empty")
    if inner[0] in "[{":
        return _read_set(inner, lead, hemisphere)
    if "/" in inner:
        return _read_interval(inner, lead, hemisphere)
    return _read_point(inner, lead, hemisphere)


def _read_set(text: str, at: int, hemisphere: Hemisphere) -> Edtf | EdtfError:
    """A level 2 set; `at` is where `text` stands in what was written."""
    closing = "]" if text[0] == "[" else "}"
    if len(text) < 2 or text[-1] != closing:
        return EdtfError(f"“{closing}” is missing at the end", at + len(text))
    members = []
    place = at + 1
    for piece in text[1:-1].split(","):
        start = place + len(piece) - len(piece.lstrip())
        place += len(piece) + 1
        member = _read_member(piece.strip(), start, hemisphere)
        if isinstance(member, EdtfError):
            return member
        members.append(member)
    whole = _whole(text, "one-of" if closing == "]" else "all-of", tuple(members))
    if whole.earliest is None and whole.latest is None:
        return EdtfError("a set that is open on both sides says nothing", at)
    return whole


def _read_member(text: str, at: int, hemisphere: Hemisphere) -> Edtf | EdtfError:
    if ".." not in text:
        return _read_point(text, at, hemisphere)
    start, _, end = text.partition("..")
    return _read_range(text, at, (start, end), (len(start) + 2), "open", hemisphere)


def _read_interval(text: str, at: int, hemisphere: Hemisphere) -> Edtf | EdtfError:
    start, _, end = text.partition("/")
    return _read_range(text, at, (start, end), len(start) + 1, "unknown", hemisphere)


def _read_range(text: str, at: int, sides: tuple[str, str], second: int, empty: End, hemisphere: Hemisphere) -> Edtf | EdtfError:
    """Two ends; `second` is the offset of the later one in `text`, `empty` what an empty end means."""
    ends: list[End] = []
    parts: list[Edtf] = []
    for side, place in zip(sides, (at, at + second), strict=True):
        if side == "" or (side == ".." and empty == "unknown"):
            ends.append("open" if side else empty)
            continue
        part = _read_point(side, place, hemisphere)
        if isinstance(part, EdtfError):
            return part
        if part.time:
            return EdtfError("an interval has dates at its ends, not times of day (EDTF level 0)", place + side.index("T"))
        ends.append("date")
        parts.append(part)
    if not parts:
        return EdtfError("an interval needs a date at one end at least", at)
    whole = _whole(text, "interval", tuple(parts), (ends[0], ends[1]))
    if whole.earliest and whole.latest and whole.earliest > whole.latest:
        return EdtfError("the interval ends before it begins", at + second)
    return whole


def _whole(text: str, shape: Shape, parts: tuple[Edtf, ...], ends: tuple[End, End] = ("date", "date")) -> Edtf:
    """An interval or a set over its parts."""
    starts = [part.earliest for part in parts]
    stops = [part.latest for part in parts]
    if shape == "interval":
        starts, stops = starts[:1], stops[-1:]
    return Edtf(
        text=text,
        shape=shape,
        precision=max((part.precision for part in parts), key=PRECISIONS.index),
        earliest=None if ends[0] != "date" or None in starts else min(day for day in starts if day),
        latest=None if ends[1] != "date" or None in stops else max(day for day in stops if day),
        is_uncertain=any(part.is_uncertain for part in parts),
        is_approximate=any(part.is_approximate for part in parts),
        ends=ends,
        parts=parts,
    )


def _read_point(text: str, at: int, hemisphere: Hemisphere) -> Edtf | EdtfError:
    """One date, perhaps with a time of day."""
    if plain := _read_day(text):
        return plain
    found = POINT.match(text)
    if found is None:
        return EdtfError("a date is written year-month-day, with four digits for the year", at)
    if found.end() < len(text):
        return EdtfError(f"“{text[found.end()]}” cannot stand here in a date", at + found.end())
    fields = _qualified(found)
    bounds = _checked_bounds(found, at, fields, hemisphere)
    if isinstance(bounds, EdtfError):
        return bounds
    bits = [QUALIFIERS.index(part.qualifier) for part in fields]
    return Edtf(
        text=text,
        shape="point",
        precision=_precision(fields, has_time=found["clock"] is not None),
        earliest=bounds[0],
        latest=bounds[1],
        is_uncertain=any(bit & 1 for bit in bits),
        is_approximate=any(bit & 2 for bit in bits),
        fields=fields,
        time=found["time"] or "",
        zone=found["zone"] or "",
    )


def _read_day(text: str) -> Edtf | None:
    """A day of the calendar with nothing else said of it, as nearly all dates are."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day = Day(*map(int, found.groups()))
    if not (1 <= day.month <= 12 and 1 <= day.day <= days_in(day.year, day.month)):
        return None
    fields = tuple(map(Field, found.groups()))
    return Edtf(text=text, shape="point", precision="day", earliest=day, latest=day, fields=fields)


def _qualified(found: re.Match[str]) -> tuple[Field, ...]:
    """The components with all that qualifies each: what stands before it, after it, or after a later one (ISO 8601-2, 8.4)."""
    fields: list[Field] = []
    bits = 0
    for name in ("day", "month", "year"):
        if found[name] is None:
            continue
        bits |= QUALIFIERS.index(found["r" + name[0]])
        fields.append(Field(found[name], QUALIFIERS[bits | QUALIFIERS.index(found["q" + name[0]])]))
    return tuple(reversed(fields))


def _checked_bounds(
    found: re.Match[str], at: int, fields: tuple[Field, ...], hemisphere: Hemisphere
) -> tuple[Day, Day] | EdtfError:
    """The first and last day, unless a component has a value that no calendar has."""
    year, month, day = (*(part.digits for part in fields), "", "")[:3]
    if wrong := _wrong_year(year, has_month=bool(month)):
        return EdtfError(wrong, at + found.start("year"))
    if edtf_bounds.is_grouping(month):
        if day:
            return EdtfError("a season or other part of a year has no days", at + found.start("month"))
        return edtf_bounds.of_grouping(year, month, hemisphere)
    if month and not edtf_bounds.matching(month, 1, 12):
        return EdtfError(f"there is no month {month}", at + found.start("month"))
    if found["clock"] and (wrong := _wrong_clock(found)):
        return EdtfError(wrong, at + found.start("clock"))
    bounds = edtf_bounds.of_components(year, month, day)
    return bounds or EdtfError(_wrong_day(year, month, day), at + found.start("day"))


def _wrong_year(digits: str, *, has_month: bool) -> str:
    if digits == "-0000":
        return "the year 0 has no sign"
    if not digits.startswith("Y"):
        return ""
    if has_month:
        return "a year with Y stands alone"
    # Twelve digits reach beyond the age of the universe; far longer ones would be refused by int().
    if not re.fullmatch(r"Y-?[1-9][0-9]{4,11}", digits):
        return "Y introduces a year of five to twelve digits"
    return ""


def _wrong_clock(found: re.Match[str]) -> str:
    if "X" in found[0] or any(mark in found[0] for mark in "?~%"):
        return "a date with a time of day has neither qualifiers nor unspecified digits"
    hour, minute, second = (*map(int, found["time"].split(":")), 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        return f"there is no time {found['time']}"
    zone = found["zone"] or "Z"
    if zone in ("-00", "-00:00"):
        return "an offset of zero has no minus sign"
    if zone != "Z" and (int(zone[1:3]) > 23 or int(zone[4:] or 0) > 59):
        return f"there is no offset {zone}"
    return ""


def _wrong_day(year: str, month: str, day: str) -> str:
    if is_masked(year + month + day):
        return f"no day of the calendar is {year}-{month}-{day}"
    from digest.model import edtf_hints

    return f"{edtf_hints.MONTHS[int(month) - 1]} {year} has {days_in(int(year), int(month))} days"


def _precision(fields: tuple[Field, ...], *, has_time: bool) -> Precision:
    if len(fields) == 3:
        return "time" if has_time else "day"
    if len(fields) == 1:
        unspecified = re.fullmatch(r"-?[0-9]+(X{0,3})", fields[0].digits)
        return ("year", "decade", "century", "millennium")[len(unspecified[1])] if unspecified else "year"
    code = fields[1].digits
    if is_masked(code) or int(code) <= 12:
        return "month"
    for last, name in ((32, "season"), (36, "quarter"), (39, "quadrimester")):
        if int(code) <= last:
            return name  # type: ignore[return-value]  # the names are those of Precision
    return "semester"


def _clock_key(edtf: Edtf) -> tuple[int, int]:
    """(0, 0) without a time of day, so that the day itself comes first; else 1 and the seconds since midnight in UTC."""
    if not edtf.time:
        return (0, 0)
    hour, minute, second = (*map(int, edtf.time.split(":")), 0)[:3]
    zone = edtf.zone if edtf.zone not in ("", "Z") else "+00"
    offset = (int(zone[1:3]) * 60 + int(zone[4:] or 0)) * (-60 if zone[0] == "-" else 60)
    return (1, hour * 3600 + minute * 60 + second - offset)


def _print_fields(fields: tuple[Field, ...]) -> str:
    """A qualifier that several components from the left share stands once, behind the last of them; any other before its own."""
    if {qualifier for _, qualifier in fields} == {""}:
        return "-".join([digits for digits, _ in fields])
    head = fields[0].qualifier
    shared = next((i for i, part in enumerate(fields) if part.qualifier != head), len(fields))
    front = "-".join(part.digits for part in fields[:shared]) + head
    return "-".join((front, *(part.qualifier + part.digits for part in fields[shared:])))


def _print_ends(edtf: Edtf, *, is_open: str) -> Iterator[str]:
    parts = iter(edtf.parts)
    for end in edtf.ends:
        yield str(next(parts)) if end == "date" else is_open if end == "open" else ""


def _print_member(edtf: Edtf) -> str:
    return "..".join(_print_ends(edtf, is_open="")) if edtf.shape == "interval" else str(edtf)

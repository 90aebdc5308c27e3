"""EDTF dates in the words of a language.

What CLDR knows (months, order, ranges, lists, digits, eras) comes from `digest/locales/cldr/`, whose patterns are in the notation
of `str.format` with the field letters of UTS 35. What it does not know, the words for doubt, comes from `digest/locales/words/`,
keyed by the concept of EDTF; for a language without such a file signs stand in (`~` `?` `…`), so that dates are right in all of
them. Reading the files is the business of `store`: this room takes what was read.

Prepositions govern a case or want an article ("від березня", "vers le 14 mars"), and a date may read otherwise after them. A
template says which form it takes: `{date}` `{start}` `{end}` as the date stands alone, `{of_date}` `{of_start}` `{of_end}` as it
stands after the template's own preposition. The second form is made with the words that begin with "of-": those named as CLDR's
patterns are ("of-day", "of-month", "of-year") stand in for these, others ("of-spring", "of-decade") for the word without "of-".
A language that has none has one form of everything.
"""

from collections.abc import Sequence
from typing import Literal, get_args

from digest.model.edtf import Day, Edtf, Field, first_day, is_masked
from digest.text.locale import Locale, fields, fill, governed, locale_from

__all__ = ["MARKS", "Locale", "Mark", "in_words", "locale_from", "mark", "month_heading", "short"]

Mark = Literal[
    "day", "month", "season", "year", "decade", "century", "millennium",
    "about", "uncertain", "interval", "open", "one-of", "all-of", "unknown",
]  # fmt: skip

MARKS: tuple[Mark, ...] = get_args(Mark)


def in_words(edtf: Edtf, locale: Locale) -> str:
    """The whole date in words, its doubt included: "about 14 March 2024", "14 or 16 March 2024"."""
    match edtf.shape:
        case "point":
            return _point(edtf, locale)
        case "interval":
            return _interval(edtf, locale)
        case "one-of" | "all-of":
            return _set(edtf, locale)


def short(edtf: Edtf, locale: Locale) -> str:
    """The date for the axis: short months, a day without its year, and signs for doubt: "14 Mar", "~Mar 2024?", "1667 … 1672"."""
    match edtf.shape:
        case "point":
            front, back = "~" * edtf.is_approximate, "?" * edtf.is_uncertain
            return front + _short_point(edtf, locale) + back
        case "interval":
            return _short_interval(edtf, locale)
        case "one-of" | "all-of":
            sign = " / " if len(edtf.parts) <= 2 else " … "
            return sign.join(dict.fromkeys((short(edtf.parts[0], locale), short(edtf.parts[-1], locale))))


def month_heading(year: int, month: int, locale: Locale) -> str:
    """A month on its own, in the form that CLDR has for that: "March 2024", "březen 2024". The case is the language's."""
    return fill("month", Day(year, month, 1), locale)


def mark(edtf: Edtf) -> Mark:
    """The sign that a theme draws: the shape of the date before its doubt, its doubt before its precision."""
    if edtf.earliest is None or edtf.latest is None:
        return "open"
    if edtf.shape != "point":
        return edtf.shape
    if edtf.is_uncertain:
        return "uncertain"
    if edtf.is_approximate:
        return "about"
    if _is_yearless(edtf):
        return "unknown"
    if _is_gapped(edtf):
        return "one-of"
    return _extent(edtf)


def _extent(edtf: Edtf) -> Mark:
    """How much time a point takes up that is not gapped: an unspecified day leaves its month, an unspecified month its year."""
    match edtf.precision:
        case "time" | "day" | "month":
            extents: tuple[Mark, ...] = ("year", "month", "day")
            return extents[sum(not is_masked(part.digits) for part in edtf.fields) - 1]
        case "quarter" | "season" | "quadrimester" | "semester":
            return "season"
        case "year" | "decade" | "century" | "millennium":
            return edtf.precision


def _is_specified(edtf: Edtf) -> bool:
    """True of a point without unspecified digits, as nearly all are."""
    return not is_masked("".join([digits for digits, _ in edtf.fields]))


def _is_yearless(edtf: Edtf) -> bool:
    return edtf.fields[0].digits.strip("-") == "XXXX"


def _is_season(edtf: Edtf) -> bool:
    return edtf.precision in ("season", "quarter", "quadrimester", "semester")


def _is_gapped(edtf: Edtf) -> bool:
    """True of a point whose unspecified digits leave days that do not lie together, or that no unit of the calendar holds."""
    if _is_specified(edtf):
        return False
    year, *rest = edtf.fields
    is_partly = any(map(_is_partly_masked, rest)) or (_is_partly_masked(year) and (bool(rest) or edtf.precision == "year"))
    return is_partly or (len(rest) == 2 and is_masked(rest[0].digits) and not is_masked(rest[1].digits))


def _is_partly_masked(part: Field) -> bool:
    digits = part.digits.strip("-")
    return is_masked(digits) and set(digits) != {"X"}


# Points


def _point(edtf: Edtf, locale: Locale, *, approximate: str = "") -> str:
    """A single date; `approximate` is the template for "about" where the place of the date decides it."""
    text = _certain(edtf, locale)
    if not (edtf.is_uncertain or edtf.is_approximate):
        return text
    if len({part.qualifier for part in edtf.fields}) > 1:
        return locale.words["partly"].format(date=text, doubt=_doubts(edtf, locale))
    if edtf.is_approximate:
        template = approximate or f"approximate-{_kind(edtf)}"
        text = locale.words.get(template, locale.words["approximate"]).format(date=text, of_date=_certain(edtf, governed(locale)))
    return locale.words["uncertain"].format(date=text) if edtf.is_uncertain else text


def _kind(edtf: Edtf) -> str:
    """What a date reads like, which decides on the words before it: a decade, a season, a day …; two bounds are "other"."""
    if _is_yearless(edtf) or _is_gapped(edtf) or edtf.precision in ("century", "millennium"):
        return "other"
    return edtf.precision if edtf.precision in ("quarter", "quadrimester", "semester") else _extent(edtf)


def _doubts(edtf: Edtf, locale: Locale) -> str:
    """The parts in doubt, by qualifier: "month and year approximate, day uncertain"."""
    keys = {"?": "part-uncertain", "~": "part-approximate", "%": "part-uncertain-approximate"}
    doubts = []
    for qualifier, key in keys.items():
        names = [name for name, part in zip(_names(edtf), edtf.fields, strict=False) if part.qualifier == qualifier]
        if names:
            doubts.append(locale.words[key].format(what=_listed([locale.words[name] for name in names], "and", locale)))
    return locale.words["comma"].join(doubts)


def _names(edtf: Edtf) -> tuple[str, str, str]:
    return ("year", "season" if _is_season(edtf) else "month", "day")


def _certain(edtf: Edtf, locale: Locale) -> str:
    """A point without regard to its qualifiers."""
    day = first_day(edtf)
    if not _is_specified(edtf):
        return _masked(edtf, locale)
    match edtf.precision:
        case "time":
            return locale.patterns["date_time"].format(date=fill("day", day, locale), time=_clock(edtf, locale))
        case "day" | "month" | "year":
            return fill(edtf.precision, day, locale)
        case "quarter" if day.year > 0:
            return fill("quarter", day, locale)
        case _:
            return _season(edtf, locale)


def _season(edtf: Edtf, locale: Locale) -> str:
    """A season by its name if the language has one, and with its hemisphere if the code says it; else the months it spans."""
    text = _season_name(edtf, locale)
    if not text:
        return _span(first_day(edtf), edtf.latest or first_day(edtf), "month", locale)
    code = int(edtf.fields[1].digits)
    return text if code < 25 else locale.words["north" if code < 29 else "south"].format(date=text)


def _season_name(edtf: Edtf, locale: Locale) -> str:
    """ "spring 2021", or "" where the language has no word for it, and for the groupings that no language names."""
    key = ("spring", "summer", "autumn", "winter")[(int(edtf.fields[1].digits) - 21) % 4]
    if edtf.precision != "season" or key not in locale.words:
        return ""
    return locale.words[key].format(year=locale.year(first_day(edtf).year))


def _clock(edtf: Edtf, locale: Locale) -> str:
    """The local time as written, with its offset from UTC; seconds only where they are not zero."""
    hour, minute, second = (*map(int, edtf.time.split(":")), 0)[:3]
    numbers = {
        "HH": f"{hour:02d}",
        "H": str(hour),
        "mm": f"{minute:02d}",
        "m": str(minute),
        "ss": f"{second:02d}",
        "s": str(second),
    }
    numbers = {key: locale.own_digits(value) for key, value in numbers.items()}
    time = locale.patterns["time_seconds" if second else "time"].format_map(numbers)
    if not edtf.zone:
        return time
    offset = "" if edtf.zone == "Z" else edtf.zone.replace("-", "−") + (":00" if len(edtf.zone) == 3 else "")
    return f"{time} (UTC{offset})"


def _masked(edtf: Edtf, locale: Locale) -> str:
    """A point with unspecified digits: a decade, what is known of a date, or the bounds."""
    low, high = first_day(edtf), edtf.latest or first_day(edtf)
    if _is_yearless(edtf) and (_is_gapped(edtf) or _is_season(edtf)):
        return str(edtf)
    if _is_yearless(edtf) and (len(edtf.fields) == 1 or is_masked(edtf.fields[1].digits)):
        return locale.words["unknown"]
    if edtf.precision == "decade" and low.year >= 10 and "decade" in locale.words:
        return locale.words["decade"].format(year=locale.own_digits(str(low.year)))
    if _is_gapped(edtf) or edtf.precision in ("decade", "century", "millennium"):
        return _between(low, high, _unit(edtf), locale)
    unknown = [locale.words[name] for name, part in zip(_names(edtf), edtf.fields, strict=False) if is_masked(part.digits)]
    return locale.words["unspecified"].format(date=_known(edtf, locale), what=_listed(unknown, "and", locale))


def _unit(edtf: Edtf) -> str:
    """The unit in which the bounds of a point are told."""
    return ("year", "month", "day")[len(edtf.fields) - 1]


def _known(edtf: Edtf, locale: Locale) -> str:
    """The components that are given, where each is either whole or absent."""
    low = first_day(edtf)
    if not _is_yearless(edtf):
        return fill("year" if is_masked(edtf.fields[1].digits) else "month", low, locale)
    has_day = len(edtf.fields) == 3 and not is_masked(edtf.fields[2].digits)
    return fill("month_day", low, locale) if has_day else locale.months_alone[low.month - 1]


# Intervals and sets


def _interval(edtf: Edtf, locale: Locale) -> str:
    match edtf.ends:
        case ("date", "date"):
            return _range(edtf.parts[0], edtf.parts[1], locale)
        case (end, "date"):
            key = "until" if end == "open" else "until-unknown"
            return _bound(key, "end", edtf.parts[0], locale)
        case (_, end):
            key = "from" if end == "open" else "from-unknown"
            return _bound(key, "start", edtf.parts[0], locale)


def _bound(key: str, side: str, edtf: Edtf, locale: Locale) -> str:
    """An interval that has one end only."""
    return locale.words[key].format_map({side: _inner(edtf, locale), f"of_{side}": _inner(edtf, governed(locale))})


def _range(start: Edtf, end: Edtf, locale: Locale) -> str:
    """Two dates with a dash, said once what they share."""
    if _is_plain(start) and _is_plain(end) and start.precision == end.precision:
        return _span(first_day(start), first_day(end), start.precision, locale)
    return _inner(start, locale) + locale.ranges["join"][0] + _inner(end, locale)


def _is_plain(edtf: Edtf) -> bool:
    """True of a point that has a day, a month or a year and nothing more to say."""
    is_simple = edtf.shape == "point" and edtf.precision in ("day", "month", "year")
    return is_simple and not any(part.qualifier or is_masked(part.digits) for part in edtf.fields)


def _span(start: Day, end: Day, unit: str, locale: Locale) -> str:
    """The range from one day, month or year to another; one date where they are the same."""
    same = {"year": 1, "month": 2, "day": 3}[unit]
    if start[:same] == end[:same]:
        return fill(unit, start, locale)
    if start.year < 1:
        return fill(unit, start, locale) + locale.ranges["join"][0] + fill(unit, end, locale, has_era=True)
    match unit, start.year == end.year, start.month == end.month:
        case "year", _, _:
            key = "years"
        case "month", same_year, _:
            key = "months" if same_year else "months_of_years"
        case _, True, same_month:
            key = "days" if same_month else "days_of_year"
        case _:
            return fill("day", start, locale) + locale.ranges["join"][0] + fill("day", end, locale)
    first, last = locale.ranges[key]
    return first.format_map(fields(start, locale)) + last.format_map(fields(end, locale))


def _between(start: Day, end: Day, unit: str, locale: Locale) -> str:
    """One date of a range."""
    forms = {"": locale, "of_": governed(locale)}
    starts = {f"{form}start": fill(unit, start, each) for form, each in forms.items()}
    ends = {f"{form}end": fill(unit, end, each, has_era=start.year < 1) for form, each in forms.items()}
    return locale.words["between"].format_map({**starts, **ends, "range": _span(start, end, unit, locale)})


def _set(edtf: Edtf, locale: Locale) -> str:
    style = "or" if edtf.shape == "one-of" else "and"
    first = edtf.parts[0]
    days = [first_day(part) for part in edtf.parts if _is_plain(part) and part.precision == "day"]
    if len(days) == len(edtf.parts) > 1 and len({day[:2] for day in days}) == 1:
        return _days_of_month(days, style, locale)
    if len(edtf.parts) > 1:
        return _listed([_member(part, style, locale) for part in edtf.parts], style, locale)
    if style == "or" and len(first.parts) == 2 and all(map(_is_plain, first.parts)):
        start, end = first.parts
        if start.precision == end.precision:
            return _between(first_day(start), first_day(end), start.precision, locale)
    return _member(first, style, locale)


def _member(edtf: Edtf, style: str, locale: Locale) -> str:
    """A member of a set; one of all the days before or after a date is no interval but a bound."""
    if style == "or" and edtf.ends[0] != "date":
        return _bound("not-after", "end", edtf.parts[0], locale)
    if style == "or" and edtf.ends[1] != "date":
        return _bound("not-before", "start", edtf.parts[0], locale)
    return _interval(edtf, locale) if edtf.shape == "interval" else _inner(edtf, locale)


def _days_of_month(days: Sequence[Day], style: str, locale: Locale) -> str:
    """Days of one month with the month said once: "14., 16. oder 18. März 2024"."""
    listed_day = locale.ranges["listed_day"]
    if not listed_day or days[0].year < 1:
        return _listed([fill("day", day, locale) for day in days], style, locale)
    numbers = [listed_day[0].format_map(fields(day, locale)) for day in days[:-1]]
    last = fields(days[-1], locale)
    text = _listed([*numbers, last["d"]], style, locale)
    last["d"] = last["dd"] = text
    return locale.patterns["day"].format_map(last)


def _inner(edtf: Edtf, locale: Locale) -> str:
    """A point within an interval or a set."""
    return _point(edtf, locale, approximate="approximate-inner")


def _listed(items: Sequence[str], style: str, locale: Locale) -> str:
    """Items joined as CLDR's list patterns say (UTS 35, part 2, list patterns)."""
    patterns = locale.lists[style]
    present = [item for item in items if item]
    if len(present) < 2:
        return "".join(present)
    if len(present) == 2:
        return patterns["2"].format(*present)
    text = patterns["end"].format(present[-2], present[-1])
    for item in reversed(present[1:-2]):
        text = patterns["middle"].format(item, text)
    return patterns["start"].format(present[0], text)


# The axis


def _short_point(edtf: Edtf, locale: Locale) -> str:
    """A point without its qualifiers; what is not known of it is left out."""
    low, high = first_day(edtf), edtf.latest or first_day(edtf)
    if _is_yearless(edtf) or edtf.precision in ("year", "decade", "quarter"):
        return _certain(edtf, locale)
    if _is_gapped(edtf) or edtf.precision in ("century", "millennium"):
        return _short_span(low, high, _unit(edtf), locale)
    if _is_season(edtf):
        return _short_season(edtf, locale)
    return _short_fill(_extent(edtf), low, locale)


def _short_season(edtf: Edtf, locale: Locale) -> str:
    """A season without its hemisphere, or the months it spans."""
    text = _season_name(edtf, locale)
    return text or _short_span(first_day(edtf), edtf.latest or first_day(edtf), "month", locale)


def _short_interval(edtf: Edtf, locale: Locale) -> str:
    ends = [short(part, locale) for part in edtf.parts]
    dash = locale.ranges["join"][0]
    if edtf.ends[0] != "date":
        return f"…{dash}{ends[0]}"
    if edtf.ends[1] != "date":
        return f"{ends[0]}{dash}…"
    start, end = edtf.parts
    if _is_plain(start) and _is_plain(end) and start.precision == end.precision:
        return _short_span(first_day(start), first_day(end), start.precision, locale)
    return dash.join(dict.fromkeys(ends))


def _short_span(start: Day, end: Day, unit: str, locale: Locale) -> str:
    if unit == "year":
        return _span(start, end, unit, locale)
    if unit == "day" and start[:2] == end[:2] and start != end:
        first, last = locale.ranges["days_short"]
        return first.format_map(fields(start, locale)) + last.format_map(fields(end, locale))
    ends = (_short_fill(unit, start, locale), _short_fill(unit, end, locale))
    return locale.ranges["join"][0].join(dict.fromkeys(ends))


def _short_fill(unit: str, day: Day, locale: Locale) -> str:
    """A day without its year, a month with it. Before the year 1 the month is long, because CLDR has no short one with an era."""
    return fill(unit if unit == "year" or (unit == "month" and day.year < 1) else f"{unit}_short", day, locale)

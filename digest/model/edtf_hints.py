"""What somebody may have meant who wrote a date that EDTF does not have.

`candidates` only rewrites text: the drafts of EDTF before 2019 (`u`, `unknown`, `open`, `y`, `e`, `?~`), dates as people and
programs write them (`30.12.2021`, `Dec 2021`, `ca. 1962`), and days that the calendar lacks. Whether a candidate is a date is
for the reader of dates to say. A date that could be read two ways (`3/4/2021`) yields no candidate: a wrong hint is
worse than none.
"""

import re
import unicodedata
from collections.abc import Iterator

from digest.model.edtf_bounds import days_in

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

# First letters of month names in English and German, case folded; the longer ones where three letters would not do.
MONTH_STARTS = {
    "jan": 1, "jän": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip

SEASONS = {
    "spring": 21, "frühling": 21, "frühjahr": 21, "summer": 22, "sommer": 22,
    "autumn": 23, "fall": 23, "herbst": 23, "winter": 24,
}  # fmt: skip

# Words around a date, in English and German, and the EDTF form of the date that is left without them.
PHRASES = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"(?:ca?\.?|circa|about|around|approx\.?|um|etwa|gegen|zirka|~)\s*(.+)", "{0}~"),
        (r"(?:by|until|till|up to|bis)\s+(.+)", "../{0}"),
        (r"(?:from|since|ab|seit)\s+(.+)", "{0}/.."),
        (r"(?:possibly|probably|perhaps|vielleicht|vermutlich|wohl)\s+(.+)", "{0}?"),
        (r"(?:between|zwischen)\s+(.+?)\s+(?:and|und)\s+(.+)", "[{0}..{1}]"),
        (r"(.+?)\s+(?:or|oder)\s+(.+)", "[{0},{1}]"),
        (r"(.+?)\s+(?:and|und)\s+(.+)", "{{{0},{1}}}"),
        (r"(.+?)\s*\(?\?\)?", "{0}?"),
        (r"(.+?)\s*(?:\s[-–—]\s|–|—|\.\.\.?|…|\sto\s|\sbis\s|/)\s*(.+)", "{0}/{1}"),
        (r"([0-9]{4})-([0-9]{4})", "{0}/{1}"),
    )
)


def candidates(text: str) -> Iterator[str]:
    """What may have been meant by `text`, the likeliest first; not all of them are dates."""
    # With a dash two digits are a later year of the century; with a stroke only if they cannot be a month.
    if found := re.fullmatch(r"([0-9]{2})([0-9]{2})(?:[–—]|/(?=1[3-9]|[2-9]))([0-9]{2})", text):
        yield f"{found[1]}{found[2]}/{found[1]}{found[3]}"
    tidy = _tidy(text[:200])
    yield tidy
    yield from _of_words(tidy)
    yield from _of_one(tidy)
    yield from _of_parts(tidy)


def _tidy(text: str) -> str:
    """The text with ASCII digits and hyphens, and with the signs of 2019 for those of earlier drafts."""
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    text = re.sub(r"(?<=[0-9Xu?])[‐‑‒–−](?=[0-9Xu]{2}(?:[^0-9Xu]|$))", "-", text)
    text = re.sub(r"\?~|~\?", "%", text)
    text = re.sub(r"\(([^()]+)\)([?~%])", r"\1\2", text)
    text = re.sub(r"(?<=[0-9Xxu-])[ux]|[ux](?=[0-9Xxu-])", "X", text)
    text = re.sub(r"\b(?:unknown|null)\b", "", re.sub(r"\b(?:open|now|today)\b", "..", text)) if "/" in text else text
    text = re.sub(r"([0-9])[ t]+([0-9]{2}:[0-9]{2})", r"\1T\2", text)
    text = re.sub(r"([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?\s*([zZ]|[+-][0-9]{2}:?[0-9]{2}|)$", _zone, text)
    return text


def _zone(found: re.Match[str]) -> str:
    zone = found[2].upper()
    if zone and zone != "Z":
        zone = f"{zone[:3]}:{zone[-2:]}"
    return found[1] + ("Z" if zone == "-00:00" else zone)


def _of_words(text: str) -> Iterator[str]:
    """A phrase over dates, each of which may itself need help."""
    for pattern, form in PHRASES:
        found = pattern.fullmatch(text.strip().casefold())
        if found is None:
            continue
        parts = [next(_of_one(part), part) for part in found.groups()]
        yield form.format(*parts)


def _of_parts(text: str) -> Iterator[str]:
    """An interval or a set with each date helped by itself; an interval the other way round."""
    ends = [next(_of_one(part), part) if part not in ("", "..") else part for part in text.split("/")]
    if len(ends) == 2:
        yield "/".join(ends)
        yield "/".join(reversed(ends))
        days = [end.partition("T")[0] for end in ends]
        yield "/".join(days) if days[0] != days[1] else days[0]
    if text[:1] in ("[", "{"):
        closing = "]" if text[0] == "[" else "}"
        members = [member.strip() for member in text.strip("[]{} ").split(",")]
        yield text[0] + ",".join(_of_member(member) for member in members if member) + closing
        yield text[0] + ",".join(re.sub(r"^([^.]+)\.\.([^.]+)$", r"\2..\1", m) for m in members) + closing


def _of_member(text: str) -> str:
    return "..".join(next(_of_one(end), end) if end else "" for end in text.split(".."))


def _of_one(text: str) -> Iterator[str]:
    """One date, in another notation or with values that the calendar lacks."""
    text = text.strip()
    qualifier = text[-1] if text[-1:] in ("?", "~", "%") else ""
    bare = text.rstrip("?~% .,")
    for form in (_long_year, _numeric, _named, _period):
        if candidate := form(bare):
            yield candidate + qualifier


def _long_year(text: str) -> str:
    """A year with Y, an exponent or significant digits; a year of too few or too many digits."""
    if found := re.fullmatch(r"[yY]?(-?)([0-9]{1,6})[eE]([0-9])", text):
        return _year(int(found[1] + found[2]) * 10 ** int(found[3]))
    if found := re.fullmatch(r"([0-9]{4})S([123])", text):
        return found[1][: int(found[2])] + "X" * (4 - int(found[2]))
    if found := re.fullmatch(r"[yY]?([+-]?)([0-9]{1,12})", text):
        number = int(found[2]) * (-1 if found[1] == "-" else 1)
        is_bare = found[1] == "" and text[0] not in "yY"
        # Two digits may be a year of any century, six or eight a date without hyphens.
        return "" if is_bare and len(found[2]) in (1, 2, 6, 8) else _year(number)
    if found := re.fullmatch(r"([0-9]{1,4})\s*(?:bce?|v\.\s*chr)", text.casefold()):
        return _year(1 - int(found[1]))
    return ""


def _year(number: int) -> str:
    digits = f"{abs(number):04d}"
    return ("Y" if len(digits) > 4 else "") + ("-" if number < 0 else "") + digits


def _numeric(text: str) -> str:
    """Digits in the order of ISO 8601 with other signs between them, or with the day first."""
    day, _, clock = text.partition("T")
    found = re.fullmatch(r"([0-9]{4})([-./ ]?)([0-9X]{1,2})(?:\2([0-9X]{1,2}))?[-./]?", day)
    if found and (found[2] or len(day) in (6, 8)):
        return _date(found[1], found[3], found[4] or "") + (f"T{clock}" if clock else "")
    if found := re.fullmatch(r"([0-9]{1,2})[-./ ]+([0-9]{4})", day):
        return _date(found[2], found[1], "")
    if found := re.fullmatch(r"([0-9]{1,2})\.\s*([0-9]{1,2})\.\s*([0-9]{4})", day):
        return _date(found[3], found[2], found[1])  # with full stops the day comes first everywhere
    if found := re.fullmatch(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})", day):
        first, second = int(found[1]), int(found[3])
        if first > 12 or first == second:
            return _date(found[4], found[3], found[1])
        return _date(found[4], found[1], found[3]) if second > 12 else ""
    return ""


def _named(text: str) -> str:
    """A date with the name of its month."""
    names = [word for word in re.findall(r"[^\W\d_]+", text.casefold()) if word[:3] in MONTH_STARTS]
    numbers = re.findall(r"[0-9]+", text)
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b|\b(?:of|den|der)\b", "", text.casefold()))
    years = [n for n in numbers if len(n) == 4]
    days = [n for n in numbers if len(n) <= 2]
    if len(names) != 1 or len(words) != 1 or len(years) != 1 or len(numbers) > 2 or len(days) != len(numbers) - 1:
        return ""
    return _date(years[0], str(MONTH_STARTS[names[0][:3]]), days[0] if days else "")


def _period(text: str) -> str:
    """A decade, a season or a quarter in words."""
    folded = text.casefold()
    if found := re.fullmatch(r"([0-9]{3})0(?:['’]?s|er(?: jahre)?)", folded):
        return f"{found[1]}X"
    if found := re.fullmatch(r"([^\W\d_]+)\s+(?:of\s+)?([0-9]{4})", folded):
        return f"{found[2]}-{SEASONS[found[1]]}" if found[1] in SEASONS else ""
    if found := re.fullmatch(r"q([1-4])[\s/-]*([0-9]{4})", folded):
        return f"{found[2]}-{32 + int(found[1])}"
    if found := re.fullmatch(r"([0-9]{4})[\s/-]*q([1-4])", folded):
        return f"{found[1]}-{32 + int(found[2])}"
    return ""


def _date(year: str, month: str, day: str) -> str:
    """Year, month and day with two digits each and within the calendar; a month beyond 12 may be the day."""
    if not month.isdigit() or not (day or "1").isdigit():
        return "-".join(part.rjust(2, "0") for part in (year, month, day) if part)
    m, d = int(month), int(day or 1)
    if m > 12 and 1 <= d <= 12 and day:
        m, d = d, m
    m = min(max(m, 1), 12)
    d = min(max(d, 1), days_in(int(year), m))
    return f"{year}-{m:02d}" + (f"-{d:02d}" if day else "")

"""EDTF: the examples of the specification, the bounds, the order, the hints; then what holds of every text."""

import calendar
from datetime import date, timedelta

import edtf as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.edtf import PRECISIONS, Day, Edtf, EdtfError, Field, days_in, first_day, html_datetime, parse, sort_key


def read(text: str, hemisphere: str = "north") -> Edtf:
    found = parse(text, "south" if hemisphere == "south" else "north")
    assert isinstance(found, Edtf), found
    return found


def bounds(text: str, hemisphere: str = "north") -> str:
    """Both bounds in one string, as in "2004-06-01 … 2004-06-30"; a side without a bound is empty."""
    found = read(text, hemisphere)
    return " … ".join(
        "" if day is None else f"{day.year:04d}-{day.month:02d}-{day.day:02d}" for day in (found.earliest, found.latest)
    )


# The examples of https://www.loc.gov/standards/datetime/ (February 2019) in its order: text, shape, precision, bounds.
EXAMPLES = [
    # level 0
    ("1985-04-12", "point", "day", "1985-04-12 … 1985-04-12"),
    ("1985-04", "point", "month", "1985-04-01 … 1985-04-30"),
    ("1985", "point", "year", "1985-01-01 … 1985-12-31"),
    ("1985-04-12T23:20:30", "point", "time", "1985-04-12 … 1985-04-12"),
    ("1985-04-12T23:20:30Z", "point", "time", "1985-04-12 … 1985-04-12"),
    ("1985-04-12T23:20:30-04", "point", "time", "1985-04-12 … 1985-04-12"),
    ("1985-04-12T23:20:30+04:30", "point", "time", "1985-04-12 … 1985-04-12"),
    ("1964/2008", "interval", "year", "1964-01-01 … 2008-12-31"),
    ("2004-06/2006-08", "interval", "month", "2004-06-01 … 2006-08-31"),
    ("2004-02-01/2005-02-08", "interval", "day", "2004-02-01 … 2005-02-08"),
    ("2004-02-01/2005-02", "interval", "month", "2004-02-01 … 2005-02-28"),
    ("2004-02-01/2005", "interval", "year", "2004-02-01 … 2005-12-31"),
    ("2005/2006-02", "interval", "year", "2005-01-01 … 2006-02-28"),
    # level 1
    ("Y170000002", "point", "year", "170000002-01-01 … 170000002-12-31"),
    ("Y-170000002", "point", "year", "-170000002-01-01 … -170000002-12-31"),
    ("2001-21", "point", "season", "2001-03-01 … 2001-05-31"),
    ("1984?", "point", "year", "1984-01-01 … 1984-12-31"),
    ("2004-06~", "point", "month", "2004-06-01 … 2004-06-30"),
    ("2004-06-11%", "point", "day", "2004-06-11 … 2004-06-11"),
    ("201X", "point", "decade", "2010-01-01 … 2019-12-31"),
    ("20XX", "point", "century", "2000-01-01 … 2099-12-31"),
    ("2004-XX", "point", "month", "2004-01-01 … 2004-12-31"),
    ("1985-04-XX", "point", "day", "1985-04-01 … 1985-04-30"),
    ("1985-XX-XX", "point", "day", "1985-01-01 … 1985-12-31"),
    ("1985-04-12/..", "interval", "day", "1985-04-12 … "),
    ("1985-04/..", "interval", "month", "1985-04-01 … "),
    ("1985/..", "interval", "year", "1985-01-01 … "),
    ("../1985-04-12", "interval", "day", " … 1985-04-12"),
    ("../1985-04", "interval", "month", " … 1985-04-30"),
    ("../1985", "interval", "year", " … 1985-12-31"),
    ("1985-04-12/", "interval", "day", "1985-04-12 … "),
    ("1985-04/", "interval", "month", "1985-04-01 … "),
    ("1985/", "interval", "year", "1985-01-01 … "),
    ("/1985-04-12", "interval", "day", " … 1985-04-12"),
    ("/1985-04", "interval", "month", " … 1985-04-30"),
    ("/1985", "interval", "year", " … 1985-12-31"),
    ("1984~/2004-06", "interval", "year", "1984-01-01 … 2004-06-30"),
    ("1984/2004-06~", "interval", "year", "1984-01-01 … 2004-06-30"),
    ("1984~/2004~", "interval", "year", "1984-01-01 … 2004-12-31"),
    ("1984?/2004%", "interval", "year", "1984-01-01 … 2004-12-31"),
    ("1984-06?/2004-08?", "interval", "month", "1984-06-01 … 2004-08-31"),
    ("1984-06-02?/2004-08-08~", "interval", "day", "1984-06-02 … 2004-08-08"),
    ("1984-06-02?/", "interval", "day", "1984-06-02 … "),
    ("-1985", "point", "year", "-1985-01-01 … -1985-12-31"),
    # level 2
    ("2001-34", "point", "quarter", "2001-04-01 … 2001-06-30"),
    ("[1667,1668,1670..1672]", "one-of", "year", "1667-01-01 … 1672-12-31"),
    ("[..1760-12-03]", "one-of", "day", " … 1760-12-03"),
    ("[1760-12..]", "one-of", "month", "1760-12-01 … "),
    ("[1760-01,1760-02,1760-12..]", "one-of", "month", "1760-01-01 … "),
    ("[1667,1760-12]", "one-of", "year", "1667-01-01 … 1760-12-31"),
    ("[..1984]", "one-of", "year", " … 1984-12-31"),
    ("{1667,1668,1670..1672}", "all-of", "year", "1667-01-01 … 1672-12-31"),
    ("{1960,1961-12}", "all-of", "year", "1960-01-01 … 1961-12-31"),
    ("{..1984}", "all-of", "year", " … 1984-12-31"),
    ("2004-06~-11", "point", "day", "2004-06-11 … 2004-06-11"),
    ("2004?-06-11", "point", "day", "2004-06-11 … 2004-06-11"),
    ("156X-12-25", "point", "day", "1560-12-25 … 1569-12-25"),
    ("15XX-12-25", "point", "day", "1500-12-25 … 1599-12-25"),
    ("XXXX-12-XX", "point", "day", "0000-12-01 … 9999-12-31"),
    ("1XXX-XX", "point", "month", "1000-01-01 … 1999-12-31"),
    ("1XXX-12", "point", "month", "1000-12-01 … 1999-12-31"),
    ("1984-1X", "point", "month", "1984-10-01 … 1984-12-31"),
    ("2004-06-~01/2004-06-~20", "interval", "day", "2004-06-01 … 2004-06-20"),
    ("2004-06-XX/2004-07-03", "interval", "day", "2004-06-01 … 2004-07-03"),
]


@pytest.mark.parametrize(("text", "shape", "precision", "expected"), EXAMPLES)
def test_the_examples_of_the_specification(text: str, shape: str, precision: str, expected: str) -> None:
    found = read(text)
    assert (found.shape, found.precision, bounds(text), str(found)) == (shape, precision, expected, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("199X-02-29", "1992-02-29 … 1996-02-29"),  # leap years only
        ("2023-02-XX", "2023-02-01 … 2023-02-28"),
        ("2023-02-3X", None),
        ("2004-XX-31", "2004-01-31 … 2004-12-31"),
        ("2004-0X-3X", "2004-01-30 … 2004-09-30"),
        ("2004-X2", "2004-02-01 … 2004-12-31"),
        ("1X99", "1099-01-01 … 1999-12-31"),
        ("0000", "0000-01-01 … 0000-12-31"),
        ("-009X", "-099-01-01 … -090-12-31"),
        ("-000X", "-009-01-01 … -001-12-31"),  # there is no year -0
        ("0000-02-29", "0000-02-29 … 0000-02-29"),
        ("2001-24", "2001-12-01 … 2002-02-28"),
        ("2003-24", "2003-12-01 … 2004-02-29"),
        ("2001-25", "2001-03-01 … 2001-05-31"),
        ("2001-28", "2001-12-01 … 2002-02-28"),
        ("2001-29", "2001-09-01 … 2001-11-30"),
        ("2001-30", "2001-12-01 … 2002-02-28"),
        ("2001-32", "2001-06-01 … 2001-08-31"),
        ("2001-33", "2001-01-01 … 2001-03-31"),
        ("2001-36", "2001-10-01 … 2001-12-31"),
        ("2001-37", "2001-01-01 … 2001-04-30"),
        ("2001-39", "2001-09-01 … 2001-12-31"),
        ("2001-40", "2001-01-01 … 2001-06-30"),
        ("2001-41", "2001-07-01 … 2001-12-31"),
        ("199X-21", "1990-03-01 … 1999-05-31"),
    ],
)
def test_bounds(text: str, expected: str | None) -> None:
    if expected is None:
        assert isinstance(parse(text), EdtfError)
    else:
        assert bounds(text) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("21", "2001-09-01 … 2001-11-30"),
        ("22", "2001-12-01 … 2002-02-28"),
        ("23", "2001-03-01 … 2001-05-31"),
        ("24", "2001-06-01 … 2001-08-31"),
        ("25", "2001-03-01 … 2001-05-31"),  # says "northern" itself
    ],
)
def test_seasons_follow_the_hemisphere(code: str, expected: str) -> None:
    assert bounds(f"2001-{code}", "south") == expected


@pytest.mark.parametrize(
    ("text", "canonical", "qualifiers"),
    [
        ("2004-06-11%", "2004-06-11%", "%%%"),
        ("2004-06~-11", "2004-06~-11", "~~"),
        ("2004?-06-11", "2004?-06-11", "?"),
        ("?2004-06-~11", "2004?-06-~11", "? ~"),
        ("2004-%06-11", "2004-%06-11", " %"),
        ("~2004-~06-11", "2004-06~-11", "~~"),
        ("2004-06?-11~", "2004-06%-~11", "%%~"),
        ("?2004", "2004?", "?"),
    ],
)
def test_qualification_of_parts(text: str, canonical: str, qualifiers: str) -> None:
    found = read(text)
    assert str(found) == canonical
    assert "".join(part.qualifier or " " for part in found.fields).rstrip() == qualifiers
    assert (found.is_uncertain, found.is_approximate) == (
        any(q in qualifiers for q in "?%"),
        any(q in qualifiers for q in "~%"),
    )


def test_the_whole_value_of_a_point() -> None:
    assert parse(" 2021-12-30T09:10+01:00 ") == Edtf(
        text="2021-12-30T09:10+01:00",
        shape="point",
        precision="time",
        earliest=Day(2021, 12, 30),
        latest=Day(2021, 12, 30),
        fields=(Field("2021"), Field("12"), Field("30")),
        time="09:10",
        zone="+01:00",
    )


def test_open_and_unknown_ends_are_told_apart() -> None:
    texts = ["1985/..", "1985/", "../1985", "/1985", "1985/1986"]
    assert [read(text).ends for text in texts] == [
        ("date", "open"),
        ("date", "unknown"),
        ("open", "date"),
        ("unknown", "date"),
        ("date", "date"),
    ]


def test_members_of_a_set_may_have_spaces_between_them() -> None:
    found = read("[ 2024-03-14, 2024-03-16 ]")
    assert str(found) == "[2024-03-14,2024-03-16]"
    assert [str(part) for part in found.parts] == ["2024-03-14", "2024-03-16"]


# Each date comes before the next.
IN_ORDER = [
    "Y-10000",
    "-0044",
    "0000",
    "20XX",
    "2021-10-01/..",
    "2021-12",
    "2021-12-01/2021-12-30",
    "2021-12-01",
    "2021-12-01T00:30+01:00",  # 23:30 in UTC, but of this day as written
    "2021-12-01T09:10",
    "2021-12-01T09:20Z",
    "2021-12-01T08:30-01:00",
    "../2021-12-02",
    "2021-12-07",
    "[2021-12-08..]",
    "[2021-12-08,2021-12-10]",
    "2021-12-08",
]


def test_order() -> None:
    keys = [sort_key(read(text)) for text in IN_ORDER]
    assert keys == sorted(set(keys))


def test_no_date_comes_last() -> None:
    assert sorted([None, read("Y99999"), None, read("1985/..")], key=sort_key) == [read("1985/.."), read("Y99999"), None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-12-30", "2021-12-30"),
        ("2021-12", "2021-12"),
        ("2021", "2021"),
        ("0001", "0001"),
        ("2021-12-30T09:10+01:00", "2021-12-30T09:10+01:00"),
        ("2021-12-30T09:10:30Z", "2021-12-30T09:10:30Z"),
        ("2021-12-30T09:10:30", "2021-12-30T09:10:30"),
        ("2021-12-30T09:10:30-04", "2021-12-30T09:10:30-04:00"),
        ("0000", ""),
        ("-0044", ""),
        ("Y17000", ""),
        ("199X", ""),
        ("2021-XX", ""),
        ("2021-12-XX", ""),
        ("2021-21", ""),
        ("2021-34", ""),
        ("2021?", ""),
        ("2021-12~", ""),
        ("2021-?12-30", ""),
        ("2021/2022", ""),
        ("2021/..", ""),
        ("[2021,2022]", ""),
    ],
)
def test_html_datetime(text: str, expected: str) -> None:
    assert html_datetime(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "offset", "hint"),
    [
        # drafts of EDTF before 2019
        ("199u", 0, "199X"),
        ("2004-uu", 4, "2004-XX"),
        ("2004-06-xx", 7, "2004-06-XX"),
        ("2004/unknown", 5, "2004/"),
        ("unknown/2004", 0, "/2004"),
        ("2004-01-01/open", 11, "2004-01-01/.."),
        ("y170000002", 0, "Y170000002"),
        ("2004-06?~", 8, "2004-06%"),
        ("(2004)?-06", 0, "2004?-06"),
        # level 2 that is not read
        ("Y-17E7", 4, "Y-170000000"),
        ("1950S2", 4, "19XX"),
        # values that no calendar has
        ("2021-02-30", 8, "2021-02-28"),
        ("2024-02-30", 8, "2024-02-29"),
        ("2021-06-31?", 8, "2021-06-30?"),
        ("2021-13-05", 5, "2021-05-13"),
        ("2024-13-45", 5, "2024-12-31"),
        ("2021-00", 5, "2021-01"),
        ("2021-42", 5, "2021-12"),
        ("2021-21-03", 5, "2021-03-21"),
        ("-0000", 0, "0000"),
        ("Y2021", 0, "2021"),
        ("2021-12-30T25:00", 10, ""),
        ("2021-12-30T09:10:00-00:00", 10, "2021-12-30T09:10:00Z"),
        # other notations
        ("2021-2-3", 4, "2021-02-03"),
        ("2021/12/30", 5, "2021-12-30"),
        ("2021/12", 5, "2021-12"),
        ("20211230", 4, "2021-12-30"),
        ("2021.12.30", 4, "2021-12-30"),
        ("30.12.2021", 0, "2021-12-30"),
        ("3.4.2021", 0, "2021-04-03"),
        ("13/4/2021", 0, "2021-04-13"),
        ("12/30/2021", 0, "2021-12-30"),
        ("12/2021", 0, "2021-12"),
        ("2021–12–30", 4, "2021-12-30"),
        ("２０２１", 0, "2021"),
        ("٢٠٢١-٠٢", 0, "2021-02"),
        ("2021-12-30 09:10", 10, "2021-12-30T09:10"),
        ("2021-12-30T09:10+0100", 19, "2021-12-30T09:10+01:00"),
        ("2021-12-30T09:10:00.123Z", 19, "2021-12-30T09:10:00Z"),
        ("12021", 4, "Y12021"),
        ("-44", 0, "-0044"),
        ("800", 0, "0800"),
        # words
        ("Dec 2021", 0, "2021-12"),
        ("30 December 2021", 0, "2021-12-30"),
        ("December 30, 2021", 0, "2021-12-30"),
        ("30. Dezember 2021", 0, "2021-12-30"),
        ("ca. 1962", 0, "1962~"),
        ("um 1962", 0, "1962~"),
        ("1962 (?)", 4, "1962?"),
        ("1990s", 4, "199X"),
        ("1990er Jahre", 4, "199X"),
        ("spring 2021", 0, "2021-21"),
        ("Q2 2021", 0, "2021-34"),
        ("44 BC", 0, "-0043"),
        ("until March 2024", 0, "../2024-03"),
        ("seit 2024", 0, "2024/.."),
        ("between 1962 and 1964", 0, "[1962..1964]"),
        ("1962 or 1963", 4, "[1962,1963]"),
        ("2021-2022", 7, "2021/2022"),
        ("2021–2022", 4, "2021/2022"),
        ("2021–22", 4, "2021/2022"),
        ("2011–12", 4, "2011/2012"),
        ("2021–12", 4, "2021-12"),
        ("2021/22", 5, "2021/2022"),
        ("2021/09", 5, "2021-09"),
        # intervals and sets
        ("2024/2023", 5, "2023/2024"),
        ("[1672..1670]", 7, "[1670..1672]"),
        ("[2021", 5, "[2021]"),
        ("[2024-02-30,2024-03-01]", 9, "[2024-02-29,2024-03-01]"),
        ("2024-03-14T09:00/2024-03-14T17:00", 10, "2024-03-14"),
        ("2024-03-14T09:00/2024-03-15T17:00", 10, "2024-03-14/2024-03-15"),
        # nothing near, or two things equally near
        ("3/4/2021", 0, ""),
        ("21", 0, ""),
        ("today", 0, ""),
        ("../..", 0, ""),
        ("[..1760,1800..]", 0, ""),
        ("[]", 1, ""),
        ("", 0, ""),
        ("2021-W03", 4, ""),
    ],
)
def test_a_wrong_date_has_the_nearest_right_one_as_its_hint(text: str, offset: int, hint: str) -> None:
    found = parse(text)
    assert isinstance(found, EdtfError)
    assert (found.offset, found.hint) == (offset, hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the date is empty"),
        ("Dec 2021", "a date is written year-month-day, with four digits for the year"),
        ("2021-2-3", "“-” cannot stand here in a date"),
        ("2021-02-30", "February 2021 has 28 days"),
        ("2021-13", "there is no month 13"),
        ("2021-XX-4X", "no day of the calendar is 2021-XX-4X"),
        ("2021-21-03", "a season or other part of a year has no days"),
        ("2024/2023", "the interval ends before it begins"),
        ("../..", "an interval needs a date at one end at least"),
        ("2021-12-30T24:00", "there is no time 24:00"),
        ("2021-12-30T09:10+25:00", "there is no offset +25:00"),
        ("2021-12-XXT09:10", "a date with a time of day has neither qualifiers nor unspecified digits"),
        ("Y20210-12", "a year with Y stands alone"),
        ("Y" + "9" * 5000, "Y introduces a year of five to twelve digits"),
        ("[2021", "“]” is missing at the end"),
        ("[..1760,1800..]", "a set that is open on both sides says nothing"),
    ],
)
def test_messages(text: str, message: str) -> None:
    found = parse(text)
    assert isinstance(found, EdtfError)
    assert found.message == message


def test_the_offset_counts_from_the_text_as_written() -> None:
    found = parse("  [2021, 2021-02-30]")
    assert isinstance(found, EdtfError)
    assert found.offset == len("  [2021, 2021-02-")


# Properties

YEARS = st.integers(0, 9999).map(lambda n: f"{n:04d}") | st.integers(-9999, -1).map(lambda n: f"-{-n:04d}")
MASKED_YEARS = st.text("X0123456789", min_size=4, max_size=4)
LONG_YEARS = st.integers(10_000, 10**12 - 1).map(lambda n: f"Y{n}") | st.integers(10_000, 10**9).map(lambda n: f"Y-{n}")
MONTHS = st.integers(1, 12).map(lambda n: f"{n:02d}") | st.sampled_from(["XX", "0X", "1X", "X2"])
PARTS = st.integers(21, 41).map(str)
DAYS = st.integers(1, 28).map(lambda n: f"{n:02d}") | st.sampled_from(["XX", "0X", "1X", "2X", "31", "30", "29"])
MARKS = st.sampled_from(["", "", "", "?", "~", "%"])
CLOCKS = st.times().map(lambda t: t.strftime("%H:%M:%S")) | st.times().map(lambda t: t.strftime("%H:%M"))
ZONES = st.sampled_from(["", "Z", "+01:00", "-04", "-03:30"])


@st.composite
def points(draw: st.DrawFn) -> str:
    year = draw(YEARS | MASKED_YEARS)
    match draw(st.integers(0, 4)):
        case 0:
            return draw(MARKS) + draw(LONG_YEARS | YEARS | MASKED_YEARS) + draw(MARKS)
        case 1:
            return f"{draw(MARKS)}{year}{draw(MARKS)}-{draw(MARKS)}{draw(MONTHS | PARTS)}{draw(MARKS)}"
        case 2:
            number = draw(st.integers(1, 12))
            return f"{draw(YEARS)}-{number:02d}-{draw(st.integers(1, 28)):02d}T{draw(CLOCKS)}{draw(ZONES)}"
        case _:
            month, day = draw(MONTHS), draw(DAYS)
            return f"{draw(MARKS)}{year}{draw(MARKS)}-{draw(MARKS)}{month}{draw(MARKS)}-{draw(MARKS)}{day}{draw(MARKS)}"


ENDS = points() | st.sampled_from(["", ".."])
INTERVALS = st.tuples(ENDS, ENDS).map("/".join)
MEMBERS = points() | st.tuples(points() | st.just(""), points() | st.just("")).map("..".join)
SETS = st.lists(MEMBERS, min_size=1, max_size=4).map(lambda m: f"[{','.join(m)}]") | st.lists(
    MEMBERS, min_size=1, max_size=4
).map(lambda m: f"{{{', '.join(m)}}}")
TEXTS = points() | INTERVALS | SETS
NOISE = st.text() | st.text("0123456789-/.~?%[]{}XYTZE:,+ uy", max_size=24)


@given(TEXTS | NOISE)
def test_parse_never_raises_and_a_hint_is_always_a_date(text: str) -> None:
    found = parse(text)
    if isinstance(found, EdtfError):
        assert found.message
        assert 0 <= found.offset <= len(text)
        assert found.hint == "" or isinstance(parse(found.hint), Edtf)


@given(TEXTS)
def test_what_is_printed_reads_back_as_the_same_date(text: str) -> None:
    found = parse(text)
    if isinstance(found, Edtf):
        again = read(str(found))
        assert again == found
        assert str(again) == str(found)


@given(TEXTS)
def test_bounds_are_days_of_the_calendar_in_order(text: str) -> None:
    found = parse(text)
    if isinstance(found, Edtf):
        days = [day for day in (found.earliest, found.latest) if day is not None]
        assert days
        assert days == sorted(days)
        assert all(1 <= day.day <= days_in(day.year, day.month) for day in days)
        assert first_day(found) == days[0]
        assert found.precision in PRECISIONS


@given(TEXTS, TEXTS)
def test_the_order_is_that_of_the_bounds(one: str, other: str) -> None:
    first, second = parse(one), parse(other)
    if isinstance(first, Edtf) and isinstance(second, Edtf):
        days = (first_day(first), first_day(second))
        is_longer = days[0] == days[1] and first.latest and second.latest and first.latest > second.latest
        if days[0] < days[1] or is_longer:
            assert sort_key(first) < sort_key(second)


@given(st.dates())
def test_plain_days_agree_with_the_calendar_of_the_library(day: date) -> None:
    found = read(day.isoformat())
    assert found.earliest == found.latest == (day.year, day.month, day.day)
    assert html_datetime(found) == day.isoformat()
    assert days_in(day.year, day.month) == calendar.monthrange(day.year, day.month)[1]


# The package `edtf` reads plain dates rightly. It is wrong about winter (it ends it in December), about open ends (it gives a
# float), unknown ends (it makes up ten years), 29 February of any year and reversed intervals; none of these is among the cases.
PLAIN = (
    st.dates(date(1000, 1, 1)).map(date.isoformat)
    | st.dates(date(1000, 1, 1)).map(lambda d: d.isoformat()[:7])
    | st.dates(date(1000, 1, 1)).map(lambda d: d.isoformat()[:4])
    | st.integers(100, 999).map(lambda n: f"{n}X")
    | st.integers(10, 99).map(lambda n: f"{n}XX")
    | st.tuples(st.integers(1000, 9998), st.integers(21, 23)).map(lambda pair: f"{pair[0]}-{pair[1]}")
    | st.tuples(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(0, 100_000)).map(
        lambda pair: f"{pair[0]}/{pair[0] + timedelta(pair[1])}"
    )
)


@given(PLAIN)
def test_plain_dates_agree_with_another_reader(text: str) -> None:
    found, other = read(text), oracle.parse_edtf(text)
    assert found.earliest == tuple(other.lower_strict()[:3])
    assert found.latest == tuple(other.upper_strict()[:3])

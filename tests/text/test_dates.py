"""Dates in words: every shape in English and German, the traits of other languages, and what holds in all of them."""

import json
import string
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.edtf import Edtf, parse
from digest.text.dates import MARKS, Locale, in_words, locale_from, mark, month_heading, short
from digest.text.locale import SIGNS

LOCALES = Path(__file__).parents[2] / "digest" / "locales"
TAGS = sorted(path.stem for path in (LOCALES / "cldr").glob("*.json"))
WORDS = sorted(path.stem for path in (LOCALES / "words").glob("*.json"))


def read(text: str) -> Edtf:
    found = parse(text)
    assert isinstance(found, Edtf), found
    return found


@cache
def locale(tag: str) -> Locale:
    def table(folder: str) -> dict[str, str]:
        path = LOCALES / folder / f"{tag}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    return locale_from(table("cldr"), table("words"), table("languages"))


def said(text: str, tag: str) -> str:
    """The date in words, with plain spaces for CLDR's thin, narrow and no-break ones, which no one can see in a table."""
    return plain(in_words(read(text), locale(tag)))


def plain(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u2009\u202f\u00a0"), " "))


# EDTF, English, German, mark
WHOLE = [
    ("2024-03-14", "14 March 2024", "14. März 2024", "day"),
    ("2024-03", "March 2024", "März 2024", "month"),
    ("2024", "2024", "2024", "year"),
    ("199X", "1990s", "1990er Jahre", "decade"),
    ("19XX", "between 1900 and 1999", "zwischen 1900 und 1999", "century"),
    ("1XXX", "between 1000 and 1999", "zwischen 1000 und 1999", "millennium"),
    ("2021-21", "spring 2021", "Frühling 2021", "season"),
    ("2021-22", "summer 2021", "Sommer 2021", "season"),
    ("2021-23", "autumn 2021", "Herbst 2021", "season"),
    ("2021-24", "winter 2021", "Winter 2021", "season"),
    ("2021-26", "summer 2021 (Northern Hemisphere)", "Sommer 2021 (Nordhalbkugel)", "season"),
    ("2021-30", "summer 2021 (Southern Hemisphere)", "Sommer 2021 (Südhalbkugel)", "season"),
    ("2021-34", "2nd quarter 2021", "2. Quartal 2021", "season"),
    ("2021-38", "May – August 2021", "Mai–August 2021", "season"),
    ("2021-41", "July – December 2021", "Juli–Dezember 2021", "season"),
    ("Y17000", "17000", "17000", "year"),
    # time of day
    ("2021-12-30T09:10+01:00", "30 December 2021, 09:10 (UTC+01:00)", "30. Dezember 2021, 09:10 (UTC+01:00)", "day"),
    ("2021-12-30T09:10:30Z", "30 December 2021, 09:10:30 (UTC)", "30. Dezember 2021, 09:10:30 (UTC)", "day"),
    ("2021-12-30T09:10:00-04", "30 December 2021, 09:10 (UTC−04:00)", "30. Dezember 2021, 09:10 (UTC−04:00)", "day"),
    ("2021-12-30T09:10", "30 December 2021, 09:10", "30. Dezember 2021, 09:10", "day"),
    # before the year 1
    ("0000", "1 BC", "1 v. Chr.", "year"),
    ("-0044", "45 BC", "45 v. Chr.", "year"),
    ("-0043-03", "March 44 BC", "März 44 v. Chr.", "month"),
    ("-0043-03-15", "15 March 44 BC", "15. März 44 v. Chr.", "day"),
    ("-009X", "between 100 BC and 91 BC", "zwischen 100 v. Chr. und 91 v. Chr.", "decade"),
    ("000X", "between 1 BC and 9 AD", "zwischen 1 v. Chr. und 9 n. Chr.", "decade"),
    ("-0099/0014", "100 BC – 14 AD", "100 v. Chr. – 14 n. Chr.", "interval"),
    # doubt about the whole
    ("2024-03-14~", "about 14 March 2024", "um den 14. März 2024", "about"),
    ("2024-03~", "about March 2024", "um März 2024", "about"),
    ("2024~", "about 2024", "um 2024", "about"),
    ("199X~", "about the 1990s", "um die 1990er Jahre", "about"),
    ("2021-21~", "about spring 2021", "etwa Frühling 2021", "about"),
    ("2021-34~", "about 2nd quarter 2021", "etwa 2. Quartal 2021", "about"),
    ("19XX~", "between 1900 and 1999 (approximate)", "zwischen 1900 und 1999 (ungefähr)", "about"),
    ("2024-03?", "March 2024 (uncertain)", "März 2024 (unsicher)", "uncertain"),
    ("2024-03-14%", "about 14 March 2024 (uncertain)", "um den 14. März 2024 (unsicher)", "uncertain"),
    ("2004-06-XX~", "about June 2004 (day unknown)", "um Juni 2004 (Tag unbekannt)", "about"),
    # doubt about a part
    ("2004-06~-11", "11 June 2004 (year and month approximate)", "11. Juni 2004 (Jahr und Monat ungefähr)", "about"),
    (
        "?2004-06-~11",
        "11 June 2004 (year uncertain, day approximate)",
        "11. Juni 2004 (Jahr unsicher, Tag ungefähr)",
        "uncertain",
    ),
    ("2004-%06-11", "11 June 2004 (month uncertain and approximate)", "11. Juni 2004 (Monat unsicher und ungefähr)", "uncertain"),
    ("2004?-21", "spring 2004 (year uncertain)", "Frühling 2004 (Jahr unsicher)", "uncertain"),
    # what is not said
    ("2004-XX", "2004 (month unknown)", "2004 (Monat unbekannt)", "year"),
    ("1985-04-XX", "April 1985 (day unknown)", "April 1985 (Tag unbekannt)", "month"),
    ("1985-XX-XX", "1985 (month and day unknown)", "1985 (Monat und Tag unbekannt)", "year"),
    ("XXXX-12-25", "25 December (year unknown)", "25. Dezember (Jahr unbekannt)", "unknown"),
    ("XXXX-12-XX", "December (year and day unknown)", "Dezember (Jahr und Tag unbekannt)", "unknown"),
    ("XXXX-12", "December (year unknown)", "Dezember (Jahr unbekannt)", "unknown"),
    ("XXXX", "date unknown", "Datum unbekannt", "unknown"),
    ("XXXX-XX-XX", "date unknown", "Datum unbekannt", "unknown"),
    ("XXXX-XX-25", "XXXX-XX-25", "XXXX-XX-25", "unknown"),
    ("1984-1X", "between October 1984 and December 1984", "zwischen Oktober 1984 und Dezember 1984", "one-of"),
    ("2004-06-1X", "between 10 June 2004 and 19 June 2004", "zwischen 10. Juni 2004 und 19. Juni 2004", "one-of"),
    ("156X-12-25", "between 25 December 1560 and 25 December 1569", "zwischen 25. Dezember 1560 und 25. Dezember 1569", "one-of"),
    ("1XXX-12", "between December 1000 and December 1999", "zwischen Dezember 1000 und Dezember 1999", "one-of"),
    # intervals
    ("2024-03-14/2024-03-20", "14–20 March 2024", "14.–20. März 2024", "interval"),
    ("2024-03-14/2024-04-03", "14 March – 3 April 2024", "14. März – 3. April 2024", "interval"),
    ("2024-12-30/2025-01-02", "30 December 2024 – 2 January 2025", "30. Dezember 2024 – 2. Januar 2025", "interval"),
    ("2024-03/2024-05", "March – May 2024", "März–Mai 2024", "interval"),
    ("2024-11/2025-02", "November 2024 – February 2025", "November 2024 – Februar 2025", "interval"),
    ("1964/2008", "1964–2008", "1964–2008", "interval"),
    ("2024-03/2025", "March 2024 – 2025", "März 2024 – 2025", "interval"),
    ("2024/2024", "2024", "2024", "interval"),
    ("1984~/2004?", "about 1984 – 2004 (uncertain)", "etwa 1984 – 2004 (unsicher)", "interval"),
    ("../2024-03", "not after March 2024", "bis März 2024", "open"),
    ("/2024-03", "not after March 2024, start unknown", "bis März 2024, Beginn unbekannt", "open"),
    ("2024-03/..", "from March 2024", "ab März 2024", "open"),
    ("2024-03-14/", "from 14 March 2024, end unknown", "ab 14. März 2024, Ende unbekannt", "open"),
    ("2024~/..", "from about 2024", "ab etwa 2024", "open"),
    # sets
    ("[2024-03-14,2024-03-16]", "14 or 16 March 2024", "14. oder 16. März 2024", "one-of"),
    ("[2024-03-14,2024-03-16,2024-03-18]", "14, 16 or 18 March 2024", "14., 16. oder 18. März 2024", "one-of"),
    ("{2024-03-14,2024-03-16}", "14 and 16 March 2024", "14. und 16. März 2024", "all-of"),
    ("[2024-03,2024-05-02]", "March 2024 or 2 May 2024", "März 2024 oder 2. Mai 2024", "one-of"),
    ("[1667,1668,1670..1672]", "1667, 1668 or 1670–1672", "1667, 1668 oder 1670–1672", "one-of"),
    ("{1667,1668,1669,1670}", "1667, 1668, 1669 and 1670", "1667, 1668, 1669 und 1670", "all-of"),
    ("[1670..1672]", "between 1670 and 1672", "zwischen 1670 und 1672", "one-of"),
    ("{1670..1672}", "1670–1672", "1670–1672", "all-of"),
    ("[..1760-12-03]", "not after 3 December 1760", "spätestens 3. Dezember 1760", "open"),
    ("[1760-12..]", "not before December 1760", "frühestens Dezember 1760", "open"),
    ("{..1984}", "not after 1984", "bis 1984", "open"),
    ("[1760-01,1760-12..]", "January 1760 or not before December 1760", "Januar 1760 oder frühestens Dezember 1760", "open"),
    ("[1667]", "1667", "1667", "one-of"),
]


@pytest.mark.parametrize(("text", "english", "german", "sign"), WHOLE)
def test_every_shape_in_english_and_german(text: str, english: str, german: str, sign: str) -> None:
    assert (said(text, "en"), said(text, "de"), mark(read(text))) == (english, german, sign)


def test_the_american_order() -> None:
    texts = ["2024-03-14", "2024-03-14/2024-03-20", "[2024-03-14,2024-03-16]", "2024-03-14/2024-04-03"]
    assert [said(text, "en-US") for text in texts] == [
        "March 14, 2024",
        "March 14 – 20, 2024",
        "March 14 or 16, 2024",
        "March 14 – April 3, 2024",
    ]


SPOT_CHECKS = {
    # an article before a day and a season that a preposition leads, the first of the month
    "fr": {
        "2024-03-14": "14 mars 2024",
        "2024-03-01": "1er mars 2024",
        "2024-03-14~": "vers le 14 mars 2024",
        "2024-03~": "vers mars 2024",
        "2021-22~": "vers l’été 2021",
        "199X": "années 1990",
        "199X~": "vers les années 1990",
        "2024-03-14/2024-03-20": "14–20 mars 2024",
        "[2024-03-14,2024-03-16]": "14 ou 16 mars 2024",
        "[..2024-03-14]": "pas après le 14 mars 2024",
        "2004-06-1X": "entre le 10 juin 2004 et le 19 juin 2004",
        "19XX": "entre 1900 et 1999",
        "2024-03?": "mars 2024 (date incertaine)",
        "2021-21": "printemps 2021",
        "../2024-03": "pas après mars 2024",
        "2024-03-14/": "depuis le 14 mars 2024, fin inconnue",
        "1985-04-XX": "avril 1985 (non précisé : jour)",
        "2004-06-XX~": "vers juin 2004 (non précisé : jour)",
        "?2004-06-~11": "11 juin 2004 (incertain : année ; approximatif : jour)",
        "-0044": "45 av. J.-C.",
    },
    "it": {  # no words: signs
        "2024-03-14~": "~14 marzo 2024",
        "2024-03?": "marzo 2024 (?)",
        "199X": "1990–1999 (?)",
        "2021-21": "marzo–maggio 2021",
        "../2024-03": "… – marzo 2024",
        "2024-03/": "marzo 2024 – ?",
        "1985-04-XX": "aprile 1985 (…)",
        "2004-06~-11": "11 giugno 2004 (~)",
    },
    "es": {"2024-03-14/2024-03-20": "14–20 de marzo de 2024", "2024-03": "marzo de 2024"},
    # the genitive beside a day and after a preposition, the nominative alone
    "uk": {
        "2024-03-14": "14 березня 2024 р.",
        "2024-03": "березень 2024 р.",
        "2024-03/2024-05": "березень – травень 2024 р.",
        "2024-03~": "близько березня 2024 р.",
        "2024~": "близько 2024 р.",
        "2021-21": "весна 2021 р.",
        "2021-21~": "близько весни 2021 р.",
        "199X": "десятиліття 1990-х років",
        "199X~": "близько 1990-х років",
        "2024-03/..": "від березня 2024 р.",
        "../2024-03": "не пізніше березня 2024 р.",
        "2024~/..": "від приблизно 2024 р.",
        "1984-1X": "у проміжку жовтень – грудень 1984 р.",
        "[2024-03-14,2024-03-16]": "14 або 16 березня 2024 р.",
        "XXXX-12-XX": "грудень (не вказано: рік і день)",
    },
    "ru": {
        "2024-03-14": "14 марта 2024 г.",
        "2024-03": "март 2024 г.",
        "2024-03-14/2024-04-03": "14 марта – 3 апреля 2024 г.",
        "-0043-03-15": "15 марта 44 г. до н. э.",
    },
    "pl": {"2024-03-14": "14 marca 2024", "2024-03": "marzec 2024"},
    "cs": {"2024-03-14": "14. března 2024", "2024-03": "březen 2024", "[2024-03-14,2024-03-16]": "14. nebo 16. března 2024"},
    "hu": {"2024-03-14/2024-03-20": "2024. március 14–20.", "-0043-03": "i. e. 44. március"},
    "ar": {
        "2024-03-14": "14 مارس 2024",
        "2024-03-14~": "نحو 14 مارس 2024",
        "2021-24": "شتاء 2021",
        "199X": "عقد 1990",
        "19XX": "بين 1900 و1999",
        "[2024-03-14,2024-03-16]": "14 أو 16 مارس 2024",
        "2024-03/": "ابتداءً من مارس 2024، والنهاية غير معروفة",
        "?2004-06-~11": "11 يونيو 2004 (غير مؤكد: العام، تقريبي: اليوم)",
        "-0044": "45 ق.م",
    },
    "ar-EG": {"2024-03-14": "١٤ مارس ٢٠٢٤"},
    "fa": {"2024-03-14/2024-03-20": "۱۴ تا ۲۰ مارس ۲۰۲۴"},
    "ja": {
        "2024-03-14": "2024年3月14日",
        "2024-03": "2024年3月",
        "2024-03-14/2024-03-20": "2024年3月14日～20日",
        "[2024-03-14,2024-03-16]": "2024年3月14日または16日",
        "-0043-03-15": "紀元前44年3月15日",
        "2021-34": "2021年第2四半期",
    },
    "zh": {
        "2024-03-14": "2024年3月14日",
        "2024-03-14/2024-04-03": "2024年3月14日至4月3日",
        "2024-03/2024-05": "2024年3月至5月",
        "2021-34": "2021年第2季度",
    },
    "eu": {"2024-03-14": "2024(e)ko martxoaren 14(a)", "2021-12-30T09:10": "2021(e)ko abenduaren 30(a) (09:10)"},
    "und": {"2024-03-14": "2024-03-14", "2024-03-14/2024-03-20": "2024-03-14 – 2024-03-20", "2024-03~": "~2024-03"},
}


@pytest.mark.parametrize(
    ("tag", "text", "expected"), [(tag, *pair) for tag, table in SPOT_CHECKS.items() for pair in table.items()]
)
def test_the_traits_of_languages(tag: str, text: str, expected: str) -> None:
    assert said(text, tag) == expected


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("2024-03-14", "14 Mar", "14. März"),
        ("2024-03", "Mar 2024", "März 2024"),
        ("2024", "2024", "2024"),
        ("2024-03-14~", "~14 Mar", "~14. März"),
        ("2024-01?", "Jan 2024?", "Jan. 2024?"),
        ("2024%", "~2024?", "~2024?"),
        ("199X", "1990s", "1990er Jahre"),
        ("19XX", "1900–1999", "1900–1999"),
        ("1985-04-XX", "Apr 1985", "Apr. 1985"),
        ("2004-XX", "2004", "2004"),
        ("2004-06-1X", "10–19 Jun", "10.–19. Juni"),
        ("XXXX-12-25", "25 December (year unknown)", "25. Dezember (Jahr unbekannt)"),
        ("2021-30", "summer 2021", "Sommer 2021"),
        ("2021-38", "May 2021 – Aug 2021", "Mai 2021 – Aug. 2021"),
        ("2021-12-30T09:10Z", "30 Dec", "30. Dez."),
        ("-0043-03", "March 44 BC", "März 44 v. Chr."),
        ("2024-03-14/2024-03-20", "14–20 Mar", "14.–20. März"),
        ("2024-12-30/2025-01-02", "30 Dec – 2 Jan", "30. Dez. – 2. Jan."),
        ("1964/2008", "1964–2008", "1964–2008"),
        ("1964~/2008", "~1964 – 2008", "~1964 – 2008"),
        ("../2024-01", "… – Jan 2024", "… – Jan. 2024"),
        ("2024-01/..", "Jan 2024 – …", "Jan. 2024 – …"),
        ("[2024-01-14,2024-01-16]", "14 Jan / 16 Jan", "14. Jan. / 16. Jan."),
        ("[1667,1668,1670..1672]", "1667 … 1670–1672", "1667 … 1670–1672"),
    ],
)
def test_short(text: str, english: str, german: str) -> None:
    assert [plain(short(read(text), locale(tag))) for tag in ("en", "de")] == [english, german]


def test_month_headings() -> None:
    tags = ["en", "de", "uk", "cs", "ja", "fa"]
    assert [plain(month_heading(2021, 12, locale(tag))) for tag in tags] == [
        "December 2021",
        "Dezember 2021",
        "грудень 2021 р.",
        "prosinec 2021",
        "2021年12月",
        "دسامبر ۲۰۲۱",
    ]


def test_years() -> None:
    assert [plain(locale(tag).year(-44)) for tag in ("en", "de", "zh")] == ["45 BC", "45 v. Chr.", "公元前45年"]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "1,234,567"),
        ("de", "1.234.567"),
        ("fr", "1 234 567"),
        ("hi", "12,34,567"),
        ("fa", "۱٬۲۳۴٬۵۶۷"),
        ("und", "1 234 567"),
    ],
)
def test_numbers(tag: str, expected: str) -> None:
    assert plain(locale(tag).number(1234567)) == expected


@pytest.mark.parametrize(("number", "expected"), [(0, "0"), (999, "999"), (1000, "1,000"), (-12, "-12"), (-123456, "-123,456")])
def test_groups_of_digits(number: int, expected: str) -> None:
    assert locale("en").number(number) == expected


@pytest.mark.parametrize(
    ("tag", "of", "expected"),
    [
        ("en", "de", "German"),
        ("en", "de-AT", "German"),
        ("en", "zh-Hant-TW", "Traditional Chinese"),
        ("de", "uk", "Ukrainisch"),
        ("uk", "de", "німецька"),
        ("en", "qqq", "qqq"),
        ("und", "de", "de"),
    ],
)
def test_names_of_languages(tag: str, of: str, expected: str) -> None:
    assert locale(tag).language_name(of) == expected


def test_directions() -> None:
    assert {tag: locale(tag).direction for tag in ("en", "ar", "he", "fa", "ur", "ja")} == {
        "en": "ltr",
        "ar": "rtl",
        "he": "rtl",
        "fa": "rtl",
        "ur": "rtl",
        "ja": "ltr",
    }


def fields_of(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


DATED = {f"approximate-{kind}" for kind in ("day", "quarter", "season", "quadrimester", "semester")}


@pytest.mark.parametrize("tag", WORDS)
def test_a_words_file_has_all_concepts_with_their_places(tag: str) -> None:
    english, words = (json.loads((LOCALES / "words" / f"{name}.json").read_text(encoding="utf-8")) for name in ("en", tag))
    assert {key for key in words if not key.startswith("approximate-")} >= SIGNS.keys()
    assert words.keys() >= english.keys()
    patterns = locale(tag).patterns
    for key, template in words.items():
        alone = key.removeprefix("of-")
        if key != alone and alone in patterns:
            assert fields_of(template) >= fields_of(patterns[alone]) - {"LLLL"}, key
        elif key == "between" and "{range}" in template:
            assert fields_of(template) == {"range"}
        else:
            allowed = fields_of(english[alone]) if alone in english else {"date"} if alone in DATED else set()
            assert {name.removeprefix("of_") for name in fields_of(template)} == allowed, key


def test_no_locale_leaks_into_another() -> None:
    months = {tag: locale(tag).months_alone[2] for tag in ("zh", "fr", "en", "uk", "ja")}
    assert months == {"zh": "三月", "fr": "mars", "en": "March", "uk": "березень", "ja": "3月"}


@pytest.mark.parametrize("tag", TAGS)
def test_every_locale_says_every_shape(tag: str) -> None:
    here = locale(tag)
    assert len(here.digits) == 10
    for text, *_ in WHOLE:
        date = read(text)
        for words in (in_words(date, here), short(date, here)):
            assert words.strip() == words != ""
            assert not set("{}\0") & set(words)


@pytest.mark.parametrize("tag", TAGS)
def test_no_two_days_of_a_year_are_said_alike(tag: str) -> None:
    days = [f"2024-{month:02d}-{day:02d}" for month in range(1, 13) for day in (1, 2, 11, 12, 21, 28)]
    assert len({said(day, tag) for day in days}) == len(days)


POINTS = [text for text, *_ in WHOLE if read(text).shape == "point" and "T" not in text]
ENDS = st.sampled_from([*POINTS, "", ".."])
INTERVALS = st.tuples(ENDS, ENDS).map("/".join)
MEMBERS = ENDS | st.tuples(ENDS, ENDS).map("..".join)
SETS = st.lists(MEMBERS, min_size=1, max_size=4).map(",".join)


@given(INTERVALS | SETS.map("[{}]".format) | SETS.map("{{{}}}".format), st.sampled_from(TAGS))
def test_whatever_is_a_date_has_words_and_a_mark(text: str, tag: str) -> None:
    date = parse(text)
    if isinstance(date, Edtf):
        assert in_words(date, locale(tag))
        assert short(date, locale(tag))
        assert mark(date) in MARKS

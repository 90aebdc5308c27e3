"""Write `digest/locales/cldr/` and `digest/locales/languages/` from the Unicode CLDR as Babel carries it.

    python tools/make_locales.py            # write the files
    python tools/make_locales.py --check    # say which committed files differ from what Babel gives; exit 1 if any

Run at development time only; the package reads the files and never Babel. Every locale is read in a process of its own,
because Babel writes aliases back into data that locales share (python-babel issue 1234): after `LLLL` in one language another
one may answer with the first one's months.

`cldr/TAG.json` has what dates need: months, patterns, ranges, lists, digits. A locale is left out where its nearest shorter
tag says the same, so a reader looks for `zh-Hant-HK`, `zh-Hant`, `zh`, and then for `und`, which has dates as in ISO 8601.
`languages/TAG.json` has the names of languages in a language.

Patterns are in the notation of `str.format`: `{d}. {MMMM} {y}`, with the field letters of UTS 35, part 4. A range is a pair of
patterns, one for each end.
"""

import json
import multiprocessing
import re
import sys
from pathlib import Path
from typing import Any

import babel
from babel.core import get_global
from babel.dates import tokenize_pattern
from babel.localedata import locale_identifiers

LOCALES = Path(__file__).resolve().parent.parent / "digest" / "locales"

# Plain "en" is read worldwide and has day, month, year, as CLDR's en-001 has; the American order is en-US.
SOURCES = {"en": "en_001", "en-US": "en"}

# Languages with three letters that CLDR's own core names; those with two letters are all taken.
MORE_LANGUAGES = (
    "ast bho ceb chr ckb cnr csb doi dsb fil frr fur gan gsw guz hak haw hmn hsb kab kok ksh lij lmo mai mni mul nan nap nds nqo"
    " pap pcm pms rhg rom rup sah sat scn sco smn shn sma smj sms srn syr szl tet tok tpi und vec wuu yrl yue zgh zxx"
    " zh_Hans zh_Hant"
).split()

# The code point of the digit zero in the numbering systems that a language has by default (CLDR, numberingSystems.xml).
ZEROS = {
    "latn": 0x30, "arab": 0x660, "arabext": 0x6F0, "nkoo": 0x7C0, "deva": 0x966, "beng": 0x9E6, "tibt": 0xF20, "mymr": 0x1040,
    "olck": 0x1C50, "mtei": 0xABF0, "cakm": 0x11136, "adlm": 0x1E950, "hmnp": 0x1E140, "rohg": 0x10D30,
}  # fmt: skip

# Fields that one locale each has where all others have the plain one: the year of a week (gd), a narrow month (mn), a short
# quarter (frr).
UNUSUAL_FIELDS = {"Y": "y", "MMMMM": "MMM", "QQQ": "QQQQ"}


def main() -> int:
    wanted = _all_files()
    if "--check" in sys.argv[1:]:
        return _check(wanted)
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in _committed() - wanted.keys():
        path.unlink()
    sizes = [len(text.encode()) for text in wanted.values()]
    print(f"{len(wanted)} files, {sum(sizes)} bytes, the largest {max(sizes)}")
    return 0


def _check(wanted: dict[Path, str]) -> int:
    differing = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in sorted([*differing, *(_committed() - wanted.keys())]):
        print(f"{path.relative_to(LOCALES)} differs from Babel {babel.__version__}")
    return 1 if differing or _committed() - wanted.keys() else 0


def _committed() -> set[Path]:
    return {*(LOCALES / "cldr").glob("*.json"), *(LOCALES / "languages").glob("*.json")}


def _all_files() -> dict[Path, str]:
    sources = _sources()
    # "fork" before any locale is loaded, one locale per process: each starts from clean data.
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
        records = dict(zip(sources, pool.map(_record, sources.values(), chunksize=1), strict=True))
    files = {LOCALES / "cldr" / "und.json": _print(_undetermined())}
    kept: dict[str, dict[str, Any]] = {}
    for tag in sorted(records, key=lambda t: (t.count("-"), t)):
        record = records[tag]
        if record is None or record["cldr"] == kept.get(_parent(tag, kept)):
            continue
        kept[tag] = record["cldr"]
        files[LOCALES / "cldr" / f"{tag}.json"] = _print(record["cldr"])
        if not re.search(r"-([A-Z]{2}|[0-9]{3})\b", tag):
            files[LOCALES / "languages" / f"{tag}.json"] = _print(record["languages"])
    return files


def _sources() -> dict[str, str]:
    """BCP 47 tag -> Babel's identifier, with `zh-TW` beside `zh-Hant-TW`."""
    likely = get_global("likely_subtags")
    sources = {}
    for name in sorted(locale_identifiers()):
        sources[name.replace("_", "-")] = name
        language, *rest = name.split("_")
        if len(rest) == 2 and likely.get(f"{language}_{rest[1]}") == name:
            sources[f"{language}-{rest[1]}"] = name
    return {**sources, **SOURCES}


def _parent(tag: str, kept: dict[str, Any]) -> str:
    while "-" in tag:
        tag = tag.rpartition("-")[0]
        if tag in kept:
            return tag
    return ""


def _print(data: dict[str, Any]) -> str:
    """JSON with sorted keys, one key a line at the top and flat values within."""
    flat = ",\n".join(f"  {json.dumps(key)}: {json.dumps(data[key], ensure_ascii=False, sort_keys=True)}" for key in sorted(data))
    return f"{{\n{flat}\n}}\n"


def _record(name: str) -> dict[str, Any] | None:
    """Both files of a locale, or None for one without month names of its own."""
    locale = babel.Locale.parse(name, resolve_likely_subtags=False)
    months = locale.months["format"]["wide"]
    if re.fullmatch(r"M?0?1", months[1]):
        return None
    return {"cldr": _cldr(locale), "languages": _languages(locale)}


def _cldr(locale: babel.Locale) -> dict[str, Any]:
    numbering = locale.default_numbering_system
    symbols = {"decimal": ".", "group": ",", **locale.number_symbols.get("latn", {}), **locale.number_symbols.get(numbering, {})}
    return {
        "name": _own_name(locale),
        "direction": locale.text_direction,
        "digits": "".join(chr(ZEROS[numbering] + n) for n in range(10)),
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "grouping": list(locale.decimal_formats[None].grouping),
        "eras": [locale.eras["abbreviated"][0], locale.eras["abbreviated"][1]],
        "months": _months(locale, "format", "wide"),
        "months_alone": _months(locale, "stand-alone", "wide"),
        "months_short": _months(locale, "format", "abbreviated"),
        "months_short_alone": _months(locale, "stand-alone", "abbreviated"),
        "quarters": [locale.quarters["format"]["wide"][n] for n in range(1, 5)],
        "lists": {name: _list(locale, style) for name, style in (("and", "standard"), ("or", "or"))},
        "patterns": _patterns(locale),
        "ranges": _ranges(locale),
    }


def _own_name(locale: babel.Locale) -> str:
    names = locale.languages
    return str(names.get(f"{locale.language}_{locale.script}") or names.get(locale.language) or locale.language)


def _months(locale: babel.Locale, context: str, width: str) -> list[str]:
    return [locale.months[context][width][n] for n in range(1, 13)]


def _list(locale: babel.Locale, style: str) -> dict[str, str]:
    """UTS 35 list patterns; a locale that has no "or" of its own gets a slash, not a comma, which would say "and"."""
    found = locale.list_patterns.get(style)
    if found is None:
        return dict.fromkeys(("2", "start", "middle", "end"), "{0} / {1}")
    patterns = {**locale.list_patterns["standard"], **found}
    return {key: patterns[key] for key in ("2", "start", "middle", "end")}


def _skeleton(locale: babel.Locale, *names: str) -> str:
    found = next(locale.datetime_skeletons[name].pattern for name in names if name in locale.datetime_skeletons)
    return _template(found)


def _template(pattern: str) -> str:
    """A CLDR pattern in the notation of `str.format`."""
    pieces = []
    for kind, value in tokenize_pattern(pattern):
        if kind == "chars":
            pieces.append(str(value).replace("{", "{{").replace("}", "}}"))
        else:
            field = str(value[0]) * int(value[1])
            pieces.append("{" + UNUSUAL_FIELDS.get(field, field) + "}")
    return "".join(pieces)


def _patterns(locale: babel.Locale) -> dict[str, str]:
    day = _template(locale.date_formats["long"].pattern)
    month = _skeleton(locale, "yMMMM", "yMMM")
    year = _skeleton(locale, "y")
    glue = re.sub(r"'([^']*)'", r"\1", str(locale.datetime_formats["long"]))
    return {
        "day": day,
        "month": month,
        "year": year,
        "month_day": _skeleton(locale, "MMMMd", "MMMd"),
        "quarter": _skeleton(locale, "yQQQQ"),
        "day_short": _skeleton(locale, "MMMd"),
        "month_short": _skeleton(locale, "yMMM"),
        "day_era": _with_era(locale, day),
        "month_era": _with_era(locale, month),
        "year_era": _skeleton(locale, "Gy"),
        "time": _skeleton(locale, "Hm"),
        "time_seconds": _skeleton(locale, "Hms"),
        "date_time": glue.replace("{1}", "{date}").replace("{0}", "{time}"),
    }


def _with_era(locale: babel.Locale, pattern: str) -> str:
    """The pattern with the era where the locale's year has it: directly before the year, or else at the end of the date."""
    if "{G" in pattern:
        return pattern
    era_first = re.match(r"(\{G+\}[^{]*)\{y\}", _skeleton(locale, "Gy"))
    if era_first:
        return pattern.replace("{y}", era_first[1] + "{y}")
    return pattern + " {G}"


def _ranges(locale: babel.Locale) -> dict[str, list[str]]:
    """Pairs of patterns for the two ends of a range, by what differs between them.

    CLDR has ranges of days with short months only (yMMMd). Their first day, with the dash ("d.–"), is put into the
    long pattern of a day, which keeps the words around the month ("14–20 de marzo de 2024") that the short pattern lacks.
    """
    patterns = _patterns(locale)
    dash = _dash(locale)
    until = _first_day(locale, dash)
    day, month, month_day = patterns["day"], patterns["month"], patterns["month_day"]
    year_first = day.index("{y}") < day.index("{d")
    return {
        "join": [dash],
        "days": _split_day(day, until),
        "days_short": _split_day(patterns["day_short"], until),
        "days_of_year": [day + dash, month_day] if year_first else [month_day + dash, day],
        "months": _interval(locale, "yMMMM", "M") or [month + dash, month],
        "months_of_years": _interval(locale, "yMMMM", "y") or [month + dash, month],
        "years": _interval(locale, "y", "y") or [patterns["year"] + dash, patterns["year"]],
        "listed_day": [re.sub(r"(?:\s*[–—~～至\-]\s*|\s.*)$", "", until)],
    }


def _dash(locale: babel.Locale) -> str:
    """What stands between two whole dates: what an interval of months has there, or else the locale's general pattern."""
    chunks = _interval(locale, "yMMMM", "y")
    if chunks and chunks[0].startswith(chunks[1]):
        return chunks[0].removeprefix(chunks[1])
    return str(locale.interval_formats[None])[len("{0}") : -len("{1}")]


def _first_day(locale: babel.Locale, dash: str) -> str:
    """The first day of a range within one month, with the dash: `{d}.–`, `{d}日至`."""
    chunks = _interval(locale, "yMMMd", "d") or ["{d}–", ""]
    rest = re.split(r"\{d+\}", chunks[0])[-1]
    return "{d}" + (dash if "{" in rest else rest)


def _split_day(pattern: str, until: str) -> list[str]:
    before, field, after = re.split(r"(\{d+\})", pattern)
    return [before + until, field + after]


def _interval(locale: babel.Locale, skeleton: str, difference: str) -> list[str]:
    """The two halves of a CLDR interval, or [] where Babel has none that is sound.

    Babel cuts an interval where a field comes again and loses count of doubled apostrophes (eu: "y('e)''ko '").
    """
    chunks = list(locale.interval_formats.get(skeleton, {}).get(difference, []))
    if len(chunks) != 2 or any("''" in chunk for chunk in chunks):
        return []
    return [_template(chunk) for chunk in chunks]


def _languages(locale: babel.Locale) -> dict[str, str]:
    codes = [*(str(code) for code in babel.Locale("en").languages if len(str(code)) == 2), *MORE_LANGUAGES]
    return {code.replace("_", "-"): locale.languages[code] for code in sorted(codes) if code in locale.languages}


def _undetermined() -> dict[str, Any]:
    """The record for a language that CLDR has no months for: dates as in ISO 8601."""
    numbers = [f"{n:02d}" for n in range(1, 13)]
    listing = dict.fromkeys(("2", "start", "middle", "end"), "{0}, {1}")
    day, month, dash = "{y}-{MM}-{dd}", "{y}-{MM}", " – "
    return {
        "name": "und", "direction": "ltr", "digits": "0123456789", "decimal": ".", "group": "\u202f", "grouping": [3, 3],
        "eras": ["BCE", "CE"],
        "months": numbers, "months_alone": numbers, "months_short": numbers, "months_short_alone": numbers,
        "quarters": ["Q1", "Q2", "Q3", "Q4"],
        "lists": {"and": listing, "or": dict.fromkeys(listing, "{0} / {1}")},
        "patterns": {
            "day": day, "month": month, "year": "{y}", "month_day": "{MM}-{dd}", "quarter": "{y} {QQQQ}",
            "day_short": "{MM}-{dd}", "month_short": month,
            "day_era": day + " {G}", "month_era": month + " {G}", "year_era": "{y} {G}",
            "time": "{HH}:{mm}", "time_seconds": "{HH}:{mm}:{ss}", "date_time": "{date} {time}",
        },
        "ranges": {
            "join": [dash], "listed_day": [],
            "days": [day + dash, day], "days_short": ["{MM}-{dd}" + dash, "{MM}-{dd}"], "days_of_year": [day + dash, day],
            "months": [month + dash, month], "months_of_years": [month + dash, month], "years": ["{y}–", "{y}"],
        },
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())

"""How one language writes dates, numbers and the names of languages: the data of CLDR as a value.

Patterns are in the notation of `str.format` with the field letters of UTS 35, part 4 (`{d}. {MMMM} {y}`); a range is a pair of
patterns, one for each end. tools/make_locales.py writes the files, `store` reads them, and `locale_from` takes what was read.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from digest.model.edtf import Day
from digest.model.noun import Noun, replace

SIGNS = {
    "approximate": "~{date}",
    "uncertain": "{date} (?)",
    "partly": "{date} ({doubt})",
    "comma": ", ",
    "part-uncertain": "?",
    "part-approximate": "~",
    "part-uncertain-approximate": "?~",
    "unspecified": "{date} (…)",
    "unknown": "?",
    "between": "{range} (?)",
    "until": "… – {end}",
    "until-unknown": "? – {end}",
    "from": "{start} – …",
    "from-unknown": "{start} – ?",
    "not-after": "≤ {end}",
    "not-before": "≥ {start}",
    "year": "",
    "month": "",
    "season": "",
    "day": "",
}
"""What stands in for words. Seasons and decades have no sign: their bounds are shown instead."""


class Locale(Noun, frozen=True, eq=False):
    """How one language writes dates, numbers and the names of languages. Months run from January; eras are (BCE, CE).

    Two locales are never equal, so that what one says can be kept under it.
    """

    name: str
    direction: Literal["ltr", "rtl"]
    digits: str
    decimal: str
    group: str
    grouping: tuple[int, int]  # digits of the last group and of those before it: (3, 2) in Hindi
    eras: tuple[str, str]
    months: tuple[str, ...]
    months_alone: tuple[str, ...]
    months_short: tuple[str, ...]
    months_short_alone: tuple[str, ...]
    quarters: tuple[str, ...]
    lists: Mapping[str, Mapping[str, str]]
    patterns: Mapping[str, str]
    ranges: Mapping[str, Sequence[str]]
    words: Mapping[str, str]
    languages: Mapping[str, str]

    def number(self, n: int) -> str:
        """A whole number with the language's digits and grouping.

        CLDR's minimum of grouping digits is not among the data: Spanish and Polish get a separator from 1000 on as well.
        """
        digits = str(abs(n))
        last, other = self.grouping
        groups = [digits[-last:]]
        digits = digits[:-last]
        while digits:
            groups.insert(0, digits[-other:])
            digits = digits[:-other]
        return ("-" if n < 0 else "") + self.own_digits(self.group.join(groups))

    def year(self, year: int) -> str:
        """An astronomical year: "2024", "2024年", "45 BC" for -44."""
        return fill("year", Day(year, 1, 1), self)

    def language_name(self, tag: str) -> str:
        """The name of a language in this language, or of its nearest shorter tag; else the tag itself."""
        rest = tag
        while rest:
            if rest in self.languages:
                return self.languages[rest]
            rest = rest.rpartition("-")[0]
        return tag

    def own_digits(self, text: str) -> str:
        """The text with its ASCII digits in the language's own."""
        return text if self.digits[0] == "0" else text.translate({48 + n: digit for n, digit in enumerate(self.digits)})


def locale_from(
    mapping: Mapping[str, Any], words: Mapping[str, str] | None = None, languages: Mapping[str, str] | None = None
) -> Locale:
    """A locale from what `cldr/TAG.json`, `words/TAG.json` and `languages/TAG.json` hold; of the last two there may be none."""
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in mapping.items()}
    return Locale(**values, words={**SIGNS, **(words or {})}, languages=languages or {})


@lru_cache(maxsize=16)
def governed(locale: Locale) -> Locale:
    """The locale with what it says after a preposition, the entries "of-…" of its words, in the place of what it says alone."""
    of = {key.removeprefix("of-"): text for key, text in locale.words.items() if key.startswith("of-")}
    patterns = {key: of.pop(key, pattern) for key, pattern in locale.patterns.items()}
    return replace(locale, patterns=patterns, words={**locale.words, **of})


@lru_cache(maxsize=10_000)
def fill(name: str, day: Day, locale: Locale, *, has_era: bool = False) -> str:
    """A pattern of the locale filled in, with the era before the year 1 and where it is asked for. The same years and months
    head most pages.
    """
    pattern = locale.patterns.get(f"{name}_era") if has_era or day.year < 1 else None
    return (pattern or locale.patterns[name]).format_map(fields(day, locale))


def fields(day: Day, locale: Locale) -> dict[str, str]:
    """The field letters of UTS 35, part 4, for a day, each made when it is asked for: most patterns have two or three."""
    return _Fields(day, locale)


class _Fields(dict[str, str]):
    def __init__(self, day: Day, locale: Locale) -> None:
        self._day, self._locale = day, locale

    def __missing__(self, letters: str) -> str:
        return _FIELDS[letters](self._day, self._locale)


def _day_of_month(day: Day, locale: Locale) -> str:
    # CLDR does not know the first of the month ("1er mars").
    return locale.own_digits(locale.words["day-1"] if day.day == 1 and "day-1" in locale.words else str(day.day))


_FIELDS: Mapping[str, Callable[[Day, Locale], str]] = {
    # CLDR counts years before the year 1 from 1 BCE, astronomers from 0.
    "y": lambda day, locale: locale.own_digits(str(day.year if day.year > 0 else 1 - day.year)),
    "G": lambda day, locale: locale.eras[1 if day.year > 0 else 0],
    "M": lambda day, locale: locale.own_digits(str(day.month)),
    "MM": lambda day, locale: locale.own_digits(f"{day.month:02d}"),
    "MMM": lambda day, locale: locale.months_short[day.month - 1],
    "MMMM": lambda day, locale: locale.months[day.month - 1],
    "LLL": lambda day, locale: locale.months_short_alone[day.month - 1],
    "LLLL": lambda day, locale: locale.months_alone[day.month - 1],
    "d": _day_of_month,
    "dd": lambda day, locale: locale.own_digits(f"{day.day:02d}"),
    "Q": lambda day, locale: locale.own_digits(str((day.month - 1) // 3 + 1)),
    "QQQQ": lambda day, locale: locale.quarters[(day.month - 1) // 3],
}

"""A language's data from the package: dates and names from CLDR, words for doubt, and the theme's texts by gettext."""

import gettext
import json
from functools import cache
from typing import Any

from digest.store.package import home
from digest.text.dates import locale_from
from digest.text.language import Language


@cache
def load(tag: str) -> Language:
    """The language of a BCP 47 tag, or of the nearest shorter tag that CLDR knows; English texts where there are no others."""
    cldr, found = _nearest("cldr", tag)
    if not cldr:
        cldr, found = _nearest("cldr", "en")
    locale = locale_from(cldr, _nearest("words", tag)[0] or None, _nearest("languages", found)[0] or None)
    return Language(tag, locale, _catalogue(tag))


def is_known(tag: str) -> bool:
    """True where CLDR has dates for the language."""
    return bool(_nearest("cldr", tag)[0])


def _shorter(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _nearest(kind: str, tag: str) -> tuple[dict[str, Any], str]:
    folder = home() / "locales" / kind
    for each in _shorter(tag):
        file = folder / f"{each}.json"
        if file.is_file():
            return json.loads(file.read_text("utf-8")), each
    return {}, tag


def _catalogue(tag: str) -> gettext.NullTranslations:
    folder = home() / "locales" / "messages"
    for each in _shorter(tag):
        file = folder / f"{each}.mo"
        if file.is_file():
            with file.open("rb") as opened:
                return gettext.GNUTranslations(opened)
    return gettext.NullTranslations()

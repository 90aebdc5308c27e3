"""The site's language: texts of the theme by gettext, dates and numbers by CLDR."""

import gettext
from collections.abc import Mapping
from typing import Any

from digest.model.noun import Noun
from digest.text.dates import Locale


class Language(Noun, frozen=True):
    """A language that a site can be written in. Texts without a translation stay English; dates are always right."""

    tag: str
    locale: Locale
    catalogue: gettext.NullTranslations

    def t(self, text: str, /, **values: Any) -> str:
        """The text in this language, with `%(name)s` filled in."""
        return _filled(self.catalogue.gettext(text), values)

    def tn(self, n: int, one: str, many: str, /, **values: Any) -> str:
        """The text for `n` of something; `%(n)s` is the number as this language writes it."""
        return _filled(self.catalogue.ngettext(one, many, n), {"n": self.number(n), **values})

    def number(self, n: int) -> str:
        """A whole number with the language's digits and grouping."""
        return self.locale.number(n)


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return text % values if values else text

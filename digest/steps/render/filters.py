"""The filters of templates: some of Jinja's own, within bounds, and what a language adds."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import markupsafe
from jinja2.filters import do_format
from markupsafe import Markup, escape

from digest.text.language import Language
from digest.text.redaction import MARK, MARKED

# Pure filters of Jinja's own; `t`, `tn`, `number` and `covered` are ours.
FILTERS = (
    "abs batch capitalize count d default dictsort e escape first float forceescape format groupby indent int join last length "
    "list lower map max min reject rejectattr replace reverse round safe select selectattr slice sort string striptags sum "
    "title tojson trim truncate unique upper urlencode wordcount xmlattr"
).split()

# Filters that make as much as a number asks for, or a text: within bounds, no page needs more.
MULTIPLYING = frozenset("batch format indent replace round slice truncate".split())
MAX_NUMBER, MAX_TEXT = 10_000, 10_000_000

# `escape` without the `Markup` around what it gives, and not for other values than texts: a sixth of its time.
escaped: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(escape(text)))


def as_json(value: Any) -> str:
    """JSON for a data block in a page. The filter escapes `<`, `>`, `&` and `'`; here, what JavaScript takes for line ends."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def bounded(filter: Callable[..., Any], is_multiplying: bool) -> Callable[..., Any]:
    """The filter, which refuses numbers that only fill the memory."""
    if not is_multiplying:
        return filter

    @wraps(filter)
    def within(*arguments: Any, **named: Any) -> Any:
        given = (*arguments, *named.values())
        texts = [each for each in given if isinstance(each, str)]
        too_much = any(isinstance(each, int | float) and abs(each) > MAX_NUMBER for each in given[1:])
        # The text to replace may be as short as a character, so each may become the longest of the others.
        too_much = too_much or (len(texts) > 1 and len(texts[0]) * max(map(len, texts[1:])) > MAX_TEXT)
        if too_much or any(_WIDTH.search(each) for each in texts if filter is do_format):
            raise ValueError(f"“{filter.__name__.removeprefix('do_')}” cannot be asked for so much")
        return filter(*arguments, **named)

    return within


# A width in `%…d` that nobody reads
_WIDTH = re.compile(r"%[^a-zA-Z%]*\d{5}")


def words(language: Language) -> dict[str, Callable[..., Any]]:
    covered = covering(language)
    return {
        "t": language.t,
        "tn": language.tn,
        "number": language.number,
        "covered": lambda text: Markup(covered(text)),
    }


def covering(language: Language) -> Callable[[str], str]:
    """Words of a source as HTML; where a name is hidden in them, the mark says so to those who do not see it."""
    label = escape(language.t("name withheld"))

    def covered(text: str) -> str:
        if MARK not in text:
            return escaped(text)
        return MARKED.sub(lambda match: f'<span class="covered" role="img" aria-label="{label}">{match[0]}</span>', escaped(text))

    return covered

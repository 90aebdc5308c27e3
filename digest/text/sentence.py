"""Where sentences begin and end, well enough to show the rest of one and to notice that a quotation stops in its middle.

Rules only, no dictionary: a full stop after one or two digits (a date in German) or after a single letter (an initial) ends
nothing, nor does one before a small letter. Where the rules are wrong, a reader sees a little more or less context.
"""

import re
from collections.abc import Iterator
from functools import cache

_STOP = re.compile(r"[.!?…।؟]+[\"'”’»«“)\]]*(?=\s)|[。！？][」』”’）]*|\n\s*\n")
_ABBREVIATED = re.compile(r"(?:^|[\s(\"'“„«])(?:\d{1,2}|\w)\.$")
_OPENING = "\"'“„«»‘‚([¿¡„— –"


def bounds(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The sentences that hold [start, end), whole, within [first, last): code points, end exclusive."""
    begins, stop = first, last
    for at in _ends(text, first, last):
        following = _skip(text, at, last)
        if following <= start:
            begins = following
        elif at >= end:
            stop = at
            break
    return begins, stop


def _ends(text: str, first: int, last: int) -> Iterator[int]:
    """Where sentences end, after their closing marks."""
    for found in _STOP.finditer(text, first, last):
        if found[0].isspace():
            yield found.start()
            continue
        mark = found.start() + 1
        if text[mark - 1] == "." and found.end() == mark and _ABBREVIATED.search(text, max(first, mark - 5), mark):
            continue
        following = _skip(text, found.end(), last)
        letter = next((c for c in text[following : following + 4] if c not in _OPENING), "")
        if not letter.islower():
            yield found.end()


def _skip(text: str, at: int, last: int) -> int:
    while at < last and text[at].isspace():
        at += 1
    return at


def is_whole_start(text: str, begins: int, start: int) -> bool:
    """True where nothing but opening marks stands between the beginning of the sentence and `start`."""
    return all(c in _OPENING or c.isspace() for c in text[begins:start])


def is_whole_end(text: str, end: int, stops: int) -> bool:
    """True where no word stands between `end` and the end of the sentence."""
    return not any(c.isalnum() for c in text[end:stops])


# Words that turn a statement into its opposite, in the languages that most sources are in; whole words, without case.
@cache
def _negations() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t"
        r"|nicht|nichts|kein\w*|nie|niemals|niemand\w*|ohne|weder"
        r"|ne|n['’]\w+|pas|jamais|aucune?|sans|non|mai|senza|nunca|jamás|nada|sin|não|sem|niet|geen|nooit|zonder"
        r"|не|нет|ни|никогда|без|ні|немає|ніколи|nie|nigdy|bez|ingen|inte|ikke|aldrig)\b"
        r"|(?:لا|لم|لن|ليس|不|没|未|无|無|ない|ません|않|못|아니)",
        re.IGNORECASE,
    )


def negation(text: str) -> str:
    """The first word in the text that denies something, or ""."""
    found = _negations().search(text)
    return found[0] if found else ""

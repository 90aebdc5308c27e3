"""The file that says which paragraph of a translation is which of its original: a line for each pair, `1 1` or `2 2-3`.

The numbers count blocks of the original and of the translation from 1. What follows `#` is for the person who corrects it.
"""

import re

from digest.model.diagnostic import Diagnostic, Outcome, Span, error
from digest.model.source import Pair

_LINE = r"(\d{1,6})(?:-(\d{1,6}))?\s+(\d{1,6})(?:-(\d{1,6}))?"


def read(path: str, text: str) -> Outcome[tuple[Pair, ...]]:
    """The pairs in order. A line that is none, or that goes back behind the one before, is an error and left out."""
    pairs: list[Pair] = []
    found: list[Diagnostic] = []
    for n, line in enumerate(text.splitlines(), 1):
        written = line.partition("#")[0].strip()
        if not written:
            continue
        span = Span(path, n, 1, n, len(line) + 1)
        match = re.fullmatch(_LINE, written, re.ASCII)
        if match is None:
            hint = "write the blocks of the original and those of the translation, such as “1 1” or “2 2-3”"
            found.append(error("D138", f"“{written}” is no line of an alignment", span, hint))
            continue
        first, last, beside, until = (int(each) if each else 0 for each in match.groups())
        pair = Pair((first, last or first), (beside, until or beside), span)
        if wrong := _wrong(pair, pairs[-1] if pairs else None):
            found.append(error("D138", wrong, span, "blocks are counted from 1, and each is named once and in order"))
        else:
            pairs.append(pair)
    return Outcome(tuple(pairs), tuple(found))


def _wrong(pair: Pair, before: Pair | None) -> str:
    until = (before.original[1], before.translation[1]) if before else (0, 0)
    for name, (first, last), end in (("original", pair.original, until[0]), ("translation", pair.translation, until[1])):
        if first < 1 or last < first:
            return f"“{first}-{last}” is no stretch of blocks" if last != first else "there is no block 0"
        if first <= end:
            return f"block {first} of the {name} comes after block {end}"
    return ""

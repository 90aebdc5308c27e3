"""Two wordings, word by word: what a quotation says and what its source says."""

import re
from functools import cache
from itertools import groupby
from typing import Literal

from digest.text.offsets import UNSPACED, words_in

Op = Literal["=", "-", "+"]


# Beyond this many words a difference is no help to anybody, and takes long.
LONGEST = 2000


def word_diff(typed: str, source: str) -> tuple[tuple[Op, str], ...]:
    """Runs of words that both have (`=`), that only `typed` has (`-`) and that only `source` has (`+`), in reading order.

    >>> word_diff("he would agree", "he would not agree")
    (('=', 'he would'), ('+', 'not'), ('=', 'agree'))
    """
    from difflib import SequenceMatcher  # most builds have nothing to compare

    old, new = _words(typed)[:LONGEST], _words(source)[:LONGEST]
    runs: list[tuple[Op, list[str]]] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            runs.append(("=", old[a:b]))
        else:
            runs += [("-", old[a:b]), ("+", new[c:d])]
    return tuple((op, _joined(words)) for op, words in runs if words)


def _words(text: str) -> list[str]:
    """The words with what stands at them; of a script that puts no space between words, the characters."""
    return [match[0] for match in words_in(text)]


def _joined(words: list[str]) -> str:
    """The words as a line: a space between, but none between characters of scripts without spaces."""
    return " ".join("".join(run) if alone else " ".join(run) for alone, run in groupby(words, _is_alone))


def _is_alone(word: str) -> bool:
    return len(word) == 1 and word > "\u0dff" and bool(_unspaced().match(word))


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{UNSPACED}]")

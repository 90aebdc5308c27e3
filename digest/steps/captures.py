"""A quotation and a later capture of its source → what the publisher changed in the quoted words, as far as both may be shown.

Likeness finds the place in the later capture; it proves nothing, and nothing is anchored by it. Who quotes a document quotes
what its publisher says there: the new wording of a quoted passage is an excerpt like the quotation itself, and counts as one.
"""

from typing import NamedTuple

from digest.model.annotation import Later, Quotation
from digest.model.source import Document, Reading, Shown, Source
from digest.text import offsets
from digest.text.fold import Folded
from digest.text.quote import find
from digest.text.sentence import bounds
from digest.text.worddiff import Op, word_diff


class Capture(NamedTuple):
    """A later capture: `text` is its document's with names covered."""

    source: Source
    document: Document
    folded: Folded
    text: str


Runs = tuple[tuple[Op, str], ...]

# How many times as many words as the quotation its new wording may have as an excerpt.
MOST = 2


class Became(NamedTuple):
    """What became of a passage in the later capture `source`: the difference, and the stretch of its canonical text that is told
    in it. Both are empty where the passage is gone.
    """

    source: str
    runs: Runs = ()
    start: int = 0
    end: int = 0
    is_excerpt: bool = False  # what stands there may be shown as an excerpt, as the quotation is


def became(quotation: Quotation, document: Document, capture: Capture) -> Became | None:
    """What became of the quoted words of `document`. None where they are still there, where several places are like them, or
    where they may not be shown at all.
    """
    passage = quotation.passage
    if not passage.words:
        return None
    exact = " […] ".join(document.text[start:end] for start, end in passage.parts)
    if find(capture.folded, exact):
        return None
    # Only a change needs the library for likeness.
    from digest.text.suggest import suggest

    found = suggest(capture.folded, exact, position=(passage.start, passage.end))
    if found.verdict == "several":
        return None
    if found.verdict == "gone":
        return Became(capture.source.id)
    start, end = found.places[0].start, found.places[0].end
    runs, start, end = _difference(" […] ".join(passage.words), capture, start, end)
    # Where much was put in, or words were left out of the quotation, it is another and longer excerpt: who wants it quotes it.
    is_excerpt = offsets.count_words(capture.text[start:end]) <= MOST * offsets.count_words(exact)
    return Became(capture.source.id, runs, start, end, is_excerpt)


def told(change: Became, document: Document, reading: Reading) -> Later:
    """The same for readers, as far as they may see the later capture (`document`, `reading`)."""
    if not change.runs:
        return Later(change.source, "gone")
    if not _is_shown(document, reading, change.start, change.end):
        return Later(change.source, "unshown")
    return Later(change.source, "changed", change.runs)


def _difference(words: str, capture: Capture, start: int, end: int) -> tuple[Runs, int, int]:
    """The difference, and the stretch that is told in it.

    What is like the quotation may be less than what it became, so that a side which begins or ends otherwise is looked at up
    to the end of its sentence; of what stands there, only what takes the place of quoted words is told.
    """
    text, old = capture.text, words.split()
    first, last = offsets.blocks(capture.document, start, end)
    begins, stops = bounds(capture.document.text, first, last, start, end)
    new = text[start:end].split()
    start = start if new[:1] == old[:1] else begins
    end = end if new[-1:] == old[-1:] else stops
    runs = word_diff(words, text[start:end])
    places = [match.span() for match in offsets.words_in(text, start, end)]
    if len(runs) > 1 and runs[0][0] == "+" and runs[1][0] == "=":
        start = places[len(list(offsets.words_in(runs[0][1])))][0]
        runs = runs[1:]
    if len(runs) > 1 and runs[-1][0] == "+" and runs[-2][0] == "=":
        end = places[-len(list(offsets.words_in(runs[-1][1]))) - 1][1]
        runs = runs[:-1]
    return _no_longer(runs, text, start, end) if capture.source.rights.mode == "excerpt" else (runs, start, end)


def _no_longer(runs: Runs, text: str, start: int, end: int) -> tuple[Runs, int, int]:
    """The difference of an excerpt: where a side was replaced, nobody knows how far its sentence goes on in its place, so no more
    words of it are told than were replaced.
    """
    places = [match.span() for match in offsets.words_in(text, start, end)]
    first = next((n for n, (op, _) in enumerate(runs[:2]) if op == "+"), None)
    if first is not None and (spare := _spare(runs, first)) > 0:
        start = places[min(spare, len(places) - 1)][0]
        runs = (*runs[:first], ("+", " ".join(_words_of(runs[first][1])[spare:])), *runs[first + 1 :])
    last = len(runs) - 1
    if last != first and runs[last][0] == "+" and (spare := _spare(runs, last)) > 0:
        end = places[max(len(places) - 1 - spare, 0)][1]
        runs = (*runs[:last], ("+", " ".join(_words_of(runs[last][1])[:-spare])))
    return runs, start, end


def _words_of(run: str) -> list[str]:
    return [match[0] for match in offsets.words_in(run)]


def _spare(runs: Runs, n: int) -> int:
    """How many words more than it replaced the run `n` has."""
    replaced = next((words for op, words in (*runs[max(0, n - 1) : n], *runs[n + 1 : n + 2]) if op == "-"), "")
    return len(_words_of(runs[n][1])) - max(1, len(_words_of(replaced)))


def _is_shown(document: Document, reading: Reading, start: int, end: int) -> bool:
    """Whether every character from start to end that is no white space stands in the reading."""
    at = start
    for piece in reading.pieces:
        if isinstance(piece, Shown) and piece.start <= at < piece.end:
            at = piece.end
            while at < end and document.text[at].isspace():
                at += 1
    return at >= end

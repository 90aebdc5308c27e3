"""Words that a reader has chosen in a source → the quotation that finds them again, and only them.

The ends move outward to whole words; where the words stand more than once, the shortest words before or after them are added.
"""

from digest.model.annotation import TextQuoteSelector
from digest.model.noun import Noun
from digest.text.boundary import divides, is_edge
from digest.text.fold import Folded
from digest.text.quote import Place, deciding, find


class Selected(Noun, frozen=True):
    """The quotation, and where it stands: code points of the canonical text, end exclusive."""

    selector: TextQuoteSelector
    start: int
    end: int


class Unselectable(Noun, frozen=True):
    """Why these words cannot be quoted, to a person."""

    reason: str


def select(folded: Folded, start: int, end: int) -> Selected | Unselectable:
    """The quotation of the words in [start, end) of the canonical text."""
    text = folded.text
    first, last = _trimmed(text, max(0, start), min(end, len(text)))
    if first >= last:
        return Unselectable("no words are selected")
    first, last = _whole(folded, first, -1), _whole(folded, last, 1)
    # The text of a quotation is one line: white space counts as one space wherever it stands.
    exact = " ".join(text[first:last].split())
    places = find(folded, exact)
    if not places:
        return Unselectable("these words do not stand together in the text of the source")
    n = min(range(len(places)), key=lambda n: abs(places[n].start - first) + abs(places[n].end - last))
    if not _is_there(places[n], first, last):
        return Unselectable("these words cannot be told from others that are written differently")
    if len(places) == 1:
        return Selected(TextQuoteSelector(exact), places[n].start, places[n].end)
    context = deciding(folded, places)[n]
    if find(folded, exact, context.prefix, context.suffix) != (places[n],):
        return Unselectable(
            f"these words stand {len(places)} times, and nothing near tells this place from the others: select more"
        )
    return Selected(TextQuoteSelector(exact, context.prefix, context.suffix), places[n].start, places[n].end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


def _whole(folded: Folded, offset: int, step: int) -> int:
    """The nearest offset outward that lies within no word, number or character."""
    at = offset
    while 0 < at < len(folded.text) and (divides(folded.reading, folded.index(at)) or not is_edge(folded.text, at)):
        at += step
    return at


def _is_there(place: Place, start: int, end: int) -> bool:
    return place.start < end and start < place.end

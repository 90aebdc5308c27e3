"""A quotation and a source → the passage, or a diagnostic that shows what the source says.

The build fails closed: one place is proof, none or several are errors. Likeness only writes the hint.
"""

from digest.model.annotation import Passage, Target
from digest.model.diagnostic import Diagnostic, Outcome, Related, Span, error, warning
from digest.model.source import Document, Source
from digest.text import offsets
from digest.text.fold import Folded
from digest.text.quote import Place, deciding, find

# An elision over more words than this joins what hardly belongs together.
FAR = 100

# Words of context on each side where the whole source may be shown anyway.
CONTEXT = 25


def anchor(target: Target, source: Source, document: Document, folded: Folded) -> Outcome[Passage | None]:
    """The one passage that the target's selector names in the document."""
    selector = target.selector
    assert selector is not None
    places = find(folded, selector.exact, selector.prefix, selector.suffix)
    if len(places) == 1:
        place = places[0]
        return Outcome(passage(place, source, document), _far(place, target))
    if places:
        return Outcome(None, (_several(places, target, source, document, folded),))
    return Outcome(None, (_missing(target, source, document, folded),))


def passage(place: Place, source: Source, document: Document) -> Passage:
    """The place with the source's own words and as much of their surroundings as its rights let out."""
    rights = source.rights
    if rights.mode in ("link", "private"):
        return Passage(source.id, place.start, place.end, place.parts, left_out=place.omitted, withheld=True)
    words = rights.context if rights.mode == "excerpt" else CONTEXT
    start, end = offsets.around(document, place.start, place.end, words)
    text = document.text
    return Passage(
        source=source.id,
        start=place.start,
        end=place.end,
        parts=place.parts,
        words=tuple(text[a:b] for a, b in place.parts),
        before=text[start : place.start],
        after=text[place.end : end],
        left_out=place.omitted,
    )


def _far(place: Place, target: Target) -> tuple[Diagnostic, ...]:
    if place.omitted <= FAR:
        return ()
    hint = "quote the two parts as two passages, or less of them"
    return (warning("D203", f"“[…]” leaves out {place.omitted} words", target.span, hint),)


def _several(places: tuple[Place, ...], target: Target, source: Source, document: Document, folded: Folded) -> Diagnostic:
    seed = f"seeds/{source.seed}"
    related = []
    for place, context in zip(places, deciding(folded, places), strict=True):
        decides = " and ".join(
            f"{side}: {_quoted(words)}" for side, words in (("prefix", context.prefix), ("suffix", context.suffix)) if words
        )
        span = offsets.span(seed, document.text, place.start, place.end)
        related.append(Related(span, decides or "nothing near tells this place from the others"))
    message = f"this quotation stands {len(places)} times in source “{source.id}”"
    return error("D202", message, target.span, "add the “prefix” or “suffix” of the place that is meant", tuple(related))


def _missing(target: Target, source: Source, document: Document, folded: Folded) -> Diagnostic:
    selector = target.selector
    assert selector is not None
    message = f"this quotation is not in source “{source.id}”"
    # Only a failure needs the library for likeness.
    from digest.text.suggest import suggest, word_diff

    found = suggest(folded, selector.exact, selector.prefix, selector.suffix)
    if found.verdict != "found":
        hint = {
            "gone": "nothing in the source is like it: is this the right source?",
            "several": "several places are like it: quote more, letter for letter",
        }[found.verdict]
        places = tuple(Related(_span(source, document, p), "like it") for p in found.places)
        return error("D201", message, target.span, hint, places)
    place = found.places[0]
    difference = " ".join(_shown(op, words) for op, words in word_diff(selector.exact, found.exact))
    hint = f"the nearest passage differs so: {difference}\nto quote it, write {_quoted(found.exact)}"
    nearest = Related(_span(source, document, place), f"the nearest passage, {found.confidence:.0%} sure")
    return error("D201", message, target.span, hint, (nearest,))


def _span(source: Source, document: Document, place: Place) -> Span:
    return offsets.span(f"seeds/{source.seed}", document.text, place.start, place.end)


def _shown(op: str, words: str) -> str:
    return {"=": words, "-": f"[-{words}-]", "+": f"{{+{words}+}}"}[op]


def _quoted(words: str) -> str:
    """The words as a double-quoted YAML scalar, ready to paste."""
    return '"' + " ".join(words.replace("\\", "\\\\").replace('"', '\\"').split()) + '"'

"""A quotation and a source → the passage, or a diagnostic that shows what the source says.

The build fails closed: one place is proof, none or several are errors. Likeness only writes the hint.
"""

from dataclasses import replace

from digest.model.annotation import Passage, Target
from digest.model.diagnostic import Diagnostic, Fix, Outcome, Related, error, warning
from digest.model.source import Document, Source
from digest.text import offsets
from digest.text.fold import Folded
from digest.text.quote import Context, Place, deciding, find
from digest.text.worddiff import word_diff

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
    # Only a failure needs the library for likeness.
    from digest.text.suggest import suggest

    message = f"this quotation is not in source “{source.id}”"
    found = suggest(folded, selector.exact, selector.prefix, selector.suffix)
    spans = [offsets.span(f"seeds/{source.seed}", document.text, place.start, place.end) for place in found.places]
    difference = _difference(selector.exact, found.exact)
    match found.verdict:
        case "gone" if not spans:
            return error("D201", message, target.span, "nothing there is like it: is this the right source?")
        case "gone":
            hint = f"it seems to be gone; what is least unlike it differs so: {difference}"
            return error("D201", message, target.span, hint, (Related(spans[0], "least unlike it"),))
        case "several":
            hint = "several places are like it: quote one of them letter for letter"
            return error("D201", message, target.span, hint, tuple(Related(span, "like it") for span in spans))
        case "found":
            hint = f"the nearest passage differs so: {difference}\nto quote it, write {_quoted(found.exact)}"
            nearest = Related(spans[0], f"the nearest passage, {found.confidence:.0%} sure")
            fix = _fix(target, found.exact, found.places[0], found.confidence, folded)
            return replace(error("D201", message, target.span, hint, (nearest,)), fix=fix)


def _fix(target: Target, exact: str, place: Place, confidence: float, folded: Folded) -> Fix | None:
    """The change of the quotation's own lines that makes it stand at the suggested place; none where no such change is enough.

    A prefix or suffix that no longer agrees is made to; one that is not written cannot be.
    """
    selector = target.selector
    assert selector is not None
    changes = [(target.span, selector.exact, exact)]
    if find(folded, exact, selector.prefix, selector.suffix) == (place,):
        return Fix(tuple(changes), confidence)
    everywhere = find(folded, exact)
    if place not in everywhere:
        return None
    context = deciding(folded, everywhere)[everywhere.index(place)] if len(everywhere) > 1 else Context()
    for name, old, new in (("prefix", selector.prefix, context.prefix), ("suffix", selector.suffix, context.suffix)):
        if new and not old:
            return None
        if old:
            changes.append((target.places.find(name, target.span), old, new))
    return Fix(tuple(changes), confidence)


def _difference(typed: str, source: str) -> str:
    """Word by word: [-typed, not in the source-], {+in the source, not typed+}."""
    shown = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}
    return " ".join(shown[op].format(words) for op, words in word_diff(typed, source))


def _quoted(words: str) -> str:
    """The words as a double-quoted YAML scalar, ready to paste."""
    return '"' + " ".join(words.replace("\\", "\\\\").replace('"', '\\"').split()) + '"'

"""A quotation and a source → the passage, or a diagnostic that shows what the source says.

The build fails closed: one place is proof, none or several are errors. Likeness only writes the hint.
"""

from itertools import pairwise

from digest.model.annotation import Passage, Target
from digest.model.diagnostic import Diagnostic, Fix, Outcome, Related, error, note, warning
from digest.model.noun import replace
from digest.model.source import Document, Source
from digest.text import offsets
from digest.text.fold import Folded
from digest.text.quote import Context, Place, deciding, find
from digest.text.sentence import bounds, is_whole_end, is_whole_start, negation
from digest.text.worddiff import word_diff

# An elision over more words than this joins what hardly belongs together.
FAR = 100

# A quotation with fewer words than this is easily torn from what it meant.
SHORT = 4

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
    text = document.text
    # Where everything is shown anyway, the whole sentences that the quotation stands in are context enough.
    words = rights.context if rights.mode == "excerpt" else CONTEXT
    first, last = offsets.around(document, place.start, place.end, words)
    block_start, block_end = offsets.blocks(document, place.start, place.end)
    begins, stops = bounds(text, block_start, block_end, place.start, place.end)
    if rights.mode == "full":
        first, last = min(first, begins), max(last, stops)
    return Passage(
        source=source.id,
        start=place.start,
        end=place.end,
        parts=place.parts,
        words=tuple(text[a:b] for a, b in place.parts),
        before=text[first : place.start],
        after=text[place.end : last],
        rest=(place.start - max(first, begins), min(last, stops) - place.end),
        left_out=place.omitted,
    )


def look_again(target: Target, passage: Passage, document: Document) -> tuple[Diagnostic, ...]:
    """What in a proved quotation deserves a second look: it is short, stops in mid-sentence, or leaves out a denial."""
    text = document.text
    found = []
    words = offsets.count_words("".join(text[a:b] for a, b in passage.parts))
    if words < SHORT:
        hint = "a few words can be made to say much: quote the sentence, if it matters"
        found.append(note("D232", f"this quotation has {words} words", target.span, hint))
    block_start, block_end = offsets.blocks(document, passage.start, passage.end)
    begins, stops = bounds(text, block_start, block_end, passage.start, passage.end)
    rest = []
    if not is_whole_start(text, begins, passage.start):
        rest.append(f"before it: “{_line(text[begins : passage.start])} …”")
    if not is_whole_end(text, passage.end, stops):
        rest.append(f"after it: “… {_line(text[passage.end : stops])}”")
    if rest:
        found.append(note("D231", "this quotation begins or stops in mid-sentence", target.span, "\n".join(rest)))
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(passage.parts)]
    if denial := next(filter(None, map(negation, gaps)), ""):
        hint = f"“[…]” stands for: “{_line(' … '.join(gaps))}”"
        found.append(note("D233", f"what this quotation leaves out denies something: “{denial}”", target.span, hint))
    return tuple(found)


def _line(text: str, longest: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 2] + " …"


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

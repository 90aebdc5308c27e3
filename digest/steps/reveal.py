"""A source's text → what of it readers may see under its rights. No other text of a source travels further."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from urllib.parse import unquote

from digest.model.annotation import Annotation, Passage, Quotation
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.noun import replace
from digest.model.source import Block, Document, Elision, Reading, Shown, Source
from digest.text import offsets, redaction
from digest.text.fold import Folded

Stretch = tuple[int, int]

_NO_LETTERS = re.compile(r"[\W_]+")


def reveal(source: Source, document: Document, passages: Sequence[Passage], covered: str | None = None) -> Outcome[Reading]:
    """`full`: every block. `excerpt`: the passages with their context. `link` and `private`: nothing.

    `covered` is the document's text with the names in it hidden (`hidden`), where there are any to hide.
    """
    outcome = _revealed(source, document, passages)
    return outcome if covered is None else replace(outcome, value=_without_names(outcome.value, covered))


def _revealed(source: Source, document: Document, passages: Sequence[Passage]) -> Outcome[Reading]:
    total = offsets.count_words("\n".join(document.text[block.start : block.end] for block in document.blocks))
    match source.rights.mode:
        case "full":
            shown = tuple(_whole(document, block) for block in document.blocks)
            return Outcome(Reading(shown, total, total, document.sha256))
        case "excerpt":
            pieces = tuple(_excerpt(document, _stretches(document, source, passages)))
            words = total - sum(piece.words for piece in pieces if isinstance(piece, Elision))
            reading = Reading(pieces, total, words, document.sha256)
            return Outcome(reading, _too_much(source, reading))
        case "link" | "private":
            return Outcome(Reading((), total, 0, document.sha256))


def hidden(source: Source, document: Document, folded: Folded) -> Outcome[str]:
    """Canonical text with the names that the source's card hides covered, as long as it was. A name that is not there is an
    error: it may stand there in another spelling.
    """
    places = redaction.places(folded, source.redact)
    hint = "write it as the source does; each spelling counts by itself"
    missing = tuple(
        error("D134", f"“{name}” does not stand in source “{source.id}”", source.place(f"redact/{name}"), hint)
        for name, found in places.items()
        if not found
    )
    return Outcome(redaction.covered(document.text, (each for found in places.values() for each in found)), missing)


def _without_names(reading: Reading, text: str) -> Reading:
    pieces = (replace(each, text=text[each.start : each.end]) if isinstance(each, Shown) else each for each in reading.pieces)
    return replace(reading, pieces=tuple(pieces))


def quoted_without_names(quotations: Iterable[Quotation], texts: Mapping[str, str]) -> tuple[Quotation, ...]:
    """The quotations with their words taken from `texts` (by source), where there is one."""
    return tuple(
        replace(each, passage=_passage_of(each.passage, texts[each.passage.source])) if each.passage.source in texts else each
        for each in quotations
    )


def _passage_of(passage: Passage, text: str) -> Passage:
    if passage.withheld:
        return passage
    return replace(
        passage,
        words=tuple(text[start:end] for start, end in passage.parts),
        before=text[passage.start - len(passage.before) : passage.start],
        after=text[passage.end : passage.end + len(passage.after)],
    )


def said_anyway(source: Source, annotations: Iterable[Annotation]) -> Iterable[Diagnostic]:
    """The annotations of a source in whose own words a name stands that the source's card hides."""
    hint = f"the card of “{source.id}” hides the name in the source; what you write yourself is published as it is"
    for annotation in annotations:
        if all(target.source != source.id for target in annotation.targets):
            continue
        text = "\n".join(_own_words(annotation))
        for name in source.redact:
            if _stands(name, text):
                yield warning("D135", f"“{name}” stands in the words of this annotation", annotation.span, hint)


def said_on_the_card(source: Source) -> Iterable[Diagnostic]:
    """The names that a source's card hides and says itself, in a field that readers see."""
    for name in source.redact:
        for field, text in _public_fields(source):
            if _stands(name, text) or _stands(_words(name), _words(unquote(text))):
                said = f"“{field}”" if field else "introduction"
                hint = "readers see this field; give it other words, or the document another name"
                yield warning("D135", f"“{name}”, which this card hides, stands in its {said}", source.place(field), hint)


def shown_beside(source: Source, other: Source, folded: Folded) -> Iterable[Diagnostic]:
    """The names that a source's card hides, and that the text of `other`, which is much the same document, shows."""
    for name, places in redaction.places(folded, [each for each in source.redact if each not in other.redact]).items():
        if places:
            message = f"“{name}” stands in this source, and the card of “{source.id}” hides it"
            hint = "the two are captures of one document, or a translation and its original: if readers may not know the name"
            yield warning("D139", message, other.span, f"{hint}, write it into “redact” here too")


def _public_fields(source: Source) -> Iterable[tuple[str, str]]:
    """What a card says of the document, but for its title, in which names are hidden."""
    yield from (("id", source.id), ("seed", source.seed), ("url", source.url), ("publisher", source.publisher))
    yield from (("authors", name) for name in source.authors)
    yield from (("archive", each.url) for each in source.archive)
    yield from (("rights", text) for text in (source.rights.holder, source.rights.notice, source.rights.basis))
    yield "takedown", source.takedown.reason if source.takedown else ""
    yield "capture", source.capture.file if source.capture else ""
    yield "", source.intro_html


def _words(text: str) -> str:
    """The words of an address."""
    return " ".join(_NO_LETTERS.sub(" ", text).split())


def _stands(name: str, text: str) -> bool:
    return redaction.without(text, (name,)) != text


def _own_words(annotation: Annotation) -> Iterable[str]:
    yield from (annotation.title, annotation.summary, annotation.note_plain)
    yield from (word for _, words in annotation.terms for word in words)
    for target in annotation.targets:
        yield target.note_html
        yield target.translation.text if target.translation else ""
    yield from (each.text_html for each in annotation.corrections)


def _whole(document: Document, block: Block) -> Shown:
    return Shown(block.kind, block.level, block.start, document.text[block.start : block.end])


def _stretches(document: Document, source: Source, passages: Iterable[Passage]) -> list[Stretch]:
    """The passages' parts with their context at the outer ends, merged where they touch, in order."""
    wanted: list[Stretch] = []
    for passage in passages:
        start, end = offsets.around(document, passage.start, passage.end, source.rights.context)
        wanted += passage.parts
        wanted += [(start, passage.start), (passage.end, end)]
    merged: list[Stretch] = []
    for start, end in sorted(stretch for stretch in wanted if stretch[0] < stretch[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _excerpt(document: Document, stretches: Sequence[Stretch]) -> Iterable[Shown | Elision]:
    """The blocks cut to the stretches, with an elision wherever words are left out."""
    text = document.text
    hidden = 0
    for block in document.blocks:
        here = block.start
        for start, end in _within(stretches, block):
            hidden += offsets.count_words(text[here:start])
            if hidden:
                yield Elision(hidden)
            yield Shown(block.kind, block.level, start, text[start:end])
            here, hidden = end, 0
        hidden += offsets.count_words(text[here : block.end])
    if hidden:
        yield Elision(hidden)


def _within(stretches: Sequence[Stretch], block: Block) -> Iterable[Stretch]:
    """The stretches, which are in order and do not overlap, as far as they are in the block."""
    first = bisect_right(stretches, block.start, key=lambda stretch: stretch[1])
    for start, end in takewhile(lambda stretch: stretch[0] < block.end, (stretches[n] for n in range(first, len(stretches)))):
        yield max(start, block.start), min(end, block.end)


def _too_much(source: Source, reading: Reading) -> tuple[Diagnostic, ...]:
    rights = source.rights
    share = reading.words_shown / reading.words_total if reading.words_total else 0
    said = f"{reading.words_shown} of {reading.words_total} words of “{source.id}” would be shown"
    hint = "quote less of it, lower “context”, or raise the limit if the rights allow it"
    if rights.max_words is not None and reading.words_shown > rights.max_words:
        return (error("D221", f"{said}; its “max_words” is {rights.max_words}", source.place("rights"), hint),)
    if rights.max_share is not None and share > rights.max_share:
        return (error("D222", f"{said}, {_more(share, rights.max_share)}", source.place("rights"), hint),)
    return ()


def _more(share: float, bound: float) -> str:
    """Both figures, with decimals where it takes them to see that one is more than the other."""
    told = f"{share:.0%}" if round(100 * share) > 100 * bound else f"{share:.2%}"
    return f"{told}; its “max_share” is {100 * bound:g}%"


def too_much_of_publishers(config: Config, sources: Iterable[Source], readings: Mapping[str, Reading]) -> Iterable[Diagnostic]:
    """Where excerpts of all sources of one publisher together show more than `[publishers]` allows."""
    for publisher in config.publishers:
        own = [
            readings[source.id] for source in sources if source.publisher == publisher.name and source.rights.mode == "excerpt"
        ]
        shown, total = sum(each.words_shown for each in own), sum(each.words_total for each in own)
        said = f"{shown} of {total} words of sources of “{publisher.name}” would be shown"
        hint = "quote less of them, lower “context”, or raise the limit if the rights allow it"
        place = Span("digest.toml")
        if publisher.max_words is not None and shown > publisher.max_words:
            yield error("D223", f"{said}; its “max_words” is {publisher.max_words}", place, hint)
        if publisher.max_share is not None and total and shown / total > publisher.max_share:
            yield error("D224", f"{said}, {_more(shown / total, publisher.max_share)}", place, hint)

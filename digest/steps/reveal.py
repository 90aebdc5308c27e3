"""A source's text → what of it readers may see under its rights. No other text of a source travels further."""

from collections.abc import Iterable, Sequence

from digest.model.annotation import Passage
from digest.model.diagnostic import Diagnostic, Outcome, error
from digest.model.source import Block, Document, Elision, Reading, Shown, Source
from digest.text import offsets

Stretch = tuple[int, int]


def reveal(source: Source, document: Document, passages: Sequence[Passage]) -> Outcome[Reading]:
    """`full`: every block. `excerpt`: the passages with their context. `link` and `private`: nothing."""
    total = sum(offsets.count_words(document.text[block.start : block.end]) for block in document.blocks)
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


def _within(stretches: Iterable[Stretch], block: Block) -> Iterable[Stretch]:
    for start, end in stretches:
        if start < block.end and end > block.start:
            yield max(start, block.start), min(end, block.end)


def _too_much(source: Source, reading: Reading) -> tuple[Diagnostic, ...]:
    rights = source.rights
    share = reading.words_shown / reading.words_total if reading.words_total else 0
    said = f"{reading.words_shown} of {reading.words_total} words of “{source.id}” would be shown"
    hint = "quote less of it, lower “context”, or raise the limit if the rights allow it"
    if rights.max_words is not None and reading.words_shown > rights.max_words:
        return (error("D221", f"{said}; its “max_words” is {rights.max_words}", source.place("rights"), hint),)
    if rights.max_share is not None and share > rights.max_share:
        return (error("D222", f"{said}, {share:.0%}; its “max_share” is {rights.max_share:.0%}", source.place("rights"), hint),)
    return ()

"""A translation and its original → the rows in which they stand side by side."""

from collections.abc import Callable, Collection, Iterator, Mapping

from digest.model.diagnostic import Diagnostic, Outcome, error, warning
from digest.model.noun import replace
from digest.model.source import Block, Document, Pair, Row, Source
from digest.text.near import did_you_mean

NOTHING = (0, 0)


def aligned(
    source: Source,
    sources: Mapping[str, Source],
    document: Callable[[Source], Document],
    alignments: Mapping[str, tuple[Pair, ...] | None],
    files: Collection[str],
) -> Outcome[Source]:
    """The source with its rows, if it is a translation of another one.

    `document` gives the text of a source; `alignments` are the pairs by the path of their file, `files` the paths of all such
    files, those that could not be read (which is reported elsewhere) among them.
    """
    made = source.translation
    if made is None or not made.source:
        return Outcome(source)
    original = sources.get(made.source)
    if original is None or original.id == source.id:
        message = f"there is no other source “{made.source}” that this could be a translation of"
        hint = did_you_mean(made.source, sources.keys() - {source.id})
        return Outcome(source, (error("D307", message, made.place("source", source.span), hint),))
    if not made.alignment:
        return _by_number(source, document(original), document(source))
    path = f"seeds/{made.alignment}"
    if path not in files:
        near = did_you_mean(made.alignment, (each.removeprefix("seeds/") for each in files))
        message, place = f"there is no file {path}", made.place("alignment", source.span)
        return Outcome(source, (error("D308", message, place, near or "an alignment lies below seeds/ and ends in .align"),))
    pairs = alignments.get(path)
    return _by_pairs(source, document(original), document(source), pairs) if pairs is not None else Outcome(source)


def _by_number(source: Source, original: Document, translation: Document) -> Outcome[Source]:
    """Each block beside the one of the same number, where both texts have as many."""
    ours, theirs = len(translation.blocks), len(original.blocks)
    if ours == theirs:
        rows = (Row(_of(one), _of(other)) for one, other in zip(original.blocks, translation.blocks, strict=True))
        return Outcome(replace(source, rows=tuple(rows)))
    made = source.translation
    assert made is not None
    message = f"the original has {theirs} blocks and the translation {ours}, without an alignment"
    hint = "write a line for each pair, such as “2 2-3”, into a file below seeds/ that ends in .align, and name it in “alignment”"
    return Outcome(source, (warning("D309", message, made.place("source", source.span), hint),))


def _of(block: Block) -> tuple[int, int]:
    return block.start, block.end


def _by_pairs(source: Source, original: Document, translation: Document, pairs: tuple[Pair, ...]) -> Outcome[Source]:
    found: list[Diagnostic] = []
    known: list[Pair] = []
    for pair in pairs:
        missing = [
            f"the {name} has {len(document.blocks)} blocks, and this names block {last}"
            for name, document, (_, last) in (("original", original, pair[0]), ("translation", translation, pair[1]))
            if last > len(document.blocks)
        ]
        if missing:
            hint = "headings, paragraphs, list items, quotations and code count, each as one"
            found.append(error("D138", "; ".join(missing), pair.span, hint))
        else:
            known.append(pair)
    return Outcome(replace(source, rows=tuple(_rows(original, translation, known))), tuple(found))


def _rows(original: Document, translation: Document, pairs: list[Pair]) -> Iterator[Row]:
    """The pairs, and each block that no line names by itself, where it stands."""
    ours = theirs = 0
    ends = (len(original.blocks), len(translation.blocks))
    for one, other in (*((pair[0], pair[1]) for pair in pairs), ((ends[0] + 1, 0), (ends[1] + 1, 0))):
        yield from (Row(_of(block), NOTHING) for block in original.blocks[theirs : one[0] - 1])
        yield from (Row(NOTHING, _of(block)) for block in translation.blocks[ours : other[0] - 1])
        theirs, ours = one[1], other[1]
        if theirs and ours:
            yield Row(_stretch(original, one), _stretch(translation, other))


def _stretch(document: Document, blocks: tuple[int, int]) -> tuple[int, int]:
    first, last = blocks
    return document.blocks[first - 1].start, document.blocks[last - 1].end

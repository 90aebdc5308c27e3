"""How much of each source the whole site shows: what a lawyer asks first."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from digest.gather import ANNOTATIONS, Content, Progress, gather
from digest.model.diagnostic import Diagnostic
from digest.model.noun import Noun, plain, replace
from digest.model.options import Options
from digest.model.source import Document, Elision, Reading, Source
from digest.steps import parse
from digest.store import tree
from digest.store.project import Project
from digest.text.message import visible
from digest.text.offsets import count_words
from digest.trust.bounds import seeds


class Share(Noun, frozen=True):
    """Of one source, or of all sources of one publisher that are shown in excerpts: words shown of how many, the longest run of
    them, and the annotations that quote it. Bounds are None where there are none.
    """

    id: str
    mode: str
    publisher: str
    words_shown: int
    words_total: int
    share: float
    longest_run: int
    quotations: int
    annotations: tuple[str, ...]
    max_words: int | None
    max_share: float | None


class Shares(Noun, frozen=True):
    sources: tuple[Share, ...]
    publishers: tuple[Share, ...]


def shares(project: Project, options: Options, progress: Progress) -> Shares:
    """Every source by id, and every publisher that has bounds."""
    content = gather(project, options, progress)
    documents = seeds(project, content.records.source.values())
    sources = tuple(_of(source, content, documents) for source in content.records.source.values() if source.id in documents)
    if any(each.mode == "private" for each in sources):
        quoting = _quoting(project)
        sources = tuple(_with(each, quoting.get(each.id, ())) if each.mode == "private" else each for each in sources)
    publishers = []
    for publisher in project.config.publishers:
        own = [each for each in sources if each.publisher == publisher.name and each.mode == "excerpt"]
        total, shown = sum(each.words_total for each in own), sum(each.words_shown for each in own)
        publishers.append(
            Share(
                id=publisher.name,
                mode="excerpt",
                publisher=publisher.name,
                words_shown=shown,
                words_total=total,
                share=_share(shown, total),
                longest_run=max((each.longest_run for each in own), default=0),
                quotations=sum(each.quotations for each in own),
                annotations=tuple(sorted({id for each in own for id in each.annotations})),
                max_words=publisher.max_words,
                max_share=publisher.max_share,
            )
        )
    return Shares(sources, tuple(publishers))


def _of(source: Source, content: Content, documents: Mapping[str, Document]) -> Share:
    reading = content.records.reading[source.id]
    quoted = [
        quotation
        for quotations in content.records.quotations.values()
        for quotation in quotations
        if quotation.passage.source == source.id
    ]
    return Share(
        id=source.id,
        mode=source.rights.mode,
        publisher=source.publisher,
        words_shown=reading.words_shown,
        words_total=reading.words_total,
        share=_share(reading.words_shown, reading.words_total),
        longest_run=_longest(reading, documents[source.id]),
        quotations=len(quoted),
        annotations=tuple(sorted({each.annotation for each in quoted})),
        max_words=source.rights.max_words,
        max_share=source.rights.max_share,
    )


def _quoting(project: Project) -> Mapping[str, Sequence[str]]:
    """The annotation of each quotation, by source. No record tells that something quotes a private source: the files do."""
    files, _ = tree.read(project.root, ANNOTATIONS)
    found: dict[str, list[str]] = defaultdict(list)
    for file in files:
        annotation = parse.parse_annotation(file.path, file.data, project.config).value if file.path.endswith(".md") else None
        for target in annotation.targets if annotation and not annotation.is_retracted else ():
            if annotation and target.selector:
                found[target.source].append(annotation.id)
    return found


def _with(share: Share, annotations: Sequence[str]) -> Share:
    return replace(share, quotations=len(annotations), annotations=tuple(sorted(set(annotations))))


def _share(shown: int, total: int) -> float:
    return round(shown / total, 4) if total else 0.0


def _longest(reading: Reading, document: Document) -> int:
    """The most words that are shown with nothing left out between them. A hidden name counts as its words."""
    longest = run = 0
    for piece in reading.pieces:
        run = 0 if isinstance(piece, Elision) else run + count_words(document.text[piece.start : piece.end])
        longest = max(longest, run)
    return longest


# ---------------------------------------------------------------------------------------------------------------------

HEADINGS = ("source", "mode", "shown", "of", "share", "bound", "longest run", "annotations")


def as_text(shares: Shares) -> str:
    """A table for people: sources, then publishers with bounds."""
    rows = [HEADINGS, *map(_row, shares.sources)]
    if shares.publishers:
        rows += [("publisher", *HEADINGS[1:]), *map(_row, shares.publishers)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(each: Share) -> tuple[str, ...]:
    bound = [
        *([str(each.max_words)] if each.max_words is not None else ()),
        *([f"{100 * each.max_share:g}%"] if each.max_share is not None else ()),
    ]
    return (
        each.id,
        each.mode,
        str(each.words_shown),
        str(each.words_total),
        f"{each.share:.0%}",
        ", ".join(bound) or "–",
        str(each.longest_run),
        str(len(each.annotations)),
    )


def _line(row: Sequence[str], widths: Iterable[int]) -> str:
    """Words to the left, numbers to the right."""
    cells = [cell.ljust(width) if n < 2 else cell.rjust(width) for n, (cell, width) in enumerate(zip(row, widths, strict=True))]
    return visible("  ".join(cells).rstrip())


def as_json(shares: Shares, diagnostics: Iterable[Diagnostic]) -> str:
    """The same for programs, with what else a check found."""
    return json.dumps({**plain(shares), "diagnostics": plain(list(diagnostics))}, ensure_ascii=False, indent=1)

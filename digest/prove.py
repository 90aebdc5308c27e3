"""Every quotation of an annotation looked up in its source; also those that a note makes in passing.

an annotation + documents → its quotations, and what is wrong with the others
"""

from collections.abc import Iterable, Mapping, Sequence

from digest.model.annotation import Annotation, Mention, Passage, Quotation, Target, TextQuoteSelector
from digest.model.diagnostic import Diagnostic, Related, Span, warning
from digest.model.noun import Noun, field, replace
from digest.model.source import Document, Source
from digest.steps import anchor
from digest.text import offsets
from digest.text.fold import Folded, fold
from digest.text.markup import ROOT
from digest.text.mention import linked
from digest.text.quote import Place, find


class Proved(Noun, frozen=True):
    """The annotation, its note linked to the passages that it quotes in passing, and its quotations. `unplaced` are words that
    the note quotes and that stand nowhere on the shelf.
    """

    annotation: Annotation
    quotations: tuple[Quotation, ...]
    diagnostics: tuple[Diagnostic, ...]
    unplaced: tuple[str, ...]


class Shelf(Noun, frozen=True):
    """The sources at hand. A document is folded when it is first asked for, once."""

    sources: Mapping[str, Source]
    documents: Mapping[str, Document]  # by source id
    _folded: dict[str, Folded] = field(default_factory=dict)

    def only(self, ids: Iterable[str]) -> "Shelf":
        """A part of the shelf, where what is folded is folded for the whole."""
        chosen = tuple(ids)
        documents = {id: self.documents[id] for id in chosen}
        return Shelf({id: self.sources[id] for id in chosen}, documents, self._folded)

    def folded(self, id: str) -> Folded:
        if id not in self._folded:
            document = self.documents[id]
            self._folded[id] = fold(document.text, [(block.start, block.end) for block in document.blocks])
        return self._folded[id]


def prove(annotation: Annotation, shelf: Shelf, *, look_again: bool) -> Proved:
    """A draft's mistakes are warnings: it is still being written."""
    listed, found = _listed(annotation, shelf, look_again=look_again)
    if annotation.draft:
        found = [replace(each, severity="warning") if each.severity == "error" else each for each in found]
    mentioned, doubted, unplaced = _mentioned(annotation, listed, shelf)
    note = annotation.note_html
    for quotation, mention in mentioned:
        address = f"{ROOT}/sources/{quotation.passage.source}/#q-{annotation.id}-{quotation.n}"
        if shelf.sources[quotation.passage.source].rights.mode in ("full", "excerpt"):
            note = linked(note, mention.words, address)
    quotations = (*listed, *(each for each, _ in mentioned if each not in listed))
    return Proved(replace(annotation, note_html=note), quotations, (*found, *doubted), unplaced)


def longest_word(words: str) -> str:
    """A word that a source must have as it stands here if it is to have these words: most need not be looked through."""
    return max(words.split(), key=len).strip(".,;:!?…’'\"")


def _asked(annotation: Annotation, shelf: Shelf) -> Iterable[tuple[int, Target]]:
    """The quotations of the front matter from sources that exist, numbered from 1."""
    return enumerate((each for each in annotation.targets if each.selector and each.source in shelf.sources), 1)


def _listed(annotation: Annotation, shelf: Shelf, *, look_again: bool) -> tuple[list[Quotation], list[Diagnostic]]:
    """The quotations of the front matter."""
    quotations: list[Quotation] = []
    found: list[Diagnostic] = []
    for n, target in _asked(annotation, shelf):
        source, document = shelf.sources[target.source], shelf.documents[target.source]
        outcome = anchor.anchor(target, source, document, shelf.folded(source.id))
        found += outcome.diagnostics
        if outcome.value:
            quotations.append(Quotation(annotation.id, n, outcome.value, target.note_html, target.translation))
            if look_again:
                found += anchor.look_again(target, outcome.value, document)
    return quotations, found


def _mentioned(
    annotation: Annotation, listed: Sequence[Quotation], shelf: Shelf
) -> tuple[list[tuple[Quotation, Mention]], list[Diagnostic], tuple[str, ...]]:
    """What the note quotes in passing: (the quotation that proves it, where the note says so), and what nothing proves."""
    proved: list[tuple[Quotation, Mention]] = []
    found: list[Diagnostic] = []
    unplaced: list[str] = []
    for mention in annotation.mentions:
        span = replace(annotation.span, line=annotation.body_line + mention.line - 1, column=mention.column)
        place = _place(mention.words, annotation, listed, shelf)
        if place is None:
            unplaced.append(mention.words)
            if not annotation.references:
                found.append(_nowhere(mention, span, annotation, shelf))
            continue
        source, first = place
        within = (q for q in listed if q.passage.source == source.id and _holds(q.passage, first))
        quotation = next(within, None)
        if quotation is None:
            n = max((q.n for q, _ in proved), default=0) + 1
            # No number of the front matter is given twice, even where its quotation was not found.
            n = max(n, sum(1 for _ in _asked(annotation, shelf)) + 1)
            quotation = Quotation(annotation.id, n, anchor.passage(first, source, shelf.documents[source.id]))
        proved.append((quotation, mention))
    return proved, found, tuple(unplaced)


def _place(words: str, annotation: Annotation, listed: Sequence[Quotation], shelf: Shelf) -> tuple[Source, Place] | None:
    """Where the words stand: in the annotation's own sources first, then in any other; never in a private one."""
    own = dict.fromkeys(target.source for target in annotation.targets if target.source in shelf.sources)
    # Folding every document for every mention would be dear.
    longest = longest_word(words)
    others = (id for id in sorted(shelf.sources) if id not in own and longest in shelf.documents[id].text)
    for id in (*own, *others):
        if shelf.sources[id].rights.mode == "private":
            continue
        places = find(shelf.folded(id), words)
        if places:
            quoted = [q.passage for q in listed if q.passage.source == id]
            near = next((p for p in places if any(_holds(each, p) for each in quoted)), places[0])
            return shelf.sources[id], near
    return None


def _holds(passage: Passage, place: Place) -> bool:
    return passage.start <= place.start and place.end <= passage.end


def _nowhere(mention: Mention, span: Span, annotation: Annotation, shelf: Shelf) -> Diagnostic:
    hint = "if it is from elsewhere, give a reference, or write <!-- quoted elsewhere --> into the paragraph"
    related: tuple[Related, ...] = ()
    for target in annotation.targets:
        if target.source in shelf.sources:
            related += _nearest(mention.words, target, shelf)
    return warning("D205", f"quoted here, proved nowhere: “{mention.words}”", span, hint, tuple(dict.fromkeys(related)))


def _nearest(words: str, target: Target, shelf: Shelf) -> tuple[Related, ...]:
    source, document = shelf.sources[target.source], shelf.documents[target.source]
    asked = replace(target, selector=TextQuoteSelector(words))
    missing = anchor.anchor(asked, source, document, shelf.folded(source.id)).diagnostics
    return tuple(related for each in missing if each.fix for related in each.related)


def after_change(
    card: Source,
    shelf: Shelf,
    annotations: Iterable[Annotation],
    quotations: Mapping[str, tuple[Quotation, ...]],
    receipts: Mapping[tuple[str, int], tuple[str, int, int]],
) -> tuple[tuple[Related, ...], int]:
    """What became of each quotation of a source whose seed is not the one that `card` was written for, and how many hold.

    `quotations` are those that were proved; `receipts` (SHA-256, start, end) by annotation and number, as last published.
    """
    source, document = shelf.sources[card.id], shelf.documents[card.id]
    said: list[Related] = []
    holding = 0
    for annotation in annotations:
        passages = {quotation.n: quotation.passage for quotation in quotations[annotation.id]}
        for n, target in _asked(annotation, shelf):
            if target.source != source.id:
                continue
            passage = passages.get(n)
            if passage is None:
                said.append(Related(target.span, "this quotation does not hold any more"))
                continue
            holding += 1
            known, start, end = receipts.get((annotation.id, n), ("", 0, 0))
            moved = known == card.sha256 and (start, end) != (passage.start, passage.end)
            place = offsets.span(f"seeds/{source.seed}", document.text, passage.start, passage.end)
            said.append(Related(target.span, f"this quotation {'moved to' if moved else 'still holds at'} {place}"))
    return tuple(said), holding

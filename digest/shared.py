"""What many nouns have in common is held once: dates, paths, names. Otherwise half of what a large digest holds were copies."""

from digest.model.annotation import Annotation, Card
from digest.model.config import Rights
from digest.model.diagnostic import Span
from digest.model.edtf import Edtf
from digest.model.noun import force_setattr
from digest.model.source import Source


class Shared:
    """Takes nouns that were just read, and nobody else has, and gives them the values that others have, too."""

    def __init__(self) -> None:
        self._dates: dict[tuple[str, str, str], Edtf] = {}
        self._texts: dict[str, str] = {}
        self._rights: dict[Rights, Rights] = {}
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}

    def card(self, card: Card) -> Card:
        text = self._texts.setdefault
        for field, date in (("date", card.date), ("published", card.published), ("modified", card.modified)):
            if date is not None:
                force_setattr(card, field, self._date(date))
        force_setattr(card, "sources", tuple([text(each, each) for each in card.sources]))
        force_setattr(card, "terms", tuple([self._pairs.setdefault(each, each) for each in card.terms]))
        force_setattr(card, "slug", text(card.slug, card.slug))
        force_setattr(card, "id", text(card.id, card.id))
        force_setattr(card, "kind", text(card.kind, card.kind))
        return card

    def outline(self, outline: Annotation) -> Annotation:
        text = self._texts.setdefault
        for target in outline.targets:
            force_setattr(target, "source", text(target.source, target.source))
            force_setattr(target, "span", outline.span)
            force_setattr(target, "source_span", outline.span)
        for link in outline.links:
            _moved(link.span, outline.span.path)
        if outline.published is not None:
            force_setattr(outline, "published", self._date(outline.published))
        named = [(text(facet, facet), tuple([text(name, name) for name in names])) for facet, names in outline.terms]
        force_setattr(outline, "terms", tuple(named))
        force_setattr(outline, "slug", text(outline.slug, outline.slug))
        force_setattr(outline, "id", text(outline.id, outline.id))
        return outline

    def source(self, source: Source) -> Source:
        text = self._texts.setdefault
        for field, date in (("published", source.published), ("accessed", source.accessed)):
            if date is not None:
                force_setattr(source, field, self._date(date))
        for span in (*(span for _, span in source.places.spans), *(link.span for link in source.links)):
            _moved(span, source.span.path)
        force_setattr(source.places, "spans", tuple([(text(name, name), span) for name, span in source.places.spans]))
        force_setattr(source, "publisher", text(source.publisher, source.publisher))
        force_setattr(source, "rights", self._rights.setdefault(source.rights, source.rights))
        force_setattr(source, "id", text(source.id, source.id))
        return source

    def _date(self, date: Edtf) -> Edtf:
        return self._dates.setdefault((date.text, date.time, date.zone), date)

    def name(self, text: str) -> str:
        """The text, as others have it."""
        return self._texts.setdefault(text, text)


def _moved(span: Span, path: str) -> None:
    if span.path == path:
        force_setattr(span, "path", path)

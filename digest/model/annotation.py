"""Annotations: what a person wrote, the passages that were found for it, and the face that lists show.

Names and meaning of selector, target, exact, prefix and suffix: https://www.w3.org/TR/annotation-model/
"""

from typing import Literal, NamedTuple

from digest.model.diagnostic import Places, Span
from digest.model.edtf import Edtf
from digest.model.noun import Noun
from digest.model.source import Link, Maker


class TextQuoteSelector(Noun, frozen=True):
    """The words as the author wrote them, with as much of their surroundings as tells them apart."""

    exact: str
    prefix: str = ""
    suffix: str = ""


class QuoteTranslation(Noun, frozen=True):
    """A rendering of quoted words in another language; `by` says who made it."""

    text: str
    language: str
    by: Maker = "unknown"


class Target(Noun, frozen=True):
    """A quotation that asks for its place in `source`; without a selector, the source as a whole."""

    source: str
    selector: TextQuoteSelector | None
    span: Span
    source_span: Span
    note_html: str = ""
    translation: QuoteTranslation | None = None
    places: Places = Places()


class Reference(Noun, frozen=True):
    url: str
    title: str = ""
    publisher: str = ""


CorrectionType = Literal["correction", "clarification", "update", "retraction"]


class Correction(Noun, frozen=True):
    """A declared change of our own text. A `minor` one (spelling) stays out of the ledger."""

    date: Edtf
    type: CorrectionType
    text_html: str
    minor: bool = False


class Verdict(Noun, frozen=True):
    """How a claim was rated: schema.org/Rating's ratingValue, bestRating and worstRating."""

    label: str
    rating: int | None = None
    best: int | None = None
    worst: int | None = None


class Mention(NamedTuple):
    """Words that a note quotes in passing, as written but for Markdown's marks.

    `line` and `column` count from 1 in the note's text.
    """

    words: str
    line: int
    column: int


class Annotation(Noun, frozen=True):
    """One file of `content/annotations/`, as it was written. `terms` are (facet, the author's words for its terms)."""

    id: str
    slug: str
    title: str
    kind: str
    span: Span
    date: Edtf | None = None
    order: int = 0
    targets: tuple[Target, ...] = ()
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    references: tuple[Reference, ...] = ()
    published: Edtf | None = None
    modified: Edtf | None = None
    draft: bool = False
    aliases: tuple[str, ...] = ()
    language: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""
    corrects: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    verdict: Verdict | None = None
    note_html: str = ""
    note_plain: str = ""
    body_line: int = 1
    mentions: tuple[Mention, ...] = ()
    links: tuple[Link, ...] = ()
    places: Places = Places()

    def place(self, name: str) -> Span:
        """Where a field, or an item of a list (`name/text`), stands in the file."""
        return self.places.find(name, self.span)

    @property
    def is_retracted(self) -> bool:
        return any(each.type == "retraction" and not each.minor for each in self.corrections)


class Passage(Noun, frozen=True):
    """A place that was found, and the source's own words there, as far as its rights let them out.

    `start`, `end` and `parts` are code points of canonical text, end exclusive; `parts` are the stretches between which an
    elision leaves words out. `words` are the parts' own words; `before` and `after` what stands around them. All three are
    empty where nothing may be shown (`withheld`). Of `before` the last `rest[0]` code points and of `after` the first `rest[1]`
    belong to the sentence that the quotation begins or stops in.
    """

    source: str
    start: int
    end: int
    parts: tuple[tuple[int, int], ...]
    words: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    rest: tuple[int, int] = (0, 0)
    left_out: int = 0
    withheld: bool = False


Fate = Literal["changed", "unshown", "gone"]


class Later(Noun, frozen=True):
    """What became of a passage in `source`, a later capture: it was changed (as `runs` of words that both have (`=`), that only
    the earlier has (`-`), that only the later has (`+`)), was changed in words that may not be shown, or is gone.
    """

    source: str
    fate: Fate
    runs: tuple[tuple[str, str], ...] = ()


class Quotation(Noun, frozen=True):
    """A target and its passage; `n` counts the quotations of an annotation from 1. `later` is what a later capture of its
    source says otherwise.
    """

    annotation: str
    n: int
    passage: Passage
    note_html: str = ""
    translation: QuoteTranslation | None = None
    later: tuple[Later, ...] = ()


Badge = Literal["", "draft", "scheduled"]


class Card(Noun, frozen=True):
    """What of an annotation decides where it stands: all that the plan of the pages may know. `terms` are (facet, slug) of
    resolved terms, `cited` says how many of the quotations are of each of `sources`, `corrections` the dates of the declared
    changes of our text, the latest first, without those of spelling. As long as no card changes, the plan holds.
    """

    id: str
    slug: str
    kind: str
    date: Edtf | None
    order: int
    terms: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    quotations: int
    published: Edtf | None
    modified: Edtf | None
    aliases: tuple[str, ...] = ()
    corrections: tuple[Edtf, ...] = ()
    retracted: bool = False
    badge: Badge = ""
    cited: tuple[int, ...] = ()

    @property
    def corrected(self) -> bool:
        return bool(self.corrections)


class Entry(Card, frozen=True, kw_only=True):
    """An annotation's public face, all that lists and pointers show."""

    title: str
    summary: str
    lead: Quotation | None
    language: str = ""

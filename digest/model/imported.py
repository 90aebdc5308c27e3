"""Annotations that came from elsewhere, told in one way whichever format they came in; nothing in them is proved yet.

Texts are as they were given but for characters that no file of ours can hold. Notes are Markdown.
"""

from digest.model.annotation import QuoteTranslation, Reference, Verdict
from digest.model.noun import Noun


class ImportedTarget(Noun, frozen=True):
    """What an annotation is about: a resource, and the passage in it where `exact` or `positions` name one.

    `names` are IRIs that the resource goes by, the surest first; `sha256` is of the bytes that positions were counted in.
    `positions` are the stretches of a text, ends exclusive: code points, or code units of UTF-16 where `utf16` says so.
    Several of them belong to an `exact` with elisions.
    """

    names: tuple[str, ...]
    title: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    positions: tuple[tuple[int, int], ...] = ()
    utf16: bool = False
    sha256: str = ""
    note: str = ""
    translation: QuoteTranslation | None = None

    @property
    def is_passage(self) -> bool:
        return bool(self.exact or self.positions)


class ImportedCorrection(Noun, frozen=True):
    type: str
    date: str
    text: str


class Imported(Noun, frozen=True):
    """One annotation. `names` are the IRIs that it goes by, the most lasting first; `relations` are (relation, IRI).

    `tags` are (facet or "", label). `created` and `modified` are ISO 8601 with a time zone; `date`, of the event, is EDTF.
    `left_out` says in words what of it has no place here.
    """

    names: tuple[str, ...]
    targets: tuple[ImportedTarget, ...]
    title: str = ""
    note: str = ""
    language: str = ""
    kind: str = ""
    motivation: str = ""
    date: str = ""
    order: int = 0
    summary: str = ""
    created: str = ""
    modified: str = ""
    creators: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    references: tuple[Reference, ...] = ()
    relations: tuple[tuple[str, str], ...] = ()
    verdict: Verdict | None = None
    corrections: tuple[ImportedCorrection, ...] = ()
    page: str = ""
    left_out: tuple[str, ...] = ()

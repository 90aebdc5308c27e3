"""Sources: the canonical text of a seed, the card a person wrote about it, and what of it readers may see."""

from typing import Literal, NamedTuple

from digest.model.config import Rights
from digest.model.diagnostic import Places, Span
from digest.model.edtf import Edtf
from digest.model.noun import Noun, field


class Link(Noun, frozen=True):
    """An address in prose, with the place that it was written at."""

    url: str
    span: Span


Maker = Literal["machine", "human", "unknown"]

BlockKind = Literal["heading", "paragraph", "item", "quote", "code"]


class Block(Noun, frozen=True):
    """A stretch of canonical text: code points, `end` exclusive. `level` counts headings from 1 and list depth from 1."""

    kind: BlockKind
    level: int
    start: int
    end: int


class Document(Noun, frozen=True):
    """A seed as it was read: its canonical text and the blocks over it, in order, never overlapping.

    `rule` names the frozen rule that made canonical text out of bytes, `sha256` the bytes it was made of.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    section: str = ""
    provenance: str = ""
    rule: str = ""
    sha256: str = ""


class Translation(Noun, frozen=True):
    """How a source came into its language: `of` is the original's BCP 47 tag, `source` its id where it is a source too, and
    `alignment` the file below `seeds/` that says which paragraph of it is which.
    """

    of: str = ""
    by: Maker = "unknown"
    tool: str = ""
    reviewed: bool = False
    source: str = ""
    alignment: str = ""
    places: Places = Places()

    def place(self, name: str, otherwise: Span) -> Span:
        """Where a field stands on the card."""
        return self.places.find(name, otherwise)


class Pair(NamedTuple):
    """A line of an alignment: the first and the last block of the original, and of the translation, counted from 1."""

    original: tuple[int, int]
    translation: tuple[int, int]
    span: Span


class Row(NamedTuple):
    """What stands side by side: a stretch of the original's canonical text and one of the translation's, in code points, end
    exclusive. A side that has no counterpart is empty: it starts and ends at 0.
    """

    original: tuple[int, int]
    translation: tuple[int, int]


class Archive(Noun, frozen=True):
    url: str
    date: Edtf | None = None


class Capture(Noun, frozen=True):
    """What a seed was taken from: a saved page kept at `file` below `seeds/` (or not kept), its SHA-256, and what took it."""

    file: str = ""
    sha256: str = ""
    extractor: str = ""


class Takedown(Noun, frozen=True):
    """That and why a source's text was taken off the site."""

    date: Edtf | None = None
    reason: str = ""


class Source(Noun, frozen=True):
    """A source's card: all that is known of it but its text. `seed` is a path below `seeds/`; `redact` are names to hide."""

    id: str
    seed: str
    title: str
    span: Span
    url: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    published: Edtf | None = None
    accessed: Edtf | None = None
    language: str = ""
    charset: str = ""
    archive: tuple[Archive, ...] = ()
    rights: Rights = Rights()
    translation: Translation | None = None
    rows: tuple[Row, ...] = ()  # of a translation: how its original stands beside it
    supersedes: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    takedown: Takedown | None = None
    sha256: str = ""
    capture: Capture | None = None
    intro_html: str = ""
    links: tuple[Link, ...] = ()
    places: Places = Places()

    def place(self, name: str) -> Span:
        """Where a field, or an item of a list (`name/text`), stands on the card."""
        return self.places.find(name, self.span)

    @property
    def is_machine_translation(self) -> bool:
        """True where readers must be warned: translated by a machine and reviewed by nobody."""
        return self.translation is not None and self.translation.by == "machine" and not self.translation.reviewed


class Shown(Noun, frozen=True, tag=0):
    """Text of one block that readers may see; `start` is its first code point in canonical text."""

    kind: BlockKind
    level: int
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Elision(Noun, frozen=True, tag=1):
    """A place where `words` words are not shown."""

    words: int


class Reading(Noun, frozen=True):
    """What of a source readers may see, already cut to its rights: nothing else of its text travels on."""

    pieces: tuple[Shown | Elision, ...] = ()
    words_total: int = 0
    words_shown: int = 0
    sha256: str = field(default="")

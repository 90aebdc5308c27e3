"""The tree that front matter is read as: texts, lists and tables of fields, each with its place."""

from digest.model.diagnostic import Span
from digest.model.noun import Noun


class Scalar(Noun, frozen=True):
    """A value as it was written, quotation marks and escapes undone; `plain` where it stood without quotation marks.

    `span` covers the whole source of the value: the quotation marks, and a block from its `|` to the end of its last line.
    """

    text: str
    span: Span
    plain: bool


class Key(Noun, frozen=True):
    text: str
    span: Span


class Items(Noun, frozen=True):
    """A sequence, in either of its notations."""

    items: "tuple[Node, ...]"
    span: Span


class Fields(Noun, frozen=True):
    """A mapping in the order of the file; every key once."""

    pairs: "tuple[tuple[Key, Node], ...]"
    span: Span

    def get(self, name: str) -> "Node | None":
        return next((node for key, node in self.pairs if key.text == name), None)

    def key(self, name: str) -> Key | None:
        return next((key for key, _ in self.pairs if key.text == name), None)


Node = Scalar | Items | Fields

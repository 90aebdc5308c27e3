"""Pages as closed parcels: a page says what it is made of, and its view can reach nothing else."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from digest.model.annotation import Annotation, Entry, Quotation
from digest.model.edtf import Edtf
from digest.model.library import FreePage, Term
from digest.model.noun import Noun
from digest.model.source import Reading, Source

Table = Literal["entry", "annotation", "quotations", "source", "reading", "term", "page", "item"]


class Ref(NamedTuple):
    """One record: its table and its id there (`facet/slug` for a term)."""

    table: Table
    id: str


class Page(Noun, frozen=True):
    """One file of the site. `path` is where it is written, below the output folder.

    `inputs` is the whole truth about which records it needs; `params` are the few plain values that the plan knows and no
    record says (a count, a neighbour's address). Without a template the view itself is the file: a text as it is, anything
    else as JSON. A page that search engines should know is `listed`, with the date of its last declared change.
    """

    path: str
    kind: str
    template: str
    inputs: tuple[Ref, ...] = ()
    params: tuple[tuple[str, Any], ...] = ()
    listed: bool = False
    modified: Edtf | None = None

    @property
    def url(self) -> str:
        """The page's address from the root of the site, as links name it."""
        return "/" + self.path.removesuffix("index.html")


class Item(NamedTuple):
    """An entry as timelines have it: where it stands (month 0: only the year is known) and its HTML, whose links within the site
    wait for the page that they are read on (`text.markup.rooted`).
    """

    year: int
    month: int
    html: str


class Records(Noun, frozen=True):
    """Every record by table. A parcel's records are the same thing, cut to one page's inputs."""

    entry: Mapping[str, Entry]
    annotation: Mapping[str, Annotation]
    quotations: Mapping[str, tuple[Quotation, ...]]
    source: Mapping[str, Source]
    reading: Mapping[str, Reading]
    term: Mapping[str, Term]
    page: Mapping[str, FreePage]
    item: Mapping[str, Item] = {}


class Parcel(Noun, frozen=True):
    """A page together with exactly its inputs: what is hashed, shipped and rendered."""

    page: Page
    records: Records

    def param(self, name: str) -> Any:
        return dict(self.page.params)[name]


def parcel(page: Page, records: Records) -> Parcel:
    """The page with its inputs and nothing more: a view that reaches for an undeclared record fails."""
    chosen: dict[str, dict[str, Any]] = {table: {} for table in Records.__struct_fields__}
    for table, id in page.inputs:
        chosen[table][id] = getattr(records, table)[id]
    return Parcel(page, Records(**chosen))


class Artifact(Noun, frozen=True):
    """A file of the site: its path below the output folder, with `/`, and its bytes."""

    path: str
    data: bytes

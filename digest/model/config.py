"""`digest.toml` as a value: the only settings there are, and all that every page may know."""

from collections.abc import Mapping
from typing import Any, Literal

from digest.model.noun import Noun, field

Mode = Literal["full", "excerpt", "link", "private"]
MODES: tuple[Mode, ...] = ("full", "excerpt", "link", "private")

Engine = Literal["built-in", "pagefind", "none"]
ENGINES: tuple[Engine, ...] = ("built-in", "pagefind", "none")

Order = Literal["newest-first", "oldest-first"]
ORDERS: tuple[Order, ...] = ("newest-first", "oldest-first")


LEAST_LIMIT = 120
"""Pages of timelines hold no fewer entries, so that those of a term, with half as many, hold the latest sixty."""


class Rights(Noun, frozen=True):
    """What of a source may be shown, and on what ground.

    `max_share` is a share of the source's words (0 to 1), `max_words` a number of words: bounds on what an excerpt
    shows; none means no bound. `context` is the number of words shown on each side of a passage.
    """

    mode: Mode = "excerpt"
    holder: str = ""
    licence: str = ""
    basis: str = ""
    notice: str = ""
    max_share: float | None = None
    max_words: int | None = None
    context: int = 12


class Publisher(Noun, frozen=True):
    """Bounds on what excerpts show of all sources of one publisher together; none means no bound."""

    name: str
    max_share: float | None = None
    max_words: int | None = None


class Facet(Noun, frozen=True):
    """A way to find annotations: its id is the field in front matter, the folder in `content/` and the address."""

    id: str
    label: str


class Kind(Noun, frozen=True):
    """The author's word for what an annotation is, and the W3C motivation that it maps to in exports."""

    id: str
    label: str
    motivation: str


class MenuItem(Noun, frozen=True):
    label: str
    url: str


class Exports(Noun, frozen=True):
    """Which files for machines are written; a site needs a base_url for all of them but the receipts."""

    feeds: bool = True
    term_feeds: bool = True
    calendar: bool = True
    timeline: bool = True
    tables: bool = True
    web_annotations: bool = True
    receipts: bool = True
    structured_data: bool = True
    redirects: bool = True
    headers: bool = False


class Cards(Noun, frozen=True):
    """Whether there are share cards, and their colours, each as `#rrggbb`."""

    enabled: bool = False
    paper: str = "#ffffff"
    ink: str = "#15181e"
    accent: str = "#2f66d8"


FACETS = (Facet("people", "People"), Facet("places", "Places"), Facet("topics", "Topics"))

# https://www.w3.org/TR/annotation-vocab/#motivation
KINDS = (
    Kind("event", "Event", "describing"),
    Kind("context", "Context", "commenting"),
    Kind("claim", "Claim", "assessing"),
    Kind("statement", "Statement", "highlighting"),
    Kind("erratum", "Erratum", "editing"),
    Kind("translation", "Translation note", "editing"),
    Kind("question", "Question", "questioning"),
)


class Config(Noun, frozen=True):
    """Everything `digest.toml` says. Labels of the standard facets and kinds are English here and translated where shown."""

    title: str = "A digest"
    description: str = ""
    base_url: str = ""
    language: str = "en"
    timezone: str = "UTC"
    id_authority: str = ""
    hemisphere: Literal["north", "south"] = "north"
    order: Order = "newest-first"
    authors: tuple[str, ...] = ()
    rights: Rights = Rights()
    publishers: tuple[Publisher, ...] = ()
    facets: tuple[Facet, ...] = FACETS
    kinds: tuple[Kind, ...] = KINDS
    feed_limit: int = 30
    timeline_limit: int = 200
    exports: Exports = Exports()
    cards: Cards = Cards()
    raw_html: bool = False
    annotation_pages: bool = True
    search: Engine = "built-in"
    menu: tuple[MenuItem, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)

    def kind(self, id: str) -> Kind:
        return next(kind for kind in self.kinds if kind.id == id)

    def facet(self, id: str) -> Facet:
        return next(facet for facet in self.facets if facet.id == id)

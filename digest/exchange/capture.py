"""A saved page → its article: headline, paragraphs, and what the page says of itself. Pure, and the only home of trafilatura.

Nothing is fetched and no script runs. Where the article begins and ends is trafilatura's judgement; its words are taken from the
tree that it finds, character by character. Address, publisher, day and language are what the page declares (Schema.org in
JSON-LD, Open Graph, Dublin Core, `rel=canonical`, `lang`), never guessed from the address or the running text; authors may
also be those of the byline. No clock is asked, so that the same file always gives the same card.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from digest.exchange.article import Article, address, day, language, tidy
from digest.exchange.extras import ExtraMissing
from digest.exchange.savedpage import SavedPage
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.text.seed import MAX_HEADLINE

HtmlElement = Any  # lxml's, which carries no types

# The slowest pages known (elements that are never closed) take twenty seconds with as many; long articles have a fifth of it.
MAX_TAGS = 100_000

_INLINE = frozenset(["cell", "code", "del", "graphic", "hi", "lb", "ref"])
_SENTENCE_END = tuple('.!?…。！？؟।”»"')
# Names of <meta> that say when a page was published, the more exact ones first.
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "dcterms.issued", "dcterms.created", "dc.date.issued",
    "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date", "citation_publication_date", "citation_date", "pubdate",
    "publish-date", "publication_date", "date",
)  # fmt: skip
_PUBLISHER = ("dcterms.publisher", "dc.publisher", "citation_publisher")
_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "readability", "charset_normalizer")


def extractor() -> str:
    """The extractor and its version, as it stands on the card."""
    return f"trafilatura {_trafilatura().__version__}"


def article(path: str, page: SavedPage) -> Outcome[Article | None]:
    """The article of the page in the file `path`."""
    if page.html.count("<") > MAX_TAGS:
        return Outcome(None, (error("D720", f"this page has more than {MAX_TAGS:,} tags", Span(path), "it may be damaged"),))
    try:
        return _article(path, page)
    except Exception as problem:  # noqa: BLE001 - hostile HTML: whatever a library stumbles over is one file's matter
        message = f"this page cannot be read: {type(problem).__name__}"
        return Outcome(None, (error("D720", message, Span(path), "save it again, or copy its text into a .txt file"),))


# ---------------------------------------------------------------------------------------------------------------------


def _trafilatura() -> Any:
    try:
        import trafilatura
    except ImportError:
        raise ExtraMissing("html", "reading a saved page") from None
    for name in _LOGGERS:  # what they have to say is said in our words
        logger = logging.getLogger(name)
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
    return trafilatura


def _article(path: str, page: SavedPage) -> Outcome[Article | None]:
    trafilatura = _trafilatura()
    tree = trafilatura.load_html(page.html) if page.html.strip() else None
    found = _extracted(tree, favor_recall=True) if tree is not None else None
    blocks = list(_blocks(found.body)) if found is not None and found.body is not None else []
    if tree is None or not blocks:
        return Outcome(None, (_nothing(path, "there are no words in this page"),))
    doubt: tuple[Diagnostic, ...] = ()
    if _extracted(tree, favor_precision=True, fast=True) is None:
        if not any(text.endswith(_SENTENCE_END) for _, text in blocks):
            return Outcome(None, (_nothing(path, "there is no article in this page, only parts such as a menu"),))
        doubt = (_doubtful(path),)
    return Outcome(_described(tree, found, page, blocks), doubt)


def _extracted(tree: HtmlElement, *, favor_recall: bool = False, favor_precision: bool = False, fast: bool = False) -> Any:
    """What trafilatura finds. The date is not asked of it: where a page declares none it looks at the clock and at the text."""
    return _trafilatura().bare_extraction(
        tree,
        fast=fast,
        favor_recall=favor_recall,
        favor_precision=favor_precision,
        include_comments=False,
        deduplicate=False,
        with_metadata=not fast,
        date_extraction_params={"extensive_search": False, "original_date": True, "max_date": "2100-01-01"},
    )


def _described(tree: HtmlElement, found: Any, page: SavedPage, blocks: list[tuple[str, str]]) -> Article:
    declared = _declared(tree)
    linked = list(_linked_data(tree))
    publisher = _publisher(declared, linked)
    title = _headline(tree, _title(tree, declared, linked, publisher), publisher, blocks)
    canonical = next((link.get("href", "") for link in tree.iter("link") if link.get("rel", "").lower() == "canonical"), "")
    url = canonical or declared.get("og:url", "")
    tags = (tree.get("lang", ""), *_texts(linked, "inLanguage"), declared.get("og:locale", ""))
    dates = (*_texts(linked, "datePublished"), *(declared.get(name, "") for name in _PUBLISHED))
    return Article(
        title=title,
        paragraphs=_paragraphs(blocks, title),
        url=_absolute(page.url, url) or page.url,
        publisher=publisher,
        authors=tuple(name for each in (found.author or "").split(";") if (name := tidy(each))),
        published=_first(day, dates),
        accessed=page.accessed,
        language=_first(language, tags),
    )


def _absolute(base: str, url: str) -> str:
    try:
        return address(urljoin(base, url.strip())) if url else ""
    except ValueError:  # such as an unclosed bracket around a host
        return ""


def _first(read: Callable[[str], str], written: Iterable[str]) -> str:
    """The first of the texts that can be read."""
    return next(filter(None, map(read, written)), "")


def _declared(tree: HtmlElement) -> dict[str, str]:
    """What `<meta>` says, by its name, property or itemprop in lower case; the first of several counts."""
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for name in (meta.get("property"), meta.get("name"), meta.get("itemprop")):
            if name:
                said.setdefault(name.strip().lower(), meta.get("content", "").strip())
    return said


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The things of Schema.org that say when they were published, in the order of the page."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() == "application/ld+json":
            try:
                read = json.loads(script.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            graph = read.get("@graph", [read]) if isinstance(read, dict) else read
            things = graph if isinstance(graph, list) else [graph]
            yield from (thing for thing in things if isinstance(thing, dict) and "datePublished" in thing)


def _texts(things: Iterable[dict[str, Any]], name: str) -> list[str]:
    return [value for thing in things if isinstance(value := thing.get(name), str)]


def _headline(tree: HtmlElement, declared: str, publisher: str, blocks: Iterable[tuple[str, str]]) -> str:
    """The heading that readers see above the article; else the title that the page declares, else its only `<h1>`.

    Such a heading stands in the article, or is the page's only one of the first level and agrees with what it declares: others
    are those of the site, its menus and its hidden parts.
    """
    heads = {text for kind, text in blocks if kind == "head"}
    titles = [text for h1 in tree.iter("h1") if (text := tidy(h1.text_content())) and text != publisher]
    own = next((text for text in titles if text in heads), "")
    only = titles[0] if len(titles) == 1 else ""
    if _without_site(declared, only) != declared:
        only, declared = "", _without_site(declared, only)
    agrees = only.casefold() in declared.casefold() or declared.casefold() in only.casefold()
    found = own or (only if agrees else declared) or declared
    return found if len(found) <= MAX_HEADLINE else ""


def _title(tree: HtmlElement, declared: Mapping[str, str], linked: list[dict[str, Any]], publisher: str) -> str:
    """The title that the page declares, without the name of the site."""
    window = (title.text_content() for title in tree.iter("title"))
    said = (declared.get("og:title", ""), *_texts(linked, "headline"), declared.get("twitter:title", ""), *window)
    return _without_site(_first(tidy, said), publisher)


def _publisher(declared: Mapping[str, str], linked: list[dict[str, Any]]) -> str:
    things = (thing.get("publisher") for thing in linked)
    names = _texts((thing for thing in things if isinstance(thing, dict)), "name")
    return _first(tidy, (declared.get("og:site_name", ""), *names, *(declared.get(name, "") for name in _PUBLISHER)))


def _without_site(title: str, publisher: str) -> str:
    """A window's title without the name of the site, which many append to it."""
    for divider in (" | ", " - ", " – ", " — ", " · "):
        if publisher and title.endswith(divider + publisher):
            return title.removesuffix(divider + publisher).rstrip()
    return title


def _paragraphs(blocks: list[tuple[str, str]], title: str) -> tuple[str, ...]:
    """The blocks without the headline, which stands on top already. A line above it (a kicker) may come first."""
    at = next((n for n, (kind, text) in enumerate(blocks[:3]) if kind == "head" and text == title), -1)
    return tuple(text for n, (_, text) in enumerate(blocks) if n != at)


def _blocks(body: HtmlElement) -> Iterator[tuple[str, str]]:
    """The kind (trafilatura's name of the element) and the words of each block, in order: `("p", "It rained.")`."""
    kind = ""
    words: list[str] = []
    for at, piece in _pieces(body, "p"):
        if piece is None:
            if text := _words(words):
                yield kind, text
            words, kind = [], at
        else:
            words.append(piece)
    if text := _words(words):
        yield kind, text


def _pieces(element: HtmlElement, around: str) -> Iterator[tuple[str, str | None]]:
    """Texts in order, and None with the kind of what follows wherever a block begins or ends."""
    tag = str(element.tag)
    is_block = tag not in _INLINE
    kind = tag if is_block else around
    if is_block:
        yield kind, None
    if tag == "lb":
        yield kind, " "
    yield kind, element.text or ""
    for child in element:
        yield from _pieces(child, kind)
        yield kind, child.tail or ""
    if tag == "cell":
        yield kind, "\0"
    if is_block:
        yield around, None


def _words(words: list[str]) -> str:
    """The words of a block on one line; the cells of a table's row are divided by a tab, as in Markdown seeds."""
    cells = [tidy(cell) for cell in "".join(words).split("\0")]
    return "\t".join(cells).strip()


def _nothing(path: str, message: str) -> Diagnostic:
    hint = "save the page when it is fully loaded, or copy its text into a .txt file below seeds/"
    return error("D721", message, Span(path), hint)


def _doubtful(path: str) -> Diagnostic:
    hint = "read the text that was taken from it before you quote from it"
    return warning("D723", "where the article begins and ends in this page is unclear", Span(path), hint)

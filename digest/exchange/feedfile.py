"""A saved feed (Atom, RSS, RDF) → an article per entry. Pure, and the only home of feedparser.

feedparser is given bytes and never an address, so it fetches nothing. An entry's text is its content, else its summary, without
its markup: often only the beginning of what was published.
"""

import io
from collections.abc import Iterator
from typing import Any

from digest.exchange.article import Article, address, day, language, tidy
from digest.exchange.extras import ExtraMissing
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.text.markup import cleaned, tokens

# Tags around which a paragraph begins and ends; all others stand within one.
_BLOCKS = frozenset(
    "blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre"
    " table tbody td tfoot th thead tr ul".split()
)
# What a title is in HTML: feedparser says the type of every text (Atom 3.1.1).
_HTML = ("text/html", "application/xhtml+xml")


def extractor() -> str:
    """The reader of feeds and its version, as it stands on the card."""
    return f"feedparser {_feedparser().__version__}"


def articles(path: str, data: bytes) -> Outcome[tuple[Article, ...]]:
    """The entries of the feed in the file `path`, in its order, each as an article without a time of access."""
    feedparser = _feedparser()
    try:
        read = feedparser.parse(io.BytesIO(data), response_headers={"content-type": "application/xml"})
        entries = tuple(_article(entry, read.feed) for entry in read.entries)
    except Exception as problem:  # noqa: BLE001 - hostile XML: whatever the library stumbles over is one file's matter
        return Outcome((), (_refused(path, f"this feed cannot be read: {type(problem).__name__}"),))
    if not read.get("version"):
        return Outcome((), (_refused(path, "this is no feed that can be read"),))
    if not entries:
        return Outcome((), (_refused(path, "there are no entries in this feed"),))
    return Outcome(entries, tuple(_damage(path, read)))


# ---------------------------------------------------------------------------------------------------------------------


def _feedparser() -> Any:
    try:
        import feedparser
    except ImportError:
        raise ExtraMissing("feeds", "reading a feed") from None
    return feedparser


def _refused(path: str, message: str) -> Diagnostic:
    return error("D724", message, Span(path), "save the feed itself (Atom or RSS), not the page that shows it")


def _damage(path: str, read: Any) -> Iterator[Diagnostic]:
    if read.bozo and not isinstance(read.bozo_exception, _feedparser().CharacterEncodingOverride):
        hint = "look whether an entry is missing or cut short"
        yield warning("D725", "this feed is damaged; what could be read of it is taken", Span(path), hint)


def _article(entry: Any, feed: Any) -> Article:
    body = next(iter(entry.get("content", [])), entry.get("summary_detail", {}))
    origin = entry.get("source", {})  # of an entry that was taken over from another feed (Atom 4.2.11)
    return Article(
        title=" ".join(_paragraphs(entry.get("title_detail", {}))),
        paragraphs=tuple(_paragraphs(body)),
        url=address(entry.get("link", "")) or address(entry.get("id", "")),
        publisher=" ".join(_paragraphs(origin.get("title_detail", {}) or feed.get("title_detail", {}))),
        authors=tuple(filter(None, (tidy(author.get("name", "")) for author in entry.get("authors", [])))),
        published=day(entry.get("published", "")) or day(entry.get("updated", "")),
        language=language(body.get("language") or feed.get("language") or ""),
    )


def _paragraphs(detail: Any) -> list[str]:
    """The words of one of feedparser's texts, a paragraph each. Line breaks within a paragraph are spaces."""
    value = detail.get("value", "")
    if detail.get("type") not in _HTML:
        return [text for each in value.split("\n\n") if (text := tidy(each))]
    paragraphs: list[list[str]] = [[]]
    for tag, text in tokens(cleaned(value)):
        if tag.removeprefix("/") in _BLOCKS:
            paragraphs.append([])
        else:
            paragraphs[-1].append(" " if tag == "br" else text)
    return [text for words in paragraphs if (text := tidy("".join(words)))]

"""Does a site hold every page, and every piece of content, that the comparison asks for?

`check(peer, corpus)` says what is missing, each kind of fault once with how often. Without a fault a site has: a page a source
with its passages marked, its whole text, its notes rendered; a page a month with passages and notes, a year, a tag, each with
a link to every mark; a home page, an Atom feed of twenty, a sitemap with all of them.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from benchmarks.corpus import Corpus, Source
from benchmarks.peers.base import Peer

_ADDRESS = re.compile(r"https://example\.org/[^)]+")
_STRONG = re.compile(r"\*\*(.+?)\*\*")


def check(peer: Peer, corpus: Corpus, every: int = 1) -> list[str]:
    """The faults, as `text ×times`; of a large corpus only every so-manieth source and tag is read."""
    faults: Counter[str] = Counter()
    faults.update(_articles(peer, corpus, every))
    faults.update(_months(peer, corpus))
    faults.update(_years(peer, corpus))
    faults.update(_tags(peer, corpus, every))
    faults.update(_others(peer, corpus))
    return [f"{fault} ×{times}" for fault, times in faults.items()]


def _articles(peer: Peer, corpus: Corpus, every: int) -> Iterator[str]:
    for source in corpus.sources[::every]:
        text = _read(peer.article(source))
        if not text:
            yield "no page of the source"
            continue
        yield from _article(peer, corpus, source, text)


def _article(peer: Peer, corpus: Corpus, source: Source, text: str) -> Iterator[str]:
    words = _letters(html.unescape(re.sub(r"<[^>]+>", "", text)))
    headings = "".join(re.findall(r"<h[12][ >].*?</h[12]>", text))
    if _letters(source.title) not in _letters(html.unescape(headings)):
        yield "no title of the source"
    if not all(_letters(paragraph) in words for paragraph in source.text.split("\n\n")):
        yield "not the whole text of the source"
    if text.count("<mark id=") != len(corpus.of[source.id]):
        yield "another number of passages"
    for each in corpus.of[source.id]:
        if not re.search(rf'<mark id="?{re.escape(peer.anchor(each))}[" >]', text):
            yield "no mark of the passage"
        if f'href="{_address(each.note)}"' not in text:
            yield "no link of the note at the source"
        strong = _STRONG.search(each.note)
        if strong and f"<strong>{strong[1]}</strong>" not in text:
            yield "no emphasis of the note at the source"
        if "\n- " in each.note and "<li>" not in text:
            yield "no list of the note at the source"


def _months(peer: Peer, corpus: Corpus) -> Iterator[str]:
    for month, annotations in corpus.months.items():
        text = _read(peer.month(month))
        if not text:
            yield "no page of the month"
            continue
        words = _letters(html.unescape(re.sub(r"<[^>]+>", "", text)))
        for each in annotations:
            if f"#{peer.anchor(each)}" not in text:
                yield "no link to the passage in the month"
            if each.date not in text:
                yield "no day in the month"
            if _letters(each.quote) not in words:
                yield "no passage in the month"
            if f'href="{_address(each.note)}"' not in text:
                yield "no note in the month"


def _years(peer: Peer, corpus: Corpus) -> Iterator[str]:
    for year in corpus.years:
        text = _read(peer.year(year))
        if not text:
            yield "no page of the year"
            continue
        for month in (month for month in corpus.months if month[:4] == year):
            for each in corpus.months[month]:
                if f"#{peer.anchor(each)}" not in text:
                    yield "no line in the year"


def _tags(peer: Peer, corpus: Corpus, every: int) -> Iterator[str]:
    for tag in list(corpus.tagged)[::every]:
        if not _read(peer.tag(tag)):
            yield "no page of the tag"
            continue
        text = "".join(map(_read, peer.parts_of_tag(tag)))
        for each in corpus.tagged[tag]:
            if f"#{peer.anchor(each)}" not in text:
                yield "no link to the passage in the tag"


def _others(peer: Peer, corpus: Corpus) -> Iterator[str]:
    if not _read(peer.out / "index.html"):
        yield "no home page"
    if _read(peer.feed()).count("<entry>") != 20:
        yield "no feed of twenty"
    maps = [peer.out / "sitemap.xml", *sorted(peer.out.glob("sitemap/*.xml"))]
    addresses = {address for each in maps for address in re.findall(r"<loc>([^<]*)</loc>", _read(each))}
    for what, pages in {
        "source": map(peer.article, corpus.sources),
        "month": map(peer.month, corpus.months),
        "year": map(peer.year, corpus.years),
        "tag": map(peer.tag, corpus.tagged),
    }.items():
        for page in pages:
            if f"https://digest.example/{page.parent.relative_to(peer.out).as_posix()}/" not in addresses:
                yield f"no {what} in the sitemap"


@lru_cache(maxsize=64)
def _text(path: Path, stamp: int) -> str:
    return path.read_text("utf-8")


def _read(path: Path) -> str:
    """What lies there, or nothing."""
    try:
        return _text(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


def _address(note: str) -> str:
    found = _ADDRESS.search(note)
    return found[0] if found else ""


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text)

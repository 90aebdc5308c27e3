"""Checks of what a site says to machines: feeds, sitemap, JSON-LD, Web Annotations, and its own receipts."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import lxml.etree

from tests.exchange import schemas
from tools.audit.row import Row, none_of
from tools.audit.site import Site

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ACTIVE = re.compile(r"<(script|iframe|object|embed)\b|\son\w+\s*=|javascript:", re.IGNORECASE)
RELATIVE = re.compile(r'(?:href|src)="(?![a-z][a-z0-9+.-]*:|#)')
DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?)?)?")

Vocabulary = dict[str, tuple[set[str], set[str]]]

# What search engines require of a type (Google's pages on Article, Fact Check, Breadcrumb).
REQUIRED = {
    "Article": ("headline", "datePublished", "author"),
    "NewsArticle": ("headline", "datePublished"),
    "BreadcrumbList": ("itemListElement",),
    "ClaimReview": ("claimReviewed", "reviewRating", "url"),
    "ListItem": ("position", "name"),
    "Quotation": ("text",),
    "WebSite": ("name", "url"),
}


def rows(site: Site, seeds: Path, vocabulary: Vocabulary) -> Iterator[Row]:
    feeds = [name for name in site.ending(".xml", ".json") if _is_feed(site.read(name)[:600])]
    yield Row("feeds", str(len(feeds)), ">= 2", len(feeds) >= 2)
    yield none_of("feed errors (RFC 4287, JSON Feed 1.1, feedparser)", (fault for name in feeds for fault in _feed(site, name)))
    yield none_of("feeds that no page links to", set(feeds) - _linked_feeds(site))
    yield none_of("sitemap errors, and pages that it lacks", _sitemap(site))
    blocks = list(_blocks(site))
    yield Row("JSON-LD blocks", str(len(blocks)))
    wrong = (f"{name}: {fault}" for name, block in blocks for fault in linked(block, vocabulary))
    yield none_of("JSON-LD errors (schema.org)", wrong)
    annotations = list(_annotations(site))
    yield Row("Web Annotations", str(len(annotations)))
    yield none_of("Web Annotation errors (the W3C's schemas)", _wrong_annotations(site, annotations))
    calendars = ((name, site.read(name)) for name in site.ending(".ics"))
    yield none_of("iCalendar errors (RFC 5545)", (fault for name, data in calendars for fault in _calendar(name, data)))
    yield none_of("findings of digest verify", _verified(site, seeds))


def _is_feed(beginning: bytes) -> bool:
    return b"<feed" in beginning or b"jsonfeed.org" in beginning


def _linked_feeds(site: Site) -> set[str | None]:
    path = '//link[@rel="alternate" and (contains(@type, "atom") or contains(@type, "feed+json"))]/@href'
    return {site.leads_to(address, name)[0] for name, page in site.pages.items() for address in page.xpath(path)}


def _feed(site: Site, name: str) -> Iterator[str]:
    data = site.read(name)
    faults = _json_feed(json.loads(data)) if name.endswith(".json") else atom(data)
    yield from (f"{name}: {fault}" for fault in faults)


def atom(data: bytes) -> Iterator[str]:
    read = feedparser.parse(data)
    if read.bozo:
        yield str(read.bozo_exception)
    feed = lxml.etree.fromstring(data)
    entries = feed.findall(f"{ATOM}entry")
    if not feed.xpath('*[local-name()="link" and @rel="self"]'):
        yield "no link to itself"
    for each in (feed, *entries):
        where = (each.findtext(f"{ATOM}id") or "?")[-60:]
        yield from (f"{where}: not one {tag}" for tag in ("id", "title", "updated") if len(each.findall(ATOM + tag)) != 1)
        moments = (*each.findall(f"{ATOM}updated"), *each.findall(f"{ATOM}published"))
        yield from (f"{where}: {moment.text}" for moment in moments if not _is_moment(moment.text))
        if each.find(f"{ATOM}author") is None and feed.find(f"{ATOM}author") is None:
            yield f"{where}: no author"
        for text in (*each.findall(f"{ATOM}content"), *each.findall(f"{ATOM}summary")):
            yield from (f"{where}: {fault}" for fault in _embedded(text.text or ""))
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    yield from (f"{id} stands twice" for id, count in ids.items() if count > 1)


def _json_feed(feed: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"no {key}" for key in ("version", "title", "items", "home_page_url", "feed_url") if not feed.get(key) and key != "items"
    )
    ids = Counter(item.get("id") for item in feed["items"])
    yield from (f"{id} stands {count} times" for id, count in ids.items() if count > 1 or not isinstance(id, str))
    for item in feed["items"]:
        moments = (item[key] for key in ("date_published", "date_modified") if key in item)
        yield from (f"{item['id']}: {moment}" for moment in moments if not _is_moment(moment))
        if not ("content_html" in item or "content_text" in item):
            yield f"{item['id']}: no content"
        if not urlsplit(item.get("url", "")).scheme:
            yield f"{item['id']}: address {item.get('url')}"
        yield from (f"{item['id']}: {fault}" for fault in _embedded(item.get("content_html", "")))


def _embedded(html: str) -> Iterator[str]:
    if found := ACTIVE.search(html) or RELATIVE.search(html):
        yield f"{found[0]!r} in its content"


def _is_moment(text: str | None) -> bool:
    """RFC 3339, with seconds and a zone."""
    try:
        return "T" in (text or "") and datetime.fromisoformat(text or "").tzinfo is not None
    except ValueError:
        return False


def _sitemap(site: Site) -> Iterator[str]:
    listed: Counter[str | None] = Counter()
    for name in site.ending(".xml"):
        root = lxml.etree.fromstring(site.read(name))
        if root.tag != f"{SITEMAP}urlset":
            continue
        for url in root:
            address, modified = url.findtext(f"{SITEMAP}loc") or "", url.findtext(f"{SITEMAP}lastmod")
            listed[site.leads_to(address, name)[0]] += 1
            if modified and not DAY.fullmatch(modified):
                yield f"{address}: {modified}"
            if not site.leads_to(address, name)[0]:
                yield f"{address} is not there"
    wanted = {name for name in site.pages if site.is_for_search(name)}
    yield from (f"{name} is missing" for name in sorted(wanted - set(listed)))
    yield from (f"{name} stands {count} times" for name, count in listed.items() if count > 1)
    if b"\nSitemap: " not in b"\n" + site.read("robots.txt"):
        yield "robots.txt does not name it"


def _blocks(site: Site) -> Iterator[tuple[str, Any]]:
    for name, page in site.documents.items():
        for script in page.xpath('//script[@type="application/ld+json"]'):
            yield name, json.loads(script.text)
        for address in page.xpath('//link[@rel="alternate" and @type="application/ld+json"]/@href'):
            file = site.leads_to(address, name)[0]
            if file and "schema.org" in str((block := json.loads(site.read(file))).get("@context")):
                yield file, block


def vocabulary(schema_dts: Path) -> Vocabulary:
    """The types of schema.org with the types above them and their own properties, from the declarations of schema-dts."""
    text = schema_dts.read_text("utf-8")
    found = re.finditer(r"interface (\w+)Base extends ([^{]*)\{(.*?)\n\}", text, re.DOTALL)
    types = {m[1]: (set(re.findall(r"(\w+)Base", m[2])), set(re.findall(r'^\s+"(\w+)"\??:', m[3], re.MULTILINE))) for m in found}
    leaves = re.finditer(r'interface (\w+)Leaf extends (\w+)Base \{\s*"@type": "(\w+)"', text)
    return {**{m[3]: ({m[2]}, set()) for m in leaves}, **types}


def _properties(type: str, vocabulary: Vocabulary) -> set[str]:
    above, own = vocabulary.get(type, (set(), set()))
    return own.union(*(_properties(each, vocabulary) for each in above if each != type))


def linked(value: Any, vocabulary: Vocabulary) -> Iterator[str]:
    """What is wrong with a value of JSON-LD and with all within it."""
    if isinstance(value, list):
        for each in value:
            yield from linked(each, vocabulary)
    if not isinstance(value, dict):
        return
    types = value.get("@type", [])
    for type in types if isinstance(types, list) else [types]:
        if type not in vocabulary:
            yield f"{type} is no type of schema.org"
        yield from (f"{type} lacks {key}" for key in REQUIRED.get(type, ()) if not value.get(key))
    if isinstance(types, str) and types in vocabulary:
        known = _properties(types, vocabulary)
        yield from (f"{types} has no {key}" for key in value if not key.startswith("@") and key not in known)
    for key, each in value.items():
        if key.startswith("date") and isinstance(each, str) and not DAY.fullmatch(each):
            yield f"{key} is {each!r}"
        if key in ("url", "sameAs", "mainEntityOfPage", "image") and isinstance(each, str) and not urlsplit(each).scheme:
            yield f"{key} is {each!r}"
        yield from linked(each, vocabulary)


def _annotations(site: Site) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in site.ending(".jsonld"):
        value = json.loads(site.read(name))
        types = [value.get("type")] if isinstance(value.get("type"), str) else value.get("type") or []
        if "Annotation" in types:
            yield name, value
        for item in value.get("items", ()) if "AnnotationPage" in types else ():
            yield name, item


def _wrong_annotations(site: Site, annotations: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    for name, value in annotations:
        yield from (f"{name}: {fault}" for fault in schemas.wrong_annotation(value))
        for target in (each for each in value.get("target", ()) if isinstance(each, dict)):
            source = target.get("source", "")
            if isinstance(source, str) and site.leads_to(source, name)[0] == "":
                yield f"{name}: {source} is not there"
    for name in site.ending(".jsonld"):
        value = json.loads(site.read(name))
        definitions = {"AnnotationCollection": schemas.COLLECTION, "AnnotationPage": _page_of(value)}.get(
            str(value.get("type")), ()
        )
        yield from (f"{name}: {fault}" for fault in schemas.wrong(value, definitions))


def _page_of(page: dict[str, Any]) -> tuple[str, ...]:
    """What holds of a page. One of several need not say where it begins (5.2: should), or every later one changed with it."""
    is_alone = "next" not in page and "prev" not in page
    return tuple(name for name in schemas.PAGE if is_alone or not name.endswith("startIndexFound"))


def _calendar(name: str, data: bytes) -> Iterator[str]:
    lines = data.decode().split("\r\n")
    if lines[0] != "BEGIN:VCALENDAR" or lines[-2:] != ["END:VCALENDAR", ""] or b"\n" in data.replace(b"\r\n", b""):
        yield f"{name}: its first, its last or the ends of its lines"
    yield from (f"{name}: {line[:30]}… is longer than 75 octets" for line in lines if len(line.encode()) > 75)
    ids: Counter[str] = Counter()
    for event in data.decode().split("BEGIN:VEVENT\r\n")[1:]:
        properties = re.findall(r"(?m)^(UID|DTSTAMP|DTSTART)\b.*", event)
        if sorted(properties) != ["DTSTAMP", "DTSTART", "UID"]:
            yield f"{name}: an event without UID, DTSTAMP or DTSTART: {event[:60]!r}"
        ids.update(re.findall(r"(?m)^UID:.*", event))
    yield from (f"{name}: {id} stands twice" for id, count in ids.items() if count > 1)


def _verified(site: Site, seeds: Path) -> Iterator[str]:
    """What the program's own check of a published site has against it."""
    command = [sys.executable, "-m", "digest", "verify", str(site.folder), "--seeds", str(seeds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        yield from (done.stdout + done.stderr).splitlines()

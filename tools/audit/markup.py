"""Checks of the pages as they lie there: validity, links, metadata, policy, weight."""

import gzip
import json
import re
import statistics
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tools.audit.row import Row, none_of
from tools.audit.site import Site

LITTER = re.compile(
    r"(~|\.tmp|\.swp|\.bak|\.orig|\.part|\.pyc|\.DS_Store)$|(^|/)(\.(?!nojekyll$|well-known/)[^/]+|__pycache__)(/|$)"
)
RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)", re.IGNORECASE)
LOADS = {"audio", "embed", "iframe", "image", "img", "input", "object", "script", "source", "track", "video"}
LOADING_LINKS = {"icon", "manifest", "modulepreload", "preconnect", "prefetch", "preload", "stylesheet"}
LEAKS = re.compile(rb"/home/\w+/|/root/|/tmp/\w+|Traceback \(most recent|\{\{\s*\w|\{%-?\s*(?:include|extends|block|if|for)\b")
MOMENT = re.compile(r"(\d{4,})(-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?)?)?")

MEDIAN_KIB, LARGEST_KIB = 15, 40


def rows(site: Site) -> Iterator[Row]:
    yield Row("files, and pages among them", f"{len(site.files)}, {len(site.pages)}")
    yield none_of("litter and names that travel badly", _names(site))
    yield none_of("files with local paths, tracebacks, template marks", _leaks(site))
    yield none_of("internal links and fragments that lead nowhere", _broken(site))
    yield none_of("addresses of other hosts that a page loads", _foreign(site))
    yield none_of("ids that stand twice", _doubled(site))
    yield none_of("script or style within a page", _inline(site))
    yield none_of("pages without a strict content security policy", _policies(site))
    yield none_of("<time> without a valid value", _times(site))
    yield none_of("pages that lack metadata", _metadata(site))
    yield none_of("pages that share a title", _same_titles(site))
    yield from _weights(site)


def _names(site: Site) -> Iterator[str]:
    lower = Counter(name.lower() for name in site.files)
    for name in site.files:
        parts = name.split("/")
        is_bad = any(RESERVED.match(part) or part.endswith((" ", ".")) or len(part.encode()) > 255 for part in parts)
        if LITTER.search(name) or is_bad or lower[name.lower()] > 1 or re.search(r'[<>:"|?*\\\x00-\x1f]', name):
            yield name


def _leaks(site: Site) -> Iterator[str]:
    for name in site.ending(".html", ".xml", ".json", ".jsonld", ".css", ".txt"):
        if found := LEAKS.search(site.read(name)):
            yield f"{name}: {found[0].decode()!r}"


def validity(site: Site, vnu: Path) -> Iterator[Row]:
    """The Nu HTML Checker on every page, style sheet and drawing."""
    messages = []
    for mode, suffix in (((), ".html"), (("--css",), ".css"), (("--svg",), ".svg")):
        names = [str(site.folder / name) for name in site.ending(suffix)]
        for part in (names[start : start + 500] for start in range(0, len(names), 500)):
            command = ["java", "-Xss4m", "-jar", str(vnu), "--format", "json", "--exit-zero-always", "--stdout", *mode, *part]
            done = subprocess.run(command, capture_output=True, check=True)
            messages += json.loads(done.stdout)["messages"]
    said = [(each["type"], f"{_within(site, each)}: {each['message']}") for each in messages]
    yield none_of("HTML, CSS and SVG errors (vnu)", (text for type, text in said if type != "info"))
    warnings = [text for type, text in said if type == "info"]
    yield Row("warnings (vnu)", str(len(warnings)), faults=tuple(warnings))


def _within(site: Site, message: dict[str, Any]) -> str:
    place = str(message.get("url", "")).partition(str(site.folder))[2].lstrip("/")
    return f"{place}:{message.get('lastLine', '')}"


def _broken(site: Site) -> Iterator[str]:
    anchors = {name: set(page.xpath("//@id")) for name, page in site.documents.items()}
    for name, page in site.documents.items():
        for element, _, address, _ in page.iterlinks():
            if re.match(r"(?i)\s*(javascript|vbscript|file):", address):
                yield f"{name}: {address[:100]}"
            file, fragment = site.leads_to(address, name)
            if file == "":
                yield f"{name}: {address[:100]}"
            elif file in anchors and element.tag == "a" and fragment and ":~:" not in fragment and fragment not in anchors[file]:
                yield f"{name}: {address[:100]} has no such place"
    for name in site.ending(".css"):
        for address in re.findall(r"url\(\s*[\"']?(?!data:|#)([^\"')]+)", site.read(name).decode()):
            if not site.leads_to(address, name)[0]:
                yield f"{name}: {address[:100]}"


def _foreign(site: Site) -> Iterator[str]:
    for name, page in site.documents.items():
        for element, _, address, _ in page.iterlinks():
            loads = element.tag in LOADS or (element.tag == "link" and LOADING_LINKS & set((element.get("rel") or "").split()))
            if loads and not address.startswith("data:") and site.leads_to(address, name)[0] is None:
                yield f"{name}: <{element.tag}> {address[:100]}"
    for name in site.ending(".css", ".js"):
        if name.endswith(".css") and (found := re.search(rb"(@import|url\()\s*[\"']?(https?:)?//", site.read(name))):
            yield f"{name}: {found[0].decode()}"


def _doubled(site: Site) -> Iterator[str]:
    for name, page in site.documents.items():
        yield from (f"{name}: {id}" for id, count in Counter(page.xpath("//@id")).items() if count > 1)


def _inline(site: Site) -> Iterator[str]:
    for name, page in site.documents.items():
        found = page.xpath(
            "//style | //*[@style or @*[starts-with(name(), 'on')]] | //script[not(@src or contains(@type, 'json'))]"
        )
        yield from (f"{name}: <{element.tag}>" for element in found)


def _policies(site: Site) -> Iterator[str]:
    for name, page in site.documents.items():
        policy = "".join(page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content'))
        directives = {words[0]: set(words[1:]) for each in policy.split(";") if (words := each.split())}
        scripts = directives.get("script-src", directives.get("default-src", {"*"}))
        is_strict = directives.get("default-src") == {"'none'"} and "base-uri" in directives
        if not is_strict or scripts - {"'self'", "'none'", "'wasm-unsafe-eval'"}:
            yield f"{name}: {policy[:100]}"


def _times(site: Site) -> Iterator[str]:
    for name, page in site.documents.items():
        for value in page.xpath("//time/@datetime"):
            found = MOMENT.fullmatch(value)
            if not found or (found[3] and not _is_day(value[:10])):
                yield f"{name}: {value}"


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _metadata(site: Site) -> Iterator[str]:
    wanted = {
        "a title": "//title[string-length(.) > 0]",
        "its language": "/html[@lang]",
        "a viewport": '//meta[@name="viewport"]',
        "one h1": "//h1[count(//h1) = 1]",
        "a description": '//meta[@name="description"][string-length(@content) > 0]',
        "its canonical address": '//link[@rel="canonical"]',
        "a title to share": '//meta[@property="og:title"]',
    }
    for name, page in site.pages.items():
        yield from (f"{name}: {what}" for what, path in wanted.items() if not page.xpath(path))
        if not re.match(rb"(?i)\s*<!doctype html>", site.read(name)) or b"charset" not in site.read(name)[:1024].lower():
            yield f"{name}: doctype or charset"
        if page.xpath("//img[not(@alt) or not(@width) or not(@height)]"):
            yield f"{name}: an image without alt or size"


def _same_titles(site: Site) -> Iterator[str]:
    titles: dict[str, list[str]] = {}
    for name, page in site.pages.items():
        titles.setdefault(" ".join((page.findtext(".//title") or "").split()), []).append(name)
    yield from (f"{title}: {', '.join(names[:4])}" for title, names in titles.items() if len(names) > 1)


def _weights(site: Site) -> Iterator[Row]:
    """What a page and all that it names weighs in transit (gzip), for every page but that of the search."""
    weights = {name: sum(_packed(site, each) for each in {name, *_loaded(site, name)}) / 1024 for name in site.pages}
    weights = {name: weight for name, weight in weights.items() if not _is_search(site, name)}
    median, heaviest = statistics.median(weights.values()), max(weights, key=lambda name: weights[name])
    yield Row("KiB in transit, median of all pages", f"{median:.1f}", f"<= {MEDIAN_KIB}", median <= MEDIAN_KIB)
    too_heavy = [name for name, weight in weights.items() if weight > LARGEST_KIB]
    yield Row(
        "KiB in transit, the largest page",
        f"{weights[heaviest]:.1f}",
        f"<= {LARGEST_KIB}",
        not too_heavy,
        tuple(f"{name}: {weights[name]:.1f}" for name in sorted(too_heavy, key=lambda name: -weights[name])),
    )
    yield Row("heaviest page", heaviest)


def _is_search(site: Site, name: str) -> bool:
    return "page-search" in site.pages[name].find("body").get("class", "").split()


def _loaded(site: Site, name: str) -> Iterable[str]:
    paths = '//link[@rel="stylesheet" or @rel="icon"]/@href | //script/@src | //img/@src'
    return (file for address in site.pages[name].xpath(paths) if (file := site.leads_to(address, name)[0]))


def _packed(site: Site, name: str) -> int:
    data = site.read(name)
    return len(data) if name.endswith((".png", ".jpg", ".webp", ".avif", ".woff2")) else len(gzip.compress(data, 6))

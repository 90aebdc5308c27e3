"""A built site as files: its pages, parsed, and where its addresses lead."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin

import lxml.html


@dataclass(frozen=True)
class Site:
    """A folder and the address that it was built for, which ends in `/`."""

    folder: Path
    base: str

    @cached_property
    def files(self) -> tuple[str, ...]:
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()))

    @cached_property
    def documents(self) -> Mapping[str, Any]:
        """Every HTML file, parsed, by its path."""
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        return {
            name: lxml.html.document_fromstring(self.read(name), parser=parser) for name in self.files if name.endswith(".html")
        }

    @cached_property
    def pages(self) -> Mapping[str, Any]:
        """The documents that readers come to: neither redirects nor the page for what is not there."""
        return {
            name: page
            for name, page in self.documents.items()
            if name != "404.html" and not page.xpath('//meta[@http-equiv="refresh"]')
        }

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def url(self, name: str) -> str:
        return self.base + quote(re.sub(r"(^|/)index\.html$", r"\1", name))

    def leads_to(self, address: str, name: str) -> tuple[str | None, str]:
        """The file that an address in a file leads to, and its fragment: None is another site, "" no file."""
        absolute, fragment = urldefrag(urljoin(self.url(name), address.strip()))
        if not absolute.startswith(self.base):
            return None, fragment
        path = unquote(absolute.removeprefix(self.base).partition("?")[0])
        path += "index.html" if path == "" or path.endswith("/") else ""
        return (path if path in self._names else ""), unquote(fragment)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.files)

    def by_kind(self) -> dict[str, list[str]]:
        """The pages by their kind, which the class of the body says, the smallest first; and the page for what is not there."""
        kinds: dict[str, list[str]] = {}
        for name in sorted(self.pages, key=lambda name: (len(self.read(name)), name)):
            kinds.setdefault(self.pages[name].find("body").get("class", ""), []).append(name)
        return {**kinds, "404": ["404.html"]} if "404.html" in self._names else kinds

    def is_hidden(self, name: str) -> bool:
        """True of a page that asks search engines to pass it by."""
        return bool(self.documents[name].xpath('//meta[@name="robots" and contains(@content, "noindex")]'))

    def is_for_search(self, name: str) -> bool:
        """True of a page that search engines should list: it does not hide, nor stand for another page."""
        return not self.is_hidden(name) and self.documents[name].xpath('//link[@rel="canonical"]/@href') == [self.url(name)]

    def ending(self, *suffixes: str) -> Iterator[str]:
        return (name for name in self.files if name.endswith(suffixes))

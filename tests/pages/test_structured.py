"""Structured data of pages: what schema.org is told, as far as rights let it, and that no text can leave its block."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.making import SETTINGS, SOUND, build, make, note, site

BASE = "https://digest.example/"
FLOOD = "annotations/flood/index.html"


class _Scripts(HTMLParser):
    """The scripts of a page as a browser would see them: (type, text)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._type: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._type = dict(attrs).get("type") or "" if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._type is not None:
            self.found.append((self._type, data))

    def handle_endtag(self, tag: str) -> None:
        self._type = None


def _pages(root: Path, files: dict[str, str], settings: str = "") -> dict[str, str]:
    make(root, {**SOUND, "digest.toml": SETTINGS + settings, **files})
    report = build(root)
    assert report.errors == 0, report.diagnostics
    return {path: data.decode() for path, data in site(root / "site").items() if path.endswith(".html")}


def _nodes(text: str) -> dict[str, dict[str, Any]]:
    """The nodes of a page by type, the last of each."""
    blocks = [json.loads(data) for type, data in _Scripts(text).found if type == "application/ld+json"]
    assert len(blocks) <= 1
    return {node["@type"]: node for block in blocks for node in block["@graph"]}


def test_an_annotation_is_an_article_with_its_quotations(tmp_path: Path) -> None:
    card = (
        "---\nseed: speech.txt\nlanguage: en\nurl: https://source.example/x\npublisher: The Times\nauthors: [A]\n"
        "published: 2021-12-08\ntranslation: {of: de, by: machine}\narchive: [{url: 'https://archive.example/x'}]\n---\n"
    )
    translation = "{text: Der Fluss, language: de, by: machine}"
    fields = {
        "date": "2021-12-07",
        "modified": "2026-11-22",
        "summary": "It rose.",
        "authors": "[B, The desk]",
        "people": "[C]",
        "quotes": f"[{{source: speech, exact: 'The river […] on Friday', translation: {translation}}}]",
        "references": "[{url: 'https://more.example/', title: More}]",
        "corrections": "[{date: 2026-11-22, text: 'It *rose*.'}, {date: 2026-11-23, text: x, minor: true}]",
    }
    files = {"content/sources/speech.md": card, "content/annotations/flood.md": note(**fields)}

    nodes = _nodes(_pages(tmp_path, files, 'authors = ["The desk"]\n')[FLOOD])

    url = f"{BASE}annotations/flood/"
    publisher = {"@type": "Organization", "name": "A digest", "url": BASE}
    assert nodes["NewsArticle"] == {
        "@type": "NewsArticle",
        "@id": f"{url}#article",
        "headline": "A note",
        "url": url,
        "mainEntityOfPage": url,
        "identifier": f"{BASE}#annotation:flood",
        "description": "It rose.",
        "inLanguage": "en",
        "datePublished": "2026-11-20",
        "dateModified": "2026-11-22",
        "temporalCoverage": "2021-12-07",
        "author": [{"@type": "Person", "name": "B"}, {"@type": "Organization", "name": "The desk"}],
        "publisher": publisher,
        "isPartOf": {"@id": f"{BASE}#site"},
        "about": [{"@type": "Person", "@id": f"{BASE}people/c/#term", "name": "C"}],
        "citation": [{"@type": "CreativeWork", "url": "https://more.example/", "name": "More"}],
        "correction": [{"@type": "CorrectionComment", "name": "Correction", "text": "It rose.", "datePublished": "2026-11-22"}],
        "hasPart": [
            {
                "@type": "Quotation",
                "@id": f"{BASE}sources/speech/#q-flood-1",
                "text": "The river […] on Friday",
                "inLanguage": "en",
                "isBasedOn": {"@id": f"{BASE}sources/speech/#work"},
                "workTranslation": {
                    "@type": "CreativeWork",
                    "text": "Der Fluss",
                    "inLanguage": "de",
                    "creditText": "translated by a machine",
                },
            }
        ],
    }
    assert nodes["CreativeWork"] == {
        "@type": "CreativeWork",
        "@id": f"{BASE}sources/speech/#work",
        "name": "Speech",
        "url": "https://source.example/x",
        "mainEntityOfPage": f"{BASE}sources/speech/",
        "inLanguage": "en",
        "author": [{"@type": "Person", "name": "A"}],
        "publisher": {"@type": "Organization", "name": "The Times"},
        "datePublished": "2021-12-08",
        "translationOfWork": {"@type": "CreativeWork", "inLanguage": "de"},
        "creditText": "The Times. Machine translation from German, not reviewed",
        "archivedAt": ["https://archive.example/x"],
    }
    assert [(step["position"], step["item"]) for step in nodes["BreadcrumbList"]["itemListElement"]] == [
        (1, BASE),
        (2, f"{BASE}2021/"),
        (3, url),
    ]


@pytest.mark.parametrize(("kind", "is_review"), [("claim", True), ("event", False)])
def test_a_claim_that_was_rated_is_reviewed(tmp_path: Path, kind: str, is_review: bool) -> None:
    fields = {
        "title": "It rose by a metre",
        "kind": kind,
        "date": "2021-12-07",
        "source": "speech",
        "quote": "The river rose",
        "verdict": "{label: Half true, rating: 0, best: 5, worst: 0}",
    }
    nodes = _nodes(_pages(tmp_path, {"content/annotations/flood.md": note(**fields)})[FLOOD])

    assert ("ClaimReview" in nodes) == is_review
    if is_review:
        review = nodes["ClaimReview"]
        assert review["claimReviewed"] == "It rose by a metre"
        assert review["reviewRating"] == {
            "@type": "Rating",
            "alternateName": "Half true",
            "ratingValue": 0,
            "bestRating": 5,
            "worstRating": 0,
        }
        assert review["itemReviewed"] == {
            "@type": "Claim",
            "datePublished": "2021-12-07",
            "appearance": [{"@type": "CreativeWork", "@id": f"{BASE}sources/speech/#work"}],
        }
        assert review["author"]["name"] == "A digest"


def test_other_pages_say_what_they_are_about(tmp_path: Path) -> None:
    files = {
        "content/annotations/x.md": note(date="2021", places="[Leipzig]"),
        "content/places/leipzig.md": "---\ntitle: Leipzig\nnames: [Lipsk]\nwikidata: Q2079\n---\n",
    }
    pages = _pages(tmp_path, files, 'description = "Words"\n')

    assert _nodes(pages["index.html"])["WebSite"]["description"] == "Words"
    assert _nodes(pages["index.html"])["WebSite"]["potentialAction"]["target"]["urlTemplate"] == f"{BASE}search/?q={{query}}"
    assert _nodes(pages["places/leipzig/index.html"])["Place"] == {
        "@type": "Place",
        "@id": f"{BASE}places/leipzig/#term",
        "name": "Leipzig",
        "alternateName": ["Lipsk"],
        "sameAs": "https://www.wikidata.org/entity/Q2079",
        "mainEntityOfPage": f"{BASE}places/leipzig/",
    }
    assert _nodes(pages["sources/speech/index.html"])["CreativeWork"]["name"] == "Speech"


HOSTILE = "</script><script>alert(1)</script><!--<script> & ' \" \u2028\u2029 ]]>"


def test_no_text_leaves_its_block_of_data(tmp_path: Path) -> None:
    quoted = json.dumps(HOSTILE)
    fields = {
        "title": quoted,
        "summary": quoted,
        "date": "2021",
        "source": "speech",
        "quote": "The river rose",
        "people": f"[{quoted}]",
        "authors": f"[{quoted}]",
        "corrections": f"[{{date: 2026, text: {quoted}}}]",
    }
    card = f"---\nseed: speech.txt\ntitle: {quoted}\npublisher: {quoted}\nrights: {{mode: excerpt, notice: {quoted}}}\n---\n"
    files = {"content/annotations/flood.md": note(**fields), "content/sources/speech.md": card}
    pages = _pages(tmp_path, files, f"description = {quoted}\n")

    for path, text in pages.items():
        scripts = [data for type, data in _Scripts(text).found if type != "application/ld+json" and data.strip()]
        assert scripts == [], path
        for _, data in _Scripts(text).found:
            assert not re.search("[<>&'\u2028\u2029]", data), path
    said = _nodes(pages[FLOOD])["NewsArticle"]
    assert said["headline"] == " ".join(HOSTILE.split())
    assert said["publisher"]["name"] == "A digest"


def test_rights_hold_in_structured_data_too(tmp_path: Path) -> None:
    for mode, is_named in (("link", True), ("private", False)):
        card = f"---\nseed: speech.txt\nrights: {mode}\n---\n"
        page = _pages(tmp_path / mode, {"content/sources/speech.md": card})[FLOOD]
        nodes = _nodes(page)

        assert "hasPart" not in nodes["NewsArticle"]
        assert "CreativeWork" not in nodes
        assert ("Speech" in page) == is_named


def test_structured_data_needs_an_address_and_can_be_switched_off(tmp_path: Path) -> None:
    off = _pages(tmp_path / "off", {}, "[exports]\nstructured_data = false\n")
    make(tmp_path / "bare", {**SOUND, "digest.toml": 'title = "X"\n'})
    assert build(tmp_path / "bare").errors == 0
    bare = {path: data.decode() for path, data in site(tmp_path / "bare/site").items() if path.endswith(".html")}

    assert [path for pages in (off, bare) for path, text in pages.items() if 'ld+json">' in text] == []

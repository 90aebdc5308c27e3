"""What search engines read in a page: https://schema.org/ as JSON-LD, made of the same records as the page itself.

A node is said as far as it is known. Words of a source appear only as a `Quotation`, which names its place in the source page
as its `@id`, so that `digest verify` can hold it against the receipt. Everything that would need a base_url needs one.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from digest.model.annotation import Annotation, Entry, Quotation
from digest.model.config import Config
from digest.model.edtf import html_datetime
from digest.model.library import Term
from digest.model.page import Records
from digest.model.source import Source
from digest.pieces import (
    CORRECTIONS,
    ELISION,
    Here,
    View,
    card_url,
    collapsed,
    entry_url,
    machine,
    made_by,
    passage_url,
    permanent_id,
    source_url,
    term_url,
)
from digest.text.markup import plain

# What the standard facets name; terms of others are things.
TYPES = {"people": "Person", "places": "Place"}


def website(here: Here) -> View:
    config = here.config
    return _said(
        {
            "@type": "WebSite",
            "@id": _site_id(config),
            "name": config.title,
            "url": config.base_url,
            "description": config.description,
            "inLanguage": here.language.tag,
            "publisher": _publisher(config),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": here.absolute("/search/") + "?q={query}"},
                "query": "required name=query",
            }
            if config.search != "none"
            else None,
        }
    )


def annotation(entry: Entry, written: Annotation, records: Records, here: Here) -> list[View]:
    """The article with its quotations and corrections, the sources that it is based on, and the review of a claim."""
    quotations = [each for each in records.quotations[entry.id] if each.passage.words]
    article = _article(entry, written, quotations, records, here)
    works = [work(records.source[id], here) for id in dict.fromkeys(each.passage.source for each in quotations)]
    return [article, *works, *_review(entry, written, records, here)]


def work(source: Source, here: Here) -> View:
    """A source as the work that it is, wherever it was published."""
    rights, original = source.rights, source.translation.of if source.translation else ""
    return _said(
        {
            "@type": "CreativeWork",
            "@id": _work_id(source, here),
            "name": source.title,
            "url": source.url,
            "mainEntityOfPage": here.absolute(source_url(source)),
            "inLanguage": source.language,
            "author": _people(source.authors),
            "publisher": _organisation(source.publisher),
            "datePublished": html_datetime(source.published) if source.published else "",
            "translationOfWork": {"@type": "CreativeWork", "inLanguage": original} if original else None,
            "creditText": ". ".join(part for part in (source.publisher, machine(source, here)) if part),
            "license": rights.licence if rights.licence.startswith(("https://", "http://")) else "",
            "copyrightHolder": _organisation(rights.holder),
            "copyrightNotice": rights.notice,
            "archivedAt": [each.url for each in source.archive],
        }
    )


def term(value: Term, here: Here) -> View:
    """Who or what a term is."""
    return _said(
        {
            "@type": TYPES.get(value.facet, "Thing"),
            "@id": here.absolute(term_url(value)) + "#term",
            "name": value.label,
            "alternateName": list(value.names),
            "sameAs": f"https://www.wikidata.org/entity/{value.wikidata}" if value.wikidata else "",
            "mainEntityOfPage": here.absolute(term_url(value)),
        }
    )


# ---------------------------------------------------------------------------------------------------------------------


def _said(node: Mapping[str, Any]) -> View:
    """The properties that have a value."""
    return {name: value for name, value in node.items() if value or value == 0}


def _site_id(config: Config) -> str:
    return config.base_url + "#site"


def _work_id(source: Source, here: Here) -> str:
    return here.absolute(source_url(source)) + "#work"


def _publisher(config: Config) -> View:
    return {"@type": "Organization", "name": config.title, "url": config.base_url}


def _organisation(name: str) -> View | None:
    return {"@type": "Organization", "name": name} if name else None


def _people(names: Iterable[str]) -> list[View]:
    return [{"@type": "Person", "name": name} for name in names]


def _authors(names: Sequence[str], config: Config) -> list[View]:
    """Who wrote a note: people, but for the names that stand for the whole desk."""
    desk = config.authors or (config.title,)
    return [{"@type": "Organization" if name in desk else "Person", "name": name} for name in names or desk]


def _article(entry: Entry, written: Annotation, quotations: Sequence[Quotation], records: Records, here: Here) -> View:
    config, url = here.config, here.absolute(entry_url(entry, here.config))
    declared = [each for each in written.corrections if not each.minor]
    return _said(
        {
            # An event is news; the other kinds say something about it.
            "@type": "NewsArticle" if entry.kind == "event" else "Article",
            "@id": url + "#article",
            "headline": entry.title,
            "url": url,
            "mainEntityOfPage": url,
            "identifier": permanent_id(f"annotation:{entry.id}", config),
            "description": entry.summary,
            "image": here.absolute(card_url(entry)) if config.cards.enabled else "",
            "inLanguage": written.language or here.language.tag,
            "datePublished": html_datetime(entry.published) if entry.published else "",
            "dateModified": html_datetime(entry.modified) if entry.modified else "",
            "temporalCoverage": str(entry.date or ""),
            "author": _authors(written.authors, config),
            "publisher": _publisher(config),
            "isPartOf": {"@id": _site_id(config)},
            "about": [
                {"@type": TYPES.get(each.facet, "Thing"), "@id": here.absolute(term_url(each)) + "#term", "name": each.label}
                for each in (records.term[f"{facet}/{slug}"] for facet, slug in entry.terms)
            ],
            "citation": [
                _said({"@type": "CreativeWork", "url": each.url, "name": each.title, "publisher": _organisation(each.publisher)})
                for each in written.references
            ],
            "correction": [
                {
                    "@type": "CorrectionComment",
                    "name": here.language.t(CORRECTIONS[each.type]),
                    "text": plain(each.text_html),
                    "datePublished": html_datetime(each.date),
                }
                for each in declared
            ],
            "hasPart": [_quotation(each, records.source[each.passage.source], here) for each in quotations],
        }
    )


def _quotation(value: Quotation, source: Source, here: Here) -> View:
    translation = value.translation
    return _said(
        {
            "@type": "Quotation",
            "@id": here.absolute(passage_url(value)),
            "text": ELISION.join(collapsed(words) for words in value.passage.words),
            "inLanguage": source.language,
            "isBasedOn": {"@id": _work_id(source, here)},
            "workTranslation": {
                "@type": "CreativeWork",
                "text": translation.text,
                "inLanguage": translation.language,
                "creditText": made_by(translation.by, here),
            }
            if translation
            else None,
        }
    )


def _review(entry: Entry, written: Annotation, records: Records, here: Here) -> Iterable[View]:
    """ClaimReview of an annotation that assesses a claim and says how it was rated; its title is the claim in short.

    https://developers.google.com/search/docs/appearance/structured-data/factcheck
    """
    verdict, config = written.verdict, here.config
    if verdict is None or config.kind(entry.kind).motivation != "assessing":
        return
    url = here.absolute(entry_url(entry, here.config))
    numbers = {"ratingValue": verdict.rating, "bestRating": verdict.best, "worstRating": verdict.worst}
    yield _said(
        {
            "@type": "ClaimReview",
            "@id": url + "#review",
            "url": url,
            "claimReviewed": entry.title,
            "inLanguage": written.language or here.language.tag,
            "datePublished": html_datetime(entry.published) if entry.published else "",
            "author": _publisher(config),
            "itemReviewed": _said(
                {
                    "@type": "Claim",
                    "datePublished": html_datetime(entry.date) if entry.date else "",
                    "appearance": [
                        _said({"@type": "CreativeWork", "@id": _work_id(source, here), "url": source.url})
                        for source in (records.source[id] for id in entry.sources)
                    ],
                }
            ),
            "reviewRating": {
                "@type": "Rating",
                "alternateName": verdict.label,
                **{name: number for name, number in numbers.items() if number is not None},
            },
        }
    )

"""A share card for each annotation: what a shared link shows. The view says what is on it; `store.cards` draws it."""

import unicodedata
from collections.abc import Iterable

from digest.model.annotation import Card, Entry, Quotation
from digest.model.config import Config
from digest.model.library import Library
from digest.model.page import Page, Parcel, Ref
from digest.model.source import Source
from digest.pieces import ELISION, Here, View, card_url, collapsed, date, direction, kind, machine, source_inputs

# Letters that a card has room for.
TITLE, QUOTATION, LINE = 150, 260, 90


def plan_entries(library: Library, config: Config, entries: Iterable[Card]) -> Iterable[Page]:
    if not (config.base_url and config.cards.enabled and config.annotation_pages):
        return
    for each in entries:
        inputs = (Ref("entry", each.id), *source_inputs(each))
        yield Page(card_url(each).lstrip("/"), "card", "", inputs, (("id", each.id),))


def view(parcel: Parcel, here: Here) -> View:
    records, config, locale = parcel.records, here.config, here.language
    entry = records.entry[parcel.param("id")]
    told = date(entry.date, here)
    state = locale.t("Retracted") if entry.retracted else locale.t("Corrected") if entry.corrected else ""
    top = (state, kind(entry.kind, here)["label"], told["label"] if told else "")
    lead = entry.lead
    return {
        "language": _language(here.language.tag),
        "direction": here.language.locale.direction,
        "site": shortened(drawable(config.title), LINE),
        "top": shortened(" · ".join(part for part in map(drawable, top) if part), LINE),
        "title": {"text": shortened(drawable(entry.title), TITLE), **_tongue(entry, here)},
        "quotation": _quotation(lead, records.source[lead.passage.source], here) if lead else "",
        "paper": config.cards.paper,
        "ink": config.cards.ink,
        "accent": config.cards.accent,
    }


# The scripts that the fonts of `store.cards` have, as Unicode calls them.
SCRIPTS = {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "DEVANAGARI", "GEORGIAN", "THAI"}


def drawable(text: str) -> str:
    """The text without pictures; nothing of one in a script that no font here has.

    >>> drawable("Flood 🌊 in Köln"), drawable("洪水")
    ('Flood  in Köln', '')
    """
    letters = (each for each in text if each.isalpha() and unicodedata.name(each, "").partition(" ")[0] not in SCRIPTS)
    if any(unicodedata.category(each) != "Lm" for each in letters):
        return ""
    return "".join(each for each in text if unicodedata.category(each) not in ("So", "Sk", "Co", "Cn", "Cs"))


def shortened(text: str, length: int) -> str:
    """The text on one line; where it is longer than `length` characters, as many whole words as fit and an ellipsis.

    >>> shortened("one two three", 9), shortened("one two", 9)
    ('one two …', 'one two')
    """
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    cut = flat[: length - 1]
    return (cut.rpartition(" ")[0] or cut) + " …"


def _tongue(entry: Entry, here: Here) -> View:
    tag = entry.language or here.language.tag
    return {"language": _language(tag), "direction": direction(tag)}


def _language(tag: str) -> str:
    """The language as a typesetter knows it: ISO 639, two or three letters."""
    primary = tag.lower().partition("-")[0]
    return primary if primary.isascii() and primary.isalpha() and len(primary) in (2, 3) else "en"


def _quotation(quotation: Quotation, source: Source, here: Here) -> View | str:
    """The words with whose they are; nothing where a sign of them could not be drawn: a quotation is shown as it is."""
    words = ELISION.join(collapsed(each) for each in quotation.passage.words)
    if drawable(words) != words:
        return ""
    notice = machine(source, here)  # whole in any case
    credit = shortened(drawable(source.publisher or source.title), LINE - len(notice) if notice else LINE)
    return {
        "text": shortened(words, QUOTATION),
        "language": _language(source.language),
        "direction": direction(source.language),
        "credit": " · ".join(part for part in (credit, notice) if part),
    }

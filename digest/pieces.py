"""The pieces that templates are given: dates, sources, quotations and entries as plain data (docs/themes.md).

Views of all kinds of page share them. Deciding happens here and in the views; arranging, in the templates.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from zoneinfo import ZoneInfo

from digest.model.annotation import Annotation, Card, Correction, Entry, Passage, Quotation
from digest.model.config import Config
from digest.model.edtf import Edtf, first_day, html_datetime, sort_key
from digest.model.library import Term
from digest.model.noun import Noun, force_setattr, replace
from digest.model.page import Records, Ref
from digest.model.source import Source
from digest.text.dates import Locale, in_words, mark, short
from digest.text.division import year_address, year_of
from digest.text.fragment import text_fragment
from digest.text.language import Language
from digest.text.markup import ROOT, rooted
from digest.text.quote import MATCHING
from digest.text.redaction import MARK

View = dict[str, Any]


def identity(text: str) -> str:
    """Marks a text for the catalogue where it is not translated yet."""
    return text


class Here(Noun, frozen=True):
    """The page that is being written: its address, from which all others are told, and the site's settings and language.

    `url` is the page's path from the root of the site; `is_anywhere` is true for a page that a server shows at any address
    (404), whose links must therefore be absolute paths.
    """

    url: str
    config: Config
    language: Language
    is_anywhere: bool = False
    root: str = ""
    """The way from this page to the root of the site, which follows from `url`: `../` for each folder that the page stands in."""

    def __post_init__(self) -> None:
        force_setattr(self, "root", "../" * (self.url.count("/") - 1))

    def to(self, target: str) -> str:
        """A link to a path of the site (`/sources/x/#y`), relative to this page; other addresses stay as they are."""
        if not target.startswith("/") or target.startswith("//"):
            return target
        if self.is_anywhere:
            return urlsplit(self.config.base_url).path.rstrip("/") + _quoted(target)
        url = self.url
        if target.startswith(url) and target[len(url) : len(url) + 1] in ("", "#"):
            return _quoted(target[len(url) :]) or "./"
        return self.root + _quoted(target)[1:] or "./"

    def absolute(self, target: str) -> str:
        """The address with the site's own; "" where the site has none."""
        base = self.config.base_url
        return base and base + _quoted(target.lstrip("/"))

    def linked(self, html: str) -> str:
        """Sanitised HTML with its links into the site made relative to this page."""
        return rooted(html, self.to) if ROOT in html else html

    def placed(self, html: str) -> str:
        """Rendered HTML whose links within the site are `unplaced`, as it stands on this page."""
        if self.is_anywhere:
            return self.linked(html)
        home = html if self.root else html.replace(f'="{ROOT}/"', '="./"')
        return home.replace(f'="{ROOT}/', f'="{self.root}')


# What stands in an address as it is (RFC 3986, 2.3)
_PLAIN = re.compile(r"[A-Za-z0-9_.~/-]*(?:#[A-Za-z0-9_.~-]*)?")


def _quoted(target: str) -> str:
    """A path with its fragment as an address has them (RFC 3986). Its dot segments (5.2.4) lead no higher than the root, and
    what is left of it without them begins with one slash: two would name a host.
    """
    if "/." not in target and _PLAIN.fullmatch(target):
        return target
    path, hash, fragment = target.partition("#")
    if "/." in path:
        path = "/" + urlsplit(urljoin("https://site.example/", path)).path.lstrip("/")
    return quote(path) + hash + quote(fragment, safe="-_:.")


def unplaced(target: str) -> str:
    """A link to a path of the site from a page that is not known yet."""
    return ROOT + _quoted(target)


def rooted_path(path: str, config: Config) -> str:
    """A path of the site as a path from the root of its host."""
    return urlsplit(config.base_url).path.rstrip("/") + _quoted(path)


# ------------------------------------------------------------------------------------------------------ the whole page


def site(here: Here) -> View:
    """What every page sees of the site: from `digest.toml` alone, so that no page changes because another does."""
    key = (here.root, here.is_anywhere)
    known = _sites.get(key)
    if known is None or known[0] is not here.config:
        # An address at this depth that is no page's own, so that every link is told.
        anywhere = replace(here, url="/" + "-/" * here.root.count("/") + "-")
        known = _sites[key] = (here.config, _site(anywhere))
    shared = known[1]
    menu = [{**item, "current": url == here.url or (url != "/" and here.url.startswith(url))} for url, item in shared["menu"]]
    return {**shared, "menu": menu}


# What pages of one depth see of the site, with the settings that it was made of
_sites: dict[tuple[str, bool], tuple[Config, View]] = {}


def _site(here: Here) -> View:
    """The same for all pages from which the way to the root is the same; `menu` has the address of each item beside it."""
    config = here.config
    feeds = [
        {"title": config.title, "type": "application/atom+xml", "url": here.to("/feed.xml")},
        {"title": config.title, "type": "application/feed+json", "url": here.to("/feed.json")},
    ]
    menu = [(item.label, item.url) for item in config.menu] or _default_menu(here)
    return {
        "title": config.title,
        "description": config.description,
        "language": here.language.tag,
        "direction": here.language.locale.direction,
        "home": here.to("/"),
        "assets": here.to("/assets/"),
        "menu": [(url, {"label": label, "url": here.to(url)}) for label, url in menu],
        "feeds": feeds if config.base_url and config.exports.feeds else [],
        "downloads": [each for each in alternates(here) if each["type"] in ("text/calendar", "text/csv")][:2],
        "facets": [
            {"id": each.id, "label": facet_label(each.id, here), "url": here.to(f"/{each.id}/")} for each in config.facets
        ],
        "search": {"url": here.to("/search/"), "description_url": here.to("/opensearch.xml") if config.base_url else ""}
        if config.search != "none"
        else None,
        "params": config.params,
        "generator": "digest",
    }


def _default_menu(here: Here) -> list[tuple[str, str]]:
    t = here.language.t
    items = [(t("Timeline"), "/"), (t("Sources"), "/sources/")]
    items += [(facet_label(facet.id, here), f"/{facet.id}/") for facet in here.config.facets]
    items += [(t("Search"), "/search/")] if here.config.search != "none" else []
    return items


WEB_ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


def alternates(here: Here) -> list[View]:
    """The whole digest in the forms that other programs read, its feeds aside."""
    t, exports = here.language.t, here.config.exports
    forms = (
        (exports.calendar, t("Calendar"), "text/calendar", "/calendar.ics"),
        (exports.tables, t("Table"), "text/csv", "/annotations.csv"),
        (exports.tables, t("Table of quotations"), "text/csv", "/quotations.csv"),
        (exports.timeline, "TimelineJS", "application/json", "/timeline.json"),
        (exports.web_annotations, t("Web Annotations"), WEB_ANNOTATION, "/annotations.jsonld"),
    )
    is_written = bool(here.config.base_url)
    return [
        {"title": title, "type": type, "url": here.to(url)} for is_wanted, title, type, url in forms if is_wanted and is_written
    ]


def page(
    here: Here,
    kind: str,
    title: str,
    *,
    description: str = "",
    noindex: bool = False,
    crumbs: Sequence[tuple[str, str]] = (),
    alternates: Sequence[View] = (),
    structured: Callable[[], Sequence[View]] = tuple,
    image: View | None = None,
) -> View:
    """What a template sees of its own page. `structured` makes the nodes of schema.org that say what is on it."""
    is_told = here.config.base_url and here.config.exports.structured_data
    graph = [*structured(), *_way_back((*crumbs, (title, here.url)), here)] if is_told else []
    return {
        "kind": kind,
        "title": title,
        "description": description,
        "path": here.url,
        "canonical": here.absolute(here.url),
        "language": here.language.tag,
        "direction": here.language.locale.direction,
        "noindex": noindex,
        "crumbs": [{"label": label, "url": here.to(url)} for label, url in crumbs],
        "alternates": list(alternates),
        "structured": {"@context": "https://schema.org", "@graph": graph} if graph else None,
        "image": image,
    }


def _way_back(trail: Sequence[tuple[str, str]], here: Here) -> list[View]:
    """The pages above this one, the page itself last, for search engines; nothing where there is none above."""
    steps = [
        {"@type": "ListItem", "position": n, "name": label, "item": here.absolute(url)} for n, (label, url) in enumerate(trail, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": steps}] if len(steps) > 1 else []


# ---------------------------------------------------------------------------------------------------------- the pieces


def date(value: Edtf | None, here: Here) -> View | None:
    if value is None:
        return None
    # Few dates stand on most pages: what is said of one is made once. No view changes what it was given.
    key = (value.text, value.earliest, value.latest, here.language.tag)
    if key not in _dates:
        if len(_dates) > MANY:
            _dates.clear()
        _dates[key] = _date(value, here.language.locale)
    return _dates[key]


# Dates and sources that are held as pages say them. Days are few; sources are met on pages of the same time.
MANY, RECENT = 20_000, 1_000
_dates: dict[tuple[Any, ...], View] = {}


def _date(value: Edtf, locale: Locale) -> View:
    return {
        "label": in_words(value, locale),
        "short": short(value, locale),
        "edtf": str(value),
        "iso": html_datetime(value),
        "mark": mark(value),
        "doubtful": value.is_uncertain or value.is_approximate or value.shape == "one-of" or value.earliest is None,
    }


def kind(id: str, here: Here) -> View:
    known = _kinds.get(id)
    if known is None or known[0] is not here.config:
        known = _kinds[id] = (here.config, {"id": id, "label": here.language.t(here.config.kind(id).label)})
    return known[1]


_kinds: dict[str, tuple[Config, View]] = {}


def facet_label(id: str, here: Here) -> str:
    return here.language.t(here.config.facet(id).label)


def term(value: Term, here: Here) -> View:
    return {"label": value.label, "url": here.to(term_url(value)), "facet": value.facet}


def term_url(value: Term) -> str:
    return f"/{value.facet}/{value.slug}/"


def entry_url(entry: Card, config: Config) -> str:
    """Where the annotation stands: on its own page, or, in a digest without such pages, at its passage or in its year."""
    if config.annotation_pages:
        return f"/annotations/{entry.slug}/"
    if entry.sources:
        return f"/sources/{entry.sources[0]}/" + (f"#q-{entry.id}-1" if entry.quotations else "")
    return f"/{year_address(year_of(entry.date))}/" if entry.date else "/"


def card_url(entry: Card) -> str:
    """Where an annotation's share card is."""
    return f"/annotations/{entry.slug}/card.png"


def source_url(source: Source) -> str:
    return f"/sources/{source.id}/"


def source_ref(source: Source, here: Here) -> View:
    # What many pages say of a source is made once for all that lie as deep as this one. No view changes what it was given.
    if here.url == source_url(source):
        return _source_ref(source, here)
    key = (source.id, here.root, here.is_anywhere, type(here))
    known = _sources.get(key)
    if known is None or known[0] is not source or known[1] is not here.config:
        if len(_sources) > RECENT:
            _sources.clear()
        known = _sources[key] = (source, here.config, _source_ref(source, here))
    return known[2]


_sources: dict[tuple[Any, ...], tuple[Source, Config, View]] = {}


def _source_ref(source: Source, here: Here) -> View:
    locale = here.language.locale
    return {
        "id": source.id,
        "title": source.title,
        "url": here.to(source_url(source)),
        "publisher": source.publisher,
        "authors": list(source.authors),
        "published": date(source.published, here),
        "language": source.language,
        "language_name": locale.language_name(source.language) if source.language else "",
        "direction": direction(source.language),
        "machine": machine(source, here),
        "mode": source.rights.mode,
    }


def machine(source: Source, here: Here) -> str:
    """The notice that a machine translation always carries."""
    if not source.is_machine_translation:
        return ""
    t = here.language.t
    original = source.translation.of if source.translation else ""
    if not original:
        return t("Machine translation, not reviewed")
    return t("Machine translation from %(language)s, not reviewed", language=here.language.locale.language_name(original))


# Languages and ISO 15924 scripts that are written from right to left (CLDR, layout/orientation).
RIGHT_TO_LEFT = set("ar arc ckb dv fa glk he ks lrc mzn nqo ps sd syr ug ur yi".split())
RIGHT_TO_LEFT_SCRIPTS = set("adlm arab hebr nkoo rohg syrc thaa".split())


@lru_cache(maxsize=1000)
def direction(language: str) -> str:
    """The direction of a BCP 47 language, its script deciding where one is named; "auto" where no language is known."""
    if not language:
        return "auto"
    first, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return "rtl" if script in RIGHT_TO_LEFT_SCRIPTS or (not script and first in RIGHT_TO_LEFT) else "ltr"


ELISION = " […] "


def quotation(value: Quotation, source: Source, here: Here, ref: View | None = None) -> View:
    """`ref` is the source as templates see it, where that is known already."""
    passage, translation = value.passage, value.translation
    before, after = passage.rest
    parts = [collapsed(words) for words in passage.words]
    return {
        "n": value.n,
        "id": f"q-{value.n}",
        "key": passage_id(value),
        "text": ELISION.join(parts),
        "parts": parts,
        "before": collapsed(passage.before[len(passage.before) - before :]),
        "after": collapsed(passage.after[:after]),
        "before_start": passage.start - before,
        "after_end": passage.end + after,
        "earlier": collapsed(passage.before[: len(passage.before) - before]),
        "later": collapsed(passage.after[after:]),
        "earlier_start": passage.start - len(passage.before),
        "later_end": passage.end + len(passage.after),
        "live_url": live_url(passage, source),
        "stretches": " ".join(f"{start}-{end}" for start, end in passage.parts) if len(passage.parts) > 1 else "",
        "language": source.language,
        "direction": direction(source.language),
        "url": here.to(passage_url(value)),
        "source": ref or source_ref(source, here),
        "note_html": here.linked(value.note_html),
        "left_out": passage.left_out,
        "translation": translation
        and {
            "text": translation.text,
            "language": translation.language,
            "direction": direction(translation.language),
            "by_label": made_by(translation.by, here),
        },
        "receipt": receipt(passage, source),
        "withheld": passage.withheld,
        "rewordings": rewordings(value, source, here),
    }


FATES = {
    "changed": identity("The publisher later changed this passage."),
    "unshown": identity("The publisher later changed this passage; the new wording is not shown here."),
    "gone": identity("This passage is not in the later capture."),
}


def rewordings(value: Quotation, source: Source, here: Here) -> list[View]:
    """What later captures of the source say otherwise, word by word where both may be shown."""
    return [
        {
            "fate": each.fate,
            "label": here.language.t(FATES[each.fate]),
            "url": here.to(f"/sources/{each.source}/"),
            "language": source.language,
            "direction": direction(source.language),
            "said_in": here.language.tag,
            "runs": [{"op": op, "text": words} for op, words in each.runs],
        }
        for each in value.later
    ]


def live_url(passage: Passage, source: Source) -> str:
    """The quoted words in the original on the web; "" where there is no address, or no words may go out."""
    if not source.url or not passage.words or MARK in "".join((*passage.words, passage.before, passage.after)):
        return ""
    return text_fragment(source.url, passage.words, passage.before, passage.after)


def collapsed(text: str) -> str:
    """The text with its line and paragraph breaks as spaces; the space at its edges stays, as one."""
    if not text:
        return ""
    middle = " ".join(text.split())
    return (" " if text[:1].isspace() else "") + middle + (" " if middle and text[-1:].isspace() else "")


def made_by(by: str, here: Here) -> str:
    t = here.language.t
    return {"machine": t("translated by a machine"), "human": t("translated by a person"), "unknown": t("translated")}[by]


def passage_url(value: Quotation) -> str:
    return f"/sources/{value.passage.source}/#{passage_id(value)}"


def passage_id(value: Quotation) -> str:
    return f"q-{value.annotation}-{value.n}"


def note_id(value: Quotation) -> str:
    return f"note-{value.annotation}-{value.n}"


def permanent_id(name: str, config: Config) -> str:
    """An id that outlives every address: a tag URI (RFC 4151) under the digest's own authority."""
    return f"tag:{config.id_authority}:{name}" if config.id_authority else f"{config.base_url}#{name}"


def moment(value: Edtf, config: Config) -> str:
    """The date as RFC 3339 has it: a day begins at midnight in the site's own time zone."""
    zone = ZoneInfo(config.timezone)
    if value.precision == "time" and html_datetime(value):
        time = datetime.fromisoformat(html_datetime(value))
        return (time if time.tzinfo else time.replace(tzinfo=zone)).isoformat()
    year, month, day = first_day(value)
    # RFC 3339 ends with the year 9999.
    return datetime(min(max(year, 1), 9999), month, day, tzinfo=zone).isoformat()


def utc(value: Edtf, config: Config) -> datetime:
    """The same moment in UTC."""
    local = datetime.fromisoformat(moment(value, config))
    try:
        return local.astimezone(UTC)
    except OverflowError:  # the first hours of the year 1, the last of 9999
        return local.replace(tzinfo=UTC)


def receipt(passage: Passage, source: Source) -> View:
    """Where the words stand, so that anyone who holds the seed can check them: code points of canonical text."""
    return {"sha256": source.sha256, "start": passage.start, "end": passage.end, "matching": MATCHING}


def entry(value: Entry, records: Records, here: Here) -> View:
    lead = value.lead
    sources = {id: source_ref(records.source[id], here) for id in value.sources}
    return {
        "id": value.id,
        "url": here.to(entry_url(value, here.config)),
        "title": value.title,
        "language": value.language,
        "direction": direction(value.language) if value.language else "",
        "kind": kind(value.kind, here),
        "date": date(value.date, here),
        "summary": value.summary,
        "lead": quotation(lead, records.source[lead.passage.source], here, sources.get(lead.passage.source)) if lead else None,
        "terms": [term(records.term[f"{facet}/{slug}"], here) for facet, slug in value.terms],
        "sources": list(sources.values()),
        "quotations": value.quotations,
        "corrected": value.corrected,
        "corrected_on": date(value.corrections[0], here) if value.corrections else None,
        "retracted": value.retracted,
        "badge": value.badge,
    }


def entry_inputs(value: Card) -> tuple[Ref, ...]:
    """The records that `entry` needs."""
    return _entry_inputs(value.id, value.sources, value.terms)


@lru_cache(maxsize=1 << 16)
def _entry_inputs(id: str, sources: tuple[str, ...], terms: tuple[tuple[str, str], ...]) -> tuple[Ref, ...]:
    """An entry stands on some ten pages, which are planned with the same references."""
    return (
        Ref("entry", id),
        *(Ref("source", source) for source in sources),
        *(Ref("term", f"{facet}/{slug}") for facet, slug in terms),
    )


def end_of_planning() -> None:
    """Nobody will ask what entries need any more."""
    _entry_inputs.cache_clear()


def source_inputs(value: Card) -> tuple[Ref, ...]:
    """The records of the sources that it quotes or is about."""
    return tuple(Ref("source", id) for id in value.sources)


def term_inputs(value: Card) -> tuple[Ref, ...]:
    """The records of its terms."""
    return tuple(Ref("term", f"{facet}/{slug}") for facet, slug in value.terms)


def link(value: Entry, here: Here, relation_label: str = "") -> View:
    return {
        "title": value.title,
        "url": here.to(entry_url(value, here.config)),
        "date": date(value.date, here),
        "kind": kind(value.kind, here),
        "language": value.language,
        "direction": direction(value.language) if value.language else "",
        "relation_label": relation_label,
    }


RELATIONS = {
    "corrects": identity("Corrects"),
    "corrected-by": identity("Corrected by"),
    "supersedes": identity("Replaces"),
    "superseded-by": identity("Replaced by"),
    "related": identity("Related"),
}

CORRECTIONS = {
    "correction": identity("Correction"),
    "clarification": identity("Clarification"),
    "update": identity("Update"),
    "retraction": identity("Retraction"),
}


def declared(annotation: Annotation) -> list[Correction]:
    """The declared changes, newest first, those of one day as they were written; spelling stays out."""
    changes = [each for each in annotation.corrections if not each.minor]
    return sorted(changes, key=lambda each: sort_key(each.date), reverse=True)


def corrections(annotation: Annotation, here: Here) -> list[View]:
    """The same for templates."""
    return [
        {
            "date": date(each.date, here),
            "type": each.type,
            "type_label": here.language.t(CORRECTIONS[each.type]),
            "text_html": here.linked(each.text_html),
        }
        for each in declared(annotation)
    ]

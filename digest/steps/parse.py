"""Bytes of a hand-written file → the noun that it says. What a file is follows from its folder; the caller knows that.

Every function returns what could be understood together with everything that is wrong, so that one run reports it all.
"""

from collections.abc import Iterable
from typing import NamedTuple

from digest.model.annotation import (
    Annotation,
    Correction,
    CorrectionType,
    QuoteTranslation,
    Reference,
    Target,
    TextQuoteSelector,
    Verdict,
)
from digest.model.config import MODES, Config, Rights
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.library import FreePage, Term
from digest.model.noun import replace
from digest.model.source import Archive, Capture, Document, Link, Maker, Pair, Source, Takedown, Translation
from digest.text import alignment, front_matter, markup, seed
from digest.text.decode import decode
from digest.text.form import Form
from digest.text.mention import mentions
from digest.text.near import did_you_mean
from digest.text.slug import path_id

CORRECTION_TYPES: tuple[CorrectionType, ...] = ("correction", "clarification", "update", "retraction")
MAKERS: tuple[Maker, ...] = ("machine", "human", "unknown")


def parse_seed(path: str, data: bytes, charset: str = "") -> Outcome[Document | None]:
    """A source document: canonical text and its blocks. The layout follows from the suffix, `.txt` or `.md`."""
    text = decode(path, data, charset)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    read = seed.read_md if path.endswith(".md") else seed.read_txt
    document = read(text.value)
    if not document.blocks:
        empty = error("D103", "this source has no text", Span(path), "put the document’s text into it, or remove the file")
        return Outcome(None, (*text.diagnostics, empty))
    return Outcome(document, text.diagnostics)


def parse_alignment(path: str, data: bytes) -> Outcome[tuple[Pair, ...] | None]:
    """Which blocks of a translation stand beside which of its original."""
    text = decode(path, data)
    if text.value is None:
        return Outcome(None, text.diagnostics)
    read = alignment.read(path, text.value)
    return Outcome(read.value, (*text.diagnostics, *read.diagnostics))


def parse_source(path: str, data: bytes, config: Config) -> Outcome[Source | None]:
    """A source card of `content/sources/`. Its title is empty where the document's own title holds."""
    opened, found = _open(path, data, config)
    if opened is None:
        return Outcome(None, tuple(found))
    form = opened.form
    if not form.has("seed"):
        form.missing("seed", "a source card", "name the file below seeds/, such as “seed: speech.txt”")
    prose = _prose(opened, found, "intro", config)
    # Where a card hides names, other fields of it may tell them.
    telling = ("url", "publisher", "authors", "archive", "takedown") if form.has("redact") else ()
    card = Source(
        id=form.safe("id", _stem(path)),
        seed=form.text("seed"),
        title=form.line("title"),
        span=Span(path, 1, 1),
        url=form.url("url"),
        publisher=form.line("publisher"),
        authors=form.texts("authors"),
        published=form.date("published"),
        accessed=form.date("accessed"),
        language=_language(form, "language"),
        charset=form.text("charset"),
        archive=tuple(_archive(each) for each in form.forms("archive")),
        rights=_rights(form, config),
        translation=_translation(form),
        supersedes=form.texts("supersedes"),
        redact=tuple(name for name in form.texts("redact") if name.strip()),
        takedown=_takedown(form),
        sha256=form.text("sha256").lower(),
        capture=_capture(form),
        intro_html=prose.html,
        links=_links(opened, prose),
        places=form.places("id", "seed", "rights", "sha256", "supersedes", "redact", "capture", *telling),
    )
    if card.takedown and card.rights.mode in ("full", "excerpt"):
        hint = "write “rights: link”, or remove “takedown” if the text may be shown again"
        message = f"this source was taken down, but its rights are “{card.rights.mode}”"
        found.append(error("D136", message, form.place("takedown"), hint))
    form.rest("a source card")
    return Outcome(card, tuple(found))


def parse_annotation(path: str, data: bytes, config: Config) -> Outcome[Annotation | None]:
    """An annotation of `content/annotations/`, in the short form (`source`, `quote`) or the long one (`quotes`)."""
    opened, found = _open(path, data, config)
    if opened is None:
        return Outcome(None, tuple(found))
    form = opened.form
    id = form.safe("id", _stem(path))
    prose = _prose(opened, found, id, config)
    title = form.line("title") or id
    annotation = Annotation(
        id=id,
        slug=form.safe("slug", id),
        title=title,
        kind=_kind(form, config),
        span=Span(path, 1, 1),
        date=form.date("date"),
        order=form.integer("order") or 0,
        targets=_targets(form, config, id),
        terms=tuple((facet.id, form.texts(facet.id)) for facet in config.facets),
        references=tuple(_reference(each) for each in form.forms("references")),
        published=form.date("published"),
        modified=form.date("modified"),
        draft=form.truth("draft"),
        aliases=form.addresses("aliases"),
        language=_language(form, "language"),
        authors=form.texts("authors"),
        summary=form.line("summary"),
        corrects=form.texts("corrects"),
        related=form.texts("related"),
        supersedes=form.texts("supersedes"),
        corrections=tuple(each for each in (_correction(one, config) for one in form.forms("corrections")) if each),
        verdict=_verdict(form),
        note_html=prose.html,
        note_plain=prose.plain,
        body_line=opened.body_line,
        mentions=mentions(opened.body),
        links=_links(opened, prose),
        places=form.places("id", "slug", "corrects", "related", "supersedes", *(facet.id for facet in config.facets)),
    )
    if not form.has("title"):
        form.missing("title", "an annotation", "write a short headline")
    if annotation.date is None and not annotation.targets and not form.has("date"):
        hint = "give it a “date” to put it on the timeline, or a “source” to put it in a margin"
        found.append(warning("D127", "this annotation has neither a date nor a source", annotation.span, hint))
    form.rest("an annotation")
    return Outcome(annotation, tuple(found))


def parse_term(path: str, data: bytes, config: Config, facet: str) -> Outcome[Term | None]:
    """A page about a term of a facet. Its label is its title; `names` are other spellings that readers search for."""
    opened, found = _open(path, data, config)
    if opened is None:
        return Outcome(None, tuple(found))
    form = opened.form
    stem = _stem(path)
    prose = _prose(opened, found, f"{facet}-{stem}", config)
    label = form.line("title") or stem
    term = Term(
        facet=facet,
        slug=form.safe("slug", stem),
        label=label,
        names=form.texts("names"),
        wikidata=form.text("wikidata"),
        text_html=prose.html,
        aliases=form.addresses("aliases"),
        span=Span(path, 1, 1),
        links=_links(opened, prose),
    )
    form.rest("a term page")
    return Outcome(term, tuple(found))


def parse_page(path: str, data: bytes, config: Config) -> Outcome[FreePage | None]:
    """A free page of `content/pages/`."""
    opened, found = _open(path, data, config)
    if opened is None:
        return Outcome(None, tuple(found))
    form = opened.form
    stem = _stem(path)
    prose = _prose(opened, found, "", config, heading=2)
    page = FreePage(
        slug=form.safe("slug", stem),
        title=form.line("title") or stem,
        body_html=prose.html,
        span=Span(path, 1, 1),
        summary=form.line("summary"),
        aliases=form.addresses("aliases"),
        draft=form.truth("draft"),
        links=_links(opened, prose),
    )
    form.rest("a page")
    return Outcome(page, tuple(found))


# ---------------------------------------------------------------------------------------------------------------------


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


class _Opened(NamedTuple):
    """A hand-written file that could be read: its fields as a form, and its body with the line that it begins on."""

    path: str
    form: Form
    body: str
    body_line: int


def _open(path: str, data: bytes, config: Config) -> tuple[_Opened | None, list[Diagnostic]]:
    """The file, unless its front matter is broken: what could be read of it then would only lead to false alarms."""
    text = decode(path, data)
    found = list(text.diagnostics)
    if text.value is None:
        return None, found
    if not text.value.strip():
        return None, [*found, error("D103", "this file is empty", Span(path), "write into it, or remove it")]
    matter = front_matter.read(path, text.value)
    found += matter.diagnostics
    if any(each.severity == "error" for each in matter.diagnostics):
        return None, found
    read = matter.value
    return _Opened(path, Form(read.fields, found, config.hemisphere), read.body, read.body_line), found


def _prose(opened: _Opened, found: list[Diagnostic], prefix: str, config: Config, heading: int = 3) -> markup.Prose:
    """The body as HTML. `prefix` keeps footnotes of several notes on one page apart."""
    prose = markup.to_html(opened.body, prefix=prefix, raw_html=config.raw_html, heading=heading)
    for refused in prose.refused:
        message = f"this {refused.what} is left out: {refused.reason}"
        hint = f"it says “{refused.source}”" if refused.source else "make it shorter or simpler, or divide it"
        say = error if refused.what == "text" else warning
        found.append(say("D130", message, _line(opened, refused.line), hint))
    return prose


def _links(opened: _Opened, prose: markup.Prose) -> tuple[Link, ...]:
    return tuple(Link(link.url, _line(opened, link.line)) for link in prose.links)


def _line(opened: _Opened, line: int) -> Span:
    """The place of a line of the body, counted from 1; the body's first line where it is not known."""
    return Span(opened.path, opened.body_line + max(line, 1) - 1, 1)


def _kind(form: Form, config: Config) -> str:
    written = form.text("kind", "event")
    known = [kind.id for kind in config.kinds]
    if written in known:
        return written
    form.diagnostics.append(
        error("D128", f"“{written}” is no kind of annotation", form.place("kind"), did_you_mean(written, known))
    )
    return known[0]


def _language(form: Form, name: str) -> str:
    written = form.text(name)
    # BCP 47 in the shape that matters here: subtags of letters and digits. No language with four letters or more is registered,
    # but “German” would be one.
    first, *rest = written.split("-")
    sound = not written or (2 <= len(first) <= 3 and first.isalpha() and all(1 <= len(r) <= 8 and r.isalnum() for r in rest))
    if sound and written.isascii():
        return written
    hint = "write a tag such as “de”, “en-GB” or “zh-Hant”"
    form.diagnostics.append(error("D129", f"“{written}” is not a language tag", form.place(name), hint))
    return ""


def _rights(form: Form, config: Config) -> Rights:
    """The card's rights over the site's; `rights: excerpt` is short for a table with a mode alone."""
    site = config.rights
    if not form.has("rights"):
        return site
    if not form.is_mapping("rights"):
        mode = form.one_of("rights", MODES, site.mode)
        rights = replace(site, mode=mode)
    else:
        table = form.form("rights")
        assert table is not None
        rights = Rights(
            mode=table.one_of("mode", MODES, site.mode),
            holder=table.line("holder", site.holder),
            licence=table.line("licence", site.licence),
            basis=table.line("basis"),
            notice=table.line("notice", site.notice),
            max_share=table.share("max_share") if table.has("max_share") else site.max_share,
            max_words=table.count("max_words", site.max_words),
            context=table.count("context", site.context) or 0,
        )
        table.rest("rights")
    if rights.mode == "full" and not rights.basis:
        hint = "say why the whole text may be published, such as “basis: public domain”, or write “mode: excerpt”"
        form.diagnostics.append(error("D131", "publishing the full text needs a “basis”", form.place("rights"), hint))
    return rights


def _archive(form: Form) -> Archive:
    archive = Archive(form.url("url"), form.date("date"))
    form.rest("an archived copy")
    return archive


def _capture(form: Form) -> Capture | None:
    table = form.form("capture")
    if table is None:
        return None
    capture = Capture(table.text("file"), table.text("sha256").lower(), table.line("extractor"))
    table.rest("a capture")
    return capture


def _takedown(form: Form) -> Takedown | None:
    table = form.form("takedown")
    if table is None:
        return None
    takedown = Takedown(table.date("date"), table.line("reason"))
    table.rest("a takedown")
    return takedown


def _translation(form: Form) -> Translation | None:
    table = form.form("translation")
    if table is None:
        return None
    translation = Translation(
        of=_language(table, "of"),
        by=table.one_of("by", MAKERS, "unknown"),
        tool=table.line("tool"),
        reviewed=table.truth("reviewed"),
        source=_source(table),
        alignment=table.text("alignment"),
        places=table.places("source", "alignment"),
    )
    table.rest("a translation")
    return translation


def _source(form: Form) -> str:
    """The id of a source. One without a card goes by its path below `seeds/` too, which is no id where there are folders."""
    name = form.text("source")
    return path_id(name) if "/" in name and not {"", ".", ".."} & set(name.split("/")) else name


def _targets(form: Form, config: Config, id: str) -> tuple[Target, ...]:
    """The quotations of both forms, the short one first."""
    short: tuple[Target, ...] = ()
    if form.has("source"):
        exact = form.text("quote")
        selector = TextQuoteSelector(exact, form.text("prefix"), form.text("suffix")) if exact else None
        span = form.place("quote" if exact else "source")
        places = form.places("prefix", "suffix")
        short = (Target(_source(form), selector, span, form.place("source"), places=places),)
    elif form.has("quote"):
        form.missing("source", "a quotation", "name the source that it is from")
    return (*short, *(target for n, each in enumerate(form.forms("quotes"), 1) for target in _target(each, config, f"{id}-{n}")))


def _target(form: Form, config: Config, prefix: str) -> Iterable[Target]:
    for name in ("source", "exact"):
        if not form.has(name):
            form.missing(name, "a quotation")
    translation = form.form("translation")
    note = markup.to_html(form.text("note"), prefix=prefix, raw_html=config.raw_html)
    exact = form.text("exact")
    selector = TextQuoteSelector(exact, form.text("prefix"), form.text("suffix"))
    target = Target(
        source=_source(form),
        selector=selector,
        span=form.place("exact"),
        source_span=form.place("source"),
        note_html=note.html,
        translation=_quote_translation(translation) if translation else None,
        places=form.places("prefix", "suffix"),
    )
    form.rest("a quotation")
    if exact and target.source:
        yield target


def _quote_translation(form: Form) -> QuoteTranslation:
    translation = QuoteTranslation(form.text("text"), _language(form, "language"), form.one_of("by", MAKERS, "unknown"))
    form.rest("a translation")
    return translation


def _reference(form: Form) -> Reference:
    if not form.has("url"):
        form.missing("url", "a reference")
    reference = Reference(form.url("url"), form.line("title"), form.line("publisher"))
    form.rest("a reference")
    return reference


def _correction(form: Form, config: Config) -> Correction | None:
    for name in ("date", "text"):
        if not form.has(name):
            form.missing(name, "a correction")
    date = form.date("date")
    prose = markup.to_html(form.text("text"), raw_html=config.raw_html)
    type = form.one_of("type", CORRECTION_TYPES, "correction")
    minor = form.truth("minor")
    form.rest("a correction")
    return Correction(date, type, prose.html, minor) if date else None


def _verdict(form: Form) -> Verdict | None:
    table = form.form("verdict")
    if table is None:
        return None
    if not table.has("label"):
        table.missing("label", "a verdict")
    verdict = Verdict(table.line("label"), table.integer("rating"), table.integer("best"), table.integer("worst"))
    table.rest("a verdict")
    return verdict

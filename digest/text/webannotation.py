"""W3C Web Annotations in JSON-LD (https://www.w3.org/TR/annotation-model/) → what they say, or why they are none.

What the model demands is demanded here, clause by clause; what it leaves open is left out in peace. Contexts are not
resolved: only the W3C's own names are understood, and the ones of other vocabularies that our export uses (docs/exchange.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from digest.model.annotation import QuoteTranslation, Reference, Verdict
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.imported import Imported, ImportedCorrection, ImportedTarget
from digest.model.noun import replace
from digest.model.source import Maker
from digest.text import jsonld
from digest.text.json_value import speakable
from digest.text.to_markdown import is_bounded, to_markdown

CONTEXTS = ("http://www.w3.org/ns/anno.jsonld", "https://www.w3.org/ns/anno.jsonld")
SETS = ("Choice", "Composite", "List", "Independents")
RELATIONS = {
    "http://purl.org/spar/cito/corrects": "corrects",
    "dcterms:replaces": "supersedes",
    "dcterms:relation": "related",
}
# What each kind of selector must have (4.2)
SELECTORS = {
    "FragmentSelector": ("value",),
    "CssSelector": ("value",),
    "XPathSelector": ("value",),
    "TextQuoteSelector": ("exact",),
    "TextPositionSelector": ("start", "end"),
    "DataPositionSelector": ("start", "end"),
    "SvgSelector": (),
    "RangeSelector": ("startSelector", "endSelector"),
}
MAKERS: dict[str, Maker] = {"machine": "machine", "human": "human"}
HINT = "https://www.w3.org/TR/annotation-model/ says what an annotation is made of"


def is_webannotation(value: Any) -> bool:
    """Whether the JSON calls itself a Web Annotation, by its context or its type."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and ("@context" in first or first.get("type") in TYPES)


TYPES = ("Annotation", "AnnotationPage", "AnnotationCollection")


def read(path: str, value: Any, base_url: str = "") -> Outcome[tuple[Imported, ...]]:
    """Every annotation of an Annotation, a page or a collection. One that breaks the model is refused, the others are read.

    Links of HTML bodies to `base_url` become links within the site.
    """
    found: list[Diagnostic] = []
    annotations = []
    documents = value if isinstance(value, list) else [value]
    for n, document in enumerate(documents):
        where = f"[{n}]" if isinstance(value, list) else ""
        try:
            _context(document)
            items = list(_items(document, path, where, found))
        except jsonld.Wrong as problem:
            found.append(_refused(path, where, str(problem)))
            continue
        for place, item in items:
            try:
                annotations.append(_annotation(item, base_url))
            except jsonld.Wrong as problem:
                found.append(_refused(path, _named(item, place), str(problem)))
    return Outcome(tuple(annotations), tuple(found))


def _refused(path: str, which: str, why: str) -> Diagnostic:
    said = f"this is no Web Annotation: {why}" if not which else f"{which} is no Web Annotation: {why}"
    return error("D703", said, Span(path), HINT)


def _named(item: Any, place: str) -> str:
    id = item.get("id") if isinstance(item, dict) else None
    return f"“{jsonld.short(id)}”" if isinstance(id, str) else place


def _context(document: Any) -> None:
    if not isinstance(document, dict):
        raise jsonld.Wrong(f"it must be an object, not {jsonld.shown(document)}")
    if not any(each in CONTEXTS for each in jsonld.many(document.get("@context"))):
        raise jsonld.Wrong(f"“@context” must be or contain “{CONTEXTS[0]}”")


def _items(document: dict[str, Any], path: str, where: str, found: list[Diagnostic]) -> Iterator[tuple[str, Any]]:
    """The annotations in a document, each with its place there."""
    types = jsonld.types(document)
    if "AnnotationCollection" in types:
        _id(document)
        yield from _pages(document, path, where, found)
    elif "AnnotationPage" in types:
        _id(document)
        yield from _listed(document, path, where, found)
    elif "Annotation" in types:
        yield where, document
    else:
        given = jsonld.shown(document["type"]) if "type" in document else "nothing"
        raise jsonld.Wrong(f"“type” must be “Annotation”, “AnnotationPage” or “AnnotationCollection”, not {given}")


def _pages(collection: dict[str, Any], path: str, where: str, found: list[Diagnostic]) -> Iterator[tuple[str, Any]]:
    """The items of the first page, and of those that are embedded behind it (5.1)."""
    page = jsonld.one(collection, "first")
    while isinstance(page, dict):
        yield from _listed(page, path, f"{where}first", found)
        page = jsonld.one(page, "next")
    if page is not None:
        message = f"{jsonld.shown(page)} and what follows is elsewhere: import those pages too"
        found.append(warning("D704", message, Span(path), "nothing is fetched from the network"))


def _listed(page: dict[str, Any], path: str, where: str, found: list[Diagnostic]) -> Iterator[tuple[str, Any]]:
    items = page.get("items")
    if not isinstance(items, list):
        raise jsonld.Wrong(f"“items” of a page must be a list, not {jsonld.shown(items)}")
    for n, item in enumerate(items):
        if isinstance(item, str):
            found.append(warning("D704", f"{jsonld.shown(item)} is elsewhere: import that file too", Span(path)))
        else:
            yield f"{where}items[{n}]", item


# ------------------------------------------------------------------------------------------------------ one annotation


@dataclass(slots=True)
class _Content:
    """What the bodies of an annotation say, as it is gathered."""

    base_url: str
    is_tagging: bool
    notes: list[str] = field(default_factory=list)
    language: str = ""
    tags: list[tuple[str, str]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def _annotation(value: Any, base_url: str) -> Imported:
    if not isinstance(value, dict):
        raise jsonld.Wrong(f"it must be an object, not {jsonld.shown(value)}")
    if "Annotation" not in jsonld.types(value):
        raise jsonld.Wrong(f"“type” must be “Annotation”, not {jsonld.shown(value.get('type'))}")
    id = _id(value)
    _common(value, "")
    canonical = jsonld.iri_of(value, "canonical", "")
    motivations = [jsonld.text(each, "motivation") for each in jsonld.many(value.get("motivation"))]
    if "body" in value and "bodyValue" in value:
        raise jsonld.Wrong("it has both “body” and “bodyValue”")
    content = _Content(base_url, "tagging" in motivations)
    if "bodyValue" in value:
        content.notes.append(jsonld.text(jsonld.one(value, "bodyValue"), "bodyValue"))
    for n, body in jsonld.numbered(value, "body"):
        _body(body, n, content)
    targets = [target for n, each in jsonld.numbered(value, "target") for target in _target(each, n, content)]
    if not targets:
        raise jsonld.Wrong("it must have a “target”")
    return Imported(
        names=tuple(dict.fromkeys(name for name in (canonical, id) if name)),
        targets=tuple(targets),
        title=jsonld.first_line(value, "dcterms:title", "title", "label"),
        note="\n\n".join(note.strip("\n") for note in content.notes),
        language=content.language,
        kind=jsonld.own(value, "dcterms:type"),
        motivation=next(iter(motivations), ""),
        date=jsonld.own(value, "dcterms:temporal"),
        order=jsonld.integer(value.get("schema:position")),
        summary=jsonld.first_line(value, "dcterms:abstract"),
        created=jsonld.moment(value, "created", ""),
        modified=jsonld.moment(value, "modified", ""),
        creators=tuple(_agents(value)),
        tags=tuple(dict.fromkeys(content.tags)),
        references=tuple(content.references),
        relations=tuple(_relations(value)),
        verdict=_verdict(value.get("schema:reviewRating")),
        corrections=tuple(_corrections(value.get("schema:correction"), base_url)),
        page=jsonld.own(value, "schema:url"),
        left_out=tuple(dict.fromkeys(content.left_out)),
    )


def _body(value: Any, where: str, content: _Content) -> None:
    """A body: text, a tag, a resource, or several of these (3.2)."""
    if isinstance(value, str):
        _refer(jsonld.iri(value, where), {}, content)
        return
    resource = _resource(value, where)
    kind = _set_of(resource, where)
    purposes = [jsonld.text(each, f"{where}.purpose") for each in jsonld.many(resource.get("purpose"))]
    if kind:
        items = _members(resource, where)
        if kind == "Choice":  # the first is the default (3.2.7); the others must be sound all the same
            for n, item in items[1:]:
                _body(item, n, _Content(content.base_url, False))
            items = items[:1]
        for n, item in items:
            _body(item, n, content)
    elif "source" in resource or "SpecificResource" in jsonld.types(resource):
        source = _source(resource, where)
        _selectors(resource, where)
        _refer(_name(source, f"{where}.source"), source if isinstance(source, dict) else {}, content)
    elif "value" in resource or "TextualBody" in jsonld.types(resource):
        _textual(resource, where, purposes, content)
    elif "id" in resource:
        _refer(jsonld.iri_of(resource, "id", where), resource, content)
    else:
        raise jsonld.Wrong(f"“{where}” is neither a text nor a resource nor one of {', '.join(SETS)}")


def _textual(resource: dict[str, Any], where: str, purposes: list[str], content: _Content) -> None:
    text = jsonld.text(jsonld.one(resource, "value"), f"{where}.value")
    if "tagging" in purposes or (content.is_tagging and not purposes):
        content.tags.append((jsonld.own(resource, "dcterms:type"), " ".join(text.split())))
        return
    is_html = "text/html" in [str(each).partition(";")[0].strip().lower() for each in jsonld.many(resource.get("format"))]
    content.notes.append(_markdown(text, content.base_url, f"{where}.value") if is_html else text)
    content.language = content.language or next((str(each) for each in jsonld.many(resource.get("language"))), "")


def _markdown(source: str, base_url: str, where: str) -> str:
    if not is_bounded(source):
        raise jsonld.Wrong(f"“{where}” is HTML of {len(source):,} characters or with too many tags to be a note")
    return to_markdown(source, base_url)


def _refer(iri: str, about: dict[str, Any], content: _Content) -> None:
    """A resource as a body is further reading, where readers can follow its address."""
    if iri.startswith(("https://", "http://")):
        title, publisher = (
            jsonld.first_line(about, "dcterms:title", "title", "label"),
            jsonld.first_line(about, "dcterms:publisher"),
        )
        content.references.append(Reference(iri, title, publisher))
    else:
        content.left_out.append(f"the body {jsonld.shown(iri)}, which is no web address")


def _target(value: Any, where: str, content: _Content) -> Iterator[ImportedTarget]:
    """A target; a List of passages of one source is one passage with words left out, as our export has it."""
    if isinstance(value, str):
        yield ImportedTarget((jsonld.iri(value, where),))
        return
    resource = _resource(value, where)
    kind = _set_of(resource, where)
    if kind:
        members = [each for n, item in _members(resource, where) for each in _target(item, n, content)]
        joined = _joined(members) if kind == "List" else None
        yield from [replace(joined, **_said_of(resource, content))] if joined else members
    elif "source" in resource or "SpecificResource" in jsonld.types(resource):
        yield _passage(resource, where, content)
    elif "id" in resource:
        yield ImportedTarget(_names(resource, where), title=jsonld.first_line(resource, "dcterms:title", "title", "label"))
    else:
        raise jsonld.Wrong(f"“{where}” must be an IRI, or an object with an “id” or a “source”")


def _passage(resource: dict[str, Any], where: str, content: _Content) -> ImportedTarget:
    source = _source(resource, where)
    quote = _selectors(resource, where)
    if not quote.exact and not quote.positions and "selector" in resource:
        content.left_out.append("a selector that names no words")
    about = source if isinstance(source, dict) else {"id": source}
    return ImportedTarget(
        names=_names(about, f"{where}.source"),
        title=jsonld.first_line(about, "dcterms:title", "title", "label"),
        exact=quote.exact,
        prefix=quote.prefix,
        suffix=quote.suffix,
        positions=quote.positions,
        sha256=jsonld.own(resource, "schema:sha256"),
        **_said_of(resource, content),
    )


def _joined(members: list[ImportedTarget]) -> ImportedTarget | None:
    """The passages as one with elisions; none where they are not of one source."""
    first, last = members[0], members[-1]
    if len({each.names for each in members}) > 1 or len({bool(each.exact) for each in members}) > 1:
        return None
    if not all(each.is_passage for each in members):
        return None
    return replace(
        first,
        exact=" […] ".join(each.exact for each in members if each.exact),
        suffix=last.suffix,
        positions=tuple(stretch for each in members for stretch in each.positions),
    )


def _said_of(resource: dict[str, Any], content: _Content) -> dict[str, Any]:
    """The note and the translation that our own export has beside a passage."""
    said: dict[str, Any] = {}
    note, translation = resource.get("skos:note"), resource.get("schema:workTranslation")
    if isinstance(note, dict) and isinstance(note.get("value"), str):
        said["note"] = _markdown(speakable(note["value"]), content.base_url, "skos:note")
    if isinstance(translation, dict) and isinstance(translation.get("value"), str):
        by = translation.get("dcterms:provenance")
        said["translation"] = QuoteTranslation(
            " ".join(speakable(translation["value"]).split()),
            jsonld.own(translation, "language"),
            MAKERS.get(str(by), "unknown"),
        )
    return said


class _Quote(NamedTuple):
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    positions: tuple[tuple[int, int], ...] = ()


def _selectors(resource: dict[str, Any], where: str) -> _Quote:
    """The words that the selectors choose, and their position in the whole text. All of them are held to the model (4.2)."""
    quotes: list[_Quote] = []
    positions: list[tuple[int, int]] = []
    for n, each in jsonld.numbered(resource, "selector", where):
        for depth, selector in enumerate(_refined(each, n)):
            kinds = jsonld.types(selector)
            if "TextQuoteSelector" in kinds:
                prefix, suffix = (jsonld.optional(selector, side, n) for side in ("prefix", "suffix"))
                quotes.append(_Quote(jsonld.text(jsonld.one(selector, "exact"), f"{n}.exact"), prefix, suffix))
            if "TextPositionSelector" in kinds and not depth:
                positions.append((_offset(selector, "start", n), _offset(selector, "end", n)))
    quote = quotes[-1] if quotes else _Quote()
    sound = [(start, end) for start, end in positions if start < end]
    return quote._replace(positions=tuple(sound[:1]))


def _refined(value: Any, where: str) -> Iterator[dict[str, Any]]:
    """The selector and those that refine it, each choosing within the one before (4.2.9)."""
    while not isinstance(value, str):
        selector = jsonld.obj(value, where)
        for kind in jsonld.types(selector):
            for name in SELECTORS.get(kind, ()):
                _required(selector, name, where, kind)
        yield selector
        value = jsonld.one(selector, "refinedBy")
        where += ".refinedBy"
        if value is None:
            return
    jsonld.iri(value, where)


def _required(selector: dict[str, Any], name: str, where: str, kind: str) -> None:
    if name not in selector:
        raise jsonld.Wrong(f"“{where}” is a {kind} without “{name}”")
    value = jsonld.one(selector, name)
    if name in ("start", "end"):
        _offset(selector, name, where)
    elif name.endswith("Selector"):
        for _ in _refined(value, f"{where}.{name}"):
            pass
    else:
        jsonld.text(value, f"{where}.{name}")


def _offset(selector: dict[str, Any], name: str, where: str) -> int:
    value = jsonld.one(selector, name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise jsonld.Wrong(f"“{where}.{name}” must be a number from 0 up, not {jsonld.shown(value)}")
    return value


# ------------------------------------------------------------------------------------------------ resources and values


def _resource(value: Any, where: str) -> dict[str, Any]:
    resource = jsonld.obj(value, where)
    _common(resource, where)
    return resource


def _common(resource: dict[str, Any], where: str) -> None:
    """The properties that annotations, bodies and targets share (3.2.1, 3.3)."""
    at = f"{where}." if where else ""
    if where and "id" in resource:
        jsonld.iri_of(resource, "id", where)
    for name in ("format", "language", "accessibility", "purpose"):
        for each in jsonld.many(resource.get(name)):
            jsonld.text(each, at + name)
    if "processingLanguage" in resource:
        jsonld.text(jsonld.one(resource, "processingLanguage"), f"{at}processingLanguage")
    if "textDirection" in resource and jsonld.one(resource, "textDirection") not in ("ltr", "rtl", "auto"):
        raise jsonld.Wrong(f"“{at}textDirection” must be “ltr”, “rtl” or “auto”, not {jsonld.shown(resource['textDirection'])}")
    for name in ("created", "modified", "generated"):
        jsonld.moment(resource, name, where)
    for name in ("creator", "generator", "audience"):
        for each in jsonld.many(resource.get(name)):
            if not isinstance(each, dict):
                jsonld.iri(each, at + name)
    for name in ("rights", "via"):
        for each in jsonld.many(resource.get(name)):
            jsonld.iri(each, at + name)
    jsonld.iri_of(resource, "canonical", where)


def _set_of(resource: dict[str, Any], where: str) -> str:
    """Which of the sets the resource is (3.2.7, and the appendix on sets), or ""."""
    kinds = [kind for kind in SETS if kind in jsonld.types(resource)]
    if len(kinds) > 1:
        raise jsonld.Wrong(f"“{where}” cannot be {' and '.join(kinds)} at once")
    return kinds[0] if kinds else ""


def _members(resource: dict[str, Any], where: str) -> list[tuple[str, Any]]:
    items = resource.get("items")
    if not isinstance(items, list) or not items:
        raise jsonld.Wrong(f"“{where}.items” must be a list that is not empty, not {jsonld.shown(items)}")
    return list(jsonld.numbered(resource, "items", where))


def _source(resource: dict[str, Any], where: str) -> Any:
    """The source of a Specific Resource: exactly one IRI or object (4)."""
    if "source" not in resource:
        raise jsonld.Wrong(f"“{where}” is a SpecificResource without “source”")
    source = jsonld.one(resource, "source")
    return _resource(source, f"{where}.source") if not isinstance(source, str) else source


def _name(source: Any, where: str) -> str:
    return jsonld.iri(source, where) if isinstance(source, str) else jsonld.iri_of(source, "id", where, needed=True)


def _names(resource: dict[str, Any], where: str) -> tuple[str, ...]:
    """The IRIs of a resource, the surest first: the canonical one, its own, those of the places it was got from (3.3.7)."""
    names = (
        jsonld.iri_of(resource, "canonical", where),
        jsonld.iri_of(resource, "id", where, needed=True),
        *jsonld.many(resource.get("via")),
    )
    return tuple(dict.fromkeys(name for name in (*names, jsonld.own(resource, "schema:url")) if name))


def _id(value: dict[str, Any]) -> str:
    return jsonld.iri_of(value, "id", "", needed=True)


# ---------------------------------------------------------------------------------------- what our own export says more


def _agents(value: dict[str, Any]) -> Iterator[str]:
    """The names of those who made it; an agent without a name is named by its IRI."""
    for each in jsonld.many(value.get("creator")):
        name = jsonld.first_line(each, "name", "nickname", "id") if isinstance(each, dict) else jsonld.short(each)
        if name:
            yield name


def _relations(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, relation in RELATIONS.items():
        for each in jsonld.many(value.get(name)):
            if isinstance(each, str):
                yield relation, speakable(each)


def _verdict(value: Any) -> Verdict | None:
    if not isinstance(value, dict) or not jsonld.own(value, "schema:alternateName"):
        return None
    numbers = (value.get(f"schema:{name}") for name in ("ratingValue", "bestRating", "worstRating"))
    rating, best, worst = (None if each is None else jsonld.integer(each) for each in numbers)
    return Verdict(jsonld.own(value, "schema:alternateName"), rating, best, worst)


def _corrections(value: Any, base_url: str) -> Iterator[ImportedCorrection]:
    for each in jsonld.many(value):
        if isinstance(each, dict) and isinstance(each.get("schema:text"), str):
            text = _markdown(speakable(each["schema:text"]), base_url, "schema:correction")
            yield ImportedCorrection(jsonld.own(each, "dcterms:type"), jsonld.own(each, "schema:datePublished"), text)

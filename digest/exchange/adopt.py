"""An annotation from elsewhere → a hand-editable file of this digest, every quotation of it proved or the reason why it is not.

Pure. A quotation that one place of one source proves keeps its words, and as much of a prefix or suffix as tells that place from
others. Any other leaves the file a draft, with a remark that says what is missing: nothing unproved is published.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Span, warning
from digest.model.edtf import EdtfError, parse
from digest.model.imported import Imported, ImportedTarget
from digest.model.noun import Noun
from digest.model.source import Source
from digest.pieces import permanent_id, source_url
from digest.prove import Shelf
from digest.text.markup import to_html
from digest.text.note_file import REMARK, Value, write
from digest.text.quote import Context, Place, deciding, find

# What nobody quotes, and no front matter holds.
MAX_QUOTATION = 20_000
TITLE_WORDS = 9

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class Desk(Noun, frozen=True):
    """What an import must know of the digest that it comes into: its sources, and by which names and sums they are known."""

    config: Config
    shelf: Shelf
    by_name: Mapping[str, str]  # `same_address` of an IRI → source id
    by_sum: Mapping[str, str]  # SHA-256 of a seed → source id


class Adopted(Noun, frozen=True):
    """The text of the new file, whether it is a draft, and what there is to say about it."""

    text: str
    is_draft: bool
    diagnostics: tuple[Diagnostic, ...]


def desk(config: Config, shelf: Shelf) -> Desk:
    by_name: dict[str, str] = {}
    for id, source in shelf.sources.items():
        for name in _names(source, config):
            by_name.setdefault(same_address(name), id)
    return Desk(config, shelf, by_name, {source.sha256: id for id, source in shelf.sources.items()})


def same_address(iri: str) -> str:
    """The IRI without what two addresses of one page may differ in: http or https, case of the host, a last slash, a fragment."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return iri
    if parts.scheme.lower() not in ("http", "https"):
        return iri
    query = f"?{parts.query}" if parts.query else ""
    return f"//{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def title(imported: Imported) -> str:
    """Its title, or the first words of what it says or quotes."""
    if imported.title:
        return imported.title
    said = (to_html(imported.note[:4000]).plain, *(target.exact for target in imported.targets))
    words = next((found for text in said if (found := text.split())), [])
    named = next((target.title or target.names[0] for target in imported.targets), "")
    return " ".join(words[:TITLE_WORDS]) + (" …" if len(words) > TITLE_WORDS else "") if words else f"A note on {named}"


def adopt(path: str, imported: Imported, id: str, ids: Mapping[str, str], terms: Mapping[str, list[str]], at: Desk) -> Adopted:
    """The file at `path` for the annotation, under the id that it gets here.

    `ids` are those of other annotations by the IRIs they go by; `terms` the annotation's terms by facet.
    """
    config = at.config
    found = [warning("D704", f"left out: {what}", Span(path)) for what in imported.left_out]
    passages = [_passage(target, at) for target in imported.targets if not _is_itself(target, imported)]
    troubles = [each for each in passages if each.trouble]
    for each in troubles:
        code, hint = ("D706", NO_SOURCE) if not each.source else ("D705", NOT_PROVED)
        found.append(warning(code, f"this is a draft: {each.trouble}", Span(path), hint))
    fields: dict[str, Value] = {
        REMARK: f"imported from {imported.names[0]}",
        "id": id,
        "title": title(imported),
        "date": _date(imported, config, path, found),
        "order": str(imported.order or ""),
        "kind": _kind(imported, config),
        **_sources(passages, path, found),
        **terms,
        "summary": imported.summary,
        "verdict": _verdict(imported),
        "references": [{"url": each.url, "title": each.title, "publisher": each.publisher} for each in imported.references],
        **_relations(imported, ids, path, found),
        "corrections": _corrections(imported, config),
        "published": _local(imported.created, config),
        "modified": _local(imported.modified, config),
        "draft": "true" if troubles else "",
        "slug": _slug(imported, id, config),
        "language": _language(imported, config),
        "authors": list(imported.creators),
    }
    return Adopted(write(fields, imported.note), bool(troubles), tuple(found))


NO_SOURCE = "make a card for it (digest new source), then write “source” and “quote” where the remark stands"
NOT_PROVED = "mend the quotation, check it with “digest check”, then remove “draft: true”"


# ------------------------------------------------------------------------------------------------------------ passages


class _Passage(Noun, frozen=True):
    """A target as front matter has it; `trouble` says why it is not proved."""

    source: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    trouble: str = ""
    extra: tuple[tuple[str, Value], ...] = ()


def _passage(target: ImportedTarget, at: Desk) -> _Passage:
    id = at.by_sum.get(target.sha256) or next(
        (at.by_name[key] for key in map(same_address, target.names) if key in at.by_name), ""
    )
    exact = " ".join(target.exact.split())
    if not id:
        return _Passage("", exact, trouble=f"no source of this digest goes by {' or '.join(target.names[:2])}")
    source, document = at.shelf.sources[id], at.shelf.documents[id]
    extra = tuple(_extra(target))
    if not target.is_passage:
        return _Passage(id)
    if len(exact) > MAX_QUOTATION:
        return _Passage(id, exact[:200] + " …", trouble="the quotation is far too long", extra=extra)
    if not exact:
        if source.sha256 != target.sha256 or target.positions[-1][1] > len(document.text):
            return _Passage(id, trouble="it names a position in another text and no words", extra=extra)
        exact = " […] ".join(" ".join(document.text[start:end].split()) for start, end in target.positions)
    place = _place(target, exact, id, at)
    if place is None:
        several = len(find(at.shelf.folded(id), exact)) > 1
        trouble = f"the quotation stands at several places in “{id}”" if several else f"the quotation is not in “{id}”"
        return _Passage(id, exact, " ".join(target.prefix.split()), " ".join(target.suffix.split()), trouble, extra)
    context = _context(target, exact, place, id, at)
    return _Passage(id, exact, context.prefix, context.suffix, extra=extra)


def _place(target: ImportedTarget, exact: str, id: str, at: Desk) -> Place | None:
    """The one place that is meant, if one is: where the words stand once, or where prefix and suffix or the position agree.

    What stands around words that stand once does not count: on the page that was annotated it may be another thing's text.
    """
    folded, text = at.shelf.folded(id), at.shelf.documents[id].text
    everywhere = find(folded, exact)
    if len(everywhere) == 1:
        return everywhere[0]
    spot = _spot(target, text)
    there = [place for place in everywhere if (place.start, place.end) == spot]
    if there and target.sha256 == at.shelf.sources[id].sha256:
        return there[0]
    near = find(folded, exact, target.prefix, target.suffix)
    chosen = near if len(near) == 1 else there
    return chosen[0] if len(chosen) == 1 else None


def _spot(target: ImportedTarget, text: str) -> tuple[int, int] | None:
    """Where the target's position lies in the text: code points."""
    if not target.positions:
        return None
    start, end = target.positions[0][0], target.positions[-1][1]
    return (_code_points(text, start), _code_points(text, end)) if target.utf16 else (start, end)


def _code_points(text: str, units: int) -> int:
    """How many code points the first `units` code units of the text in UTF-16 are."""
    return len(text[:units].encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))


def _context(target: ImportedTarget, exact: str, place: Place, id: str, at: Desk) -> Context:
    """The shortest prefix or suffix that decides for the place; its own where no short one does."""
    folded = at.shelf.folded(id)
    everywhere = find(folded, exact)
    if everywhere == (place,):
        return Context()
    own = Context(" ".join(target.prefix.split()), " ".join(target.suffix.split()))
    if place not in everywhere:
        return own
    short = deciding(folded, everywhere)[everywhere.index(place)]
    return short if find(folded, exact, *short) == (place,) else own


def _extra(target: ImportedTarget) -> Iterable[tuple[str, Value]]:
    if target.note.strip():
        yield "note", target.note.strip()
    if target.translation:
        translation = target.translation
        language = translation.language if _LANGUAGE.fullmatch(translation.language) else ""
        yield "translation", {"text": translation.text, "language": language, "by": translation.by}


def _is_itself(target: ImportedTarget, imported: Imported) -> bool:
    """True for the target that our own export gives an annotation without a source: its page."""
    return not target.is_passage and any(name in (*imported.names, imported.page) for name in target.names)


def _sources(passages: list[_Passage], path: str, found: list[Diagnostic]) -> dict[str, Value]:
    """`source` and `quote` where one passage is all there is, else `quotes`; what has no source is a remark."""
    fields: dict[str, Value] = {}
    quoted = [each for each in passages if each.source and (each.exact or each.trouble)]
    quoting = {each.source for each in quoted}
    whole = list(dict.fromkeys(each.source for each in passages if each.source and each not in quoted))
    whole = [id for id in whole if id not in quoting]
    for n, each in enumerate(each for each in passages if not each.source):
        fields[f"{REMARK}{n}"] = f"{each.trouble}\nquote: {each.exact}" if each.exact else each.trouble
    if len(quoted) == 1 and not whole and not quoted[0].extra:
        one = quoted[0]
        return fields | _remark(one) | {"source": one.source, "quote": one.exact, "prefix": one.prefix, "suffix": one.suffix}
    if whole:
        fields["source"] = whole[0]
        found += (warning("D704", f"left out: the note on the whole of “{id}”", Span(path), ONE_WHOLE) for id in whole[1:])
    listed = [each for each in quoted if each.exact]
    for n, each in enumerate(each for each in quoted if not each.exact):
        fields[f"{REMARK}whole{n}"] = f"{each.source}: {each.trouble}"
    fields["quotes"] = [
        {
            **_remark(each),
            "source": each.source,
            "exact": each.exact,
            "prefix": each.prefix,
            "suffix": each.suffix,
            **dict(each.extra),
        }
        for each in listed
    ]
    return fields


ONE_WHOLE = "one annotation is about the whole of one source at most: write another for it"


def _remark(passage: _Passage) -> dict[str, Value]:
    return {REMARK + "!": passage.trouble} if passage.trouble else {}


# -------------------------------------------------------------------------------------------------------------- fields


def _names(source: Source, config: Config) -> Iterable[str]:
    yield permanent_id(f"source:{source.id}", config)
    yield config.base_url + source_url(source).lstrip("/")
    yield from (url for url in (source.url, *(each.url for each in source.archive)) if url)


def _date(imported: Imported, config: Config, path: str, found: list[Diagnostic]) -> str:
    if imported.date and isinstance(parse(imported.date, config.hemisphere), EdtfError):
        found.append(warning("D704", f"left out: “{imported.date[:40]}”, which is not a date", Span(path)))
        return ""
    return imported.date


def _kind(imported: Imported, config: Config) -> str:
    """The kind that it names, else the first of its motivation, else a commentary."""
    ids = [kind.id for kind in config.kinds]
    of_motivation = (kind.id for kind in config.kinds if kind.motivation == imported.motivation)
    wanted = (imported.kind, *of_motivation, "context", *ids)
    return next(id for id in wanted if id in ids)


def _verdict(imported: Imported) -> dict[str, Value]:
    verdict = imported.verdict
    if verdict is None:
        return {}
    numbers = {"rating": verdict.rating, "best": verdict.best, "worst": verdict.worst}
    return {"label": verdict.label, **{name: str(value) for name, value in numbers.items() if value is not None}}


def _relations(imported: Imported, ids: Mapping[str, str], path: str, found: list[Diagnostic]) -> dict[str, Value]:
    related: dict[str, Value] = {}
    for relation in ("corrects", "related", "supersedes"):
        named = [iri for name, iri in imported.relations if name == relation]
        related[relation] = list(dict.fromkeys(ids[iri] for iri in named if iri in ids))
        for iri in (iri for iri in named if iri not in ids):
            found.append(warning("D704", f"left out: the relation to {iri[:80]}, which is not in this digest", Span(path)))
    return related


def _corrections(imported: Imported, config: Config) -> list[Value]:
    types = ("correction", "clarification", "update", "retraction")
    return [
        {"date": each.date, "type": each.type if each.type in types else "correction", "text": each.text.strip()}
        for each in imported.corrections
        if each.text.strip() and not isinstance(parse(each.date, config.hemisphere), EdtfError)
    ]


def _local(moment: str, config: Config) -> str:
    """The moment in the site's time zone; midnight there is the day."""
    if not moment:
        return ""
    try:
        local = datetime.fromisoformat(moment).astimezone(ZoneInfo(config.timezone)).replace(microsecond=0)
    except OverflowError:  # the first hours of the year 1, the last of 9999
        return moment[:10]
    day = local.date().isoformat()
    return day if not (local.hour or local.minute or local.second) else local.isoformat()


def _slug(imported: Imported, id: str, config: Config) -> str:
    """The address that it had here, where that is not its id."""
    home = f"{config.base_url}annotations/"
    segment = imported.page.removeprefix(home).rstrip("/") if config.base_url and imported.page.startswith(home) else ""
    return segment if segment and "/" not in segment and "%" not in segment and segment != id else ""


def _language(imported: Imported, config: Config) -> str:
    language = imported.language
    return language if _LANGUAGE.fullmatch(language) and language != config.language else ""

"""Files of annotations into a digest: one Markdown file each, in `content/annotations/imported/`, and nothing written over.

Understood are W3C Web Annotations and what Hypothesis gives. An annotation that was imported before, or that is this digest's
own, is passed over: its IRI stands in the file that was made of it. Nothing is fetched, and no clock is asked.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from digest.exchange.adopt import adopt, desk, title
from digest.gather import ANNOTATIONS, SEEDS, SOURCES, gather
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.edtf import Day
from digest.model.imported import Imported
from digest.model.noun import Noun, replace
from digest.model.options import Options
from digest.pieces import permanent_id
from digest.prove import Shelf
from digest.steps import parse, resolve
from digest.store import edits, tree
from digest.store.project import Project
from digest.text import hypothesis_api, json_value, webannotation
from digest.text.slug import is_safe, slug

Format = Literal["auto", "w3c", "hypothesis"]

FOLDER = f"{ANNOTATIONS}/imported"
MAX_ID = 60

_ORIGIN = re.compile(r"^# imported from (\S+)$", re.MULTILINE)


class Brought(Noun, frozen=True):
    """What an import did, or would do in a dry run: paths from the root of the digest, how many of them are drafts, and how
    many annotations were there already."""

    written: tuple[str, ...] = ()
    drafts: int = 0
    known: int = 0


def import_annotations(
    project: Project, files: Sequence[Path], *, format: Format = "auto", dry_run: bool = False
) -> Outcome[Brought]:
    """Every annotation of the files as a file of its own."""
    found: list[Diagnostic] = []
    read = [(path, each) for path in files for each in _annotations(path, format, project.config, found)]
    room = _room(project)
    made = [each for path, one in read if (each := _named(one, path, room, found)) is not None]
    ids = room.by_name | {name: id for one, id in made for name in one.names}
    at = desk(project.config, _shelf(project))
    written: list[str] = []
    drafts = 0
    for one, id in made:
        path = f"{FOLDER}/{id}.md"
        adopted = adopt(path, one, id, ids, _terms(one, room, project.config, path, found), at)
        found += adopted.diagnostics
        wrong = _kept(project, path, adopted.text.encode(), one, dry_run=dry_run)
        if wrong:
            found.append(wrong)
        else:
            written.append(path)
            drafts += adopted.is_draft
    return Outcome(Brought(tuple(written), drafts, len(read) - len(made)), tuple(found))


def _kept(project: Project, path: str, data: bytes, one: Imported, *, dry_run: bool) -> Diagnostic | None:
    """Writes the file, unless it would have an error in it: what is imported stops no build."""
    wrong = [each for each in parse.parse_annotation(path, data, project.config).diagnostics if each.severity == "error"]
    if wrong:
        message = f"“{one.names[0]}” cannot be a file of this digest: {wrong[0].message}"
        return error("D708", message, Span(path), wrong[0].hint)
    if dry_run:
        return None
    try:
        edits.create(project.root, path, data)
    except OSError as problem:
        return error("D709", f"this file cannot be written: {problem.strerror}", Span(path), "make room for it and import again")
    except ValueError as problem:
        return error("D709", f"this file cannot be written: {problem}", Span(path), "make room for it and import again")
    return None


# ------------------------------------------------------------------------------------------------------------- reading


def _annotations(path: Path, format: Format, config: Config, found: list[Diagnostic]) -> tuple[Imported, ...]:
    """What the file holds; what is wrong with it is reported."""
    shown = path.as_posix()
    try:
        data = tree.given(path, json_value.MAX_BYTES)
    except OSError as problem:
        found.append(error("D709", f"this file cannot be read: {problem.strerror}", Span(shown), "name a file that you saved"))
        return ()
    value = json_value.read(shown, data)
    found += value.diagnostics
    if value.diagnostics:
        return ()
    read = _read(shown, value.value, format, config)
    found += read.diagnostics
    return read.value


def _read(path: str, value: Any, format: Format, config: Config) -> Outcome[tuple[Imported, ...]]:
    """The annotations in the format that is asked for, or that the JSON shows."""
    is_w3c = format == "w3c" or (format == "auto" and webannotation.is_webannotation(value))
    if is_w3c:
        return webannotation.read(path, value, config.base_url)
    if hypothesis_api.is_hypothesis(value):
        return hypothesis_api.read(path, value)
    expected = {
        "auto": "neither Web Annotations (“@context”) nor an export of Hypothesis (“annotations” or “rows”)",
        "hypothesis": "no export of Hypothesis: it has no “annotations” and no “rows”",
        "w3c": "",
    }[format]
    return Outcome((), (error("D702", f"this JSON is {expected}", Span(path), "docs/exchange.md says what can be imported"),))


def _shelf(project: Project) -> Shelf:
    """The sources with their texts. What is wrong with them is the business of a check."""
    config = project.config
    files, _ = tree.read(project.root, SOURCES)
    cards = [
        card for file in files if file.path.endswith(".md") and (card := parse.parse_source(file.path, file.data, config).value)
    ]
    charsets = {card.seed: card.charset for card in cards}
    seeds = {}
    for file in tree.read(project.root, "seeds")[0]:
        path = file.below("seeds")
        document = parse.parse_seed(file.path, file.data, charsets.get(path, "")).value if path.endswith(SEEDS) else None
        if document:
            seeds[path] = replace(document, sha256=sha256(file.data).hexdigest())
    sources = resolve.sources(cards, seeds, (), config).value
    return Shelf({source.id: source for source in sources}, {source.id: seeds[source.seed] for source in sources})


# -------------------------------------------------------------------------------------------------------------- naming


@dataclass(slots=True)
class _Room:
    """What is taken in the digest: ids, names of annotations elsewhere, terms. It fills as annotations come in."""

    config: Config
    taken: set[str]
    by_name: dict[str, str]
    terms: dict[tuple[str, str], str] = field(default_factory=dict)  # (facet, slug) → the name that has it
    labels: dict[tuple[str, str], str] = field(default_factory=dict)  # (facet, name as `same` has it) → its spelling
    tried: dict[str, int] = field(default_factory=dict)  # name → the last number that was put behind it

    def free(self, name: str) -> str:
        """The name, or with the first number that makes it another's; it is taken from now on."""
        n = self.tried.get(name, 1)
        id = name if n == 1 else f"{name}-{n}"
        while resolve.same(id) in self.taken:
            n += 1
            id = f"{name}-{n}"
        self.tried[name] = n
        self.taken.add(resolve.same(id))
        return id


def _room(project: Project) -> _Room:
    config = project.config
    content = gather(project, Options(Day(9999, 12, 31), drafts=True, future=True), lambda what, done, total: None)
    files, _ = tree.read(project.root, ANNOTATIONS)
    entries = content.library.entries
    room = _Room(
        config=config,
        taken={resolve.same(name) for entry in entries for name in (entry.id, entry.slug)}
        | {resolve.same(f.stem) for f in files},
        by_name={permanent_id(f"annotation:{entry.id}", config): entry.id for entry in entries},
    )
    for file in files:
        for origin in _ORIGIN.findall(file.data[:4096].decode("utf-8", "replace")):
            room.by_name[origin] = file.stem
    for term in content.library.terms:
        room.terms[term.facet, term.slug] = term.label
        room.labels |= {(term.facet, resolve.same(name)): name for name in (term.label, *term.names)}
    return room


def _named(one: Imported, path: Path, room: _Room, found: list[Diagnostic]) -> tuple[Imported, str] | None:
    """The annotation with the id that it gets, unless it is here already."""
    known = next((room.by_name[name] for name in one.names if name in room.by_name), "")
    if known:
        found.append(warning("D707", f"“{one.names[0][:80]}” is here already, as “{known}”", Span(path.as_posix())))
        return None
    own = _own_id(one, room.config)
    wanted = own if own and resolve.same(own) not in room.taken else slug(title(one))[:MAX_ID].strip("-")
    id = room.free(wanted)
    room.by_name |= dict.fromkeys(one.names, id)
    return one, id


def _own_id(one: Imported, config: Config) -> str:
    """The id that it had in this very digest, by its permanent name."""
    prefix = permanent_id("annotation:", config)
    return next((id for name in one.names if name.startswith(prefix) and is_safe(id := name.removeprefix(prefix))), "")


def _terms(one: Imported, room: _Room, config: Config, path: str, found: list[Diagnostic]) -> dict[str, list[str]]:
    """Its tags by facet: topics, where no facet is named. A name that would take another's address is left out."""
    facets = [facet.id for facet in config.facets]
    otherwise = "topics" if "topics" in facets else next(iter(facets), "")
    terms: dict[str, list[str]] = defaultdict(list)
    for named, label in one.tags:
        facet = named if named in facets else otherwise
        if not facet or not label:
            continue
        holder = room.terms.get((facet, slug(label)), "")
        if (facet, resolve.same(label)) in room.labels or not holder:
            room.terms.setdefault((facet, slug(label)), label)
            room.labels.setdefault((facet, resolve.same(label)), label)
            terms[facet].append(label)
        else:
            message = f"left out: the tag “{label[:80]}”, whose address “{holder}” has"
            found.append(warning("D704", message, Span(path), "write it another way"))
    return {facet: list(dict.fromkeys(terms[facet])) for facet in facets if terms[facet]}

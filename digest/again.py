"""The short way: some notes were rewritten, and nothing that the plan of the site knows of them changed.

    the files → parse → prove → is every card what it was? → the pages that show them

As long as no card changes the plan holds, and so does all that was found wrong with the digest as a whole: only what shows the
notes is made anew, and only what was said of these very files can be said no more. Whatever asks for more goes the long way
(`gather`, `compose`), with the same outcome.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from digest.compose import SHOWN, Key, Prepared, items_anew, planned_as, shown
from digest.gather import Progress, parse_key, proof_key, reading, source_key
from digest.jobs import Parsed, Proved, Standing, Unproved, Unread, heard, located, parse_files, prove_annotations
from digest.model.annotation import Annotation
from digest.model.diagnostic import Diagnostic, in_order
from digest.model.noun import Noun, replace
from digest.model.page import Page, Ref
from digest.model.source import Source
from digest.store import tree
from digest.store.cache import Fact, Memory, digest_of
from digest.store.codec import decode, encode, params
from digest.store.pool import Pool
from digest.store.project import Project

RECORDS = ("annotation", "quotations", "entry")


class Rewritten(Noun, frozen=True):
    """The pages that are stale, with their new keys; all that there is to say about the digest now; and the SHA-256 of the files
    as they were read, by path.
    """

    pages: tuple[Page, ...]
    keys: Mapping[str, Key]
    said: tuple[Diagnostic, ...]
    digests: dict[str, str]

    @property
    def errors(self) -> int:
        return sum(each.severity == "error" for each in self.said)


def rewritten(
    project: Project,
    stamps: Mapping[str, str],
    memory: Memory,
    pool: Pool,
    progress: Progress,
    said: tuple[Diagnostic, ...],
    prepared: Prepared,
    naming: "Naming | None" = None,
) -> Rewritten | None:
    """What changed files of annotations make stale, if the short way leads there. What was found out is in the memory then, but
    for a note with an error: of such the memory keeps the last sound state. `said` is what the last build said.
    """
    changed: dict[tuple[str, str], bytes] = {}
    news: list[_News] = []
    for path, stamp in stamps.items():
        found = _read_anew(project, path, stamp, memory, said)
        if found is None:
            return None
        news.append(found)
    unsaid = {each for one in news for each in one.unsaid}
    now = tuple(in_order((*(each for each in said if each not in unsaid), *(each for one in news for each in one.said))))
    if any(each.severity == "error" for one in news for each in one.said):
        return Rewritten((), {}, now, {})
    for one in news:
        changed |= one.kept(memory)
    cards = [decode(Standing, one.proof.brief).card for one in news]
    items = items_anew(prepared, [card for card in cards if card.date is not None], memory, pool, progress)
    if items is None:
        return None
    changed |= {("item", id): digest for id, digest in items.items()}
    pages: list[Page] = []
    keys: dict[str, Key] = {}
    # Every record of a note has its name.
    for path in naming.pages(changed) if naming else memory.pages_showing({id for _, id in changed}):
        plan = planned_as(memory.plan(path))
        refs = tuple(Ref(table, id) for table, id in plan.inputs)  # type: ignore[arg-type]
        digests = [changed.get(ref, digest) for ref, digest in zip(refs, plan.digests, strict=True)]
        if digests != plan.digests:
            key = encode(plan._replace(digests=digests))
            keys[path] = Key(digest_of(key), key, shown(refs))
            pages.append(Page(path, plan.kind, plan.template, refs, params(plan.params)))
    return Rewritten(tuple(pages), keys, now, {one.path: one.digest.hex() for one in news})


class Naming:
    """On which pages the records of annotations stand: for many saves of a site whose plan holds. In a large digest a look
    through the plans takes a moment, and making this takes several.
    """

    def __init__(self, memory: Memory) -> None:
        self._pages: dict[tuple[str, str], list[str]] = {}
        for path, plan in memory.plans():
            for table, id in decode(_Inputs, plan).inputs:
                if table in SHOWN:
                    self._pages.setdefault((table, id), []).append(path)

    def exchange(self, path: str, before: Iterable[tuple[str, str]], now: Iterable[tuple[str, str]]) -> None:
        """A page is made of other records now."""
        old, new = ({(table, id) for table, id in refs if table in SHOWN} for refs in (before, now))
        for ref in old | new:  # all of them, for of a page about which there was something to say no plan was kept
            pages = self._pages.setdefault(ref, [])
            if path in pages and ref not in new:
                pages.remove(path)
            if path not in pages and ref in new:
                pages.append(path)

    def pages(self, refs: Iterable[tuple[str, str]]) -> list[str]:
        """The paths of the pages on which one of them stands, in order."""
        return sorted({path for ref in refs for path in self._pages.get(ref, ())})


class _Inputs(Noun, frozen=True):
    """The beginning of a plan."""

    kind: str
    template: str
    inputs: list[tuple[str, str]]


class _News(NamedTuple):
    """A note as it is now; `unsaid` is what the last build said of it, `said` what there is to say."""

    path: str
    stamp: str
    digest: bytes
    parsed: Fact
    value: bytes
    proof: Fact
    proved: Proved | None
    unsaid: tuple[Diagnostic, ...]
    said: tuple[Diagnostic, ...]

    def kept(self, memory: Memory) -> dict[tuple[str, str], bytes]:
        """Puts it into the memory; the digests of the annotation's records."""
        assert self.proved
        memory.put_files([(self.path, self.stamp, self.digest)])
        memory.put_facts("parse annotation", {self.path: self.parsed})
        memory.put_values("parsed", {self.path: self.value})
        memory.put_facts("prove", {self.path: self.proof})
        return {(table, self.proved.id): _kept(memory, table, self.proved) for table in RECORDS}


def _read_anew(project: Project, path: str, stamp: str, memory: Memory, said: Sequence[Diagnostic]) -> _News | None:
    """None where the note's card, or anything else that others must know, is not as it was."""
    data = tree.open_file(project.root, path).value
    before, proof = memory.fact("parse annotation", path), memory.fact("prove", path)
    if data is None or before is None or proof is None or not before.brief:
        return None
    standing: Standing = decode(Standing, proof.brief)
    unsaid = (*heard(before.said), *heard(proof.said))
    if standing.unplaced or any(each.severity == "error" for each in unsaid):
        return None
    config = reading(project.config)
    digest = hashlib.sha256(data).digest()
    key = parse_key(digest, path, "", digest_of(encode(config)))
    (parsed,) = parse_files(config, (Unread("annotation", path, data),))
    if any(each.severity == "error" for each in heard(parsed.said)):
        return _News(path, stamp, digest, Fact(key), b"", Fact(b""), None, unsaid, heard(parsed.said))
    if not _is_known(parsed, before.brief, path, [each for each in said if each not in unsaid], memory):
        return None
    asked, shelf, source_keys = _asked(parsed, standing, memory)
    if set(asked.sources) & set(decode(tuple[str, ...], memory.get("superseded"))):
        return None
    (proved,) = prove_annotations(shelf, (asked,), False)
    now = (*heard(parsed.said), *heard(proved.said))
    if proved.standing != proof.brief and not any(each.severity == "error" for each in now):
        return None
    fact = Fact(proof_key(key, asked, source_keys), proved.standing, proved.said)
    return _News(path, stamp, digest, Fact(key, parsed.brief, parsed.said), parsed.value, fact, proved, unsaid, now)


def _is_known(parsed: Parsed, before: bytes, path: str, others: Sequence[Diagnostic], memory: Memory) -> bool:
    """Whether all that others know of a note is the same. Where its fields stand matters to nobody, unless something was said
    about them that is not said by the note alone; and links may come and go as long as they lead to pages.
    """
    new, old = (decode(Annotation | None, each) for each in (parsed.brief, before))
    if new is None or old is None:
        return False
    if any(path in _places(each) for each in others):
        is_now, was = (decode(Annotation, each) for each in (parsed.value, memory.value("parsed", path)))
        return located(new, is_now) == located(old, was)
    if replace(new, links=()) != replace(old, links=()):
        return False
    return all(memory.plan(_path_of(each.url)) for each in new.links)


def _places(diagnostic: Diagnostic) -> set[str]:
    return {diagnostic.span.path, *(each.span.path for each in diagnostic.related)}


def _path_of(url: str) -> str:
    """Where the page at an address of the site is written."""
    path = url.partition("#")[0].partition("?")[0].removeprefix("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def _asked(parsed: Parsed, before: Standing, memory: Memory) -> tuple[Unproved, dict[str, tuple[bytes, bytes]], Sequence[bytes]]:
    """The annotation, to be proved as it was before, with its sources and their keys."""
    annotation: Annotation = decode(Annotation, parsed.value)
    own = tuple(dict.fromkeys(each.source for each in annotation.targets if memory.record("source", each.source)))
    shelf: dict[str, tuple[bytes, bytes]] = {}
    keys: list[bytes] = []
    for id in own:
        source = memory.value("source", id)
        seed = f"seeds/{decode(Source, source).seed}"
        fact: Any = memory.fact("parse seed", seed)
        shelf[id] = (source, memory.value("parsed", seed))
        keys.append(source_key(source, fact))
    return Unproved(parsed.value, own, before.names, before.card.badge), shelf, keys


def _kept(memory: Memory, table: str, proved: Proved) -> bytes:
    return memory.put_records(table, {proved.id: getattr(proved, table)})[proved.id]

"""The short way: some notes were rewritten, and nothing that the plan of the site knows of them changed.

    the files → parse → prove → is every card what it was? → the pages that show them

As long as no card changes the plan holds, and so does all that was found wrong with the digest as a whole: only what shows the
notes is made anew. Whatever asks for more goes the long way (`gather`, `compose`), with the same outcome.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from digest.compose import Key, items_anew, planned_as
from digest.gather import Progress, parse_key, proof_key, reading, source_key
from digest.jobs import Parsed, Proved, Standing, Unproved, Unread, parse_files, prove_annotations
from digest.model.annotation import Annotation
from digest.model.noun import Noun
from digest.model.page import Page, Ref
from digest.model.source import Source
from digest.store import tree
from digest.store.cache import Fact, Memory, digest_of
from digest.store.codec import decode, encode, params
from digest.store.pool import Pool
from digest.store.project import Project

RECORDS = ("annotation", "quotations", "entry")


class Rewritten(Noun, frozen=True):
    """The pages that are stale, with their new keys."""

    pages: tuple[Page, ...]
    keys: Mapping[str, Key]


def rewritten(project: Project, stamps: Mapping[str, str], memory: Memory, pool: Pool, progress: Progress) -> Rewritten | None:
    """What changed files of annotations make stale, if the short way leads there. What was found out is in the memory then."""
    changed: dict[tuple[str, str], bytes] = {}
    for path, stamp in stamps.items():
        records = _made_anew(project, path, stamp, memory)
        if records is None:
            return None
        changed |= records
    cards = [decode(Standing, proof.brief).card for path in stamps if (proof := memory.fact("prove", path))]
    items = items_anew(project, [card for card in cards if card.date is not None], memory, pool, progress)
    if items is None:
        return None
    changed |= {("item", id): digest for id, digest in items.items()}
    pages: list[Page] = []
    keys: dict[str, Key] = {}
    for path in memory.pages_naming(encode(ref) for ref in changed):
        plan = planned_as(memory.plan(path))
        refs = tuple(Ref(table, id) for table, id in plan.inputs)  # type: ignore[arg-type]
        digests = [changed.get(ref, digest) for ref, digest in zip(refs, plan.digests, strict=True)]
        if digests != plan.digests:
            key = encode(plan._replace(digests=digests))
            keys[path] = Key(digest_of(key), key)
            pages.append(Page(path, plan.kind, plan.template, refs, params(plan.params)))
    return Rewritten(tuple(pages), keys)


def _made_anew(project: Project, path: str, stamp: str, memory: Memory) -> dict[tuple[str, str], bytes] | None:
    """The digests of an annotation's records as they are now; None where its card, or anything else of note, is not as it was."""
    data = tree.open_file(project.root, path).value
    before, proof = memory.fact("parse annotation", path), memory.fact("prove", path)
    if data is None or before is None or proof is None or before.said or proof.said:
        return None
    standing: Standing = decode(Standing, proof.brief)
    if standing.unplaced:
        return None
    config = reading(project.config)
    (parsed,) = parse_files(config, (Unread("annotation", path, data),))
    if parsed.said or parsed.brief != before.brief:
        return None
    digest = hashlib.sha256(data).digest()
    key = parse_key(digest, path, "", digest_of(encode(config)))
    asked, shelf, source_keys = _asked(parsed, standing, memory)
    (proved,) = prove_annotations(shelf, (asked,), False)
    if proved.said or proved.standing != proof.brief:
        return None
    memory.put_files([(path, stamp, digest)])
    memory.put_facts("parse annotation", {path: Fact(key, parsed.brief)})
    memory.put_values("parsed", {path: parsed.value})
    memory.put_facts("prove", {path: Fact(proof_key(key, asked, source_keys), proved.standing)})
    return {(table, proved.id): _kept(memory, table, proved) for table in RECORDS}


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

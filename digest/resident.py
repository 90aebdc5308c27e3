"""The builds of a process that stays: what one of them knows, the next need not look for.

    named files → parse → prove → the pages that show them → exchanged in the site

The memory stays open, and so do the list of the site's files and the site as it was planned. When somebody says which files
changed, and they are notes whose cards are what they were or files that are copied as they are, only these are read and only what
shows them is written (`again`). That costs the same in a large digest as in a small one. Notes that came, went, or stand
elsewhere now are put into the order that is known (`rearrange`). Everything else is an ordinary build, which looks at everything.

Whoever names files may be wrong or late. So `look` compares all that lies there with what is known, when there is time, and
builds what was missed. After that the memory is as an ordinary build leaves it.
"""

import gc
import os
import stat
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, TypeVar

from digest import again, compose, rearrange
from digest.build import FEW, Task, build_from, check_from
from digest.gather import STATIC, Progress
from digest.jobs import said
from digest.model.diagnostic import Diagnostic, Outcome
from digest.model.noun import replace
from digest.model.options import Options
from digest.model.page import Artifact, Page
from digest.model.report import Report
from digest.pages.search import DOCUMENTS
from digest.stamps import NOTES, Stamps, sha256_of
from digest.steps.index import Amended
from digest.store import tree
from digest.store.amend import amend
from digest.store.cache import FAULTS, Memory, forget
from digest.store.engine import engine
from digest.store.listing import Listing, is_integrity
from digest.store.output import Written
from digest.store.pool import Pool
from digest.store.project import Project

ASSETS = "templates/assets/"

T = TypeVar("T")


@dataclass
class _Standing:
    """A site that was built without an error, as it stands: for which project, what was said, and how everything lay, inputs from
    the root, `present` from the site's folder. `fresh` has the SHA-256 of inputs whose stamps prove nothing.
    """

    project: Outcome[Project]
    options: Options
    report: Report
    inputs: dict[str, str]
    others: dict[str, str]
    present: dict[str, str]
    fresh: dict[str, str]
    listing: Listing
    prepared: compose.Prepared
    naming: again.Naming | None = None  # made when there is time for it
    site: compose.Site | None = None  # as it was planned; where a build needed no plan, made when there is time for it
    arranged: rearrange.Arranged | None = None  # made when it is needed
    rewritten: set[str] = field(default_factory=set)  # notes that are other ones now than the site as it was planned has them

    def __post_init__(self) -> None:
        self.documents = sorted(filter(compose.is_document, self.listing.digests))
        self.index = set(filter(compose.is_index, self.listing.digests))

    def holds(self, project: Outcome[Project], options: Options) -> bool:
        return (self.project, self.options) == (project, options)

    def missed(self, now: Stamps, root: Path, site: Path) -> set[str]:
        """What is not as it is known, inputs from the root and files of the site from its folder."""
        inputs = _merged(now)
        changed = {path for path in self.inputs.keys() | inputs.keys() if _differs(self.inputs.get(path), inputs.get(path))}
        changed |= {path for path, digest in self.fresh.items() if path not in changed and sha256_of(root / path) != digest}
        changed |= {place for place, stamp in now.others.items() if _differs(self.others.get(place), stamp)}
        there = self.present.keys() | now.outputs.keys()
        present = {path for path in there if _differs(self.present.get(path), now.outputs.get(path))}
        fresh = (path for path, stamp in self.present.items() if stamp.endswith(tree.FRESH) and not is_integrity(path))
        return changed | present | {path for path in fresh if sha256_of(site / path) != self.listing.digests.get(path)}

    def reached(self, named: Mapping[str, str], digests: Mapping[str, str], root: Path) -> None:
        """These inputs are in the site now, as they were with these stamps."""
        for path, stamp in named.items():
            self.inputs[path] = stamp
            place = os.fspath(root / path)
            if place in self.others:
                self.others[place] = stamp
            self.fresh.pop(path, None)
            if stamp.endswith(tree.FRESH):
                self.fresh[path] = digests[path]

    def lost(self, paths: Iterable[str]) -> None:
        """These inputs are no more."""
        for path in paths:
            self.inputs.pop(path, None)
            self.fresh.pop(path, None)


class _Change(NamedTuple):
    """What is to be exchanged in a site: pages to be rendered, with their keys; paths of pages that go; files to be copied."""

    pages: Sequence[Page]
    keys: Mapping[str, compose.Key]
    gone: Collection[str] = ()
    copies: Sequence[Artifact] = ()


def _merged(stamps: Stamps) -> dict[str, str]:
    return {path: stamp for scan in stamps.inputs.values() for path, stamp in scan.stamps.items()}


def _differs(known: str | None, now: str | None) -> bool:
    return known is None or now is None or known.removesuffix(tree.FRESH) != now.removesuffix(tree.FRESH)


class Resident:
    """Builds one site again and again, all of it in one thread."""

    def __init__(self, place: Path, destination: Path, pool: Callable[[], Pool]) -> None:
        self._place, self._destination, self._pool = place, destination, pool
        self._open: Memory | None = None
        self._standing: _Standing | None = None
        self._waiting: set[str] = set()  # files that were named since the site was written; a mistake in one stops all
        self._is_seen = True  # nothing happened since everything was looked at

    def close(self) -> None:
        if self._open:
            self._open.close()
            self._open = None

    def build(self, project: Outcome[Project], options: Options, progress: Progress) -> Report:
        """An ordinary build."""
        self._standing = None

        def work(memory: Memory) -> Report:
            before = Stamps(project.value, self._destination, options).looked()
            sites: list[compose.Site] = []
            with self._pool() as pool:
                report = build_from(before, Task(project, self._destination, options, progress, memory, pool, sites.append))
            if report.written and not report.errors:
                self._standing = self._stands(project, options, before, report, memory)
                self._standing.site = sites[-1] if sites else None
            return report

        report = self._with_memory(work)
        self._waiting.clear()
        self._is_seen = True
        return report

    def save(self, project: Outcome[Project], options: Options, paths: Collection[str], progress: Progress) -> Report:
        """A build after these files changed, below the root; and, as far as anybody knows, no others."""
        self._waiting |= set(paths)
        standing = self._standing
        if standing and standing.holds(project, options):
            try:
                report = self._saved(standing, self._memory(), progress)
            except FAULTS:
                report = None
            except BaseException:
                # What was half done is forgotten.
                self._standing = None
                self.close()
                raise
            if report:
                return report
        return self.build(project, options, progress)

    def look(self, project: Outcome[Project], options: Options, progress: Progress) -> Report | None:
        """Looks at everything; None where that is no news."""
        # What is known now stays for long: nothing is gained by asking again and again whether it is still needed.
        gc.collect()
        gc.freeze()
        standing = self._standing
        if standing and standing.naming is None:
            standing.naming = again.Naming(self._memory())
        if standing and standing.site is None and not self._waiting and standing.holds(project, options):
            standing.site = self._planned(standing, progress)
            standing.rewritten.clear()
            if standing.site is None:
                return self.build(project, options, progress)
        if self._is_seen:
            return None
        if standing is None or not standing.holds(project, options):
            return self.build(project, options, progress)
        now = Stamps(project.value, self._destination, options).looked()
        if standing.missed(now, project.value.root, self._destination) - self._waiting:
            return self.build(project, options, progress)
        self._is_seen = True
        if self._waiting:
            return self._told(project, options, progress)
        self._remember(now, standing)
        return None

    def _remember(self, now: Stamps, standing: _Standing) -> None:
        """Leaves the memory as an ordinary build does."""
        memory = self._memory()
        now.remember(memory, now.present, standing.site, standing.report)
        memory.commit()

    def _told(self, project: Outcome[Project], options: Options, progress: Progress) -> Report:
        """All that is wrong while a mistake keeps the site from being written, also what follows from it elsewhere. The memory
        stays as it was, so that the mended file is the only news.
        """
        with self._memory().aside() as memory, self._pool() as pool:
            report = check_from(project, options, progress, memory, pool)
        return report if report.errors else self.build(project, options, progress)

    def _planned(self, standing: _Standing, progress: Progress) -> compose.Site | None:
        """The site as it stands, planned; None where files changed meanwhile that no build has seen. Of such the memory knows
        nothing then either.
        """
        project = standing.project.value
        with self._memory().aside() as memory, self._pool() as pool:
            site = compose.planned(standing.project, standing.options, progress, memory, pool, stays=True)
        now = Stamps(project, self._destination, standing.options).looked()
        return None if standing.missed(now, project.root, self._destination) else site

    # ------------------------------------------------------------------------------------------------------------------

    def _memory(self) -> Memory:
        if self._open is None:
            self._open = Memory(self._place, engine())
        return self._open

    def _with_memory(self, work: Callable[[Memory], T]) -> T:
        """Does the work with what is remembered; if that cannot be believed, from nothing."""
        try:
            return work(self._memory())
        except FAULTS:
            self.close()
            forget(self._place)
            return work(self._memory())
        except BaseException:
            # What was half done is forgotten.
            self.close()
            raise

    def _stands(self, project: Outcome[Project], options: Options, stamps: Stamps, report: Report, memory: Memory) -> _Standing:
        listing = Listing({path: each.digest for path, each in memory.outputs().items() if not is_integrity(path)})
        listing.files()
        root = f"{project.value.root}/"
        fresh = {place.removeprefix(root): digest for place, digest in stamps.fresh(memory).items() if place.startswith(root)}
        inputs = _merged(stamps)
        return _Standing(
            project=project,
            options=options,
            report=report,
            inputs=inputs,
            others=dict(stamps.others),
            present=dict(stamps.outputs),
            fresh={path: digest for path, digest in fresh.items() if path in inputs},
            listing=listing,
            prepared=compose.prepared(project.value, memory),
        )

    def _saved(self, standing: _Standing, memory: Memory, progress: Progress) -> Report | None:
        """The short way, or else the middle one; None where neither leads to the end."""
        self._is_seen = False
        return self._exchanged(standing, memory, progress) or self._rearranged(standing, memory, progress)

    def _exchanged(self, standing: _Standing, memory: Memory, progress: Progress) -> Report | None:
        """The short way: what shows some notes, and files that are copied as they are."""
        project = standing.project.value
        named = self._named(standing, project.root)
        if named is None:
            return None
        notes = {path: stamp for path, stamp in named.items() if path.startswith(NOTES)}
        with self._pool() as pool:
            report = standing.report.diagnostics
            found = again.rewritten(project, notes, memory, pool, progress, report, standing.prepared, standing.naming)
        if found is None:
            return None
        if found.errors or (standing.options.strict and found.said):
            return self._refused(standing, found.said)
        copies = self._copies(project.root, named.keys() - notes.keys())
        if copies is None:
            return None
        written = self._written(standing, memory, progress, _Change(found.pages, found.keys, copies=tuple(copies.values())))
        if written is None:
            return None
        memory.put_files([(path, named[path], sha256(each.data).digest()) for path, each in copies.items()])
        digests = found.digests | {path: sha256(each.data).hexdigest() for path, each in copies.items()}
        standing.reached(named, digests, project.root)
        standing.rewritten |= notes.keys()
        return self._reported(standing, memory, replace(standing.report, diagnostics=found.said), written, len(found.pages))

    def _rearranged(self, standing: _Standing, memory: Memory, progress: Progress) -> Report | None:
        """The middle way: notes that came, went, or stand elsewhere now."""
        root = standing.project.value.root
        stamps = self._notes(standing, root)
        if stamps is None or standing.site is None:
            return None
        if standing.arranged is None:
            standing.arranged = rearrange.arranged(standing.site)
        before = rearrange.refreshed(standing.arranged, standing.rewritten, memory)
        said, naming = standing.report.diagnostics, standing.naming
        with self._pool() as pool:
            found = rearrange.rearranged(before, stamps, standing.options, memory, pool, progress, said, naming)
        if found is None:
            return None
        if found.arranged is None:
            return self._refused(standing, found.said)
        if standing.options.strict and found.said:
            return None
        written = self._written(standing, memory, progress, _Change(found.pages, found.keys, found.gone))
        if written is None:
            return None
        standing.arranged, standing.site = found.arranged, found.arranged.site
        standing.rewritten.clear()
        standing.reached({path: stamp for path, stamp in stamps.items() if stamp}, found.digests, root)
        standing.lost({path for path, stamp in stamps.items() if not stamp})
        report = replace(standing.site.report(), diagnostics=found.said, written=True)
        return self._reported(standing, memory, report, written, len(found.pages))

    def _refused(self, standing: _Standing, said: tuple[Diagnostic, ...]) -> Report:
        return replace(standing.report, diagnostics=said, changed=(), removed=(), rendered=0, written=False)

    def _written(self, standing: _Standing, memory: Memory, progress: Progress, change: _Change) -> Written | None:
        """Renders the pages, and exchanges them in the site and in what is known of it; None where that cannot be done."""
        wrong: list[Diagnostic] = []
        with self._pool() as pool:
            made = list(compose.rendered_anew(standing.prepared, change.pages, memory, pool, progress, wrong))
        documents = {each.path: each.data for each in made if compose.is_document(each.path)}
        lost = {path for path in change.gone if compose.is_document(path)}
        index = self._index(standing, documents, lost)
        if wrong or index is None:
            return None
        gone = set(change.gone)
        if index.made:
            gone |= standing.index - index.kept - {each.path for each in index.made}
        written = amend(self._destination, (*change.copies, *made, *index.made), gone, standing.listing)
        if written is None:
            return None
        memory.put_pages(change.keys, change.gone)
        memory.put_outputs(written.outputs, gone)
        if documents or lost:
            memory.put("index", compose.key_of_index(memory.pages(DOCUMENTS)))
        for path in gone:
            standing.present.pop(path, None)
        standing.present.update(written.present.files)
        standing.index = standing.index - gone | {each.path for each in index.made}
        if lost or not documents.keys() <= set(standing.documents):
            standing.documents = sorted(documents.keys() | set(standing.documents) - lost)
        return written

    def _reported(self, standing: _Standing, memory: Memory, report: Report, written: Written, rendered: int) -> Report:
        memory.put("said", said(report.diagnostics))
        standing.report = report
        self._waiting.clear()
        return replace(report, changed=written.changed, removed=written.removed, rendered=rendered)

    def _named(self, standing: _Standing, root: Path) -> dict[str, str] | None:
        """The stamps of the files that changed, where all of them are such as the short way can take."""
        now = time.time_ns()
        named: dict[str, str] = {}
        for path in sorted(self._waiting):
            if path not in standing.inputs or not path.startswith((NOTES, STATIC, ASSETS)):
                return None
            try:
                status = os.lstat(root / path)
            except OSError:
                return None
            if not stat.S_ISREG(status.st_mode):
                return None
            stamp = tree.stamp(status, now)
            if stamp != standing.inputs[path] or stamp.endswith(tree.FRESH):
                named[path] = stamp
        return named if len(named) <= FEW else None

    def _notes(self, standing: _Standing, root: Path) -> dict[str, str | None] | None:
        """The stamps of the notes that were named, None for those that are gone, where they are all that was named."""
        now = time.time_ns()
        named: dict[str, str | None] = {}
        for path in sorted(self._waiting):
            if not path.startswith(NOTES) or not path.endswith(".md"):
                return None
            is_known = path in standing.inputs
            try:
                found = tree.ordinary(root, path)
            except FileNotFoundError:
                if is_known:
                    named[path] = None
                continue
            except OSError:
                return None
            if found is None:
                return None
            named[path] = tree.stamp(found, now)
        return named if len(named) <= FEW else None

    def _copies(self, root: Path, paths: Iterable[str]) -> dict[str, Artifact] | None:
        """The files that are copied as they are, by the path of the input."""
        copies: dict[str, Artifact] = {}
        for path in sorted(paths):
            data = tree.open_file(root, path).value
            if data is None:
                return None
            copies[path] = Artifact(path.removeprefix(f"{STATIC}/").removeprefix("templates/"), data)
        return copies

    def _index(self, standing: _Standing, documents: Mapping[str, bytes], lost: Collection[str]) -> Amended | None:
        """What of the search index changes with these documents, and without those that are lost; None where it must be made from
        nothing.
        """
        if not documents and not lost:
            return Amended((), frozenset())

        def read(path: str) -> bytes:
            data = (self._destination / path).read_bytes()
            if sha256(data).hexdigest() != standing.listing.digests[path]:
                raise LookupError(path)
            return data

        config, known = standing.project.value.config, standing.listing.digests
        before = [path for path in (*documents, *lost) if path in known]
        paths = sorted({*standing.documents, *documents}.difference(lost))
        try:
            return compose.amended(config, documents, before, paths, known, read)
        except (LookupError, OSError):  # it is not as it was left
            return None

"""What there is in a digest's files, by name: the only way from an id to a path. No path ever comes from a browser.

It is read from the files themselves, not from a build, so that it holds while a build fails. A file is read again when its
stamp has changed.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from digest.gather import ANNOTATIONS, SEEDS, SOURCES
from digest.model.config import Config
from digest.model.noun import Noun
from digest.steps.resolve import same, uncarded_id
from digest.store import tree
from digest.text import front_matter
from digest.text.decode import decode
from digest.text.form import Form

TITLE_BYTES = 400  # so much of a seed is read for its title


class Note(NamedTuple):
    """An annotation. `terms` are (facet, the author's words)."""

    id: str
    slug: str
    title: str
    path: str
    terms: tuple[tuple[str, tuple[str, ...]], ...]


class Card(NamedTuple):
    """A source; `seed` is a path below `seeds/`."""

    id: str
    title: str
    seed: str
    charset: str
    language: str


class Catalogue(Noun, frozen=True):
    notes: tuple[Note, ...]
    sources: tuple[Card, ...]
    labels: Mapping[str, tuple[str, ...]]  # the known terms of each facet

    def note(self, id: str) -> Note | None:
        return next((note for note in self.notes if note.id == id), None)

    def note_at(self, slug: str) -> Note | None:
        return next((note for note in self.notes if same(note.slug) == same(slug)), None)

    def source(self, id: str) -> Card | None:
        return next((source for source in self.sources if source.id == id), None)


class Index:
    """Looks the files of a digest over, as they are at the moment."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, tuple[object, Any]] = {}

    def look(self, config: Config) -> Catalogue:
        notes: list[Note] = [self._read(path, config, _note) for path in self._files(ANNOTATIONS, (".md",))]
        cards: list[Card] = [self._read(path, config, _card) for path in self._files(SOURCES, (".md",))]
        seeds = [path.removeprefix("seeds/") for path in self._files("seeds", SEEDS)]
        carded, there = {card.seed for card in cards}, set(seeds)
        cards += [Card(uncarded_id(seed), "", seed, "", "") for seed in seeds if seed not in carded]
        titled = (card if card.title else card._replace(title=self._title(card, config)) for card in cards if card.seed in there)
        labels = {each.id: self._labels(each.id, notes, config) for each in config.facets}
        return Catalogue(tuple(notes), tuple(sorted(titled)), labels)

    def _labels(self, facet: str, notes: Iterable[Note], config: Config) -> tuple[str, ...]:
        """The titles of the pages about terms, and the words of annotations that name no such page; each but once."""
        known: dict[str, str] = {}
        for path in self._files(f"content/{facet}", (".md",)):
            label, *names = self._read(path, config, _names)
            known |= {same(name): label for name in (label, *names)}
        for note in notes:
            for word in dict(note.terms).get(facet, ()):
                known.setdefault(same(word), word)
        return tuple(sorted(set(known.values()), key=lambda word: (word.casefold(), word)))

    def _title(self, card: Card, config: Config) -> str:
        return self._read(f"seeds/{card.seed}", config, _headline) or card.id

    def _files(self, folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
        """The paths of ordinary files from the root, in order; nothing is followed out of the tree."""
        yield from (path for path in tree.scan(self._root, folder).stamps if path.endswith(suffixes))

    def _read(self, path: str, config: Config, read: Callable[[str, bytes, Config], Any]) -> Any:
        try:
            status = os.stat(self._root / path)
            stamp = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, config.facets)
            if self._known.get(path, (None, None))[0] != stamp:
                data = tree.open_file(self._root, path).value or b""
                self._known[path] = (stamp, read(path, data[:TITLE_BYTES] if read is _headline else data, config))
            return self._known[path][1]
        except OSError:  # it went meanwhile
            return read(path, b"", config)


def _form(path: str, data: bytes) -> Form:
    text = decode(path, data).value or ""
    return Form(front_matter.read(path, text).value.fields, [])


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _note(path: str, data: bytes, config: Config) -> Note:
    form = _form(path, data)
    id = form.safe("id", _stem(path))
    terms = tuple((facet.id, form.texts(facet.id)) for facet in config.facets)
    return Note(id, form.safe("slug", id), form.line("title") or id, path, terms)


def _card(path: str, data: bytes, config: Config) -> Card:
    form = _form(path, data)
    return Card(form.safe("id", _stem(path)), form.line("title"), form.text("seed"), form.text("charset"), form.text("language"))


def _names(path: str, data: bytes, config: Config) -> tuple[str, ...]:
    form = _form(path, data)
    return (form.line("title") or _stem(path), *form.texts("names"))


def _headline(path: str, data: bytes, config: Config) -> str:
    """What a seed seems to be called. A label to choose by, so a guess at its letters will do."""
    first = next((line for line in data.decode("utf-8-sig", "replace").splitlines() if line.strip()), "")
    return first.lstrip("# ").partition(" | ")[0].strip()

"""The documents of the search → an index of their words, in files small enough to be fetched one by one.

`search/words/….json` has a stretch of the sorted vocabulary: for each word the keys of the documents that it stands in, a day
that several share written once (`n0kqabc1def2 n0kr…`: four characters, then four for each). `search/index.json` and the lists
that it names say which stretch begins where, and which file of documents. A facet's term or a kind of annotation is a word like
any other, `=people/jane-doe` or `=kind/event`, so a search is narrowed by one file more.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from digest.model.page import Artifact
from digest.text.shards import begins, number, shards
from digest.text.words import vocabulary

MANIFEST = "search/index.json"
WORDS = "search/words/"
LISTS = "search/lists/"

# Bytes of a file of words, about and at most: what a reader fetches for a word.
ABOUT, MOST = 24_000, 64_000

# Lines of a list, about and at most.
LISTED, AT_MOST = 64, 192

# Where a word stands, and what in: added up, a digit of base 32 behind each key.
TEXT, QUOTED, TITLE, OF_SOURCE, OF_TERM = 1, 2, 4, 8, 16
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_TYPES = {"annotation": 0, "source": OF_SOURCE, "term": OF_TERM}

Document = Mapping[str, Any]


def index(files: Iterable[tuple[str, bytes]], *, pagefind: bool = False) -> tuple[Artifact, ...]:
    """The index of (path, JSON of documents by key), in the order of paths. Every file of it is decided by the words and keys in
    it alone.

    `pagefind` says whether there are files of Pagefind beside it.
    """
    names: list[str] = []
    found: dict[str, bytearray] = {}
    total = 0
    for day, documents in groupby(_documents(files, names), lambda each: each[0][:4]):
        of_day: dict[str, str] = {}
        for key, document in documents:
            total += 1
            marks = [key[4:] + digit for digit in _DIGITS]
            for word, place in places(document).items():
                of_day[word] = of_day.get(word, "") + marks[place]
        for word, marked in of_day.items():
            line = found.get(word)
            if line is None:
                found[word] = bytearray(f"{day}{marked}".encode())
            else:
                line.extend(f" {day}{marked}".encode())
    words = sorted(found)
    runs = shards(((word, len(word) + len(found[word])) for word in words), ABOUT, MOST)
    stretches = [(run[0], _name(run[0])) for run in runs]
    return (
        *_outline(stretches, names, total, pagefind),
        *(_stretch(run, lambda word: found[word].decode()) for run in runs),
    )


class Amended(NamedTuple):
    """What of an index is made anew, and the paths of what stays as it is."""

    made: tuple[Artifact, ...]
    kept: frozenset[str]


def amended(gone: Iterable[bytes], come: Iterable[bytes], paths: Iterable[str], read: Callable[[str], bytes]) -> Amended | None:
    """The same as `index` of all documents, made of the index that was: `read` opens its files, `gone` are the files of documents
    that were and are not any more, `come` those that are new, `paths` all that there are now. None where nothing was.
    """
    manifest = json.loads(read(MANIFEST))
    stretches = [(first, name) for _, each in manifest["words"] for first, name in json.loads(read(f"{LISTS}{each}.json"))]
    if not stretches:
        return None
    before, after = _postings(gone), _postings(come)
    total = manifest["total"] + len(after.keys) - len(before.keys)
    old = _Old(stretches, before, after, read)
    made: list[Artifact] = []
    now: list[tuple[str, str]] = []
    at = 0
    for start, end in old.regions():
        now += stretches[at:start]
        lines = {word: line for n in range(start, end) for word, line in old.lines(n).items()}
        runs = shards(((word, len(word) + len(line)) for word, line in lines.items()), ABOUT, MOST)
        now += [(run[0], _name(run[0])) for run in runs]
        made += [_stretch(run, lines.__getitem__) for run in runs]
        at = end
    now += stretches[at:]
    names = [path.rpartition("/")[2].removesuffix(".json") for path in paths]
    anew = {each.path for each in made}
    kept = frozenset(path for _, name in now if (path := f"{WORDS}{name}.json") not in anew)
    return Amended((*_outline(now, names, total, pagefind=False), *made), kept)


class _Postings(NamedTuple):
    """Which documents there are, and for each word the digit behind the key of each."""

    keys: frozenset[str]
    words: Mapping[str, Mapping[str, str]]


def _postings(files: Iterable[bytes]) -> _Postings:
    keys: set[str] = set()
    words: dict[str, dict[str, str]] = {}
    for key, document in ((key, document) for data in files for key, document in json.loads(data).items()):
        keys.add(key)
        for word, place in places(document).items():
            words.setdefault(word, {})[key] = _DIGITS[place]
    return _Postings(frozenset(keys), words)


class _Old:
    """The stretches of an index, with what changes in them; each is read when it is asked for."""

    def __init__(
        self, stretches: Sequence[tuple[str, str]], before: _Postings, after: _Postings, read: Callable[[str], bytes]
    ) -> None:
        self._stretches, self._before, self._after, self._read = stretches, before.words, after.words, read
        self._firsts = [first for first, _ in stretches]
        self._changed: dict[int, list[str]] = {}
        for word in before.words.keys() | after.words.keys():
            if before.words.get(word) != after.words.get(word):
                self._changed.setdefault(max(bisect_right(self._firsts, word) - 1, 0), []).append(word)
        self._lines: dict[int, dict[str, str]] = {}

    def lines(self, n: int) -> dict[str, str]:
        """The words of a stretch in their order, each with its packed keys, as they are now."""
        if n not in self._lines:
            lines: dict[str, str] = json.loads(self._read(f"{WORDS}{self._stretches[n][1]}.json"))
            for word in self._changed.get(n, ()):
                keys = dict(_unpacked(lines.pop(word, "")))
                for key in self._before.get(word, ()):
                    keys.pop(key, None)
                keys |= self._after.get(word, {})
                if keys:
                    lines[word] = _packed(sorted(key + digit for key, digit in keys.items()))
            self._lines[n] = dict(sorted(lines.items()))
        return self._lines[n]

    def regions(self) -> Iterable[tuple[int, int]]:
        """The stretches that must be cut anew, as ranges in order, end exclusive: each begins and ends where an end is decided
        by a word alone, so that nothing outside it moves.
        """
        end = 0
        for n in sorted(self._changed):
            if n < end:
                continue
            start, end = n, n + 1
            while start > 0 and not self._is_fixed(start):
                start -= 1
            while end < len(self._stretches) and not self._is_fixed(end):
                end += 1
            yield start, end

    def _is_fixed(self, n: int) -> bool:
        first = next(iter(self.lines(n).items()), None)
        return first is not None and begins(first[0], len(first[0]) + len(first[1]), ABOUT)


def _outline(stretches: Sequence[tuple[str, str]], names: Sequence[str], total: int, pagefind: bool) -> tuple[Artifact, ...]:
    """The manifest, and the lists that it names."""
    lists, of_words = _lists("words", stretches)
    more, of_documents = _lists("documents", [(name, name) for name in names])
    manifest = {"schema": 1, "total": total, "documents": of_documents, "words": of_words, "pagefind": pagefind}
    return (_json(MANIFEST, manifest), *lists, *more)


def _documents(files: Iterable[tuple[str, bytes]], names: list[str]) -> Iterable[tuple[str, Document]]:
    """Every document in the order of keys, which is that of the files; what files there are is noted in `names`."""
    for path, data in files:
        names.append(path.rpartition("/")[2].removesuffix(".json"))
        yield from sorted(json.loads(data).items())


def _lists(what: str, files: Sequence[tuple[str, str]]) -> tuple[list[Artifact], list[tuple[str, str]]]:
    """(what a file begins with, its name) in lists of bounded length, and (what a list begins with, its name) for each."""
    names = dict(files)
    # Their names were chosen by their numbers once already: under another name they have other numbers.
    runs = shards(((f"{what} {first}", 1) for first, _ in files), LISTED, AT_MOST)
    runs = [[name.removeprefix(f"{what} ") for name in run] for run in runs]
    lists = [(run[0], f"{what}-{number(run[0]):016x}"[: len(what) + 13]) for run in runs]
    return (
        [
            _json(f"{LISTS}{name}.json", [(first, names[first]) for first in run])
            for (_, name), run in zip(lists, runs, strict=True)
        ],
        lists,
    )


def _name(first: str) -> str:
    """The name of the file that begins with a word."""
    return f"{number(first):016x}"[:12]


def _stretch(words: Sequence[str], line: Callable[[str], str]) -> Artifact:
    """A file of words with their keys, a line each."""
    lines = ",\n".join(f'{json.dumps(word, ensure_ascii=False)}:"{line(word)}"' for word in words)
    return Artifact(f"{WORDS}{_name(words[0])}.json", f"{{\n{lines}\n}}\n".encode())


def _packed(marks: Iterable[str]) -> str:
    """Sorted keys with a digit behind each, the day that several share written once."""
    return " ".join(day + "".join(mark[4:] for mark in of_day) for day, of_day in groupby(marks, lambda mark: mark[:4]))


def _unpacked(line: str) -> Iterable[tuple[str, str]]:
    """(key, digit) of every document of a line."""
    return ((day[:4] + day[n : n + 3], day[n + 3]) for day in line.split() for n in range(4, len(day), 4))


def _json(path: str, value: Any) -> Artifact:
    return Artifact(path, (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode())


def places(document: Document) -> dict[str, int]:
    """Every word of a document, with where it stands."""
    texts = document["texts"]
    base = _TYPES[document["type"]]
    labels = list(document["terms"].values()) if document["type"] == "annotation" else []
    groups = (
        (TEXT, [*(each["text"] for each in texts if each["in"] != "quotation"), *labels, document.get("credit", "")]),
        (QUOTED, [each["text"] for each in texts if each["in"] == "quotation"]),
        (TITLE, [document["title"]]),
    )
    found: dict[str, int] = {}
    for place, group in groups:
        for word in vocabulary(group):
            found[word] = found.get(word, base) + place
    for term in document["terms"]:
        found[f"={term}"] = base
    if document["type"] != "term":
        found[f"=kind/{document['kind']['id']}"] = base
    return found

"""The documents of the search → an index of their words, in files small enough to be fetched one by one.

`search/words/….json` has a stretch of the sorted vocabulary: for each word the keys of the documents that it stands in, a day
that several share written once (`n0kqabc1def2 n0kr…`: four characters, then four for each). `search/index.json` and the lists
that it names say which stretch begins where, and which file of documents. A facet's term or a kind of annotation is a word like
any other, `=people/jane-doe` or `=kind/event`, so a search is narrowed by one file more.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from digest.model.page import Artifact
from digest.text.shards import number, shards
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
    stretches = [(run[0], f"{number(run[0]):016x}"[:12]) for run in runs]
    lists, of_words = _lists("words", stretches)
    more, of_documents = _lists("documents", [(name, name) for name in names])
    manifest = {"schema": 1, "total": total, "documents": of_documents, "words": of_words, "pagefind": pagefind}
    return (
        _json(MANIFEST, manifest),
        *lists,
        *more,
        *(Artifact(f"{WORDS}{name}.json", _stretch(run, found)) for (_, name), run in zip(stretches, runs, strict=True)),
    )


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


def _stretch(words: Iterable[str], found: Mapping[str, bytearray]) -> bytes:
    """Words with their keys, a line each."""
    return (
        b"{\n"
        + b",\n".join(json.dumps(word, ensure_ascii=False).encode() + b':"' + found[word] + b'"' for word in words)
        + b"\n}\n"
    )


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

"""The documents of the search → an index of their words, in files small enough to be fetched one by one.

`search/words/in-….json` has a stretch of the sorted vocabulary: for each word the keys of the documents that it stands in,
packed (see `_packed`). `search/index.json` says which stretch begins where. A facet's term or a kind of annotation is a word
like any other, `=people/jane-doe` or `=kind/event`, so a search is narrowed by one file more.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from digest.model.page import Artifact
from digest.text.shards import number, shards
from digest.text.words import vocabulary

MANIFEST = "search/index.json"
WORDS = "search/words/"

# Bytes of a file, about and at most: what a reader fetches for a word.
ABOUT, MOST = 24_000, 64_000

# Where a word stands, and what in: added up, a digit of base 32 behind each key.
TEXT, QUOTED, TITLE, OF_SOURCE, OF_TERM = 1, 2, 4, 8, 16
_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_TYPES = {"annotation": 0, "source": OF_SOURCE, "term": OF_TERM}

Document = Mapping[str, Any]


def index(files: Iterable[tuple[str, bytes]]) -> tuple[Artifact, ...]:
    """The index of (path, JSON of documents by key). Every file of it is decided by the words and keys in it alone."""
    found: dict[str, list[str]] = defaultdict(list)
    names: list[str] = []
    total = 0
    for path, data in files:
        documents = json.loads(data)
        names.append(path.rpartition("/")[2].removesuffix(".json"))
        total += len(documents)
        for key, document in documents.items():
            for word, place in places(document).items():
                found[word].append(key + _DIGITS[place])
    lines = {word: _line(word, sorted(found.pop(word))) for word in sorted(found)}
    runs = shards(((word, len(line)) for word, line in lines.items()), ABOUT, MOST)
    stretches = [(run[0], f"in-{number(run[0]):016x}") for run in runs]
    manifest = {"schema": 1, "total": total, "documents": sorted(names), "words": stretches}
    return (
        Artifact(MANIFEST, (json.dumps(manifest, ensure_ascii=False, separators=(",", ":")) + "\n").encode()),
        *(
            Artifact(f"{WORDS}{name}.json", ("{\n" + ",\n".join(lines[word] for word in run) + "\n}\n").encode())
            for (_, name), run in zip(stretches, runs, strict=True)
        ),
    )


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


def _line(word: str, keys: Iterable[str]) -> str:
    return f'{json.dumps(word, ensure_ascii=False)}:"{_packed(keys)}"'


def _packed(keys: Iterable[str]) -> str:
    """Sorted keys, the day that several share written once: `n0kqabc1def2 n0kr…`, four characters, then four for each."""
    days: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        days[key[:4]].append(key[4:])
    return " ".join(day + "".join(rest) for day, rest in days.items())

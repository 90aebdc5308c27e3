"""A neutral corpus for comparisons: made-up news in German and English, and annotations that quote it.

    python -m benchmarks.corpus 10000 DIR [--seed 7]

writes three files, and reads nothing; the same number and seed give the same bytes:

    sources.jsonl       id slug title date publisher url text      paragraphs are divided by a blank line
    annotations.jsonl   id source quote start date kind tags note  text[start : start + len(quote)] == quote; they never overlap
    tags.json           slug name type                             person or place

Words follow a Zipf distribution, publication runs evenly over ten years, a source has two to four annotations (three in the
mean), an annotation one to three tags and a Markdown note with a list in every third. There is a tag for every ten sources.
Any other corpus of this form can be measured with `--corpus DIR`.
"""

import argparse
import bisect
import datetime
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Self

SEED = 7
FUNCTION_WORDS = (
    "der die und in den von zu das mit sich des auf für ist im dem nicht ein die eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur "
    "bis mehr durch man sein wurde the of and to that for on by with was at from this are which"
).split()
ONSETS = "b br d dr f fl fr g gr h j k kl kr l m n p pf pr r s sch schl schw sp st t tr v w z".split()
VOWELS = "a e i o u ä ö ü ei au ie eu".split()
CODAS = [*"n r l s t st cht ng nd ck rt lt m ß ft tz".split(), *[""] * 6]
SUFFIXES = [*"ung keit en er lich isch schaft heit ation e ter".split(), *[""] * 10]
FIRST_NAMES = "Anna Karl Maria Josef Eva Franz Lena Paul Ida Otto Sara Max Nora Emil Jana Hugo Vera Leo Mia Jonas".split()
KINDS = ("event", "context", "claim", "correction")
PUBLISHERS = [
    f"{first} {second}"
    for first in ("Wiener", "Neue", "Berliner", "Alpen", "Nord", "Freie", "Linzer", "Zürcher")
    for second in ("Zeitung", "Nachrichten", "Kurier", "Presse", "Anzeiger")
]
FIRST_DAY, DAYS = datetime.date(2015, 1, 1), 3652


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    slug: str
    title: str
    date: str
    publisher: str
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Annotation:
    id: str
    source: str
    quote: str
    start: int
    date: str
    kind: str
    tags: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Tag:
    slug: str
    name: str
    type: str


# --------------------------------------------------------------------------------------------------------------- reading


class Corpus:
    """A corpus in memory, with the orders and groups that generators without a database of their own need."""

    def __init__(self, folder: Path, sources: Sequence[Source], annotations: Sequence[Annotation], tags: Sequence[Tag]) -> None:
        self.folder = folder
        self.sources, self.annotations = sources, annotations
        self.tags = {tag.slug: tag for tag in tags}
        self.source = {source.id: source for source in sources}
        self.ordered = sorted(annotations, key=lambda each: (each.date, each.id))
        self.of: dict[str, list[Annotation]] = defaultdict(list)
        for each in annotations:
            self.of[each.source].append(each)
        self.months: dict[str, list[Annotation]] = defaultdict(list)
        self.tagged: dict[str, list[Annotation]] = defaultdict(list)
        for each in self.ordered:
            self.months[each.date[:7]].append(each)
            for tag in each.tags:
                self.tagged[tag].append(each)
        self.years = sorted({month[:4] for month in self.months})
        # What every edit changes: in the middle, so that it is neither on the home page nor in the feed.
        self.edited = annotations[len(annotations) // 2]

    @classmethod
    def read(cls, folder: Path) -> Self:
        tags = [Tag(**each) for each in json.loads((folder / "tags.json").read_text("utf-8"))]
        sources = [Source(**each) for each in lines(folder / "sources.jsonl")]
        annotations = [Annotation(**{**each, "tags": tuple(each["tags"])}) for each in lines(folder / "annotations.jsonl")]
        return cls(folder, sources, annotations, tags)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file with one JSON object a line."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


# ---------------------------------------------------------------------------------------------------------------- making


class Words:
    """Draws words and sentences; made-up words, the function words first and most frequent."""

    def __init__(self, draw: random.Random, size: int = 20_000) -> None:
        seen = dict.fromkeys(FUNCTION_WORDS)
        while len(seen) < size:
            made = word(draw)
            seen[made.capitalize() if draw.random() < 0.35 else made] = None
        self.words = list(seen)
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(size)))
        self.draw = draw

    def take(self, count: int) -> list[str]:
        return self.draw.choices(self.words, cum_weights=self.weights, k=count)

    def phrase(self, count: int) -> str:
        return " ".join(self.take(count))

    def sentence(self, least: int = 8, most: int = 20) -> str:
        draw = self.draw
        words = self.take(draw.randint(least, most))
        words[0] = words[0][:1].upper() + words[0][1:]
        for at in range(2, len(words) - 2):
            chance = draw.random()
            if chance < 0.07:
                words[at] += ","
            elif chance < 0.075:
                words[at] = f'"{words[at]}"'
            elif chance < 0.08:
                words[at] = str(draw.randint(2, 1999))
        text = " ".join(words)
        if draw.random() < 0.02:
            text += " & Co."
        return text + draw.choice("......?")

    def paragraph(self, words: int) -> str:
        sentences: list[str] = []
        while words > 0:
            sentences.append(self.sentence())
            words -= sentences[-1].count(" ") + 1
        return " ".join(sentences)

    def note(self, names: Sequence[str]) -> str:
        draw, phrase = self.draw, self.phrase
        opening = [
            self.sentence(8, 14),
            (
                f"{self.sentence(6, 10)[:-1]} **{phrase(2)}** {phrase(4)} [{phrase(3)}]"
                f"(https://example.org/{ascii_slug(phrase(2))}/{draw.randint(1, 9999)}) {phrase(5)}."
            ),
            f"Siehe *{draw.choice(names)}*, {phrase(6)}.",
        ]
        text = " ".join(opening)
        if draw.random() < 0.3:
            text += "\n\n" + "\n".join(f"- {phrase(draw.randint(5, 9))}" for _ in range(3))
        else:
            text += " " + self.sentence(10, 16)
        if draw.random() < 0.6:
            text += "\n\n" + self.sentence(12, 20)
        return re.sub(r"(?m)^(\d+)\.", r"\1", text)


def word(draw: random.Random) -> str:
    syllables = range(draw.choice((1, 2, 2, 3)))
    return "".join(draw.choice(ONSETS) + draw.choice(VOWELS) + draw.choice(CODAS) for _ in syllables) + draw.choice(SUFFIXES)


def ascii_slug(text: str) -> str:
    for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.lower().replace(letter, plain)
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def passage(draw: random.Random, text: str, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """An exact passage of eight to twenty words inside one paragraph, that stands once in the text and overlaps none taken.

    It does not divide a number: “923 391” may be one to a reader, so that “391 …” alone would be no quotation.
    """
    for _ in range(60):
        at = draw.randrange(len(text))
        first = text.rfind("\n\n", 0, at)
        first = 0 if first < 0 else first + 2
        last = text.find("\n\n", at)
        last = len(text) if last < 0 else last
        words = [match.span() for match in re.finditer(r"\S+", text[first:last])]
        count = draw.randint(8, 20)
        if len(words) < count:
            continue
        begin = draw.randrange(len(words) - count + 1)
        start, end = first + words[begin][0], first + words[begin + count - 1][1]
        is_free = all(end < other or start > other_end for other, other_end in taken)
        if is_free and text.count(text[start:end]) == 1 and not (_in_number(text, start) or _in_number(text, end)):
            return start, end
    return None


def _in_number(text: str, at: int) -> bool:
    return bool(re.search(r"\d\W*$", text[max(0, at - 5) : at]) and re.match(r"\W*\d", text[at : at + 5]))


def tags(draw: random.Random, count: int) -> list[Tag]:
    found: dict[str, Tag] = {}
    while len(found) < count:
        is_place = draw.random() < 0.35
        if is_place:
            name = word(draw).capitalize() + draw.choice(("burg", "stadt", "dorf", "heim"))
        else:
            name = draw.choice(FIRST_NAMES) + " " + word(draw).capitalize()
        found.setdefault(ascii_slug(name), Tag(ascii_slug(name), name, "place" if is_place else "person"))
    return list(found.values())


def make(count: int, seed: int = SEED) -> tuple[list[Tag], Iterator[tuple[Source, list[Annotation]]]]:
    """The tags, and so many sources with their annotations, one after the other: memory does not grow with them."""
    draw = random.Random(f"{seed}/{count}")
    words = Words(draw)
    pool = tags(draw, max(20, count // 10))
    return pool, _sources(count, draw, words, pool)


def _sources(count: int, draw: random.Random, words: Words, pool: Sequence[Tag]) -> Iterator[tuple[Source, list[Annotation]]]:
    weights = list(accumulate(1 / (rank + 5) ** 0.7 for rank in range(len(pool))))
    names = [tag.name for tag in pool]
    made = 0
    for number in range(count):
        title = words.phrase(draw.randint(5, 9))
        title = title[0].upper() + title[1:]
        text = "\n\n".join([words.paragraph(draw.randint(24, 34)) for _ in range(draw.randint(13, 17))])
        day = FIRST_DAY + datetime.timedelta(days=number * DAYS // count)
        id = f"s{number:06d}"
        url = f"https://news.example/{day:%Y/%m/%d}/{number}"
        source = Source(
            id, f"{id}-{ascii_slug(title)[:48].strip('-')}", title, day.isoformat(), draw.choice(PUBLISHERS), url, text
        )
        taken: list[tuple[int, int]] = []
        for _ in range(draw.choice((2, 3, 3, 3, 4))):
            found = passage(draw, text, taken)
            if found:
                bisect.insort(taken, found)
        annotations = []
        for start, end in taken:
            last_day = FIRST_DAY + datetime.timedelta(days=DAYS - 1)
            when = min(max(day + datetime.timedelta(days=draw.randint(-45, 45)), FIRST_DAY), last_day)
            about = {pool[made].slug: None} if made < len(pool) else {}  # so that no tag goes without
            for tag in draw.choices(pool, cum_weights=weights, k=draw.randint(1, 3) - len(about)):
                about[tag.slug] = None
            kind = draw.choice(KINDS)
            annotations.append(
                Annotation(f"a{made:06d}", id, text[start:end], start, when.isoformat(), kind, tuple(about), words.note(names))
            )
            made += 1
        yield source, annotations


def write(folder: Path, count: int, seed: int = SEED) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pool, sources = make(count, seed)
    with (
        (folder / "sources.jsonl").open("w", encoding="utf-8", newline="\n") as source_file,
        (folder / "annotations.jsonl").open("w", encoding="utf-8", newline="\n") as annotation_file,
    ):
        for source, annotations in sources:
            source_file.write(json.dumps(asdict(source), ensure_ascii=False) + "\n")
            for annotation in annotations:
                annotation_file.write(json.dumps(asdict(annotation), ensure_ascii=False) + "\n")
    # Last: a folder with this file is whole.
    listed = json.dumps([asdict(tag) for tag in pool], ensure_ascii=False, indent=0)
    (folder / "tags.json").write_text(listed, encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    write(arguments.folder, arguments.count, arguments.seed)


if __name__ == "__main__":
    main()

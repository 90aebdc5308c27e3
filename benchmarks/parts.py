"""What the single parts of a build cost, each alone: CPU milliseconds an item, the median of five passes.

python -m benchmarks.parts [--sources 300]
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import nh3
from markdown import Markdown

from benchmarks import corpus as corpora
from benchmarks.peers.base import marked
from benchmarks.peers.digest import annotation_file
from digest.text import front_matter
from digest.text.fold import fold
from digest.text.markup import to_html
from digest.text.quote import find

T = TypeVar("T")

MODULES = ("digest.cli", "digest.build", "jinja2", "markdown", "frontmatter", "yaml", "nh3", "rapidfuzz", "sqlite3", "json")


def each(work: Callable[[T], object], items: Sequence[T], passes: int = 5) -> float:
    work(items[0])
    taken = []
    for _ in range(passes):
        start = time.process_time()
        for item in items:
            work(item)
        taken.append(1000 * (time.process_time() - start) / len(items))
    return statistics.median(taken)


def parts(count: int) -> Iterator[tuple[str, float]]:
    tags, sources = corpora.make(max(count, 1000))
    names = {tag.slug: tag.name for tag in tags}
    pairs = list(islice(sources, count))
    annotations = [annotation for _, found in pairs for annotation in found]
    notes = [annotation.note for annotation in annotations]
    plain = Markdown()
    extended = Markdown(extensions=["footnotes", "tables", "sane_lists", "def_list", "abbr", "fenced_code"])
    converted = [extended.reset().convert(note) for note in notes]
    folded = {source.id: fold(source.text) for source, _ in pairs}
    files = [
        annotation_file(annotation, source, [names[tag] for tag in annotation.tags])
        for source, found in pairs
        for annotation in found
    ]
    yield "Python-Markdown, a note", each(lambda note: plain.reset().convert(note), notes)
    yield "the same with digest's extensions", each(lambda note: extended.reset().convert(note), notes)
    yield "nh3 with its own list, a note", each(nh3.clean, converted)
    yield "digest.text.markup.to_html, a note", each(to_html, notes)
    yield "digest.text.front_matter.read, an annotation's file", each(lambda text: front_matter.read("a.md", text), files)
    yield "digest.text.fold.fold, a source", each(fold, [source.text for source, _ in pairs])
    yield "digest.text.quote.find, a quotation", each(lambda one: find(folded[one.source], one.quote), annotations)
    yield (
        "marks set at known places (what the others are given), a source",
        each(lambda pair: marked(pair[0].text, pair[1]), pairs),
    )


def starts() -> Iterator[tuple[str, float]]:
    bare = _start("pass")
    yield "start of Python", bare
    for module in MODULES:
        yield f"import {module}, over that", _start(f"import {module}") - bare


def _start(program: str) -> float:
    taken = []
    for _ in range(9):
        before = _children()
        subprocess.run([sys.executable, "-c", program], check=True)
        taken.append(1000 * (_children() - before))
    return statistics.median(taken)


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300)
    arguments = parser.parse_args()
    print("| part | ms CPU |\n|---|---|")
    for name, taken in (*parts(arguments.sources), *starts()):
        print(f"| {name} | {taken:.3f} |" if taken < 10 else f"| {name} | {taken:.0f} |", flush=True)


if __name__ == "__main__":
    main()

"""The least that a build with Jinja2 and Python-Markdown can do for this workload: no framework, no YAML, no cache.

    python -m benchmarks.peers.floor_build CORPUS OUT JOBS [WORDS]

Reads the neutral corpus, converts each note once, renders every page with one autoescaping environment, writes. WORDS come before
the note that edits change.
"""

import gc
import os
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import DictLoader, Environment
from markdown import Markdown
from markupsafe import Markup

from benchmarks.corpus import Annotation, Corpus
from benchmarks.peers.base import PROJECTS, marked

T = TypeVar("T")
R = TypeVar("R")


class Floor:
    def __init__(self, corpus: Corpus, out: Path, jobs: int, words: str) -> None:
        self.corpus, self.out, self.jobs, self.words = corpus, out, jobs, words
        templates = {path.stem: path.read_text("utf-8") for path in (PROJECTS / "floor").iterdir()}
        self.environment = Environment(autoescape=True, loader=DictLoader(templates), keep_trailing_newline=True)
        self.environment.globals.update(tags=corpus.tags, source=corpus.source)
        self.markdown = Markdown()

    def build(self) -> None:
        corpus = self.corpus
        notes = dealt(self._note, corpus.annotations, self.jobs)
        self.environment.globals["notes"] = {each.id: Markup(note) for each, note in zip(corpus.annotations, notes, strict=True)}
        dealt(
            self._page,
            [
                *(("month", month) for month in corpus.months),
                *(("year", year) for year in corpus.years),
                *(("tag", tag) for tag in corpus.tagged),
                *(("article", source.id) for source in corpus.sources),
                *(("tags", ""), ("home", ""), ("feed", ""), ("sitemap", "")),
            ],
            self.jobs,
        )

    def _note(self, each: Annotation) -> str:
        text = f"{self.words} {each.note}" if self.words and each is self.corpus.edited else each.note
        return self.markdown.reset().convert(text)

    def _page(self, job: tuple[str, str]) -> None:
        kind, key = job
        corpus, latest = self.corpus, self.corpus.ordered[:-51:-1]
        match kind:
            case "article":
                source, annotations = corpus.source[key], corpus.of[key]
                body = Markup(marked(source.text, annotations))
                self._put(f"articles/{source.slug}/index.html", kind, s=source, body=body, annos=annotations)
            case "month":
                days: dict[str, list[Annotation]] = defaultdict(list)
                for each in corpus.months[key]:
                    days[each.date].append(each)
                self._put(f"timeline/{key[:4]}/{key[5:]}/index.html", kind, title=key, days=list(days.items()))
            case "year":
                listed = [each for month in sorted(corpus.months) if month[:4] == key for each in corpus.months[month]]
                self._put(f"timeline/{key}/index.html", kind, title=key, annos=listed)
            case "tag":
                self._put(f"tags/{key}/index.html", kind, title=corpus.tags[key].name, annos=corpus.tagged[key])
            case "tags":
                counts = [(tag, len(corpus.tagged[tag])) for tag in sorted(corpus.tagged)]
                self._put("tags/index.html", kind, title="Tags", list=counts)
            case "home":
                months = {year: [month for month in sorted(corpus.months) if month[:4] == year] for year in corpus.years}
                years = [(year, [(month, len(corpus.months[month])) for month in months[year]]) for year in corpus.years[::-1]]
                self._put("index.html", kind, title="Timeline", annos=latest, years=years)
            case "feed":
                self._put("feed.xml", kind, annos=latest[:20])
            case _:
                self._put("sitemap.xml", "sitemap", urls=self._urls())

    def _urls(self) -> list[str]:
        corpus = self.corpus
        return [
            *("/", "/tags/"),
            *(f"/articles/{source.slug}/" for source in corpus.sources),
            *(f"/tags/{tag}/" for tag in corpus.tags),
            *(f"/timeline/{month[:4]}/{month[5:]}/" for month in corpus.months),
            *(f"/timeline/{year}/" for year in corpus.years),
        ]

    def _put(self, path: str, template: str, **view: Any) -> None:
        data = self.environment.get_template(template).render(view).encode()
        place = f"{self.out}/{path}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        try:
            handle = os.open(place, flags, 0o644)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            handle = os.open(place, flags, 0o644)
        os.write(handle, data)
        os.close(handle)


def dealt(work: Callable[[T], R], items: Sequence[T], jobs: int) -> list[R]:
    """`[work(item) for item in items]`, dealt to so many forked processes; results come back pickled."""
    if jobs == 1:
        return [work(item) for item in items]
    children = []
    for job in range(jobs):
        read, write = os.pipe()
        child = os.fork()
        if not child:
            with os.fdopen(write, "wb") as pipe:
                pickle.dump([work(item) for item in items[job::jobs]], pipe, pickle.HIGHEST_PROTOCOL)
            os._exit(0)
        os.close(write)
        children.append((child, read))
    results: dict[int, R] = {}
    for job, (child, read) in enumerate(children):
        with os.fdopen(read, "rb") as pipe:
            results.update(zip(range(job, len(items), jobs), pickle.load(pipe), strict=True))
        if os.waitpid(child, 0)[1]:
            raise ChildProcessError(f"process {job} failed")
    return [results[at] for at in range(len(items))]


def main() -> None:
    gc.disable()
    corpus, out, jobs, *words = sys.argv[1:]
    Floor(Corpus.read(Path(corpus)), Path(out), int(jobs), " ".join(words)).build()


if __name__ == "__main__":
    main()

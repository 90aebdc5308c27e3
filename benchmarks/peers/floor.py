"""No product: the least that Jinja2 and Python-Markdown can do for the same pages (`floor_build.py`), in one process or two."""

import sys
from importlib.metadata import version
from pathlib import Path

from benchmarks.corpus import Corpus
from benchmarks.peers.base import Command, Peer

ROOT = Path(__file__).parents[2]


class Floor(Peer):
    name = "floor"
    omits = "it is a floor: no YAML, no anchoring, no checks, no cache, no settings"
    jobs = 1

    def version(self) -> str:
        processes = "one process" if self.jobs == 1 else f"{self.jobs} processes"
        return f"Jinja2 {version('jinja2')}, Markdown {version('markdown')}, {processes}"

    def content(self, corpus: Corpus) -> None:
        self._corpus = corpus.folder.resolve()
        self.environment = {"PYTHONPATH": str(ROOT)}

    def build(self) -> Command:
        module = "benchmarks.peers.floor_build"
        return [sys.executable, "-m", module, str(self._corpus), str(self.out), str(self.jobs), self._edited]

    def edit(self, corpus: Corpus, marker: str) -> None:
        """There is no file to save: the words are told on the command line."""
        self._edited = marker


class FloorTwice(Floor):
    name = "floor-2"
    jobs = 2

"""Pagefind (https://pagefind.app/), which knows other forms of a word: the extra `search`, and the only room that knows it.

Its program reads a folder of pages and writes a folder of files. It is given the documents of the search, one page each, in a
folder of its own that is gone afterwards; so it sees what rights let out, and nothing else.
"""

import html
import json
import os
from collections.abc import Iterable
from pathlib import Path

from digest.model.diagnostic import Outcome, Span, warning
from digest.model.page import Artifact
from digest.store.project import SETTINGS

FOLDER = "pagefind/"

# What a page needs in order to search; the rest are user interfaces.
WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "*.pf_meta", "wasm.*.pagefind", "index/*", "fragment/*")

PLACE = Span(SETTINGS, 1, 1)

PATIENCE = 600  # seconds; a thousand documents take one


def run(files: Iterable[tuple[str, bytes]], language: str) -> Outcome[tuple[Artifact, ...]]:
    """Pagefind's files for (path, JSON of documents by key), words taken as the language takes them. Empty where it is not
    installed.
    """
    import subprocess  # few sites ask for it
    import tempfile

    try:
        from pagefind_bin import get_executable

        program = get_executable()
    except (ImportError, FileNotFoundError):
        hint = 'pip install "digest-ssg[search]"; until then the built-in search finds words and their beginnings'
        return Outcome((), (warning("D145", "Pagefind is not installed", PLACE, hint),))
    documents = {key: document for _, data in files for key, document in json.loads(data).items()}
    if not documents:
        return Outcome(())
    with tempfile.TemporaryDirectory() as folder:
        pages, made = Path(folder, "pages"), Path(folder, "made")
        pages.mkdir()
        for key, document in documents.items():
            (pages / f"{key}.html").write_text(_page(document), encoding="utf-8")
        tongue = language.partition("-")[0].lower()
        command = [program, "--site", pages, "--output-path", made, "--force-language", tongue, "--quiet"]
        # Neither a pagefind.toml nor a variable of the environment has a say.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
            )
            problem = (
                "" if done.returncode == 0 else " ".join((done.stderr or done.stdout).split())[:200] or f"exit {done.returncode}"
            )
        except (OSError, subprocess.TimeoutExpired) as failed:
            problem = str(failed)
        if problem:
            message = f"Pagefind made no index: {problem}"
            return Outcome((), (warning("D146", message, PLACE, "the built-in search works without it; try its newest version"),))
        wanted = sorted({path for pattern in WANTED for path in made.glob(pattern)})
        return Outcome(tuple(Artifact(FOLDER + path.relative_to(made).as_posix(), path.read_bytes()) for path in wanted))


def _page(document: dict[str, object]) -> str:
    texts = document["texts"]
    assert isinstance(texts, list)
    words = "".join(f"<p>{html.escape(each['text'])}</p>" for each in texts)
    title = html.escape(str(document["title"]))
    return f"<!doctype html><html><title>_</title><body data-pagefind-body><h1>{title}</h1>{words}</body></html>"

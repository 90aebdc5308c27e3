"""Saved pages and feeds into a digest: the capture as it is, its text as a seed, a card that says where they are from.

No file is ever written over, and of a page either all three files are written or none. Nothing is fetched, and no clock is asked:
the same file makes the same bytes.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from digest.exchange import capture, feedfile, savedpage
from digest.exchange.article import Article, Origin, card, seed
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, warning
from digest.model.noun import Noun, replace
from digest.model.source import Source
from digest.steps.parse import parse_source
from digest.store import edits, tree
from digest.store.project import Project
from digest.text.slug import slug

PAGES = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
FEEDS = (".xml", ".rss", ".atom", ".rdf")

# What the libraries can be trusted with. A page saved with its pictures is mostly pictures.
MAX_PAGE_BYTES = 20_000_000
MAX_FEED_BYTES = 10_000_000


class Intake(Noun, frozen=True):
    """Paths from the root of the digest: what was written, or would be in a dry run, in order."""

    written: tuple[str, ...] = ()


def import_capture(project: Project, path: Path, *, accessed: str = "", dry_run: bool = False) -> Outcome[Intake]:
    """A saved page as `seeds/NAME.html` (`.mhtml`), `seeds/NAME.txt` and `content/sources/NAME.md`.

    NAME is made of its headline, else of the file's name. `accessed`, an EDTF date, comes before what the file says.
    """
    extractor = capture.extractor()
    data = _bytes(path, MAX_PAGE_BYTES)
    if data.value is None:
        return Outcome(Intake(), data.diagnostics)
    page = savedpage.read(str(path), data.value)
    if page.value is None:
        return Outcome(Intake(), page.diagnostics)
    article = capture.article(str(path), page.value)
    found = (*page.diagnostics, *article.diagnostics, *_beside(path))
    if article.value is None:
        return Outcome(Intake(), found)
    name = _name(article.value.title, path)
    kept = f"{name}.mhtml" if path.suffix.lower().startswith(".mht") else f"{name}.html"
    origin = Origin(_sum(data.value), extractor, kept)
    read = replace(article.value, accessed=accessed or article.value.accessed)
    files = {f"seeds/{kept}": data.value, **_files(read, name, origin, project)}
    taken = _taken(project, files, name)
    if taken:
        return Outcome(Intake(), (*found, *taken))
    return _write(project, files, found, dry_run=dry_run)


def import_feed(project: Project, path: Path, *, accessed: str = "", dry_run: bool = False) -> Outcome[Intake]:
    """Each entry of a saved feed as `seeds/DATE-NAME.txt` and a card; what has a card already is passed over and said."""
    extractor = feedfile.extractor()
    data = _bytes(path, MAX_FEED_BYTES)
    if data.value is None:
        return Outcome(Intake(), data.diagnostics)
    entries = feedfile.articles(str(path), data.value)
    found = list(entries.diagnostics)
    origin = Origin(_sum(data.value), extractor)
    urls = {source.url for source in _sources(project) if source.url}
    files: dict[str, bytes] = {}
    for n, entry in enumerate(entries.value, 1):
        name = "-".join(filter(None, (entry.published, _name(entry.title, path))))
        reason = _passed_over(entry, urls)
        made = {} if reason else _files(replace(entry, accessed=accessed), name, origin, project)
        if made and (files.keys() & made.keys() or _taken(project, made, name)):
            reason = f"a source “{name}” exists already"
        if reason:
            found.append(_skipped(path, n, entry, reason))
            continue
        files |= made
        urls |= {entry.url} - {""}
    return _write(project, files, tuple(found), dry_run=dry_run)


# ---------------------------------------------------------------------------------------------------------------------


def _bytes(path: Path, limit: int) -> Outcome[bytes | None]:
    span = Span(str(path))
    try:
        data = tree.given(path, limit)
    except OSError as problem:
        return Outcome(
            None, (error("D720", f"this file cannot be read: {problem.strerror}", span, "name a file that you saved"),)
        )
    if len(data) > limit:
        hint = "save the page without its pictures" if limit == MAX_PAGE_BYTES else "cut it into several files"
        return Outcome(None, (error("D720", f"this file is larger than {limit:,} bytes", span, hint),))
    return Outcome(data)


def _beside(path: Path) -> Iterator[Diagnostic]:
    """What a browser saved beside the page: its pictures are not the source's text."""
    for suffix in ("_files", "-Dateien", ".files", "_fichiers"):
        folder = path.with_name(path.stem + suffix)
        if folder.is_dir():
            hint = "to keep the pictures too, save the page with SingleFile"
            yield warning("D726", f"the folder “{folder.name}” beside this page is not kept", Span(str(path)), hint)


def _name(title: str, path: Path) -> str:
    name = slug(title)
    return slug(path.stem) if name == "untitled" else name


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _files(article: Article, name: str, origin: Origin, project: Project) -> dict[str, bytes]:
    """The seed and the card. A site that shows less than excerpts shows no more of what is imported."""
    text = seed(article).encode("utf-8", "replace")
    mode = "excerpt" if project.config.rights.mode == "full" else project.config.rights.mode
    about = card(article, name=name, mode=mode, sha256=_sum(text), origin=origin)
    return {f"seeds/{name}.txt": text, f"content/sources/{name}.md": about.encode("utf-8", "replace")}


def _sources(project: Project) -> list[Source]:
    """The cards that there are, as far as they can be read."""
    files, _ = tree.read(project.root, "content/sources")
    cards = (parse_source(file.path, file.data, project.config).value for file in files if file.path.endswith(".md"))
    return [card for card in cards if card]


def _taken(project: Project, files: Mapping[str, bytes], name: str) -> tuple[Diagnostic, ...]:
    """What is in the way. An import that was killed may have left some of these files, but not the last of them, the card."""
    hint = "rename it, or remove it if the page is to be imported again"
    is_whole = all(_lies(project, path, data) for path, data in files.items())
    found = [
        error("D727", "this file exists already: nothing is imported", Span(path), hint)
        for path, data in files.items()
        if os.path.lexists(project.root / path) and (is_whole or not _lies(project, path, data))
    ]
    if not found:
        found = [
            error("D727", f"the source “{name}” exists already: nothing is imported", source.span, hint)
            for source in _sources(project)
            if source.id == name
        ]
    return tuple(found)


def _lies(project: Project, path: str, data: bytes) -> bool:
    """Whether an ordinary file with exactly these bytes lies there."""
    place = project.root / path
    return place.is_file() and not place.is_symlink() and tree.open_file(project.root, path).value == data


def _passed_over(entry: Article, urls: set[str]) -> str:
    """Why an entry is not imported, or ""."""
    if entry.url in urls:
        return "a source with its address exists already"
    return "" if entry.title or entry.paragraphs else "it has no words"


def _skipped(path: Path, n: int, entry: Article, reason: str) -> Diagnostic:
    named = f"entry {n}, “{entry.title}”," if entry.title else f"entry {n}"
    return warning("D728", f"{named} is passed over: {reason}", Span(str(path)))


def _write(project: Project, files: Mapping[str, bytes], found: tuple[Diagnostic, ...], *, dry_run: bool) -> Outcome[Intake]:
    """All files, or none: what was written before one failed is taken away again."""
    made: list[Path] = []
    try:
        for path, data in files.items() if not dry_run else ():
            if not _lies(project, path, data):
                edits.create(project.root, path, data, folders=edits.IMPORTED)
                made.append(project.root / path)
    except (OSError, ValueError) as problem:
        for place in made:
            place.unlink(missing_ok=True)
        reason = problem.strerror if isinstance(problem, OSError) else problem
        message = f"the files cannot be written: {reason}"
        return Outcome(Intake(), (*found, error("D720", message, Span(path), "nothing is imported")))
    return Outcome(Intake(tuple(files)), found)

"""A source's text is taken off the site: its card says so, and everything that a built site has of it is named."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

from digest.gather import Content, Progress, gather
from digest.model.noun import Noun
from digest.model.options import Options
from digest.model.source import Source
from digest.store import edits
from digest.store.project import Project
from digest.text import note_file
from digest.text.edit import Change, Put, Remove, edited, field
from digest.trust.bounds import guarded, own, seeds, shown
from digest.verify.data import entries
from digest.verify.folder import scan
from digest.verify.holdings import held
from digest.verify.leaks import Bounds, Search, tokens

# A quotation of fewer words may be anybody's: it is known by its marks alone.
TELLING = 3

FOLDER = "content/sources"


class Unknown(Exception):
    """There is no such source; `known` are those that there are."""

    def __init__(self, known: Iterable[str]) -> None:
        super().__init__()
        self.known = tuple(known)


class Taken(Noun, frozen=True):
    """What was done: the path of the card, whether it is new, and what of the site had words of the source. In `carried` are
    paths below the site's folder, each with the entries of a feed that had them.
    """

    card: str
    is_new: bool
    carried: tuple[tuple[str, tuple[str, ...]], ...]


def takedown(
    project: Project, options: Options, progress: Progress, *, id: str, date: str, reason: str, site: Path, dry_run: bool
) -> Taken:
    """Turns the source to “link” with a dated notice. The site is read as it lies in its folder, and is not built anew.

    `Unknown` where there is no such source, `ValueError` (or text.edit's `Uneditable`) where its card cannot be changed.
    """
    content = gather(project, options, progress)
    source = content.records.source.get(id)
    if source is None:
        raise Unknown(content.records.source)
    if source.rights.mode == "private":
        raise ValueError(f"“{id}” is private: nothing of it is on the site, and “link” would show its title")
    carried = tuple(_carried(source, content, project, site)) if site.is_dir() else ()
    is_new = not source.span.path.startswith(FOLDER)
    card = f"{FOLDER}/{id}.md" if is_new else source.span.path
    if is_new:
        notice = {"date": date, "reason": reason} if reason else {"date": date}
        text = note_file.write({"seed": source.seed, "rights": "link", "takedown": notice}, "")
        if not dry_run:
            edits.create(project.root, card, text.encode())
    else:
        before = edits.read(project.root, card)
        after = taken_down(before.decode(), date, reason).encode()
        if not dry_run:
            edits.replace(project.root, card, before, after)
    return Taken(card, is_new, carried)


def taken_down(card: str, date: str, reason: str) -> str:
    """The text of a card with “rights: link” and the notice; no other line changes. A reason that is there stays until another
    is given.
    """
    has_table = isinstance(field(card, "rights"), dict)
    changes: list[Change] = [Put(("rights", "mode") if has_table else ("rights",), "link")]
    known = field(card, "takedown")
    if known is not None:
        changes.append(Remove(("takedown",)))
    if isinstance(known, dict):
        reason = reason or str(known.get("reason", ""))
    changes.append(Put(("takedown",), {"date": date, "reason": reason} if reason else {"date": date}))
    return edited(card, changes)


# ---------------------------------------------------------------------------------------------------------------------


def _carried(source: Source, content: Content, project: Project, site: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The files of a site that have words of the source which neither others nor the editors say, with the entries of feeds."""
    documents = seeds(project, [source])
    mine = guarded(source, documents[source.id], content.records.reading[source.id])._replace(shown=())
    others = (each for each in content.records.source.values() if each.id != source.id)
    headline = (source.title,)
    open = (*headline, *(text for each in others for text in shown(each, content)))
    search = Search(Bounds((mine,), open=tuple(open), own=tuple(own(content, project))))
    quoted = [q for each in content.records.quotations.values() for q in each if q.passage.source == source.id]
    marks = [f'data-quotation="q-{each.annotation}-{each.n}"' for each in quoted]
    parts = (tokens(words) for each in quoted for words in each.passage.words)
    phrases = [" ".join(words) for words in parts if len(words) >= TELLING]
    folder = scan(site)
    for path in sorted(folder.files):
        data = folder.read(path) or b""
        if any(mark.encode() in data for mark in marks) or _has(path, data, search, phrases):
            yield path, tuple(_entries(path, data, search, phrases))


def _has(path: str, data: bytes, search: Search, phrases: Iterable[str]) -> bool:
    if any(True for _ in search.file(path, data)):
        return True
    texts = [f" {' '.join(tokens(each.text))} " for each in held(path, data)]
    return any(f" {phrase} " in text for phrase in phrases for text in texts)


def _entries(path: str, data: bytes, search: Search, phrases: Iterable[str]) -> Iterator[str]:
    """The addresses of a feed's entries that have words of the source."""
    try:
        if path.endswith(("feed.json", ".jsonfeed")):
            items = json.loads(data)["items"]
            found = [(str(item["url"]), str(item.get("content_html", ""))) for item in items]
        elif path.endswith(("feed.xml", ".atom")):
            # An id may look like an address; the link that follows it is one.
            found = [(next((name for name in reversed(each.names) if "://" in name), ""), each.content) for each in entries(data)]
        else:
            return
    except (ValueError, KeyError, TypeError, ExpatError):  # a feed that is none has no entries
        return
    yield from (address for address, html in found if _has("entry.html", html.encode(), search, phrases))

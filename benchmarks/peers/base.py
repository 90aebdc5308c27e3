"""What every adapter shares: the protocol of a peer, the marking of passages, and a few lines for writing files.

A peer is given the neutral corpus and writes the project that a good user of that generator would keep: its templates and
settings stand in `projects/NAME/`, the content is written by the adapter. Then it says which commands build it and where its
pages are.
"""

import html
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import Annotation, Corpus, Source

HOME = Path(os.environ.get("DIGEST_BENCHMARKS") or Path(__file__).parents[2] / ".benchmarks")
"""Where peers are installed, corpora written and sites built; `DIGEST_BENCHMARKS` names another folder."""

PROJECTS = Path(__file__).parent / "projects"

Command = list[str]


ASIDE = "aside"


def put_aside(path: Path, below: Path | None = None) -> None:
    """Takes what lies there out of the way, into a folder `aside` that somebody removes when all is measured.

    Nothing is removed before: ext4 keeps off whatever was freed in the last minutes, and looks past all of it for each file that
    is made then, up to a millisecond long. Who is built after whom would decide what it costs.
    """
    if path.exists() or path.is_symlink():
        aside = (below or path.parent) / ASIDE
        aside.mkdir(exist_ok=True)
        path.rename(aside / str(len(os.listdir(aside))))


class Peer:
    """One column of the comparison; its project lies in `folder`."""

    name = ""
    omits = "nothing"
    projects: Sequence[str] = ()
    """Folders below `projects/` that are copied, one over the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "public"
        self.environment: dict[str, str] = {}
        self._edited = ""

    # ------------------------------------------------------------------------------------------- what an adapter says

    def version(self) -> str:
        raise NotImplementedError

    def content(self, corpus: Corpus) -> None:
        """Writes the content of the project."""
        raise NotImplementedError

    def build(self) -> Command:
        """A cold build."""
        raise NotImplementedError

    def rebuild(self) -> Command:
        """A build with everything warm, after an edit or none."""
        return self.build()

    def watch(self) -> Command | None:
        """A command that builds into the same folder on every save, if there is one."""
        return None

    def caches(self) -> list[Path]:
        """What a cold build must not find, besides the output."""
        return []

    def places_of_edit(self, corpus: Corpus) -> list[Path]:
        """The files in which the note of `corpus.edited` stands."""
        raise NotImplementedError

    def also_edited(self, text: str, corpus: Corpus, marker: str) -> str:
        """The file of an edit with what changes besides the note."""
        return text

    # ------------------------------------------------------------------------------------------------- what follows from it

    def write(self, corpus: Corpus) -> None:
        put_aside(self.folder)
        self.folder.mkdir(parents=True)
        self._edited = ""
        for project in self.projects:
            shutil.copytree(PROJECTS / project, self.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        self.content(corpus)

    def clean(self) -> None:
        for path in (self.out, *self.caches()):
            put_aside(path, self.folder.parent)

    def edit(self, corpus: Corpus, marker: str) -> None:
        """Saves the note of `corpus.edited` with the marker before its words, as an editor does, in place."""
        first = corpus.edited.note.split("\n")[0][:40]
        new = f"{marker} {first}"
        for path in self.places_of_edit(corpus):
            text = path.read_text("utf-8")
            if (self._edited or first) not in text:
                raise ValueError(f"{path} does not hold the note that is edited")
            path.write_text(self.also_edited(text.replace(self._edited or first, new), corpus, marker), encoding="utf-8")
        self._edited = new

    # --------------------------------------------------------------------------------------------------- where things stand

    def article(self, source: Source) -> Path:
        return self.out / "articles" / source.slug / "index.html"

    def month(self, month: str) -> Path:
        return self.out / "timeline" / month[:4] / month[5:] / "index.html"

    def year(self, year: str) -> Path:
        return self.out / "timeline" / year / "index.html"

    def tag(self, slug: str) -> Path:
        return self.out / "tags" / slug / "index.html"

    def parts_of_tag(self, slug: str) -> list[Path]:
        """The pages that together list everything about the tag."""
        return [self.tag(slug)]

    def feed(self) -> Path:
        return self.out / "feed.xml"

    def anchor(self, annotation: Annotation) -> str:
        """The id of the annotation's mark in its source's page."""
        return annotation.id


def marked(text: str, annotations: Sequence[Annotation]) -> str:
    """Escaped paragraphs with the quoted passages in `<mark id=…>`: what peers that cannot anchor are given ready-made."""
    parts, at = [], 0
    for each in sorted(annotations, key=lambda each: each.start):
        before = escaped(text[at : each.start])
        parts.append(f'{before}<mark id="{each.id}">{escaped(each.quote)}</mark>')
        at = each.start + len(each.quote)
    parts.append(escaped(text[at:]))
    return "".join(f"<p>{paragraph}</p>\n" for paragraph in "".join(parts).split("\n\n"))


def with_annotations(source: Source, annotations: Sequence[Annotation], more: str = "") -> str:
    """An article file that carries its annotations in its front matter and the marked text as HTML below."""
    return (
        f"---\ntitle: {quoted(source.title)}\nid: {source.id}\ndate: {source.date}\npublisher: {quoted(source.publisher)}\n"
        f"url_: {source.url}\n{more}annotations:\n"
        + "".join(map(_item, annotations))
        + f"---\n{marked(source.text, annotations)}"
    )


def _item(each: Annotation) -> str:
    note = "\n".join(f"    {line}" if line else "" for line in each.note.split("\n"))
    return (
        f"- id: {each.id}\n  date: '{each.date}'\n  kind: {each.kind}\n  tags: [{', '.join(each.tags)}]\n"
        f"  quote: {quoted(each.quote)}\n  note: |\n{note}\n"
    )


def escaped(text: str) -> str:
    return html.escape(text, quote=False)


def quoted(text: str) -> str:
    """A double-quoted scalar of YAML and JSON."""
    return json.dumps(text, ensure_ascii=False)


def put(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

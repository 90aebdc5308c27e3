"""What the editor in the preview can do: words looked up, annotations read, written, changed, removed and brought back.

It edits files, as a person with an editor would; the build only ever sees files. Every answer is (status, table).
One thread at a time.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from digest.gather import ANNOTATIONS
from digest.model.annotation import Target, TextQuoteSelector
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Fix, Places, Span
from digest.model.edtf import Edtf, EdtfError, first_day, html_datetime, parse
from digest.model.options import Options
from digest.model.source import Document, Source
from digest.serve import wanted
from digest.serve.index import Catalogue, Index, Note
from digest.serve.wanted import Malformed, Slot, Wanted
from digest.steps.anchor import anchor
from digest.steps.parse import parse_annotation, parse_seed
from digest.steps.resolve import same
from digest.steps.select import Unselectable, select
from digest.store import edits, language, tree
from digest.store import project as store
from digest.store.project import Project
from digest.text import edit, front_matter, markup, offsets
from digest.text.dates import in_words
from digest.text.edit import Uneditable
from digest.text.fold import Folded, fold
from digest.text.slug import slug

Answer = tuple[int, dict[str, Any]]

# Where a quotation's words and its two sides would stand if it were in a file
_SPANS = (Span("", 1, 1), Span("", 2, 1), Span("", 3, 1))

# Documents that are kept read, in the order of their last use
KEPT = 8


class Refusal(Exception):
    """An answer that is a no: its status and what it says."""

    def __init__(self, status: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.answer: Answer = (status, {"message": message, **more})


class Removed(NamedTuple):
    """A file that can be brought back as it was."""

    title: str
    path: str
    data: bytes
    mode: int


class Desk:
    """The files of one digest while a preview runs. `fixes` gives the mendable findings of the last build by their keys."""

    def __init__(
        self, root: Path, options_of: Callable[[Project], Options], fixes: Callable[[], Mapping[str, Diagnostic]]
    ) -> None:
        self.root = root
        self._options_of, self._fixes = options_of, fixes
        self._index = Index(root)
        self._removed: dict[str, Removed] = {}
        self._documents: dict[tuple[str, bytes, str], tuple[Document, Folded]] = {}

    # -- looking things up ---------------------------------------------------------------------------------------------

    def facts(self, _: Mapping[str, Any]) -> Answer:
        """What the panel offers: kinds, facets with their known terms, sources, and what can be brought back."""
        config, catalogue = self._look()
        speech = language.load(config.language)
        return 200, {
            "language": config.language,
            "kinds": [{"id": kind.id, "label": speech.t(kind.label)} for kind in config.kinds],
            "facets": [
                {"id": facet.id, "label": speech.t(facet.label), "terms": list(catalogue.labels[facet.id])}
                for facet in config.facets
            ],
            "sources": [{"id": source.id, "title": source.title} for source in catalogue.sources],
            "removed": [{"key": key, "title": each.title} for key, each in self._removed.items()],
        }

    def text(self, request: Mapping[str, Any]) -> Answer:
        """The canonical text of a source, whole: whoever annotates may read it, whatever readers of the site may."""
        _, catalogue = self._look()
        id = wanted.text(request, "source")
        document, _ = self._document(id, catalogue)
        card = catalogue.source(id)
        assert card
        return 200, {"source": id, "title": card.title, "language": card.language, "text": document.text}

    def selection(self, request: Mapping[str, Any]) -> Answer:
        """A selection as a quotation. An end is so many UTF-16 code units from the code point where its block begins."""
        _, catalogue = self._look()
        id = wanted.text(request, "source")
        document, folded = self._document(id, catalogue)
        start, end = (
            block + offsets.from_utf16(document.text[block:], wanted.number(request, f"{name}_units"))
            for name in ("start", "end")
            for block in (wanted.number(request, f"{name}_block"),)
        )
        there, seen = document.text[start:end], wanted.text(request, "text", line=False)
        if "".join(there.split()) != "".join(seen.split()):
            message = "between these words the source has others, which this page does not show"
            raise Refusal(
                409, message, hint="choose the words in the whole text, or load the page again if the source has changed"
            )
        found = select(folded, start, end)
        if isinstance(found, Unselectable):
            raise Refusal(422, found.reason)
        self._prove(id, found.selector, document, folded)
        card = catalogue.source(id)
        return 200, {"source": id, "title": card.title if card else id, **_said(found.selector), "state": "proved"}

    def date(self, request: Mapping[str, Any]) -> Answer:
        """How a date will read on the site, or what is wrong with it."""
        config = self._config()
        written = wanted.text(request, "date")
        date = parse(written, config.hemisphere)
        if isinstance(date, EdtfError):
            hint = date.hint and f"write “{date.hint}”"
            raise Refusal(422, f"“{written}” is not a date: {date.message}", hint=hint, instead=date.hint)
        locale = language.load(config.language).locale
        return 200, {"reads": in_words(date, locale), "iso": html_datetime(date), "language": config.language}

    def prose(self, request: Mapping[str, Any]) -> Answer:
        """A note as it will stand on the page."""
        config = self._config()
        made = markup.to_html(wanted.text(request, "note", line=False), prefix="digest-note-", raw_html=config.raw_html)
        refused = [f"this {each.what} is left out: {each.reason}" for each in made.refused]
        return 200, {"html": markup.rooted(made.html, lambda address: address), "refused": refused}

    def annotation(self, request: Mapping[str, Any]) -> Answer:
        """An annotation's file as the panel shows it: by its id, or by its slug."""
        config, catalogue = self._look()
        return 200, self._shown(self._note(request, catalogue), config, catalogue)

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, request: Mapping[str, Any]) -> Answer:
        """A new annotation in a file of its own, whose name follows from its title."""
        config, catalogue = self._look()
        want = wanted.wanted(request, [facet.id for facet in config.facets])
        title = want.fields.get("title", "")
        if not isinstance(title, str) or not title:
            raise Refusal(422, "an annotation needs a title", field="title")
        self._check(want, config, catalogue, there=())
        today = self._options().today
        data = wanted.new_file(want, f"{today.year:04}-{today.month:02}-{today.day:02}").encode()
        path = self._free(title, self._folder(want, config, catalogue), catalogue)
        self._check_file(path, data, config, set())
        try:
            edits.create(self.root, path, data)
        except FileExistsError:
            raise Refusal(409, "a file of that name has just been made: save again") from None
        return 201, self._shown(self._note_of(path), config, self._index.look(config))

    def change(self, request: Mapping[str, Any]) -> Answer:
        """The touched fields of an annotation: no other line of its file changes."""
        config, catalogue = self._look()
        note = self._note(request, catalogue)
        before = self._bytes(note)
        text = before.decode("utf-8", "surrogateescape")
        want = wanted.wanted(request, [facet.id for facet in config.facets])
        try:
            after = edit.edited(text, wanted.changes(text, want)).encode("utf-8", "surrogateescape")
        except (Uneditable, ValueError) as problem:
            self._unchanged(request, before, b"")
            raise Refusal(422, str(problem), hint=f"change {note.path} in an editor") from None
        self._unchanged(request, before, after)
        self._check(want, config, catalogue, there=wanted.slots(text))
        self._check_file(note.path, after, config, _errors(note.path, before, config))
        if after != before:
            edits.replace(self.root, note.path, before, after)
        return 200, self._shown(note, config, catalogue)

    def remove(self, request: Mapping[str, Any]) -> Answer:
        """The file goes; it can be brought back while the preview runs."""
        _, catalogue = self._look()
        note = self._note(request, catalogue)
        before = self._bytes(note)
        self._unchanged(request, before, b"")
        mode = edits.remove(self.root, note.path, before)
        key = f"{len(self._removed) + 1}-{_tag(before)[:8]}"
        self._removed[key] = Removed(note.title, note.path, before, mode)
        return 200, {"key": key, "title": note.title, "path": note.path}

    def undo(self, request: Mapping[str, Any]) -> Answer:
        """A removed file, byte for byte as it was."""
        key = wanted.text(request, "key")
        if key not in self._removed:
            raise Refusal(404, "this was brought back already")
        gone = self._removed[key]
        try:
            edits.create(self.root, gone.path, gone.data, gone.mode)
        except FileExistsError:
            raise Refusal(409, f"there is another file at {gone.path} now") from None
        del self._removed[key]
        return 200, {"title": gone.title, "path": gone.path}

    def mend(self, request: Mapping[str, Any]) -> Answer:
        """A finding's suggestion, accepted: the quotation's own lines change."""
        found = self._fixes().get(wanted.text(request, "key"))
        if found is None or found.fix is None:
            raise Refusal(409, "the file has changed meanwhile", hint="look at the messages as they are now")
        before = edits.read(self.root, found.span.path)
        edits.replace(self.root, found.span.path, before, edits.changed(before, found.span.path, found.fix.changes))
        return 200, {"path": found.span.path}

    # ------------------------------------------------------------------------------------------------------------------

    def _look(self) -> tuple[Config, Catalogue]:
        config = self._config()
        return config, self._index.look(config)

    def _config(self) -> Config:
        return store.load(self.root).value.config

    def _options(self) -> Options:
        return self._options_of(store.load(self.root).value)

    def _note(self, request: Mapping[str, Any], catalogue: Catalogue) -> Note:
        id, name = wanted.text(request, "id"), wanted.text(request, "slug")
        note = catalogue.note(id) if id else catalogue.note_at(name)
        if note is None:
            raise Refusal(404, "there is no such annotation any more")
        return note

    def _note_of(self, path: str) -> Note:
        _, catalogue = self._look()
        return next(note for note in catalogue.notes if note.path == path)

    def _bytes(self, note: Note) -> bytes:
        try:
            return edits.read(self.root, note.path)
        except FileNotFoundError:
            raise Refusal(404, "there is no such annotation any more") from None

    def _document(self, id: str, catalogue: Catalogue) -> tuple[Document, Folded]:
        card = catalogue.source(id)
        if card is None:
            raise Refusal(404, f"there is no source “{id}”")
        path = f"seeds/{card.seed}"
        data = tree.open_file(self.root, path).value
        if data is None:
            raise Refusal(404, f"{path} cannot be read")
        key = (path, hashlib.sha256(data).digest(), card.charset)
        if key not in self._documents:
            document = parse_seed(path, data, card.charset).value
            if document is None:
                raise Refusal(422, f"{path} cannot be read as text")
            self._documents[key] = document, fold(document.text, [(block.start, block.end) for block in document.blocks])
        self._documents[key] = self._documents.pop(key)
        while len(self._documents) > KEPT:
            del self._documents[next(iter(self._documents))]
        return self._documents[key]

    def _anchored(self, id: str, selector: TextQuoteSelector, document: Document, folded: Folded) -> tuple[Diagnostic, ...]:
        """What the build would say of the quotation. Nothing means that it is proved."""
        exact, prefix, suffix = _SPANS
        target = Target(id, selector, exact, exact, places=Places((("prefix", prefix), ("suffix", suffix))))
        found = anchor(target, Source(id, "", id, exact), document, folded)
        return () if found.value else found.diagnostics

    def _prove(self, id: str, selector: TextQuoteSelector, document: Document, folded: Folded) -> None:
        for each in self._anchored(id, selector, document, folded):
            raise Refusal(422, each.message, hint=each.hint, field="passages")

    def _check(self, want: Wanted, config: Config, catalogue: Catalogue, there: tuple[Slot, ...]) -> None:
        """The request's own mistakes, by field: a date that is none, an unknown kind, a passage that is not proved."""
        kind, date = want.fields.get("kind"), want.fields.get("date")
        if kind and kind not in [each.id for each in config.kinds]:
            raise Refusal(422, f"“{kind}” is no kind of annotation", field="kind")
        if isinstance(date, str) and date and isinstance(wrong := parse(date, config.hemisphere), EdtfError):
            hint = wrong.hint and f"write “{wrong.hint}”"
            raise Refusal(422, f"“{date}” is not a date: {wrong.message}", hint=hint, field="date")
        for each in want.passages or ():
            if each.at is not None and each.at >= len(there):
                raise Malformed("the file has no such passage")
            source = each.source if each.at is None else there[each.at].source
            if each.selector:
                self._prove(source, each.selector, *self._document(source, catalogue))
            elif each.at is None and catalogue.source(source) is None:
                raise Refusal(404, f"there is no source “{source}”")

    def _check_file(self, path: str, data: bytes, config: Config, known: set[tuple[str, str]]) -> None:
        """Nothing is written that would bring a new mistake into the file."""
        for each in parse_annotation(path, data, config).diagnostics:
            if each.severity == "error" and (each.code, each.message) not in known:
                raise Refusal(422, each.message, hint=each.hint)

    def _unchanged(self, request: Mapping[str, Any], before: bytes, after: bytes) -> None:
        """412 (RFC 9110, 15.5.13) where the file is not the one that the browser has read; both texts are in the answer."""
        if wanted.text(request, "tag") != _tag(before):
            texts = {"theirs": before.decode("utf-8", "replace"), "yours": after.decode("utf-8", "replace")}
            raise Refusal(412, "the file has changed since it was opened here", tag=_tag(before), **texts)

    def _folder(self, want: Wanted, config: Config, catalogue: Catalogue) -> str:
        """The folder of the year where the digest's annotations lie in such."""
        date = want.fields.get("date")
        read = parse(date, config.hemisphere) if isinstance(date, str) and date else None
        year = f"{first_day(read).year:04}" if isinstance(read, Edtf) else ""
        folders = {note.path.removeprefix(ANNOTATIONS + "/").rpartition("/")[0] for note in catalogue.notes}
        by_year = any(len(folder) == 4 and folder.isdecimal() for folder in folders)
        return f"{ANNOTATIONS}/{year}" if by_year and len(year) == 4 and year.isdecimal() else ANNOTATIONS

    def _free(self, title: str, folder: str, catalogue: Catalogue) -> str:
        """A path whose name is no id, slug or file name of another annotation: a number is added where it must be."""
        stems = (note.path.rpartition("/")[2].removesuffix(".md") for note in catalogue.notes)
        taken = {same(name) for note in catalogue.notes for name in (note.id, note.slug)} | {same(stem) for stem in stems}
        name, n = slug(title), 1
        while same(name) in taken or (self.root / folder / f"{name}.md").exists():
            n += 1
            name = f"{slug(title)}-{n}"
        return f"{folder}/{name}.md"

    def _shown(self, note: Note, config: Config, catalogue: Catalogue) -> dict[str, Any]:
        data = self._bytes(note)
        text = data.decode("utf-8", "replace")
        values = {name: edit.field(text, name) for name in ("title", "date", "kind", "draft")}
        said = {name: value if isinstance(value, str) else "" for name, value in values.items()}
        return {
            "id": note.id,
            "slug": note.slug,
            "path": note.path,
            "tag": _tag(data),
            "title": said["title"],
            "kind": said["kind"] or "event",
            "date": said["date"],
            "draft": said["draft"] == "true",
            "terms": {facet: list(words) for facet, words in note.terms},
            "note": front_matter.read("", text).value.body.strip("\n"),
            "passages": [self._passage(n, slot, catalogue) for n, slot in enumerate(wanted.slots(text))],
        }

    def _passage(self, at: int, slot: Slot, catalogue: Catalogue) -> dict[str, Any]:
        """A passage of the file, and what proves it or would mend it."""
        selector = TextQuoteSelector(slot.exact, slot.prefix, slot.suffix)
        card = catalogue.source(slot.source)
        shown = {"at": at, "source": slot.source, "title": card.title if card else slot.source, **_said(selector)}
        if not slot.exact:
            return {**shown, "state": "whole"}
        try:
            document, folded = self._document(slot.source, catalogue)
        except Refusal as refusal:
            return {**shown, "state": "missing", **refusal.answer[1]}
        for each in self._anchored(slot.source, selector, document, folded):
            return {
                **shown,
                "state": "missing",
                "message": each.message,
                "hint": each.hint,
                "instead": _instead(each.fix, selector),
            }
        return {**shown, "state": "proved"}


def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _said(selector: TextQuoteSelector) -> dict[str, str]:
    return {"exact": selector.exact, "prefix": selector.prefix, "suffix": selector.suffix}


def _instead(fix: Fix | None, selector: TextQuoteSelector) -> dict[str, str] | None:
    """The quotation that a suggestion would make of this one."""
    if fix is None:
        return None
    new = {span.line: value for span, _, value in fix.changes}
    values = (selector.exact, selector.prefix, selector.suffix)
    return _said(TextQuoteSelector(*(new.get(span.line, value) for span, value in zip(_SPANS, values, strict=True))))


def _errors(path: str, data: bytes, config: Config) -> set[tuple[str, str]]:
    return {(each.code, each.message) for each in parse_annotation(path, data, config).diagnostics if each.severity == "error"}

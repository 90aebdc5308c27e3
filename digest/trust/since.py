"""What was changed in silence: annotations that were published at an earlier revision and say something else now.

A change is declared by a later `modified` or by a new entry in `corrections`, a minor one included.
"""

from collections.abc import Iterable, Iterator, Mapping

from digest.gather import ANNOTATIONS
from digest.model.annotation import Annotation
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Span, warning
from digest.model.edtf import sort_key
from digest.model.options import Options
from digest.steps import parse
from digest.store import history, tree
from digest.store.project import Project
from digest.text.markup import plain
from digest.text.worddiff import word_diff

# Words that a message shows around a change, and how many changes.
AROUND, MOST = 4, 3


def silent(project: Project, options: Options, revision: str) -> tuple[Diagnostic, ...]:
    """A warning for each silent change since the revision. `history.NoHistory` where Git cannot tell."""
    before = _read(history.files(project.root, revision, ANNOTATIONS), project.config)
    files, _ = tree.read(project.root, ANNOTATIONS)
    now = _read({file.path: file.data for file in files}, project.config)
    found: list[Diagnostic] = []
    for id, old in before.items():
        due = old.published is None or old.published.earliest is None or old.published.earliest <= options.today
        if old.draft or not due:
            continue
        new = now.get(id)
        if new is None or new.draft:
            found.append(_gone(old, new, revision, [each for each in now.values() if each.id not in before]))
        elif not _declared(old, new) and (changed := list(_changed(old, new))):
            found.append(_silent(new, changed, revision))
    return tuple(found)


def _read(files: Mapping[str, bytes], config: Config) -> dict[str, Annotation]:
    """The annotations by id, as far as they can be read: what is wrong with them is told elsewhere."""
    read = (parse.parse_annotation(path, data, config).value for path, data in sorted(files.items()) if path.endswith(".md"))
    return {each.id: each for each in read if each}


def _declared(old: Annotation, new: Annotation) -> bool:
    later = new.modified is not None and (old.modified is None or sort_key(new.modified) > sort_key(old.modified))
    return later or any(each not in old.corrections for each in new.corrections)


Change = tuple[str, str, str]  # what of the annotation, what it was, what it is


def _changed(old: Annotation, new: Annotation) -> Iterator[Change]:
    """Each thing that readers were told and are told differently."""
    before, after = dict(_said(old)), dict(_said(new))
    for name in dict.fromkeys((*before, *after)):
        if before.get(name, "") != after.get(name, ""):
            yield name, before.get(name, ""), after.get(name, "")


def _said(annotation: Annotation) -> Iterator[tuple[str, str]]:
    yield "title", annotation.title
    for each in annotation.corrections:
        if not each.minor:
            yield f"the {each.type} of {each.date}", plain(each.text_html)
    yield "date", str(annotation.date or "")
    if annotation.is_retracted:  # the rest is shown to nobody
        return
    yield "summary", annotation.summary
    yield "note", " ".join(annotation.note_plain.split())
    if annotation.verdict:
        rating = annotation.verdict.rating
        yield "verdict", f"{annotation.verdict.label} {'' if rating is None else rating}".strip()
    for n, target in enumerate(annotation.targets, 1):
        words = " ".join(target.selector.exact.split()) if target.selector else ""
        yield f"quotation {n}", f"{target.source}: {words}" if words else target.source
        yield f"the note of quotation {n}", target.note_html
        yield f"the translation of quotation {n}", target.translation.text if target.translation else ""


def _silent(new: Annotation, changed: Iterable[Change], revision: str) -> Diagnostic:
    changed = list(changed)
    names = ", ".join(name for name, _, _ in changed)
    differences = [f"{name}: {_difference(before, after)}" for name, before, after in changed[:MOST]]
    hint = "say so: a new “modified”, or an entry in “corrections” (with “minor: true” for spelling)"
    return warning("D321", f"changed silently since {revision}: {names}", new.span, "\n".join((hint, *differences)))


def _gone(old: Annotation, new: Annotation | None, revision: str, others: Iterable[Annotation]) -> Diagnostic:
    if new:
        hint = "what was published stays at its address: retract it instead (“type: retraction” in “corrections”)"
        return warning("D322", f"published at {revision}, and a draft now", new.span, hint)
    same = next((each for each in others if each.title == old.title or each.note_plain == old.note_plain != ""), None)
    if same:
        hint = f"{same.span.path} looks like it: ids are permanent, so write “id: {old.id}” there"
    else:
        hint = "what was published stays at its address: bring it back and retract it (“type: retraction” in “corrections”)"
    return warning("D322", f"“{old.id}” was published at {revision}, and is gone", Span(old.span.path), hint)


def _difference(before: str, after: str) -> str:
    """Word by word, [-what it was-], {+what it is+}; of what stayed a few words."""
    runs = word_diff(before, after)
    marks = {"-": "[-{}-]", "+": "{{+{}+}}"}
    shown = []
    for n, (op, words) in enumerate(runs):
        if op in marks:
            shown.append(marks[op].format(words))
            continue
        split = words.split()
        first = split[:AROUND] if n else []
        last = split[-AROUND:] if n + 1 < len(runs) else []
        shown.append(" ".join((*first, "…", *last)) if len(split) > 2 * AROUND else words)
    return " ".join(shown)

"""A digest as it stands → the bounds that its site must keep: which words of which sources may be where.

Sources, cards and annotations are read as a build reads them; the site is not looked at.
"""

from collections.abc import Iterable, Iterator, Mapping

from digest.gather import Content, Progress, gather
from digest.model.annotation import TextQuoteSelector
from digest.model.diagnostic import Outcome, Places, Span
from digest.model.noun import Noun, replace
from digest.model.options import Options
from digest.model.source import Document, Reading, Shown, Source
from digest.steps import parse
from digest.store import theme, tree
from digest.store.project import Project
from digest.verify.holdings import unwrapped
from digest.verify.leaks import Bounds, Guarded, Hidden, Secret, tokens

# A title of fewer words may be anybody's.
SECRET_TITLE = 3


def bounds(project: Project, options: Options, progress: Progress) -> Outcome[Bounds]:
    """The bounds, and the errors of the digest: while there is one, nobody knows what may be shown."""
    content = gather(project, options, progress)
    documents = seeds(project, content.records.source.values())
    sources = [source for source in content.records.source.values() if source.id in documents]
    found = Bounds(
        guarded=tuple(
            guarded(source, documents[source.id], content.records.reading[source.id])
            for source in sources
            if source.rights.mode != "full"
        ),
        hidden=tuple(Hidden(source.id, name) for source in sources for name in source.redact),
        secrets=tuple(
            secret for source in sources if source.rights.mode == "private" for secret in _secrets(source, documents[source.id])
        ),
        open=tuple(text for source in sources for text in shown(source, content)),
        own=tuple(own(content, project)),
    )
    return Outcome(found, tuple(each for each in content.diagnostics if each.severity == "error"))


def seeds(project: Project, sources: Iterable[Source]) -> Mapping[str, Document]:
    """The documents by source id, read once more: a build keeps nothing of them but what may be shown."""
    files, _ = tree.read(project.root, "seeds")
    data = {file.below("seeds"): file for file in files}
    read = {
        source.id: parse.parse_seed(data[source.seed].path, data[source.seed].data, source.charset).value
        for source in sources
        if source.seed in data
    }
    return {id: document for id, document in read.items() if document}


def guarded(source: Source, document: Document, reading: Reading) -> Guarded:
    """The source with what of it readers may see."""
    shown = [(piece.start, piece.end) for piece in reading.pieces if isinstance(piece, Shown)]
    headline = document.text.find(document.title) if document.title else -1
    if headline >= 0 and source.rights.mode != "private":
        # A headline is a title: it may be told where its text may not.
        shown.append((headline, headline + len(document.title)))
    return Guarded(source.id, source.rights.mode, source.seed, document.text, tuple(shown))


def _secrets(source: Source, document: Document) -> Iterator[Secret]:
    yield Secret(source.id, "the SHA-256", source.sha256)
    if len(tokens(source.title)) >= SECRET_TITLE:
        yield Secret(source.id, "the title", source.title)


def shown(source: Source, content: Content) -> Iterator[str]:
    """The texts of a source that are shown, each as far as nothing is left out, and its title."""
    if source.rights.mode == "private":
        return
    yield source.title
    run: list[str] = []
    for piece in content.records.reading[source.id].pieces:
        if isinstance(piece, Shown):
            run.append(piece.text)
        else:
            yield "\n".join(run)
            run = []
    yield "\n".join(run)


def own(content: Content, project: Project) -> Iterator[str]:
    """Every text that the editors wrote, their quotations apart, which are the sources' words."""
    return (each for text in _own(content, project) for each in unwrapped(text))


def _own(content: Content, project: Project) -> Iterator[str]:
    records = content.records
    public = (replace(each, redact=()) for each in records.source.values() if each.rights.mode != "private")
    yield from _strings((project.config, tuple(public)))
    for table in (records.annotation, records.term, records.page):
        yield from _strings(tuple(table.values()))
    for quotations in records.quotations.values():
        for quotation in quotations:
            yield from _strings((quotation.note_html, quotation.translation))
    yield from (template.text for template in theme.load(project).value.templates.values())


def _strings(value: object) -> Iterator[str]:
    """The texts in a value of the model, selectors and places in files left out."""
    match value:
        case str():
            yield value
        case TextQuoteSelector() | Places() | Span():
            pass
        case tuple():
            for each in value:
                yield from _strings(each)
        case Mapping():
            yield from _strings(tuple(value.values()))
        case Noun():
            for name in value.__struct_fields__:
                yield from _strings(getattr(value, name))
        case _:
            pass

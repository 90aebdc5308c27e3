"""The line, from start to end: files in, a site out.

    gather → plan → view → render → write

Data goes one way and nothing comes back. Every step also yields diagnostics; while an error stands, nothing is written.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from digest.gather import Content, Options, Progress, gather
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, in_order, warning
from digest.model.library import Library
from digest.model.page import Artifact, Page, Records, parcel
from digest.model.theme import Template, Theme
from digest.pages import KINDS, sitemap
from digest.pages.search import DOCUMENTS
from digest.pieces import Here
from digest.steps.index import index
from digest.steps.render import Renderer
from digest.steps.resolve import same
from digest.store import language, output, theme
from digest.store.project import SETTINGS, Project
from digest.text.form import did_you_mean
from digest.text.language import Language


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or a check did and found: `changed` and `removed` are paths below the output folder; whether the site was
    `written` at all depends on the errors.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    pages: int = 0
    quotations: int = 0
    drafts: int = 0
    scheduled: int = 0
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    written: bool = False

    @property
    def errors(self) -> int:
        return sum(each.severity == "error" for each in self.diagnostics)

    @property
    def warnings(self) -> int:
        return sum(each.severity == "warning" for each in self.diagnostics)


def build(project: Outcome[Project], destination: Path, options: Options, progress: Progress) -> Report:
    """Builds the site into `destination`, unless something is wrong: then nothing is written."""
    report, artifacts = compose(project, options, progress)
    if report.errors or (options.strict and report.warnings):
        return report
    progress("writing", 0, 1)
    written = output.write(destination, artifacts)
    found = tuple(in_order((*report.diagnostics, *written.diagnostics)))
    sound = not any(each.severity == "error" for each in written.diagnostics)
    return replace(report, diagnostics=found, changed=written.changed, removed=written.removed, written=sound)


def compose(project: Outcome[Project], options: Options, progress: Progress) -> tuple[Report, tuple[Artifact, ...]]:
    """The whole site as values, and the report: all that a check needs, and all that is left is to write it."""
    config = project.value.config
    speech = language.load(config.language)
    look = theme.load(project.value)
    renderer, refused = _prepared(tuple(look.value.templates.items()), config.language)
    content = gather(project.value, options, progress)
    pages = plan(content.library, config)
    assets = tuple(Artifact(path, data) for path, data in look.value.assets.items())
    found = [
        *project.diagnostics,
        *_settings(project),
        *look.diagnostics,
        *refused,
        *content.diagnostics,
        *_clashes(pages, (*assets, *content.static), content),
        *_dead_links(content, pages),
        *_feedless(content, config),
    ]
    rendered: list[Artifact] = []
    if not any(each.severity == "error" for each in found):
        for n, page in enumerate(pages):
            progress("rendering", n, len(pages))
            outcome = render(page, content.records, config, speech, renderer)
            found += outcome.diagnostics
            rendered.append(outcome.value)
        rendered += _index(rendered, config)
    report = Report(
        diagnostics=tuple(in_order(found)),
        pages=sum(page.path.endswith(".html") for page in pages),
        quotations=content.proved,
        drafts=content.drafts,
        scheduled=content.scheduled,
    )
    return report, tuple(sorted((*assets, *content.static, *rendered), key=lambda each: each.path))


@lru_cache(maxsize=4)
def _prepared(templates: tuple[tuple[str, Template], ...], tag: str) -> tuple[Renderer, tuple[Diagnostic, ...]]:
    """A theme's templates, compiled, and what is wrong with them. The preview builds again and again with the same ones."""
    renderer = Renderer(Theme(dict(templates), {}), language.load(tag))
    return renderer, renderer.check()


def plan(library: Library, config: Config) -> tuple[Page, ...]:
    """Every page of the site; the sitemap last, for it lists the others."""
    pages = [page for kind in KINDS.values() if kind is not sitemap for page in kind.plan(library, config)]
    return (*pages, *sitemap.plan(pages, config))


def render(page: Page, records: Records, config: Config, speech: Language, renderer: Renderer) -> Outcome[Artifact]:
    """The page's file, made of its parcel and nothing else."""
    view: dict[str, Any] | str = KINDS[page.kind].view(parcel(page, records), Here(page.url, config, speech))
    if isinstance(view, str):
        return Outcome(Artifact(page.path, view.encode()))
    if not page.template:
        text = json.dumps(view, ensure_ascii=False, indent=1) + "\n"
        return Outcome(Artifact(page.path, text.encode()))
    rendered = renderer.render(page.template, view)
    return Outcome(Artifact(page.path, rendered.value.encode()), rendered.diagnostics)


def _index(rendered: Iterable[Artifact], config: Config) -> tuple[Artifact, ...]:
    """What the words of the documents lead to: made of pages, when all are."""
    if config.search == "none":
        return ()
    return index((each.path, each.data) for each in rendered if each.path.startswith(DOCUMENTS))


# ---------------------------------------------------------------------------------------------------------------------


def _settings(project: Outcome[Project]) -> Iterable[Diagnostic]:
    config = project.value.config
    # Settings that could not be read are not settings that somebody forgot.
    if not config.base_url and not any(each.severity == "error" for each in project.diagnostics):
        hint = 'write “base_url = "https://…/"” into digest.toml before you publish'
        yield warning("D143", "without a base_url there are no feeds and no sitemap", Span(SETTINGS, 1, 1), hint)
    if not language.is_known(config.language):
        hint = "write a BCP 47 tag such as “en”, “de” or “pt-BR”"
        yield error("D144", f"“{config.language}” is no language with known dates", Span(SETTINGS, 1, 1), hint)


def _clashes(pages: Sequence[Page], files: Sequence[Artifact], content: Content) -> Iterable[Diagnostic]:
    """Two files at one place, or a file where a folder must be: also where only a file system that ignores case thinks so."""
    claims = [(output.INTEGRITY, Span(SETTINGS))]
    # Of two claims the later one is reported: what can be renamed with the least harm comes last.
    claims += ((page.path, _owner(page, content)) for page in sorted(pages, key=lambda page: page.kind == "redirect"))
    claims += ((file.path, Span(f"content/static/{file.path}")) for file in files)
    # Two files with one id were reported as such.
    twins = [each for each in content.diagnostics if each.code == "D126"]
    known = {span.path for each in twins for span in (each.span, *(related.span for related in each.related))}
    taken: set[str] = set()
    folders: set[str] = set()
    for path, span in claims:
        above = {same(folder) for folder in _folders(path)}
        if (same(path) in taken or same(path) in folders or above & taken) and span.path not in known:
            hint = "give one of them another “slug”, or another name"
            yield error("D305", f"two things want the address /{path.removesuffix('index.html')}", span, hint)
        taken.add(same(path))
        folders |= above


def _folders(path: str) -> Iterable[str]:
    """The folders that a path stands in: `a` and `a/b` of `a/b/c`."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: n + 1]) for n in range(len(parts)))


def _owner(page: Page, content: Content) -> Span:
    """The file that a page is made of first."""
    for table, id in page.inputs:
        record = getattr(content.records, "annotation" if table == "entry" else table)[id]
        span = getattr(record, "span", None)
        if isinstance(span, Span):
            return span
    return Span(SETTINGS)


def _dead_links(content: Content, pages: Sequence[Page]) -> Iterable[Diagnostic]:
    """Links of notes into the site that lead nowhere."""
    known = {page.url for page in pages} | {f"/{file.path}" for file in content.static}
    for link in content.links:
        path = link.url.partition("#")[0].partition("?")[0]
        if path.startswith("/") and path not in known:
            near = [each for each in known if each.endswith(("/", ".html"))]
            hint = did_you_mean(path, near) if any(path in each or each in path for each in near) else ""
            yield warning("D306", f"“{link.url}” is no page of this site", link.span, hint)


def _feedless(content: Content, config: Config) -> Iterable[Diagnostic]:
    without = [entry for entry in content.library.entries if entry.published is None]
    if without and config.base_url and config.exports.feeds:
        span = content.records.annotation[without[0].id].span
        hint = "write “published: 2026-01-31”; `digest new annotation` does it for you"
        others = len(without) - 1
        more = f", and neither {'is 1 other' if others == 1 else f'are {others} others'}" if others else ""
        yield warning("D311", f"without “published” this is in no feed{more}", span, hint)

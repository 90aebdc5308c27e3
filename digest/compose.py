"""The second half of the line: everything that was gathered, as the files of a site.

    the library → plan → keys → parcels → view → render → artifacts

A page's key is the digest of all it is made of: the settings, its template with all that this one includes, its plan, and the
digests of its records. As long as the key holds, so does the file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from digest.gather import Content, Progress, gather, held
from digest.jobs import ITEM, Look, heard, render_items, render_page, render_pages, renderer_of, said
from digest.model.annotation import Card
from digest.model.config import Config
from digest.model.diagnostic import Diagnostic, Outcome, Span, error, in_order, warning
from digest.model.library import Library
from digest.model.noun import Noun
from digest.model.options import Options
from digest.model.page import Artifact, Page, Table
from digest.model.report import Report
from digest.model.theme import Theme
from digest.pages import KINDS, sitemap
from digest.pages import planned as pages_of
from digest.pages.search import DOCUMENTS
from digest.pieces import end_of_planning, entry_inputs
from digest.steps.index import LISTS, MANIFEST, WORDS, Amended, index
from digest.steps.index import amended as amended_index
from digest.steps.resolve import same
from digest.store import cards, compiled, language, listing, pagefind, theme, tree
from digest.store.cache import Fact, Memory, digest_of
from digest.store.codec import decode, encode
from digest.store.pool import Pool
from digest.store.project import SETTINGS, Project
from digest.text.near import did_you_mean

# Where the files of the search lie that are made here
SEARCHED = (DOCUMENTS, MANIFEST, LISTS, WORDS)

# What goes to a helper at once: so many pages, or pages that are made of so many records.
HANDFUL, ARMFUL = 32, 600


class Site(Noun, frozen=True):
    """A site that is planned: `found` is what is wrong so far, `told` what of it is about the pages; `assets` are the theme's
    files, by path; `items` says what stands for each entry of a timeline (nothing where something is wrong).
    """

    project: Project
    content: Content
    look: Look
    closures: Mapping[str, tuple[str, ...]]
    items: Mapping[str, bytes]
    assets: Mapping[str, bytes]
    pages: tuple[Page, ...]
    found: tuple[Diagnostic, ...]
    told: tuple[Diagnostic, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not any(each.severity == "error" for each in self.found)

    def report(self, more: Iterable[Diagnostic] = ()) -> Report:
        return Report(
            diagnostics=tuple(in_order((*self.found, *more))),
            pages=sum(page.path.endswith(".html") for page in self.pages),
            quotations=self.content.proved,
            drafts=self.content.drafts,
            scheduled=self.content.scheduled,
        )


def planned(
    project: Outcome[Project],
    options: Options,
    progress: Progress,
    memory: Memory,
    pool: Pool,
    scans: Mapping[str, tree.Scan] | None = None,
    *,
    stays: bool = False,
) -> Site:
    """Everything but the rendering. `scans` are of the folders `seeds` and `content`, where they were looked through before. A
    process that `stays` keeps more of it.
    """
    here = cards.able(project.value)
    project = Outcome(here.value, (*project.diagnostics, *here.diagnostics))
    config = project.value.config
    loaded = theme.load(project.value)
    look = _look(project.value, loaded.value)
    closures, refused = _checked(look, memory)
    content = gather(project.value, options, progress, memory, pool, scans, stays=stays)
    pages = plan(content.library, config)
    found = [
        *project.diagnostics,
        *_settings(project),
        *loaded.diagnostics,
        *refused,
        *content.diagnostics,
        *(told := about_pages(pages, (*loaded.value.assets, *content.static), content, config)),
    ]
    made: dict[str, bytes] = {}
    if not any(each.severity == "error" for each in found):
        wanted = {ref.id for page in pages for ref in page.inputs if ref.table == "item"}
        listed = [card for card in content.library.entries if card.id in wanted]
        made, wrong = items(look, closures, listed, lambda table, id: content.digests[table][id], memory, pool, progress)
        found += wrong
    end_of_planning()
    return Site(project.value, content, look, closures, made, loaded.value.assets, pages, tuple(found), told)


def about_pages(pages: Sequence[Page], files: Iterable[str], content: Content, config: Config) -> tuple[Diagnostic, ...]:
    """What is wrong with the pages as they are planned. `files` are written beside them."""
    return (*_clashes(pages, files, content), *_dead_links(content, pages), *_feedless(content, config))


def items(
    look: Look,
    closures: Mapping[str, tuple[str, ...]],
    cards: Sequence[Card],
    digest: Callable[[Table, str], bytes],
    memory: Memory,
    pool: Pool,
    progress: Progress,
    *,
    every: bool = True,
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """What stands for each entry of a timeline, by id, and what is wrong with its template. Each is made once, whatever pages it
    is on. Unless these are `every` entry there is, the others are left as they are.
    """
    made_by = digest_of(encode((digest_of(encode(look.config)), [look.templates[each] for each in closures.get(ITEM, ())])))
    refs = {card.id: entry_inputs(card) for card in cards}
    keys = {id: digest_of(b"".join((made_by, *(digest(*ref) for ref in of)))) for id, of in refs.items()}
    known = memory.facts("item") if every else {id: fact for id in keys if (fact := memory.fact("item", id))}
    facts = {id: known[id] for id, key in keys.items() if id in known and known[id].key == key}
    asked = [id for id in keys if id not in facts]
    shares = [asked[n : n + HANDFUL] for n in range(0, len(asked), HANDFUL)]

    def handfuls() -> Iterator[tuple[Look, Sequence[str], Mapping[tuple[Table, str], bytes]]]:
        for done, share in enumerate(shares):
            progress("rendering", done * HANDFUL, len(asked))
            yield look, share, {ref: memory.value(*ref) for ref in dict.fromkeys(ref for id in share for ref in refs[id])}

    made: dict[str, Fact] = {}
    for share, listed in zip(shares, pool.run(render_items, handfuls()), strict=True):
        now = memory.put_records("item", {id: each.item for id, each in zip(share, listed, strict=True)})
        made |= {id: Fact(keys[id], now[id], each.said) for id, each in zip(share, listed, strict=True)}
    gone = known.keys() - keys.keys() if every else ()
    memory.put_facts("item", made, gone)
    memory.put_records("item", {}, gone)
    facts |= made
    return {id: fact.brief for id, fact in facts.items()}, [each for fact in facts.values() for each in heard(fact.said)]


def _look(project: Project, whole: Theme) -> Look:
    return Look(digest_of(encode((project.config, sorted(whole.templates.items())))), project.config, whole.templates)


def compose(project: Outcome[Project], options: Options, progress: Progress) -> tuple[Report, tuple[Artifact, ...]]:
    """The whole site as values, and the report; while an error stands, without its pages."""
    memory, pool = Memory(None, ""), Pool()
    site = planned(project, options, progress, memory, pool)
    found: list[Diagnostic] = []
    artifacts = [*copied(site, (), found)]
    if site.is_sound:
        artifacts += rendered(site, site.pages, memory, pool, progress, found)
        documents = {each.path: each.data for each in artifacts}
        artifacts += indexed(site, documents, documents.__getitem__, found)
    return site.report(found), tuple(sorted(artifacts, key=lambda each: each.path))


def copied(site: Site, believed: Collection[str], found: list[Diagnostic]) -> Iterator[Artifact]:
    """The theme's assets, and the files that are copied as they are, but for those believed to be in their places."""
    for path, data in site.assets.items():
        yield Artifact(path, data)
    for path in site.content.static:
        if path not in believed:
            opened = tree.open_file(site.project.root, f"content/static/{path}")
            found += opened.diagnostics
            if opened.value is not None:
                yield Artifact(path, opened.value)


def plan(library: Library, config: Config) -> tuple[Page, ...]:
    """Every page of the site; the sitemap last, for it lists the others."""
    pages = [page for kind in KINDS.values() for page in pages_of(kind, library, config)]
    return (*pages, *sitemap.plan(pages, config))


def rendered(
    site: Site, pages: Sequence[Page], memory: Memory, pool: Pool, progress: Progress, found: list[Diagnostic]
) -> Iterator[Artifact]:
    """The files of the pages, in order; what is wrong with templates is added to `found`."""
    return _rendered(site.look, pages, memory, pool, progress, found)


def _rendered(
    look: Look, pages: Sequence[Page], memory: Memory, pool: Pool, progress: Progress, found: list[Diagnostic]
) -> Iterator[Artifact]:
    if pool.is_alone:  # there is nobody to send records to
        records = held(memory)
        for done, page in enumerate(pages):
            progress("rendering", done, len(pages))
            data, wrong = render_page(look, page, records)
            found += heard(wrong)
            yield Artifact(page.path, data)
        return
    shares = _shares(pages)

    def handfuls() -> Iterator[tuple[Look, Sequence[Page], Mapping[tuple[Table, str], bytes]]]:
        done = 0
        for share in shares:
            progress("rendering", done, len(pages))
            done += len(share)
            refs = dict.fromkeys(ref for page in share for ref in page.inputs)
            yield look, share, {(table, id): memory.value(table, id) for table, id in refs}

    for share, made in zip(shares, pool.run(render_pages, handfuls()), strict=True):
        for page, (data, wrong) in zip(share, made, strict=True):
            found += heard(wrong)
            yield Artifact(page.path, data)


def _shares(pages: Iterable[Page]) -> list[list[Page]]:
    """The pages in handfuls, in order."""
    shares: list[list[Page]] = []
    room = 0
    for page in pages:
        if not shares or len(shares[-1]) == HANDFUL or room < len(page.inputs):
            shares.append([])
            room = ARMFUL
        shares[-1].append(page)
        room -= len(page.inputs)
    return shares


def indexed(
    site: Site, documents: Mapping[str, bytes], read: Callable[[str], bytes], found: list[Diagnostic]
) -> Iterator[Artifact]:
    """What the words of the documents lead to. `documents` were just rendered; the others are read where they lie."""
    config = site.project.config
    if config.search == "none":
        return
    files = ((path, documents[path] if path in documents else read(path)) for path in _documents(site))
    if config.search == "built-in":
        yield from index(files)
        return
    every = list(files)
    forms = pagefind.run(every, config.language)
    found += forms.diagnostics
    yield from forms.value
    yield from index(every, pagefind=bool(forms.value))


def amended(
    config: Config,
    documents: Mapping[str, bytes],
    gone: Iterable[str],
    paths: Iterable[str],
    known: Collection[str],
    read: Callable[[str], bytes],
) -> Amended | None:
    """The index that lies there, brought up to date: `documents` were just rendered, those of `gone` are no more what they were,
    `paths` are all there are now, `known` what the last build wrote. None where the index must be made from nothing.
    """
    if config.search != "built-in" or MANIFEST not in known:
        return None
    return amended_index(map(read, gone), documents.values(), paths, read)


def is_document(path: str) -> bool:
    """True for a file that the search index is made of."""
    return path.startswith(DOCUMENTS)


def is_index(path: str) -> bool:
    return path.startswith((MANIFEST, LISTS, WORDS, pagefind.FOLDER))


def key_of_index(keys: Mapping[str, bytes]) -> bytes:
    """The digest of all that the search index is made of, from the keys of all pages."""
    return digest_of(b"".join(keys[path] for path in sorted(filter(is_document, keys))))


def _documents(site: Site) -> list[str]:
    return [page.path for page in site.pages if is_document(page.path)]


class Prepared(NamedTuple):
    """What all pages share, of a site whose plan holds; and what has a say in each template."""

    look: Look
    closures: Mapping[str, tuple[str, ...]]


def prepared(project: Project, memory: Memory) -> Prepared:
    look = _look(project, theme.load(project).value)
    return Prepared(look, _checked(look, memory)[0])


def rendered_anew(
    prepared: Prepared, pages: Sequence[Page], memory: Memory, pool: Pool, progress: Progress, found: list[Diagnostic]
) -> Iterator[Artifact]:
    """The files of some pages of a site whose plan holds."""
    return _rendered(prepared.look, pages, memory, pool, progress, found)


def items_anew(
    prepared: Prepared, cards: Sequence[Card], memory: Memory, pool: Pool, progress: Progress
) -> dict[str, bytes] | None:
    """What stands for some entries of a site whose plan holds; None where there is something to say about one."""
    made, found = items(*prepared, cards, memory.record, memory, pool, progress, every=False)
    return None if found else made


# --------------------------------------------------------------------------------------------------------------- keys


class Key(NamedTuple):
    """A page's key, its plan with the digests of all that it is made of, and the names of the annotations that it shows."""

    key: bytes
    plan: bytes
    shown: Collection[str]


def keys(site: Site) -> Iterator[tuple[str, Key]]:
    """The path and the key of every page. Plans are long: whoever needs all of them at once does not hold them."""
    look = digest_of(encode(site.look.config))
    templates = {name: digest_of(encode([site.look.templates[each] for each in names])) for name, names in site.closures.items()}
    digests = {**site.content.digests, "item": site.items}
    for page in site.pages:
        records = [digests[table][id] for table, id in page.inputs]
        plan = encode((page.kind, page.template, page.inputs, page.params, look, templates.get(page.template, b""), records))
        yield page.path, Key(digest_of(plan), plan, shown(page.inputs))


# What an annotation is on pages: every record of it has its name.
SHOWN = ("annotation", "quotations", "entry", "item")


def shown(inputs: Iterable[tuple[str, str]]) -> Collection[str]:
    """The names of the annotations among these records."""
    return dict.fromkeys(id for table, id in inputs if table in SHOWN)


def planned_as(plan: bytes) -> "Plan":
    return Plan(*decode(list[Any], plan))


def reasons(before: bytes, now: bytes) -> tuple[str, ...]:
    """What is different in the two plans of a page, in words."""
    old, new = (planned_as(plan) for plan in (before, now))
    said = []
    if old.look != new.look:
        said.append("the settings in digest.toml changed")
    if (old.template, old.templates) != (new.template, new.templates):
        said.append(f"the template {new.template}, or one that it includes, changed")
    records = [{tuple(ref): digest for ref, digest in zip(each.inputs, each.digests, strict=True)} for each in (old, new)]
    for ref in dict.fromkeys((*records[0], *records[1])):
        table, id = ref
        match records[0].get(ref), records[1].get(ref):
            case None, _:
                said.append(f"the {table} “{id}” is new on it")
            case _, None:
                said.append(f"the {table} “{id}” is on it no more")
            case first, second if first != second:
                said.append(f"the {table} “{id}” changed")
    if old.params != new.params:
        said.append("its place among other pages changed")
    return tuple(said)


class Plan(NamedTuple):
    kind: str
    template: str
    inputs: list[list[str]]
    params: list[Any]
    look: bytes
    templates: bytes
    digests: list[bytes]


def _checked(look: Look, memory: Memory) -> tuple[dict[str, tuple[str, ...]], tuple[Diagnostic, ...]]:
    """For each template those that it includes or extends, itself among them; and what is wrong with any of them."""
    key = digest_of(encode(sorted(look.templates.items())))
    fact = memory.fact("theme", "")
    if fact is None or fact.key != key:
        renderer = renderer_of(look)
        before = len(renderer.compiled)
        fact = Fact(key, encode(renderer.closures()), said(renderer.check()))
        if len(renderer.compiled) > before:
            compiled.save(look.templates, look.config.language, renderer.compiled)
        memory.put_facts("theme", {"": fact})
    return decode(dict[str, tuple[str, ...]], fact.brief), heard(fact.said)


# ------------------------------------------------------------------------------------------------------ what is wrong
def _settings(project: Outcome[Project]) -> Iterable[Diagnostic]:
    config = project.value.config
    # Settings that could not be read are not settings that somebody forgot.
    if not config.base_url and not any(each.severity == "error" for each in project.diagnostics):
        hint = 'write “base_url = "https://…/"” into digest.toml before you publish'
        yield warning("D143", "without a base_url there are no feeds and no sitemap", Span(SETTINGS, 1, 1), hint)
    if not language.is_known(config.language):
        hint = "write a BCP 47 tag such as “en”, “de” or “pt-BR”"
        yield error("D144", f"“{config.language}” is no language with known dates", Span(SETTINGS, 1, 1), hint)


def _clashes(pages: Sequence[Page], files: Iterable[str], content: Content) -> Iterable[Diagnostic]:
    """Two files at one place, or a file where a folder must be: also where only a file system that ignores case thinks so."""
    paths = [listing.INTEGRITY, *(page.path for page in pages), *files]
    taken = set(map(same, paths))
    if len(taken) == len(paths) and taken.isdisjoint(folder for path in taken for folder in _folders(path)):
        return
    static = set(content.static)
    claims = [(listing.INTEGRITY, Span(SETTINGS))]
    # Of two claims the later one is reported: what nobody wrote comes first, what can be renamed with the least harm last.
    owned = [(page, _owner(page, content)) for page in pages]
    owned.sort(key=lambda each: (each[0].kind == "redirect", each[1].path != SETTINGS))
    claims += ((page.path, owner) for page, owner in owned)
    claims += ((path, Span(f"content/static/{path}") if path in static else Span(f"templates/{path}")) for path in files)
    known = _twins(content)
    seen: set[str] = set()
    folders: set[str] = set()
    for path, span in claims:
        above = {same(folder) for folder in _folders(path)}
        if (same(path) in seen or same(path) in folders or above & seen) and span.path not in known:
            hint = "give one of them another “slug”, or another name"
            yield error("D305", f"two things want the address /{path.removesuffix('index.html')}", span, hint)
        seen.add(same(path))
        folders |= above


def _twins(content: Content) -> set[str]:
    """The files that share an id with another, which is reported as such: whose record it is nobody knows."""
    found = [each for each in content.diagnostics if each.code == "D126"]
    return {span.path for each in found for span in (each.span, *(related.span for related in each.related))}


def _folders(path: str) -> Iterable[str]:
    """The folders that a path stands in: `a` and `a/b` of `a/b/c`."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: n + 1]) for n in range(len(parts)))


def _owner(page: Page, content: Content) -> Span:
    """The file that a page is made of first."""
    for table, id in page.inputs:
        record = getattr(content.records, "annotation" if table in ("entry", "item") else table)[id]
        span = getattr(record, "span", None)
        if isinstance(span, Span):
            return span
    return Span(SETTINGS)


def _dead_links(content: Content, pages: Sequence[Page]) -> Iterable[Diagnostic]:
    """Links of notes into the site that lead nowhere."""
    known = {page.url for page in pages} | {f"/{path}" for path in content.static}
    for link in content.links:
        path = link.url.partition("#")[0].partition("?")[0]
        if path.startswith("/") and path not in known:
            near = [each for each in known if each.endswith(("/", ".html"))]
            hint = did_you_mean(path, near) if any(path in each or each in path for each in near) else ""
            yield warning("D306", f"“{link.url}” is no page of this site", link.span, hint)


def _feedless(content: Content, config: Config) -> Iterable[Diagnostic]:
    without = [entry for entry in content.library.entries if entry.published is None]
    if without and config.base_url and config.exports.feeds:
        twins = _twins(content)
        spans = (content.records.annotation[each.id].span for each in without)
        span = next((span for span in spans if span.path not in twins), None)
        if span is None:
            return
        hint = "write “published: 2026-01-31”; `digest new annotation` does it for you"
        others = len(without) - 1
        more = f", and neither {'is 1 other' if others == 1 else f'are {others} others'}" if others else ""
        yield warning("D311", f"without “published” this is in no feed{more}", span, hint)

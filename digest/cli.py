"""Words in, words out: turns a command line into one call, prints what was found, picks the exit code.

0: clean, or warnings only; 1: findings; 2: misuse. What a command needs is imported when it runs, so that `--help` and a
build with nothing to do stay quick.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest import __version__

if TYPE_CHECKING:
    from digest.build import Report
    from digest.gather import Options
    from digest.model.diagnostic import Diagnostic, Outcome
    from digest.model.edtf import Day
    from digest.store.project import Project

CLEAN, FINDINGS, MISUSE = 0, 1, 2
HANDWRITTEN = ("seeds", "content", "templates")


class Usage(click.ClickException):
    """The command line cannot be carried out as it stands."""

    exit_code = MISUSE


ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    help="The digest's folder. Default: the nearest folder upwards with a digest.toml.",
)
OUTPUT = click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Where the site goes. Default: site/ in the digest."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Name every file that changed.")
BASE_URL = click.option("--base-url", help="The site's address, instead of base_url in digest.toml.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="digest")
def cli() -> None:
    """Annotated news digests as static sites, every quotation proved against its source.

    \b
    digest init my-digest                 make a new digest
    digest new annotation "The vote"      begin an annotation
    digest serve --open                   write with a live preview
    digest build                          build the site into site/
    digest check                          look for mistakes without building
    """


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Make a new digest in FOLDER (default: here), with a small example to replace.

    \b
    digest init my-digest && cd my-digest && digest serve --open
    """
    from digest.store import scaffold

    try:
        made = scaffold.init(folder, _today("UTC"))
    except FileExistsError as problem:
        raise Usage(f"{problem} exists already: choose an empty folder") from None
    except OSError as problem:
        raise Usage(f"{folder} cannot be made: {problem.strerror}") from None
    for path in made:
        click.echo(f"  {path}")
    click.echo(f"A new digest lies in {folder}. Next: digest serve --open" + ("" if folder == Path() else f" --root {folder}"))


@cli.group()
def new() -> None:
    """Begin an annotation, a source card or a page.

    \b
    digest new source "Speech to parliament" --seed speech.txt
    digest new annotation "The vote is called" --source speech-to-parliament
    digest new page "About"
    """


@new.command("annotation")
@click.argument("title")
@click.option("--source", help="The id of the source that it quotes.")
@click.option("--date", help="When it happened, as an EDTF date (2021-12, 2021-12-07~ …).")
@ROOT
def new_annotation(title: str, source: str | None, date: str | None, root: Path | None) -> None:
    """Begin an annotation called TITLE.

    \b
    digest new annotation "The vote is called" --source speech-to-parliament --date 2021-12-07
    """
    _make(root, lambda project, today: _scaffold().annotation(project, title, today, source or "", date or ""))


@new.command("source")
@click.argument("title")
@click.option("--seed", help="The document below seeds/ that the card is about.")
@ROOT
def new_source(title: str, seed: str | None, root: Path | None) -> None:
    """Begin the card of a source called TITLE; its SHA-256 is written into it.

    \b
    digest new source "Speech to parliament" --seed speech.txt
    """
    _make(root, lambda project, today: _scaffold().source(project, title, today, seed or ""))


@new.command("page")
@click.argument("title")
@ROOT
def new_page(title: str, root: Path | None) -> None:
    """Begin a free page called TITLE.

    \b
    digest new page "About"
    """
    _make(root, lambda project, today: _scaffold().page(project, title))


@cli.command()
@ROOT
@OUTPUT
@BASE_URL
@click.option("--drafts", is_flag=True, help="Build drafts too.")
@click.option("--future", is_flag=True, help="Build what is scheduled for later too.")
@click.option("--strict", is_flag=True, help="Treat warnings as findings: nothing is written while there is one.")
@QUIET
@VERBOSE
def build(
    root: Path | None,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site.

    Nothing is written while anything is wrong: a quotation that is not in its source cannot be published.

    \b
    digest build                                    into site/
    digest build -o public --base-url https://example.org/digest/
    digest build --strict                           warnings stop it too
    """
    from digest.build import build as run

    with _clock() as seconds:
        project = _project(root, base_url)
        options = _options(project.value, drafts=drafts, future=future, strict=strict)
        destination = _destination(output, project.value)
        with _progress(quiet) as progress:
            report = run(project, destination, options, progress)
    _print(report.diagnostics, project.value.root, quiet=quiet)
    failed = bool(report.errors or (strict and report.warnings))
    if verbose:
        for path in report.changed:
            click.echo(f"wrote {path}")
        for path in report.removed:
            click.echo(f"removed {path}")
    if not quiet:
        click.echo(_summary(report, f"into {_shown(destination)}" if report.written else "not built", seconds()))
    sys.exit(FINDINGS if failed else CLEAN)


@cli.command()
@ROOT
@click.option("--strict", is_flag=True, help="Treat warnings as findings.")
@click.option(
    "--format", "style", type=click.Choice(["text", "json", "github"]), default="text", help="How messages are written."
)
@click.option(
    "--fix",
    type=click.Choice(["ask", "all"]),
    is_flag=False,
    flag_value="ask",
    help="Mend quotations by what their sources say: ask about each, or take all that are sure enough.",
)
@click.option(
    "--min-confidence",
    default=0.9,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="With --fix=all: how sure a suggestion must be.",
)
@click.option("--dry-run", is_flag=True, help="With --fix: say what would be changed, and change nothing.")
@QUIET
def check(
    root: Path | None, strict: bool, style: str, fix: str | None, min_confidence: float, dry_run: bool, quiet: bool
) -> None:
    """Look for mistakes without building anything: drafts and scheduled items are looked at too.

    \b
    digest check
    digest check --fix                              asks about each quotation that can be mended
    digest check --fix=all --min-confidence 0.95 --dry-run
    digest check --strict --format github           in a workflow on GitHub
    """
    from dataclasses import replace

    from digest.build import compose

    with _clock() as seconds:
        project = _project(root, None)
        options = replace(_options(project.value, drafts=True, future=True, strict=strict), look_again=True)
        with _progress(quiet or style != "text") as progress:
            report, _ = compose(project, options, progress)
            if fix and _mend(report.diagnostics, project.value.root, None if fix == "ask" else min_confidence, dry_run):
                report, _ = compose(project, options, progress)
    failed = bool(report.errors or (strict and report.warnings))
    if style == "json":
        click.echo(_as_json(report.diagnostics))
    elif style == "github":
        for each in report.diagnostics:
            click.echo(_as_github(each))
    else:
        _print(report.diagnostics, project.value.root, quiet=quiet)
        if not quiet:
            click.echo(_summary(report, "findings" if failed else "sound", seconds()))
    sys.exit(FINDINGS if failed else CLEAN)


@cli.command()
@ROOT
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to serve on.")
@click.option("--open", "open_browser", is_flag=True, help="Open the preview in a browser.")
@QUIET
def serve(root: Path | None, host: str, port: int, open_browser: bool, quiet: bool) -> None:
    """Preview the site while you write: every save is built and the page reloads by itself.

    Drafts and scheduled items are shown with a badge. The preview lies in .digest/preview/; site/ is never touched.

    \b
    digest serve --open
    digest serve --port 8080
    """
    from digest.serve.server import CannotListen, PortTaken
    from digest.serve.server import serve as run

    project = _project(root, None)

    def started(url: str, is_public: bool) -> None:
        if not quiet:
            click.echo(f"Preview at {url} (Ctrl-C stops it)")
        if is_public:
            click.echo(f"Whoever can reach port {port} of this machine can read the preview, drafts too.", err=True)

    def say(report: Report, seconds: float) -> None:
        _print(report.diagnostics, project.value.root, quiet=quiet)
        if not quiet:
            click.echo(_summary(report, "not rebuilt" if report.errors else "rebuilt", seconds))

    def options_of(each: Project) -> Options:
        try:
            return _options(each, drafts=True, future=True)
        except Usage as problem:
            raise ValueError(problem.message.removeprefix("digest.toml: ")) from None

    try:
        run(project.value.root, options_of, host, port, open_browser, say, started)
    except PortTaken as problem:
        raise Usage(f"port {port} is in use: try digest serve --port {problem.free}") from None
    except CannotListen as problem:
        raise Usage(f"{host} port {port} cannot be served on: {problem}") from None


@cli.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--seeds",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with the source documents. Default: seeds/ of the digest that SITE lies in.",
)
@click.option("--strict", is_flag=True, help="Treat warnings as findings.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="How the result is written.")
@QUIET
def verify(site: Path, seeds: Path | None, strict: bool, style: str, quiet: bool) -> None:
    """Check a published site: is every quotation, wherever SITE shows it, in its source, word for word?

    SITE is a folder with the site or a copy of it. Nothing is trusted but files: the site's own and the seeds.

    \b
    digest verify site/
    digest verify downloaded-copy/ --seeds seeds/ --format json
    """
    from digest.store import project as store
    from digest.verify import as_json, summary
    from digest.verify import verify as run

    root = store.find(site)
    if seeds is None and root and (root / "seeds").is_dir():
        seeds = root / "seeds"
    verified = run(site, seeds)
    if style == "json":
        click.echo(as_json(verified))
    else:
        _print(verified.diagnostics, None, quiet=quiet)
        if not quiet:
            click.echo(summary(verified))
    sys.exit(CLEAN if verified.is_sound and not (strict and verified.diagnostics) else FINDINGS)


@cli.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(["auto", "w3c", "hypothesis"]),
    default="auto",
    help="What annotations are in. Default: what the file looks like.",
)
@click.option("--accessed", help="When the pages and feeds were saved, as an EDTF date. Default: what the files say.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@ROOT
@QUIET
def import_(files: tuple[Path, ...], style: Any, accessed: str | None, dry_run: bool, root: Path | None, quiet: bool) -> None:
    """Bring in annotations, saved pages and feeds from FILES.

    Annotations (W3C Web Annotations, Hypothesis) become files in content/annotations/imported/; a quotation that is not
    proved makes a draft. Saved pages (.html, .mhtml) and feeds (.xml, .rss, .atom) become sources. Nothing is written over.

    \b
    digest import annotations.jsonld
    digest import --format hypothesis --dry-run export.json
    digest import --accessed 2024-03-14 saved-page.html
    """
    from digest.exchange import annotations, intake
    from digest.exchange.extras import ExtraMissing
    from digest.model.edtf import EdtfError, parse

    project = _project(root, None).value
    if accessed and isinstance(parse(accessed, project.config.hemisphere), EdtfError):
        raise Usage(f"--accessed must be an EDTF date such as 2024-03-14, not “{accessed}”")
    readers = dict.fromkeys(intake.PAGES, intake.import_capture) | dict.fromkeys(intake.FEEDS, intake.import_feed)
    notes = [path for path in files if path.suffix.lower() not in readers]
    written: list[str] = []
    found: list[Diagnostic] = []
    for path in (path for path in files if path not in notes):
        try:
            taken = readers[path.suffix.lower()](project, path, accessed=accessed or "", dry_run=dry_run)
        except ExtraMissing as problem:
            raise Usage(str(problem)) from None
        written += taken.value.written
        found += taken.diagnostics
    # Annotations come last: what they quote may be in a page that came with them.
    brought = annotations.import_annotations(project, notes, format=style, dry_run=dry_run)
    written += brought.value.written
    found += brought.diagnostics
    _print(tuple(found), project.root, quiet=quiet)
    if not quiet:
        for path_written in written:
            click.echo(f"{'would write' if dry_run else 'wrote'} {path_written}")
        known = f", {brought.value.known} here already" if brought.value.known else ""
        click.echo(f"{_count(len(written), 'file')}, {_count(brought.value.drafts, 'draft')} among them{known}")
    sys.exit(FINDINGS if any(each.severity == "error" for each in found) else CLEAN)


@cli.command()
@click.argument("style", metavar="w3c|csv|json", type=click.Choice(["w3c", "csv", "json"]))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file. Default: standard output.")
@ROOT
@BASE_URL
@QUIET
def export(style: Any, output: Path | None, root: Path | None, base_url: str | None, quiet: bool) -> None:
    """Write what is published as one document: Web Annotations, a table of quotations, or JSON.

    Nothing is written while anything is wrong, and no words of a source whose rights keep them in.

    \b
    digest export w3c -o annotations.jsonld         for other tools, and for “digest import”
    digest export csv -o quotations.csv             a row per quotation
    digest export json                              annotations and quotations with their receipts
    """
    from digest.exchange import outgoing

    project = _project(root, base_url).value
    if style == "w3c" and not outgoing.has_names(project.config):
        raise Usage("a Web Annotation needs a name: write base_url or id_authority into digest.toml")
    with _progress(quiet) as progress:
        made = outgoing.export(project, style, _options(project), progress)
    failed = any(each.severity == "error" for each in made.diagnostics)
    _print(made.diagnostics, project.root, quiet=quiet)
    if not failed:
        try:
            with click.open_file(str(output or "-"), "wb") as file:
                file.write(made.value.encode())
        except OSError as problem:
            raise Usage(f"{output} cannot be written: {problem.strerror}") from None
    sys.exit(FINDINGS if failed else CLEAN)


@cli.command()
@ROOT
@OUTPUT
def clean(root: Path | None, output: Path | None) -> None:
    """Remove what builds wrote: the site and the memory in .digest/. Files of others in site/ stay.

    \b
    digest clean
    digest clean -o public
    """
    import shutil

    from digest.store import output as store

    project = _project(root, None).value
    written = store.clean(_destination(output, project))
    shutil.rmtree(project.memory, ignore_errors=True)
    _print(written.diagnostics, project.root, quiet=False)
    click.echo(f"{_count(len(written.removed), 'file')} removed")
    sys.exit(FINDINGS if any(each.severity == "error" for each in written.diagnostics) else CLEAN)


def main() -> None:
    """The entry point `digest`. What a terminal's encoding lacks is spelt out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli.main(prog_name="digest")


# ---------------------------------------------------------------------------------------------------------------------


def _scaffold() -> Any:
    from digest.store import scaffold

    return scaffold


def _make(root: Path | None, make: Callable[[Project, Day], Path]) -> None:
    project = _project(root, None).value
    try:
        made = make(project, _today(project.config.timezone))
    except FileExistsError as problem:
        raise Usage(f"{problem} exists already: nothing was changed") from None
    except (OSError, ValueError) as problem:
        raise Usage(str(problem)) from None
    click.echo(_shown(made))


def _destination(output: Path | None, project: Project) -> Path:
    """Where the site goes: a folder of its own, never one with files that people wrote."""
    chosen = output or project.output
    place = chosen.resolve()
    if project.root.is_relative_to(place) or any(place.is_relative_to(project.root / name) for name in HANDWRITTEN):
        raise Usage(f"the site cannot go to {chosen}, where the digest’s own files are: choose another folder with -o")
    return chosen


def _project(root: Path | None, base_url: str | None) -> Outcome[Project]:
    from dataclasses import replace

    from digest.model.diagnostic import Outcome
    from digest.store import project as store
    from digest.text.settings import is_site

    found = store.find(root or Path())
    if found is None or (root and found != root.resolve()):
        where = root or "this folder or any above it"
        raise Usage(f"there is no digest.toml in {where}: “digest init” makes a new digest")
    outcome = store.load(found)
    if base_url is None:
        return outcome
    if not is_site(base_url):
        raise Usage(f"--base-url must be an address such as https://example.org/folder/, not “{base_url}”")
    config = replace(outcome.value.config, base_url=base_url.rstrip("/") + "/")
    return Outcome(replace(outcome.value, config=config), outcome.diagnostics)


def _options(project: Project, *, drafts: bool = False, future: bool = False, strict: bool = False) -> Options:
    from digest.gather import Options

    return Options(_today(project.config.timezone), drafts, future, strict)


def _today(timezone: str) -> Day:
    """The build's date: today in the site's time zone, or what SOURCE_DATE_EPOCH says (reproducible-builds.org)."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from digest.model.edtf import Day

    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as “Europe”
        raise Usage(f"digest.toml: “{timezone}” is no time zone: write one such as “Europe/Berlin”") from None
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not (epoch.isascii() and epoch.isdigit() and len(epoch) < 12):
        raise Usage(f"SOURCE_DATE_EPOCH must be a number of seconds, not “{epoch}”")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    local = now.astimezone(zone)
    return Day(local.year, local.month, local.day)


@contextmanager
def _clock() -> Iterator[Callable[[], float]]:
    import time

    start = time.perf_counter()
    yield lambda: time.perf_counter() - start


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """One line that says what is being done, on a terminal and for long work only."""
    import time

    if quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    last = time.perf_counter()

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        if time.perf_counter() - last > 0.2:
            last = time.perf_counter()
            click.echo(f"\r\033[K{what} {done} of {total}", nl=False, err=True)

    yield show
    click.echo("\r\033[K", nl=False, err=True)


def _print(diagnostics: tuple[Diagnostic, ...], root: Path | None, *, quiet: bool) -> None:
    """Every message with its hint and, below a root, its excerpt, on standard error. NO_COLOR (no-color.org) is respected."""
    from digest.text.message import excerpt, visible

    color = False if os.environ.get("NO_COLOR") else None
    colors = {"error": "red", "warning": "yellow", "note": "blue"}
    for each in diagnostics:
        if quiet and each.severity != "error":
            continue
        head = click.style(f"{each.severity}[{each.code}]", fg=colors[each.severity], bold=True)
        click.echo(f"{visible(str(each.span))}: {head} {visible(each.message)}", err=True, color=color)
        for line in excerpt(_source(root, each.span.path), each.span) if root and each.severity != "note" else ():
            click.echo(click.style(line, dim=True), err=True, color=color)
        for related in each.related:
            click.echo(f"  {visible(str(related.span))}: {visible(related.message)}", err=True, color=color)
        for n, line in enumerate(each.hint.splitlines()):
            click.echo(f"  {'hint:' if not n else '     '} {visible(line)}", err=True, color=color)


def _source(root: Path, path: str) -> str:
    """The text that a message is about, as far as it can be read."""
    try:
        with open(root / path, "rb") as file:
            return file.read(4_000_000).decode("utf-8-sig", "replace")
    except (OSError, ValueError):
        return ""


def _summary(report: Report, outcome: str, seconds: float) -> str:
    parts = [f"{_count(report.pages, 'page')} {outcome}", f"{_count(report.quotations, 'quotation')} proved"]
    if report.drafts or report.scheduled:
        parts.append(f"{_count(report.drafts, 'draft')} and {report.scheduled} scheduled")
    if report.changed or report.removed:
        parts.append(f"{_count(len(report.changed), 'file')} written, {len(report.removed)} removed")
    if report.errors or report.warnings:
        parts.append(f"{_count(report.errors, 'error')}, {_count(report.warnings, 'warning')}")
    return ", ".join(parts) + f" in {seconds:.2f} s"


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _shown(path: Path) -> str:
    """The path as a person stands to it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _mend(diagnostics: tuple[Diagnostic, ...], root: Path, least: float | None, dry_run: bool) -> bool:
    """Applies what a person accepts, or all that is at least so sure. True where files were changed."""
    from digest import mend

    wanted = mend.accepted(diagnostics, lambda each: _ask(each, root)) if least is None else mend.sure(diagnostics, least)
    mended = mend.apply(root, wanted, dry_run=dry_run)
    for each in wanted if dry_run else ():
        for _, old, new in each.fix.changes if each.fix else ():
            click.echo(f"{each.span}: “{old}” would become “{new}”")
    _print(mended.diagnostics, root, quiet=False)
    could = sum(each.fix is not None for each in diagnostics)
    click.echo(f"{mended.applied} of {_count(could, 'suggestion')} {'would be ' if dry_run else ''}applied")
    return bool(mended.applied) and not dry_run


def _ask(each: Diagnostic, root: Path) -> Any:
    _print((each,), root, quiet=False)
    answers = {"y": "yes", "n": "no", "s": "skip", "q": "quit"}
    answer = click.prompt("mend it? [y]es, [n]o, [s]kip this file, [q]uit", type=click.Choice(list(answers)), show_choices=False)
    return answers[answer]


def _as_json(diagnostics: tuple[Diagnostic, ...]) -> str:
    import json
    from dataclasses import asdict

    return json.dumps([asdict(each) for each in diagnostics], ensure_ascii=False, indent=1)


def _as_github(each: Diagnostic) -> str:
    """A workflow command (docs.github.com, “Workflow commands for GitHub Actions”)."""
    command = {"error": "error", "warning": "warning", "note": "notice"}[each.severity]
    text = f"{each.message}\n{each.hint}".strip()
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    path = each.span.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{command} file={path},line={each.span.line or 1},col={each.span.column or 1},title={each.code}::{escaped}"

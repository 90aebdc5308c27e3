"""The commands about one's own site: `build`, `check`, `serve` and `clean`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from digest.cli.common import (
    BASE_URL,
    CLEAN,
    FINDINGS,
    JOBS,
    OUTPUT,
    QUIET,
    ROOT,
    VERBOSE,
    Usage,
    destination_of,
    means_for,
    open_project,
    options_for,
    stopwatch,
)
from digest.cli.say import as_github, as_json, count, progress_line, say, shown, summary
from digest.text.message import visible, visible_json

if TYPE_CHECKING:
    from digest.build import Means
    from digest.model.diagnostic import Diagnostic, Outcome
    from digest.model.options import Options
    from digest.model.report import Report
    from digest.store.project import Project


@click.command()
@ROOT
@OUTPUT
@BASE_URL
@click.option("--drafts", is_flag=True, help="Build drafts too.")
@click.option("--future", is_flag=True, help="Build what is scheduled for later too.")
@click.option("--strict", is_flag=True, help="Treat warnings as findings: nothing is written while there is one.")
@click.option("--no-cache", is_flag=True, help="Make everything anew, as if nothing had been built before.")
@JOBS
@click.option("--executor", metavar="URL", help="Where else the work is done, such as dask://HOST:PORT.")
@click.option("--why", metavar="PAGE", help="Say why this page would be rendered, by its path or address, and build nothing.")
@QUIET
@VERBOSE
def build(
    root: Path | None,
    output: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    strict: bool,
    no_cache: bool,
    jobs: int | None,
    executor: str | None,
    why: str | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site.

    Nothing is written while anything is wrong: a quotation that is not in its source cannot be published. What did not change
    since the last build is not made again.

    \b
    digest build                                    into site/
    digest build -o public --base-url https://example.org/digest/
    digest build --strict                           warnings stop it too
    digest build --why people/jane-doe/             what would be new about a page
    """
    # A build ends soon, and hardly anything in it refers to itself: looking for what does would take a fifth of the time.
    gc.disable()
    with stopwatch() as seconds:
        project = open_project(root, base_url)
        options = options_for(project.value, drafts=drafts, future=future, strict=strict)
        destination = destination_of(output, project.value)
        means = means_for(project.value, remember=not no_cache, jobs=jobs, executor=executor)
        if why is not None:
            _say_why(project, destination, options, why, means)
        from digest.build import build as run

        with progress_line(quiet) as progress:
            report = run(project, destination, options, progress, means)
    say(report.diagnostics, project.value.root, quiet=quiet)
    failed = bool(report.errors or (strict and report.warnings))
    if verbose:
        for path in report.changed:
            click.echo(f"wrote {visible(path)}")
        for path in report.removed:
            click.echo(f"removed {visible(path)}")
    if not quiet:
        click.echo(summary(report, f"into {shown(destination)}" if report.written else "not built", seconds()))
    sys.exit(FINDINGS if failed else CLEAN)


def _say_why(project: Outcome[Project], destination: Path, options: Options, page: str, means: Means) -> NoReturn:
    from digest.build import why

    try:
        reasons = why(project, destination, options, lambda what, done, total: None, page, means)
    except LookupError:
        raise Usage(f"there is no page {page}: name it by its address, such as people/jane-doe/") from None
    for reason in reasons:
        click.echo(visible(reason))
    if not reasons:
        click.echo("it would not be rendered: nothing that it is made of changed")
    sys.exit(CLEAN)


@click.command()
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
@click.option("--since", metavar="REV", help="Warn of what was published at this Git revision and was changed in silence.")
@click.option("--rights", is_flag=True, help="Say for each source how much of it the site would show.")
@QUIET
def check(
    root: Path | None,
    strict: bool,
    style: str,
    fix: str | None,
    min_confidence: float,
    dry_run: bool,
    since: str | None,
    rights: bool,
    quiet: bool,
) -> None:
    """Look for mistakes without building anything: drafts and scheduled items are looked at too.

    \b
    digest check
    digest check --fix                              asks about each quotation that can be mended
    digest check --fix=all --min-confidence 0.95 --dry-run
    digest check --strict --format github           in a workflow on GitHub
    digest check --since v1.2                       what was changed in silence since then
    digest check --rights                           how much is shown of each source
    """
    from digest.build import check as run
    from digest.model.diagnostic import in_order
    from digest.model.noun import replace

    with stopwatch() as seconds:
        project = open_project(root, None)
        options = replace(options_for(project.value, drafts=True, future=True, strict=strict), look_again=True)
        means = means_for(project.value, remember=project.value.memory.exists())
        with progress_line(quiet or style != "text") as progress:
            report = run(project, options, progress, means)
            if fix and _mend(report.diagnostics, project.value.root, None if fix == "ask" else min_confidence, dry_run):
                report = run(project, options, progress, means)
    if since is not None:
        report = replace(report, diagnostics=tuple(in_order((*report.diagnostics, *_silent(project.value, options, since)))))
    failed = bool(report.errors or (strict and report.warnings))
    if rights:
        from digest.trust import shares

        told = shares.shares(project.value, options, lambda what, done, total: None)
        click.echo(visible_json(shares.as_json(told, report.diagnostics)) if style == "json" else shares.as_text(told))
    if style == "json" and not rights:
        click.echo(as_json(report.diagnostics))
    elif style == "github":
        for each in report.diagnostics:
            click.echo(as_github(each))
    elif style == "text":
        say(report.diagnostics, project.value.root, quiet=quiet)
        if not quiet:
            click.echo(summary(report, "not sound" if failed else "sound", seconds()))
    sys.exit(FINDINGS if failed else CLEAN)


def _silent(project: Project, options: Options, revision: str) -> tuple[Diagnostic, ...]:
    from digest.store.history import NoHistory
    from digest.trust.since import silent

    try:
        return silent(project, options, revision)
    except NoHistory as problem:
        raise Usage(f"--since: {problem}") from None


def _mend(diagnostics: tuple[Diagnostic, ...], root: Path, least: float | None, dry_run: bool) -> bool:
    """Applies what a person accepts, or all that is at least so sure. True where files were changed."""
    from digest import mend

    wanted = mend.accepted(diagnostics, lambda each: _ask(each, root)) if least is None else mend.sure(diagnostics, least)
    mended = mend.apply(root, wanted, dry_run=dry_run)
    for each in wanted if dry_run else ():
        for _, old, new in each.fix.changes if each.fix else ():
            click.echo(visible(f"{each.span}: “{old}” would become “{new}”"))
    say(mended.diagnostics, root, quiet=False)
    could = sum(each.fix is not None for each in diagnostics)
    click.echo(f"{mended.applied} of {count(could, 'suggestion')} {'would be ' if dry_run else ''}applied")
    return bool(mended.applied) and not dry_run


def _ask(each: Diagnostic, root: Path) -> Any:
    say((each,), root, quiet=False)
    answers = {"y": "yes", "n": "no", "s": "skip", "q": "quit"}
    answer = click.prompt("mend it? [y]es, [n]o, [s]kip this file, [q]uit", type=click.Choice(list(answers)), show_choices=False)
    return answers[answer]


@click.command()
@ROOT
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to serve on.")
@click.option("--open", "open_browser", is_flag=True, help="Open the preview in a browser.")
@QUIET
def serve(root: Path | None, host: str, port: int, open_browser: bool, quiet: bool) -> None:
    """Preview the site while you write: every save is built and the page reloads by itself.

    Drafts and scheduled items are shown with a badge. The preview lies in .digest/preview/; site/ is never touched.
    Words selected in a source can be annotated in the browser: the note becomes a file in content/annotations/.

    \b
    digest serve --open
    digest serve --port 8080
    """
    from digest.serve.server import CannotListen, PortTaken
    from digest.serve.server import serve as run

    project = open_project(root, None)

    def started(url: str, is_public: bool) -> None:
        if not quiet:
            click.echo(f"Preview at {url} (Ctrl-C stops it)")
        if is_public:
            reach = f"Whoever can reach port {port} of this machine can read the preview"
            click.echo(f"{reach}, drafts and whole sources too, and write notes.", err=True)

    def built(report: Report, seconds: float) -> None:
        say(report.diagnostics, project.value.root, quiet=quiet)
        if not quiet:
            click.echo(summary(report, "not rebuilt" if report.errors else "rebuilt", seconds))

    def options_of(each: Project) -> Options:
        try:
            return options_for(each, drafts=True, future=True)
        except Usage as problem:
            raise ValueError(problem.message.removeprefix("digest.toml: ")) from None

    try:
        run(project.value.root, options_of, host, port, open_browser, built, started)
    except PortTaken as problem:
        raise Usage(f"port {port} is in use: try digest serve --port {problem.free}") from None
    except CannotListen as problem:
        raise Usage(f"{host} port {port} cannot be served on: {problem}") from None


@click.command()
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

    project = open_project(root, None).value
    written = store.clean(destination_of(output, project))
    if not project.memory.is_symlink():  # what a link leads to is somebody else's
        shutil.rmtree(project.memory, ignore_errors=True)
    say(written.diagnostics, project.root, quiet=False)
    click.echo(f"{count(len(written.removed), 'file')} removed")
    sys.exit(FINDINGS if any(each.severity == "error" for each in written.diagnostics) else CLEAN)

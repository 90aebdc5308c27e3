"""The commands about what comes from elsewhere and goes there: `import`, `export`, and `verify` of a published site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.common import (
    BASE_URL,
    CLEAN,
    FINDINGS,
    QUIET,
    ROOT,
    Usage,
    open_project,
    options_for,
)
from digest.cli.say import count, progress_line, say

if TYPE_CHECKING:
    from digest.model.diagnostic import Diagnostic
    from digest.verify.leaks import Bounds


@click.command()
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--seeds",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder with the source documents. Default: seeds/ of the digest that SITE lies in.",
)
@click.option("--rights", is_flag=True, help="Search every file for words that their sources' rights do not let out.")
@click.option("--strict", is_flag=True, help="Treat warnings as findings.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="How the result is written.")
@ROOT
@QUIET
def verify(site: Path, seeds: Path | None, rights: bool, strict: bool, style: str, root: Path | None, quiet: bool) -> None:
    """Check a published site: is every quotation, wherever SITE shows it, in its source, word for word?

    SITE is a folder with the site or a copy of it. Nothing is trusted but files: the site's own and the seeds. With --rights
    the digest itself is read as well, for only its cards say what may be shown.

    \b
    digest verify site/
    digest verify site/ --rights
    digest verify downloaded-copy/ --seeds seeds/ --format json
    """
    from digest.store import project as store
    from digest.text.message import visible_json
    from digest.verify import as_json, summary
    from digest.verify import verify as run

    home = root or store.find(site)
    if seeds is None and home and (home / "seeds").is_dir() and not (home / "seeds").is_symlink():
        seeds = home / "seeds"
    verified = run(site, seeds, _bounds(home, quiet or style != "text") if rights else None)
    if style == "json":
        click.echo(visible_json(as_json(verified)))
    else:
        say(verified.diagnostics, None, quiet=quiet)
        if not quiet:
            click.echo(summary(verified))
    sys.exit(CLEAN if verified.is_sound and not (strict and verified.diagnostics) else FINDINGS)


def _bounds(root: Path | None, quiet: bool) -> Bounds:
    """What the site of the digest at `root` may show."""
    from digest.trust.bounds import bounds

    project = open_project(root, None).value
    with progress_line(quiet) as progress:
        found = bounds(project, options_for(project), progress)
    if found.diagnostics:
        say(found.diagnostics, project.root, quiet=quiet)
        raise Usage("while the digest has errors nobody knows what may be shown: “digest check” lists them")
    return found.value


@click.command("import")
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

    project = open_project(root, None).value
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
    say(tuple(found), project.root, quiet=quiet)
    if not quiet:
        for path_written in written:
            click.echo(f"{'would write' if dry_run else 'wrote'} {path_written}")
        known = f", {brought.value.known} here already" if brought.value.known else ""
        click.echo(f"{count(len(written), 'file')}, {count(brought.value.drafts, 'draft')} among them{known}")
    sys.exit(FINDINGS if any(each.severity == "error" for each in found) else CLEAN)


@click.command()
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

    project = open_project(root, base_url).value
    if style == "w3c" and not outgoing.has_names(project.config):
        raise Usage("a Web Annotation needs a name: write base_url or id_authority into digest.toml")
    with progress_line(quiet) as progress:
        made = outgoing.export(project, style, options_for(project), progress)
    failed = any(each.severity == "error" for each in made.diagnostics)
    say(made.diagnostics, project.root, quiet=quiet)
    if not failed:
        try:
            with click.open_file(str(output or "-"), "wb") as file:
                file.write(made.value.encode())
        except OSError as problem:
            raise Usage(f"{output or 'standard output'} cannot be written: {problem.strerror}") from None
    sys.exit(FINDINGS if failed else CLEAN)

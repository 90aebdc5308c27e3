"""The commands that an editor needs when somebody objects: `takedown`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from digest.cli.common import CLEAN, ROOT, Usage, destination_of, open_project, options_for
from digest.cli.say import count, progress_line, shown


@click.command()
@click.argument("source")
@click.option("--reason", default="", help="Why, in a sentence that readers will see at the source's address.")
@click.option("--date", help="When, as an EDTF date. Default: today.")
@click.option("--dry-run", is_flag=True, help="Say what would be changed and what carried it, and change nothing.")
@click.option(
    "--site",
    type=click.Path(file_okay=False, path_type=Path),
    help="The built site to look through. Default: site/ in the digest.",
)
@ROOT
def takedown(source: str, reason: str, date: str | None, dry_run: bool, site: Path | None, root: Path | None) -> None:
    """Take the text of a source off the site: its id is SOURCE.

    Its card is turned to “rights: link” with a dated notice, which its page then shows. Every page, feed entry and export of
    the built site that has words of it is named.

    \b
    digest takedown night-bus --reason "At the request of the publisher."
    digest takedown night-bus --dry-run
    """
    from digest.model.edtf import EdtfError, parse
    from digest.text.edit import Uneditable
    from digest.text.message import visible
    from digest.text.near import did_you_mean
    from digest.trust import takedown as act

    project = open_project(root, None).value
    options = options_for(project)
    day = options.today
    date = date or f"{day.year:04}-{day.month:02}-{day.day:02}"
    if isinstance(parse(date, project.config.hemisphere), EdtfError):
        raise Usage(f"--date must be an EDTF date such as 2026-03-14, not “{date}”")
    site = site or destination_of(None, project)
    try:
        with progress_line(False) as progress:
            taken = act.takedown(project, options, progress, id=source, date=date, reason=reason, site=site, dry_run=dry_run)
    except act.Unknown as problem:
        raise Usage(f"there is no source “{source}”: {did_you_mean(source, problem.known)}") from None
    except FileExistsError:
        raise Usage(f"content/sources/{source}.md is the card of another source: give that one another name") from None
    except (ValueError, OSError, Uneditable) as problem:
        raise Usage(str(problem)) from None
    verb = "would " if dry_run else ""
    click.echo(
        f"{taken.card}: {verb + ('make' if dry_run else 'made') if taken.is_new else verb + ('change' if dry_run else 'changed')}"
    )
    if site.is_dir():
        click.echo(f"{count(len(taken.carried), 'file')} in {shown(site)} with words of it:")
        for path, entries in taken.carried:
            click.echo(f"  {visible(path)}")
            for entry in entries:
                click.echo(f"    {visible(entry)}")
    else:
        click.echo(f"there is no site in {shown(site)}, so nobody knows what carried it")
    if not dry_run:
        click.echo(
            "Next: digest build, and digest verify --rights. Git's history still has the text, and so may copies elsewhere."
        )
    sys.exit(CLEAN)

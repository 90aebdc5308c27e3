"""The commands that make new files to go on with: `init` and `new`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.common import (
    ROOT,
    Usage,
    open_project,
    today,
)
from digest.cli.say import shown
from digest.text.message import visible

if TYPE_CHECKING:
    from digest.model.edtf import Day
    from digest.store.project import Project


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Make a new digest in FOLDER (default: here), with a small example to replace.

    \b
    digest init my-digest && cd my-digest && digest serve --open
    """
    from digest.store import scaffold

    try:
        made = scaffold.init(folder, today("UTC"))
    except FileExistsError as problem:
        raise Usage(f"{problem} exists already: choose an empty folder") from None
    except OSError as problem:
        raise Usage(f"{folder} cannot be made: {problem.strerror}") from None
    for path in made:
        click.echo(visible(f"  {path}"))
    rest = "" if folder == Path() else f" --root {folder}"
    click.echo(visible(f"A new digest lies in {folder}. Next: digest serve --open{rest}"))


@click.group()
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


def _make(root: Path | None, make: Callable[[Project, Day], Path]) -> None:
    project = open_project(root, None).value
    try:
        made = make(project, today(project.config.timezone))
    except FileExistsError as problem:
        raise Usage(f"{problem} exists already: nothing was changed") from None
    except OSError as problem:
        raise Usage(f"{problem.filename}: {problem.strerror}") from None
    except ValueError as problem:
        raise Usage(str(problem)) from None
    click.echo(visible(shown(made)))


def _scaffold() -> Any:
    from digest.store import scaffold

    return scaffold

"""How results are said: messages with their excerpts and hints, progress, the summary line, and the forms for machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from digest.model.diagnostic import Diagnostic
    from digest.model.report import Report


@contextmanager
def progress_line(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
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


def say(diagnostics: tuple[Diagnostic, ...], root: Path | None, *, quiet: bool) -> None:
    """Every message with its hint and, below a root, its excerpt, on standard error. NO_COLOR (no-color.org) is respected."""
    if not diagnostics:
        return

    from digest.model.noun import replace
    from digest.store.tree import excerpted
    from digest.text.message import excerpt, in_a_line, visible

    color = False if os.environ.get("NO_COLOR") else None
    colors = {"error": "red", "warning": "yellow", "note": "blue"}
    text_of = lru_cache(maxsize=8)(partial(excerpted, root)) if root else None  # a file may be wrong in thousands of places
    for each in diagnostics:
        if quiet and each.severity != "error":
            continue
        head = click.style(f"{each.severity}[{each.code}]", fg=colors[each.severity], bold=True)
        # What is said of a file as a whole has a line and a column too, so that every tool that reads messages finds them.
        place = in_a_line(str(each.span if each.span.line else replace(each.span, line=1, column=1)))
        click.echo(f"{place}: {head} {visible(each.message)}", err=True, color=color)
        for line in excerpt(text_of(each.span.path), each.span) if text_of and each.severity != "note" else ():
            click.echo(click.style(line, dim=True), err=True, color=color)
        for related in each.related:
            click.echo(f"  {in_a_line(str(related.span))}: {visible(related.message)}", err=True, color=color)
        for n, line in enumerate(each.hint.splitlines()):
            click.echo(f"  {'hint:' if not n else '     '} {visible(line)}", err=True, color=color)


def summary(report: Report, outcome: str, seconds: float) -> str:
    parts = [f"{count(report.pages, 'page')} {outcome}", f"{count(report.quotations, 'quotation')} proved"]
    if report.drafts or report.scheduled:
        parts.append(f"{count(report.drafts, 'draft')} and {report.scheduled} scheduled")
    if report.changed or report.removed:
        parts.append(f"{count(len(report.changed), 'file')} written, {len(report.removed)} removed")
    if report.errors or report.warnings:
        parts.append(f"{count(report.errors, 'error')}, {count(report.warnings, 'warning')}")
    return ", ".join(parts) + f" in {seconds:.2f} s"


def count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def shown(path: Path) -> str:
    """The path as a person stands to it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):  # OSError: a folder that is gone
        return str(path)


def as_json(diagnostics: tuple[Diagnostic, ...]) -> str:
    import json

    from digest.model.noun import plain
    from digest.text.message import visible_json

    return visible_json(json.dumps(plain(diagnostics), ensure_ascii=False, indent=1))


def as_github(each: Diagnostic) -> str:
    """A workflow command (docs.github.com, “Workflow commands for GitHub Actions”)."""
    from digest.text.message import in_a_line, visible

    command = {"error": "error", "warning": "warning", "note": "notice"}[each.severity]
    text = visible(f"{each.message}\n{each.hint}".strip())
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    path = in_a_line(each.span.path).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{command} file={path},line={each.span.line or 1},col={each.span.column or 1},title={each.code}::{escaped}"

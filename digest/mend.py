"""Suggestions that a person accepts, applied to their files: only the quotation's own lines change, and never a seed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from digest.model.diagnostic import Diagnostic, error
from digest.store import edits

Answer = Literal["yes", "no", "skip", "quit"]


class Mended(NamedTuple):
    """How many findings were mended, and what could not be."""

    applied: int
    diagnostics: tuple[Diagnostic, ...] = ()


def accepted(findings: Iterable[Diagnostic], ask: Callable[[Diagnostic], Answer]) -> tuple[Diagnostic, ...]:
    """The findings whose fix is wanted. `skip` leaves the rest of a file alone, `quit` the rest of everything."""
    wanted: list[Diagnostic] = []
    skipped = ""
    for each in findings:
        if each.fix is None or each.span.path == skipped:
            continue
        match ask(each):
            case "yes":
                wanted.append(each)
            case "no":
                pass
            case "skip":
                skipped = each.span.path
            case "quit":
                break
    return tuple(wanted)


def sure(findings: Iterable[Diagnostic], least: float) -> tuple[Diagnostic, ...]:
    """The findings whose fix is at least so sure, 0 to 1."""
    return tuple(each for each in findings if each.fix and each.fix.confidence >= least)


def apply(root: Path, findings: Iterable[Diagnostic], *, dry_run: bool = False) -> Mended:
    """Makes the changes, each file whole or not at all; with `dry_run` only tries whether they could be made."""
    by_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for each in findings:
        by_file[each.span.path].append(each)
    count = 0
    found = []
    for path, wanted in sorted(by_file.items()):
        changes = [change for each in wanted if each.fix for change in each.fix.changes]
        try:
            if dry_run:
                edits.changed((root / path).read_bytes(), path, changes)
            else:
                edits.apply(root, path, changes)
            count += len(wanted)
        except (OSError, ValueError) as problem:
            hint = "run digest check again; nothing in this file was changed"
            found.append(error("D605", f"this file could not be mended: {problem}", wanted[0].span, hint))
    return Mended(count, tuple(found))

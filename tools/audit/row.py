"""What the audit found out: one row a question."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A figure and what it must be. `passes` is None where nothing is asked; `faults` are the places that count against it."""

    label: str
    figure: str
    must: str = ""
    passes: bool | None = None
    faults: tuple[str, ...] = ()


def none_of(label: str, faults: Iterable[str]) -> Row:
    """A row that passes where there is no fault."""
    each = tuple(dict.fromkeys(faults))
    return Row(label, str(len(each)), "0", not each, each)


def table(rows: Sequence[Row], shown: int = 5) -> str:
    """The rows as text, and beneath each that fails the first of its faults."""
    width = max(len(row.label) for row in rows)
    lines = []
    for row in rows:
        mark = {True: " ok ", False: "FAIL", None: "    "}[row.passes]
        lines.append(f"{mark} {row.label:{width}}  {row.figure:>16}  {row.must}".rstrip())
        if row.passes is False:
            lines += [f"       {fault[:200]}" for fault in row.faults[:shown]]
            lines += [f"       … and {len(row.faults) - shown} more"] if len(row.faults) > shown else []
    failing, asked = sum(row.passes is False for row in rows), sum(row.passes is not None for row in rows)
    return "\n".join([*lines, f"{failing} of {asked} checks fail"])


def as_json(rows: Sequence[Row]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1)

"""Tables as comma-separated values (RFC 4180) that no spreadsheet takes for formulas."""

from collections.abc import Iterable, Sequence

from digest.text.unshown import shown

Cell = str | int

# A spreadsheet computes a cell that begins with one of these (OWASP, “CSV Injection”).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(rows: Iterable[Sequence[Cell]]) -> str:
    r"""The rows, each ended by CR LF (RFC 4180, 2).

    >>> csv([["id", "title"], ["x", 'A "B", C']])
    'id,title\r\nx,"A ""B"", C"\r\n'
    """
    return shown("".join(",".join(map(_cell, row)) + "\r\n" for row in rows))


def _cell(value: Cell) -> str:
    """A cell. One that would be a formula begins with an apostrophe: what spreadsheets mark texts with."""
    text = str(value)
    if text.startswith(FORMULA) and not isinstance(value, int):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in ',"\r\n') else text

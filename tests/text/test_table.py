"""Tables are read back as they were written, and no cell is a formula."""

import csv as standard
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.table import FORMULA, csv
from digest.text.unshown import shown

# What no file that came through here can hold
_texts = st.text(st.characters(exclude_categories=["Cs"])).map(shown)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("plain", "plain"),
        ("a, b", '"a, b"'),
        ('so "called"', '"so ""called"""'),
        ("two\nlines", '"two\nlines"'),
        ("", ""),
        (-5, "-5"),
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-0.42 m", "'-0.42 m"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("a\x00\u202eb", "a\ufffd\ufffdb"),
        ("\r=1", '"\'\r=1"'),
        ("a=1", "a=1"),
        (" =1", " =1"),
    ],
)
def test_a_cell_is_written(cell: str | int, written: str) -> None:
    assert csv([[cell]]) == written + "\r\n"


@given(st.lists(st.lists(_texts, min_size=2, max_size=3), max_size=4))
def test_the_standard_reader_finds_the_cells_again(rows: list[list[str]]) -> None:
    expected = [[f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in rows]

    assert list(standard.reader(io.StringIO(csv(rows), newline=""), strict=True)) == expected

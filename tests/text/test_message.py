import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.diagnostic import Span
from digest.text.message import excerpt, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain “text” with ü", "plain “text” with ü"),
        ("\x1b[31mred\x1b[0m", "<U+001B>[31mred<U+001B>[0m"),
        ("bell\x07 null\x00 del\x7f", "bell<U+0007> null<U+0000> del<U+007F>"),
        ("c1\x9b31m", "c1<U+009B>31m"),
        ("abc\u202edcba", "abc<U+202E>dcba"),
        ("\u2066iso\u2069", "<U+2066>iso<U+2069>"),
        ("carriage\rreturn", "carriage<U+000D>return"),
    ],
)
def test_what_a_terminal_would_obey_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    assert {c for c in visible(text) if unicodedata.category(c) == "Cc"} <= {"\t", "\n"}


def _place(line: int, column: int, end_line: int = 0, end_column: int = 0) -> Span:
    return Span("a.md", line, column, end_line, end_column)


@pytest.mark.parametrize(
    ("text", "span", "lines"),
    [
        ("one\ntwo", _place(2, 2), ("    2 | two", "      |  ^")),
        ("one\ntwo", _place(1, 1, 1, 4), ("    1 | one", "      | ^^^")),
        ("one\r\ntwo\rthree", _place(3, 1, 3, 3), ("    3 | three", "      | ^^")),
        ("one\ntwo", _place(1, 2, 2, 2), ("    1 | one", "      |  ^^")),
        ("one", _place(1, 9), ("    1 | one", "      |    ^")),
        ("\tone", _place(1, 2), ("    1 |  one", "      |  ^")),
        ("日本 text", _place(1, 2, 1, 3), ("    1 | 日本 text", "      |   ^^")),
        ("e\u0301te\u0301", _place(1, 3, 1, 4), ("    1 | e\u0301te\u0301", "      |  ^")),
        ("a\x1bb", _place(1, 3), ("    1 | a<U+001B>b", "      |          ^")),
        ("", _place(1, 1), ("    1 | ", "      | ^")),
        ("one", _place(0, 0), ()),
        ("one", _place(5, 1), ()),
    ],
)
def test_the_line_is_shown_with_its_place_marked(text: str, span: Span, lines: tuple[str, ...]) -> None:
    assert excerpt(text, span) == lines


def test_of_a_long_line_the_part_around_the_place_is_shown() -> None:
    line, mark = excerpt("x" * 300 + "HERE" + "y" * 300, _place(1, 301, 1, 305))

    assert line == "    1 | …" + "x" * 50 + "HERE" + "y" * 46 + "…"
    assert line[mark.index("^") :].startswith("HERE")
    assert mark.count("^") == 4


@given(st.text(max_size=300), st.integers(0, 5), st.integers(0, 300), st.integers(0, 5), st.integers(0, 300))
def test_a_mark_is_always_under_something(text: str, line: int, column: int, end_line: int, end_column: int) -> None:
    shown = excerpt(text, _place(line, column, end_line, end_column))

    assert not shown or (len(shown) == 2 and "^" in shown[1])

"""Alignment files: lines of block numbers, and what is wrong with others."""

import pytest

from digest.text.alignment import read


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("1 1", [((1, 1), (1, 1))]),
        ("1 1\n2 2-3\n", [((1, 1), (1, 1)), ((2, 2), (2, 3))]),
        ("1-2\t1\r\n3 4", [((1, 2), (1, 1)), ((3, 3), (4, 4))]),
        ("# all of it\n\n  2   3  # and why\n", [((2, 2), (3, 3))]),
        ("3 1\n9-9 2", [((3, 3), (1, 1)), ((9, 9), (2, 2))]),
    ],
)
def test_lines_become_pairs(text: str, pairs: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    read_ = read("seeds/x.align", text)

    assert read_.diagnostics == ()
    assert [(pair.original, pair.translation) for pair in read_.value] == pairs


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1", "1:1: error[D138] “1” is no line of an alignment"),
        ("1 2 3", "1:1: error[D138] “1 2 3” is no line of an alignment"),
        ("1 1\none two", "2:1: error[D138] “one two” is no line of an alignment"),
        ("1-2- 1", "1:1: error[D138] “1-2- 1” is no line of an alignment"),
        ("-1 1", "1:1: error[D138] “-1 1” is no line of an alignment"),
        ("١ ١", "1:1: error[D138] “١ ١” is no line of an alignment"),
        ("9999999 1", "1:1: error[D138] “9999999 1” is no line of an alignment"),
        ("0 1", "1:1: error[D138] there is no block 0"),
        ("1 3-2", "1:1: error[D138] “3-2” is no stretch of blocks"),
        ("1-2 1\n2 2", "2:1: error[D138] block 2 of the original comes after block 2"),
        ("1 4\n2 2", "2:1: error[D138] block 2 of the translation comes after block 4"),
    ],
)
def test_a_wrong_line_is_an_error_with_its_place_and_the_others_stay(text: str, said: str) -> None:
    read_ = read("seeds/x.align", text)

    assert [str(each) for each in read_.diagnostics] == [f"seeds/x.align:{said}"]
    assert len(read_.value) == len(text.splitlines()) - 1

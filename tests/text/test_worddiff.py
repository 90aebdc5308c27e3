"""Two wordings, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.worddiff import word_diff


@pytest.mark.parametrize(
    ("typed", "source", "difference"),
    [
        ("a b c", "a b c", (("=", "a b c"),)),
        ("a b c", "a x c", (("=", "a"), ("-", "b"), ("+", "x"), ("=", "c"))),
        ("he would agree", "he would not agree", (("=", "he would"), ("+", "not"), ("=", "agree"))),
        ("one\n two", "one two three", (("=", "one two"), ("+", "three"))),
        ("會議今天開始", "會議明天開始", (("=", "會議"), ("-", "今"), ("+", "明"), ("=", "天開始"))),
        ("", "new", (("+", "new"),)),
        ("old", "", (("-", "old"),)),
        ("", "", ()),
    ],
)
def test_a_difference_names_the_words(typed: str, source: str, difference: object) -> None:
    assert word_diff(typed, source) == difference


@given(st.text(), st.text())
def test_each_wording_can_be_read_out_of_the_difference(typed: str, source: str) -> None:
    difference = word_diff(typed, source)
    for op, text in (("-", typed), ("+", source)):
        assert "".join(words for each, words in difference if each in ("=", op)).replace(" ", "") == "".join(text.split())

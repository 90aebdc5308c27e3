"""UAX #29: a table with a row for each rule, each cluster apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.graphemes import is_boundary

CLUSTERS = [
    ["\r\n", "\n", "\r", "a"],  # GB3, GB4, GB5
    ["a", "\u00ad", "\u0308"],  # GB4: nothing extends a control
    ["ᄀᄀ", "a"],  # GB6
    ["ᄀ가", "각ᆨ", "ᄀ\u1161\u11a8"],  # GB6, GB7, GB8
    ["가\u1161\u11a8", "\u1161\u1161", "a"],  # GB7
    ["각\u11a8"],  # GB8
    ["a\u0308\u0301", "b\u200d", "c\u200c"],  # GB9
    ["க\u0bbf", "கா", "नि", "ก\u0e33"],  # GB9a
    ["\u0600\u0661", "\u0600a"],  # GB9b
    ["क्ष", "क\u094d\u200dष", "क\u094d\u200c", "ष"],  # GB9c; a non-joiner parts the conjunct
    ["क", "ष", "க்", "ஷ"],  # GB9c is not for Tamil
    ["👩\u200d👩\u200d👧", "👍🏽", "❤\ufe0f\u200d🔥"],  # GB11
    ["a\u200d", "👧", "1\ufe0f\u20e3"],
    ["🇩🇪", "🇫🇷", "🇦"],  # GB12
    ["a", "🇩🇪", "🇫"],  # GB13
]


@pytest.mark.parametrize("clusters", CLUSTERS, ids=range(len(CLUSTERS)))
def test_clusters(clusters: list[str]) -> None:
    text = "".join(clusters)
    ends = [sum(map(len, clusters[:number])) for number in range(len(clusters) + 1)]
    assert [at for at in range(len(text) + 1) if is_boundary(text, at)] == ends


def test_a_thousand_flags_have_no_boundary_within() -> None:
    text = "🇩🇪" * 500
    assert is_boundary(text, 2)
    assert not is_boundary(text, 900)


@given(st.text(), st.integers(-3, 60))
def test_any_text_and_offset(text: str, offset: int) -> None:
    assert is_boundary(text, offset) in (True, False)


@given(st.text(), st.text())
def test_a_line_break_parts_what_stands_around_it(one: str, other: str) -> None:
    assert is_boundary(f"{one}\n{other}", len(one)) or one.endswith("\r")
    assert is_boundary(f"{one}\n{other}", len(one) + 1)

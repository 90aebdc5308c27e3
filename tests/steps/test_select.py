"""What was chosen in a source comes back from the quotation that is made of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.steps.select import Selected, Unselectable, select
from digest.text import offsets
from digest.text.fold import fold
from digest.text.quote import find

TEXT = "The river rose 👩‍👩‍👧 on Monday.\n\nThe river\nrose in 1,500 houses. Cafe\u0301 „so“ 東京は\n晴れ ارتفع النهر"


@pytest.mark.parametrize(
    ("words", "n", "exact"),
    [
        ("iver ros", 0, "river rose"),
        ("river\nros", 0, "river rose"),
        ("50", 0, "1,500"),
        ("\u200d👩", 0, "👩‍👩‍👧"),
        (" on Monday.\n\n", 0, "on Monday."),
        ("Monday.\n\nThe", 0, "Monday. The"),
        ("Cafe", 0, "Cafe\u0301"),
        ("京は\n晴", 0, "京は 晴"),
        ("تفع", 0, "ارتفع"),
    ],
)
def test_ends_move_outward_to_whole_words(words: str, n: int, exact: str) -> None:
    start = TEXT.index(words)
    found = select(fold(TEXT), start, start + len(words))
    assert isinstance(found, Selected)
    assert found.selector.exact == exact


@pytest.mark.parametrize("part", ["", " ", "\n\n"])
def test_no_words_are_no_quotation(part: str) -> None:
    start = TEXT.index(part)
    assert select(fold(TEXT), start, start + len(part)) == Unselectable("no words are selected")


def test_text_that_is_no_part_of_the_source_is_refused() -> None:
    folded = fold("One\n\nnot read\n\ntwo", [(0, 3), (15, 18)])
    assert isinstance(select(folded, 0, 18), Unselectable)
    assert isinstance(select(folded, 5, 13), Unselectable)


letters = st.text(st.sampled_from("ab Ä,.1\n«»'😀é\u0301\u200dال東-"), max_size=60)


@settings(max_examples=300, deadline=None)
@given(letters, st.integers(0, 60), st.integers(0, 60))
def test_a_quotation_has_one_place_and_holds_what_was_chosen(text: str, start: int, end: int) -> None:
    folded = fold(text)

    found = select(folded, start, end)

    if isinstance(found, Selected):
        selector = found.selector
        [place] = find(folded, selector.exact, selector.prefix, selector.suffix)
        assert (place.start, place.end) == (found.start, found.end)


@given(letters, st.integers(0, 100))
def test_utf_16_is_counted_as_browsers_do(text: str, at: int) -> None:
    at = min(at, len(text))
    assert offsets.from_utf16(text, len(text[:at].encode("utf-16-le")) // 2) == at


def test_half_a_pair_is_the_character_that_it_is_of() -> None:
    assert [offsets.from_utf16("a😀b", units) for units in range(6)] == [0, 1, 1, 2, 3, 3]
    assert [offsets.from_utf16("abc", units) for units in (0, 2, 9)] == [0, 2, 3]

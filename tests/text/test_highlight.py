import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.highlight import Segment, Stretch, segments, stretches, touching


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ([], [(0, "abcdef", "", "", "")]),
        ([("x", 0, 6)], [(0, "abcdef", "x", "x", "x")]),
        ([("x", 1, 3)], [(0, "a", "", "", ""), (1, "bc", "x", "x", "x"), (3, "def", "", "", "")]),
        (
            [("x", 1, 4), ("y", 2, 5)],
            [
                (0, "a", "", "", ""),
                (1, "b", "x", "x", ""),
                (2, "cd", "xy", "y", "x"),
                (4, "e", "y", "", "y"),
                (5, "f", "", "", ""),
            ],
        ),
        ([("x", 2, 4), ("y", 2, 4)], [(0, "ab", "", "", ""), (2, "cd", "xy", "xy", "xy"), (4, "ef", "", "", "")]),
        ([("x", 0, 6), ("y", 2, 3)], [(0, "ab", "x", "x", ""), (2, "c", "xy", "y", "y"), (3, "def", "x", "", "x")]),
        ([("x", 3, 3)], [(0, "abcdef", "", "", "")]),
        ([("x", 6, 9), ("y", -4, 0)], [(0, "abcdef", "", "", "")]),
        ([("x", -2, 2), ("y", 4, 9)], [(0, "ab", "x", "", "x"), (2, "cd", "", "", ""), (4, "ef", "y", "y", "")]),
    ],
)
def test_passages_cut_a_text_into_segments(
    marked: list[tuple[str, int, int]], expected: list[tuple[int, str, str, str, str]]
) -> None:
    found = segments(0, "abcdef", [Stretch(*each) for each in marked])

    assert found == tuple(Segment(a, text, tuple(keys), tuple(first), tuple(last)) for a, text, keys, first, last in expected)


def test_offsets_are_those_of_the_whole_text() -> None:
    assert segments(10, "abc", [Stretch("x", 11, 12)]) == (
        Segment(10, "a", (), (), ()),
        Segment(11, "b", ("x",), ("x",), ("x",)),
        Segment(12, "c", (), (), ()),
    )


def test_an_elided_passage_begins_with_its_first_part_and_ends_with_its_last() -> None:
    assert stretches("x", [(0, 1), (2, 3), (4, 5)]) == (
        Stretch("x", 0, 1, True, False),
        Stretch("x", 2, 3, False, False),
        Stretch("x", 4, 5, False, True),
    )
    assert stretches("x", [(0, 5)]) == (Stretch("x", 0, 5, True, True),)


PLACES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


@given(st.text(max_size=20), st.integers(0, 10), PLACES)
def test_stripped_of_its_marks_a_text_is_the_text(text: str, start: int, places: list[tuple[int, int]]) -> None:
    marked = [Stretch(str(n), min(pair), max(pair)) for n, pair in enumerate(places)]

    found = segments(start, text, marked)

    assert "".join(segment.text for segment in found) == text
    for segment in found:
        end = segment.start + len(segment.text)
        assert set(segment.keys) == {each.key for each in marked if each.start <= segment.start < end <= each.end}
    for each in marked:
        if start <= each.start < each.end <= start + len(text):
            assert sum(each.key in segment.starts for segment in found) == 1
            assert sum(each.key in segment.ends for segment in found) == 1


@given(st.lists(st.integers(0, 40), max_size=12, unique=True), PLACES)
def test_each_span_gets_the_stretches_that_touch_it(edges: list[int], places: list[tuple[int, int]]) -> None:
    edges = sorted(edges)
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    marked = [Stretch(str(n), start, end) for n, (start, end) in enumerate(places)]

    found = touching(spans, marked)

    assert list(found) == [[each for each in marked if each.start < end and each.end > start] for start, end in spans]

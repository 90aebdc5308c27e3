import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.diagnostic import Span
from digest.model.source import Block, Document
from digest.text.offsets import UNSPACED, around, count_words, span, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("  one  two\n\nthree ", 3),
        ("one – two … three", 3),
        ("don’t e-mail 3.14", 3),
        ("第七章", 3),
        ("我在Google工作", 5),
        ("これは本です。", 6),
        ("데이터를 저장한다", 2),
    ],
)
def test_words_are_counted_as_readers_count_them(text: str, words: int) -> None:
    assert count_words(text) == words


TEXT = "One two three.\n\nFour five six seven.\n\nEight."
DOCUMENT = Document(TEXT, (Block("paragraph", 0, 0, 14), Block("paragraph", 0, 16, 36), Block("paragraph", 0, 38, 44)))


@pytest.mark.parametrize(
    ("words", "quote", "surroundings"),
    [
        (0, "five six", "five six"),
        (1, "five six", "Four five six seven."),
        (9, "five six", "Four five six seven."),
        (1, "two", "One two three."),
        (1, "One", "One two"),
        (1, "three.\n\nFour", "two three.\n\nFour five"),
        (2, "Eight.", "Eight."),
    ],
)
def test_words_around_a_passage_stay_in_its_paragraphs(words: int, quote: str, surroundings: str) -> None:
    start = TEXT.index(quote)

    first, last = around(DOCUMENT, start, start + len(quote), words)

    assert TEXT[first:last] == surroundings


def test_a_place_is_told_in_lines_and_columns() -> None:
    assert span("a.txt", TEXT, 0, 3) == Span("a.txt", 1, 1, 1, 4)
    assert span("a.txt", TEXT, 8, 20) == Span("a.txt", 1, 9, 3, 5)
    assert span("a.txt", "ü😀x", 2, 3) == Span("a.txt", 1, 3, 1, 4)


@given(st.text(st.sampled_from("a b\n😀"), max_size=30), st.integers(0, 30))
def test_lines_and_columns_lead_back_to_the_offset(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    place = span("", text, offset, offset)

    lines = text.split("\n")
    assert sum(len(line) + 1 for line in lines[: place.line - 1]) + place.column - 1 == offset


WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")


@given(st.text(st.one_of(st.sampled_from("ab 1_-—\u0301ก่日本。\n"), st.characters()), max_size=40))
def test_only_words_with_a_letter_or_a_digit_count(text: str) -> None:
    assert count_words(text) == sum(any(map(str.isalnum, word)) for word in WORD.findall(text))
    assert [match.span() for match in words_in(text)] == [match.span() for match in WORD.finditer(text)]


@given(st.text(st.one_of(st.sampled_from("ab \u00a0\x1c本\n"), st.characters()), max_size=40), st.data())
def test_around_a_passage_stand_as_many_words_as_were_asked_for(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = data.draw(st.integers(0, 5))

    before = [word.start() for word in WORD.finditer(text, 0, start)]
    after = [word.end() for word in WORD.finditer(text, end)]

    expected = (before[-words:][0] if words and before else start, after[:words][-1] if words and after else end)
    assert around(Document(text, ()), start, end, words) == expected

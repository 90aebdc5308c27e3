"""Where sentences begin and end, and what denies something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.sentence import bounds, is_whole_end, is_whole_start, negation


@pytest.mark.parametrize(
    ("text", "quoted", "sentence"),
    [
        ("First one. The second is here. A third.", "second", "The second is here."),
        ("First one. The second is here. A third.", "one. The", "First one. The second is here."),
        ("Am 7. Dezember sprachen sie. Dann nicht.", "sprachen", "Am 7. Dezember sprachen sie."),
        ("It was J. Smith who came. He left.", "Smith", "It was J. Smith who came."),
        ("„Es gab viel Geben und Nehmen.“ Mehr nicht.", "viel", "„Es gab viel Geben und Nehmen.“"),
        ("He asked: really? yes, he did. So.", "asked", "He asked: really? yes, he did."),
        ("Ein Titel\n\nEin Satz ohne Ende", "Satz", "Ein Satz ohne Ende"),
        ("今天开会。明天休息。", "明天", "明天休息。"),
        ("Что делать? Кто виноват!", "виноват", "Кто виноват!"),
        ("ماذا حدث؟ لا شيء.", "شيء", "لا شيء."),
    ],
)
def test_a_passage_stands_in_whole_sentences(text: str, quoted: str, sentence: str) -> None:
    start = text.index(quoted)
    begins, stops = bounds(text, 0, len(text), start, start + len(quoted))
    assert text[begins:stops] == sentence


@given(st.text(alphabet="aB .!?\n„“1", max_size=80), st.data())
def test_the_sentences_hold_the_passage_and_stay_in_the_block(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    begins, stops = bounds(text, 0, len(text), start, end)
    assert 0 <= begins <= start <= end <= stops <= len(text)


@pytest.mark.parametrize(
    ("text", "quoted", "whole"), [("„Ja, gut.“ Nein.", "Ja, gut", (True, True)), ("Ja, sehr gut.", "sehr", (False, False))]
)
def test_a_quotation_is_whole_where_only_marks_are_left(text: str, quoted: str, whole: tuple[bool, bool]) -> None:
    start = text.index(quoted)
    begins, stops = bounds(text, 0, len(text), start, start + len(quoted))
    assert (is_whole_start(text, begins, start), is_whole_end(text, start + len(quoted), stops)) == whole


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("it is not so", "not"),
        ("it isn't so", "isn't"),
        ("es ist keine Frage", "keine"),
        ("sans aucun doute", "sans"),
        ("он не придёт", "не"),
        ("我们没有去", "没"),
        ("a knotted noose, an annotation", ""),
        ("die Kneipe", ""),
    ],
)
def test_a_denial_is_noticed(text: str, word: str) -> None:
    assert negation(text) == word

"""Words as the search knows them. That the script folds alike, tests/browser/test_search.py shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.words import LONGEST, fold, vocabulary, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße", "strasse"),
        ("ẞ", "ss"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("cafe\u0301", "cafe"),
        ("ﬁn", "fin"),
        ("Ｗｉｄｅ", "wide"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ὈΔΥΣΣΕΎΣ", "οδυσσευσ"),
        ("Ёлка, Київ", "елка  киів"),
        ("إِسْلَام", "اسلام"),
        ("العربيـــة", "العربيه"),
        ("\ufefb", "لا"),  # a presentation form
        ("١٢٣ ۴۵", "123 45"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिन्दी"),  # vowel signs are no accents
        ("が", "が"),  # nor is this
        ("한국어", "한국어"),
    ],
)
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The  word—and another.", ["the", "word", "and", "another"]),
        ("l’Ukraine, don’t", ["ukraine", "don"]),  # one letter is no word
        ("5 Millionen", ["5", "millionen"]),
        ("東京都", ["東京", "京都", "都"]),
        ("2022年の", ["2022", "年の", "の"]),
        ("ไทย", ["ไท", "ทย", "ย"]),
        ("x" * 100, ["x" * LONGEST]),
        ("…", []),
        ("", []),
    ],
)
def test_a_text_has_words(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


def test_umlauts_are_found_with_and_without_and_spelt_out() -> None:
    assert vocabulary(["Müller", "Straße", "Ålesund"]) == {"muller", "mueller", "strasse", "alesund", "aalesund"}
    assert vocabulary(["Mu\u0308ller"]) == {"muller", "mueller"}


@given(st.lists(st.text(st.characters(codec="utf-8") | st.sampled_from("äöüß 東京ท’"), max_size=30), max_size=3))
def test_the_vocabulary_has_every_word(texts: list[str]) -> None:
    found = {word for text in texts for word in words(text)}
    spelt = {word for text in texts for word in words(text.replace("ü", "ue"))}

    assert found <= vocabulary(texts)
    assert vocabulary(text.replace("ü", "ue") for text in texts) <= vocabulary(texts) | spelt

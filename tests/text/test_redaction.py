"""Names are covered wherever they stand, and every position stays what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.fold import fold
from digest.text.redaction import MARK, agrees, covered, places, without


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("Jane Doe said so.", "Jane Doe", "▇▇▇▇ ▇▇▇ said so."),
        ("JANE DOE and jane doe", "Jane Doe", "▇▇▇▇ ▇▇▇ and ▇▇▇▇ ▇▇▇"),
        ("Jane\n  Doe’s word", "Jane Doe", "▇▇▇▇\n  ▇▇▇’s word"),
        ("Ja\u00adne Doe", "Jane Doe", "▇▇▇▇▇ ▇▇▇"),
        ("Janet Doe, Jane Doeling, Mary-Jane Doe", "Jane Doe", "Janet Doe, Jane Doeling, Mary-▇▇▇▇ ▇▇▇"),
        ("Zoe\u0308 came", "Zoë", "▇▇▇▇ came"),
        ("王小明说", "王小明", "▇▇▇说"),
        ("nobody", "Jane", "nobody"),
        ("a.b axb", "a.b", "▇▇▇ axb"),
        ("SEAN O’BRIEN, sean oʼbrien, Sean O'\u00adBrien", "Sean O'Brien", "▇▇▇▇ ▇▇▇▇▇▇▇, ▇▇▇▇ ▇▇▇▇▇▇▇, ▇▇▇▇ ▇▇▇▇▇▇▇▇"),
        ("JEAN–LUC\n\nPICARD, jean‐luc picard", "Jean-Luc Picard", "▇▇▇▇▇▇▇▇\n\n▇▇▇▇▇▇, ▇▇▇▇▇▇▇▇ ▇▇▇▇▇▇"),
        ("ANNA STRASSE und Anna Straße", "Anna Straße", "▇▇▇▇ ▇▇▇▇▇▇▇ und ▇▇▇▇ ▇▇▇▇▇▇"),
        ("JOSÉ, JOSE\u0301, jose\u0301, Jose", "José", "▇▇▇▇, ▇▇▇▇▇, ▇▇▇▇▇, Jose"),
        ("ﬁona ﬂinn, ＦＩＯＮＡ　ＦＬＩＮＮ, FIO\u200bNA FLINN", "Fiona Flinn", "▇▇▇▇ ▇▇▇▇, ▇▇▇▇▇　▇▇▇▇▇, ▇▇▇▇▇▇ ▇▇▇▇▇"),
        ("İlhan ΣΩΚΡΆΤΗΣ", "σωκράτης", "İlhan ▇▇▇▇▇▇▇▇"),
    ],
)
def test_a_name_is_covered_in_each_of_its_shapes(text: str, name: str, shown: str) -> None:
    found = places(fold(text, [(0, len(text))]), [name])

    assert covered(text, found[name]) == shown
    assert without(text, [name]) == shown
    assert bool(found[name]) == (MARK in shown)


@pytest.mark.parametrize(
    ("shown", "own", "same"),
    [
        ("as it is", "as it is", True),
        ("as it was", "as it is", False),
        ("▇▇ it is", "as it is", True),
        ("as▇it is", "as it is", False),
        ("▇▇▇ it is", "as it is", False),
        ("", "", True),
    ],
)
def test_marks_stand_for_characters_one_by_one(shown: str, own: str, same: bool) -> None:
    assert agrees(shown, own) is same


@given(st.text("ab .\n", max_size=40), st.lists(st.text("ab", min_size=1, max_size=3), max_size=3))
def test_what_is_covered_still_agrees_and_the_name_is_gone(text: str, names: list[str]) -> None:
    shown = without(text, names)

    assert agrees(shown, text)
    assert without(shown, names) == shown

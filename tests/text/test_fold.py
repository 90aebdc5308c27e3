"""Rules 1 to 5 of docs/matching.md, each with what it must not do, and the way back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.fold import BARRIER, fold, read

SAME = [
    # rule 1: invisible characters
    ("Kranken\u00adhaus", "Krankenhaus"),
    ("a\u200bb\u200cc\u2060d\ufeffe", "abcde"),
    ("\u202bשלום\u202c \u2067x\u2069 \u061cy\u200e\u200f", "שלום x y"),
    ("می\u200cخواهم", "میخواهم"),
    ("क्\u200dष", "क्ष"),
    # rule 2: forms
    ("ＡＢＣ１２３，", "ABC123,"),
    ("ｶﾞｷﾞ", "ガギ"),
    ("ﻼ", "لا"),
    ("ﬁnden ﬂink Aﬀe oﬃziell ﬆ", "finden flink Affe offiziell st"),
    # rule 3: NFC
    ("Mu\u0308ller", "Müller"),
    ("가각", "가각"),
    ("\u212a \u2126", "K Ω"),
    # rule 4: families
    ("„a“ «b» “c” ‟d‟ 〝e〟", '"a" "b" "c" "d" "e"'),
    ("it’s ‚x‘ ‹y› ʼz", "it's 'x' 'y' 'z"),
    ("a–b—c‑d−e‐f", "a-b-c-d-e-f"),
    ("well…", "well..."),
    # rule 5: white space
    ("a\n\nb\t c\u00a0\u2009d\u3000e", "a b c d e"),
    ("« mot »", "«mot»"),
    ("‹\u202fmot\u202f›", "‹mot›"),
    ("dit : «\u00a0mot\u00a0».", 'dit : "mot".'),
    ("今日は\n晴れ です", "今日は晴れです"),
    ("開源 軟體", "開源軟體"),
]

DIFFERENT = [
    ("👩\u200d👩", "👩👩"),  # rule 1: the joiner inside emoji
    ("❤\ufe0f", "❤"),
    ("10²", "102"),  # rule 2: other compatibility forms
    ("½", "1/2"),
    ("№ 5", "No 5"),
    ("㎏", "kg"),
    ("ſt", "st"),
    ("Muller", "Müller"),  # rule 3
    ("й", "и"),
    ("'a'", '"a"'),  # rule 4: the families stay apart
    ("a-b", "ab"),
    ("ラーメン", "ラ-メン"),
    ("10〜20", "10-20"),
    ("..", "..."),
    ("....", "..."),
    ("''", '"'),
    ("-0.42", "0.42"),
    ("a b", "ab"),  # rule 5
    ("»Text« und", "»Text«und"),
    ("er sagte »Text«", "er sagte»Text«"),
    ("한국 사람", "한국사람"),
    ("今日 Python", "今日Python"),
    ("Straße", "strasse"),  # case, words, punctuation
    ("Haus", "haus"),
    ("ja, nein", "ja nein"),
    ("x < 5", "x = 5"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_reads_the_same(one: str, other: str) -> None:
    assert read(one) == read(other)
    assert fold(one).reading == fold(other).reading


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_reads_differently(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize(
    ("text", "part", "span"),
    [
        ("a\u00ad\u00adb c", "b", (3, 4)),
        ("\ufeffab", "ab", (1, 3)),
        ("x  \n y", " ", (1, 5)),
        ("Mu\u0308ller x", "ü", (1, 3)),
        ("o...o", "…", (1, 4)),
        ("« mot »", "mot", (2, 5)),
        ("« mot »", '"mot"', (0, 7)),
        ("ﬁn", "n", (1, 2)),
        ("ﬁn", "fin", (0, 2)),
        ("ﬁn", "in", None),
        ("ﷺ x", "x", (2, 3)),
        ("ﷺ x", "الله", None),
        ("a\u200c b", "a", (0, 2)),
        ("e\u00ad\u0301x", "é", (0, 3)),
    ],
)
def test_way_back(text: str, part: str, span: tuple[int, int] | None) -> None:
    folded = fold(text)
    start = folded.reading.index(part)
    assert folded.span(start, start + len(part)) == span


def test_spans_leave_barriers_but_not_for_white_space() -> None:
    text = "Headline | Section\n\nOne.\n\nTwo.\nsource x"
    folded = fold(text, [(0, 8), (20, 24), (26, 30)])
    assert folded.reading == f"Headline{BARRIER}One. Two."
    assert folded.span(9, 13) == (20, 24)
    assert folded.span(14, 18) == (26, 30)
    assert fold(text, []).reading == ""


def test_index_is_the_way_there() -> None:
    folded = fold("a\u00adb  c...d")
    assert folded.reading == "ab c…d"
    assert [folded.index(at) for at in range(11)] == [0, 1, 1, 2, 3, 3, 4, 5, 5, 5, 6]


PIECES = st.sampled_from(
    "a|é|e\u0301| |\n\n|\u00ad|\u200d|\u200c|...|.|…|ﬁ|ﷺ|「|中|の|« | »|»|«|👩|🏽|\ufe0f|가|ᄀ|ᅡ|ᆨ|ｶ|ﾞ|–|'|”|1|²".split("|")
    + "\u202e|\ufeff|क|्|ष|ि|\ud800|🇩".split("|")
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join), st.text(st.characters(), max_size=40))


@given(TEXTS)
def test_both_readings_are_one(text: str) -> None:
    assert fold(text).reading == read(text)


@given(TEXTS)
def test_a_reading_reads_as_itself(text: str) -> None:
    assert read(read(text)) == read(text)
    assert "  " not in read(text)


@given(TEXTS)
def test_way_back_is_monotone_and_without_gaps(text: str) -> None:
    """Layer by layer: both sides rise together and begin at the beginning, and what follows the last entry is equally long."""
    folded = fold(text)
    length = len(text)
    for layer in folded.layers:
        assert (layer.reading[0], layer.original[0]) == (0, 0)
        assert list(layer.reading) == sorted(layer.reading)
        assert list(layer.original) == sorted(layer.original)
        length += layer.reading[-1] - layer.original[-1]
    assert length == len(folded.reading)
    assert [folded.index(at) for at in range(len(text) + 1)] == sorted(folded.index(at) for at in range(len(text) + 1))
    assert folded.index(len(text)) == len(folded.reading)


@given(TEXTS)
def test_every_span_reads_as_what_it_stands_for(text: str) -> None:
    folded = fold(text)
    last = 0
    for at in range(len(folded.reading)):
        span = folded.span(at, at + 1)
        if span:
            assert last <= span[0] < span[1] <= len(text)
            last = span[0]


# Every kind of white space there is, with what it may stand beside.
SPACED = st.text(st.sampled_from("ab, \t\n\r\v\f\x1c\x1f\x85\u00a0\u1680\u2009\u2028\u202f\u3000"), max_size=30)


@given(SPACED)
def test_white_space_reads_as_one_space_whatever_it_is(text: str) -> None:
    assert fold(text).reading == re.sub(r"\s+", " ", text)

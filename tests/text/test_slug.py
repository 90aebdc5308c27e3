import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.slug import MAX_BYTES, MAX_SLUG, is_safe, slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A virtual summit, little progress", "a-virtual-summit-little-progress"),
        ("Straße frei: “Čeština” & 10 % mehr", "strasse-frei-cestina-10-mehr"),
        ("Zürich, Ærø, Łódź, Đà Nẵng, Þingvellir", "zurich-aero-lodz-da-nang-thingvellir"),
        ("İstanbul ILIK ılık", "istanbul-ilik-ilik"),
        ("Путин и Байден", "путин-и-байден"),
        ("Ёлка и йод", "ёлка-и-йод"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("東京2020：開会式", "東京2020-開会式"),
        ("الأخبار اليوم", "الأخبار-اليوم"),
        ("한국어 뉴스", "한국어-뉴스"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full-width"),
        ("ﬁne prints", "fine-prints"),
        ("10² m", "102-m"),
        ("Don’t stop, it's o'clock", "dont-stop-its-oclock"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen-zerowidth"),
        ("e\u0301t\u0301e", "ete"),
        ("a.b/c\\d:e?f#g%h", "a-b-c-d-e-f-g-h"),
        ("../../etc/passwd", "etc-passwd"),
        ("--leading and trailing--", "leading-and-trailing"),
        ("under_score", "under-score"),
        ("", "untitled"),
        (" … ", "untitled"),
        ("🎉", "untitled"),
        ("CON", "con-1"),
        ("nul", "nul-1"),
        ("COM¹", "com1-1"),
        ("Console", "console"),
        ("x" * 100, "x" * 80),
        ("word " * 30, "-".join(["word"] * 16)),
        ("a" * 79 + " bc", "a" * 79),
        ("字" * 100, "字" * 80),
        ("\U00020000" * 80, "\U00020000" * 60),
    ],
)
def test_a_title_becomes_a_segment(title: str, expected: str) -> None:
    assert slug(title) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_segment_is_safe_and_its_own_slug(title: str) -> None:
    segment = slug(title)
    assert is_safe(segment)
    assert len(segment) <= MAX_SLUG
    assert len(segment.encode()) <= MAX_BYTES
    assert slug(segment) == segment


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_composed_and_decomposed_titles_have_one_segment(title: str) -> None:
    assert slug(unicodedata.normalize("NFD", title)) == slug(unicodedata.normalize("NFC", title))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("virtual-summit", True),
        ("2021_12_07", True),
        ("Biden", True),
        ("_draft", True),
        ("Ü-Wagen", True),
        ("новости", True),
        ("हिन्दी", True),
        ("東京", True),
        ("a" * 100, True),
        ("a" * 101, False),
        ("字" * 81, False),
        ("", False),
        ("-option", False),
        ("a.b", False),
        (".hidden", False),
        ("a/b", False),
        ("a\\b", False),
        ("a b", False),
        ("a\u00a0b", False),
        ("a\u200bb", False),
        ("a\nb", False),
        ("a\0b", False),
        ("a:b", False),
        ("10²", False),
        ("U\u0308", False),
        ("\u0308a", False),
        ("\u3164", False),
        ("a\ufe0f", False),
        ("\ud800", False),
        ("con", False),
        ("NUL", False),
        ("Lpt9", False),
        ("con-1", True),
    ],
)
def test_which_names_are_safe(name: str, safe: bool) -> None:
    assert is_safe(name) is safe

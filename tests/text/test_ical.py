"""Lines of iCalendar files: folded within 75 octets, and read back by a library as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event

from digest.text import ical


@pytest.mark.parametrize(
    ("line", "folded"),
    [
        ("SUMMARY:x", ["SUMMARY:x"]),
        ("a" * 75, ["a" * 75]),
        ("a" * 76, ["a" * 75, " a"]),
        ("a" * 150, ["a" * 75, " " + "a" * 74, " a"]),
        ("a" * 74 + "é", ["a" * 74, " é"]),
        ("a" * 72 + "🌊", ["a" * 72, " 🌊"]),
        ("", [""]),
    ],
)
def test_a_line_is_folded_by_octets(line: str, folded: list[str]) -> None:
    assert list(ical.folded(line)) == folded


_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(" ,;\\:\n"))


@given(title=_texts)
def test_a_library_reads_a_text_as_it_was(title: str) -> None:
    lines = list(ical.component("VEVENT", [("SUMMARY", ical.text(title))]))

    assert all(len(line.encode()) <= 75 for line in lines)
    assert str(Event.from_ical(ical.whole(lines)).get("SUMMARY", "")) == title


def test_what_a_text_cannot_hold_is_left_out() -> None:
    assert ical.text("a\x00b\x07c\x7f\r\nd\re\tf") == r"abc\nd\ne" + "\tf"

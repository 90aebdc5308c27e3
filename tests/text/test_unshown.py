"""Controls made feeds and sitemaps that no program could read; U+202E turned the words around."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.unshown import encoded, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("„words“ \t\r\n\u200e😀", "„words“ \t\r\n\u200e😀"),
        ("a\0b\x1bc\x0cd", "a\ufffdb\ufffdc\ufffdd"),
        ("a\u202db\u202ec\ufffed\uffff", "a\ufffdb\ufffdc\ufffdd\ufffd"),
        ("a\ud800b", "a\ufffdb"),
    ],
)
def test_what_no_file_can_hold_is_shown_as_a_sign_and_not_obeyed(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text(st.one_of(st.characters(codec=None), st.sampled_from("\0\x1b\u202e\uffff\ud800"))))
def test_bytes_say_the_same(text: str) -> None:
    assert encoded(text) == shown(text).encode()

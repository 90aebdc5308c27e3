"""Quotations that a note makes in passing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.annotation import Mention
from digest.text.mention import linked, mentions


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("He said “the bus will run again” today.", [("the bus will run again", 1, 10)]),
        ("Er sagte „der Bus fährt wieder“.", [("der Bus fährt wieder", 1, 11)]),
        ("Il dit « le bus va rouler ».", [("le bus va rouler", 1, 9)]),
        ('Plain "four words stand here" marks.', [("four words stand here", 1, 8)]),
        ("One\n\nTwo “with *one word* stressed here”.", [("with one word stressed here", 3, 6)]),
        ("Short “three words only”.", []),
        ("> A block quote of words\n> over two lines", [("A block quote of words over two lines", 1, 1)]),
        ("Linked “words that stand elsewhere” [there](https://example.org/).", []),
        ("Marked “words that stand elsewhere” <!-- quoted elsewhere -->", []),
        ("Code `“words that are code here”` and “words that are prose here”", [("words that are prose here", 1, 40)]),
        ("    “an indented block of code”", []),
        ("It's the dog's, isn't it, the cat's and so on.", []),
    ],
)
def test_quoted_words_of_a_note_are_found_with_their_place(body: str, found: list[tuple[str, int, int]]) -> None:
    assert mentions(body) == tuple(Mention(*each) for each in found)


@given(st.text(alphabet="“”„«» \"'`>\n*_ab[](", max_size=200))
def test_no_note_is_too_strange(body: str) -> None:
    for each in mentions(body):
        assert 1 <= each.line <= body.count("\n") + 1
        assert each.column >= 1


@pytest.mark.parametrize(
    ("html", "after"),
    [
        ("<p>“a &amp; b are here”</p>", '<p>“<a href="/x">a &amp; b are here</a>”</p>'),
        ("<p>“a &amp; b are here” and again a &amp; b are here</p>", "<p>“a &amp; b are here” and again a &amp; b are here</p>"),
        ('<p><a href="/y">a &amp; b are here</a></p>', '<p><a href="/y">a &amp; b are here</a></p>'),
        ('<p title="a &amp; b are here">x</p>', '<p title="a &amp; b are here">x</p>'),
    ],
)
def test_a_mention_becomes_a_link_where_it_stands_once(html: str, after: str) -> None:
    assert linked(html, "a & b are here", "/x") == after

"""Addresses that lead to words in somebody else's page."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.fragment import text_fragment

PAGE = "https://example.org/a"


@pytest.mark.parametrize(
    ("parts", "before", "after", "directive"),
    [
        (["kept the night bus running"], "", "", "kept%20the%20night%20bus%20running"),
        (["well-known, often & gladly quoted"], "", "", "well%2Dknown%2C%20often%20%26%20gladly%20quoted"),
        (["the night bus"], "to keep ", " running for another year", "to%20keep-,the%20night%20bus,-running%20for%20another"),
        (
            ["one two three four five six seven eight nine ten eleven twelve thirteen"],
            "",
            "",
            "one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen",
        ),
        (["the first words", "the last words"], "", "", "the%20first%20words,the%20last%20words"),
        (["ends here.\n\nBegins there"], "", "", "ends%20here.,Begins%20there"),
        (["Größe"], "", "", "Gr%C3%B6%C3%9Fe"),
    ],
)
def test_words_are_named_as_the_grammar_wants(parts: list[str], before: str, after: str, directive: str) -> None:
    assert text_fragment(PAGE, tuple(parts), before, after) == f"{PAGE}#:~:text={directive}"


def test_an_address_keeps_its_own_fragment() -> None:
    assert text_fragment(f"{PAGE}#top", ("four words are enough",)) == f"{PAGE}#top:~:text=four%20words%20are%20enough"
    assert text_fragment(PAGE, ()) == PAGE


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=3), st.text(alphabet="ab -,& "))
def test_the_grammar_holds_for_any_words(parts: list[str], context: str) -> None:
    url = text_fragment(PAGE, tuple(parts), context, context)
    if url != PAGE:
        term = r"(?:[^-,&%]|%[0-9A-F]{2})+"
        found = re.fullmatch(rf"{re.escape(PAGE)}#:~:text=(?:{term}-,)?({term})(?:,{term})?(?:,-{term})?", url)
        assert found
        assert unquote(found[1]).split() == " ".join(parts).split()[: len(unquote(found[1]).split())]

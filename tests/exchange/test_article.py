"""What becomes of an article: its seed, which the rule for scraped text reads again, and its card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.exchange.article import Article, Origin, address, card, day, language, seed, tidy
from digest.model.config import Config
from digest.model.edtf import Edtf
from digest.model.source import Capture
from digest.steps.parse import parse_source
from digest.text.seed import read_txt

ARTICLE = Article(
    title='A "crane" falls: # no one hurt',
    paragraphs=("It weighed 340 tonnes.", "Divers will look."),
    url="https://harbour.example/crane",
    publisher="Harbour & Sea: news",
    authors=("Ann O'Neill", "- , [x]"),
    published="2021-12-29",
    accessed="2021-12-30T09:10:11+01:00",
    language="en-GB",
)


def test_a_card_says_all_that_is_known() -> None:
    made = card(ARTICLE, name="crane", mode="excerpt", sha256="0" * 64, origin=Origin("1" * 64, "trafilatura 2", "crane.html"))

    assert made == (
        "---\nseed: crane.txt\n"
        'title: "A \\"crane\\" falls: # no one hurt"\n'
        "url: https://harbour.example/crane\n"
        'publisher: "Harbour & Sea: news"\n'
        'authors:\n  - Ann O\'Neill\n  - "- , [x]"\n'
        "published: 2021-12-29\n"
        "accessed: 2021-12-30T09:10:11+01:00\n"
        "language: en-GB\n"
        f"rights: excerpt\nsha256: {'0' * 64}\n"
        f"capture:\n  file: crane.html\n  sha256: {'1' * 64}\n  extractor: trafilatura 2\n---\n"
    )


def test_a_card_is_read_as_it_was_meant() -> None:
    made = card(ARTICLE, name="crane", mode="link", sha256="0" * 64, origin=Origin("1" * 64, "trafilatura 2", "crane.html"))

    read = parse_source("content/sources/crane.md", made.encode(), Config())

    assert read.diagnostics == ()
    assert read.value is not None
    assert (read.value.title, read.value.publisher, read.value.authors) == (ARTICLE.title, ARTICLE.publisher, ARTICLE.authors)
    assert isinstance(read.value.published, Edtf)
    assert (read.value.rights.mode, read.value.capture) == ("link", Capture("crane.html", "1" * 64, "trafilatura 2"))


def test_a_card_leaves_out_what_is_not_known() -> None:
    made = card(Article("", ("Words.",)), name="x", mode="excerpt", sha256="0", origin=Origin("1", "feedparser 6"))

    assert (
        made == "---\nseed: x.txt\ntitle: x\nrights: excerpt\nsha256: 0\ncapture:\n  sha256: 1\n  extractor: feedparser 6\n---\n"
    )


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40).map(tidy).filter(bool)


@given(WORDS.filter(lambda text: " | " not in text), st.lists(WORDS, min_size=1, max_size=5))
def test_a_seed_is_read_as_the_headline_and_paragraphs_that_it_was_made_of(title: str, paragraphs: list[str]) -> None:
    paragraphs[-1] += "."  # “source WORD” in the last line is provenance
    document = read_txt(seed(Article(title, tuple(paragraphs))))

    assert document.title == title
    assert [document.text[block.start : block.end] for block in document.blocks] == [title, *paragraphs]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024-03-14", "2024-03-14"),
        ("2024-03-14T23:30:00-05:00", "2024-03-14"),  # the day where it was written, not in UTC
        ("2024-03-14 23:30", "2024-03-14"),
        ("20240314", "2024-03-14"),
        ("2024-03", "2024-03"),
        ("2024", "2024"),
        ("Thu, 14 Mar 2024 23:30:00 -0500", "2024-03-14"),
        ("14 March 2024", ""),  # as neither ISO 8601 nor a mail has it
        ("2024-02-30", ""),
        ("2024-13-01T00:00:00Z", ""),
        ("14.03.2024", ""),
        ("03/04/2024", ""),  # March or April: never guessed
        ("yesterday", ""),
        ("", ""),
        ("9" * 5000, ""),
    ],
)
def test_a_day_is_the_one_that_its_author_wrote(written: str, read: str) -> None:
    assert day(written) == read


@given(st.text(max_size=80))
def test_a_date_is_read_or_not_but_never_raises(written: str) -> None:
    assert day(written) == "" or day(day(written)) == day(written)


@pytest.mark.parametrize(
    ("tag", "read"), [("de", "de"), ("de_DE", "de-DE"), (" zh-Hant ", "zh-Hant"), ("german!", ""), ("x", ""), ("", "")]
)
def test_a_language_is_a_tag_or_nothing(tag: str, read: str) -> None:
    assert language(tag) == read


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://a.example/x?y#z", "https://a.example/x?y#z"),
        ("file:///home/me/x.html", ""),
        ("javascript:alert(1)", ""),
        ("https://a.example/x y", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_an_address_is_of_the_web_or_nothing(url: str, read: str) -> None:
    assert address(url) == read

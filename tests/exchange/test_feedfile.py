"""Saved feeds: an article per entry, in the feed's order."""

import pytest

from digest.exchange import feedfile
from digest.exchange.article import Article
from tests.exchange import pages
from tests.making import said


def test_atom() -> None:
    outcome = feedfile.articles("feed.xml", pages.ATOM.encode())

    assert outcome.diagnostics == ()
    assert outcome.value == (
        Article(
            title="The old lock reopens",
            paragraphs=("The lock opened on Thursday. Twelve boats went through.", "Soup & bread"),
            url="https://valley.example/lock",
            publisher="Valley & Weir",
            authors=("Rosalind Achterberg", "Ivo Brandt"),
            published="2024-03-14",
            language="en-GB",
        ),
        Article(
            title="Low water",
            paragraphs=("The river is at 40 cm < 50 cm.",),
            url="https://valley.example/low",
            publisher="Valley & Weir",
            published="2024-03-12",
            language="en",
        ),
        Article("", (), publisher="Valley & Weir", published="2024-03-11", language="en"),
    )


def test_rss_in_another_charset() -> None:
    outcome = feedfile.articles("feed.xml", pages.RSS.encode("windows-1251"))

    assert outcome.diagnostics == ()
    assert outcome.value == (
        Article(
            title="Мост закрыт",
            paragraphs=("Мост закрыт до мая.", "Объезд через Южный мост."),
            url="https://vestnik.example/most",
            publisher="Вестник",
            published="2024-03-14",
            language="ru",
        ),
    )


def test_rdf() -> None:
    outcome = feedfile.articles("feed.rdf", pages.RDF.encode())

    assert outcome.diagnostics == ()
    assert outcome.value == (
        Article(
            title="A letter found",
            paragraphs=("A letter of 1911 was found in a wall.",),
            url="https://archive.example/7",
            publisher="Archive",
            authors=("M. Ode",),
            published="2024-03",
        ),
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "this is no feed that can be read"),
        (pages.BLOG.encode(), "this is no feed that can be read"),
        (b"\x00\xff\xfe" * 100, "this is no feed that can be read"),
        (b"https://a.example/feed.xml", "this is no feed that can be read"),  # an address is no reason to go there
        (b"/etc/hostname", "this is no feed that can be read"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>', "there are no entries in this feed"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, message: str) -> None:
    outcome = feedfile.articles("f.xml", data)

    assert (outcome.value, said(outcome.diagnostics)) == ((), [f"f.xml: error[D724] {message}"])


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    outcome = feedfile.articles("f.xml", pages.ATOM[: pages.ATOM.index("river is")].encode())

    assert said(outcome.diagnostics) == ["f.xml: warning[D725] this feed is damaged; what could be read of it is taken"]
    assert [article.title for article in outcome.value] == ["The old lock reopens", "Low water"]


def test_entities_neither_grow_nor_open_files() -> None:
    bombs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(12))
    dtd = f'<!DOCTYPE feed [{bombs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    feed = pages.ATOM.replace("<feed", dtd + "<feed", 1).replace("Low water", "Low &file; &a11; water")

    outcome = feedfile.articles("f.xml", feed.encode())

    assert "root:" not in repr(outcome)
    assert len(repr(outcome)) < 10_000

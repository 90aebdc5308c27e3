"""Saved pages as articles: the words that a reader saw, and what the page says of itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.exchange import capture, savedpage
from digest.exchange.article import Article, seed
from digest.exchange.savedpage import SavedPage
from digest.text.seed import read_txt
from tests.exchange import pages
from tests.making import said

BLOG_PARAGRAPHS = (
    (
        "The mill by the weir closed on Friday after a hundred and twelve years."
        " Its last owner said that the river had become “too quiet in summer and too loud in winter”."
    ),
    (
        "Some in the village doubt it. The books, which I was shown, have a different story to tell:"
        " three bad contracts, and a loan at 9.5 per cent."
    ),
)


def _read(html: str) -> Article:
    page = savedpage.read("page.html", html.encode()).value
    assert page is not None
    outcome = capture.article("page.html", page)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


def test_a_newspapers_article() -> None:
    article = _read(pages.NEWSPAPER)

    assert seed(article) == pages.NEWSPAPER_TEXT
    assert article == Article(
        title="Die Brücke bleibt bis Mai gesperrt",
        paragraphs=article.paragraphs,
        url="https://elbblatt.example/stadt/bruecke.html",
        publisher="Elbblatt",
        authors=("Jana Kühn", "Tom Weiß"),
        published="2024-03-14",
        language="de",
    )


def test_a_blogs_article() -> None:
    page = SavedPage(pages.BLOG, "https://valley.example/x", "2021-12-30")

    assert capture.article("page.html", page).value == Article(
        title="Why the mill closed",
        paragraphs=BLOG_PARAGRAPHS,
        url="https://valley.example/2023/11/mill/",
        publisher="Notes from the valley",
        authors=("Rosalind Achterberg",),
        published="2023-11-05",
        accessed="2021-12-30",
        language="en-GB",
    )


def test_a_page_of_singlefile() -> None:
    article = _read(pages.SINGLEFILE)

    assert seed(article) == (
        "Crane falls into harbour\n\n"
        "A crane fell into the harbour on Wednesday night."
        " Nobody was near it, the harbour master said, and no ship was struck.\n\n"
        "It weighed 340 tonnes. Divers will look at it when the wind has dropped, not before Sunday.\n"
    )
    assert (article.published, article.accessed) == ("2021-12-29", "2021-12-30T09:10:11+01:00")


def test_a_broken_page_is_read_as_far_as_it_goes() -> None:
    text = seed(_read(pages.BROKEN))

    assert text.startswith("Storm over the bay\n\nThe storm came over the bay at noon, and by two the ferries had stopped.")
    assert "“We had soup & blankets,” said the warden — “and nobody complained”." in text
    assert "The first ferry left at six in the morning, with the mail and most of them aboard." in text
    assert "document.write" not in text


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("", "there are no words in this page"),
        (pages.EMPTY, "there are no words in this page"),
        ("<html><body><script>x</script><style>y</style></body></html>", "there are no words in this page"),
        (pages.NAVIGATION, "there is no article in this page, only parts such as a menu"),
    ],
)
def test_a_page_without_an_article_is_refused(html: str, message: str) -> None:
    outcome = capture.article("x.html", SavedPage(html))

    assert (outcome.value, said(outcome.diagnostics)) == (None, [f"x.html: error[D721] {message}"])


def test_a_page_whose_article_is_unclear_is_read_with_a_warning() -> None:
    menu = (
        '<html><body><div class="menu"><a href="/">Start</a> <a href="/x/">All that is said here is said by us.</a></div></body>'
    )

    outcome = capture.article("x.html", SavedPage(menu))

    assert outcome.value is not None
    assert said(outcome.diagnostics) == ["x.html: warning[D723] where the article begins and ends in this page is unclear"]


def test_a_page_of_too_many_tags_is_refused_at_once() -> None:
    outcome = capture.article("x.html", SavedPage("<p>a" * (capture.MAX_TAGS + 1)))

    assert (outcome.value, said(outcome.diagnostics)) == (None, ["x.html: error[D720] this page has more than 100,000 tags"])


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5000 + "<p>The council met.",
        "<html><script type='application/ld+json'>" + "[" * 100_000 + "</script><p>The council met on Monday. It was short.",
        '<html><script type="application/ld+json">{"datePublished": 5, "@graph": {"datePublished": []}}</script><p>It met.',
        '<html lang="&#0;"><head><meta><link><title></title></head><body><p>The council met on Monday. It was short.',
        "<!--" * 10_000,
        "<?xml version='1.0' encoding='utf-16'?><html><body><p>The council met on Monday. It was short.</p></body></html>",
        "<table><tr><td>" * 500 + "cell",
        "\x01\x02<p>\x0b\x1c\u2028The council met.\ufeff</p>",
    ],
)
def test_hostile_pages_end_in_words_or_in_a_message(html: str) -> None:
    page = savedpage.read("x.html", html.encode()).value
    assert page is not None

    outcome = capture.article("x.html", page)

    assert bool(outcome.value and outcome.value.paragraphs) != any(each.severity == "error" for each in outcome.diagnostics)


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<h1>", "</h1>", "<article>", "<table><tr><td>", "</table>", "<li>", "<ul>", "<br>", "<!--", "-->", "<"),
        *("<pre>", "<code>", "</code>", "<blockquote>", "<meta property=og:title content=", "<link rel=canonical href='//[x'>"),
        *("The council met on Monday. ", "|", " | ", "&#0;", "&nbsp;", "\0", "\u2028", "x" * 400, "<html lang=", '"', ">"),
        '<script type=application/ld+json>{"@graph": [[1], {"datePublished": [1]}]}</script>',
    ]
)


@settings(max_examples=50)
@given(st.lists(PIECES, max_size=30))
def test_any_page_is_an_article_that_is_read_again_or_an_error(pieces: list[str]) -> None:
    page = savedpage.read("x.html", "".join(pieces).replace("\0", "\x01").encode()).value
    assert page is not None

    outcome = capture.article("x.html", page)

    assert [each.code for each in outcome.diagnostics] in ([], ["D723"]) if outcome.value else ["D721"]
    if outcome.value:
        text = seed(outcome.value)
        assert text == "".join(f"{line.strip()}\n" for line in text.split("\n")[:-1])
        assert read_txt(text).blocks


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://a.example/vote", "https://a.example/vote"),
        ("/vote", "https://saved.example/vote"),
        ("//a.example/vote", "https://a.example/vote"),
        ("//[a/vote", "https://saved.example/x"),
        ("javascript:alert(1)", "https://saved.example/x"),
        ("", "https://saved.example/x"),
    ],
)
def test_the_address_is_the_one_that_the_page_declares(canonical: str, url: str) -> None:
    page = SavedPage(pages.BLOG.replace("/2023/11/mill/", canonical), "https://saved.example/x")

    article = capture.article("x.html", page).value

    assert article is not None
    assert article.url == url


@pytest.mark.parametrize(
    ("head", "h1", "title"),
    [
        ("<title>The vote | Gazette</title><meta property='og:site_name' content='Gazette'>", "", "The vote"),
        ("<title>The vote - Gazette</title><meta property='og:site_name' content='Gazette'>", "", "The vote"),
        ("<meta property='og:title' content='The vote | Live'>", "", "The vote | Live"),  # whose name is that? it stays
        ("<meta property='og:title' content='Vote'>", "<h1>The vote</h1>", "The vote"),  # what readers saw
        ("<meta property='og:title' content='Vote'>", "<nav><h1>Keyboard shortcuts</h1></nav>", "Vote"),
        ("<title>Vote</title>", "<div hidden><h2>Keyboard shortcuts</h2></div>", "Vote"),
        ("<title>Vote</title>", "<h1>Menu</h1></div><article><h1>The council votes</h1>", "The council votes"),
        ("<title>The vote - Our Gazette</title>", "<header><h1>Our Gazette</h1></header>", "The vote"),
        ("", "<header><h1>The vote</h1></header>", "The vote"),
        ("<title>" + "x" * 400 + "</title>", "", ""),
        ("<meta property='og:title' content='Vote'><meta property='og:site_name' content='Gazette'>", "<h1>Gazette</h1>", "Vote"),
    ],
)
def test_the_headline_is_the_articles_and_not_the_sites(head: str, h1: str, title: str) -> None:
    html = f"<html><head>{head}</head><body>{h1}<article><p>The council met on Monday. It voted on Tuesday, in the evening, "
    html += (
        "and nobody was there to see it.</p><p>It will meet again in spring, the mayor said after the vote.</p></article></body>"
    )

    assert _read(html).title == title

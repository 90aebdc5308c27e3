"""HTML from elsewhere becomes Markdown that says the same."""

import html
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text import front_matter
from digest.text.markup import ROOT, to_html
from digest.text.to_markdown import MAX_TAGS, is_bounded, to_markdown

CONTENT = Path(__file__).parents[2] / "content"

CASES = [
    ("", ""),
    ("<p>One.</p><p>Two <em>words</em>, <strong>bold</strong>.</p>", "One.\n\nTwo *words*, **bold**.\n"),
    ("just words", "just words\n"),
    ("<p>a<br>b</p>", "a  \nb\n"),
    ("<p>x <em> spaced </em> y</p>", "x  *spaced*  y\n"),
    ('<p><a href="https://a.example/x(1)">a</a></p>', "[a](https://a.example/x(1))\n"),
    ('<p><a href="https://a.example/x)">a</a></p>', "[a](https://a.example/x%29)\n"),
    ('<p><a href="javascript:alert(1)">a</a> <a href="#fn">1</a></p>', "a 1\n"),
    ('<p><a href="https://here.example/about/">a</a></p>', "[a](/about/)\n"),
    ('<p><a href="https://here.example/sources/s/#q-a-1">a</a></p>', "a\n"),
    ('<p><img src="https://a.example/x.png" alt="A *picture*"></p>', "A \\*picture\\*\n"),
    ('<p><img src="https://here.example/x.png" alt="p"></p>', "![p](/x.png)\n"),
    ("<h3>Head</h3><h5>Deep</h5><h1>Top</h1>", "# Head\n\n### Deep\n\n# Top\n"),
    ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "-   a\n-   b\n    -   c\n"),
    ("<ol><li>a</li><li>b</li></ol>", "1.  a\n2.  b\n"),
    ("<ul><li><p>a</p><p>b</p></li></ul>", "-   a\n\n    b\n"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n\n> b\n"),
    ("<pre><code>a *b*\n  c\n</code></pre>", "    a *b*\n      c\n"),
    ("<p>a <code>b`c</code></p>", "a `` b`c ``\n"),
    (
        "<p># no head</p><p>1. no list</p><p>- nor this</p><p>: nor that</p>",
        "\\# no head\n\n1\\. no list\n\n\\- nor this\n\n&#58; nor that\n",
    ),
    ("<p>&amp;lt;b&amp;gt; &lt;b&gt; *x* [y] AT&amp;T</p>", "&amp;lt;b&amp;gt; &lt;b> \\*x\\* \\[y\\] AT&T\n"),
    ("<script>alert(1)</script><style>x</style><p onclick=x>a</p>", "a\n"),
    ("<table><tr><th>a</th><td>b</td></tr></table>", "a\n\nb\n"),
    ("</li></em></p></ul>x", "x\n"),
]


@pytest.mark.parametrize(("source", "markdown"), CASES)
def test_each_construct(source: str, markdown: str) -> None:
    assert to_markdown(source, "https://here.example/") == markdown


def test_every_page_of_the_bundled_digest_survives() -> None:
    """HTML, Markdown, HTML: the same but for white space at line ends."""
    paths = sorted(CONTENT.rglob("*.md"))
    assert len(paths) > 50
    for path in paths:
        note = to_html(front_matter.read(path.name, path.read_text("utf-8")).value.body).html
        away = note.replace(ROOT, "https://here.example")
        assert to_html(to_markdown(away, "https://here.example/")).html.split() == note.split(), path.name


@given(st.text(st.characters(exclude_categories=["C"]) | st.sampled_from(" \n*_`[]()<>&;#-+1.\\!|:~=\"'^{}"), max_size=40))
def test_words_stay_words(text: str) -> None:
    assert to_html(to_markdown(f"<p>{html.escape(text)}</p>")).plain == " ".join(text.split())


@given(
    st.lists(
        st.sampled_from("<p> </p> <ul> <ol> </ul> <li> </li> <em> </em> <b> <a> <code> <pre> </pre> <hr> <br> <td> x".split())
    )
)
def test_no_tags_whatever_are_too_much(tags: list[str]) -> None:
    assert to_html(to_markdown("".join(tags))).plain.count("x") == tags.count("x")


@pytest.mark.parametrize("piece", ["<ul><li>", "<blockquote>", "<em>", "<p>*", "<a href=x>", "<", "&", "`"])
def test_long_and_deep_input_takes_no_long_time(piece: str) -> None:
    source = piece * (MAX_TAGS // max(1, piece.count("<")))
    assert is_bounded(source)
    assert not is_bounded(source * 100)
    start = time.process_time()
    to_markdown(source)
    assert time.process_time() - start < 5

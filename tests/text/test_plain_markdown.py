"""The plainest Markdown, held against Python-Markdown and the sanitiser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.any_markdown import convert
from digest.text.markup import Link, Prose, _prose, to_html
from digest.text.plain_markdown import Plain, read


def parsed(text: str) -> Prose:
    """What the parser and the sanitiser say of the text."""
    return _prose(convert(text, raw_html=False, heading=3), text, "n-")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One “word” at 09:10 (and 5.2 more).", "<p>One “word” at 09:10 (and 5.2 more).</p>"),
        ("One\nline\n\n\nTwo & three", "<p>One\nline</p>\n<p>Two &amp; three</p>"),
        ("*a* **b c**, d**e**f", "<p><em>a</em> <strong>b c</strong>, d<strong>e</strong>f</p>"),
        ("*über\nzwei Zeilen*", "<p><em>über\nzwei Zeilen</em></p>"),
        ("[a b](https://example.org/c_d?e=f#g).", '<p><a href="https://example.org/c_d?e=f#g">a b</a>.</p>'),
        ("See:\n\n- a\n- *b*\n", "<p>See:</p>\n<ul>\n<li>a</li>\n<li><em>b</em></li>\n</ul>"),
        ("See:\n- a", "<p>See:\n- a</p>"),
        ("5\xa0%", "<p>5&nbsp;%</p>"),
    ],
)
def test_what_is_plain_is_read_without_a_parser(text: str, html: str) -> None:
    plain = read(text)
    assert plain is not None
    assert plain.html == html == parsed(text).html


@pytest.mark.parametrize(
    "text",
    [
        "# a", "> a", "1. a", "+ a", "* a", "-a", "---", "a\n===", "    a", "a  \nb", "a\n: b", "~~~", "\ta", "٣. a",
        "a_b_c", "a `b`", "a \\* b", "a < b", "a > b", "&amp;", "AT&T", "a | b", "![a](/b)", "a ***b***", "a *b", "*a *b* c*",
        "*a**b*", "[a]", "[a][b]", "[a](/b)", "[^1]", "[a](http://1.2.3.4/)", "[a](https://example.org \"b\")", "a ",
        "[*a*](https://b.org)", "*[a](https://b.org)*", "*[A]: b", "[a]: https://b.org", "- a\n\n- b", "*a\n\nb*", "- *a\n- b*",
        "a\r", "a\u2028b", "digest-root:/a",
    ],
)  # fmt: skip
def test_what_may_be_more_is_left_to_the_parser(text: str) -> None:
    assert read(text) is None


_USUAL = [
    "- ", "\n- ", "\n", "\n\n", " ", "  ", "*", "**", "*a*", "**b c**", "*d\ne*", "[f](https://example.org/g_h?i=j#k)", "word",
    "1", "[ü v](http://a-b.example.com/~c,d;e=+%20)", "Wörter", ". ", "& ", "“", "\xa0",
]  # fmt: skip
_STRANGE = [
    "[", "](", ")", "](https://a.b/c)", "](http://a..b/c)", "e\u0301", "ー", "🙂", "½", "1.", "٣.", "2)", ":", ": ", "#", "+",
    "=", "---", "~", "!", "'", '"', "”", "(", "…", "_", "{", "}", "^1", ";", "&", "amp;", "<", ">", "|", "\\", "`", "\t",
    "\u3000", "\u200b", "\u2028", "\ufeff", "\x1f", "klzzwxh:0001",
]  # fmt: skip


def _made_of(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=25).map("".join)


@given(_made_of(_USUAL) | _made_of(_USUAL + _STRANGE) | st.text(max_size=40))
def test_no_text_reads_otherwise_than_by_the_parser(text: str) -> None:
    plain = read(text) if text.strip() else None
    if plain is not None:
        prose = parsed(text)
        assert plain == Plain(prose.html, prose.plain, [link.url for link in prose.links])
        assert not prose.refused


@pytest.mark.parametrize(
    "text",
    ["*a " * 50_000, "[a" * 50_000, "**a*" * 50_000, f"*a{' ' * 99_999}b", f"[a](https://{'a-' * 50_000}"],
)  # fmt: skip
def test_what_is_no_markup_after_all_is_found_out_at_once(text: str) -> None:
    assert read(text) is None


def test_a_plain_note_has_what_its_parser_says_of_it() -> None:
    text = "a\n\n[b](https://example.org/c) and\n[d](https://example.org/e)\n"
    assert read(text) is not None
    prose = Prose(
        '<p>a</p>\n<p><a href="https://example.org/c">b</a> and\n<a href="https://example.org/e">d</a></p>',
        "a b and d",
        (Link("https://example.org/c", 3), Link("https://example.org/e", 4)),
    )
    assert to_html(text) == parsed(text) == prose

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.any_markdown import _markdown, convert
from digest.text.markup import MAX_LENGTH, Link, Prose, Refused, rooted, to_html, tokens

FOOTNOTE = (
    '<p>One<sup id="n-fnref:1"><a class="footnote-ref" href="#n-fn:1">1</a></sup>.</p>\n'
    '<div class="footnote">\n<hr>\n<ol>\n<li id="n-fn:1">\n'
    '<p>Two.&nbsp;<a class="footnote-backref" href="#n-fnref:1" title="Jump back to footnote 1 in the text">↩</a></p>\n'
    "</li>\n</ol>\n</div>"
)
TABLE = (
    '<table>\n<thead>\n<tr>\n<th>a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>\n'
    '<tbody>\n<tr>\n<td>1</td>\n<td class="align-right">2</td>\n</tr>\n</tbody>\n</table>'
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("   \n", ""),
        ("A *note* & **more** `<b>`", "<p>A <em>note</em> &amp; <strong>more</strong> <code>&lt;b&gt;</code></p>"),
        ("# One\n\n## Two\n\nThree\n===", "<h3>One</h3>\n<h4>Two</h4>\n<h3>Three</h3>"),
        ("###### Six", "<h3>Six</h3>"),
        ("## Two\n\n### Three", "<h3>Two</h3>\n<h4>Three</h4>"),
        ("# One\n\n###### Six", "<h3>One</h3>\n<h6>Six</h6>"),
        ("- a\n- b\n\n1. c", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol>\n<li>c</li>\n</ol>"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>'),
        ("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
        ("```python\na < b\n```", '<pre><code class="language-python">a &lt; b\n</code></pre>'),
        ("a|b\n-|-:\n1|2", TABLE),
        ("Term\n: def", "<dl>\n<dt>Term</dt>\n<dd>def</dd>\n</dl>"),
        ("*[EU]: European Union\n\nThe EU", '<p>The <abbr title="European Union">EU</abbr></p>'),
        ("One[^1].\n\n[^1]: Two.", FOOTNOTE),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("---", "<hr>"),
        ("&copy; &amp; &lt; AT&T", "<p>© &amp; &lt; AT&amp;T</p>"),
        ("[a](https://example.org/?b&c 'd')", '<p><a href="https://example.org/?b&amp;c" title="d">a</a></p>'),
        ("<https://example.org> <me@example.org>",
         '<p><a href="https://example.org">https://example.org</a> <a href="mailto:me@example.org">me@example.org</a></p>'),
        ("[a](/about/) [b](/x#y)", '<p><a href="digest-root:/about/">a</a> <a href="digest-root:/x#y">b</a></p>'),
        ("[a](#b)", '<p><a href="#n-b">a</a></p>'),
        ("![alt](/images/a.png)", '<p><img alt="alt" src="digest-root:/images/a.png"></p>'),
        ("<b>x</b> <i", "<p>&lt;b&gt;x&lt;/b&gt; &lt;i</p>"),
        ("<div>\n*x*\n</div>", "<p>&lt;div&gt;\n<em>x</em>\n&lt;/div&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a <!-- *to do* --> b `<!-- c -->`", "<p>a  b <code>&lt;!-- c --&gt;</code></p>"),
        ("say digest-root:/x", "<p>say digest-root&#58;/x</p>"),
        ('say href="digest-root:/x"', '<p>say href="digest-root&#58;/x"</p>'),
    ],
)  # fmt: skip
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert to_html(text, prefix="n-").html == html
    assert to_html(text, prefix="n-").refused == ()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>x</b>", "<p><b>x</b></p>"),
        ('<span lang="de" dir="ltr" style="color: red" onclick="x()">x</span>', '<p><span lang="de" dir="ltr">x</span></p>'),
        ("<div>\n*x*\n</div>", "<div>\n*x*\n</div>"),
        ("a <script>alert(1)</script> b", "<p>a  b</p>"),
        ("<style>p {}</style>\n\nb", "\n\n<p>b</p>"),
        ("<!-- a -->\n\nb", "\n\n<p>b</p>"),
        ('<p id="x">a</p>', '<p id="n-x">a</p>'),
        ('<a class="button footnote-ref" href="/x">a</a>', '<p><a class="footnote-ref" href="digest-root:/x">a</a></p>'),
        ("<iframe src='/x'></iframe><form><input></form><svg><a>b</a></svg>", "<p></p>"),
        ("<h1>a</h1>", "<h1>a</h1>"),
    ],
)
def test_html_of_the_author_is_sanitised_where_it_is_allowed(text: str, html: str) -> None:
    assert to_html(text, prefix="n-", raw_html=True).html.strip("\n") == html.strip("\n")


WITHIN = "an address within the site begins with “/”"
ELSEWHERE = "an address on another host begins with “https://”"
IMAGE = "an image must lie within the site, with an address that begins with “/”"


def scheme(name: str) -> str:
    return f"“{name}:” addresses are not allowed"


@pytest.mark.parametrize(
    ("text", "html", "refused"),
    [
        ("[a](javascript:alert)", "<p><a>a</a></p>", Refused("link", "javascript:alert", scheme("javascript"), 1)),
        ("[a](JAVASCRIPT:alert)", "<p><a>a</a></p>", Refused("link", "JAVASCRIPT:alert", scheme("JAVASCRIPT"), 1)),
        ("[a](&#106;avascript:x)", "<p><a>a</a></p>", Refused("link", "javascript:x", scheme("javascript"), 0)),
        ("\n\n[a](data:text/html,x)", "<p><a>a</a></p>", Refused("link", "data:text/html,x", scheme("data"), 3)),
        ("[a](file:///etc/passwd)", "<p><a>a</a></p>", Refused("link", "file:///etc/passwd", scheme("file"), 1)),
        ("[a](vbscript:x)", "<p><a>a</a></p>", Refused("link", "vbscript:x", scheme("vbscript"), 1)),
        ("[a](digest-root:/x)", "<p><a>a</a></p>", Refused("link", "digest-root:/x", scheme("digest-root"), 1)),
        ("[a](//example.org/x)", "<p><a>a</a></p>", Refused("link", "//example.org/x", ELSEWHERE, 1)),
        ("[a](/\\example.org)", "<p><a>a</a></p>", Refused("link", "/\\example.org", ELSEWHERE, 1)),
        ("[a](about/)", "<p><a>a</a></p>", Refused("link", "about/", WITHIN, 1)),
        ("[a](../x)", "<p><a>a</a></p>", Refused("link", "../x", WITHIN, 1)),
        ("[a][1]\n\n[1]: ?x", "<p><a>a</a></p>", Refused("link", "?x", WITHIN, 3)),
        ("![b *c*](https://example.org/x.png)", "<p>b *c*</p>", Refused("image", "https://example.org/x.png", IMAGE, 1)),
        ("![<b>](data:image/png,x)", "<p>&lt;b&gt;</p>", Refused("image", "data:image/png,x", IMAGE, 1)),
        ("![](//example.org/x.png)", "<p></p>", Refused("image", "//example.org/x.png", ELSEWHERE, 1)),
        ("![b](x.png)", "<p>b</p>", Refused("image", "x.png", IMAGE, 1)),
    ],
)
def test_what_is_left_out_is_listed(text: str, html: str, refused: Refused) -> None:
    prose = to_html(text)
    assert (prose.html, prose.refused, prose.links) == (html, (refused,), ())


@pytest.mark.parametrize(
    ("tag", "source"),
    [
        ('<a href="java&#9;script:x">a</a>', "javascript:x"),
        ('<a href=" javascript:x">a</a>', "javascript:x"),
        ("<a href='&#x6A;avascript:x'>a</a>", "javascript:x"),
        ("<A HREF=javascript:x>a</A>", "javascript:x"),
    ],
)
def test_disguised_addresses_in_html_are_left_out_and_listed(tag: str, source: str) -> None:
    prose = to_html(tag, raw_html=True)
    assert (prose.html, [refused.source for refused in prose.refused]) == ("<p><a>a</a></p>", [source])


def test_the_whole_value_on_screen() -> None:
    text = "# Head\n\n- item\n\nThe *first*\nparagraph[^1], [here](/a/).\n\nThe [second](https://example.org).\n\n[^1]: A note.\n"
    prose = to_html(text, prefix="x-", heading=2)
    assert prose.html.startswith("<h2>Head</h2>")
    assert prose == Prose(
        prose.html,
        "Head item The first paragraph, here. The second. A note.",
        (Link("/a/", 6), Link("https://example.org", 8)),
        (),
    )


def test_a_line_is_that_of_the_link_and_not_of_the_words() -> None:
    assert to_html("x/ is /b/ what\n\n[a](/b/)").links == (Link("/b/", 3),)


def test_one_text_leaves_nothing_behind_for_the_next() -> None:
    to_html("a[^1] [b][c] EU\n\n[^1]: d\n\n[c]: /e\n\n*[EU]: f")
    assert to_html("a[^1] [b][c] EU").html == "<p>a[^1] [b][c] EU</p>"


def test_a_text_that_is_too_long() -> None:
    reason = "the text is 262145 characters long; at most 262144 are read"
    assert to_html("a" * (MAX_LENGTH + 1)) == Prose(refused=(Refused("text", "", reason),))


def test_a_text_that_is_nested_too_deeply_and_the_one_after_it() -> None:
    assert to_html("- " * 1000 + "a") == Prose(refused=(Refused("text", "", "the text is nested too deeply"),))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 50_000, "too many of its brackets are not closed"),
        ("[a](" * 10_000, "too many of its brackets are not closed"),
        ("![" * 20_000, "too many of its brackets are not closed"),
        ("[^a] " * 10_000 + "\n\n[^a]: x", "it names one footnote too many times"),
    ],
)
def test_a_text_that_would_keep_markdown_busy_for_minutes_is_left_out(text: str, reason: str) -> None:
    assert to_html(text) == Prose(refused=(Refused("text", "", reason),))


def test_as_many_links_as_there_are_words_are_no_tangle() -> None:
    made = to_html("see [a](https://x.example/) (and *[b](https://x.example/)*) " * 500)

    assert (len(made.links), made.refused) == (1000, ())
    assert to_html("*a*").html == "<p><em>a</em></p>"


def test_addresses_within_the_site_are_made_relative() -> None:
    html = to_html('[a](/b/?c&d) ![e](/f) digest-root:/g "digest-root:/h" [i](https://j/)').html
    assert rooted(html, lambda address: f"../..{address}<") == (
        '<p><a href="../../b/?c&amp;d&lt;">a</a> <img alt="e" src="../../f&lt;"> digest-root&#58;/g "digest-root&#58;/h"'
        ' <a href="https://j/">i</a></p>'
    )


def test_tokens_of_html() -> None:
    assert list(tokens('<p title="a&gt;b">c &lt; d<br>e<a class="footnote-ref" href="#x">1</a> <a href="/">f</a></p>')) == [
        ("p", ""), ("", "c < d"), ("br", ""), ("", "e"), ("", " "), ("", "f"), ("/p", ""),
    ]  # fmt: skip


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


MARKUP = [
    *"*_`#>-[]()!<>&\"'/:|\\ \n\0\2\3ab", "\n\n", "    ", "- ", "1. ", "[^1]", "\n[^1]: ", "<script>", "</script>", "<a href='",
    "<img src=x onerror=y>", "<!--", "-->", "javascript:", "digest-root:", "](/x)", "](", "![", "```\n", "~~~", "|-|", "<svg>",
    "<math>", "<style>", "&#106;", "&#0;", "<p id=u>", "<div", "klzzwxh:0001", "\ue000", "é", "😀", "*[a]: ", "https://example.org",
]  # fmt: skip


@given(st.lists(st.sampled_from(MARKUP), max_size=40).map("".join), st.booleans())
def test_no_text_gets_out_of_the_closed_list(text: str, raw_html: bool) -> None:
    prose = to_html(text, prefix="n-", raw_html=raw_html)
    seen = _Seen()
    seen.feed(prose.html)
    seen.close()
    assert not seen.tags & {"script", "style", "svg", "math", "iframe", "object", "form", "input", "link", "meta", "base"}
    for name, value in seen.attributes:
        assert not name.startswith("on")
        assert name != "style"
        if name in ("href", "src"):
            assert re.match(r"https?:|mailto:|digest-root:/(?![/\\])|#n-", value)
        if name == "id":
            assert value.startswith("n-")
    assert "\0" not in prose.html
    assert prose.plain == " ".join(prose.plain.split())


@given(st.lists(st.sampled_from(MARKUP), max_size=20).map("".join))
def test_a_text_always_gives_the_same_html(text: str) -> None:
    first = to_html(text)
    to_html("# other[^1]\n\n[^1]: note", heading=5)
    assert to_html(text) == first


def test_html_that_is_left_out_is_told() -> None:
    text = "One <b>two</b>\n\n<script>\nalert(1)\n</script>\n\nThree <iframe src='x'></iframe> <iframe></iframe>\n"

    refused = to_html(text, raw_html=True).refused

    assert [(each.what, each.source, each.line) for each in refused] == [("tag", "<script>", 3), ("tag", "<iframe>", 7)]
    assert to_html(text).refused == ()


@given(st.lists(st.sampled_from(MARKUP), max_size=12).map("".join), st.booleans())
def test_what_is_not_tried_would_not_have_matched(text: str, raw_html: bool) -> None:
    made = convert(text, raw_html=raw_html, heading=3)

    markdown, _ = _markdown(raw_html)
    markdown.treeprocessors["inline"].inlinePatterns = markdown.inlinePatterns  # type: ignore[attr-defined]

    assert markdown.reset().convert(text) == made

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.source import Block, Document
from digest.text.seed import MD_TEXT, TXT_TEXT, read_md, read_txt


def shown(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, document.text[block.start : block.end]) for block in document.blocks]


def test_scraped_text_on_screen() -> None:
    text = "Ein Titel | Politik\n\nErster Absatz.\n\nZweiter\nAbsatz. \n\n\nsource site-32"
    assert read_txt(text) == Document(
        text,
        (Block("heading", 1, 0, 9), Block("paragraph", 0, 21, 35), Block("paragraph", 0, 37, 52)),
        "Ein Titel",
        "Politik",
        "site-32",
        TXT_TEXT,
    )


@pytest.mark.parametrize(
    ("text", "blocks", "title", "section", "provenance"),
    [
        ("", [], "", "", ""),
        (" \n\u00a0\n\f\n", [], "", "", ""),
        ("Only a headline", [("heading", 1, "Only a headline")], "Only a headline", "", ""),
        ("Only a headline | Section\n", [("heading", 1, "Only a headline")], "Only a headline", "Section", ""),
        ("A | B | C\n\nx", [("heading", 1, "A | B"), ("paragraph", 0, "x")], "A | B", "C", ""),
        ("A|B\n\nx", [("heading", 1, "A|B"), ("paragraph", 0, "x")], "A|B", "", ""),
        ("A  |  B\n\nx", [("heading", 1, "A"), ("paragraph", 0, "x")], "A", "B", ""),
        ("| B\n\nx", [("heading", 1, "| B"), ("paragraph", 0, "x")], "| B", "", ""),
        ("\n\n  A\n\nx", [("heading", 1, "A"), ("paragraph", 0, "x")], "A", "", ""),
        ("No headline,\na paragraph.", [("paragraph", 0, "No headline,\na paragraph.")], "", "", ""),
        ("One,\ntwo.\n\nThree.", [("paragraph", 0, "One,\ntwo."), ("paragraph", 0, "Three.")], "", "", ""),
        ("x" * 300, [("heading", 1, "x" * 300)], "x" * 300, "", ""),
        ("x" * 301, [("paragraph", 0, "x" * 301)], "", "", ""),
        ("A\n\nx\nsource y", [("heading", 1, "A"), ("paragraph", 0, "x")], "A", "", "y"),
        ("A\n\nsource y\n\n", [("heading", 1, "A")], "A", "", "y"),
        ("A\n\nx\n\nsource  y \n", [("heading", 1, "A"), ("paragraph", 0, "x")], "A", "", "y"),
        ("A\n\nsource y\n\nx", [("heading", 1, "A"), ("paragraph", 0, "source y"), ("paragraph", 0, "x")], "A", "", ""),
        ("A\n\nsource of all", [("heading", 1, "A"), ("paragraph", 0, "source of all")], "A", "", ""),
        ("A\n\nresource y", [("heading", 1, "A"), ("paragraph", 0, "resource y")], "A", "", ""),
        ("source y", [("heading", 1, "source y")], "source y", "", ""),
        ("A\n\u00a0\nx", [("heading", 1, "A"), ("paragraph", 0, "x")], "A", "", ""),
        ("A\n\n\u00a0x\u00a0y\u00a0\n\f\nz\f", [("heading", 1, "A"), ("paragraph", 0, "x\u00a0y"), ("paragraph", 0, "z")],
         "A", "", ""),
        ("A\n\nx\fy\u2028z\x85w", [("heading", 1, "A"), ("paragraph", 0, "x\fy\u2028z\x85w")], "A", "", ""),
    ],
)  # fmt: skip
def test_text_by_the_rule(text: str, blocks: list[tuple[str, int, str]], title: str, section: str, provenance: str) -> None:
    document = read_txt(text)
    assert (shown(document), document.title, document.section, document.provenance) == (blocks, title, section, provenance)
    assert (document.text, document.rule) == (text, "txt-1")


def test_markdown_on_screen() -> None:
    assert read_md("---\ntitle: not this\n---\n# The *title*\n\nOne\n[two](/x).\n") == Document(
        "The title\n\nOne two.",
        (Block("heading", 1, 0, 9), Block("paragraph", 0, 11, 19)),
        "The title",
        rule=MD_TEXT,
    )


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", []),
        ("<!-- only -->", []),
        ("a *b* **c** `d` [e](f) ![g](h) <https://i>", [("paragraph", 0, "a b c d e https://i")]),
        ("a\n  b   c\u00a0 d", [("paragraph", 0, "a b c\u00a0 d")]),
        ("a  \nb", [("paragraph", 0, "a\nb")]),
        ("&copy; &lt;b&gt; \\*", [("paragraph", 0, "© <b> *")]),
        ("One\n===\n\nTwo\n---\n\n### Three", [("heading", 1, "One"), ("heading", 2, "Two"), ("heading", 3, "Three")]),
        ("- a\n- b\n    - c\n\n        d", [("item", 1, "a"), ("item", 1, "b"), ("item", 2, "c"), ("item", 2, "d")]),
        ("1. a\n\n    b\n", [("item", 1, "a"), ("item", 1, "b")]),
        ("> a\n>\n> > b\n>\n> - c", [("quote", 1, "a"), ("quote", 2, "b"), ("item", 1, "c")]),
        ("- a\n\n    > b", [("item", 1, "a"), ("quote", 1, "b")]),
        ("    a <b>\n      c\n\n    d", [("code", 0, "a <b>\n  c\n\nd")]),
        ("```\n\n  a  b\n```", [("code", 0, "  a  b")]),
        ("a|b\n-|-\n*c*| d e", [("paragraph", 0, "a\tb"), ("paragraph", 0, "c\td e")]),
        ("Term\n: def", [("item", 1, "Term"), ("item", 1, "def")]),
        ("a[^1]\n\n[^1]: b", [("paragraph", 0, "a"), ("item", 1, "b")]),
        ("a\n\n---\n\nb", [("paragraph", 0, "a"), ("paragraph", 0, "b")]),
        ("<div><p>a</p>b<ul><li>c</li></ul></div>", [("paragraph", 0, "a"), ("paragraph", 0, "b"), ("item", 1, "c")]),
        ("a <b>b</b><script>c</script><style>d</style><!-- e --> f", [("paragraph", 0, "a b f")]),
        ("---\na: b\n---\nc", [("paragraph", 0, "c")]),
        ("---\n# c\na: [\n---\nd", [("paragraph", 0, "d")]),
        ("---\nwords between rules\n\n---\nd", [("paragraph", 0, "words between rules"), ("paragraph", 0, "d")]),
        ("---\na: never closed", [("paragraph", 0, "a: never closed")]),
        ("- " * 1000 + "a", []),
    ],
)  # fmt: skip
def test_markdown_by_the_rule(text: str, blocks: list[tuple[str, int, str]]) -> None:
    document = read_md(text)
    assert shown(document) == blocks
    assert document.text == "\n\n".join(words for _, _, words in blocks)
    assert document.rule == "md-1"


@pytest.mark.parametrize(
    ("text", "title"),
    [("a", ""), ("## a\n\n# b\n\n# c", "b"), ("x\n\n### a\n\n## b", "a"), ("# a<br>b", "a b")],
)
def test_the_title_of_markdown(text: str, title: str) -> None:
    assert read_md(text).title == title


TEXTS = st.lists(st.sampled_from([*"ab| \n\n\n\t\f\u00a0", "source x", " | ", "\n\n", "é😀"])).map("".join)
MARKDOWN = st.lists(
    st.sampled_from(
        [
            *"ab*_`#>-[]()!<>&\n |",
            "\n\n",
            "- ",
            "    ",
            "> ",
            "<br>",
            "<div>",
            "<pre>",
            "<td>",
            "</td>",
            "<tr>",
            "&#0;",
            "\0",
            "é",
        ]
    )
).map("".join)


@given(TEXTS)
def test_every_word_of_a_text_is_in_a_block_or_in_the_title_line_or_is_provenance(text: str) -> None:
    document = read_txt(text)
    covered = "".join(words for _, _, words in shown(document))
    beside = ("|" + document.section if document.section else "") + (
        "source" + document.provenance if document.provenance else ""
    )
    assert sorted("".join((covered + beside).split())) == sorted("".join(text.split()))


@given(st.text("a \n\n\n\t\v\f\x1c\x1f\x85\xa0\u2028\u3000\u200b", max_size=30).map("a\na\n\n{}".format))
def test_paragraphs_are_runs_of_lines_with_words(text: str) -> None:
    runs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            runs[-1].append(line)
        else:
            runs.append([])
    assert [words for _, _, words in shown(read_txt(text))] == ["\n".join(run).strip() for run in runs if run]


@given(TEXTS)
def test_blocks_of_text_are_in_order_trimmed_and_apart(text: str) -> None:
    _assert_sound(read_txt(text))


@given(MARKDOWN)
def test_blocks_of_markdown_are_in_order_trimmed_and_apart(text: str) -> None:
    document = read_md(text)
    _assert_sound(document)
    assert document.text == "\n\n".join(words for _, _, words in shown(document))
    assert "\0" not in document.text


def _assert_sound(document: Document) -> None:
    end = 0
    for block in document.blocks:
        words = document.text[block.start : block.end]
        assert end <= block.start < block.end
        assert words == (words.rstrip() if block.kind == "code" else words.strip())
        end = block.end

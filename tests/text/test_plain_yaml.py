"""The plainest front matter, held against YAML's parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.diagnostic import Diagnostic
from digest.text.any_yaml import _Reading
from digest.text.nodes import Fields
from digest.text.plain_yaml import read


def parsed(text: str) -> tuple[Fields, list[Diagnostic]]:
    """What is read by way of YAML's parser."""
    found: list[Diagnostic] = []
    return _Reading("a.md", text, found).fields(), found


@pytest.mark.parametrize(
    "text",
    [
        "title: A “title”, it's 10 % – über\ndate: 2021-12-07\ntime: 09:10\nurl: https://example.org/a_b?c=d#e\n",
        'a: "b: c # d"\nb: \'c "d"\'\nc: ""\nd:\ne: f\n',
        "people: [Ann, 'B o b', \"C, d\",E]\nnone: []\nrights: {mode: full, basis: \"a: b\"}\n",
        "people:\n  - Ann\n  - 'B: ob'\nplaces:\n- Bonn\nquotes:\n    - {source: a, exact: \"b c\"}\n    - d\nlast: e\n",
        "\na: b\n\n\nc:\n\nd: e\n\n",
        "a: \"b \\\"c\\\" \\\\\"\nd: 'e \\ f'\ng: [\"h \\\"i\\\", j\"]\n",
        "a:\n",
    ],
)  # fmt: skip
def test_what_is_plain_is_read_as_by_the_parser(text: str) -> None:
    assert (read("a.md", text), []) == parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "# a\n", "a: b # c\n", "a: b: c\n", "a: b\n  c\n", "a: b\na: c\n", "a: {b: c, b: d}\n",
        "a:\n  - {b: c, b: d}\n", "a: &b c\n", "a: *b\n", "a: !b c\n", "a: |\n  b\n", "a: >\n  b\n", 'a: "b\\n"\n',
        "a: 'it''s'\n", 'a: "b\n  c"\n', "a: [b,\n  c]\n", "a: [b, [c]]\n", "a: {b: [c]}\n", "a: {}\n", "a: [b,]\n",
        "a: [b:c]\n", "a:\n  b: c\n", "a:\n  - b: c\n", "a:\n  - b\n   - c\n", "a:\n  - - b\n", "a:  b\n", "a: b \n", "a:\tb\n",
        "a : b\n", "a:b\n", "'a': b\n", "? a\n", "- a\n", "{a: b}\n", "<<: b\n", "ä: b\n", "a: %b\n", "a: @b\n", "a: `b\n",
        "a: -b\n", "a: ?b\n", "a: [b?]\n", 'a: "b" c\n', "a: [b] c\n", "a: b:\n", " a: b\n", "---\na: b\n", "a\n",
    ],
)  # fmt: skip
def test_what_may_be_more_is_left_to_the_parser(text: str) -> None:
    assert read("a.md", text) is None


_VALUES = st.sampled_from(
    [
        "word", "a b", "Wörter", "2021-12-07", "09:10", "https://example.org/a#b", '"a: #b"', "'x, y'", '""', "“x”, y", "(a)",
        "it's", "/x/", "a\u3000b", '"a\tb"', "1984?", "$x", ".x", "_x",
        '"q \\"r\\" \\\\"', "'s\\\\'",
    ],
)  # fmt: skip
_MARKS = st.sampled_from(
    [
        "a: b", "a #b", "#a", "- a", "-", "a,b", "[", "]", "{", "}", ", ", ": ", "?", "!", "&a", "*a", "|", ">", "%", "@", "`",
        "''", '"', "\\", "\xa0", "…", "...", "---", " ", "\t", "~", "<<", "=", "é", "a:", "?x", ":x", "+1",
    ],
)  # fmt: skip
_ANY = _VALUES | st.lists(_VALUES | _MARKS, max_size=3).map("".join)


def _entries(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What stands behind a key: a text, a list or a table of them."""
    pairs = st.tuples(st.sampled_from("klmn"), values).map(": ".join)
    table = st.lists(pairs, min_size=1, max_size=3).map(lambda each: f"{{{', '.join(each)}}}")
    flow = st.lists(values, max_size=4).map(lambda each: f"[{', '.join(each)}]")
    lines = st.tuples(st.sampled_from(["", "  ", "    "]), st.lists(values | table, min_size=1, max_size=3))
    block = lines.map(lambda each: "".join(f"\n{each[0]}- {line}" for line in each[1]))
    return (values | table | flow).map(" {}".format) | block | st.just("")


def _matters(values: st.SearchStrategy[str], keys: str) -> st.SearchStrategy[str]:
    entry = st.tuples(st.sampled_from(keys), _entries(values)).map(":".join)
    strange = st.sampled_from(["", "# c", "  x", "foo", " a: b", "a:b", "- x"])
    return st.lists(entry | strange if len(keys) < 9 else entry, max_size=6).map(lambda each: "\n".join(each) + "\n")


@given(_matters(_VALUES, "abcdefghijklm") | _matters(_ANY, "abcd") | st.text(max_size=30).map("{}\n".format))
def test_no_front_matter_reads_otherwise_than_by_the_parser(text: str) -> None:
    fields = read("a.md", text)
    if fields is not None:
        assert (fields, []) == parsed(text)


@pytest.mark.parametrize(
    "text",
    [
        f"a: {'b:' * 30_000}\n",
        f"a: [{'b, ' * 20_000}\n",
        f"a:\n{'- b ' * 15_000}: c\n",
        f"a: {'b ' * 30_000}\n",
        "a:\n" * 20_000,
        "-" + "\n" * 60_000,
    ],
)
def test_what_is_not_plain_after_all_is_found_out_at_once(text: str) -> None:
    assert read("a.md", text) is None

"""Reading front matter: what every trap of YAML comes to, and that nothing is lost, moved or altered."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from digest.model.diagnostic import Outcome, Related, Span, error
from digest.text import any_yaml
from digest.text.front_matter import FrontMatter, read, replace_scalars
from digest.text.nodes import Fields, Items, Key, Node, Scalar


def plain(node: Node) -> Any:
    """The node as strings, lists and dicts."""
    match node:
        case Scalar():
            return node.text
        case Items():
            return [plain(item) for item in node.items]
        case Fields():
            return {key.text: plain(value) for key, value in node.pairs}


def scalars(node: Node) -> list[Scalar]:
    match node:
        case Scalar():
            return [node]
        case Items():
            return [scalar for item in node.items for scalar in scalars(item)]
        case Fields():
            return [scalar for _, value in node.pairs for scalar in scalars(value)]


def opened(yaml_text: str) -> Outcome[FrontMatter]:
    return read("a.md", f"---\n{yaml_text}\n---\nbody\n")


def source_of(text: str, span: Span) -> str:
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def test_the_whole_value_on_screen() -> None:
    text = "---\ntitle: A “title”\npeople: [Ann, 'B o b']\n---\n\nThe *note*.\n"
    title = (Key("title", Span("a.md", 2, 1, 2, 6)), Scalar("A “title”", Span("a.md", 2, 8, 2, 17), True))
    ann = Scalar("Ann", Span("a.md", 3, 10, 3, 13), True)
    bob = Scalar("B o b", Span("a.md", 3, 15, 3, 22), False)
    people = (Key("people", Span("a.md", 3, 1, 3, 7)), Items((ann, bob), Span("a.md", 3, 9, 3, 23)))
    fields = Fields((title, people), Span("a.md", 2, 1, 3, 23))
    assert read("a.md", text) == Outcome(FrontMatter(fields, "\nThe *note*.\n", 5))
    assert fields.get("title") == title[1]
    assert fields.key("people") == people[0]
    assert fields.get("none") is None
    assert fields.key("none") is None


@pytest.mark.parametrize(
    ("text", "fields", "body", "body_line"),
    [
        ("", {}, "", 1),
        ("no front matter\n", {}, "no front matter\n", 1),
        ("foo: bar\n---\nrest\n---\n", {}, "foo: bar\n---\nrest\n---\n", 1),
        ("\n---\na: b\n---\n", {}, "\n---\na: b\n---\n", 1),
        (" ---\na: b\n---\n", {}, " ---\na: b\n---\n", 1),
        ("-----\na: b\n-----\n", {}, "-----\na: b\n-----\n", 1),
        ("--- a\nb: c\n---\n", {}, "--- a\nb: c\n---\n", 1),
        ("{\n}\n", {}, "{\n}\n", 1),
        ("+++\na = 1\n+++\n", {}, "+++\na = 1\n+++\n", 1),
        ("\ufeffno front matter", {}, "no front matter", 1),
        ("---\n---\n", {}, "", 3),
        ("---\n---", {}, "", 2),
        ("---\na: b\n---", {"a": "b"}, "", 3),
        ("---\na: b\n---\n", {"a": "b"}, "", 4),
        ("---\na: b\n...\nbody", {"a": "b"}, "body", 4),
        ("--- \t\na: b\n---  \nbody", {"a": "b"}, "body", 4),
        ("---\na: b\n----\n---\nbody", {}, "body", 5),
        ("\ufeff---\na: b\n---\nbody", {"a": "b"}, "body", 4),
        ("---\r\na: b\r\nc: d\r\n---\r\nbody\r\nmore\r\n", {"a": "b", "c": "d"}, "body\nmore\n", 5),
        ("---\ra: b\r---\rbody\r", {"a": "b"}, "body\n", 4),
        ("---\na: b\n---\n\n    code\n\n---\nc: d\n---\n \n", {"a": "b"}, "\n    code\n\n---\nc: d\n---\n \n", 4),
        ("---\n\n# comment\n\n---\nbody", {}, "body", 6),
        ("---\ncontent: a\nhandler: b\nno: c\n2024: d\n---\n", {"content": "a", "handler": "b", "no": "c", "2024": "d"}, "", 7),
    ],
)
def test_where_front_matter_ends_and_the_body_begins(text: str, fields: dict[str, str], body: str, body_line: int) -> None:
    value = read("a.md", text).value
    assert (plain(value.fields), value.body, value.body_line) == (fields, body, body_line)


@pytest.mark.parametrize(
    "text",
    [
        "no", "NO", "off", "yes", "on", "true", "~", "null", "NULL", "12:30", "12:30:00", "190:20:30", "0777", "0755", "0x1f",
        "1_000", "1e3", ".inf", ".nan", "2021-12", "2021-12-07", "2024-02-30", "2024-13-45", "2024-03-11T10:00:00Z", "2024",
        "1.10", "=", "+1", "-1", "-0.42", "a:b", "https://example.org/a#b", "a#b", "it's", 'say "no"', "a, b", "…", "„Wort“",
        "a\\nb", "?x", "-x", ":x", "2021-12-07/2021-12-09", "1984?", "~1984", "<", "<<", "(a)", "10 %", "a & b", "a * b",
    ],
)  # fmt: skip
def test_a_plain_scalar_is_the_text_that_was_written(text: str) -> None:
    outcome = opened(f"key: {text}\nlist:\n  - {text}\n")
    assert outcome.diagnostics == ()
    assert plain(outcome.value.fields) == {"key": text, "list": [text]}


@pytest.mark.parametrize(
    ("yaml_text", "fields"),
    [
        ("a:", {"a": ""}),
        ("a: ''", {"a": ""}),
        ("a: 'it''s'", {"a": "it's"}),
        (r'a: "q\"b\\c\nd\te\u00e9\x41"', {"a": 'q"b\\c\nd\teéA'}),
        ("a: one\n  two\n\n  three", {"a": "one two\nthree"}),
        ("a: |\n  x\n   y\n", {"a": "x\n y\n"}),
        ("a: >-\n  x\n  y\n\n  z", {"a": "x y\nz"}),
        ("a: [x, [y, z], {b: c}]", {"a": ["x", ["y", "z"], {"b": "c"}]}),
        ("a: [x,\n  y,\n]", {"a": ["x", "y"]}),
        ("a:\n- x\n-\n- y: 1\n  z: 2", {"a": ["x", "", {"y": "1", "z": "2"}]}),
        ("a: {b: c, d: }", {"a": {"b": "c", "d": ""}}),
        ("? a\n: b", {"a": "b"}),
        ('"a b": c', {"a b": "c"}),
        ("a: [2021-12, no]", {"a": ["2021-12", "no"]}),
        ("a: b\n# comment\nc: 'd' # comment\ne: [f] # comment\ng: # comment\nh: |  # comment\n  i #j\n",
         {"a": "b", "c": "d", "e": ["f"], "g": "", "h": "i #j\n"}),
        ("a:\tb", {"a": "b"}),
        ("ключ: значение\nμ: 😀 x", {"ключ": "значение", "μ": "😀 x"}),
        ("a: \u00a0b", {"a": "\u00a0b"}),
    ],
)  # fmt: skip
def test_every_notation(yaml_text: str, fields: dict[str, object]) -> None:
    outcome = opened(yaml_text)
    assert outcome.diagnostics == ()
    assert plain(outcome.value.fields) == fields


@pytest.mark.parametrize(
    ("yaml_text", "sources"),
    [
        ("a: b c", ["b c"]),
        ("a: 'b'  ", ["'b'"]),
        ('a: "b\\"" # c', ['"b\\""']),
        ("a:", [""]),
        ("a: one\n  two\nb: c", ["one\n  two", "c"]),
        ("a: |\n  x\n\n  y\n\n\nb: c", ["|\n  x\n\n  y", "c"]),
        ("a: |+\n  x\n\n\nb: c", ["|+\n  x\n\n", "c"]),
        ("a: >-\n  x\n# comment\nb: c", [">-\n  x", "c"]),
        ("a: |2\n   x\n # comment\n\nb: c", ["|2\n   x", "c"]),
        ("a: | # why\n  x", ["| # why\n  x"]),
        ("a: |\nb: c", ["|", "c"]),
        ("😀: [é, {ü: ö}]", ["é", "ö"]),
        ("a:\n  - b: |\n      x\n    c: d", ["|\n      x", "d"]),
    ],
)
def test_a_span_is_exactly_the_source_of_the_value(yaml_text: str, sources: list[str]) -> None:
    outcome = opened(yaml_text)
    text = f"---\n{yaml_text}\n---\nbody\n"
    assert outcome.diagnostics == ()
    assert [source_of(text, scalar.span) for scalar in scalars(outcome.value.fields)] == sources


QUOTE_IT = "a value that begins with “{}” must be in quotation marks"
SAME_COLUMN = "keys of the same level begin in the same column, and so do the “-” of a list"
TEXT_FOLLOWS = 'put the whole value in quotation marks; within \'…\' a single \' is written twice, within "…" a " is written \\"'
NO_COLON = "put “key: ” before it, or indent it if it continues the value above"
INDENTED = "keys of the same level begin in the same column; a value of several lines that contains “: ” needs quotation marks"
ESCAPE = "within \"…\" a backslash is written twice; within '…' it is an ordinary character"
LIST = "close the list with “{}”, or put the value in quotation marks if it is no list"


@pytest.mark.parametrize(
    ("yaml_text", "place", "message", "hint"),
    [
        ("a: b: c", (3, 5), "the value contains “: ”", "a value that contains “: ” must be in quotation marks: a: 'b: c'"),
        ("a: it's: c", (3, 8), "the value contains “: ”", "a value that contains “: ” must be in quotation marks"),
        ("a:\n  - b: c: d", (4, 9), "the value contains “: ”",
         "a value that contains “: ” must be in quotation marks: b: 'c: d'"),
        ("a: b:", (3, 5), "the value contains “: ”", "a value that contains “: ” must be in quotation marks: a: 'b:'"),
        ("a: @b", (3, 4), "a value cannot begin with “@”", QUOTE_IT.format("@")),
        ("a: `b`", (3, 4), "a value cannot begin with “`”", QUOTE_IT.format("`")),
        ("a: %b", (3, 4), "a value cannot begin with “%”", QUOTE_IT.format("%")),
        ("%b", (3, 1), "a value cannot begin with “%”", QUOTE_IT.format("%")),
        ("a: *b* c", (3, 4), "a value cannot begin with “*”", QUOTE_IT.format("*")),
        ("a: & b", (3, 4), "a value cannot begin with “&”", QUOTE_IT.format("&")),
        ("a: |b\n  c", (3, 4), "a value cannot begin with “|”", QUOTE_IT.format("|")),
        ("a: >b\n  c", (3, 4), "a value cannot begin with “>”", QUOTE_IT.format(">")),
        ("a: ]", (3, 4), "a value cannot begin with “]”", QUOTE_IT.format("]")),
        ("a: , b", (3, 4), "a value cannot begin with “,”", QUOTE_IT.format(",")),
        ("a: ? b", (3, 4), "a value cannot begin with “?”", QUOTE_IT.format("?")),
        ("a: - b", (3, 4), "a list cannot begin on the line of its key",
         "the items of a list go on lines of their own; a value that begins with “- ” must be in quotation marks"),
        ("a: 'b", (3, 4), "the quotation mark ' is never closed", "write ' at the end of the value"),
        ('a: "b', (3, 4), 'the quotation mark " is never closed', 'write " at the end of the value'),
        ('a: "b\nc: "d"', (3, 4), 'the quotation mark " is never closed', 'write " at the end of the value'),
        ("a: 'don't'", (3, 9), "text follows the closing quotation mark", TEXT_FOLLOWS),
        ('a: "b" c', (3, 8), "text follows the closing quotation mark", TEXT_FOLLOWS),
        (r'a: "C:\dir"', (3, 7), "“\\” begins an escape that YAML does not know", ESCAPE),
        ("a: [b", (3, 4), "“[” opens a list that is not closed, or a comma is missing in it", LIST.format("]")),
        ("a: {b: c", (3, 4), "“{” opens a list that is not closed, or a comma is missing in it", LIST.format("}")),
        ("a: [b] c", (3, 8), "this line does not fit the lines above", SAME_COLUMN),
        ("\ta: b", (3, 1), "a tab stands where YAML wants spaces", "indent with spaces"),
        ("a:\n\t- b", (4, 1), "a tab stands where YAML wants spaces", "indent with spaces"),
        ("no colon", (3, 1), "this line is not of the form “key: value”", NO_COLON),
        ("a:b", (3, 1), "this line is not of the form “key: value”", NO_COLON),
        ("a: b\n  c: d", (4, 4), "this line is indented as if it belonged to the value above", INDENTED),
        ("a:\n  b: c\n d: e", (5, 2), "this line does not fit the lines above", SAME_COLUMN),
        ("- a", (3, 1), "this line does not fit the lines above", SAME_COLUMN),
        ("--- a", (3, 1), "“---” begins a second document within the front matter",
         "put a value that begins with “---” in quotation marks"),
    ],
)  # fmt: skip
def test_what_is_not_yaml_is_said_in_plain_words(yaml_text: str, place: tuple[int, int], message: str, hint: str) -> None:
    outcome = opened(f"first: 1\n{yaml_text}\nlast: 2")
    assert outcome.diagnostics == (error("D110", message, Span("a.md", *place), hint),)
    assert ("first", "1") in plain(outcome.value.fields).items() or ("last", "2") in plain(outcome.value.fields).items()


def test_after_an_error_the_other_fields_are_read_and_all_errors_are_reported() -> None:
    outcome = opened("a: b: c\nd: e\nf: @g\nh:\n  - i\n  - [j\nk: 'l\nm: n")
    assert plain(outcome.value.fields) == {"d": "e", "m": "n"}
    assert sorted((found.code, found.span.line) for found in outcome.diagnostics) == [
        ("D110", 2),
        ("D110", 4),
        ("D110", 7),
        ("D110", 8),
    ]
    assert outcome.value.body == "body\n"


def one_error(yaml_text: str, code: str, message: str, span: tuple[int, ...], hint: str, fields: object) -> None:
    outcome = opened(yaml_text)
    assert outcome.diagnostics == (error(code, message, Span("a.md", *span), hint),)
    assert plain(outcome.value.fields) == fields


def test_front_matter_that_is_never_closed() -> None:
    hint = "write “---” on a line of its own after the last field"
    found = error("D111", "the front matter is opened with “---” but never closed", Span("a.md", 1, 1, 1, 4), hint)
    nothing = Fields((), Span("a.md", 1, 1, 1, 1))
    for text in ("---\na: b\n", "---", "---\n", "---\na: b\n --- \n"):
        assert read("a.md", text) == Outcome(FrontMatter(nothing, text, 1), (found,))


PAIRS = "the front matter is not made of “key: value” pairs"
PAIRS_HINT = "write each field on a line of its own, as in “title: The title”"
KEY_HINT = "write a word before the “:”; a value that begins with “[” or “{” must be in quotation marks"


@pytest.mark.parametrize("yaml_text", ["- a\n- b", "a", "'a: b'", "[a: b]"])
def test_front_matter_that_is_no_mapping(yaml_text: str) -> None:
    outcome = opened(yaml_text)
    assert [(each.code, each.message, each.hint) for each in outcome.diagnostics] == [("D112", PAIRS, PAIRS_HINT)]
    assert outcome.value.fields.pairs == ()


@pytest.mark.parametrize("yaml_text", ["[a]: b", "{a: b}: c", "'': b", "? [a]\n: b", "[[a]]: [b]"])
def test_a_key_that_is_no_word(yaml_text: str) -> None:
    outcome = opened(f"{yaml_text}\nz: y")
    assert [(each.code, each.message, each.hint) for each in outcome.diagnostics] == [("D112", "a key must be a word", KEY_HINT)]
    assert plain(outcome.value.fields) == {"z": "y"}


def test_a_key_that_is_given_twice() -> None:
    outcome = opened("a: b\n'a': c\nd:\n  - {e: 1, e: 2}")
    assert outcome.diagnostics == (
        error("D113", "“a” is given twice", Span("a.md", 3, 1, 3, 4), "keep one of the two",
              (Related(Span("a.md", 2, 1, 2, 2), "first given here"),)),
        error("D113", "“e” is given twice", Span("a.md", 5, 12, 5, 13), "keep one of the two",
              (Related(Span("a.md", 5, 6, 5, 7), "first given here"),)),
    )  # fmt: skip
    assert plain(outcome.value.fields) == {"a": "b", "d": [{"e": "1"}]}


CUT = "the value is cut off at “#”, where YAML begins a comment"
CUT_HINT = "a value that contains “ #” must be in quotation marks: {}; a comment goes on a line of its own"


@pytest.mark.parametrize(
    ("yaml_text", "span", "quoted", "fields"),
    [
        ("a: b #c", (2, 4, 2, 5), '"b #c"', {"a": "b"}),
        ("a: order  # comment", (2, 4, 2, 9), '"order  # comment"', {"a": "order"}),
        ("a: b\t#c", (2, 4, 2, 5), '"b\\t#c"', {"a": "b"}),
        ('a: say "b" #c', (2, 4, 2, 11), '"say \\"b\\" #c"', {"a": 'say "b"'}),
        ("a: #topic", (2, 3, 2, 3), '"#topic"', {"a": ""}),
        ("a: one\n  two #c", (2, 4, 3, 6), '"one two #c"', {"a": "one two"}),
        ("a:\n  - b #1\n  - c", (3, 5, 3, 6), '"b #1"', {"a": ["b", "c"]}),
        ("a: [b, c #d\n ]", (2, 8, 2, 9), '"c #d"', {"a": ["b", "c"]}),
    ],
)
def test_a_value_that_yaml_cuts(yaml_text: str, span: tuple[int, ...], quoted: str, fields: object) -> None:
    one_error(yaml_text, "D114", CUT, span, CUT_HINT.format(quoted), fields)


@pytest.mark.parametrize(
    ("yaml_text", "span", "message", "hint", "fields"),
    [
        ("a: &b c", (2, 4, 2, 6), "“&b” is a YAML anchor, which is not used here", QUOTE_IT.format("&"), {"a": "c"}),
        ("a: *b", (2, 4, 2, 6), "“*b” is a YAML alias, which is not used here", QUOTE_IT.format("*"), {"a": ""}),
        ("a: !!str b", (2, 4, 2, 9), "“!!str” is a YAML tag, which is not used here", QUOTE_IT.format("!"), {"a": "b"}),
        ("a: !b [c]", (2, 4, 2, 6), "“!b” is a YAML tag, which is not used here", QUOTE_IT.format("!"), {"a": ["c"]}),
        ("a: !python/object:os.system {}", (2, 4, 2, 28), "“!python/object:os.system” is a YAML tag, which is not used here",
         QUOTE_IT.format("!"), {"a": {}}),
        ("<<: {b: c}\nd: e", (2, 1, 2, 3), "“<<” merges are not used here", "write the fields out", {"d": "e"}),
    ],
)  # fmt: skip
def test_references_and_tags_are_refused(yaml_text: str, span: tuple[int, ...], message: str, hint: str, fields: object) -> None:
    one_error(yaml_text, "D115", message, span, hint, fields)


def test_front_matter_that_is_too_large() -> None:
    long = "a: " + "b" * 65_536
    outcome = opened(long)
    message = "the front matter is 65540 characters long; at most 65536 are read"
    assert outcome.diagnostics == (error("D116", message, Span("a.md", 1), "move long text into the body"),)
    assert (outcome.value.fields.pairs, outcome.value.body, outcome.value.body_line) == ((), "body\n", 4)


@pytest.mark.parametrize("yaml_text", ["a: " + "[" * 40_000, "a: " + "{b: " * 15_000, "a:\n " + "- " * 30_000, "? " * 30_000])
def test_front_matter_that_is_too_deep(yaml_text: str) -> None:
    """40,000 brackets would end the process inside libyaml."""
    outcome = opened(yaml_text)
    assert [(each.code, each.message) for each in outcome.diagnostics] == [
        ("D116", "the front matter is nested more than 100 levels deep")
    ]
    assert outcome.value.body == "body\n"


def test_a_hundred_levels_are_not_too_deep() -> None:
    assert opened("a: " + "[" * 99 + "]" * 99).diagnostics == ()
    assert [each.code for each in opened("a: " + "[" * 100 + "]" * 100).diagnostics] == ["D116"]


@pytest.mark.parametrize(
    "char",
    [
        "\0",
        "\x01",
        "\x08",
        "\x0b",
        "\x0c",
        "\x1b",
        "\x7f",
        "\x80",
        "\x85",
        "\x9f",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ud800",
        "\ufffe",
        "\uffff",
    ],
)
def test_characters_without_a_face_are_refused_and_what_is_around_them_is_read(char: str) -> None:
    hint = "delete it, or put a space in its place"
    message = f"the character U+{ord(char):04X} cannot stand in front matter"
    one_error(f"a: b{char}c{char}\nd: e", "D117", message, (2, 5, 2, 6), hint, {"a": "b c", "d": "e"})


PIECES = [*"ab:-?[]{},#&*!|>'\"%@`~<=\\ \t\n\r\0\x85\u2028\ufeffé😀\ud800", *["\n", " ", ": ", "- ", "a: ", "\nb: "] * 3]
YAML_LIKE = st.lists(st.sampled_from(PIECES)).map("".join)


@given(YAML_LIKE)
def test_any_text_is_read(text: str) -> None:
    for whole in (text, f"---\n{text}", f"---\n{text}\n---\nbody"):
        value = read("a.md", whole).value
        for scalar in scalars(value.fields):
            assert 2 <= scalar.span.line <= scalar.span.end_line


@given(YAML_LIKE)
def test_the_parser_in_python_reads_what_the_one_in_c_reads(text: str) -> None:
    whole = f"---\n{text}\n---\nbody"
    in_c = read("a.md", whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(any_yaml, "_LOADER", yaml.SafeLoader)
        in_python = read("a.md", whole)
    if not in_c.diagnostics and not in_python.diagnostics:
        assert in_python == in_c


VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(
    st.sampled_from(" \t\na:#'\"|>-[],{}\\&*!%@`é\u2028\x07"), max_size=12
)
STYLES = [
    "a: x", "a: 'x'", 'a: "x"', "a: |\n  x\n", "a: |-\n    x\n    y\n", "a: >\n  x\n  y\n\n", "a: |+\n  x\n\n\n", "a: |2\n   x\n",
    "a:", "a: x\n  y", "a: [x, y]", "a: {b: x}", "a:\n  - x\n  - 'y' # z\n", "a:\n- b: x\n  c: |\n    y\n",
]  # fmt: skip


@given(st.sampled_from(STYLES), VALUES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_replaced_value_is_read_back_and_nothing_else_changes(style: str, value: str, end: str, with_mark: bool) -> None:
    text = ("\ufeff" if with_mark else "") + f"---\n# note\nfirst: 'é' # why\n{style}\nlast:   [ b,c ]\n---\n\nbody\n".replace(
        "\n", end
    )
    before = read("a.md", text).value
    for scalar in scalars(before.fields):
        changed = replace_scalars(text, [(scalar.span, value)])
        after = read("a.md", changed).value
        expected = [value if each is scalar else each.text for each in scalars(before.fields)]
        assert [each.text for each in scalars(after.fields)] == expected
        source = source_of(text.replace("\r\n", "\n"), scalar.span).replace("\n", end)
        head = text.index(source, len(text) - len(text.split(end, scalar.span.line - 1)[-1]) + scalar.span.column - 1)
        assert changed.startswith(text[:head])
        assert changed.endswith(text[head + len(source) :])
        assert ("\r\n" in changed) == (end == "\r\n")
        assert changed.count("\r") == changed.count("\r\n")


@pytest.mark.parametrize(
    ("yaml_text", "value", "expected"),
    [
        ("a: b", "c d", "a: c d"),
        ("a: b", "2021-12", "a: 2021-12"),
        ("a: b", "c: d", 'a: "c: d"'),
        ("a: b", "c #d", 'a: "c #d"'),
        ("a: b", "", 'a: ""'),
        ("a: b", " c", 'a: " c"'),
        ("a: b", "- c", 'a: "- c"'),
        ("a: b", "c, d", "a: c, d"),
        ("a: [b]", "c, d", 'a: ["c, d"]'),
        ("a: {b: c}", "x]", 'a: {b: "x]"}'),
        ("a: b", "c\nd", 'a: "c\\nd"'),
        ("a: b", "\u2028\x07", 'a: "\\u2028\\x07"'),
        ("a:", "b", "a: b"),
        ("a: ", "b", "a: b "),
        ("a: 'b'", "it's", "a: 'it''s'"),
        ("a: 'b'", "c\nd", 'a: "c\\nd"'),
        ('a: "b"', 'c "d" \\', 'a: "c \\"d\\" \\\\"'),
        ("a: |\n    b\n    c\n", "d\n\ne\n", "a: |\n    d\n\n    e\n"),
        ("a: |\n  b\n\nz: y", "c", "a: |-\n  c\n\nz: y"),
        ("a: |- # why\n  b", "c\n", "a: | # why\n  c"),
        ("a: >\n  b\n  c\n", "d e f\n", "a: >\n  d e f\n"),
        ("a: >-\n  b", "c\nd", "a: |-\n  c\n  d"),
        ("a: |\n  b\n", " c", 'a: " c"\n'),
        ("a: one\n  two\nz: y", "three", "a: three\nz: y"),
    ],
)
def test_the_style_is_kept_where_the_value_allows_it(yaml_text: str, value: str, expected: str) -> None:
    text = f"---\n{yaml_text}\n---\nbody\n"
    span = scalars(read("a.md", text).value.fields)[0].span
    assert replace_scalars(text, [(span, value)]) == f"---\n{expected}\n---\nbody\n"


def test_several_values_are_replaced_at_once() -> None:
    text = "---\r\na: b # kept\r\nc: [d, e]\r\n---\r\nbody"
    first, _, third = (scalar.span for scalar in scalars(read("a.md", text).value.fields))
    assert replace_scalars(text, [(third, "x, y"), (first, "z")]) == '---\r\na: z # kept\r\nc: [d, "x, y"]\r\n---\r\nbody'


@pytest.mark.parametrize("span", [Span("a.md", 2, 1, 2, 2), Span("a.md", 2, 4, 2, 6), Span("a.md", 9, 1, 9, 2), Span("a.md")])
def test_a_place_without_a_value_cannot_be_replaced(span: Span) -> None:
    with pytest.raises(ValueError, match="a span is not the place of a value"):
        replace_scalars("---\na: bcd\n---\n", [(span, "x")])


def test_a_change_that_would_alter_more_is_refused() -> None:
    """An empty value in `{b}` has no place of its own: whatever is put there lengthens the key."""
    text = "---\na: {b}\n---\n"
    (empty,) = scalars(read("a.md", text).value.fields)
    with pytest.raises(ValueError, match="the change would alter more than the values it names"):
        replace_scalars(text, [(empty.span, "x")])

"""One change, one splice: what a change is about becomes what was asked for, and every other byte stays."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.text import edit, front_matter, nodes
from digest.text.edit import Body, Change, Insert, Put, Remove, Uneditable, edited, list_changes
from digest.text.yaml_style import quoted

FULL = """\
---
# why this note
title: "A virtual summit"  # working title
date: 2021-12-07
kind: event
source: call
quote: >-
  hielten Biden und Putin
  einen Gipfel ab
people: [Joe Biden, 'Putin, Wladimir']   # both
places:
  # the country
  - Ukraine
  - 'Russia' # and the other
quotes:
  - source: other
    exact: "die \\u201eWorte\\u201c"
    translation: {text: the words, language: en}
  - {source: third, exact: mehr}
---

First line.

Last line.
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (Put(("title",), "Another"), 'title: "A virtual summit"', 'title: "Another"'),
        (Put(("date",), "2021-12-08?"), "date: 2021-12-07", "date: 2021-12-08?"),
        (Put(("kind",), "a: b"), "kind: event", 'kind: "a: b"'),
        (Put(("quote",), "kurz"), "  hielten Biden und Putin\n  einen Gipfel ab\n", "  kurz\n"),
        (Put(("prefix",), "dann"), "people:", "prefix: dann\npeople:"),
        (Put(("suffix",), "# x"), "people:", 'suffix: "# x"\npeople:'),
        (Put(("draft",), "true"), "quotes:\n", "draft: true\nquotes:\n"),
        (Put(("topics",), ("a", "b, c")), "quotes:\n", 'topics: [a, "b, c"]\nquotes:\n'),
        (Put(("id",), "x"), "title: ", "id: x\ntitle: "),
        (Remove(("date",)), "date: 2021-12-07\n", ""),
        (Remove(("title",)), 'title: "A virtual summit"  # working title\n', ""),
        (Remove(("quote",)), "quote: >-\n  hielten Biden und Putin\n  einen Gipfel ab\n", ""),
        (Remove(("people",)), "people: [Joe Biden, 'Putin, Wladimir']   # both\n", ""),
        (Remove(("places",)), "places:\n  # the country\n  - Ukraine\n  - 'Russia' # and the other\n", ""),
        (Put(("people", 0), "Biden, Joe"), "[Joe Biden,", '["Biden, Joe",'),
        (Insert(("people", 0), "X"), "[Joe Biden", "[X, Joe Biden"),
        (Insert(("people", 2), "a ] b"), "Wladimir']", 'Wladimir\', "a ] b"]'),
        (Remove(("people", 0)), "[Joe Biden, ", "["),
        (Remove(("people", 1)), ", 'Putin, Wladimir'", ""),
        (Put(("places", 1), "Rußland"), "- 'Russia' #", "- 'Rußland' #"),
        (Insert(("places", 2), "China"), "the other\n", "the other\n  - China\n"),
        (Remove(("places", 0)), "  - Ukraine\n", ""),
        (Remove(("places", 1)), "  - 'Russia' # and the other\n", ""),
        (Put(("quotes", 0, "exact"), "neu"), '"die \\u201eWorte\\u201c"', '"neu"'),
        (Put(("quotes", 0, "prefix"), "vor"), "    translation:", "    prefix: vor\n    translation:"),
        (Remove(("quotes", 0, "translation")), "    translation: {text: the words, language: en}\n", ""),
        (Remove(("quotes", 0, "source")), "- source: other", "- "),
        (Put(("quotes", 1, "suffix"), "nach, x"), "exact: mehr}", 'exact: mehr, suffix: "nach, x"}'),
        (Remove(("quotes", 1, "source")), "source: third, ", ""),
        (Remove(("quotes", 1)), "  - {source: third, exact: mehr}\n", ""),
        (
            Insert(("quotes", 2), {"source": "new", "exact": "a: b"}),
            "exact: mehr}\n",
            'exact: mehr}\n  - source: new\n    exact: "a: b"\n',
        ),
        (Body("First line.\n\nAnother.\n\nLast line."), "First line.\n\n", "First line.\n\nAnother.\n\n"),
        (Body(""), "First line.\n\nLast line.", ""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_is_asked_for_changes_and_nothing_else(change: Change, old: str, new: str, end: str, mark: str) -> None:
    assert FULL.count(old) == 1

    made = edited(mark + FULL.replace("\n", end), [change])

    assert made == mark + FULL.replace(old, new).replace("\n", end)


@pytest.mark.parametrize(
    ("text", "change", "expected"),
    [
        ("---\n---\n", Put(("title",), "T"), "---\ntitle: T\n---\n"),
        ("Just text.\n", Put(("title",), "T"), "---\ntitle: T\n---\nJust text.\n"),
        ("---\ntitle: T\n---", Body("Note."), "---\ntitle: T\n---\nNote.\n"),
        ("---\ntitle: T\n---\n", Body("Note."), "---\ntitle: T\n---\nNote.\n"),
        ("---\ntitle: T\n---\n\n", Body("Note."), "---\ntitle: T\n---\n\nNote.\n"),
        ("---\ntitle: T\n---\nold", Body("new"), "---\ntitle: T\n---\nnew"),
        ("---\ntitle: T\n...\nold\r\nstay\n", Body("new\nstay\nmore"), "---\ntitle: T\n...\nnew\nstay\nmore\n"),
        ("---\npeople: Joe\n---\n", Put(("people",), ("Joe", "Ann")), "---\npeople: [Joe, Ann]\n---\n"),
        ("---\npeople:\n---\n", Put(("people",), ("Joe",)), "---\npeople: [Joe]\n---\n"),
        ("---\npeople: []\n---\n", Put(("people",), ("Joe",)), "---\npeople: [Joe]\n---\n"),
        ("---\npeople:\n- A\n- B\n---\n", Insert(("people", 1), "C"), "---\npeople:\n- A\n- C\n- B\n---\n"),
        ("---\nquote: # the words\n---\n", Put(("quote",), "x"), '---\nquote: "x" # the words\n---\n'),
        ("---\nquote:\ndraft: true\n---\n", Put(("quote",), "x"), "---\nquote: x\ndraft: true\n---\n"),
        ("---\n{title: T, kind: event}\n---\n", Put(("title",), "U"), "---\n{title: U, kind: event}\n---\n"),
        ("---\n{title: T, kind: event}\n---\n", Put(("date",), "2021"), "---\n{title: T, kind: event, date: 2021}\n---\n"),
        ("---\n{title: T, kind: event}\n---\n", Remove(("kind",)), "---\n{title: T}\n---\n"),
        ("---\na: |+\n  x\n\n---\n", Put(("zz",), "v"), "---\na: |+\n  x\n\nzz: v\n---\n"),
        (
            "---\np: [\n  'A', # one\n  'B' # two\n]\n---\n",
            Remove(("p", 0)),
            "---\np: [\n   # one\n  'B' # two\n]\n---\n",
        ),
        (
            "---\np: [\n  'A', # one\n  'B' # two\n]\n---\n",
            Remove(("p", 1)),
            "---\np: [\n  'A' # one\n   # two\n]\n---\n",
        ),
        ("---\nq:\n  -\n    a: x\n    b: y\n---\n", Remove(("q", 0, "a")), "---\nq:\n  -\n    b: y\n---\n"),
        ("---\nq:\n  -\n    # c\n    a: x\n  - b: y\n---\n", Remove(("q", 0)), "---\nq:\n  - b: y\n---\n"),
    ],
)
def test_files_of_every_make(text: str, change: Change, expected: str) -> None:
    assert edited(text, [change]) == expected


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("---\ntitle: a: b\n---\n", Put(("date",), "2021")),
        ("---\ntitle: T\n---\n", Remove(("date",))),
        ("---\ntitle: T\n---\n", Remove(())),
        ("---\ntitle: T\n---\n", Remove(("title", 0))),
        ("---\ntitle: T\n---\n", Insert(("people", 0), "x")),
        ("---\npeople: [a]\n---\n", Insert(("people", 3), "x")),
        ("---\npeople: [a]\n---\n", Put(("people", 1), "x")),
        ("Only text.\n", Remove(("title",))),
        ("Only text.\n", Body("---\na: b\n---\n")),
    ],
)
def test_what_cannot_be_done_is_refused(text: str, change: Change) -> None:
    with pytest.raises(Uneditable):
        edited(text, [change])


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[A, B, C]", ["A", "C"], "[A, C]"),
        ("[A, B]", ["B", "A"], "[B, A]"),
        ("[A]", ["X", "A", "Y"], "[X, A, Y]"),
        ("['A', \"B\"]", ["A", "D"], "['A', \"D\"]"),
        ("[A]", [], None),
        ("", ["A"], "[A]"),
    ],
)
def test_a_list_changes_item_by_item(old: str, new: list[str], line: str | None) -> None:
    text = f"---\ntitle: T\npeople: {old}\n---\n" if old else "---\ntitle: T\n---\n"

    made = edited(text, list_changes(("people",), edit.field(text, "people") or [], new))

    assert made == (f"---\ntitle: T\npeople: {line}\n---\n" if line else "---\ntitle: T\n---\n")


# ---------------------------------------------------------------------------------------------------------------------

words = st.text(st.sampled_from("ab Ä„“,:#'\"[]{}-|>&*!%@\\ال😀."), min_size=1, max_size=12).map(str.strip).filter(bool)
lists = st.lists(words, min_size=1, max_size=4)
tables = st.lists(st.fixed_dictionaries({"source": words, "exact": words}, optional={"prefix": words}), min_size=1, max_size=3)
NAMES = ("title", "date", "source", "quote", "people", "topics", "own")


@st.composite
def written(draw: st.DrawFn, value: Any, indent: str = "") -> str:
    """A value as one of the ways in which people write it, from behind the `:` or `-`."""
    comment = draw(st.sampled_from(["", "", "  # so"]))
    if isinstance(value, str):
        plain = front_matter.read("", f"---\nk: {value}\n---\n")
        is_plain = not plain.diagnostics and _tree(plain.value.fields) == {"k": value}
        styles = ["double", "single", "block", *(["plain"] * 3 if is_plain else [])]
        match draw(st.sampled_from(styles)):
            case "plain":
                return f" {value}\n"
            case "single":
                return " '" + value.replace("'", "''") + f"'{comment}\n"
            case "block":
                return f" |-{comment}\n{indent}  {value}\n"
            case _:
                return f" {quoted(value)}{comment}\n"
    between = draw(st.sampled_from(["", "", f"{indent}  # above\n", "\n"]))
    if isinstance(value, dict):
        pairs = [f"{name}:" + draw(written(each, indent + "  ")) for name, each in value.items()]
        return " " + f"{indent}  ".join(pairs)
    if all(isinstance(item, str) for item in value) and draw(st.booleans()):
        wrap = draw(st.sampled_from([", ", ",", f",\n{indent}  ", f", # c\n{indent}  "]))
        return f" [{wrap.join(map(quoted, value))}]{comment}\n"
    items = (f"{indent}  -" + draw(written(item, indent + "  ")) for item in value)
    return f"{comment}\n" + between.join(items)


@st.composite
def files(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    chosen = draw(st.lists(st.sampled_from(NAMES), unique=True))
    fields: dict[str, Any] = {name: draw(lists if name in ("people", "topics") else words) for name in chosen}
    if draw(st.booleans()):
        fields["quotes"] = draw(tables)
    remarks = st.sampled_from(["", "", "# a remark\n", "\n"])
    yaml = "".join(draw(remarks) + f"{name}:" + draw(written(value)) for name, value in fields.items()) + draw(remarks)
    body = draw(st.sampled_from(["", "\nText.\n", "Text.\n\nMore  \n---\nend", "\n\n"]))
    return fields, f"---\n{yaml}---\n{body}"


@st.composite
def changes(draw: st.DrawFn, fields: Mapping[str, Any]) -> Change:
    """A change that the fields allow."""
    name = draw(st.sampled_from(NAMES))
    new: st.SearchStrategy[Any] = lists if name in ("people", "topics") else words
    ways: list[st.SearchStrategy[Change]] = [new.map(lambda value: Put((name,), value)), words.map(Body)]
    if name in fields:
        ways.append(st.just(Remove((name,))))
    if isinstance(there := fields.get(name), list):
        at = st.integers(0, len(there) - 1)
        ways += [
            st.builds(lambda n, word: Put((name, n), word), at, words),
            st.builds(lambda n, word: Insert((name, n), word), st.integers(0, len(there)), words),
        ]
        if len(there) > 1:
            ways.append(at.map(lambda n: Remove((name, n))))
    if quotes := fields.get("quotes"):
        n = draw(st.integers(0, len(quotes) - 1))
        ways += [
            words.map(lambda word: Put(("quotes", n, "suffix"), word)),
            words.map(lambda word: Put(("quotes", n, "exact"), word)),
            tables.map(lambda more: Insert(("quotes", len(quotes)), more[0])),
            *([st.just(Remove(("quotes", n)))] if len(quotes) > 1 else []),
            *([st.just(Remove(("quotes", n, "prefix")))] if "prefix" in quotes[n] else []),
        ]
    return draw(st.one_of(ways))


def _tree(node: nodes.Node) -> Any:
    match node:
        case nodes.Scalar():
            return node.text
        case nodes.Items():
            return [_tree(item) for item in node.items]
        case nodes.Fields():
            return {key.text: _tree(value) for key, value in node.pairs}


def _after(tree: Any, change: Change) -> Any:
    if isinstance(change, Body):
        return tree
    *above, last = change.path
    at = tree
    for step in above:
        at = at[step]
    match change:
        case Put():
            at[last] = change.value
        case Insert():
            at.insert(last, change.value)
        case Remove():
            del at[last]
    return tree


def _entries(text: str) -> dict[str, str]:
    """The source of each field, from its key to the end of its last line; between them, the remarks."""
    read = front_matter.read("", text).value
    lines = text.splitlines(keepends=True)
    entries, at = {}, 1
    for key, value in read.fields.pairs:
        entries[f"# before {key.text}"] = "".join(lines[at : key.span.line - 1])
        entries[key.text] = "".join(lines[key.span.line - 1 : value.span.end_line])
        at = value.span.end_line
    entries["# end"] = "".join(lines[at : read.body_line - 1])
    entries["# body"] = "".join(lines[read.body_line - 1 :])
    return entries


@settings(max_examples=120, deadline=None)
@given(st.data(), files(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_any_sequence_of_changes_keeps_every_other_byte(data: st.DataObject, file: tuple[Any, str], end: str, mark: str) -> None:
    fields, text = file
    text = text.replace("\n", end)
    assert _tree(front_matter.read("", text).value.fields) == fields
    for _ in range(data.draw(st.integers(1, 5))):
        change = data.draw(changes(fields))
        before = _entries(text)

        made = edited(mark + text, [change])

        assert made.startswith(mark)
        text = made.removeprefix(mark)
        fields = _after(fields, change)
        read = front_matter.read("", text)
        assert read.diagnostics == ()
        assert _tree(read.value.fields) == fields
        touched = "# body" if isinstance(change, Body) else change.path[0]
        after = _entries(text)
        at = 0
        for source in (source for name, source in before.items() if name != touched):
            assert source in text[at:]
            at = text.index(source, at) + len(source)
        assert {name for name in after if name[0] != "#"} - {touched} == {name for name in before if name[0] != "#"} - {touched}
        if end == "\r\n":
            assert "\n" not in text.replace("\r\n", "")


def test_lines_of_the_body_that_stay_keep_their_ends() -> None:
    text = "---\ntitle: T\n---\n\r\nOne\r\ntwo\nthree\r\n\r\n"
    assert edited(text, [Body("One\ntwo\nthree")]) == text
    assert edited(text, [Body("One\n2\nthree")]) == text.replace("two", "2")

"""Fields of every type: what is read, and what is said where it cannot be."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.diagnostic import Diagnostic
from digest.text import front_matter
from digest.text.form import Form
from digest.text.near import did_you_mean, nearest
from digest.text.yaml_style import quoted


def _form(value: str, name: str = "field") -> tuple[Form, list[Diagnostic]]:
    found: list[Diagnostic] = []
    read = front_matter.read("a.md", f"---\n{name}: {value}\n---\n")
    assert not read.diagnostics
    return Form(read.value.fields, found), found


READ: list[tuple[Callable[[Form], object], str, object]] = [
    (lambda form: form.text("field"), "a text", "a text"),
    (lambda form: form.text("field"), "'  kept '", "  kept "),
    (lambda form: form.text("field"), "|\n  two\n  lines", "two\nlines\n"),
    (lambda form: form.text("field", "default"), "", "default"),
    (lambda form: form.text("field", "default"), "''", ""),
    (lambda form: form.text("field"), "no", "no"),
    (lambda form: form.text("field"), "0755", "0755"),
    (lambda form: form.text("field"), "null", "null"),
    (lambda form: form.line("field"), "'  one\n\n  line '", "one line"),
    (lambda form: form.texts("field"), "one", ("one",)),
    (lambda form: form.texts("field"), "[one, 'two, three', '']", ("one", "two, three")),
    (lambda form: form.texts("field"), "\n  - 12:30\n  - 2021-12", ("12:30", "2021-12")),
    (lambda form: form.texts("field"), "", ()),
    (lambda form: form.one_of("field", ("a", "b"), "a"), "b", "b"),
    (lambda form: form.truth("field"), "true", True),
    (lambda form: form.truth("field"), "false", False),
    (lambda form: form.truth("field"), "", False),
    (lambda form: form.integer("field"), "-12", -12),
    (lambda form: form.integer("field"), "007", 7),
    (lambda form: form.count("field"), "12", 12),
    (lambda form: form.count("field", 3), "", 3),
    (lambda form: form.share("field"), "0.15", 0.15),
    (lambda form: form.share("field"), "1", 1.0),
    (lambda form: str(form.date("field")), "2021-12", "2021-12"),
    (lambda form: str(form.date("field")), "[2021-12-07, 2021-12-09]", "[2021-12-07,2021-12-09]"),
    (lambda form: form.date("field"), "", None),
    (lambda form: form.url("field"), "https://a.example/b?c#d", "https://a.example/b?c#d"),
    (lambda form: form.safe("field", "x"), "virtual-summit_2", "virtual-summit_2"),
    (lambda form: form.safe("field", "x"), "Größe", "Größe"),
    (lambda form: form.addresses("field"), "[/old/path/, page.html, Ä]", ("/old/path/", "page.html", "Ä")),
    (lambda form: [each.text("a") for each in form.forms("field")], "[{a: 1}, {a: 2}]", ["1", "2"]),
]


@pytest.mark.parametrize(("read", "written", "value"), READ)
def test_a_field_is_read_as_its_type(read: Callable[[Form], object], written: str, value: object) -> None:
    form, found = _form(written)

    assert (read(form), found) == (value, [])


WRONG: list[tuple[Callable[[Form], object], str, object, str]] = [
    (lambda form: form.text("field"), "[a]", "", "a.md:2:8: error[D123] “field” must be one text, not a list"),
    (lambda form: form.text("field"), "{a: b}", "", "a.md:2:8: error[D123] “field” must be one text, not a table of fields"),
    (lambda form: form.texts("field"), "[a, [b]]", ("a",), "a.md:2:12: error[D123] “field” must be a list of texts, not a list"),
    (
        lambda form: form.texts("field"),
        "{a: b}",
        (),
        "a.md:2:8: error[D123] “field” must be a list of texts, not a table of fields",
    ),
    (lambda form: form.one_of("field", ("a", "b"), "a"), "c", "a", "a.md:2:8: error[D123] “field” must be a or b, not “c”"),
    (lambda form: form.truth("field"), "yes", False, "a.md:2:8: error[D123] “field” must be true or false, not “yes”"),
    (lambda form: form.truth("field"), "True", False, "a.md:2:8: error[D123] “field” must be true or false, not “True”"),
    (lambda form: form.integer("field"), "1.5", None, "a.md:2:8: error[D123] “field” must be a whole number, not “1.5”"),
    (lambda form: form.integer("field"), "٣", None, "a.md:2:8: error[D123] “field” must be a whole number, not “٣”"),
    (
        lambda form: form.integer("field"),
        "1234567890",
        None,
        "a.md:2:8: error[D123] “field” must be a whole number, not “1234567890”",
    ),
    (lambda form: form.count("field"), "-1", None, "a.md:2:8: error[D123] “field” must be a whole number from 0 up, not “-1”"),
    (lambda form: form.share("field"), "15%", None, "a.md:2:8: error[D123] “field” must be a number from 0 to 1, not “15%”"),
    (lambda form: form.share("field"), "1.5", None, "a.md:2:8: error[D123] “field” must be a number from 0 to 1, not “1.5”"),
    (lambda form: form.date("field"), "{a: b}", None, "a.md:2:8: error[D123] “field” must be a date, not a table of fields"),
    (lambda form: form.form("field"), "text", None, "a.md:2:8: error[D123] “field” must be a table of fields, not “text”"),
    (
        lambda form: form.forms("field"),
        "{a: b}",
        (),
        "a.md:2:8: error[D123] “field” must be a list of tables, not a table of fields",
    ),
    (lambda form: form.forms("field"), "[text]", (), "a.md:2:9: error[D123] “field” must be a list of tables, not “text”"),
    (lambda form: form.safe("field", "x"), "A b", "a-b", "a.md:2:8: error[D124] “field” “A b” cannot be an address"),
    (lambda form: form.addresses("field"), "[a, ../b]", ("a",), "a.md:2:12: error[D124] “../b” cannot be an address"),
]


@pytest.mark.parametrize(("read", "written", "value", "message"), WRONG)
def test_what_is_wrong_with_a_field_is_said_at_its_place(
    read: Callable[[Form], object], written: str, value: object, message: str
) -> None:
    form, found = _form(written)

    assert (read(form), [str(each) for each in found]) == (value, [message])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "www.example.org", "https://", "//a.example", "data:text/html,x", "http:/x"]
)
def test_only_addresses_of_the_web_are_addresses(url: str) -> None:
    form, found = _form(f"'{url}'")

    assert (form.url("field"), [each.code for each in found]) == ("", ["D123"])


@pytest.mark.parametrize(
    ("synonym", "name"),
    [("lastmod", "modified"), ("updated", "modified"), ("description", "summary"), ("lang", "language"), ("author", "authors")],
)
def test_a_synonym_is_read_with_a_warning(synonym: str, name: str) -> None:
    form, found = _form("2021", synonym)

    assert form.text(name) == "2021"
    assert [(str(each), each.hint) for each in found] == [
        (f"a.md:2:1: warning[D122] “{synonym}” is read as “{name}”", f"write “{name}:”")
    ]


def test_a_field_that_nobody_asked_for_is_reported_once() -> None:
    form, found = _form("x", "titel")
    form.text("title")
    form.text("title")

    form.rest("a page")

    assert [(str(each), each.hint) for each in found] == [
        ("a.md:2:1: warning[D120] a page has no field “titel”", "did you mean “title”?")
    ]


def test_the_nearest_word_is_offered_or_else_all_of_them() -> None:
    assert nearest("peeple", ["people", "places"]) == "people"
    assert did_you_mean("peeple", ["people", "places"]) == "did you mean “people”?"
    assert did_you_mean("xyz", {"people", "places"}) == "known here: people, places"
    assert did_you_mean("xyz", []) == ""


@given(st.text(max_size=40))
def test_no_accepted_address_leaves_its_folder(text: str) -> None:
    read = front_matter.read("a.md", f"---\nfield: {quoted(text)}\n---\n")
    form = Form(read.value.fields, [])

    for address in form.addresses("field"):
        parts = address.strip("/").split("/")
        assert not {"", ".", ".."} & set(parts)
        assert not any(character in "\\?#%\0\n" for character in address)

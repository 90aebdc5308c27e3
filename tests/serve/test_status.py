from digest.model.diagnostic import Span, error, warning
from digest.serve.status import Message, Status, messages


def test_errors_are_shown_with_their_place_and_line() -> None:
    found = (
        warning("D311", "without “published” this is in no feed", Span("content/a.md")),
        error("D401", "this is not in the source", Span("content/a.md", 2, 8, 2, 11), "look again"),
        error("D152", "this file cannot be read", Span("content/b\u202e.md")),
    )
    texts = {"content/a.md": "---\nquote: abc\n"}

    assert messages(found, lambda path: texts.get(path, "")) == (
        Message("content/a.md:2:8", "D401", "this is not in the source", "look again", "    2 | quote: abc\n      |        ^^^"),
        Message("content/b<U+202E>.md", "D152", "this file cannot be read", "", ""),
    )


def test_the_status_is_json() -> None:
    status = Status("7f", (Message("a.md:1:1", "D401", "“x”", "", ""),))
    assert status.as_json() == (
        '{"site": "7f", "messages": [{"place": "a.md:1:1", "code": "D401", "message": "“x”", "hint": "", "excerpt": "",'
        ' "key": "", "instead": ""}]}'
    )

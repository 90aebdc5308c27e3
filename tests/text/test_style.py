"""Style sheets as they are sent."""

import pytest

from digest.store import theme
from digest.text.style import without_comments


@pytest.mark.parametrize(
    ("css", "sent"),
    [
        ("/* The theme. */\n\n:root { color: red; }\n", ":root { color: red; }\n"),
        ("a { color: red; } /* why */\n", "a { color: red; }\n"),
        ("/* one */\n/* two\n   three */\na {}\n\n\nb {}\n", "a {}\nb {}\n"),
        ("@media print {\n  /* paper */\n  a {}\n}\n", "@media print {\n  a {}\n}\n"),
        ('a::before { content: "/* kept */"; }\n', 'a::before { content: "/* kept */"; }\n'),
        ("a { background: url('x/*y*/z'); }\n", "a { background: url('x/*y*/z'); }\n"),
        ('a::before { content: "\\"/*"; } /* gone */\n', 'a::before { content: "\\"/*"; }\n'),
        ("/*! MIT */\na {}\n", "/*! MIT */\na {}\n"),
        ("a { width: calc(1px/* gone */+ 2px); }\n", "a { width: calc(1px + 2px); }\n"),
        ("a { border: solid/* gone */red; }\n", "a { border: solid red; }\n"),
        ("/* never closed\na {}\n", "/* never closed\na {}\n"),
        ("", ""),
    ],
)
def test_comments_and_empty_lines_are_not_sent(css: str, sent: str) -> None:
    assert without_comments(css) == sent


def test_the_built_in_style_sheets_lose_nothing_else() -> None:
    for file in theme.files():
        if file.suffix == ".css":
            css = file.read_text("utf-8")
            sent = without_comments(css)
            assert "/*" not in sent
            assert without_comments(sent) == sent

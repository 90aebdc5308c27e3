from digest.serve.pages import unbuilt, with_script
from digest.serve.status import Message, Status

SCRIPT = (
    b'<script src="/_digest/preview.js" data-site="7f" data-token="s3" defer></script>'
    b'<script src="/_digest/editor.js" type="module"></script>'
)


def test_the_script_stands_before_the_end_of_the_head() -> None:
    assert (
        with_script(b"<head><title>A</title></head><p></head>", "7f", "s3")
        == b"<head><title>A</title>" + SCRIPT + b"</head><p></head>"
    )
    assert with_script(b"<HEAD></HEAD\n>", "7f", "s3") == b"<HEAD>" + SCRIPT + b"</HEAD\n>"


def test_a_page_without_a_head_has_it_at_its_end() -> None:
    assert with_script(b"<p>A</p>", "7f", "s3") == b"<p>A</p>" + SCRIPT
    assert with_script(b"", "7f", "s3") == SCRIPT


def test_the_head_may_be_of_any_size() -> None:
    head = b"<head>" + b"<!-- -->" * 100_000
    assert with_script(head + b"</head>", "7f", "s3") == head + SCRIPT + b"</head>"


def test_the_page_that_stands_in_says_what_is_wrong_as_text() -> None:
    message = Message("content/a.md:3:1", "D401", "“<b>” is not in its source", "look again", "    3 | <b>\n      | ^^^")
    html = unbuilt(Status("", (message,)), "s3").decode()

    assert (
        "content/a.md:3:1: error[D401] “&lt;b&gt;” is not in its source\n    3 | &lt;b&gt;\n      | ^^^\n  hint: look again"
        in html
    )
    assert '<script src="/_digest/preview.js" data-site="" data-token="s3" defer></script></head>' in html

import pytest

from digest.build import Report
from digest.serve.preview import news
from digest.serve.status import Message, Status

WRONG = (Message("a.md", "D401", "wrong", "", ""),)


@pytest.mark.parametrize(
    ("before", "now", "report", "told"),
    [
        (Status(), Status("1"), Report(changed=("index.html",)), ("*",)),
        (Status(), Status("1"), Report(changed=("assets/a.css",)), ("*",)),
        (Status("1"), Status("2"), Report(changed=("index.html", "assets/a.css")), ("*",)),
        (Status("1"), Status("2"), Report(changed=("assets/a.css",), removed=("a/index.html",)), ("*",)),
        (Status("1"), Status("2"), Report(removed=("a/index.html",)), ("*",)),
        (Status("1"), Status("2"), Report(changed=("a.css", "assets/b.css")), ("/a.css", "/assets/b.css", "/_digest/status")),
        (Status("1"), Status("1", WRONG), Report(), ("/_digest/status",)),
        (Status("1", WRONG), Status("1"), Report(), ("/_digest/status",)),
        (Status(), Status("", WRONG), Report(), ("/_digest/status",)),
    ],
)
def test_what_pages_are_told(before: Status, now: Status, report: Report, told: tuple[str, ...]) -> None:
    assert news(before, now, report) == told

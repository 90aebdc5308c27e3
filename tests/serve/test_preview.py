import asyncio
from pathlib import Path

import pytest
from livereload.handlers import LiveReloadHandler
from livereload.watcher import Watcher

from digest.model.options import Options
from digest.model.report import Report
from digest.serve.preview import Preview, news
from digest.serve.status import Message, Status
from digest.store.project import Project
from tests.making import SOUND, make

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


def test_a_fault_of_ours_is_a_message_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(project: Project) -> Options:
        raise IndexError("list index out of range")

    async def built() -> Status:
        preview = Preview(
            make(tmp_path, SOUND), tmp_path / "site", "http://127.0.0.1:8000/", faulty, lambda report, seconds: None
        )
        preview.rebuild()
        await preview.has_begun.wait()
        return preview.status

    monkeypatch.setattr(LiveReloadHandler, "watcher", Watcher())

    assert asyncio.run(built()) == Status(
        "",
        (
            Message(
                "digest.toml",
                "D901",
                "the build broke off: list index out of range",
                "this is a fault of digest itself; the terminal says where",
                "",
            ),
        ),
    )
    assert "IndexError: list index out of range" in capsys.readouterr().err

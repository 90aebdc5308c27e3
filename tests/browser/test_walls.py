"""The harness keeps its promises: nothing leaves this machine, and what was tried is known."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Served

TEMPTING = """<!doctype html><title>Tempting</title>
<link rel="stylesheet" href="https://fonts.example/face.css">
<img src="http://tracker.example/pixel.gif" alt="">
<p id="here">here</p>
"""


def test_a_page_reaches_its_own_server_and_no_other(
    tmp_path: Path, page: Page, serve_folder: Callable[[Path], Served], foreign_requests: list[str]
) -> None:
    (tmp_path / "index.html").write_text(TEMPTING, encoding="utf-8")
    served = serve_folder(tmp_path)

    page.goto(served.url)

    assert page.locator("#here").inner_text() == "here"
    assert "/" in served.requests
    assert sorted(foreign_requests) == ["http://tracker.example/pixel.gif", "https://fonts.example/face.css"]


def test_the_home_page_of_the_bundled_digest_asks_no_other_host(page: Page, site: Served, foreign_requests: list[str]) -> None:
    answer = page.goto(site.url, wait_until="networkidle")

    assert answer is not None
    assert answer.status == 200
    assert foreign_requests == []

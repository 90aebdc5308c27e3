"""What the audit asks of a page in the browser finds the fault that it is there for, and nothing on a sound page."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

SCRIPT = (Path(__file__).parents[2] / "tools/audit/page.js").read_text("utf-8")
SOUND = "<main><h1>A page</h1><p>With <a href='#a'>a link</a> in its text.</p><p><a href='#b'>Another</a></p></main>"


def _asked(page: Page, html: str, name: str) -> list[str]:
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(html)
    page.evaluate(SCRIPT)
    page.keyboard.press("Tab")
    return list(page.evaluate(f"audit.{name}()"))


@pytest.mark.parametrize("name", ["overflow", "crowded", "clipped", "focus", "moving"])
def test_a_sound_page_passes(page: Page, name: str) -> None:
    assert _asked(page, SOUND, name) == []


@pytest.mark.parametrize(
    ("name", "html", "fault"),
    [
        ("overflow", "<div style='width: 500px'>wide</div>", "div wide"),
        ("overflow", "<div style='margin-left: -90px; width: 60px'>lost</div>", "div lost"),
        ("crowded", "<div><button style='width: 9px; height: 9px; border: 0'></button><button>next</button></div>", "button "),
        ("clipped", "<div style='width: 90px; height: 22px; overflow: hidden'>exactly here</div>", "div exactly here"),
        ("focus", "<style>:focus { outline: none }</style><a href='#a'>unseen</a>", "no sign of focus on a unseen"),
        ("focus", "<a href='#a' style='position: absolute; top: -900px'>away</a>", "focus out of sight on a away"),
        ("moving", "<style>@keyframes x { to { margin: 9px } } p { animation: x 9s }</style><p>x</p>", "an animation runs"),
    ],
)
def test_a_fault_is_found(page: Page, name: str, html: str, fault: str) -> None:
    assert fault in _asked(page, html, name)

"""The themes of docs/themes.md, built as they stand there with the bundled digest."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from digest.verify import verify
from tests.making import build, make, site

ROOT = Path(__file__).parents[1]


def _themes() -> dict[str, dict[str, str]]:
    """By theme: its files, as docs/themes.md has them."""
    text = (ROOT / "docs" / "themes.md").read_text("utf-8")
    themes: dict[str, dict[str, str]] = {}
    for path, content in re.findall(r"<!-- as: (.*?) -->\n```\w*\n(.*?)```\n", text, re.DOTALL):
        name, _, file = path.partition("/")
        themes.setdefault(name, {})[file] = content
    return themes


THEMES = _themes()


class _Outline(HTMLParser):
    """What assistive technology goes by: levels of headings, landmarks, the text of the page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.landmarks: list[str] = []
        self.ids: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag in ("main", "nav", "header", "footer"):
            self.landmarks.append(tag)
        self.ids += [value for name, value in attributes if name == "id" and value]


@pytest.fixture(scope="module", params=sorted(THEMES))
def themed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The bundled digest with a theme's files in its templates/, built."""
    root = tmp_path_factory.mktemp(request.param)
    for name in ("content", "seeds"):
        shutil.copytree(ROOT / name, root / name)
    make(root, {"digest.toml": (ROOT / "digest.toml").read_bytes(), **THEMES[request.param]})
    report = build(root)
    assert report.diagnostics == ()
    return request.param, root


def test_there_are_a_small_theme_and_one_of_another_kind() -> None:
    lines = {name: sum(text.count("\n") for text in files.values()) for name, files in THEMES.items()}
    assert lines.keys() == {"small", "broadsheet"}
    assert lines["small"] <= 10
    assert lines["broadsheet"] < 200


def test_a_theme_of_the_documents_builds_a_sound_site(themed: tuple[str, Path]) -> None:
    _, root = themed
    for path, data in site(root / "site").items():
        if not path.endswith(".html"):
            continue
        outline = _Outline(data)
        assert outline.levels[:1] == [1], path
        assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False)), path
        assert {"main", "header", "footer", "nav"} <= set(outline.landmarks), path
        assert len(outline.ids) == len(set(outline.ids)), path


def test_every_quotation_can_still_be_checked(themed: tuple[str, Path]) -> None:
    _, root = themed
    assert [str(each) for each in verify(root / "site", root / "seeds").diagnostics] == []


def test_the_broadsheet_has_the_sources_words_before_ours(themed: tuple[str, Path]) -> None:
    name, root = themed
    first = re.findall(r"<blockquote|<h4", (root / "site" / "index.html").read_text("utf-8"))[0]
    assert first == ("<blockquote" if name == "broadsheet" else "<h4")

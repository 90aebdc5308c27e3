"""The built-in theme and what a digest puts over it."""

from pathlib import Path

from digest.store import theme
from digest.store.project import load
from tests.making import SETTINGS, make


def test_a_built_in_style_sheet_is_sent_without_comments_and_an_own_one_as_it_is(tmp_path: Path) -> None:
    own = "/* Ours. */\np { color: red }\n"
    project = load(make(tmp_path, {"digest.toml": SETTINGS, "templates/assets/source.css": own})).value
    assert project is not None

    assets = theme.load(project).value.assets

    assert b"/*" not in assets["assets/digest.css"]
    assert b":root {" in assets["assets/digest.css"]
    assert assets["assets/source.css"] == own.encode()


def test_an_unchanged_copy_counts_as_built_in(tmp_path: Path) -> None:
    copy = (Path(str(theme.home())) / "assets/digest.css").read_text("utf-8")
    project = load(make(tmp_path, {"digest.toml": SETTINGS, "templates/assets/digest.css": copy})).value
    assert project is not None

    assert b"/*" not in theme.load(project).value.assets["assets/digest.css"]

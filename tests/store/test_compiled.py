"""What became of the built-in templates is kept beside the code, and believed only as long as everything is as it was."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from digest.model.theme import BASE, Template, Theme
from digest.steps.render import Renderer
from digest.store import compiled, language

ROOT = Path(__file__).parents[2]
HOME = Template("{% extends 'page.html' %}{% block main %}<h1>{{ title }}</h1>{% endblock %}", "home.html")
PAGE = Template("<main>{% block main %}{% endblock %}</main>", "page.html")
BUILT_IN = {"home.html": HOME, f"{BASE}home.html": HOME, "page.html": PAGE, f"{BASE}page.html": PAGE}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python is told to keep compiled code, in these tests."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return compiled._place("en")


def _made(templates: Mapping[str, Template], tag: str = "en") -> tuple[Renderer, dict[str, bytes]]:
    table = compiled.load(templates, tag)
    renderer = Renderer(Theme(templates, {}), language.load(tag), table)
    assert renderer.check() == ()
    return renderer, table


def _kept() -> dict[str, bytes]:
    (place := compiled._place("en")).parent.mkdir(parents=True, exist_ok=True)
    _, table = _made(BUILT_IN)
    compiled.save(BUILT_IN, "en", table)
    assert place.is_file()
    return table


def test_what_was_kept_renders_the_same_and_names_the_same() -> None:
    fresh = Renderer(Theme(BUILT_IN, {}), language.load("en"))
    _kept()

    renderer, table = _made(BUILT_IN)

    assert sorted(table) == ["code home.html", "code page.html", "names home.html", "names page.html"]
    assert renderer.render("home.html", {"title": "<b>"}).value == "<main><h1>&lt;b&gt;</h1></main>"
    assert renderer.closures() == fresh.closures()


def test_templates_of_a_digest_are_never_kept() -> None:
    own = {**BUILT_IN, "home.html": Template("own {{ title }}", "templates/home.html")}

    renderer, table = _made(own)

    assert {"code !base/home.html", "code page.html"} <= table.keys()
    assert "code home.html" not in table
    assert renderer.render("home.html", {"title": "x"}).value == "own x"
    assert "names home.html" not in table


def test_another_edition_of_the_theme_begins_anew() -> None:
    _kept()
    changed = Template("<main class=new>{% block main %}{% endblock %}</main>", "page.html")

    assert compiled.load({**BUILT_IN, "page.html": changed, f"{BASE}page.html": changed}, "en") == {}
    assert compiled.load(BUILT_IN, "en") != {}


@pytest.mark.parametrize("at", [0, 20, 40, -1])
def test_a_damaged_file_is_no_file(place: Path, at: int) -> None:
    _kept()
    data = bytearray(place.read_bytes())
    data[at] ^= 1
    place.write_bytes(data)

    assert compiled.load(BUILT_IN, "en") == {}


@pytest.mark.parametrize("data", [b"", b"x" * 15, b"x" * 32])
def test_what_is_no_such_file_is_none(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True)
    place.write_bytes(data)

    assert compiled.load(BUILT_IN, "en") == {}


def test_where_nothing_may_be_written_nothing_is(place: Path) -> None:
    place.parent.parent.mkdir(parents=True, exist_ok=True)
    place.parent.write_bytes(b"a file where the folder should be")

    compiled.save(BUILT_IN, "en", {"code home.html": b"x"})

    assert compiled.load(BUILT_IN, "en") == {}


def test_a_build_keeps_what_became_of_the_theme_and_the_next_one_uses_it(tmp_path: Path) -> None:
    own = tmp_path / "digest"
    shutil.copytree(ROOT / "tests/golden/plain", own, ignore=shutil.ignore_patterns("outcome"))
    environment = {"PYTHONPYCACHEPREFIX": str(tmp_path / "cache"), "PATH": ""}
    pages = []
    for _ in range(2):
        command = [sys.executable, "-m", "digest", "build", "-q", "--no-cache", "--root", str(own)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        pages.append({path.name: path.read_bytes() for path in (own / "site").rglob("*.html")})
        (kept,) = (tmp_path / "cache").rglob("*.templates")

    assert pages[0] == pages[1]
    assert kept.stat().st_size > 10_000


def test_each_language_has_its_own(place: Path) -> None:
    skip = Template("{{ 'Skip to the content'|t }}", "skip.html")
    theme = {"skip.html": skip, f"{BASE}skip.html": skip}
    said = []
    for tag in ("de", "fr", "../fr", "de"):
        renderer, table = _made(theme, tag)
        said.append((renderer.render("skip.html", {}).value, "code skip.html" in compiled.load(theme, tag)))
        compiled.save(theme, tag, table)

    assert said[0] == ("Zum Inhalt springen", False)
    assert said[3] == ("Zum Inhalt springen", True)
    assert said[1][0] != said[0][0]
    assert len(list(place.parent.glob("*.templates"))) == 3

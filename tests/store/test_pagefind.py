"""Pagefind behind its one door: its files are the site's, the same every time, and a build does without it if it must."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from digest.store import pagefind
from tests.making import SOUND, build, make, said, site

SETTINGS = SOUND["digest.toml"]
assert isinstance(SETTINGS, str)
FILES = {**SOUND, "digest.toml": SETTINGS + '[search]\nengine = "pagefind"\n'}

DOCUMENTS = [
    (
        f"search/documents/mv00{n:03}.json",
        f'{{"mv00{n:03}": {{"title": "Title {n}", "texts": [{{"text": "The rivers of {n} were rising"}}]}}}}'.encode(),
    )
    for n in range(200)
]


def test_the_same_documents_give_the_same_bytes() -> None:
    first, second = pagefind.run(DOCUMENTS, "en-GB"), pagefind.run(DOCUMENTS, "en-GB")

    assert first == second
    assert first.diagnostics == ()
    paths = [artifact.path for artifact in first.value]
    assert {"pagefind/pagefind.js", "pagefind/pagefind-entry.json", "pagefind/wasm.en.pagefind"} <= set(paths)
    assert sum(path.startswith("pagefind/fragment/") for path in paths) == 200
    assert [path for path in paths if path.endswith((".css", "-ui.js"))] == []


def test_its_files_belong_to_the_site(tmp_path: Path) -> None:
    report = build(make(tmp_path, FILES), tmp_path / "site")
    written = site(tmp_path / "site")

    assert report.diagnostics == ()
    assert b'"pagefind/pagefind.js"' in written["integrity.json"]
    assert b'"pagefind":true' in written["search/index.json"]
    assert b"'wasm-unsafe-eval'" in written["search/index.html"]
    assert [path for path, data in written.items() if path.endswith(".html") and b"wasm-unsafe-eval" in data] == [
        "search/index.html"
    ]

    build(make(tmp_path, {"digest.toml": SETTINGS}), tmp_path / "site")
    assert [path for path in site(tmp_path / "site") if path.startswith("pagefind/")] == []


def test_without_it_the_built_in_search_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pagefind_bin", None)
    report = build(make(tmp_path, FILES), tmp_path / "site")

    assert said(report.diagnostics) == ["digest.toml:1:1: warning[D145] Pagefind is not installed"]
    assert report.diagnostics[0].hint.startswith('pip install "digest-ssg[search]"')
    assert b'"pagefind":false' in site(tmp_path / "site")["search/index.json"]


def test_where_it_fails_the_built_in_search_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho out of order >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setitem(sys.modules, "pagefind_bin", SimpleNamespace(get_executable=lambda: program))
    report = build(make(tmp_path / "digest", FILES), tmp_path / "site")

    assert said(report.diagnostics) == ["digest.toml:1:1: warning[D146] Pagefind made no index: out of order"]
    assert "search/index.json" in site(tmp_path / "site")


def test_nothing_to_find_is_no_failure() -> None:
    assert pagefind.run([], "en").diagnostics == ()

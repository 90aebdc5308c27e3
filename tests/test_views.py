"""What templates are given: plain data, all of it described in docs/themes.md."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.chronicle import item
from digest.compose import plan
from digest.gather import gather
from digest.model.options import Options
from digest.model.page import parcel
from digest.pages import KINDS
from digest.pieces import Here
from digest.store import language, project
from tests.making import TODAY, make, records

ROOT = Path(__file__).parents[1]

# A digest in which every field of every view has something to say
EVERYTHING = {
    "digest.toml": (
        'title = "X"\nbase_url = "https://digest.example/"\norder = "oldest-first"\n'
        '[cards]\nenabled = true\n[params]\nimprint = "X"\n'
    ),
    "seeds/old.txt": "Speech | News\n\nThe river rose on Monday. Nobody was hurt, the mayor said.\n",
    "seeds/new.txt": "Speech | News\n\nThe river rose on Tuesday. Nobody was hurt, the mayor said.\n",
    "seeds/linked.txt": "Linked\n\nWords of another.\n",
    "content/sources/old.md": """---
seed: old.txt
url: https://old.example/
language: de
accessed: 2021-12-30
rights: {mode: full, basis: mine}
translation: {of: en, by: machine, source: new}
archive: [{url: "https://archive.example/x", date: 2021-12-30}]
capture: {file: old.html, sha256: "00", extractor: by hand}
---
X
""",
    "content/sources/new.md": "---\nseed: new.txt\nsupersedes: [old]\n---\n",
    "content/sources/linked.md": "---\nseed: linked.txt\nrights: link\ntakedown: {date: 2026-11-21, reason: X}\n---\n",
    "content/people/mayor.md": "---\ntitle: The mayor\nnames: [Mayor]\nwikidata: Q1\naliases: [/mayor/]\n---\nX\n",
    "content/pages/method.md": "---\ntitle: Method\n---\nX\n",
    "content/pages/about.md": "---\ntitle: About\naliases: [/old-about/]\n---\nX\n",
    "content/pages/corrections-policy.md": "---\ntitle: Corrections policy\n---\nX\n",
    "content/annotations/one.md": """---
title: One
date: 2021-12-07
published: 2026-11-20
modified: 2026-11-21
summary: X
authors: [A]
people: [Mayor]
quotes:
  - {source: old, exact: "The river […] was hurt", note: X, translation: {text: X, language: en}}
  - {source: new, exact: The river rose}
  - {source: linked, exact: Words}
references: [{url: "https://x.example/", title: X, publisher: X}]
verdict: {label: X, rating: 1, best: 5, worst: 1}
corrections: [{date: 2026-11-21, text: X}]
aliases: [/one/]
related: [two]
---
X
""",
    "content/annotations/two.md": "---\ntitle: Two\ndate: 1962-10\nsource: old\nlanguage: fr\ndraft: true\n---\nX\n",
    "content/annotations/three.md": "---\ntitle: Three\nsource: new\nquote: Nobody was hurt\npeople: [Mayor]\n---\nX\n",
}

Views = list[tuple[str, dict[str, Any]]]  # a page's template, or its path where it has none, and its view


def _views(root: Path) -> Views:
    loaded = project.load(root).value
    content = gather(loaded, Options(TODAY, drafts=True, future=True), lambda what, done, total: None)
    assert [str(each) for each in content.diagnostics if each.severity == "error"] == []
    speech = language.load(loaded.config.language)
    whole = records(content)
    here = Here("/", loaded.config, speech)
    items = [("entry.html", item(whole.entry[id], whole, here)) for id in whole.item]
    return items + [
        (page.template or page.path, view)
        for page in plan(content.library, loaded.config)
        if isinstance(
            view := KINDS[page.kind].view(parcel(page, whole), Here(page.url, loaded.config, speech)), dict
        )  # else it is a text, and the whole file
    ]


@pytest.fixture(scope="module", params=["the bundled digest", "everything at once"])
def views(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Views:
    if request.param == "the bundled digest":
        return _views(ROOT)
    return _views(make(tmp_path_factory.mktemp("everything"), EVERYTHING))


def _strange(value: object, path: str) -> Iterator[str]:
    """The places of all that is not plain data."""
    if type(value) is dict:
        for key, each in value.items():
            yield from [] if type(key) is str else [f"{path}: {key!r}"]
            yield from _strange(each, f"{path}.{key}")
    elif type(value) in (list, tuple):
        assert isinstance(value, list | tuple)
        for each in value:
            yield from _strange(each, f"{path}[]")
    elif value is not None and type(value) not in (str, int, float, bool):
        yield f"{path}: {type(value).__name__}"


def test_templates_are_given_plain_data_only(views: Views) -> None:
    assert sorted({place for name, view in views for place in _strange(view, name)}) == []


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key
            # What is in there is the site's own, or schema.org's.
            yield from _keys(each) if key not in ("params", "structured") else ()
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _keys(each)


def _described(text: str) -> dict[str, set[str]]:
    """The words that docs/themes.md has about each template."""
    block = re.findall(r"^## The pages\n\n```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[0]
    about = (each for each in re.split(r"^(?=\S)", block, flags=re.MULTILINE) if each)
    return {each.split()[0]: set(re.findall(r"\w+", each)) for each in about}


def test_everything_that_templates_see_is_described(views: Views) -> None:
    """Each field of a page under the page's template, each field within a field anywhere in the description."""
    text = (ROOT / "docs" / "themes.md").read_text("utf-8")
    about, anywhere = _described(text), set(re.findall(r"\w+", text))
    for_templates = [(name, view) for name, view in views if not name.endswith((".json", ".jsonld", ".png"))]

    assert {name for name, _ in for_templates} <= about.keys()
    assert (
        sorted({f"{name}: {key}" for name, view in for_templates for key in view if key not in about[name] | {"site", "page"}})
        == []
    )
    assert sorted({f"{name}: … {key}" for name, view in for_templates for key in _keys(view) if key not in anywhere}) == []

"""What every kind of page shows is plain data, made of its own parcel and nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from digest.compose import plan
from digest.gather import Content, gather
from digest.model.config import Config
from digest.model.noun import replace
from digest.model.options import Options
from digest.model.page import Page, Parcel, parcel
from digest.pages import KINDS
from digest.pieces import Here
from digest.store import language, project
from digest.text.language import Language
from tests.making import SETTINGS, SOUND, TODAY, build, make, note, records, site

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bundled() -> tuple[Content, Config, Language]:
    """The bundled digest, gathered."""
    loaded = project.load(ROOT).value
    content = gather(loaded, Options(TODAY), lambda what, done, total: None)
    return content, loaded.config, language.load(loaded.config.language)


def _parcels(bundled: tuple[Content, Config, Language]) -> Iterator[tuple[Page, Parcel, Here]]:
    content, config, speech = bundled
    whole = records(content)
    for page in plan(content.library, config):
        yield page, parcel(page, whole), Here(page.url, config, speech)


def _strange(value: Any, place: str = "") -> list[str]:
    """The places in a view that are not plain data."""
    match value:
        case None | bool() | int() | float():
            return []
        case str():
            return [] if type(value) is str else [f"{place}: {type(value).__name__}"]
        case list() | tuple():
            return [strange for n, each in enumerate(value) for strange in _strange(each, f"{place}[{n}]")]
        case dict():
            keys = [f"{place}: key {key!r}" for key in value if not isinstance(key, str)]
            return keys + [strange for key, each in value.items() for strange in _strange(each, f"{place}.{key}")]
        case _:
            return [f"{place}: {type(value).__name__}"]


def test_every_kind_of_page_is_in_the_bundled_digest(bundled: tuple[Content, Config, Language]) -> None:
    assert {page.kind for page, _, _ in _parcels(bundled)} | {"redirect", "headers", "card", "parallel"} == set(KINDS)


def test_views_are_plain_data(bundled: tuple[Content, Config, Language]) -> None:
    strange = {
        f"{page.path} {place}"
        for page, parcel, here in _parcels(bundled)
        for place in _strange(KINDS[page.kind].view(parcel, here))
    }

    assert strange == set()


def test_a_page_names_every_record_it_needs_once(bundled: tuple[Content, Config, Language]) -> None:
    for page, _, _ in _parcels(bundled):
        assert len(set(page.inputs)) == len(page.inputs), page.path


def test_a_view_reaches_nothing_but_its_parcel(bundled: tuple[Content, Config, Language]) -> None:
    """Without any one of its records a page of one entry differs or fails: none is asked for in vain."""
    pages = {page.kind: (page, whole, here) for page, whole, here in _parcels(bundled) if page.kind in ("annotation", "source")}
    for page, whole, here in pages.values():
        view = KINDS[page.kind].view(whole, here)
        for table, id in page.inputs:
            tables = {name: dict(getattr(whole.records, name)) for name in whole.records.__struct_fields__}
            del tables[table][id]
            poorer = replace(whole, records=type(whole.records)(**tables))
            with suppress(KeyError):
                assert KINDS[page.kind].view(poorer, here) != view, (page.path, table, id)


def test_planning_twice_gives_the_same_pages(bundled: tuple[Content, Config, Language]) -> None:
    content, config, _ = bundled

    assert plan(content.library, config) == plan(content.library, config)


# -------------------------------------------------------------------------------------------------------------------- links


class _Links(HTMLParser):
    """The addresses that a page links to, and the ids that it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name == "id" and value:
                self.ids.add(value)


def _read(data: bytes) -> _Links:
    parser = _Links()
    parser.feed(data.decode())
    return parser


BASE = "https://digest.example/"


def _dead(built: dict[str, bytes]) -> set[str]:
    """Links within the site that lead to no file, or to no place in it."""
    pages = {path: _read(data) for path, data in built.items() if path.endswith(".html")}
    dead = set()
    for path, page in pages.items():
        for link in page.links:
            target = urljoin(BASE + path.removesuffix("index.html"), link)
            if not target.startswith(BASE):
                continue
            parts = urlsplit(target)
            name = unquote(parts.path).lstrip("/")
            file = f"{name}index.html" if name.endswith("/") or not name else name
            fragment = unquote(parts.fragment)
            if file not in built or (fragment and file in pages and fragment not in pages[file].ids):
                dead.add(f"{path} → {link}")
    return dead


def test_every_link_of_the_bundled_site_leads_somewhere(tmp_path: Path) -> None:
    build(ROOT, tmp_path / "site")

    assert _dead(site(tmp_path / "site")) == set()


def test_what_does_not_fit_on_a_page_is_divided_and_how_much_fits_is_a_setting(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"content/annotations/n{n:03}.md": note(date=f"2021-{n % 12 + 1:02}-01", people="[Ann]") for n in range(130)
    }

    def divided() -> set[str]:
        assert build(make(tmp_path, files)).diagnostics == ()
        return {"2021/12/index.html", "people/ann/2021/index.html"} & site(tmp_path / "site").keys()

    make(tmp_path, SOUND)
    assert divided() == {"people/ann/2021/index.html"}
    files["digest.toml"] = SETTINGS + "\n[timeline]\nlimit = 120\n"
    assert divided() == {"2021/12/index.html", "people/ann/2021/index.html"}
    files["digest.toml"] = SETTINGS + "\n[timeline]\nlimit = 260\n"
    assert divided() == set()


def test_links_lead_somewhere_also_where_names_are_odd_and_a_year_is_large(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"content/annotations/n{n:03}.md": note(date=f"2021-{n % 12 + 1:02}-{n % 28 + 1:02}", people="[Путин, “Ann” & Bob]")
        for n in range(205)
    }
    files["content/annotations/größe_1.md"] = note(date="-0043", aliases="[/äöü/]", related="[flood]", topics="['C++', 100 %]")
    report = build(make(tmp_path, {**SOUND, **files}))
    built = site(tmp_path / "site")

    assert report.diagnostics == ()
    assert {"2021/12/index.html", "people/путин/index.html", "-0043/index.html", "äöü/index.html"} <= set(built)
    assert _dead(built) == set()

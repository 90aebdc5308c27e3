"""Addresses, moments and the small decisions that all pages share."""

from datetime import datetime
from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.config import Config
from digest.model.edtf import Edtf, parse
from digest.pieces import Here, collapsed, direction, moment, permanent_id
from digest.store import language

CONFIG = Config(base_url="https://digest.example/folder/", timezone="Europe/Berlin")
ENGLISH = language.load("en")


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("/", "/", "./"),
        ("/", "/sources/", "sources/"),
        ("/", "/feed.xml", "feed.xml"),
        ("/", "/sources/x/#q-a-1", "sources/x/#q-a-1"),
        ("/sources/x/", "/", "../../"),
        ("/sources/x/", "/sources/x/#p1", "#p1"),
        ("/sources/x/", "/sources/", "../../sources/"),
        ("/sources/x/", "/sources/y/", "../../sources/y/"),
        ("/sources/x/", "/assets/", "../../assets/"),
        ("/people/feed.xml", "/people/", "../people/"),
        ("/a/", "/people/wladimir-путин/", "../people/wladimir-%D0%BF%D1%83%D1%82%D0%B8%D0%BD/"),
        ("/a/", "/../../x", "../x"),
        ("/a/b/", "/c/./d/../e.txt#f", "../../c/e.txt#f"),
        ("/a/", "/.well-known/x", "../.well-known/x"),
        ("/a/", "https://elsewhere.example/x", "https://elsewhere.example/x"),
        ("/a/", "//elsewhere.example/x", "//elsewhere.example/x"),
        ("/a/", "mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_a_link_is_told_from_the_page_that_it_stands_on(page: str, target: str, link: str) -> None:
    assert Here(page, CONFIG, ENGLISH).to(target) == link


def test_a_page_that_is_shown_anywhere_links_from_the_top() -> None:
    here = Here("/404.html", CONFIG, ENGLISH, is_anywhere=True)

    assert (here.to("/"), here.to("/sources/ä/")) == ("/folder/", "/folder/sources/%C3%A4/")
    assert Here("/404.html", Config(), ENGLISH, is_anywhere=True).to("/sources/") == "/sources/"


@pytest.mark.parametrize("target", ["/.//evil.example", "/x/..//evil.example", "/x/../..//evil.example"])
def test_what_is_left_without_dot_segments_names_no_host(target: str) -> None:
    anywhere = Here("/404.html", Config(), ENGLISH, is_anywhere=True)

    assert anywhere.to(target) == anywhere.linked(f'<a href="digest-root:{target}">x</a>')[9:-7] == "/evil.example"
    assert Here("/", Config(), ENGLISH).to(target) == "evil.example"


def test_an_absolute_address_needs_a_site() -> None:
    assert Here("/", CONFIG, ENGLISH).absolute("/sources/x/#p1") == "https://digest.example/folder/sources/x/#p1"
    assert Here("/", Config(), ENGLISH).absolute("/sources/") == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("", "auto"),
        ("de", "ltr"),
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("zh-Hant-TW", "ltr"),
        ("FA", "rtl"),
    ],
)
def test_the_direction_follows_from_the_language(language: str, expected: str) -> None:
    assert direction(language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("a b", "a b"), (" a\n\nb ", " a b "), ("\n", " "), ("a\u00a0b", "a b"), ("a\n", "a ")],
)
def test_breaks_become_spaces(text: str, expected: str) -> None:
    assert collapsed(text) == expected


def _date(text: str) -> Edtf:
    date = parse(text)
    assert isinstance(date, Edtf)
    return date


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2021-12-07", "2021-12-07T00:00:00+01:00"),
        ("2021-07", "2021-07-01T00:00:00+02:00"),
        ("2021", "2021-01-01T00:00:00+01:00"),
        ("2021-12-07T09:10:11Z", "2021-12-07T09:10:11+00:00"),
        ("2021-12-07T09:10-05:00", "2021-12-07T09:10:00-05:00"),
        ("2021-12-07T09:10", "2021-12-07T09:10:00+01:00"),
        ("2021-12-07/2021-12-09", "2021-12-07T00:00:00+01:00"),
        ("Y170000002", "9999-01-01T00:00:00+01:00"),
    ],
)
def test_a_date_is_a_moment_with_a_zone(date: str, expected: str) -> None:
    assert moment(_date(date), CONFIG) == expected


@pytest.mark.parametrize("date", ["2021-12-07", "-0044", "0000", "Y-12345", "Y170000002", "../2020", "2021/..", "1969-12-31"])
def test_every_moment_has_a_zone_and_can_be_read(date: str) -> None:
    assert datetime.fromisoformat(moment(_date(date), CONFIG)).utcoffset() is not None


def test_ids_outlive_addresses() -> None:
    assert permanent_id("annotation:x", Config(id_authority="digest.example,2026")) == "tag:digest.example,2026:annotation:x"
    assert permanent_id("annotation:x", CONFIG) == "https://digest.example/folder/#annotation:x"


SEGMENTS = st.lists(st.text("ab-ä", min_size=1, max_size=3), max_size=3)


@given(SEGMENTS, SEGMENTS)
def test_every_relative_link_leads_where_it_says(page: list[str], target: list[str]) -> None:
    """As a browser resolves it (RFC 3986, 5)."""
    here, there = ("/" + "".join(f"{part}/" for part in parts) for parts in (page, target))
    link = Here(here, CONFIG, ENGLISH).to(there)

    assert urljoin("https://x.example" + quote(here), link) == "https://x.example" + quote(there)

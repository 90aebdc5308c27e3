import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.config import Cards, Config, Exports, Facet, Kind, MenuItem, Rights
from digest.model.diagnostic import in_order
from digest.text.settings import is_site, read


def _said(text: str) -> list[str]:
    return [str(each) for each in in_order(read("digest.toml", text).diagnostics)]


def test_a_title_is_all_that_settings_need() -> None:
    outcome = read("digest.toml", 'title = "T"\n')

    assert outcome.diagnostics == ()
    assert outcome.value == Config(title="T")


def test_everything_that_can_be_said() -> None:
    outcome = read(
        "digest.toml",
        """\
schema = 1
title = "T"
description = "D"
base_url = "https://example.org/digest"
language = "de"
timezone = "Europe/Berlin"
id_authority = "example.org,2026"
hemisphere = "south"
order = "oldest-first"
authors = ["A", "B"]

[rights]
mode = "link"
holder = "H"
licence = "L"
basis = "B"
notice = "N"
max_share = 0.15
max_words = 300
context = 5

[facets.people]
label = "Persons"
[facets.laws]

[kinds.vote]
label = "Vote"
motivation = "assessing"
[kinds.event]
label = "Happening"

[feeds]
limit = 10

[timeline]
limit = 500

[notes]
raw_html = true

[[menu]]
label = "Home"
url = "/"

[params]
anything = [1, "x"]
""",
    )

    assert outcome.diagnostics == ()
    config = outcome.value
    assert (config.base_url, config.language, config.hemisphere, config.order) == (
        "https://example.org/digest/",
        "de",
        "south",
        "oldest-first",
    )
    assert config.rights == Rights("link", "H", "L", "B", "N", 0.15, 300, 5)
    assert config.facets == (Facet("people", "Persons"), Facet("laws", "Laws"))
    assert config.kind("vote") == Kind("vote", "Vote", "assessing")
    assert config.kind("event") == Kind("event", "Happening", "describing")
    assert (config.feed_limit, config.timeline_limit, config.raw_html, config.menu) == (10, 500, True, (MenuItem("Home", "/"),))
    assert config.params == {"anything": [1, "x"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("schema = 2", "digest.toml:2:1: error[D142] schema 2 is not known to this version"),
        ("language = 1", "digest.toml:2:1: error[D142] “language” must be a text"),
        ("authors = [1]", "digest.toml:2:1: error[D142] “authors” must be a list of texts"),
        ("feeds = 3", "digest.toml:2:1: error[D142] “feeds” must be a table"),
        (
            "[rights]\nmode = 'none'",
            "digest.toml:3:1: error[D142] “mode” must be one of full, excerpt, link, private, not “none”",
        ),
        ("[rights]\nmax_share = 15", "digest.toml:3:1: error[D142] “max_share” must be a number from 0 to 1"),
        ("[rights]\nmax_words = -1", "digest.toml:3:1: error[D142] “max_words” must be a whole number from 0 up"),
        ("[timeline]\nlimit = 100", "digest.toml:3:1: error[D142] “limit” must be a whole number from 120 up"),
        ("[rights]\nmax_words = true", "digest.toml:3:1: error[D142] “max_words” must be a whole number"),
        ("[feeds]\nlimit = -5", "digest.toml:3:1: error[D142] “limit” must be a whole number from 0 up"),
        ("[feeds]\nlimits = 5", "digest.toml:3:1: warning[D141] feeds has no setting “limits”"),
        ("[facets.sources]", "digest.toml:2:1: error[D142] “sources” cannot be the name of a facet"),
        ("[facets.'a/b']\nlabel = 'x'", "digest.toml:2:1: error[D142] “a/b” cannot be the name of a facet"),
        ("[facets]\npeople = 'x'", "digest.toml:3:1: error[D142] the facet “people” must be a table"),
        ("[kinds]\nvote = 'x'", "digest.toml:3:1: error[D142] “vote” cannot be a kind"),
        ("menu = 'x'", "digest.toml:2:1: error[D142] “menu” must be a list of tables"),
        ("[[menu]]\nlabel = 'x'\nhref = '/'", "digest.toml:4:1: warning[D141] menu has no setting “href”"),
        (
            "[[menu]]\nlabel = 'x'\nurl = 'javascript:alert(1)'",
            "digest.toml:2:1: error[D142] “javascript:alert(1)” cannot be an entry of the menu",
        ),
        ("base_url = 'example.org'", "digest.toml:2:1: error[D142] “example.org” is not the address of a site"),
        ("titel = 'x'", "digest.toml:2:1: warning[D141] digest.toml has no setting “titel”"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(text: str, message: str) -> None:
    assert _said(f'title = "T"\n{text}\n') == [message]


def test_a_limit_of_no_words_is_a_limit() -> None:
    assert read("digest.toml", 'title = "T"\n[rights]\nmax_words = 0\n').value.rights.max_words == 0


def test_without_a_title_the_reader_is_told_so() -> None:
    assert _said("") == ["digest.toml:1:1: error[D142] the digest has no title"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "T', "digest.toml:1:11: error[D140] this is not TOML: unterminated string"),
        ("title = T", "digest.toml:1:9: error[D140] this is not TOML: invalid value"),
        ("[params]\nx = 99999999999999999999", "digest.toml:1:1: error[D140] a number in these settings is too large"),
        ("[params]\nx = " + "9" * 5000, "digest.toml:1:1: error[D140] a number in these settings is too long"),
        ("[params]\nx = " + "[" * 5000, "digest.toml:1:1: error[D140] these settings are nested too deeply"),
        ("params" + ".x" * 500 + " = 1", "digest.toml:1:1: error[D140] these settings are nested too deeply"),
        ('title = "T"\ntitle = "U"', "digest.toml:2:12: error[D140] this is not TOML: cannot overwrite a value"),
    ],
)
def test_what_is_no_toml_is_told_with_its_place(text: str, message: str) -> None:
    assert _said(text) == [message]


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://example.org", True),
        ("http://localhost:8000/folder/", True),
        ("https://xn--bcher-kva.example/ä/", True),
        ("https://[x", False),
        ("https://a℀b/", False),
        ("https:///folder", False),
        ("https://example.org/?q", False),
        ("https://example.org/#top", False),
        ("https://exa mple.org/", False),
        ("ftp://example.org/", False),
        ("//example.org/", False),
        ("", False),
    ],
)
def test_where_a_site_can_stand(url: str, is_one: bool) -> None:
    assert is_site(url) is is_one


@given(st.text(max_size=100))
def test_any_text_has_settings_or_reasons(text: str) -> None:
    outcome = read("digest.toml", text)

    assert outcome.value.title
    assert outcome.value.facets
    assert all(each.span.line >= 1 for each in outcome.diagnostics)


def test_exports_and_cards_are_read() -> None:
    outcome = read("digest.toml", 'title = "T"\n[exports]\ncalendar = false\n[cards]\nenabled = true\naccent = "#B4231C"\n')

    assert outcome.diagnostics == ()
    assert (outcome.value.exports, outcome.value.cards) == (Exports(calendar=False), Cards(True, accent="#B4231C"))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[exports]\ncalender = false", "digest.toml:3:1: warning[D141] exports has no setting “calender”"),
        ('[exports]\ncalendar = "no"', "digest.toml:3:1: error[D142] “calendar” must be true or false"),
        ('[cards]\npaper = "white"', "digest.toml:3:1: error[D142] “white” is no colour"),
        ('[cards]\nink = "#12345"', "digest.toml:3:1: error[D142] “#12345” is no colour"),
    ],
)
def test_a_wrong_setting_of_exports_and_cards_is_told(settings: str, said: str) -> None:
    assert _said(f'title = "T"\n{settings}\n') == [said]

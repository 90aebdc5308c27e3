"""Names, references and the order of entries, without a file."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.annotation import Annotation, Card
from digest.model.config import Config
from digest.model.diagnostic import Span
from digest.model.edtf import Day, Edtf, parse
from digest.model.library import Library, Term
from digest.steps.resolve import library, published, rearranged, same, terms, unique_annotations, unknown_relations


def _date(text: str) -> Edtf | None:
    date = parse(text) if text else None
    assert date is None or isinstance(date, Edtf)
    return date


def _annotation(id: str, *, people: tuple[str, ...] = (), **more: object) -> Annotation:
    return Annotation(id, id, id, "event", Span(f"{id}.md", 1, 1), terms=(("people", people),), **more)  # type: ignore[arg-type]


def _entry(id: str, date: str, order: int = 0) -> Card:
    return Card(id, id, "event", _date(date), order, (), (), 0, None, None)


ORDERED = [
    _entry("open", "../2019"),
    _entry("century", "20XX"),
    _entry("year", "2021"),
    _entry("month", "2021-12"),
    _entry("interval", "2021-12-07/2021-12-09"),
    _entry("first", "2021-12-07", -1),
    _entry("a", "2021-12-07"),
    _entry("b", "2021-12-07"),
    _entry("last", "2021-12-07", 1),
    _entry("none", ""),
]


@given(st.randoms(use_true_random=False))
def test_entries_have_one_order_whatever_order_they_come_in(shuffle: random.Random) -> None:
    entries = ORDERED[:]
    shuffle.shuffle(entries)

    made = library(entries, (), (), (), (), ())

    # An open start sorts by its end, a century by its first day.
    assert [each.id for each in made.entries] == [
        "century",
        "open",
        "year",
        "month",
        "interval",
        "first",
        "a",
        "b",
        "last",
        "none",
    ]
    assert made.neighbours["century"] == ("", "open")
    assert made.neighbours["last"] == ("b", "")
    assert "none" not in made.neighbours


CARDS = st.builds(
    lambda id, date, order, sources, terms: Card(id, id, "event", _date(date), order, terms, sources, len(sources), None, None),
    st.integers(0, 40).map("n{:02}".format),
    st.sampled_from(["", "2021", "2021-12", "2021-12-07", "2019-05/2020", "1999", "-0003"]),
    st.sampled_from([0, 0, 1]),
    st.sampled_from([("s",), ("s",), ("s", "t"), ("t", "s"), ()]),
    st.sampled_from([(), (("people", "ann"),), (("people", "ann"), ("places", "here"))]),
)
DIGESTS = st.lists(CARDS, min_size=20, max_size=40, unique_by=lambda card: card.id)


def _quoted(card: Card) -> list[tuple[str, int, int]]:
    return [(source, len(card.id + card.slug) * int(card.id[1:]) % 11, 20) for source in card.sources]


TERMS = (Term("people", "ann", "Ann"), Term("people", "bo", "Bo", span=Span("bo.md", 1, 1)), Term("places", "here", "Here"))


def _related(cards: list[Card]) -> list[Annotation]:
    return [_annotation(card.id, related=("n01", "n02")) for card in cards if card.order]


def _library(cards: list[Card]) -> Library:
    return library(cards, _related(cards), (), TERMS, (), [(card.id, _quoted(card)) for card in cards])


@given(DIGESTS, st.lists(CARDS, max_size=6, unique_by=lambda card: card.id), st.sets(st.integers(0, 39), max_size=5))
def test_a_library_that_is_rearranged_is_the_library_of_all(before: list[Card], came: list[Card], without: set[int]) -> None:
    ids = {card.id for card in came}
    gone = [card for n, card in enumerate(before) if card.id in ids or n in without]
    after = [card for card in before if card not in gone] + came
    whole = _library(after)
    by_id = {card.id: card for card in after}

    now = rearranged(_library(before), gone, came, _related(after), TERMS, lambda id: _quoted(by_id[id]))

    for field in Library.__struct_fields__:
        assert getattr(now, field) == getattr(whole, field), field
    assert list(now.by_year) == list(whole.by_year)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Putin", "PUTIN", True),
        ("Straße", "STRASSE", True),
        ("Jo\u0308rg", "Jörg", True),
        ("Jörg", "Jorg", False),
        ("İ", "i", False),
    ],
)
def test_when_two_names_are_the_same(one: str, other: str, is_same: bool) -> None:
    assert (same(one) == same(other)) is is_same


@given(st.text(), st.text())
def test_names_that_a_file_system_could_confuse_are_the_same(one: str, other: str) -> None:
    assert same(same(one)) == same(one)
    if one.casefold() == other.casefold():
        assert same(one) == same(other)


def test_a_term_is_one_under_each_of_its_names() -> None:
    page = Term("people", "vladimir-putin", "Vladimir Putin", ("Wladimir Putin",), span=Span("putin.md", 1, 1))
    mentions = [_annotation("a", people=("wladimir putin",)), _annotation("b", people=("Joe Biden", "Vladimir Putin"))]

    outcome = terms([page], mentions, Config())

    known, names = outcome.value
    assert outcome.diagnostics == ()
    assert [(term.slug, term.label) for term in known] == [("joe-biden", "Joe Biden"), ("vladimir-putin", "Vladimir Putin")]
    assert names == {
        ("people", "vladimir putin"): "vladimir-putin",
        ("people", "wladimir putin"): "vladimir-putin",
        ("people", "joe biden"): "joe-biden",
    }


def test_names_that_would_share_an_address_are_told_once_each() -> None:
    outcome = terms([], [_annotation("a", people=("Jörg", "Jorg", "!!!", "???")), _annotation("b", people=("Jorg",))], Config())

    assert [each.message for each in outcome.diagnostics] == [
        "“Jorg” and “Jörg” would have the same address /people/jorg/",
        "“???” and “!!!” would have the same address /people/untitled/",
    ]


def test_the_second_of_two_files_with_one_id_is_reported() -> None:
    (found,) = unique_annotations([_annotation("B"), _annotation("b"), _annotation("c")])

    assert (found.code, found.span.path, [each.span.path for each in found.related]) == ("D126", "b.md", ["B.md"])


def test_references_lead_to_annotations_that_exist() -> None:
    found = unknown_relations([_annotation("a", corrects=("b",), related=("c",), supersedes=("bb",))], {"a", "b"})

    assert [each.message for each in found] == ["there is no annotation “c”", "there is no annotation “bb”"]


def test_drafts_and_scheduled_items_stay_behind() -> None:
    annotations = [
        _annotation("draft", draft=True),
        _annotation("tomorrow", published=_date("2026-12-02")),
        _annotation("both", draft=True, published=_date("2099")),
        _annotation("today", published=_date("2026-12-01")),
        _annotation("undated"),
    ]

    out = published(annotations, Day(2026, 12, 1), drafts=False, future=False)

    assert [each.id for each in out.annotations] == ["today", "undated"]
    assert (out.drafts, out.scheduled) == (2, 1)
    assert out.badges == {"draft": "draft", "tomorrow": "scheduled", "both": "draft"}

"""Suggestions of docs/matching.md: the quotation decides first, what stands around it second, its position last."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.text.fold import fold
from digest.text.quote import find
from digest.text.suggest import suggest

TEXT = """Rat beschließt neue Brücke

Der Rat der Stadt hat am Montag den Bau einer neuen Brücke über den Fluss beschlossen. Sie soll 15 Millionen Euro kosten.

Die Opposition hält den Preis für zu hoch. „Das Geld fehlt am Ende den Schulen“, sagte die Vorsitzende Anna Keller.

Baubeginn ist im Frühjahr 2027. Die alte Brücke wird danach abgerissen, weil ihre Pfeiler nicht mehr tragen.

Der Rat tagt wieder im Mai. Gegner der Brücke wollen bis dahin Unterschriften sammeln."""

FOUND = {
    "typing errors": (
        "Die Oposition hält den Pries für zu hcoh",
        "Die Opposition hält den Preis für zu hoch",
    ),
    "no accents": ("Der Rat hat den Bau einer neuen Bruecke", "Der Rat der Stadt hat am Montag den Bau einer neuen Brücke"),
    "case": ("DIE ALTE BRÜCKE WIRD DANACH ABGERISSEN", "Die alte Brücke wird danach abgerissen"),
    "lost spaces": ("Die alteBrücke wird danachabgerissen", "Die alte Brücke wird danach abgerissen"),
    "a word too many": (
        "Sie soll nur 15 Millionen Euro kosten.",
        "Sie soll 15 Millionen Euro kosten.",
    ),
    "a word too few": (
        "Gegner wollen bis dahin Unterschriften sammeln.",
        "Gegner der Brücke wollen bis dahin Unterschriften sammeln.",
    ),
    "editor's words": ("Die alte Brücke [über den Rhein] wird danach abgerissen", "Die alte Brücke wird danach abgerissen"),
    "editor's case": ("[d]ie alte Brücke wird danach abgerissen", "Die alte Brücke wird danach abgerissen"),
    "another elision": (
        "Der Rat ... beschlossen.",
        "Der Rat der Stadt hat am Montag den Bau einer neuen Brücke über den Fluss beschlossen.",
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_found(name: str) -> None:
    typed, passage = FOUND[name]
    suggestion = suggest(fold(TEXT), typed)
    assert suggestion.verdict == "found"
    assert TEXT[suggestion.places[0].start : suggestion.places[0].end] == passage


@pytest.mark.parametrize("name", FOUND)
def test_what_is_suggested_can_be_proved(name: str) -> None:
    folded = fold(TEXT)
    suggestion = suggest(folded, FOUND[name][0])
    assert find(folded, suggestion.exact) == suggestion.places


def test_elision_is_pasted_as_one() -> None:
    assert suggest(fold(TEXT), "Der Rat ... über den Flus beschlossen.").exact == "Der Rat […] über den Fluss beschlossen."


GONE = {
    "never there": ("Der Bürgermeister wollte sich dazu nicht äußern.", "", ""),
    "an empty quotation": ("", "", ""),
    "only marks": ("…!", "", ""),
    "a phrase in other surroundings": ("der Brücke", "der Einsturz ", " forderte keine Opfer"),
    "replaced between its sides": ("etwa im Herbst", "Baubeginn ist ", ". Die alte Brücke"),
    "another number, other surroundings": ("Sie soll 19 Millionen Euro kosten.", "Der Tunnel ist geplant.", "Das ist viel Geld."),
    "another name, other surroundings": (
        "„Das Geld fehlt am Ende den Schulen“, sagte die Vorsitzende Ruth Hofmann.",
        "Im Landtag gab es Streit.",
        "Der Minister widersprach.",
    ),
}


@pytest.mark.parametrize("name", GONE)
def test_gone(name: str) -> None:
    exact, prefix, suffix = GONE[name]
    assert suggest(fold(TEXT), exact, prefix, suffix).verdict == "gone"


def test_other_words_are_found_again_by_their_surroundings() -> None:
    suggestion = suggest(fold(TEXT), "Sie soll 19 Millionen Euro kosten.", "den Fluss beschlossen. ", "\n\nDie Opposition hält")
    assert (suggestion.verdict, suggestion.exact) == ("found", "Sie soll 15 Millionen Euro kosten.")


def test_typing_errors_alone_need_no_surroundings() -> None:
    suggestion = suggest(fold(TEXT), "Die alte Brücke wird danach abgerisen", "Die Stadt meldet: ", " Das war gestern.")
    assert suggestion.verdict == "found"


TWICE = "Er sagte: Das Haus wird gebaut. Ende der Rede.\n\nSie sagte: Das Haus wird gebaut. Beifall im Saal."


def test_nothing_tells_two_places_apart() -> None:
    suggestion = suggest(fold(TWICE), "Das Haus wird gebuat.")
    assert suggestion.verdict == "several"
    assert [place[:2] for place in suggestion.places] == [(10, 31), (59, 80)]


@pytest.mark.parametrize(
    ("prefix", "suffix", "position", "start"),
    [
        ("Sie sagte:", "", None, 59),
        ("", "Ende der Rede", None, 10),
        ("Sie sagte:", "Beifall", (8, 29), 59),
        ("", "", (12, 33), 10),
        ("", "", (60, 81), 59),
    ],
)
def test_sides_decide_before_the_position(prefix: str, suffix: str, position: tuple[int, int] | None, start: int) -> None:
    suggestion = suggest(fold(TWICE), "Das Haus wird gebuat.", prefix, suffix, position)
    assert (suggestion.verdict, suggestion.places[0].start) == ("found", start)


def test_position_between_two_places_decides_nothing() -> None:
    assert suggest(fold(TWICE), "Das Haus wird gebuat.", position=(34, 55)).verdict == "several"


LADDER = [
    "Die alte Brücke wird danach abgerissen, weil ihre Pfeiler nicht mehr tragen.",
    "Die alte Brücke wird danach abgerissen, weil ihre Pfeiler nicht mehr trgaen.",
    "Die alte Brücke wurde dann abgerissen, weil ihre Pfeiler nicht mehr trgaen.",
    "Die alte Brücke wurde dann abgerissen, als ihre Mauern nicht mehr trgaen.",
]


def test_each_quotation_worse_than_the_one_before_is_less_sure() -> None:
    sure = [suggest(fold(TEXT), exact).confidence for exact in LADDER]
    assert sure == sorted(sure, reverse=True)
    assert len(set(sure)) == len(sure)


WORDS = st.sampled_from("ein eine Haus Brücke 15 -5 中文 の 한국 é न्दी «x» 👍🏽 ™ № ℃ ﷺ Straße … [...] [x] ﬁn ß . \ud800".split())
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)


@given(st.one_of(TEXTS, st.text()), st.one_of(TEXTS, st.text()), st.text(max_size=9), st.text(max_size=9))
@example("ß", "s", "", "")
@example("ﷺ", "الل", "", "")
def test_nothing_raises_and_places_are_in_the_text(text: str, exact: str, prefix: str, suffix: str) -> None:
    suggestion = suggest(fold(text), exact, prefix, suffix, (3, 5))
    assert 0 <= suggestion.confidence <= 1
    assert suggestion.verdict == "gone" or suggestion.places
    for place in suggestion.places:
        assert 0 <= place.start < place.end <= len(text)
        assert list(place.parts) == sorted(place.parts)


@given(TEXTS, st.data())
def test_what_is_proved_is_suggested(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    exact = data.draw(st.sampled_from(text.split() or [""]))
    places = find(folded, exact)
    if places:
        assert suggest(folded, exact).places == places


@pytest.mark.parametrize(
    ("text", "exact", "prefix"),
    [
        ("a" * 1_000_000, "a" * 400_000 + "b", ""),
        ("a " * 300_000, "a b […] a c", "a"),
        ("ein Haus " * 50_000, "ein Huas " * 200, "ein Haus ein Haus ein Haus"),
        ("x … " * 50_000, "y … " * 500, ""),
        ("中" * 300_000, "中国" * 300, "中中中中"),
    ],
    ids=["one letter", "one word", "two words", "elisions", "one Han"],
)
def test_time_is_bounded(text: str, exact: str, prefix: str) -> None:
    started = time.process_time()
    suggest(fold(text), exact, prefix, prefix)
    assert time.process_time() - started < 20


@given(st.lists(WORDS, min_size=5, max_size=20), st.data())
def test_slips_in_any_script_raise_nothing_whatever_stands_around(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    at = data.draw(st.integers(0, len(text) - 1))
    suggestion = suggest(
        fold(f"{text} und noch viel mehr"), text[:at] + "q" + text[at + 1 :], "etwas ganz anderes davor", "nichts davon"
    )
    assert suggestion.verdict in ("found", "gone", "several")

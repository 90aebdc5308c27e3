"""Rules 6 to 8 of docs/matching.md: where a quotation stands, where it must not, and what decides between places."""

import time

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from digest.text.boundary import divides, is_edge
from digest.text.fold import fold, read
from digest.text.graphemes import is_boundary
from digest.text.quote import Context, Place, deciding, find

# source, quotation, the passages it stands at
FOUND = [
    ("Er kam, sah und siegte.", "sah und siegte", ["sah und siegte"]),
    ("Er kam, sah und siegte.", "  sah\nund siegte.", ["sah und siegte."]),
    ("Erster Satz.\n\nZweiter Satz.", "Erster Satz. Zweiter", ["Erster Satz.\n\nZweiter"]),
    ("sagte: „Nie wieder“, und", '"Nie wieder"', ["„Nie wieder“"]),
    ("die Kran\u00adken\u00adhäu\u00adser", "Krankenhäuser", ["Kran\u00adken\u00adhäu\u00adser"]),
    ("a b a b a", "a b a", ["a b a", "a b a"]),
    ("Он сказал: «Никогда больше» — и ушёл", '"Никогда больше" - и ушёл', ["«Никогда больше» — и ушёл"]),
    ("Η Αθήνα είναι πόλη", "Αθήνα είναι", ["Αθήνα είναι"]),
    ("قال الرئيس إن السلام ممكن", "السلام ممكن", ["السلام ممكن"]),
    ("می\u200cخواهم بروم", "میخواهم", ["می\u200cخواهم"]),
    ("הוא אמר שלום לכולם", "שלום לכולם", ["שלום לכולם"]),
    ("मेरा नाम हिन्दी है", "नाम हिन्दी", ["नाम हिन्दी"]),
    ("我们将在第七章讨论怎样改变", "第七章讨论", ["第七章讨论"]),
    ("我在Google工作", "Google", ["Google"]),
    ("今日は晴れです", "晴れ", ["晴れ"]),
    ("데이터를 저장한다", "데이터", ["데이터"]),
    ("ประเทศไทยสวยงาม", "ไทย", ["ไทย"]),
    ("a family 👩\u200d👩\u200d👧 here", "👩\u200d👩\u200d👧", ["👩\u200d👩\u200d👧"]),
    ("flags 🇩🇪🇫🇷", "🇫🇷", ["🇫🇷"]),
    ("Cafe\u0301 Muller", "Café", ["Cafe\u0301"]),
    # numbers: whole ones, and hyphens that are not signs
    ("es sind 15 Millionen", "15 Millionen", ["15 Millionen"]),
    ("um -0.42 Punkte", "-0.42", ["-0.42"]),
    ("um −0.42 Punkte", "-0.42", ["−0.42"]),
    ("see page 3-4 there", "4 there", ["4 there"]),
    ("see page 3–4 there", "page 3", ["page 3"]),
    ("COVID-19 came", "19 came", ["19 came"]),
    ("im Jahr 2021 100 Menschen", "100 Menschen", ["100 Menschen"]),
    ("es waren 5.", "es waren 5", ["es waren 5"]),
    ("es waren 5, dann 6", "5", ["5"]),
    ("so – 5 Tore", "5 Tore", ["5 Tore"]),
    ("über 15% mehr", "15", ["15"]),
    ("im § 5.Dann", "5", ["5"]),
    ("2021年12月", "12月", ["12月"]),
    # elisions
    ("Wir werden, so hoffe ich, gewinnen.", "Wir werden […] gewinnen", ["Wir werden, so hoffe ich, gewinnen"]),
    ("Wir werden, so hoffe ich, gewinnen.", "[...] Wir werden [...] gewinnen […]", ["Wir werden, so hoffe ich, gewinnen"]),
    ("die eine, die andere, die dritte Frau", "die […] Frau", ["die dritte Frau"]),
    ("a x b y b", "a […] b", ["a x b"]),
    ("a x b, a y b", "a […] b", ["a x b", "a y b"]),
    ("Er schrieb […] gestern: Er schrieb nie gestern", "schrieb [...] gestern", ["schrieb […] gestern"]),
    ("eins zwei drei vier fünf", "eins […] drei […] fünf", ["eins zwei drei vier fünf"]),
]

ABSENT = [
    ("illegales Treiben", "legales Treiben"),
    ("legalesk", "legales"),
    ("es sind 15 Millionen", "5 Millionen"),
    ("es sind 13,5 Prozent", "3,5"),
    ("es sind 13,5 Prozent", "5 Prozent"),
    ("es sind 13,5 Prozent", "13"),
    ("um -0.42 Punkte", "0.42"),
    ("um −0.42 Punkte", "0.42"),
    ("um .5 Punkte", "5 Punkte"),
    ("(-5 Grad)", "5 Grad"),
    ("-$5 million", "$5 million"),
    ("1.234.567 Euro", "567 Euro"),
    ("10 000 Euro", "000 Euro"),
    ("10\u202f500 Euro", "500 Euro"),
    ("1 500 000 рублей", "500 000 рублей"),
    ("1'000 Franken", "000 Franken"),
    ("um 12:30 Uhr", "30 Uhr"),
    ("1/2 cup", "2 cup"),
    ("10² mal", "10"),
    ("10⁻² mal", "10"),
    ("10⁻² mal", "2"),
    ("5½ Jahre", "5"),
    ("٣١٫٥ بالمئة", "٥ بالمئة"),
    ("٣١٫٥ بالمئة", "١٫٥ بالمئة"),
    ("Cafe\u0301", "Cafe"),
    ("हिन्दी", "हिन्"),
    ("हिन्दी", "हिन"),
    ("किताब", "क"),
    ("family 👩\u200d👩\u200d👧", "👩"),
    ("🇩🇪🇫🇷", "🇪🇫"),
    ("thumb 👍🏽", "👍"),
    ("각", "ᄀ"),
    ("ﬁn", "f"),
    ("ﷺ", "الله"),
    ("Er kam.", "er kam."),
    ("Er kam.", "Er kam!"),
    ("Er kam.", ""),
    ("Er kam.", " \n"),
    ("Er kam.", "[…]"),
    ("Er kam.", "Er […] , […] kam"),
    ("Er kam, sah, siegte", "sah […] kam"),
    ("Er kam, sah", "kam, […] , sah"),
    ("abab cd", "ab […] cd"),
    ("a \uffff b", "a \uffff b"),
    ("", "a"),
]


@pytest.mark.parametrize(("text", "exact", "passages"), FOUND)
def test_found(text: str, exact: str, passages: list[str]) -> None:
    assert [text[place.start : place.end] for place in find(fold(text), exact)] == passages


@pytest.mark.parametrize(("text", "exact"), ABSENT)
def test_absent(text: str, exact: str) -> None:
    assert find(fold(text), exact) == ()


def test_parts_and_words_left_out() -> None:
    text = "Wir werden, so hoffe ich sehr, 3,5 Mal gewinnen."
    assert find(fold(text), "Wir werden […] gewinnen") == (Place(0, 47, ((0, 10), (39, 47)), 6),)


BESIDE = "Der Rat tagt. Der Rat tagt heute. Nie tagt der Rat; der Rat ruht."


@pytest.mark.parametrize(
    ("prefix", "suffix", "starts"),
    [
        ("", "", [4, 18, 47, 56]),
        ("der", "", [47, 56]),
        ("tagt der ", "", [47]),
        ("", "\n tagt", [4, 18]),
        ("", "tagt heute", [18]),
        ("der", "ruht", [56]),
        ("tagt. Der", "ruht", [18, 56]),  # no place has both sides, two have one
        ("nirgends", "", []),
        ("nirgends", "ruht", [56]),
    ],
)
def test_prefix_and_suffix(prefix: str, suffix: str, starts: list[int]) -> None:
    assert [place.start for place in find(fold(BESIDE), "Rat", prefix, suffix)] == starts


def test_sides_of_an_elision_belong_to_its_outer_parts() -> None:
    folded = fold("Er sagt: die Welt, die Stadt. Sie sagt: die Stadt.")
    assert [p[:2] for p in find(folded, "die […] Stadt")] == [(19, 28), (40, 49)]
    assert [p[:2] for p in find(folded, "die […] Stadt", prefix="Er sagt:")] == [(9, 28)]
    assert [p[:2] for p in find(folded, "sagt […] Stadt", suffix=". Sie")] == [(3, 28)]


def test_nothing_runs_across_a_barrier() -> None:
    text = "Das Ende | Politik\n\nDas Ende der Welt.\nsource x"
    folded = fold(text, [(0, 8), (20, 38)])
    assert [p[:2] for p in find(folded, "Das Ende")] == [(0, 8), (20, 28)]
    assert find(folded, "Politik") == ()
    assert find(folded, "Das Ende Das Ende") == ()
    assert [p[:2] for p in find(folded, "Ende […] Welt")] == [(24, 37)]
    assert find(folded, "source") == ()


def test_deciding_is_shortest() -> None:
    folded = fold(BESIDE)
    assert deciding(folded, find(folded, "Rat")) == (
        Context(suffix="tagt."),
        Context(prefix="tagt. Der"),
        Context(suffix="; der"),
        Context(suffix="ruht"),
    )


WORDS = st.sampled_from(
    [
        "ein",
        "eine",
        "kein",
        "a",
        "Haus",
        "15",
        "5",
        "-5",
        "3,5",
        "1.000",
        "中文",
        "の",
        "und,",
        "é",
        "e\u0301",
        "न्दी",
        "«x»",
        "👍🏽",
    ]
)
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", "\n\n", "  ", "\u00a0", ", "])).map("".join), min_size=1, max_size=25
).map("".join)
ANY = st.one_of(st.text(max_size=60), TEXTS)


@given(ANY, st.data())
def test_a_passage_cut_at_word_ends_is_proved_at_its_place(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    ends = [at for at in range(len(text) + 1) if _may_end(text, at)]
    assume(len(ends) > 1)
    start, end = sorted(data.draw(st.lists(st.sampled_from(ends), min_size=2, max_size=2, unique=True)))
    passage = text[start:end]
    assume(read(passage).strip(" ") and "\uffff" not in text)
    core = (start + len(passage) - len(passage.lstrip()), end - len(passage) + len(passage.rstrip()))
    places = find(folded, passage)
    assert any(place[:2] == core for place in places) or _invisible_edge(passage)


def _may_end(text: str, at: int) -> bool:
    """White space on one side at least, or the end of the text: what everyone calls the end of a word."""
    outer = at in (0, len(text)) or text[at].isspace() or text[at - 1].isspace()
    return outer and is_edge(text, at)


def _invisible_edge(passage: str) -> bool:
    """A passage that begins or ends with a character that does not count stands where its visible part stands."""
    return not read(passage[0]).strip(" ") or not read(passage[-1]).strip(" ")


@given(TEXTS, TEXTS)
def test_prefix_and_suffix_that_decide_do_decide(text: str, other: str) -> None:
    folded = fold(f"eine {text}eine {other}{text}")
    places = find(folded, "eine")
    for place, context in zip(places, deciding(folded, places), strict=True):
        if any(context):
            assert find(folded, "eine", *context) == (place,)


@given(TEXTS, st.integers(0), st.sampled_from("aexZ019ж中é,.;!?<>+-—'\"«…²"))
@example("ein Haus -5 ", 9, "+")
def test_one_changed_letter_digit_or_sign_is_refused(text: str, at: int, character: str) -> None:
    quotation = " ".join(text.split())
    at %= len(quotation)
    changed = quotation[:at] + character + quotation[at + 1 :]
    assume(not quotation[at].isspace() and read(changed).strip(" ") != read(quotation).strip(" "))
    folded = fold(text)
    assume(is_boundary(quotation, at))
    assert find(folded, quotation)
    for place in find(folded, changed):
        assert read(text[place.start : place.end]).strip(" ") == read(changed).strip(" ")
    assert find(folded, changed) == () or len(read(changed).strip(" ")) < len(folded.reading.strip(" "))


@given(st.text(), st.text(max_size=20), st.text(max_size=5), st.text(max_size=5))
@example("\ud800a\udc00", "a", "\ud800", "")
@example("", "[…]", "", "")
def test_nothing_raises(text: str, exact: str, prefix: str, suffix: str) -> None:
    folded = fold(text, [(0, len(text) // 3), (len(text) // 2, len(text))])
    places = find(folded, exact, prefix, suffix)
    assert len(deciding(folded, places)) == len(places)


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("a" * 300_000, "a" * 150_000),
        ("中" * 100_000, "中" * 50_000),
        ("\u0301" * 100_000, "\u0301"),
        ("🇩" * 50_000, "🇩🇩"),
        ("a\n" * 200_000, "a a […] b"),
        ("a " * 100_000, "a […] a"),
        ("a " * 100_000, "a a a […] a a […] a"),
        ("\u00ad" * 500_000, "a"),
        ("..." * 100_000, "…"),
        ("a\u200d" * 100_000, "a a"),
    ],
    ids=str.__len__,
)
def test_time_is_bounded(text: str, exact: str) -> None:
    """In proportion to the text: any of these would take minutes if it were not."""
    started = time.process_time()
    folded = fold(text)
    places = find(folded, exact)
    deciding(folded, places[:1000])
    assert time.process_time() - started < 20


@given(st.text(max_size=8), st.integers(0, 8))
def test_divides_never_fails(text: str, at: int) -> None:
    assert divides(text, at) in (True, False)

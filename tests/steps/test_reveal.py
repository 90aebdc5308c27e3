"""What of a source readers may see, and that it is never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.annotation import Passage
from digest.model.config import Mode, Rights
from digest.model.diagnostic import Span
from digest.model.source import Document, Elision, Reading, Shown, Source
from digest.steps.reveal import reveal
from digest.text.offsets import count_words
from digest.text.seed import read_txt

TEXT = "Title\n\nOne two three four five.\n\nSix seven eight.\n\nNine ten.\n"
DOCUMENT = read_txt(TEXT)


def _source(mode: Mode, *, context: int = 1, max_words: int | None = None, max_share: float | None = None) -> Source:
    return Source("s", "s.txt", "S", Span("s.md"), rights=Rights(mode, context=context, max_words=max_words, max_share=max_share))


def _passage(*quotes: str) -> Passage:
    parts = tuple((TEXT.index(quote), TEXT.index(quote) + len(quote)) for quote in quotes)
    return Passage("s", parts[0][0], parts[-1][1], parts)


def _shown(reading: Reading) -> list[str | int]:
    """The texts that are shown, and how many words are left out between them."""
    return [piece.text if isinstance(piece, Shown) else piece.words for piece in reading.pieces]


@pytest.mark.parametrize(
    ("passages", "context", "pieces"),
    [
        ([], 1, [11]),
        ([("three",)], 0, [3, "three", 7]),
        ([("three",)], 1, [2, "two three four", 6]),
        ([("three",)], 9, [1, "One two three four five.", 5]),
        ([("three",), ("four",)], 1, [2, "two three four five.", 5]),
        ([("One two", "five")], 0, [1, "One two", 2, "five", 5]),
        ([("five.\n\nSix",)], 0, [5, "five.", "Six", 4]),
        ([("five.\n\nSix",)], 1, [4, "four five.", "Six seven", 3]),
        ([("Nine ten.",), ("Title",)], 0, ["Title", 8, "Nine ten."]),
    ],
)
def test_an_excerpt_is_the_passages_with_their_context(
    passages: list[tuple[str, ...]], context: int, pieces: list[str | int]
) -> None:
    outcome = reveal(_source("excerpt", context=context), DOCUMENT, [_passage(*each) for each in passages])

    assert _shown(outcome.value) == pieces
    assert outcome.value.words_shown + sum(piece for piece in pieces if isinstance(piece, int)) == outcome.value.words_total == 11


def test_in_full_every_block_is_shown() -> None:
    reading = reveal(_source("full"), DOCUMENT, []).value

    assert _shown(reading) == ["Title", "One two three four five.", "Six seven eight.", "Nine ten."]
    assert (reading.words_shown, reading.words_total) == (11, 11)


@pytest.mark.parametrize("mode", ["link", "private"])
def test_nothing_is_shown_of_what_may_not_be(mode: Mode) -> None:
    assert reveal(_source(mode), DOCUMENT, [_passage("three")]).value == Reading((), 11, 0, DOCUMENT.sha256)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"max_words": 3}, None),
        ({"max_words": 2}, "D221"),
        ({"max_words": 0}, "D221"),
        ({"max_share": 0.28}, None),
        ({"max_share": 0.27}, "D222"),
    ],
)
def test_an_excerpt_keeps_to_its_limits(limits: dict[str, float], code: str | None) -> None:
    outcome = reveal(_source("excerpt", **limits), DOCUMENT, [_passage("three")])  # type: ignore[arg-type]

    assert [each.code for each in outcome.diagnostics] == ([code] if code else [])


WORDS = st.lists(st.sampled_from(["a", "bb", "ccc", "–"]), min_size=1, max_size=12).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=5), st.data())
def test_what_is_shown_and_what_is_left_out_are_the_whole(paragraphs: list[str], data: st.DataObject) -> None:
    text = "Title\n\n" + "\n\n".join(paragraphs) + "\n"
    document: Document = read_txt(text)
    offsets = st.integers(0, len(document.text))
    places = data.draw(st.lists(st.tuples(offsets, offsets).map(sorted), max_size=4))
    passages = [Passage("s", start, end, ((start, end),)) for start, end in places if start < end]

    reading = reveal(_source("excerpt", context=data.draw(st.integers(0, 3))), document, passages).value

    shown = [piece for piece in reading.pieces if isinstance(piece, Shown)]
    assert all(piece.text == document.text[piece.start : piece.end] for piece in shown)
    assert [piece.start for piece in shown] == sorted({piece.start for piece in shown})
    assert not any(
        isinstance(a, Elision) and isinstance(b, Elision) for a, b in zip(reading.pieces, reading.pieces[1:], strict=False)
    )
    assert reading.words_total == sum(count_words(document.text[block.start : block.end]) for block in document.blocks)
    for passage in passages:
        for block in document.blocks:
            for n in range(max(passage.start, block.start), min(passage.end, block.end)):
                assert any(piece.start <= n < piece.end for piece in shown)

"""What fuzzing calls: each target takes any bytes, and raises where something does not hold."""

import re
from collections.abc import Callable, Mapping

from digest.model.config import Config
from digest.model.edtf import EdtfError, html_datetime, parse, sort_key
from digest.steps.parse import parse_annotation, parse_source
from digest.text import front_matter, seed
from digest.text.fold import fold
from digest.text.highlight import segments, stretches
from digest.text.markup import to_html
from digest.text.quote import find
from digest.text.suggest import suggest
from tests.hostile.walker import page


def matter(data: bytes) -> None:
    """Front matter: values keep their places, so that writing a value back where it stands changes nothing."""
    text = data.decode("utf-8", "replace")
    found = front_matter.read("x.md", text)
    if not found.diagnostics:
        for scalar in front_matter.scalars(text):
            assert min(scalar.span.line - 1, scalar.span.column) >= 1, scalar


def cards(data: bytes) -> None:
    """Whole hand-written files, of both kinds."""
    parse_annotation("content/annotations/x.md", data, Config())
    parse_source("content/sources/x.md", data, Config())


def seeds(data: bytes) -> None:
    """Both layouts: blocks lie within the text, in order, and none is empty."""
    text = data.decode("utf-8", "replace").replace("\0", "")
    for read in (seed.read_txt, seed.read_md):
        document = read(text)
        end = 0
        for block in document.blocks:
            assert end <= block.start < block.end <= len(document.text), (read.__name__, block)
            end = block.end


def markup(data: bytes) -> None:
    """Notes become HTML without scripts, whether or not HTML counts."""
    text = data.decode("utf-8", "replace")
    for raw_html in (False, True):
        made = to_html(text, prefix="p", raw_html=raw_html)
        faults = [each for each in page(made.html.replace("digest-root:", "")) if "twice" not in each]
        assert not faults, (faults, made.html)


def dates(data: bytes) -> None:
    """A date that is read is written as what reads as the same date; a hint is itself a date."""
    text = data.decode("utf-8", "replace")
    found = parse(text)
    if isinstance(found, EdtfError):
        assert 0 <= found.offset <= len(text), found
        assert not found.hint or not isinstance(parse(found.hint), EdtfError), found
        return
    again = parse(str(found))
    assert not isinstance(again, EdtfError), (found, again)
    assert sort_key(again) == sort_key(found), (found, again)
    assert re.fullmatch(r"[0-9TZ:+-]*", html_datetime(found))


def anchoring(data: bytes) -> None:
    """Source, quotation, prefix and suffix, divided by U+001F: places lie within the source, and so do suggestions."""
    text, exact, prefix, suffix = (*data.decode("utf-8", "replace").split("\x1f"), "", "", "")[:4]
    folded = fold(text)
    for place in find(folded, exact, prefix, suffix):
        assert 0 <= place.start < place.end <= len(text), place
    suggest(folded, exact, prefix, suffix)


def highlighter(data: bytes) -> None:
    """Two bytes for each passage, then text: the segments together are the text."""
    count = data[0] % 16 if data else 0
    text = data[1 + 2 * count :].decode("utf-8", "replace")
    pairs = [tuple(data[1 + 2 * n : 3 + 2 * n]) for n in range(count)]
    marked = [each for n, pair in enumerate(pairs) if len(pair) == 2 for each in stretches(str(n), [(pair[0], pair[1])])]
    cut = segments(0, text, marked)
    assert "".join(each.text for each in cut) == text


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "matter": matter,
    "cards": cards,
    "seeds": seeds,
    "markup": markup,
    "dates": dates,
    "anchoring": anchoring,
    "highlighter": highlighter,
}

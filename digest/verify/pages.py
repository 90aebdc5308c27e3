"""HTML pages against receipts and seeds: every element that shows words of a source, every marked passage, every anchor."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote

from digest.model.diagnostic import Diagnostic
from digest.model.source import Document
from digest.text.offsets import count_words
from digest.text.redaction import agrees
from digest.verify.folder import loaded, records
from digest.verify.markup import Reading, Shown
from digest.verify.receipts import Ground, Receipt, words
from digest.verify.words import collapsed, difference, said, squeezed

Range = tuple[int, int]

# The number of a note, in digits of any script.
_NOTE = re.compile(r"\d{1,6}")


@dataclass(slots=True)
class Tally:
    """What was looked at: how often words were compared with a seed, how often only with a receipt, not at all; and the keys
    of the quotations that were seen."""

    with_seed: int = 0
    with_receipt: int = 0
    unchecked: int = 0
    seen: set[str] = field(default_factory=set)


def check(path: str, text: str, here: Iterable[Receipt], ground: Ground, tally: Tally, line: int = 1) -> Iterator[Diagnostic]:
    """Everything wrong with a page. `here` are the receipts whose passages it must mark; `line` is where its text begins."""
    page = Reading(text)
    if not page.is_readable:
        yield said("D805", "this page cannot be read as HTML", path)
    for shown in page.shown:
        if shown.keys and not shown.sha256:
            shown.sha256 = next((ground.claims.receipts[key].sha256 for key in shown.keys if key in ground.claims.receipts), "")
        place = (shown.line + line - 1, shown.column)
        yield from (said(code, message, path, place, hint) for code, message, hint in _shown(shown, page, ground, tally))
    for before, after in pairwise((None, *page.shown, None)):
        beside = after or before
        if beside is not None:
            place = (beside.line + line - 1, beside.column)
            yield from (said("D823", message, path, place) for message in _between(before, after, ground))
    for block in page.data:
        place = (block.line + line - 1, 1)
        yield from (said(code, message, path, place, hint) for code, message, hint in _data("".join(block.text), ground, tally))
    blocks = [shown for shown in page.shown if not shown.keys]
    for receipt in here:
        yield from (said(code, message, path) for code, message in _passage(receipt, blocks, page, ground, tally))


Wrong = tuple[str, str, str]


def _shown(shown: Shown, page: Reading, ground: Ground, tally: Tally) -> Iterator[Wrong]:
    """Whether an element shows what it says it shows, and says what the receipts say."""
    if shown.is_nested or not shown.parts or not shown.sha256:
        yield "D821", "what this element says about its words makes no sense", "docs/themes.md says how words are marked"
        return
    for aside in shown.asides:
        number = "".join(aside.text).strip()
        targets = [link.removeprefix("#") for link in aside.links if link.startswith("#")]
        if number and not (_NOTE.fullmatch(number) and targets and page.ids.issuperset(targets)):
            yield "D821", f"“{collapsed(number)}” stands in a source's words and is no number of a note", ""
    yield from _claims(shown, ground)
    yield from _words(shown, ground, tally)
    document = ground.document(shown.sha256)
    if not shown.keys and document is not None:
        yield from _marks(shown, document, ground)


def _data(text: str, ground: Ground, tally: Tally) -> Iterator[Wrong]:
    """Whether each Quotation of schema.org in a block of JSON-LD is the one that its address names."""
    table = loaded(text)
    if table is None:
        yield "D805", "this block of data cannot be read as JSON", ""
    for record in records(table):
        if record.get("@type") != "Quotation" or not isinstance(record.get("text"), str):
            continue
        key = str(record.get("@id", "")).rpartition("#")[2]
        receipt = ground.claims.receipts.get(unquote(key))
        if receipt is None:
            yield "D821", f"there is no receipt for “{key}”", ""
            continue
        own = ground.expected(receipt)
        tally.seen.add(receipt.key)
        tally.with_seed += bool(ground.document(receipt.sha256))
        tally.with_receipt += not ground.document(receipt.sha256)
        if own is not None and not agrees(collapsed(record["text"]), own):
            yield "D820", f"the words of “{receipt.key}” are not the source's own", difference(record["text"], own, "page")


def _claims(shown: Shown, ground: Ground) -> Iterator[Wrong]:
    receipts = ground.claims.receipts
    for key in shown.keys:
        receipt = receipts.get(key)
        if receipt is None:
            yield "D821", f"quotes.json has no receipt “{key}”", ""
        elif (shown.source, shown.sha256, shown.parts) != (receipt.source, receipt.sha256, receipt.parts):
            claimed = f"{receipt.source} {receipt.sha256} {_said(receipt.parts)}"
            hint = f"this element: {shown.source} {shown.sha256} {_said(shown.parts)}\nits receipt:  {claimed}"
            yield "D821", f"this element does not say what the receipt “{key}” says", hint
    known = {receipt.sha256 for receipt in receipts.values() if receipt.source == shown.source}
    if not shown.keys and known and shown.sha256 not in known:
        yield "D821", f"the receipts name another seed for the source “{shown.source}”", f"here: {shown.sha256}"


def _words(shown: Shown, ground: Ground, tally: Tally) -> Iterator[Wrong]:
    document = ground.document(shown.sha256)
    receipt = next((ground.claims.receipts[key] for key in shown.keys if key in ground.claims.receipts), None)
    tally.seen.update(key for key in shown.keys if key in ground.claims.receipts)
    own = words(document, shown.parts) if document else ground.expected(receipt) if receipt else ""
    text = collapsed(shown.text)
    if own is None and document:
        yield "D820", f"this element ends at {shown.parts[-1][1]}, but its seed has {len(document.text)} code points", ""
    elif not own:
        tally.unchecked += 1
    elif not agrees(text, own):
        yield "D820", "these words are not the source's own", difference(text, own)
    if document:
        tally.with_seed += 1
    elif own:
        tally.with_receipt += 1


def _said(parts: Iterable[Range]) -> str:
    return " ".join(f"{start}-{end}" for start, end in parts)


# ------------------------------------------------------------------------------------------------ the text of a source


def _marks(shown: Shown, document: Document, ground: Ground) -> Iterator[Wrong]:
    """Whether each passage that is marked in a stretch of text lies where its receipt says."""
    marked = _marked(shown)
    ids = [(id, at) for id, at in shown.ids if id in ground.claims.receipts]
    for key in dict.fromkeys((*marked, *(id for id, _ in ids))):
        receipt = ground.claims.receipts.get(key)
        if receipt is None:
            yield "D821", f"quotes.json has no receipt “{key}”", ""
        elif marked.get(key, []) != _expected(shown, receipt, document):
            yield "D822", f"the mark “{key}” does not lie where its receipt says", f"its receipt: {_said(receipt.parts)}"
    for id, at in ids:
        receipt = ground.claims.receipts[id]
        start, end = shown.parts[0][0], receipt.parts[0][0]
        if not start <= end < shown.parts[-1][1] or at != len(squeezed(document.text[start:end])):
            yield "D822", f"the anchor “{id}” is not where its passage begins", f"its receipt: {_said(receipt.parts)}"


def _marked(shown: Shown) -> dict[str, list[Range]]:
    """Where each passage is marked, in characters of the element's text, white space not counted."""
    ranges: dict[str, list[Range]] = {}
    at = 0
    for text, keys in shown.runs:
        end = at + len(squeezed(text))
        if end > at:
            for key in keys:
                _append(ranges.setdefault(key, []), (at, end))
        at = end
    return ranges


def _expected(shown: Shown, receipt: Receipt, document: Document) -> list[Range]:
    """Where the passage of a receipt must be marked in the element."""
    if receipt.sha256 != shown.sha256:
        return []
    begin, stop = shown.parts[0][0], shown.parts[-1][1]
    ranges: list[Range] = []
    for start, end in receipt.parts:
        first, last = max(start, begin), min(end, stop)
        length = len(squeezed(document.text[first:last]))
        if first < last and length:
            at = len(squeezed(document.text[begin:first]))
            _append(ranges, (at, at + length))
    return ranges


def _append(ranges: list[Range], new: Range) -> None:
    """Adds a range after the others; one that begins where the last ends is part of it."""
    if ranges and ranges[-1][1] == new[0]:
        new = (ranges.pop()[0], new[1])
    ranges.append(new)


def _between(before: Shown | None, after: Shown | None, ground: Ground) -> Iterator[str]:
    """Whether the words between two stretches of one source are said to be left out; at its ends, if any are said to be."""
    if before and after and before.group == after.group != 0:
        yield from _gap(before, after, after.left_out, after.sha256, ground)
        return
    if before and before.left_out_after:
        yield from _gap(before, None, before.left_out_after, before.sha256, ground)
    if after and after.left_out:
        yield from _gap(None, after, after.left_out, after.sha256, ground)


def _gap(before: Shown | None, after: Shown | None, left_out: int, sha256: str, ground: Ground) -> Iterator[str]:
    document = ground.document(sha256)
    if document is None or (before and not before.parts) or (after and not after.parts):
        return
    end = before.parts[-1][1] if before else 0
    start = after.parts[0][0] if after else len(document.text)
    hidden = sum(count_words(document.text[max(end, block.start) : min(start, block.end)]) for block in document.blocks)
    if start < end:
        yield f"the source has these words (from {start}) before those that stand before them here (to {end})"
    elif hidden != left_out:
        yield f"between {end} and {start} the source has {hidden} words; said to be left out are {left_out}"


def _passage(receipt: Receipt, blocks: Sequence[Shown], page: Reading, ground: Ground, tally: Tally) -> Iterator[tuple[str, str]]:
    """Whether a page marks a passage as a whole, and has an anchor for it."""
    if receipt.exact is None:
        return
    if receipt.key not in page.ids:
        yield "D814", f"quotes.json says that “{receipt.key}” is here, but nothing has that id"
    marked: dict[str, list[str]] = defaultdict(list)
    for shown in blocks:
        for text, keys in shown.runs:
            if receipt.key in keys:
                marked[shown.sha256].append(text)
    text = squeezed("".join(marked.get(receipt.sha256, [])))
    document = ground.document(receipt.sha256)
    own = "".join(document.text[start:end] for start, end in receipt.parts) if document else receipt.exact.replace("[…]", "")
    if text:
        tally.seen.add(receipt.key)
        tally.with_seed += bool(document)
        tally.with_receipt += not document
    if not agrees(text, squeezed(own)) and any(shown.sha256 == receipt.sha256 for shown in blocks):
        yield "D822", f"the marks of “{receipt.key}” do not cover its words"

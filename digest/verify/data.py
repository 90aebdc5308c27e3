"""Files for machines against receipts and seeds: feeds, Web Annotations, timelines, tables, whatever JSON carries quotations.

An entry or annotation is known by its id or address. What a feed shows in block quotes has no receipt of its own: the last
ones of an entry must be the annotation's quotations, in order.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from digest.model.diagnostic import Diagnostic
from digest.model.source import Document
from digest.text.redaction import agrees
from digest.text.table import FORMULA
from digest.verify import pages
from digest.verify.folder import loaded, records
from digest.verify.markup import Reading
from digest.verify.pages import Tally
from digest.verify.receipts import QUOTES, Ground, Receipt, words
from digest.verify.words import collapsed, difference, said

ATOM = "http://www.w3.org/2005/Atom "


def check_xml(path: str, data: bytes, ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    """Everything wrong with an Atom feed (RFC 4287); other XML only has to be well formed."""
    try:
        found = entries(data)
    except (expat.ExpatError, ValueError) as problem:
        yield said("D805", f"this file cannot be read as XML: {problem}", path, hint="a document type is never read")
        return
    for entry in found:
        yield from _entry(path, entry.line, entry.names, entry.content, ground, tally)


def check_json(path: str, text: str, ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    """Everything wrong with quotations in a JSON file."""
    table = loaded(text)
    if table is None:
        yield said("D805", "this file cannot be read as JSON", path)
        return
    lines = _Lines(text)
    for record in records(table):
        values = [value for value in record.values() if isinstance(value, str)]
        line = lines.next(record.get("id"))
        for content in (value for value in values if "<blockquote" in value or "data-quotation" in value):
            yield from _entry(path, line, values, content, ground, tally)
        if "unique_id" in record and isinstance(record.get("text"), dict):
            yield from _event(path, line, record, ground, tally)
        if record.get("type") == "Annotation" and "target" in record:
            yield from _annotation(path, line, record, values, ground, tally)


def _entry(path: str, line: int, names: list[str], content: str, ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    """Whether the quotations of an entry's HTML are those of its annotation."""
    yield from pages.check(path, content, (), ground, tally, line)
    receipts = [each for each in ground.claims.of(ground.claims.annotation(names)) if each.exact is not None]
    quotes = Reading(content).quotes
    if not quotes or not receipts:
        return
    if len(quotes) < len(receipts):
        message = f"this entry shows {len(quotes)} quotations; its annotation “{receipts[0].annotation}” has {len(receipts)}"
        yield said("D824", message, path, (line, 1))
    for receipt, quote in zip(reversed(receipts), reversed(quotes), strict=False):
        place = (line + quote.line - 1, 1)
        yield from _compared(path, place, collapsed("".join(quote.text)), receipt, ground.expected(receipt), ground, tally)


def _event(path: str, line: int, record: dict[str, Any], ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    """Whether an event of TimelineJS shows nothing but quotations of its annotation; it need not show all of them."""
    content = record["text"].get("text")
    receipts = ground.claims.of(ground.claims.annotation([record["unique_id"]]))
    if not receipts or not isinstance(content, str):
        return
    for quote in Reading(content).quotes:
        text = collapsed("".join(quote.text))
        receipt = next((each for each in receipts if agrees(text, ground.expected(each) or "")), receipts[0])
        yield from _compared(path, (line, 1), text, receipt, ground.expected(receipt), ground, tally)


def check_csv(path: str, text: str, ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    """Everything wrong with a table of quotations; of other tables nothing is known."""
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    try:
        if not {"annotation", "n", "exact", "start", "end", "sha256"} <= set(rows.fieldnames or ()):
            return
        for row in rows:
            yield from _row(path, rows.line_num, row, ground, tally)
    except csv.Error as problem:
        yield said("D805", f"this file cannot be read as a table: {problem}", path)


def _row(path: str, line: int, row: dict[str, str], ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    receipt = ground.claims.receipts.get(f"q-{row['annotation']}-{row['n']}")
    if receipt is None:
        yield said("D824", f"{QUOTES} knows no quotation {row['n']} of “{row['annotation']}”", path, (line, 1))
        return
    place = str(receipt.parts[0][0]), str(receipt.parts[-1][1]), receipt.sha256
    if (row["start"], row["end"], row["sha256"]) != place:
        hint = f"here: {row['sha256']} {row['start']}-{row['end']}\nits receipt: {receipt.sha256} {place[0]}-{place[1]}"
        yield said("D821", f"this row does not say what the receipt “{receipt.key}” says", path, (line, 1), hint)
    exact = row["exact"]
    if exact.startswith("'") and exact[1:].startswith(FORMULA):
        exact = exact[1:]
    if exact:
        yield from _compared(path, (line, 1), collapsed(exact), receipt, ground.expected(receipt), ground, tally)


def _compared(
    path: str, place: tuple[int, int], text: str, receipt: Receipt, own: str | None, ground: Ground, tally: Tally
) -> Iterator[Diagnostic]:
    tally.seen.add(receipt.key)
    if ground.document(receipt.sha256):
        tally.with_seed += 1
    elif own is not None:
        tally.with_receipt += 1
    else:
        tally.unchecked += 1
    if own is not None and not agrees(text, own):
        message = f"the words of “{receipt.key}” are not the source's own"
        yield said("D820", message, path, place, difference(text, own, "file"))


# ------------------------------------------------------------------------------------------------------------------ Atom


class _Refused(ValueError):
    """A document type: it could define entities, and reading those has no bounds."""


class _AtomEntry:
    def __init__(self) -> None:
        self.names: list[str] = []
        self.content = ""
        self.line = 0


def entries(data: bytes) -> list[_AtomEntry]:
    """The entries of a feed: their ids and addresses, their content, and the line that it begins on."""
    found: list[_AtomEntry] = []
    within: list[str] = []
    text: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(name: str, attributes: dict[str, str]) -> None:
        within.append(name.removeprefix(ATOM))
        text.clear()
        if within[-1] == "entry":
            found.append(_AtomEntry())
        elif found and "entry" in within[:2] and within[-1] == "link":
            found[-1].names.append(attributes.get("href", ""))
        elif found and within[-1] == "content":
            found[-1].line = parser.CurrentLineNumber

    def end(name: str) -> None:
        closed = within.pop()
        if found and within[:2] == ["feed", "entry"] and closed == "id":
            found[-1].names.append("".join(text).strip())
        elif found and within[:2] == ["feed", "entry"] and closed in ("content", "summary"):
            found[-1].content += "".join(text)
        if within[:1] == ["feed"] and len(within) < 3:
            text.clear()

    def refuse(*_: Any) -> None:
        raise _Refused("it has a document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)
    return found


# ------------------------------------------------------------------------------------------------------------------ JSON


class _Lines:
    """The lines on which records begin, as their ids are met one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1

    def next(self, id: object) -> int:
        """The line of the next record with this id, from 1; that of the one before, where it is not found."""
        at = self._text.find(f'"{id}"', self._at) if isinstance(id, str) else -1
        if at >= 0:
            self._line += self._text.count("\n", self._at, at)
            self._at = at
        return self._line


def _annotation(
    path: str, line: int, record: dict[str, Any], names: list[str], ground: Ground, tally: Tally
) -> Iterator[Diagnostic]:
    """Whether the targets of a Web Annotation (https://www.w3.org/TR/annotation-model/) are its quotations, in order."""
    receipts = ground.claims.of(ground.claims.annotation(names))
    targets = [each for each in records(record["target"]) if "selector" in each]
    claimed = [(receipt, part) for receipt in receipts for part in receipt.parts]
    if len(targets) != len(claimed):
        message = f"this annotation selects {len(targets)} passages; quotes.json has {len(claimed)} for it"
        yield said("D824", message, path, (line, 1))
    for target, (receipt, part) in zip(targets, claimed, strict=False):
        selectors = list(records(target["selector"]))
        places = [(each.get("start"), each.get("end")) for each in selectors if each.get("type") == "TextPositionSelector"]
        sha256 = target.get("schema:sha256", receipt.sha256)
        if places != [part] or sha256 != receipt.sha256:
            hint = f"here: {sha256} {places}\nits receipt: {receipt.sha256} {part}"
            yield said("D821", f"this target does not say what the receipt “{receipt.key}” says", path, (line, 1), hint)
        for quote in selectors:
            if quote.get("type") == "TextQuoteSelector":
                yield from _selector(path, line, quote, receipt, part, ground, tally)


def _selector(
    path: str, line: int, quote: dict[str, Any], receipt: Receipt, part: tuple[int, int], ground: Ground, tally: Tally
) -> Iterator[Diagnostic]:
    document = ground.document(receipt.sha256)
    claimed = ground.expected(receipt) if len(receipt.parts) == 1 else None
    own = words(document, (part,)) if document else claimed
    yield from _compared(path, (line, 1), collapsed(str(quote.get("exact", ""))), receipt, own, ground, tally)
    if document and own is not None:
        yield from _sides(path, line, quote, receipt, part, document)


def _sides(
    path: str, line: int, quote: dict[str, Any], receipt: Receipt, part: tuple[int, int], document: Document
) -> Iterator[Diagnostic]:
    prefix, suffix = (str(quote.get(side, "")) for side in ("prefix", "suffix"))
    start, end = part
    for side, written, own in (
        ("prefix", prefix, document.text[max(0, start - len(prefix)) : start]),
        ("suffix", suffix, document.text[end : end + len(suffix)]),
    ):
        if written != own:
            message = f"the {side} of “{receipt.key}” is not what stands there"
            yield said("D820", message, path, (line, 1), difference(written, own, "file"))

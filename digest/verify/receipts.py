"""What a site claims (`quotes.json`, a receipt for each quotation) and what can be held against it: the seeds."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import unquote

from digest.model.diagnostic import Diagnostic
from digest.model.noun import Noun
from digest.model.source import Document
from digest.text.decode import decode
from digest.text.redaction import agrees
from digest.text.seed import MD_TEXT, TXT_TEXT, read_md, read_txt
from digest.verify.folder import Folder, loaded
from digest.verify.words import ELISION, collapsed, difference, said

QUOTES = "quotes.json"

Stretches = tuple[tuple[int, int], ...]


class Receipt(Noun, frozen=True):
    """A quotation as the site claims it: `parts` in code points of the seed's canonical text, end exclusive.

    `exact` is None where rights withhold the words; `line` is the receipt's own in `file`, from 1.
    """

    annotation: str
    n: int
    url: str
    place: str
    source: str
    seed: str
    sha256: str
    parts: Stretches
    exact: str | None
    rule: str
    charset: str
    line: int
    file: str = QUOTES

    @property
    def key(self) -> str:
        return f"q-{self.annotation}-{self.n}"


class Claims:
    """All receipts of a site, by key, and its own address ("" where it has none)."""

    def __init__(self, receipts: Mapping[str, Receipt], base: str = "") -> None:
        self.receipts = receipts
        self.base = base
        self._of: dict[str, list[Receipt]] = {}
        for receipt in sorted(receipts.values(), key=lambda each: each.n):
            self._of.setdefault(receipt.annotation, []).append(receipt)
        self._by_url = {base + own[0].url: annotation for annotation, own in self._of.items()}

    def of(self, annotation: str) -> list[Receipt]:
        """An annotation's receipts, in order."""
        return self._of.get(annotation, [])

    def annotation(self, names: Iterable[object]) -> str:
        """The annotation that one of these ids or addresses belongs to; "" where none does."""
        for name in names:
            if isinstance(name, str):
                id = self._by_url.get(name) or self._by_url.get(unquote(name)) or name.rpartition("annotation:")[2]
                if id in self._of:
                    return id
        return ""


def claims(read: Callable[[str], str | None]) -> tuple[Claims, list[Diagnostic]]:
    """The receipts in `quotes.json` and its parts, and what is wrong with them. `read` gives the text of a file of the site."""
    whole = loaded(read(QUOTES) or "")
    base = whole.get("url") if isinstance(whole, dict) else ""
    parts = whole.get("parts") if isinstance(whole, dict) else None
    paths = [each.get("path") if isinstance(each, dict) else None for each in parts] if isinstance(parts, list) else [QUOTES]
    receipts: dict[str, Receipt] = {}
    found: list[Diagnostic] = []
    for path in paths:
        text = read(path) if isinstance(path, str) else None
        if text is None:
            found.append(said("D810", f"{QUOTES} names a part that cannot be read: {path}", QUOTES))
        else:
            found += _taken(receipts, str(path), text)
    return Claims(receipts, base if isinstance(base, str) else ""), found


def _taken(receipts: dict[str, Receipt], path: str, text: str) -> Iterator[Diagnostic]:
    """Adds the receipts of a file to the others; what is wrong with it."""
    table = loaded(text)
    records = table.get("quotations") if isinstance(table, dict) else None
    if not isinstance(records, list):
        yield said("D810", f"{path} holds no receipts that can be read", path)
        return
    at = 0
    for number, record in enumerate(records, 1):
        if isinstance(record, dict):
            at = max(at, text.find(json.dumps(record.get("place"), ensure_ascii=False), at + 1))
        line = text.count("\n", 0, at) + 1
        receipt = _receipt(record, line, path)
        if receipt is None:
            yield said("D810", f"receipt {number} cannot be read", path, (line, 1))
        elif receipt.key in receipts:
            yield said("D810", f"two receipts are called “{receipt.key}”", path, (line, 1))
        else:
            receipts[receipt.key] = receipt


def _receipt(record: Any, line: int, path: str) -> Receipt | None:
    """One receipt, or None where anything in it is not what it must be."""
    if not isinstance(record, dict):
        return None
    names = ("annotation", "url", "place", "source", "seed", "sha256")
    texts = [record.get(name) for name in names] + [record.get("charset", ""), record.get("text", "")]
    exact, n, start, end = (record.get(name) for name in ("exact", "n", "start", "end"))
    parts = _stretches(record.get("parts", [[start, end]]))
    if not all(isinstance(text, str) for text in texts) or not isinstance(exact, str | None) or type(n) is not int:
        return None
    if not parts or type(start) is not int or type(end) is not int or (parts[0][0], parts[-1][1]) != (start, end):
        return None
    annotation, url, place, source, seed, sha256, charset, rule = map(str, texts)
    rule = rule or (MD_TEXT if seed.endswith(".md") else TXT_TEXT)
    return Receipt(annotation, n, url, place, source, seed, sha256, parts, exact, rule, charset, line, path)


def _stretches(value: object) -> Stretches:
    """Stretches in order, or none where the value is something else."""
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        return ()
    ends = [end for pair in value for end in pair]
    return tuple((a, b) for a, b in value) if are_in_order(ends) else ()


def are_in_order(ends: Iterable[object]) -> bool:
    """True for whole numbers from 0 on that never fall, each part holding something."""
    numbers = [end for end in ends if type(end) is int]
    whole = len(numbers) == len(list(ends)) and bool(numbers) and numbers[0] >= 0
    return (
        whole
        and all(a <= b for a, b in pairwise(numbers))
        and all(a < b for a, b in zip(numbers[::2], numbers[1::2], strict=True))
    )


class Seeds:
    """The source documents that were given, by SHA-256. Each is read once, when a receipt asks for it."""

    def __init__(self, folder: Folder | None) -> None:
        self.folder = folder
        paths = [path for path in sorted(folder.files) if path.endswith((".txt", ".md"))] if folder else []
        self._digests = {path: folder.sha256(path) for path in paths} if folder else {}
        self._paths = {digest: path for path, digest in self._digests.items()}
        self._read: dict[str, Document | None] = {}

    def document(self, sha256: str, rule: str = "", charset: str = "") -> Document | None:
        """The document of that SHA-256, read by the rule that its receipts name; None where it is not here."""
        if sha256 not in self._read:
            self._read[sha256] = self._document(self._paths.get(sha256, ""), rule, charset)
        return self._read[sha256]

    def _document(self, path: str, rule: str, charset: str) -> Document | None:
        data = self.folder.read(path) if self.folder and path else None
        text = decode(path, data, charset).value if data is not None else None
        rule = rule or (MD_TEXT if path.endswith(".md") else TXT_TEXT)
        if text is None or rule not in (MD_TEXT, TXT_TEXT):
            return None
        return read_md(text) if rule == MD_TEXT else read_txt(text)

    def missing(self, receipt: Receipt) -> Diagnostic:
        """Why there is no document for a receipt."""
        here = self._digests.get(receipt.seed)
        place = receipt.line, 1
        if receipt.sha256 in self._paths:
            hint = f"its receipt names the rule “{receipt.rule}” and the charset “{receipt.charset or 'utf-8'}”"
            return said("D811", f"the seed “{receipt.seed}” cannot be read", receipt.file, place, hint)
        if here:
            hint = f"its receipt says {receipt.sha256}\nthe seed has    {here}"
            return said("D811", f"the seed “{receipt.seed}” is not the one that was quoted", receipt.file, place, hint)
        return said("D811", f"no seed has the SHA-256 of “{receipt.seed}”", receipt.file, place, f"looked for: {receipt.sha256}")


def words(document: Document, parts: Stretches) -> str | None:
    """The source's own words at these stretches, white space collapsed; None where its text ends before them."""
    if parts[-1][1] > len(document.text):
        return None
    return ELISION.join(collapsed(document.text[start:end]) for start, end in parts)


class Ground(Noun, frozen=True):
    """All that pages are held against."""

    claims: Claims
    seeds: Seeds

    def document(self, sha256: str) -> Document | None:
        """The document of a seed; those that no receipt names are read by their ending."""
        return self.seeds.document(sha256)

    def expected(self, receipt: Receipt) -> str | None:
        """The words of a quotation: those of its seed, else those that the receipt claims; None where nothing tells."""
        document = self.document(receipt.sha256)
        return words(document, receipt.parts) if document else receipt.exact and collapsed(receipt.exact)

    def check(self) -> Iterator[Diagnostic]:
        """Whether each receipt says what its seed says."""
        missing: set[tuple[str, str]] = set()
        for receipt in self.claims.receipts.values():
            document = self.seeds.document(receipt.sha256, receipt.rule, receipt.charset)
            if document is not None:
                yield from _against(document, receipt)
            elif self.seeds.folder and (receipt.seed, receipt.sha256) not in missing:
                missing.add((receipt.seed, receipt.sha256))
                yield self.seeds.missing(receipt)


def _against(document: Document, receipt: Receipt) -> Iterator[Diagnostic]:
    own = words(document, receipt.parts)
    place = receipt.line, 1
    if own is None:
        message = f"“{receipt.key}” ends at {receipt.parts[-1][1]}, but its seed has {len(document.text)} code points"
        yield said("D812", message, receipt.file, place)
    elif receipt.exact is not None and not agrees(collapsed(receipt.exact), own):
        message = f"the receipt “{receipt.key}” does not say what its seed says there"
        yield said("D812", message, receipt.file, place, difference(receipt.exact, own, "receipt"))

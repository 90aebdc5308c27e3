"""An independent check of a published site: every quotation, wherever it is shown, is in the seed it names, where it says.

It trusts nothing but files: those of the site, taken for claims, and the seeds. It shares with the build only the rules by
which a seed becomes canonical text (docs/verify.md). Nothing outside the two folders is opened, and nothing is written.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from digest.model.diagnostic import Diagnostic, in_order
from digest.model.noun import Noun, plain
from digest.verify import data, pages
from digest.verify.folder import Folder, integrity, scan
from digest.verify.leaks import Bounds, leaks
from digest.verify.pages import Tally
from digest.verify.receipts import QUOTES, Claims, Ground, Receipt, Seeds, claims
from digest.verify.words import said

# A page that is wrong everywhere needs no more than this to be known as such.
MOST = 100


class Verified(Noun, frozen=True):
    """What was found, and how much was looked at.

    `quotations` counts receipts; `seen` those whose words were met on pages or in feeds; `places` how often words were
    compared with a seed; `receipts_only` how often with their receipt alone; `unchecked` how often with nothing. `restricted`
    counts the sources that may not be shown whole, where the site was held against their rights.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int = 0
    quotations: int = 0
    withheld: int = 0
    seen: int = 0
    places: int = 0
    receipts_only: int = 0
    unchecked: int = 0
    has_seeds: bool = False
    restricted: int | None = None

    @property
    def is_sound(self) -> bool:
        return not any(each.severity == "error" for each in self.diagnostics)


def verify(site: Path, seeds: Path | None, bounds: Bounds | None = None) -> Verified:
    """The site in a folder, held against the seeds in another; without seeds, against itself. With `bounds` every file is
    searched for what may not be shown.
    """
    folder = scan(site)
    found = list(integrity(folder))
    claimed, wrong = _claimed(folder)
    ground = Ground(claimed, Seeds(scan(seeds) if seeds else None))
    found += (*wrong, *ground.check())
    if not seeds:
        hint = "give the folder with the source documents: --seeds DIR"
        found.append(said("D813", "without seeds the site was only held against itself", QUOTES, hint=hint, severity="warning"))
    marked, lost = _places(folder, claimed)
    found += lost
    tally = Tally()
    for path in sorted(folder.files):
        found += islice(_file(folder, path, marked, ground, tally), MOST)
    found += _unseen(claimed, tally)
    found += leaks(folder, bounds) if bounds else ()
    return Verified(
        tuple(in_order(found)),
        files=len(folder.files),
        quotations=len(claimed.receipts),
        withheld=sum(each.exact is None for each in claimed.receipts.values()),
        seen=len(tally.seen),
        places=tally.with_seed,
        receipts_only=tally.with_receipt,
        unchecked=tally.unchecked,
        has_seeds=bool(seeds),
        restricted=len(bounds.guarded) if bounds else None,
    )


def summary(verified: Verified) -> str:
    """What was checked, and plainly what was not, in a line or two."""
    errors = sum(each.severity == "error" for each in verified.diagnostics)
    others = len(verified.diagnostics) - errors
    state = _many(errors, "finding") if errors else "sound"
    counts = f"{_many(verified.files, 'file')}, {_many(verified.quotations, 'quotation')}, {verified.seen} of them seen"
    held = f"words held against the seeds at {verified.places} places"
    without = (
        f"not against a seed: {verified.receipts_only} places agree with receipts alone, {verified.unchecked} were not checked"
    )
    parts = [counts, *([held] if verified.has_seeds else []), *([without] if verified.receipts_only + verified.unchecked else [])]
    withheld = [f"of {_many(verified.withheld, 'quotation')} no words are shown"] if verified.withheld else []
    rights = (
        [f"every file searched for the words of {_many(verified.restricted, 'restricted source')}"]
        if verified.restricted is not None
        else []
    )
    warnings = [_many(others, "warning")] if others else []
    return "; ".join((f"{state}: {parts[0]}", *parts[1:], *withheld, *rights, *warnings))


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def as_json(verified: Verified) -> str:
    """The result as JSON: the counts, and every finding with its place."""
    return json.dumps({"sound": verified.is_sound, **plain(verified)}, ensure_ascii=False, indent=1)


def _claimed(folder: Folder) -> tuple[Claims, list[Diagnostic]]:
    def text(path: str) -> str | None:
        content = folder.read(path) if path in folder.files else None
        return None if content is None else content.decode("utf-8", "replace")

    if text(QUOTES) is None:
        hint = "nothing says which quotations the site has"
        return Claims({}), [said("D810", f"there is no {QUOTES} that can be read", QUOTES, hint=hint)]
    return claims(text)


def _places(folder: Folder, claimed: Claims) -> tuple[dict[str, list[Receipt]], list[Diagnostic]]:
    """The receipts by the page that must mark their passages, and those whose pages are not there."""
    marked: dict[str, list[Receipt]] = defaultdict(list)
    found = []
    for receipt in claimed.receipts.values():
        for address in (receipt.url, receipt.place):
            if _page(address) not in folder.files:
                message = f"there is no page “{address}”, which the receipt “{receipt.key}” names"
                found.append(said("D814", message, receipt.file, (receipt.line, 1)))
        marked[_page(receipt.place)].append(receipt)
    return marked, found


def _page(address: str) -> str:
    """The file behind an address below the site's own."""
    path = unquote(address.partition("#")[0])
    return path + "index.html" if path.endswith("/") or not path else path


def _file(folder: Folder, path: str, marked: dict[str, list[Receipt]], ground: Ground, tally: Tally) -> Iterator[Diagnostic]:
    """Everything wrong with the words in one file."""
    ending = path.rpartition(".")[2].lower()
    if ending not in ("html", "htm", "xhtml", "xml", "atom", "json", "jsonld", "csv"):
        return
    content = folder.read(path)
    if content is None:
        yield said("D805", "this file cannot be read, or it is too large", path)
    elif ending in ("xml", "atom"):
        yield from data.check_xml(path, content, ground, tally)
    elif ending in ("json", "jsonld"):
        yield from data.check_json(path, content.decode("utf-8-sig", "replace"), ground, tally)
    elif ending == "csv":
        yield from data.check_csv(path, content.decode("utf-8-sig", "replace"), ground, tally)
    else:
        yield from pages.check(path, content.decode("utf-8-sig", "replace"), marked.get(path, ()), ground, tally)


def _unseen(claimed: Claims, tally: Tally) -> Iterator[Diagnostic]:
    for receipt in claimed.receipts.values():
        if receipt.exact is not None and receipt.key not in tally.seen:
            hint = "a theme that does not mark quotations hides them from this check: see docs/themes.md"
            message = f"the words of “{receipt.key}” were seen on no page and in no feed"
            yield said("D825", message, receipt.file, (receipt.line, 1), hint)

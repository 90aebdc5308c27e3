"""The receipts of the site as it was last built: where each quotation stood then. They only tell what has moved since."""

import json
from pathlib import Path

from digest.store import tree

# The receipts of half a million quotations
MAX_BYTES = 256 * 1024 * 1024


def load(output: Path) -> dict[tuple[str, int], tuple[str, int, int]]:
    """(SHA-256 of the seed, start, end) by annotation and number; nothing where there is no site, or none that can be read."""
    try:
        whole = json.loads(_read(output, "quotes.json"))
        parts = [json.loads(_read(output, _part(each["path"]))) for each in whole.get("parts", ())]
        rows = [row for table in parts or [whole] for row in table["quotations"]]
        return {(str(row["annotation"]), int(row["n"])): (str(row["sha256"]), int(row["start"]), int(row["end"])) for row in rows}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _read(output: Path, path: str) -> bytes:
    return tree.open_file(output, path, most=MAX_BYTES).value or b""


def _part(path: str) -> str:
    """The path of a part of the list; a ValueError where it leads elsewhere."""
    folder, _, name = path.partition("/")
    if folder != "quotes" or not name or "/" in name or "\\" in name or "\0" in name:
        raise ValueError(path)
    return path

"""The receipts of the site as it was last built: where each quotation stood then. They only tell what has moved since."""

import json
from pathlib import Path

from digest.store import tree

# The receipts of half a million quotations
MAX_BYTES = 256 * 1024 * 1024


def load(output: Path) -> dict[tuple[str, int], tuple[str, int, int]]:
    """(SHA-256 of the seed, start, end) by annotation and number; nothing where there is no site, or none that can be read."""
    try:
        rows = json.loads(tree.open_file(output, "quotes.json", most=MAX_BYTES).value or b"")["quotations"]
        return {(str(row["annotation"]), int(row["n"])): (str(row["sha256"]), int(row["start"]), int(row["end"])) for row in rows}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}

"""The receipts of the site as it was last built: where each quotation stood then. They only tell what has moved since."""

import json
from pathlib import Path


def load(output: Path) -> dict[tuple[str, int], tuple[str, int, int]]:
    """(SHA-256 of the seed, start, end) by annotation and number; nothing where there is no site, or none that can be read."""
    try:
        rows = json.loads((output / "quotes.json").read_bytes())["quotations"]
        return {(str(row["annotation"]), int(row["n"])): (str(row["sha256"]), int(row["start"]), int(row["end"])) for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return {}

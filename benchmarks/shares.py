"""Where a build's time goes, from a record of py-spy.

    py-spy record --rate 500 --format raw --output RECORD -- .venv/bin/python -m digest build
    python -m benchmarks.shares RECORD [--top 30]

Two tables of shares in per cent. *Inclusive*: each function of the package with all that it calls. *Own*: each sample is put down
to the innermost function of the package, so that a library's work stands beside the place that asked for it.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_FRAME = re.compile(r"(?P<name>.+) \((?:.*/)?(?P<path>digest/[\w/]+\.py|[\w.]+\.html):\d+\)")


def shares(lines: Iterable[str]) -> tuple[Counter[str], Counter[str], int]:
    """Samples by function, inclusive and own, and how many there are in all. A line is `frame;frame;… count`."""
    inclusive: Counter[str] = Counter()
    own: Counter[str] = Counter()
    total = 0
    for line in lines:
        stack, _, count = line.rpartition(" ")
        ours = [f"{match['path']} {match['name']}" for frame in stack.split(";") if (match := _FRAME.fullmatch(frame))]
        inclusive.update(dict.fromkeys(ours, int(count)))
        own[ours[-1] if ours else "(start of Python)"] += int(count)
        total += int(count)
    return inclusive, own, total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("record", type=Path)
    parser.add_argument("--top", type=int, default=30)
    arguments = parser.parse_args()
    inclusive, own, total = shares(arguments.record.read_text(encoding="utf-8").splitlines())
    for title, counts in (("inclusive", inclusive), ("own, libraries included", own)):
        print(f"\n{title}, {total} samples")
        for name, count in counts.most_common(arguments.top):
            print(f"{100 * count / total:6.1f} %  {name}")


if __name__ == "__main__":
    main()

"""What the disk alone costs: the files of a site copied, and written by a Python program that does nothing else.

    python -m benchmarks.disk SITE [--rounds 3]

SITE is a built site; its copies are made beside it, and removed.
"""

import argparse
import os
import shutil
import statistics
import sys
from pathlib import Path

from benchmarks.compare import extent
from benchmarks.measure import Cost, subreaper, timed

WRITE = """
import os, sys
listed, target = sys.argv[1:]
data, made = b"x" * (1 << 24), set()
for line in open(listed):
    size, path = line.rstrip("\\n").split(" ", 1)
    place = f"{target}/{path}"
    folder = os.path.dirname(place)
    if folder not in made:
        os.makedirs(folder, exist_ok=True)
        made.add(folder)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(handle, data[: int(size)])
    os.close(handle)
"""
STAMPS = """
import os, sys
def walk(folder):
    with os.scandir(folder) as entries:
        for entry in entries:
            walk(entry.path) if entry.is_dir(follow_symlinks=False) else entry.stat()
walk(sys.argv[1])
"""
DIGESTS = """
import hashlib, os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            hashlib.sha256(file.read()).digest()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    subreaper()
    site: Path = arguments.site.resolve()
    copy, listed, python = site.with_name(f"{site.name}-copy"), site.with_name(f"{site.name}.list"), [sys.executable, "-I", "-c"]
    places = [Path(folder) / name for folder, _, names in os.walk(site) for name in names]
    listed.write_text("".join(f"{place.stat().st_size} {place.relative_to(site)}\n" for place in places), encoding="utf-8")
    commands = {
        "copy the tree (cp -r)": ["cp", "-r", str(site), str(copy)],
        "write files of the same sizes": [*python, WRITE, str(listed), str(copy)],
        "write them again": [*python, WRITE, str(listed), str(copy)],
        "look at the stamp of each": [*python, STAMPS, str(site)],
        "read each and take its SHA-256": [*python, DIGESTS, str(site)],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            if name != "write them again":
                shutil.rmtree(copy, ignore_errors=True)
            costs[name].append(timed(command, site.parent, {}, 600))
    shutil.rmtree(copy, ignore_errors=True)
    listed.unlink()
    files, size = extent(site)
    print(f"{files:,} files, {size / 1e6:.1f} MB; medians of {arguments.rounds}\n\n| | CPU | wall |\n|---|---|---|")
    for name, figures in costs.items():
        cpu, wall = (statistics.median(each) for each in zip(*((cost.cpu, cost.wall) for cost in figures), strict=True))
        print(f"| {name} | {cpu:.2f} | {wall:.2f} |")


if __name__ == "__main__":
    main()

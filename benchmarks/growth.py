"""How a cold build grows: the same kind of corpus in several sizes, 100,000 sources and 300,000 annotations among them.

    python -m benchmarks.growth [--sizes 10000,100000] [--like-for-like] [--workers N]

The projects are written source by source, so that memory does not grow with them; at 100,000 sources a project and its site take
some gigabytes of disk and 410,000 small files, of which the report says how much. Both are removed afterwards, unless `--keep`.
"""

import argparse
import shutil

from benchmarks import corpus as corpora
from benchmarks.compare import extent
from benchmarks.measure import subreaper, timed
from benchmarks.peers.base import ASIDE, HOME, put_aside
from benchmarks.peers.digest import LIKE_FOR_LIKE, SETTINGS, DigestWhole, write_project


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--like-for-like", action="store_true", help="without the pages that other generators do not make")
    parser.add_argument("--workers", type=int, help="how many processes the build may use")
    parser.add_argument("--limit", type=float, default=7200, help="CPU seconds of a process after which it is stopped")
    parser.add_argument("--keep", action="store_true", help="keep the projects and sites")
    arguments = parser.parse_args()
    subreaper()
    settings = SETTINGS + (LIKE_FOR_LIKE if arguments.like_for_like else "")
    print("| sources | project | CPU | wall | memory | site | CPU ÷ first |\n|---|---|---|---|---|---|---|", flush=True)
    first = 0.0
    for size in map(int, arguments.sizes.split(",")):
        peer = DigestWhole(HOME / "growth" / str(size))
        put_aside(peer.folder)
        tags, sources = corpora.make(size)
        write_project(peer.folder, settings, {tag.slug: tag for tag in tags}, sources)
        project = _told(*extent(peer.folder))
        workers = ["-j", str(arguments.workers)] if arguments.workers else []
        cost = timed([*peer.build(), *workers], peer.folder, {}, arguments.limit)
        if cost.exit:
            print(f"| {size:,} | {project} | exit {cost.exit} after {cost.cpu:.0f} s | | | | |", flush=True)
            continue
        first = first or cost.cpu
        print(
            f"| {size:,} | {project} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.memory / 2**20:.0f} MiB"
            f" | {_told(*extent(peer.out))} | {cost.cpu / first:.2f} |",
            flush=True,
        )
        if not arguments.keep:
            put_aside(peer.folder)
    shutil.rmtree(HOME / "growth" / ASIDE, ignore_errors=True)


def _told(files: int, size: int) -> str:
    return f"{files:,} files, {size / 1e6:,.0f} MB"


if __name__ == "__main__":
    main()

"""From which size on other machines pay: a digest built in one process, with helpers, and over a Dask cluster on this machine.

    python -m benchmarks.cluster [--sizes 1000,10000]

What counts is the CPU time of the building process itself: no helper takes it off, so however many there are, a build does not
take less wall time. The cluster is one of two workers on this machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import corpus as corpora
from benchmarks.peers.base import ASIDE, HOME, put_aside
from benchmarks.peers.digest import LIKE_FOR_LIKE, SETTINGS, write_project

# A build that says what it used itself.
PROGRAM = """
import atexit, resource, sys
from digest.cli import main
def say():
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.2f}")
atexit.register(say)
main()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000")
    arguments = parser.parse_args()

    import distributed

    cluster: Any = distributed.LocalCluster
    with cluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50) as running:
        executor = f"dask://{running.scheduler_address.removeprefix('tcp://')}"
        ways = (("alone", ["-j", "1"]), ("two helpers", ["-j", "2"]), ("two workers of Dask", ["--executor", executor]))
        print("| sources | built | wall | CPU of the building process |\n|---|---|---|---|", flush=True)
        for size in map(int, arguments.sizes.split(",")):
            folder = HOME / "cluster" / str(size)
            put_aside(folder)
            tags, sources = corpora.make(size)
            write_project(folder, SETTINGS + LIKE_FOR_LIKE, {tag.slug: tag for tag in tags}, sources)
            for name, words in ways:
                wall, itself = _built(folder, words)
                print(f"| {size:,} | {name} | {wall:.1f} | {itself:.1f} |", flush=True)
            put_aside(folder)
        shutil.rmtree(HOME / "cluster" / ASIDE, ignore_errors=True)


def _built(folder: Path, words: Sequence[str]) -> tuple[float, float]:
    """A build from nothing: wall seconds, and CPU seconds of the building process."""
    for name in ("site", ".digest"):
        put_aside(folder / name, folder.parent)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "build", "-q", "--root", str(folder), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"the build ended with {done.returncode}: {done.stderr}")
    return wall, float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()

"""digest beside other generators: one corpus, the same pages from each, in one run.

    python -m benchmarks.compare [--sizes 100,1000,10000] [--peers hugo,digest,…] [--rounds 3] [--corpus DIR] [--no-watch]

For each peer and size: a cold build, a build with nothing to do, a build after one edit, the peak of memory, files and bytes,
what the checker misses, and with a watcher the time from saving a file to the rebuilt pages. Rounds go from peer to peer in turn
and ratios are taken within a round, so that a drifting machine hits all alike; figures are medians. A peer whose cold build
takes more than two CPU minutes has one round. The table goes to the standard output, all single figures to `results.json`.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from benchmarks import corpus as corpora
from benchmarks.check import check
from benchmarks.corpus import Corpus
from benchmarks.measure import Cost, family_cpu, rest, stopped, subreaper, timed, until
from benchmarks.peers import PEERS
from benchmarks.peers.base import ASIDE, HOME, Peer, put_aside

BASES = ("hugo", "hugo-files")
PATIENCE = 120.0

Run = dict[str, Any]
"""What was measured of one peer at one size: `cold`, `noop`, `edit` (lists of `Cost` as dicts with their `round`), `watch`, …"""


def measured(peer: Peer, corpus: Corpus, run: Run, turn: int, limit: float) -> bool:
    """One round of a peer; False where it was stopped and shall not be asked again."""
    peer.clean()
    cold = timed(peer.build(), peer.folder, peer.environment, limit)
    if cold.exit:
        run["notes"].append(f"cold build stopped, exit {cold.exit}, after {cold.wall:.0f} s, {cold.cpu:.0f} s CPU")
        return False
    run["cold"].append(_figures(cold, turn))
    if not turn:
        run["files"], run["bytes"] = extent(peer.out)
        run["faults"] = check(peer, corpus, 1 if len(corpus.sources) <= 1000 else 10)
    for what in ("noop", "edit"):
        marker = f"EDIT{turn:03d}Q"
        if what == "edit":
            peer.edit(corpus, marker)
        cost = timed(peer.rebuild(), peer.folder, peer.environment, limit)
        run[what].append(_figures(cost, turn))
        if cost.exit:
            run["notes"].append(f"{what}: exit {cost.exit}")
        if what == "edit":
            run["shown"] = [name for name, path in watched(peer, corpus).items() if marker in path.read_text("utf-8")]
    return not (cold.cpu > PATIENCE)


def _figures(cost: Cost, turn: int) -> dict[str, Any]:
    return {**cost._asdict(), "round": turn}


def extent(folder: Path) -> tuple[int, int]:
    """How many files lie below a folder, and their bytes."""
    sizes = [(Path(place) / name).stat().st_size for place, _, names in os.walk(folder) for name in names]
    return len(sizes), sum(sizes)


def watched(peer: Peer, corpus: Corpus) -> dict[str, Path]:
    """The two pages that must show an edit."""
    return {
        "source": peer.article(corpus.source[corpus.edited.source]),
        "month": peer.month(corpus.edited.date[:7]),
    }


def watching(peer: Peer, corpus: Corpus, saves: int) -> Iterator[dict[str, float | None]]:
    """Saves a file under the peer's watcher and waits for the two pages on disk: seconds until each, and CPU seconds."""
    command = peer.watch()
    if not command:
        return
    peer.clean()
    pages = watched(peer, corpus)
    with (peer.folder / "watch.log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=peer.folder,
            env={**os.environ, **peer.environment},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            until(lambda: all(page.exists() for page in pages.values()) or process.poll() is not None, 900)
            rest(process.pid)
            for number in range(saves):
                yield _save(peer, corpus, pages, process.pid, f"WATCH{number:03d}X{os.getpid()}")
        finally:
            stopped(process)


def _save(peer: Peer, corpus: Corpus, pages: dict[str, Path], process: int, marker: str) -> dict[str, float | None]:
    seen: dict[str, float | None] = dict.fromkeys(pages)
    cpu = family_cpu(process)
    peer.edit(corpus, marker)
    start = time.perf_counter()

    def are_all_seen() -> bool:
        for name, page in pages.items():
            if seen[name] is None and page.exists() and marker.encode() in page.read_bytes():
                seen[name] = time.perf_counter() - start
        return None not in seen.values()

    until(are_all_seen, 120, pause=0.002)
    rest(process)
    return {**seen, "cpu": family_cpu(process) - cpu}


# --------------------------------------------------------------------------------------------------------------- a whole run


def run(arguments: argparse.Namespace) -> None:
    subreaper()
    out = HOME / "results.json"
    names = arguments.peers.split(",")
    results: dict[str, Any] = {"versions": {}, "runs": {}}
    for corpus in _corpora(arguments):
        size = len(corpus.sources)
        peers = []
        for name in names:
            peer = PEERS[name](HOME / "work" / f"{name}-{size}")
            peer.write(corpus)
            peers.append(peer)
            results["versions"][name] = peer.version()
            results["runs"][f"{name}/{size}"] = {"cold": [], "noop": [], "edit": [], "notes": []}
        os.sync()
        asked = list(peers)
        for turn in range(arguments.rounds if size < 5000 else min(2, arguments.rounds)):
            for peer in list(asked):
                figures = results["runs"][f"{peer.name}/{size}"]
                if not measured(peer, corpus, figures, turn, arguments.limit):
                    asked.remove(peer)
                print(_news(peer.name, size, figures), file=sys.stderr, flush=True)
                out.write_text(json.dumps(results, indent=1), encoding="utf-8")
        if arguments.watch:
            for peer in peers:
                figures = results["runs"][f"{peer.name}/{size}"]
                figures["watch"] = list(watching(peer, corpus, arguments.saves)) if figures["cold"] else []
        out.write_text(json.dumps(results, indent=1), encoding="utf-8")
        if not arguments.keep:
            for peer in peers:
                put_aside(peer.folder)
    table(results, sys.stdout)
    shutil.rmtree(HOME / "work" / ASIDE, ignore_errors=True)


def _corpora(arguments: argparse.Namespace) -> Iterator[Corpus]:
    if arguments.corpus:
        yield Corpus.read(arguments.corpus)
        return
    for size in map(int, arguments.sizes.split(",")):
        folder = HOME / "corpus" / f"{size}-{corpora.SEED}"
        if not (folder / "tags.json").is_file():
            corpora.write(folder, size)
        yield Corpus.read(folder)


def _news(name: str, size: int, figures: Run) -> str:
    parts = [
        f"{what} {figures[what][-1]['cpu']:.2f}/{figures[what][-1]['wall']:.2f}"
        for what in ("cold", "noop", "edit")
        if figures[what]
    ]
    return f"{size} {name}: {', '.join((*parts, *figures['notes'], *figures.get('faults', ())))}"


# ----------------------------------------------------------------------------------------------------------------- the table

COLUMNS = (
    "sources", "peer", "version", "cold CPU / wall", "CPU ÷ Hugo", "wall ÷ Hugo", "CPU ÷ Hugo, files", "nothing to do",
    "one edit", "save → source / month (CPU)", "memory", "files", "MB", "missing",
)  # fmt: skip


def table(results: dict[str, Any], out: TextIO) -> None:
    """In Markdown; CPU and wall in seconds, medians."""
    print("| " + " | ".join(COLUMNS) + " |", file=out)
    print("|" + "---|" * len(COLUMNS), file=out)
    for key, figures in results["runs"].items():
        name, _, size = key.partition("/")
        bases = [results["runs"].get(f"{base}/{size}", {}).get("cold", []) for base in BASES]
        print("| " + " | ".join([size, name, results["versions"][name], *_cells(figures, bases)]) + " |", file=out)


def _cells(figures: Run, bases: Sequence[Sequence[dict[str, Any]]]) -> Iterable[str]:
    if not figures["cold"]:
        return ["; ".join(figures["notes"]) or "not measured", *[""] * (len(COLUMNS) - 4)]
    cold = figures["cold"]
    return [
        _pair(cold),
        _ratio(cold, bases[0], "cpu"),
        _ratio(cold, bases[0], "wall"),
        _ratio(cold, bases[1], "cpu"),
        _pair(figures["noop"]),
        _pair(figures["edit"]) + ("" if figures.get("shown") == ["source", "month"] else ", not shown on all pages"),
        _watch(figures.get("watch", [])),
        f"{_median(cold, 'memory') / 2**20:.0f} MiB",
        str(figures["files"]),
        f"{figures['bytes'] / 1e6:.1f}",
        ", ".join((*figures["faults"], *figures["notes"])) or "–",
    ]


def _median(costs: Sequence[dict[str, Any]], what: str) -> float:
    return float(statistics.median(cost[what] for cost in costs))


def _pair(costs: Sequence[dict[str, Any]]) -> str:
    return f"{_median(costs, 'cpu'):.2f} / {_median(costs, 'wall'):.2f}" if costs else "–"


def _ratio(costs: Sequence[dict[str, Any]], base: Sequence[dict[str, Any]], what: str) -> str:
    """The median of the ratios within each round, and their range."""
    of_base = {cost["round"]: cost[what] for cost in base}
    ratios = sorted(cost[what] / of_base[cost["round"]] for cost in costs if cost["round"] in of_base)
    if not ratios:
        return "–"
    spread = f" ({ratios[0]:.2f}–{ratios[-1]:.2f})" if len(ratios) > 1 else ""
    return f"{statistics.median(ratios):.2f}{spread}"


def _watch(saves: Sequence[dict[str, float | None]]) -> str:
    def told(name: str) -> str:
        seconds = [save[name] for save in saves if save[name] is not None]
        return f"{statistics.median(each for each in seconds if each is not None):.2f}" if seconds else "never"

    return f"{told('source')} / {told('month')} ({told('cpu')})" if saves else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=",".join(PEERS), help="the first is measured first in every round")
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--corpus", type=Path, help="another corpus of the same form, instead of the sizes")
    parser.add_argument("--rounds", type=int, default=3, help="at most two from 5,000 sources on")
    parser.add_argument("--limit", type=float, default=1200, help="CPU seconds of a process after which it is stopped")
    parser.add_argument("--saves", type=int, default=3)
    parser.add_argument("--no-watch", dest="watch", action="store_false", help="leave out what saving costs")
    parser.add_argument("--keep", action="store_true", help="keep the projects and sites")
    parser.add_argument("--table", type=Path, metavar="RESULTS", help="print the table of an earlier run and stop")
    arguments = parser.parse_args()
    if arguments.table:
        table(json.loads(arguments.table.read_text("utf-8")), sys.stdout)
    else:
        run(arguments)


if __name__ == "__main__":
    main()

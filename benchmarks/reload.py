"""From saving a file to the message that has browsers load their pages again: `digest serve` alone, save after save.

    python -m benchmarks.reload [--saves 50] [--sizes 10000]

The digest that comes with the checkout is always among them; sizes are those of corpora. A note is saved in place at random
moments, and a socket like a page's waits for the message. CPU is that of the preview and its workers until then.
"""

import argparse
import asyncio
import json
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from tornado.websocket import WebSocketClientConnection

from benchmarks import corpus as corpora
from benchmarks.corpus import Corpus
from benchmarks.measure import family_cpu, rest, stopped, subreaper
from benchmarks.peers.base import HOME
from benchmarks.peers.digest import Digest, DigestWhole
from benchmarks.saving import LIMIT, address, answered, connected, free_port

CHECKOUT = Path(__file__).parents[1]
NOTE = "content/annotations/2021/blinken-speaks-with-zelensky.md"

# Seconds between two saves, at least and at most
PAUSE = (0.2, 1.5)

STATUS = "/_digest/status"


class Kind(NamedTuple):
    """What is saved: its name, and how the nth save is made, of a note that had this text."""

    name: str
    save: Callable[[Path, str, int], object]


def _line(field: str, text: str, value: str) -> str:
    return re.sub(rf"^{field}: .*$", lambda _: f"{field}: {value}", text, count=1, flags=re.MULTILINE)


def _words(note: Path, text: str, n: int) -> None:
    note.write_text(f"{text}\nSaved {n} times.\n", "utf-8")


def _title(note: Path, text: str, n: int) -> None:
    note.write_text(_line("title", f"{text}\nSaved {n} times.\n", f"Saved {n} times"), "utf-8")


def _date(note: Path, text: str, n: int) -> None:
    dated = re.sub(r"^(date: \d{4}-\d\d)-\d\d", rf"\1-{n % 28 + 1:02}", text, count=1, flags=re.MULTILINE)
    note.write_text(dated, "utf-8")


def _another(note: Path, text: str, n: int) -> None:
    """A note that comes, and goes with the next save."""
    other = note.with_name("another-note.md")
    if n % 2:
        other.write_text(re.sub(r"^(id|slug): .*\n", "", text, flags=re.MULTILINE), "utf-8")
    else:
        other.unlink()


KINDS = (
    Kind("the words of a note", _words),
    Kind("its title and words", _title),
    Kind("its date", _date),
    Kind("a note that comes or goes", _another),
)


async def saves(root: Path, note: Path, count: int, port: int) -> list[str]:
    """A row for each kind of save."""
    command = [sys.executable, "-m", "digest", "serve", "--root", str(root), "--port", str(port)]
    text = note.read_text("utf-8")
    with (root / "serve.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    rows = []
    try:
        while process.poll() is None and not await answered(address(port, "")):
            await asyncio.sleep(0.2)
        told: asyncio.Queue[str] = asyncio.Queue()
        listening = asyncio.create_task(_listen(await connected(port), told))
        await asyncio.to_thread(rest, process.pid)
        random = Random(0)
        for kind in KINDS:
            seconds: list[float] = []
            used: list[float] = []
            for n in range(1, count + 1):
                await asyncio.sleep(random.uniform(*PAUSE))
                while not told.empty():
                    told.get_nowait()
                cpu, start = family_cpu(process.pid), time.perf_counter()
                kind.save(note, text, n)
                await asyncio.wait_for(told.get(), LIMIT)
                seconds.append(time.perf_counter() - start)
                used.append(family_cpu(process.pid) - cpu)
            middle, worst = (f"{1000 * each(seconds):,.0f}" for each in (statistics.median, max))
            rows.append(f"| {kind.name} | {middle} | {worst} | {1000 * statistics.median(used):,.0f} |")
        listening.cancel()
        return rows
    finally:
        note.write_text(text, "utf-8")
        note.with_name("another-note.md").unlink(missing_ok=True)
        stopped(process)


async def _listen(connection: WebSocketClientConnection, told: "asyncio.Queue[str]") -> None:
    """Notes what a page would be told to load, but for the messages of the preview."""
    while (data := await connection.read_message()) is not None:
        message = json.loads(data)
        if message.get("command") == "reload" and message["path"] != STATUS:
            told.put_nowait(message["path"])


def bundled() -> tuple[Path, Path]:
    """A copy of the digest in the checkout, and one of its notes."""
    root = HOME / "work" / "bundled"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for name in ("content", "seeds"):
        shutil.copytree(CHECKOUT / name, root / name)
    shutil.copy(CHECKOUT / "digest.toml", root)
    return root, root / NOTE


def large(size: int, *, whole: bool) -> tuple[Path, Path]:
    """The corpus of a size as a digest, which is left there with what was built of it; and the note in its middle."""
    folder = HOME / "corpus" / f"{size}-{corpora.SEED}"
    if not (folder / "tags.json").is_file():
        corpora.write(folder, size)
    corpus = Corpus.read(folder)
    peer = (DigestWhole if whole else Digest)(HOME / "work" / f"reload-{'whole-' if whole else ''}{size}")
    if not (peer.folder / "digest.toml").is_file():
        peer.write(corpus)
    return peer.folder, peer.places_of_edit(corpus)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--saves", type=int, default=50)
    parser.add_argument("--sizes", default="")
    parser.add_argument("--whole", action="store_true", help="everything on, not only what other generators make too")
    parser.add_argument("--port", type=int, default=0, help="as in an earlier run: what was built then is at hand")
    arguments = parser.parse_args()
    subreaper()
    digests = [("the digest of the checkout", bundled())]
    digests += [
        (f"{int(size):,} sources", large(int(size), whole=arguments.whole)) for size in arguments.sizes.split(",") if size
    ]
    for name, (root, note) in digests:
        print(f"\n{name}\n\n| saved | median, ms | worst, ms | CPU, ms |\n|---|---|---|---|", flush=True)
        for row in asyncio.run(saves(root, note, arguments.saves, arguments.port or free_port())):
            print(row, flush=True)


if __name__ == "__main__":
    main()

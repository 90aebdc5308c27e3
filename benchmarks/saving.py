"""From saving a file to the rebuilt page in a browser's reach: `digest serve` and `hugo server`, over HTTP.

    python -m benchmarks.saving [--sizes 1000] [--saves 5] [--peers digest,hugo]

Each saves the note that is in the middle of the corpus and asks for its source's page and its month's page until both hold the
new words. For digest it also waits for the reload message on the preview's own socket, as its pages do: until then a browser
asks for nothing. `hugo server` renders to memory, in its fast mode (only what was visited lately; both pages are visited first)
and in its full mode; its own reload message is switched off. CPU is that of the preview and its workers, our questions included.
"""

import argparse
import asyncio
import json
import socket
import statistics
import subprocess
import time
from asyncio import Event
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from benchmarks import corpus as corpora
from benchmarks.corpus import Corpus
from benchmarks.measure import family_cpu, rest, stopped, subreaper
from benchmarks.peers.base import HOME, Command, Peer
from benchmarks.peers.digest import Digest, DigestWhole
from benchmarks.peers.hugo import Hugo

LIMIT = 120.0


class Save(NamedTuple):
    """Seconds from the save, each None where it never came; and CPU seconds."""

    reload: float | None
    source: float | None
    month: float | None
    cpu: float


async def saves(peer: Peer, corpus: Corpus, command: Command, port: int, count: int, *, has_socket: bool) -> list[Save]:
    pages = {
        "source": peer.article(corpus.source[corpus.edited.source]),
        "month": peer.month(corpus.edited.date[:7]),
    }
    addresses = {name: address(port, f"{page.parent.relative_to(peer.out).as_posix()}/") for name, page in pages.items()}
    with (peer.folder / "serve.log").open("w") as log:
        process = subprocess.Popen(command, cwd=peer.folder, stdout=log, stderr=log, start_new_session=True)
    try:
        while process.poll() is None and not all([await answered(address) for address in addresses.values()]):
            await asyncio.sleep(0.2)
        connection = await connected(port) if has_socket else None
        done = []
        for number in range(count):
            await asyncio.to_thread(rest, process.pid)
            done.append(await _save(peer, corpus, f"SAVE{number}Q", addresses, connection, process.pid))
        return done
    finally:
        stopped(process)


async def _save(
    peer: Peer,
    corpus: Corpus,
    marker: str,
    addresses: Mapping[str, str],
    connection: WebSocketClientConnection | None,
    process: int,
) -> Save:
    seen: dict[str, float | None] = dict.fromkeys(("reload", *addresses))
    cpu = family_cpu(process)
    listening = Event()
    start = time.perf_counter()

    async def listen() -> None:
        while connection and (message := await connection.read_message()):
            if listening.is_set() and json.loads(message).get("command") == "reload" and seen["reload"] is None:
                seen["reload"] = time.perf_counter() - start
                return

    waiting = asyncio.create_task(listen())
    await asyncio.sleep(0.5)  # what was said before the save is read and forgotten
    listening.set()
    peer.edit(corpus, marker)
    start = time.perf_counter()
    while None in [seen[name] for name in addresses] and time.perf_counter() - start < LIMIT:
        for name, address in addresses.items():
            if seen[name] is None and marker.encode() in await answered(address):
                seen[name] = time.perf_counter() - start
        await asyncio.sleep(0.005)
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(waiting, 2 if connection else 0.1)
    await asyncio.to_thread(rest, process)
    return Save(seen["reload"], seen["source"], seen["month"], family_cpu(process) - cpu)


def address(port: int, path: str) -> str:
    return f"http://127.0.0.1:{port}/{path}"


async def answered(address: str) -> bytes:
    """What the server answers; nothing while it does not, or not with a page."""
    try:
        response = await AsyncHTTPClient().fetch(address, request_timeout=LIMIT)
    except Exception:  # noqa: BLE001  # not yet listening, not yet built, being exchanged
        return b""
    return response.body


async def connected(port: int) -> WebSocketClientConnection:
    request = HTTPRequest(f"ws://127.0.0.1:{port}/livereload", headers={"Origin": f"http://127.0.0.1:{port}"})
    connection = await websocket_connect(request)
    protocols = ["http://livereload.com/protocols/official-7"]
    await connection.write_message(json.dumps({"command": "hello", "protocols": protocols}))
    await connection.write_message(json.dumps({"command": "info", "url": address(port, "")}))
    return connection


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _told(name: str, done: list[Save]) -> str:
    def median(what: str) -> str:
        seconds = [value for save in done if (value := getattr(save, what)) is not None]
        return f"{statistics.median(seconds):.2f}" if seconds else "–"

    return f"| {name} | {median('reload')} | {median('source')} | {median('month')} | {median('cpu')} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000")
    parser.add_argument("--saves", type=int, default=5)
    parser.add_argument("--peers", default="digest,digest-whole,hugo")
    arguments = parser.parse_args()
    subreaper()
    print("| preview | reload message | source’s page | month’s page | CPU |\n|---|---|---|---|---|", flush=True)
    for size in map(int, arguments.sizes.split(",")):
        folder = HOME / "corpus" / f"{size}-{corpora.SEED}"
        if not (folder / "tags.json").is_file():
            corpora.write(folder, size)
        corpus = Corpus.read(folder)
        for name in arguments.peers.split(","):
            for mode, done in _measured(name, corpus, arguments.saves):
                print(_told(f"{size:,} {mode}", done), flush=True)


def _measured(name: str, corpus: Corpus, count: int) -> list[tuple[str, list[Save]]]:
    folder: Path = HOME / "work" / f"{name}-{len(corpus.sources)}"
    port = free_port()
    if name == "hugo":
        hugo = Hugo(folder)
        modes = []
        for fast in (True, False):
            hugo.write(corpus)
            done = asyncio.run(saves(hugo, corpus, hugo.serve(port, fast=fast), port, count, has_socket=False))
            modes.append((f"hugo server, {'fast' if fast else 'full'}", done))
        return modes
    peer = DigestWhole(folder) if name == "digest-whole" else Digest(folder)
    peer.write(corpus)
    return [(f"digest serve, {peer.scope}", asyncio.run(saves(peer, corpus, peer.serve(port), port, count, has_socket=True)))]


if __name__ == "__main__":
    main()

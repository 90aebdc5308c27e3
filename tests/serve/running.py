"""A preview in a process of its own, as a person starts it, and what its pages are told."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

STATUS = "/_digest/status"
PATIENCE = 60  # seconds until something that should happen counts as not happening


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Running:
    """A preview. `said` is what it printed, complete when it has ended."""

    root: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request, its path sent as it stands."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    @property
    def status(self) -> Any:
        return json.loads(self.ask(STATUS).body)

    def told(self, act: Callable[[], object], enough: Callable[[], bool]) -> list[str]:
        """What a page that was there before `act` is told to load, until there has been enough."""
        return asyncio.run(asyncio.wait_for(self._told(act, enough), PATIENCE))

    async def _told(self, act: Callable[[], object], enough: Callable[[], bool]) -> list[str]:
        page = await self.listen()
        assert await _next(page) == STATUS  # now it is among those who are told
        await asyncio.to_thread(act)
        paths = [await _next(page)]
        while not await asyncio.to_thread(enough):
            paths.append(await _next(page))
        page.close()
        return paths

    async def listen(self, **headers: str) -> WebSocketClientConnection:
        """The socket of a page that has said who it is."""
        page = await websocket_connect(HTTPRequest(f"ws://127.0.0.1:{self.port}/livereload", headers=headers))
        await page.write_message('{"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}')
        await page.write_message(json.dumps({"command": "info", "url": self.url}))
        return page

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        self.said += [text for text in self.process.communicate(timeout=PATIENCE) if text]
        return self.process.returncode


async def _next(page: WebSocketClientConnection) -> str:
    """The next path that a page is told to load."""
    while True:
        text = await page.read_message()
        assert text is not None, "the preview has hung up"
        message = json.loads(text)
        if message["command"] == "reload":
            return str(message["path"])


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return int(bound.getsockname()[1])


def start(root: Path, *options: str, port: int = 0) -> Running:
    """A preview that has said where it is."""
    port = port or free_port()
    command = [sys.executable, "-m", "digest", "serve", "--root", str(root), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    return Running(root, port, process, [process.stdout.readline()])


@contextmanager
def running(root: Path, *options: str, port: int = 0) -> Iterator[Running]:
    """A preview that is stopped in the end, which it does as it should."""
    preview = start(root, *options, port=port)
    try:
        yield preview
        assert preview.stop() == 0
        assert "Traceback" not in "".join(preview.said)
    finally:
        preview.process.kill()
        preview.process.communicate()

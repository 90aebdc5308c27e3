"""A preview in a process of its own, as a person starts it, and what its pages are told."""

import json
import re
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

    def edit(self, act: str, /, **table: Any) -> tuple[int, Any]:
        """A request of the editor's, as a page of this preview makes it."""
        answer = self.edit_as(act, json.dumps(table).encode())
        return answer.status, json.loads(answer.body)

    def edit_as(self, act: str, body: bytes, **headers: str) -> Answer:
        """The same with other headers; an empty one is left out."""
        [token] = re.findall('data-token="([^"]+)"', self.ask("/").text)
        sent = {
            "Origin": self.url.rstrip("/"),
            "Content-Type": "application/json",
            "X-Digest-Token": token,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("POST", f"/_digest/edit/{act}", body, {name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    @property
    def status(self) -> Any:
        return json.loads(self.ask(STATUS).body)

    def told(self, act: Callable[[], object], enough: Callable[[], bool]) -> list[str]:
        """What a page that was there before `act` is told to load, until there has been enough."""
        with Listener(self.port) as page:
            assert page.next() == STATUS  # now it is among those who are told
            act()
            paths = [page.next()]
            while not enough():
                paths.append(page.next())
        return paths

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        self.said += [text for text in self.process.communicate(timeout=PATIENCE) if text]
        return self.process.returncode


class Listener:
    """The socket of a page (RFC 6455) that has said who it is. `answer` is the server's to its request."""

    def __init__(self, port: int, origin: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.file = self.socket.makefile("rb")
        lines = (
            "GET /livereload HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            *([f"Origin: {origin}"] if origin else []),
        )
        self.socket.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode())
        self.answer = self.file.readline().decode().strip()
        while self.file.readline().strip():
            pass
        if " 101 " in self.answer:
            self._send('{"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}')
            self._send('{"command": "info", "url": "http://127.0.0.1/"}')

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.socket.close()

    def next(self) -> str:
        """The next path that the page is told to load."""
        while True:
            message = json.loads(self._receive())
            if message["command"] == "reload":
                return str(message["path"])

    def _send(self, text: str) -> None:
        """One text frame of fewer than 126 bytes, masked with zeros (section 5.2)."""
        data = text.encode()
        self.socket.sendall(bytes((0x81, 0x80 | len(data))) + bytes(4) + data)

    def _receive(self) -> bytes:
        length = self.file.read(2)[1]
        if length == 126:
            length = int.from_bytes(self.file.read(2))
        return self.file.read(length)


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
        said = "".join(preview.said)
        assert "Traceback" not in said, said
    finally:
        preview.process.kill()
        preview.process.communicate()

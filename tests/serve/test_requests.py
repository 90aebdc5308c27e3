"""Requests that no browser would make: each is answered or refused, nothing is told of it, and only notes are written."""

import json
import os
import random
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.making import SOUND, make
from tests.serve.running import PATIENCE, Running, running

OUTSIDE = "words that lie beside the digest"
UPGRADE = (
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)

END = b"\x88\x02\x03\xf0"  # the end of a socket (RFC 6455, 5.5.1), for 1008


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview that must not have said a word of what it was asked."""
    folder = make(tmp_path_factory.mktemp("digest"), {"outside.txt": OUTSIDE})
    with running(make(folder / "digest", SOUND)) as preview:
        yield preview
    assert "Uncaught" not in "".join(preview.said)


def _raw(preview: Running, head: str, body: bytes = b"") -> bytes:
    """What comes back for a request that is sent as it stands, up to the end of its head; `{}` is the preview's own host."""
    [token] = re.findall('data-token="([^"]+)"', preview.ask("/").text)
    head = head.replace("{}", f"127.0.0.1:{preview.port}").replace("{token}", token)
    with socket.create_connection(("127.0.0.1", preview.port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode("latin-1") + b"\r\n\r\n" + body)
        answer = b""
        while b"\r\n\r\n" not in answer and (more := connection.recv(1 << 16)):
            answer += more
    return answer


def _status(answer: bytes) -> int:
    return int(answer.split()[1]) if answer else 0


PATHS = (
    *(
        "/../../outside.txt",
        "/..%2f..%2foutside.txt",
        "/%2e%2e/%2e%2e/outside.txt",
        "/..\\..\\outside.txt",
        "/%5c..%5coutside.txt",
    ),
    *("//etc/passwd", "/....//....//outside.txt", "/%00", "/a%00.html", "/%ff%fe", "/\u00e4", "/" + "a" * 5000, "/%", "/%u0041"),
    *("/_digest/../../outside.txt", "/_digest/preview.js/../../../outside.txt", "/_digest/edit/create%2f..", "*"),
    *("/../digest.toml", "/.digest/memory.sqlite", "/..;/digest.toml", "/_digest/editor.py", "http://evil.example/"),
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PROPFIND"])
def test_no_address_leads_out_of_the_site(preview: Running, method: str, path: str) -> None:
    answer = _raw(preview, f"{method} {path} HTTP/1.1\r\nHost: {{}}\r\nConnection: close")

    assert 400 <= _status(answer) < 500
    assert OUTSIDE.encode() not in answer


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("GET / HTTP/1.1", 400),
        ("GET / HTTP/9.9\r\nHost: {}", 400),
        ("GET", 400),
        ("GET / HTTP/1.1\r\nHost: ", 403),
        ("GET / HTTP/1.1\r\nHost: [::1", 403),
        ("GET / HTTP/1.1\r\nHost: {}, evil.example", 400),
        ("GET / HTTP/1.1\r\nHost: {}@evil.example", 400),
        ("GET / HTTP/1.1\r\nHost: {}\r\nHost: evil.example", 400),
        ("GET / HTTP/1.1\r\nHost: {}\r\nX: " + "a" * 100_000, 0),
        ("GET / HTTP/1.1\r\nHost: {}\r\nRange: bytes=99999999999999999999-", 200),
        ("GET / HTTP/1.1\r\nHost: {}\r\nIf-Modified-Since: \xff", 200),
        ("POST /_digest/edit/facts HTTP/1.1\r\nHost: {}\r\nContent-Length: -1", 400),
        ("POST /_digest/edit/facts HTTP/1.1\r\nHost: {}\r\nContent-Length: 99999999999999999999", 400),
        ("POST /_digest/edit/facts HTTP/1.1\r\nHost: {}\r\nContent-Length: 2\r\nContent-Length: 3", 400),
        ("POST /_digest/edit/facts HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\nContent-Length: 2", 400),
        (f"GET /livereload HTTP/1.1\r\nHost: {{}}\r\n{UPGRADE}Origin: http://evil.example", 403),
        (f"GET /livereload HTTP/1.1\r\nHost: {{}}\r\n{UPGRADE}Origin: http://[", 403),
        (f"GET /livereload HTTP/1.1\r\nHost: {{}}\r\n{UPGRADE}Sec-WebSocket-Origin: http://[", 403),
    ],
)
def test_a_head_that_is_none_is_refused(preview: Running, head: str, status: int) -> None:
    assert _status(_raw(preview, head)) == status


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[evil", "[", "http://{}/", "http://{}@evil.example", "http://{}\xff", "//{}"]
)
def test_an_origin_that_is_none_is_refused(preview: Running, origin: str) -> None:
    asked = "X-Digest-Token: {token}\r\nContent-Type: application/json\r\nContent-Length: 2"

    answer = _raw(preview, f"POST /_digest/edit/facts HTTP/1.1\r\nHost: {{}}\r\nOrigin: {origin}\r\n{asked}", b"{}")

    assert _status(answer) == 403


@pytest.mark.parametrize("message", [b"hello", b"[]", b"{}", b"[" * 100, b'"command"', b"\xff\xff", b""])
def test_a_message_that_is_no_command_ends_the_socket(preview: Running, message: bytes) -> None:
    head = f"GET /livereload HTTP/1.1\r\nHost: {{}}\r\n{UPGRADE}Origin: http://{{}}"
    frame = bytes((0x82, 0x80 | len(message))) + bytes(4) + message

    with socket.create_connection(("127.0.0.1", preview.port), timeout=PATIENCE) as connection:
        connection.sendall(head.replace("{}", f"127.0.0.1:{preview.port}").encode() + b"\r\n\r\n" + frame)
        answer = b""
        while not answer.endswith(END) and (more := connection.recv(1 << 16)):
            answer += more

    assert answer.endswith(END)


# ---------------------------------------------------------------------------------------------------------- the editor

ACTS: dict[str, dict[str, Any]] = {
    "facts": {},
    "text": {"source": "speech"},
    "selection": {
        "source": "speech",
        "start_block": 15,
        "start_units": 0,
        "end_block": 15,
        "end_units": 14,
        "text": "The river rose",
    },
    "date": {"date": "2021"},
    "prose": {"note": "*Words*"},
    "annotation": {"id": "flood"},
    "create": {"title": "New"},
    "change": {"id": "flood", "title": "Other"},
    "remove": {"id": "flood"},
    "undo": {"key": "1"},
    "mend": {"key": "1"},
}
FIELDS = (
    *("id", "slug", "key", "tag", "title", "date", "kind", "note", "draft", "people", "passages", "source", "text", "__proto__"),
    *("start_block", "start_units", "end_block", "end_units"),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        2**31,
        10**30,
        1.5,
        float("inf"),
        float("nan"),
        [],
        [[]],
        {},
        {"a": 1},
        ["x"] * 300,
        [None],
        ["a", "\n"],
    ),
    *(
        "",
        "..",
        "../../outside",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "\0",
        "\ud800",
        "\u202e",
        "x" * 100_001,
        "con",
        "COM1",
        ". ",
        "%2e%2e%2f",
    ),
    *(
        "{{7*7}}",
        "<script>",
        "---\n---",
        "---\ntitle: x\n",
        "!!python/object:x",
        "&a [*a]",
        "x: y",
        "'",
        '"',
        "|",
        "? x",
        "[a, b]",
        "*x",
    ),
    *("a\nb\rc\u2028d", "\t", "\ufeff", "null", "~", "0755", "2021-13-45"),
    *(
        [{"source": "speech"}],
        [{"source": "../x", "exact": "The river rose"}],
        [{"at": 0}],
        [{"at": 99}],
        [{"at": -1, "source": "speech"}],
    ),
    *([{"source": ["speech"]}], [{"source": "speech", "exact": "The river rose", "prefix": 5}]),
)
BODIES = (
    b"",
    b"[]",
    b"null",
    b"{",
    b"\xff\xfe{}",
    b'{"a":' * 2000,
    b"[" * 100_000,
    b"\xef\xbb\xbf[]",
    '{"title":"x"}'.encode("utf-16"),
)


def _files(folder: Path) -> dict[str, bytes]:
    """Every file, but for those of the preview itself."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".digest"]
        found.update({os.path.relpath(f"{place}/{name}", folder): Path(place, name).read_bytes() for name in names})
    return found


def test_whatever_the_editor_is_asked_it_answers_and_writes_notes_only(tmp_path: Path) -> None:
    chance = random.Random(7)
    make(tmp_path, {"outside.txt": OUTSIDE})
    with running(make(tmp_path / "digest", SOUND)) as preview:
        before = _files(tmp_path)
        bodies = [(act, body) for act in ("facts", "create") for body in BODIES]
        for act, table in ACTS.items():
            for _ in range(12):
                odd = {chance.choice(FIELDS): chance.choice(VALUES) for _ in range(chance.randint(1, 3))}
                bodies.append((act, json.dumps({**table, **odd}).encode()))
        for act, body in bodies:
            answer = preview.edit_as(act, body)
            assert answer.status < 500, (act, body[:300], answer.text)
            assert isinstance(json.loads(answer.body), dict)
            assert OUTSIDE not in answer.text
        after = _files(tmp_path)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        assert changed
        assert {path for path in changed if not re.fullmatch(r"digest/content/annotations/[^/]+\.md", path)} == set()
        assert preview.edit("facts")[0] == 200
    assert "Uncaught" not in "".join(preview.said)

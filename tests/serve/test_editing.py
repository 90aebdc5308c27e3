"""The editor over HTTP: who may ask, and that a file which is written shows."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from digest.serve.editing import MAX_BODY
from tests.making import SOUND, make
from tests.serve.running import PATIENCE, Running, running

FLOOD = "content/annotations/flood.md"
NEW = json.dumps({"title": "New", "date": "2020"}).encode()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview that is only looked at."""
    with running(make(tmp_path_factory.mktemp("digest"), SOUND)) as preview:
        yield preview


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Running]:
    """A preview whose files the test may change."""
    with running(make(tmp_path, SOUND)) as preview:
        assert preview.status["messages"] == []
        yield preview


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Digest_Token": ""}, 403),
        ({"X_Digest_Token": "0123456789"}, 403),
        ({"X_Digest_Token": "ä"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://localhost:{port}"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, 403),
        ({"Content_Type": ""}, 415),
        ({"Content_Type": "text/plain"}, 415),
        ({"Content_Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content_Type": "multipart/form-data; boundary=x"}, 400),
    ],
)
@pytest.mark.parametrize("act", ["create", "facts"])
def test_only_the_preview_s_own_pages_may_ask(preview: Running, act: str, headers: dict[str, str], status: int) -> None:
    sent = {name: value.format(port=preview.port) for name, value in headers.items()}

    answer = preview.edit_as(act, NEW, **sent)

    assert answer.status == status
    assert "New" not in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert sorted((preview.root / "content/annotations").iterdir()) == [preview.root / FLOOD]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_there_is_one_way_to_ask(preview: Running, method: str) -> None:
    assert preview.ask("/_digest/edit/facts", method=method).status in (403, 405)


def test_what_the_editor_cannot_do_is_not_there(preview: Running) -> None:
    assert preview.edit_as("execute", b"{}").status == 404


def test_bodies_are_limited(preview: Running) -> None:
    connection = HTTPConnection("127.0.0.1", preview.port, timeout=PATIENCE)
    connection.putrequest("POST", "/_digest/edit/create")
    connection.putheader("Content-Length", str(MAX_BODY + 1))
    connection.endheaders()
    assert connection.getresponse().status in (400, 413)
    connection.close()
    assert preview.edit("facts")[0] == 200


def test_each_run_has_a_token_of_its_own(tmp_path: Path, preview: Running) -> None:
    with running(make(tmp_path, SOUND)) as other:
        token = other.ask("/").text.partition('data-token="')[2].partition('"')[0]
    assert len(token) == 32
    assert preview.edit_as("facts", b"{}", X_Digest_Token=token).status == 403


def test_pages_may_not_be_framed(preview: Running) -> None:
    for path in ("/", "/feed.xml", "/none"):
        assert preview.ask(path).headers["Content-Security-Policy"] == "frame-ancestors 'none'"


def test_what_is_written_shows_and_what_is_removed_comes_back(edited: Running) -> None:
    edited.told(
        lambda: edited.edit("create", title="New", date="2020", note="Words."),
        lambda: edited.ask("/annotations/new/").status == 200,
    )
    assert "Words." in edited.ask("/annotations/new/").text
    tag = edited.edit("annotation", slug="new")[1]["tag"]

    edited.told(
        lambda: edited.edit("change", id="new", tag=tag, note="Other words."),
        lambda: "Other words." in edited.ask("/annotations/new/").text,
    )
    tag = edited.edit("annotation", slug="new")[1]["tag"]
    edited.told(lambda: edited.edit("remove", id="new", tag=tag), lambda: edited.ask("/annotations/new/").status == 404)
    [gone] = edited.edit("facts")[1]["removed"]
    edited.told(lambda: edited.edit("undo", key=gone["key"]), lambda: edited.ask("/annotations/new/").status == 200)


def test_a_finding_is_mended(edited: Running) -> None:
    text = (edited.root / FLOOD).read_text("utf-8")
    edited.told(
        lambda: make(edited.root, {FLOOD: text.replace("river rose", "river roze")}), lambda: bool(edited.status["messages"])
    )
    [message] = edited.status["messages"]
    assert message["instead"] == "The river rose"

    edited.told(lambda: edited.edit("mend", key=message["key"]), lambda: not edited.status["messages"])

    assert (edited.root / FLOOD).read_text("utf-8") == text


def test_nothing_of_the_editor_is_in_any_file(edited: Running) -> None:
    edited.ask("/")
    files = [path for path in (edited.root / ".digest/preview").rglob("*") if path.is_file()]
    assert files
    assert not any(b"_digest/" in path.read_bytes() or b"data-token" in path.read_bytes() for path in files)
    assert not (edited.root / "site").exists()

"""The preview as it is started by a person: a process, its answers, its end."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random
from socket import create_connection

import pytest

from tests.making import NOTE, SETTINGS, SOUND, make, note
from tests.serve.running import PATIENCE, STATUS, Listener, Running, running, start

STYLE = "templates/assets/digest.css"
FLOOD = "content/annotations/flood.md"

# More than one chunk of any server before the end of the head
LONG = f"<!doctype html><head><title>Long</title>{'<!-- -->' * 50_000}</head><p>Long"

FILES = {
    **SOUND,
    "content/annotations/draft.md": note(title="A draft", date="2021-12-08", draft="true"),
    "content/annotations/later.md": note(title="For later", date="2021-12-09", published="2030-01-01"),
    **{f"content/static/{name}": "abcdef" for name in ("a.txt", "a.ics", "a.jsonld", "a.svg", "a.png", "a b.txt")},
    "content/static/long.html": LONG,
    "content/static/headless.html": "<p>A page without a head",
}


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A preview that is only looked at."""
    with running(make(tmp_path_factory.mktemp("digest"), FILES)) as preview:
        yield preview


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Running]:
    """A preview whose files the test may change."""
    with running(make(tmp_path, SOUND)) as preview:
        assert preview.status["messages"] == []
        yield preview


def test_it_says_where_it_is(preview: Running) -> None:
    assert preview.said == [f"Preview at {preview.url} (Ctrl-C stops it)\n"]


def test_pages_carry_the_script_on_the_wire_only(preview: Running) -> None:
    served = preview.ask("/annotations/flood/").text
    built = (preview.root / ".digest/preview/annotations/flood/index.html").read_text("utf-8")

    [token] = re.findall('data-token="([^"]{32})"', served)
    script = f'<script src="/_digest/preview.js" data-site="{preview.status["site"]}" data-token="{token}" defer></script>'
    editor = '<script src="/_digest/editor.js" type="module"></script>'
    assert served == built.replace("</head>", f"{script}{editor}</head>")
    assert not (preview.root / "site").exists()


def test_pages_of_any_size_and_make_carry_the_script(preview: Running) -> None:
    for path in ("/long.html", "/headless.html"):
        answer = preview.ask(path)
        assert answer.text.count("/_digest/preview.js") == 1
        assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_other_files_are_served_as_they_are(preview: Running) -> None:
    assert preview.ask("/feed.xml").body == (preview.root / ".digest/preview/feed.xml").read_bytes()


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/feed.xml", "application/xml; charset=utf-8"),
        ("/feed.json", "application/json; charset=utf-8"),
        ("/a.jsonld", "application/ld+json; charset=utf-8"),
        ("/a.ics", "text/calendar; charset=utf-8"),
        ("/a.svg", "image/svg+xml; charset=utf-8"),
        ("/a.png", "image/png"),
        ("/a%20b.txt", "text/plain; charset=utf-8"),
        ("/assets/digest.css?swapped", "text/css; charset=utf-8"),
        ("/_digest/preview.js", "text/javascript; charset=utf-8"),
        ("/_digest/preview.css", "text/css; charset=utf-8"),
        ("/_digest/status", "application/json; charset=utf-8"),
    ],
)
def test_every_answer_has_its_type_and_is_not_kept(preview: Running, path: str, type: str) -> None:
    answer = preview.ask(path)

    assert (answer.status, answer.headers["Content-Type"]) == (200, type)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_part_of_a_file_can_be_asked_for(preview: Running) -> None:
    """As browsers do to wind sound and film."""
    answer = preview.ask("/a.txt", Range="bytes=2-3")
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (206, b"cd", "bytes 2-3/6")


def test_a_head_without_its_body_can_be_asked_for(preview: Running) -> None:
    for path in ("/", "/a.txt"):
        whole, head = preview.ask(path), preview.ask(path, method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_a_folder_is_a_page(preview: Running) -> None:
    answer = preview.ask("/annotations/flood")
    assert (answer.status, answer.headers["Location"]) == (301, "/annotations/flood/")


@pytest.mark.parametrize(
    "path",
    [
        *("/none", "/none/", "/annotations/none.html", "/index.html/", "/none.css"),
        *("/../digest.toml", "/..%2f..%2fdigest.toml", "/%2e%2e/%2e%2e/digest.toml", "/annotations/../../../digest.toml"),
        *("//../digest.toml", "/%5c..%5cdigest.toml", "/.%00./digest.toml", "/%00", "/" + "x" * 5000),
        *("/_digest/../preview.js", "/_digest/server.py", "/forcereload", "/livereload.js"),
    ],
)
def test_what_is_not_there_is_the_site_s_own_page(preview: Running, path: str) -> None:
    answer = preview.ask(path)

    assert (answer.status, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "There is no page here" in answer.text
    assert "/_digest/preview.js" in answer.text


def test_drafts_and_scheduled_items_are_shown_as_such(preview: Running) -> None:
    home = preview.ask("/").text
    for title, badge in (("A draft", "Draft"), ("For later", "Scheduled")):
        assert re.search(rf'>{title}</a>(?:(?!</article>).)*<strong class="flag">{badge}</strong>', home, re.DOTALL)


def test_feeds_work_under_the_preview_s_address(preview: Running) -> None:
    feed = preview.ask("/feed.xml").text
    assert f'href="{preview.url}annotations/flood/"' in feed
    assert "https://digest.example/" not in re.sub("<id>.*?</id>", "", feed)


@pytest.mark.parametrize("path", ["/", "/feed.xml", STATUS, "/_digest/preview.js", "/none", "/livereload"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "", "0.0.0.0:{port}"])
def test_strangers_names_are_refused(preview: Running, path: str, host: str) -> None:
    answer = preview.ask(path, Host=host.format(port=preview.port))

    assert answer.status in (400, 403)
    assert "Flood" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "LOCALHOST:{port}", "localhost", "[::1]:{port}"])
def test_this_machine_s_names_are_answered_to(preview: Running, host: str) -> None:
    assert preview.ask("/", Host=host.format(port=preview.port)).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "http://localhost:{port}", "null"])
def test_the_socket_is_for_our_own_pages(preview: Running, origin: str) -> None:
    with Listener(preview.port, preview.url.rstrip("/")) as ours:
        assert ours.answer == "HTTP/1.1 101 Switching Protocols"
    with Listener(preview.port, origin.format(port=preview.port)) as other:
        assert other.answer == "HTTP/1.1 403 Forbidden"


# ---------------------------------------------------------------------------------------------------------------------


def test_a_save_is_built_and_told(edited: Running) -> None:
    def save() -> None:
        make(edited.root, {FLOOD: NOTE.replace("A note.", "Another.")})

    told = edited.told(save, lambda: "Another." in edited.ask("/annotations/flood/").text)

    assert told == ["*"]


def test_a_save_that_changes_nothing_loads_nothing(edited: Running) -> None:
    assert edited.told(lambda: make(edited.root, {FLOOD: NOTE}), lambda: True) == [STATUS]


def test_a_changed_style_sheet_is_told_alone(edited: Running) -> None:
    edited.told(lambda: make(edited.root, {STYLE: "p { color: red }"}), lambda: True)
    assert edited.ask("/assets/digest.css").text == "p { color: red }"


def test_of_many_saves_the_last_is_served(edited: Running) -> None:
    def save() -> None:
        for n in range(10):
            make(edited.root, {FLOOD: NOTE.replace("A note.", f"Note {n}.")})

    edited.told(save, lambda: "Note 9." in edited.ask("/annotations/flood/").text)


def test_a_checkout_of_500_files_is_served(edited: Running) -> None:
    notes = {f"content/annotations/{n % 7}/n{n}.md": note(title=f"Note {n}", date="2021-12-07") for n in range(500)}

    edited.told(lambda: make(edited.root, notes), lambda: edited.ask("/annotations/n499/").status == 200)

    assert {edited.ask(f"/annotations/n{n}/").status for n in range(500)} == {200}


def _rename(root: Path) -> None:
    (root / FLOOD).rename(root / "content/annotations/river.md")


def _remove(root: Path) -> None:
    (root / FLOOD).unlink()


@pytest.mark.parametrize(("change", "there"), [(_rename, 200), (_remove, 404)])
def test_what_is_renamed_or_removed_is_gone(edited: Running, change: Callable[[Path], None], there: int) -> None:
    edited.told(lambda: change(edited.root), lambda: edited.ask("/annotations/flood/").status == 404)
    assert edited.ask("/annotations/river/").status == there


def test_while_something_is_wrong_the_last_good_site_stays(edited: Running) -> None:
    good = edited.ask("/").text

    def spoil() -> None:
        make(edited.root, {FLOOD: NOTE.replace("The river rose", "The river roared")})

    assert edited.told(spoil, lambda: bool(edited.status["messages"])) == [STATUS]

    assert edited.ask("/").text == good
    [message] = edited.status["messages"]
    assert message["place"] == f"{FLOOD}:5:8"
    assert message["excerpt"] == "    5 | quote: The river roared\n      |        ^^^^^^^^^^^^^^^^"
    assert message["code"] == "D201"
    assert message["message"]

    assert edited.told(lambda: make(edited.root, {FLOOD: NOTE}), lambda: not edited.status["messages"]) == [STATUS]
    assert edited.ask("/").text == good


def test_settings_that_cannot_be_used_are_a_message(edited: Running) -> None:
    zone = SETTINGS + 'timezone = "Mars/Olympus"\n'

    edited.told(lambda: make(edited.root, {"digest.toml": zone}), lambda: bool(edited.status["messages"]))
    assert [message["place"].partition(":")[0] for message in edited.status["messages"]] == ["digest.toml"]
    edited.told(lambda: make(edited.root, {"digest.toml": SETTINGS}), lambda: not edited.status["messages"])


def test_a_first_build_that_fails_is_shown_at_every_address(tmp_path: Path) -> None:
    root = make(tmp_path, {**SOUND, FLOOD: NOTE.replace("The river rose", "The river roared")})
    with running(root) as preview:
        for path in ("/", "/annotations/flood/", "/feed.xml", "/none"):
            answer = preview.ask(path)
            assert (answer.status, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
            assert f"{FLOOD}:5:8: error[" in answer.text
            assert 'data-site=""' in answer.text

        assert preview.told(lambda: make(root, {FLOOD: NOTE}), lambda: preview.ask("/").status == 200) == ["*"]


# ---------------------------------------------------------------------------------------------------------------------


def test_ctrl_c_ends_it_in_silence(tmp_path: Path) -> None:
    preview = start(make(tmp_path, SOUND))
    assert preview.ask("/").status == 200

    assert preview.stop() == 0

    assert [line for text in preview.said for line in text.splitlines() if "rebuilt" not in line] == [
        f"Preview at {preview.url} (Ctrl-C stops it)"
    ]


MISSED = """
import signal
from threading import Timer, get_ident

from tornado.ioloop import IOLoop

from digest.serve.server import ctrl_c_stops_the_loop

# A signal whose thread is another one leaves the waiting of the loop as undisturbed as one that comes just before it.
with ctrl_c_stops_the_loop():
    Timer(0.3, lambda: signal.pthread_kill(get_ident(), signal.SIGINT)).start()
    IOLoop.current().start()
"""


def test_ctrl_c_that_does_not_disturb_the_waiting_ends_it_too() -> None:
    assert subprocess.run([sys.executable, "-c", MISSED], check=False, timeout=PATIENCE).returncode == 0


def test_ctrl_c_ends_a_build_too(tmp_path: Path) -> None:
    notes = {f"content/annotations/n{n}.md": note(title=f"Note {n}", date="2021-12-07") for n in range(3000)}
    preview = start(make(tmp_path, {**SOUND, **notes}))

    assert preview.stop() == 0

    assert preview.said == [f"Preview at {preview.url} (Ctrl-C stops it)\n"]


def test_a_port_that_is_taken_is_named_with_one_that_is_free(tmp_path: Path, preview: Running) -> None:
    command = [sys.executable, "-m", "digest", "serve", "--root", str(make(tmp_path, SOUND)), "--port", str(preview.port)]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)

    assert done.returncode == 2
    found = re.fullmatch(rf"Error: port {preview.port} is in use: try digest serve --port (\d+)\n", done.stderr)
    assert found
    assert int(found[1]) != preview.port
    assert not (tmp_path / ".digest").exists()


def test_a_host_that_is_not_this_machine_s_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "digest", "serve", "--root", str(make(tmp_path, SOUND)), "--host", "192.0.2.1"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: 192.0.2.1 port 8000 cannot be served on: ")


def test_other_machines_are_served_only_when_asked_and_with_a_warning(tmp_path: Path) -> None:
    with running(make(tmp_path, SOUND), "--host", "0.0.0.0") as preview:
        assert preview.ask("/", Host="192.168.1.5").status == 200
        assert preview.ask("/", Host="evil.example").status == 403
        port = preview.port
    warning = (
        f"Whoever can reach port {port} of this machine can read the preview, drafts and whole sources too, and write notes."
    )
    assert warning in "".join(preview.said)


def test_a_browser_is_opened_once_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched = tmp_path / "fetched.html"
    os.mkfifo(fetched)
    program = f"import sys, urllib.request; open({str(fetched)!r}, 'wb').write(urllib.request.urlopen(sys.argv[1]).read())"
    script = make(tmp_path, {"browser.py": program}) / "browser.py"
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} %s")

    with running(make(tmp_path / "digest", SOUND), "--open") as preview:
        assert fetched.read_text("utf-8") == preview.ask("/").text


# ---------------------------------------------------------------------------------------------------------------------


def test_of_200_saves_none_is_lost(edited: Running) -> None:
    """They come in bursts of random size, each as soon as the one before is served; every burst's last save is seen."""
    random = Random(6)
    n = 0
    with Listener(edited.port) as page:
        assert page.next() == STATUS
        while n < 200:
            for _ in range(min(random.choice((1, 1, 1, 2, 3, 7, 20)), 200 - n)):
                n += 1
                make(edited.root, {FLOOD: NOTE.replace("A note.", f"Note number {n}.")})
            page.next()
            while f"Note number {n}." not in edited.ask("/annotations/flood/").text:
                page.next()
    assert (edited.root / FLOOD).read_text("utf-8").endswith("Note number 200.\n")


def test_a_checkout_of_500_changed_files_is_built_twice_at_most(tmp_path: Path) -> None:
    notes = {f"content/annotations/{n % 7}/n{n}.md": note(title=f"Note {n}", date="2021-12-07") for n in range(500)}
    root = make(tmp_path, {**SOUND, **notes})
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=one"]
    program = "init -q|add -A|commit -qm one|checkout -qb two"
    for command in program.split("|"):
        subprocess.run([*git, *command.split()], check=True)
    make(root, {name: text.replace("The body.", "Another body.") for name, text in notes.items()})
    for command in ("add -A", "commit -qm two", "checkout -q one"):
        subprocess.run([*git, *command.split()], check=True)
    with running(root) as preview:
        assert "The body." in preview.ask("/annotations/n499/").text
        preview.told(
            lambda: subprocess.run([*git, "checkout", "-q", "two"], check=True),
            lambda: "Another body." in preview.ask("/annotations/n499/").text,
        )
        # Whatever else the checkout may have set off is built before this save is.
        preview.told(lambda: make(root, {FLOOD: NOTE + "Last."}), lambda: "Last." in preview.ask("/annotations/flood/").text)
        assert all("Another body." in preview.ask(f"/annotations/n{n}/").text for n in range(500))
    builds = sum("rebuilt" in line for text in preview.said for line in text.splitlines())
    assert builds - 2 <= 2  # the first one, and that of the last save


def test_hidden_files_among_the_static_ones_are_noticed_and_served(edited: Running) -> None:
    proof = "content/static/.well-known/proof.txt"
    for words in ("one", "two"):
        edited.told(
            lambda words=words: make(edited.root, {proof: words}),  # type: ignore[misc]
            lambda words=words: edited.ask("/.well-known/proof.txt").body == words.encode(),  # type: ignore[misc]
        )


def test_two_previews_of_one_digest_do_not_disturb_one_another(edited: Running) -> None:
    with running(edited.root) as other:
        assert other.status["messages"] == []
        for each in (edited, other):
            assert f'href="{each.url}annotations/flood/"' in each.ask("/feed.xml").text
    assert {path.name for path in (edited.root / ".digest").iterdir() if path.is_dir()} >= {"preview", "preview-2"}
    with running(edited.root) as again:
        assert again.ask("/").status == 200
    assert not (edited.root / ".digest/preview-3").exists()


def test_a_thousand_requests_of_two_hundred_readers_are_answered(preview: Running) -> None:
    paths = ("/", "/annotations/flood/", "/feed.xml", "/assets/digest.css", "/none")
    with ThreadPoolExecutor(200) as readers:
        found = list(readers.map(lambda n: (n % 5, preview.ask(paths[n % 5]).status), range(1000)))
    assert set(found) == {(0, 200), (1, 200), (2, 200), (3, 200), (4, 404)}


def test_connections_that_say_half_a_request_hinder_nobody(preview: Running) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            half = stack.enter_context(create_connection(("127.0.0.1", preview.port), timeout=PATIENCE))
            half.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1")
        assert preview.ask("/").status == 200
        assert preview.edit("facts")[0] == 200

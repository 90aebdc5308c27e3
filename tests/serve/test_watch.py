"""Changes → builds, on a real disk."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue
from threading import Event

import pytest

from digest.serve.watch import Rebuild, TreeWatcher
from tests.making import SOUND, make

PATIENCE = 30


@contextmanager
def watching(root: Path, rebuild: Rebuild) -> Iterator[TreeWatcher]:
    watcher = TreeWatcher(root, rebuild)
    assert watcher.start(lambda: None)
    yield watcher
    watcher.stop()


def files(root: Path) -> dict[str, str]:
    """The digest as a build would see it; files may go meanwhile."""
    found = {}
    for folder, _, names in os.walk(root):
        for path in (Path(folder, name) for name in names):
            with suppress(FileNotFoundError):
                found[path.relative_to(root).as_posix()] = path.read_text("utf-8")
    return found


def seen(builds: "Queue[dict[str, str]]", root: Path) -> None:
    """Waits for a build that saw the files as they are now."""
    now = files(root)
    while builds.get(timeout=PATIENCE) != now:
        pass


def _rename(root: Path) -> None:
    (root / "content/annotations/flood.md").rename(root / "content/annotations/river.md")


def _replace(root: Path) -> None:
    """As editors save: beside it, then over it."""
    make(root, {"digest.toml~": "", ".digest.toml.part": "title = 'B'\n"})
    (root / ".digest.toml.part").replace(root / "digest.toml")


def _grow(root: Path) -> None:
    make(root, {"templates/deep/er/still/page.html": "new"})


def _move_away_and_back(root: Path) -> None:
    (root / "content").rename(root / "elsewhere")
    (root / "elsewhere").rename(root / "content")
    make(root, {"content/annotations/flood.md": "after"})


CHANGES: dict[str, Callable[[Path], object]] = {
    "a save": lambda root: make(root, {"content/annotations/flood.md": "other"}),
    "a seed": lambda root: make(root, {"seeds/speech.txt": "other"}),
    "the settings": lambda root: make(root, {"digest.toml": "other"}),
    "the settings, replaced": _replace,
    "a renaming": _rename,
    "a deletion": lambda root: (root / "content/annotations/flood.md").unlink(),
    "a folder's deletion": lambda root: shutil.rmtree(root / "content/annotations"),
    "new folders": _grow,
    "a folder that goes and comes back": _move_away_and_back,
    "500 files": lambda root: make(root, {f"content/annotations/{n % 7}/{n}.md": str(n) for n in range(500)}),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_built(tmp_path: Path, change: Callable[[Path], object]) -> None:
    root = make(tmp_path, SOUND)
    builds: Queue[dict[str, str]] = Queue()
    with watching(root, lambda _: builds.put(files(root))):
        seen(builds, root)

        change(root)

        seen(builds, root)
        # The watch goes on after it.
        make(root, {"content/annotations/last.md": "last"})
        seen(builds, root)


def test_every_change_is_built_where_the_system_tells_of_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    root = make(tmp_path, SOUND)
    builds: Queue[dict[str, str]] = Queue()
    with watching(root, lambda _: builds.put(files(root))):
        seen(builds, root)

        _grow(root)

        seen(builds, root)


def test_changes_during_a_build_lead_to_exactly_one_more(tmp_path: Path) -> None:
    builds: Queue[int] = Queue()
    go_on = Event()

    def rebuild(_: object) -> None:
        builds.put(1)
        go_on.wait(PATIENCE)

    with watching(make(tmp_path, SOUND), rebuild) as watcher:
        builds.get(timeout=PATIENCE)
        for _ in range(10):
            watcher.changed.set()
        go_on.set()
        builds.get(timeout=PATIENCE)

    assert builds.empty()


def test_what_is_no_part_of_a_site_is_not_watched(tmp_path: Path) -> None:
    root = make(tmp_path, {**SOUND, ".git/index": "", "site/index.html": "", "content/.cache/x": ""})
    builds: Queue[dict[str, str]] = Queue()
    with watching(root, lambda _: builds.put(files(root))):
        seen(builds, root)

        others = ("site/index.html", ".git/index", ".digest/preview/index.html", "notes.txt", "content/.cache/x")
        litter = ("content/annotations/.flood.md.swp", "content/annotations/flood.md~")
        make(root, dict.fromkeys((*others, *litter), "1"))
        before = files(root)
        make(root, {"content/annotations/last.md": "last"})

        first = builds.get(timeout=PATIENCE)
        assert first != before
        assert "content/annotations/last.md" in first


def test_a_stopped_watch_leaves_no_thread(tmp_path: Path) -> None:
    watcher = TreeWatcher(make(tmp_path, SOUND), lambda _: None)
    watcher.start(lambda: None)
    watcher.stop()

    assert not any(thread.is_alive() for thread in watcher.threads)

"""Which files of a digest are read, and which are left alone."""

import os
import subprocess
from pathlib import Path

from digest.model.config import Config
from digest.store import atomic, project, tree
from tests.making import make, said


def test_hidden_files_are_copied_where_a_web_server_looks_for_them(tmp_path: Path) -> None:
    for name in (
        "content/static/.well-known/security.txt",
        "content/static/.nojekyll",
        "content/static/.DS_Store",
        "content/pages/.a.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    files, found = tree.read(tmp_path, "content")
    assert [file.path for file in files] == ["content/static/.nojekyll", "content/static/.well-known/security.txt"]
    assert found == []


def test_a_message_about_a_pipe_or_a_device_shows_nothing_of_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to("/dev/zero")
    (tmp_path / "file.txt").write_bytes(b"\xef\xbb\xbfa\xff")
    assert [tree.excerpted(tmp_path, name) for name in ("pipe.txt", "link.txt", "none.txt", "a\0b", "file.txt")] == [
        "", "", "", "", "a\ufffd",
    ]  # fmt: skip


def test_a_folder_that_is_a_link_is_told_and_not_gone_into(tmp_path: Path) -> None:
    """Its files were read, wherever it led."""
    make(tmp_path, {"outside/x.txt": "do not read me", "digest/a": ""})
    (tmp_path / "digest/seeds").symlink_to("../outside")

    assert said(tree.scan(tmp_path / "digest", "seeds").diagnostics) == [
        "seeds: warning[D151] this is no ordinary file and is left out"
    ]


def test_settings_that_are_a_link_are_not_read(tmp_path: Path) -> None:
    make(tmp_path, {"outside.toml": 'schema = 1\ntitle = "Read"\n'})
    (tmp_path / "digest.toml").symlink_to("outside.toml")

    loaded = project.load(tmp_path)

    assert loaded.value.config.title == Config().title
    assert [each.code for each in loaded.diagnostics] == ["D152"]


def test_folders_within_folders_by_the_thousand_are_walked(tmp_path: Path) -> None:
    """Each took a level of Python's stack, until there was none left."""
    depth = 1500
    here = os.open(make(tmp_path, {"content/x.md": ""}) / "content", os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)

    try:
        assert list(tree.scan(tmp_path, "content").stamps) == ["content/x.md"]
    finally:
        # `shutil.rmtree`, by which pytest tidies up, takes a level of the stack for each as well.
        subprocess.run(["rm", "-rf", tmp_path / "content"], check=True)


def test_what_a_killed_command_left_is_swept_and_what_one_at_work_writes_is_not(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    names = [f"content/{atomic.PART}{number}-x" for number in (ended.pid, os.getpid(), "x")]
    make(tmp_path, dict.fromkeys(names, ""))
    litter = tree.scan(tmp_path, "content").litter

    atomic.sweep(tmp_path, litter)

    assert sorted(litter) == sorted(names)
    assert [(tmp_path / name).exists() for name in names] == [False, True, True]

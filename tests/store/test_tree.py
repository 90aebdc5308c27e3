"""Which files of a digest are read, and which are left alone."""

import os
from pathlib import Path

from digest.store import tree


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

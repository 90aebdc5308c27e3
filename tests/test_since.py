"""What was published and says something else now is found, unless it says so; and Git runs nothing for it."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest.cli import cli
from tests.making import CARD, NOTE, SETTINGS, SPEECH, Files, make

FLOOD = "content/annotations/flood.md"
FILES: dict[str, str | bytes] = {
    "digest.toml": SETTINGS,
    "seeds/speech.txt": SPEECH,
    "content/sources/speech.md": CARD,
    FLOOD: NOTE,
    "content/annotations/later.md": NOTE.replace("2026-11-20", "2999-01-01"),
    "content/annotations/draft.md": NOTE.replace("published", "draft: true\npublished"),
}


def _git(root: Path, *words: str) -> str:
    own = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-c", "commit.gpgSign=false")
    return subprocess.run(["git", *own, *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def _committed(root: Path, files: Files = FILES) -> Path:
    make(root, files)
    _git(root, "init")
    _git(root, "add", "-A")
    _git(root, "commit", "-m", "first")
    return root


def _check(root: Path, revision: str = "HEAD") -> Result:
    return CliRunner().invoke(cli, ["check", "--since", revision, "--root", str(root)], env={"SOURCE_DATE_EPOCH": "1796083200"})


def _silent(root: Path, revision: str = "HEAD") -> list[str]:
    """The warnings about silent changes: what they say, then each difference."""
    result = _check(root, revision)
    assert result.exit_code == 0, result.output
    found = [line.partition("] ")[2] for line in result.stderr.splitlines() if "[D32" in line]
    return found + [line.strip() for line in result.stderr.splitlines() if "{+" in line or "[-" in line]


DECLARED = "published: 2026-11-20\n---\nA note."


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("A note.", "A note.", []),
        ("A note.", "A new note.", ["changed silently since HEAD: note", "note: A {+new+} note."]),
        ("A note.", "*A*  note.", []),
        ("title: Flood", "title: The flood", ["changed silently since HEAD: title", "title: [-Flood-] {+The flood+}"]),
        ("The river", "river", ["changed silently since HEAD: quotation 1", "quotation 1: speech: [-The-] river rose"]),
        ("date: 2021-12-07", "date: 2021-12", ["changed silently since HEAD: date", "date: [-2021-12-07-] {+2021-12+}"]),
        (DECLARED, DECLARED.replace("---", "modified: 2026-11-21\n---").replace("A note", "New"), []),
        (
            DECLARED,
            DECLARED.replace("---", "corrections: [{date: 2026-11-21, text: Spelling., minor: true}]\n---").replace(
                "A note", "New"
            ),
            [],
        ),
        ("published: 2026-11-20\n", "published: 2026-11-20\norder: 3\n", []),
    ],
)
def test_a_silent_change_of_what_was_published(tmp_path: Path, old: str, new: str, found: list[str]) -> None:
    root = _committed(tmp_path)
    assert old in NOTE
    make(root, {FLOOD: NOTE.replace(old, new)})

    assert _silent(root) == found


def test_a_correction_that_goes_away_is_a_silent_change(tmp_path: Path) -> None:
    corrected = NOTE.replace("published", "corrections: [{date: 2026-11-21, text: It was Monday.}]\npublished")
    root = _committed(tmp_path, {**FILES, FLOOD: corrected})
    make(root, {FLOOD: NOTE})

    assert _silent(root) == [
        "changed silently since HEAD: the correction of 2026-11-21",
        "the correction of 2026-11-21: [-It was Monday.-]",
    ]


def test_of_what_was_retracted_nobody_sees_the_note(tmp_path: Path) -> None:
    retracted = NOTE.replace("published", "corrections: [{date: 2026-11-21, type: retraction, text: Wrong.}]\npublished")
    root = _committed(tmp_path, {**FILES, FLOOD: retracted})
    make(root, {FLOOD: retracted.replace("A note.", "Another note.")})

    assert _silent(root) == []


def test_of_a_long_note_only_what_changed_is_shown(tmp_path: Path) -> None:
    words = " ".join(f"w{n}" for n in range(60))
    root = _committed(tmp_path, {**FILES, FLOOD: NOTE.replace("A note.", words)})
    make(root, {FLOOD: NOTE.replace("A note.", words.replace("w30", "x"))})

    assert _silent(root)[1] == "note: … w26 w27 w28 w29 [-w30-] {+x+} w31 w32 w33 w34 …"


def test_what_was_not_published_may_change(tmp_path: Path) -> None:
    root = _committed(tmp_path)
    for name in ("later", "draft"):
        text = str(FILES[f"content/annotations/{name}.md"])
        make(root, {f"content/annotations/{name}.md": text.replace("A note.", "New.")})
    make(root, {"content/annotations/new.md": NOTE})

    assert _silent(root) == []


def test_a_moved_file_is_known_by_its_id(tmp_path: Path) -> None:
    root = _committed(tmp_path)
    (root / FLOOD).unlink()
    make(root, {"content/annotations/2021/flood.md": NOTE.replace("A note.", "New.")})
    assert _silent(root)[0] == "changed silently since HEAD: note"

    (root / "content/annotations/2021/flood.md").unlink()
    make(root, {"content/annotations/water.md": NOTE.replace("title", "id: flood\ntitle")})
    assert _silent(root) == []

    make(root, {"content/annotations/water.md": NOTE})
    result = _check(root)
    assert "flood.md:1:1: warning[D322] “flood” was published at HEAD, and is gone" in result.stderr
    assert "content/annotations/water.md looks like it: ids are permanent, so write “id: flood” there" in result.stderr


def test_what_was_published_does_not_go_in_silence(tmp_path: Path) -> None:
    root = _committed(tmp_path)
    make(root, {FLOOD: NOTE.replace("published", "draft: true\npublished")})
    assert "flood.md:1:1: warning[D322] published at HEAD, and a draft now" in _check(root).stderr

    (root / FLOOD).unlink()
    assert "bring it back and retract it" in _check(root).stderr


def test_a_digest_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    make(tmp_path / "süd/digest", FILES)
    _committed(tmp_path, {"README": "x"})
    make(tmp_path / "süd/digest", {FLOOD: NOTE.replace("A note.", "New.")})

    assert _silent(tmp_path / "süd/digest")[0] == "changed silently since HEAD: note"


@pytest.mark.parametrize("revision", ["gone", "", "--output=x", "-h", "HEAD:digest.toml", "HEAD^9", "x\ny"])
def test_a_revision_that_git_does_not_know(tmp_path: Path, revision: str) -> None:
    result = _check(_committed(tmp_path), revision)

    assert result.exit_code == 2
    assert f"--since: Git knows no revision “{revision}”" in result.stderr
    assert not (tmp_path / "x").exists()


def test_where_there_is_no_repository_and_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, FILES)

    result = _check(tmp_path)
    assert (result.exit_code, "--since: Git says: not a git repository" in result.stderr) == (2, True)

    monkeypatch.setenv("PATH", str(tmp_path))
    assert "--since: there is no “git” on this machine" in _check(tmp_path).stderr


def test_nothing_that_a_repository_names_is_run(tmp_path: Path) -> None:
    root = _committed(tmp_path)
    lost = _git(root, "rev-parse", f"HEAD:{FLOOD}")
    make(root, {FLOOD: NOTE.replace("A note.", "New."), ".gitattributes": "*.md filter=evil diff=evil\n"})
    trap, program = root / "ran", root / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    program.chmod(0o755)
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        (root / ".git/hooks").mkdir(exist_ok=True)
        (root / ".git/hooks" / name).symlink_to(program)
    settings = f"""
[core]
\tfsmonitor = {program}
\tpager = {program}
\tsshCommand = {program}
\talternateRefsCommand = {program}
[filter "evil"]
\tsmudge = {program}
\tclean = {program}
[diff "evil"]
\ttextconv = {program}
\tcommand = {program}
[alias]
\tls-tree = !{program}
\trev-parse = !{program}
[remote "origin"]
\turl = ext::{program}
\tpromisor = true
\tpartialclonefilter = blob:none
"""
    with (root / ".git/config").open("a") as config:
        config.write(settings)
    assert len(_silent(root)) == 2

    # An object that is not there would be fetched from the remote, whose address is a program.
    (root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    _check(root)

    assert not trap.exists()

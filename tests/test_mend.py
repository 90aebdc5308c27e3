"""`digest check --fix`: what a person accepts is changed, and no other byte of any file."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import cli

SEED = """\
Council keeps the bus | Local

The council voted on Tuesday to keep the night bus. Nine were for it.

Nine were for it then.
"""
CARD = "---\nseed: bus.txt\nrights: {mode: full, basis: ours}\n---\n"
NOTE = """\
---
# a comment that stays
title:   The bus stays
date: "2026-01-13"   # Tuesday
quotes:
  - {source: bus,  exact: "voted on Wednesday to keep the night bus"}
  - source: bus
    exact: >-
      The counsil voted
      on Tuesday
published: 2026-01-14
---
Text with “marks”.
"""


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    for name, text in {
        "digest.toml": 'schema = 1\ntitle = "T"\nbase_url = "https://example.org/"\n',
        "seeds/bus.txt": SEED,
        "content/sources/bus.md": CARD,
        "content/annotations/stays.md": NOTE,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    return tmp_path


def run(root: Path, *words: str, answers: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["check", "--root", str(root), *words], input=answers)
    return result.exit_code, result.output


def test_every_suggestion_that_is_sure_enough_is_applied_and_nothing_else(digest: Path) -> None:
    code, said = run(digest, "--fix=all", "--min-confidence=0.5")
    assert (code, "2 of 2 suggestions applied" in said) == (0, True)
    assert (digest / "content/annotations/stays.md").read_text("utf-8") == NOTE.replace(
        '"voted on Wednesday to keep the night bus"', '"voted on Tuesday to keep the night bus"'
    ).replace("The counsil voted\n      on Tuesday", "The council voted on Tuesday")
    assert (digest / "seeds/bus.txt").read_text("utf-8") == SEED


def test_a_dry_run_says_what_it_would_do_and_does_nothing(digest: Path) -> None:
    code, said = run(digest, "--fix=all", "--min-confidence=0.5", "--dry-run")
    assert code == 1
    assert "“voted on Wednesday to keep the night bus” would become “voted on Tuesday to keep the night bus”" in said
    assert "2 of 2 suggestions would be applied" in said
    assert (digest / "content/annotations/stays.md").read_text("utf-8") == NOTE


@pytest.mark.parametrize(
    ("answers", "applied", "code"),
    [("y\ny\n", 2, 0), ("y\nn\n", 1, 1), ("n\ny\n", 1, 1), ("s\n", 0, 1), ("q\n", 0, 1), ("y\nq\n", 1, 1)],
)
def test_a_person_is_asked_about_each(digest: Path, answers: str, applied: int, code: int) -> None:
    found, said = run(digest, "--fix", answers=answers)
    assert (found, f"{applied} of 2 suggestions applied" in said) == (code, True)


def test_what_is_not_sure_enough_is_left_alone(digest: Path) -> None:
    code, said = run(digest, "--fix=all", "--min-confidence=1")
    assert (code, "0 of 2 suggestions applied" in said) == (1, True)
    assert (digest / "content/annotations/stays.md").read_text("utf-8") == NOTE


def test_windows_line_ends_and_a_byte_order_mark_stay(digest: Path) -> None:
    file = digest / "content/annotations/stays.md"
    before = b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode()
    file.write_bytes(before)
    run(digest, "--fix=all", "--min-confidence=0.5")
    changed = {n for n, (a, b) in enumerate(zip(before.splitlines(), file.read_bytes().splitlines(), strict=False)) if a != b}
    assert file.read_bytes().startswith(b"\xef\xbb\xbf---\r\n")
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")
    assert min(changed) == 5


def test_a_prefix_that_no_longer_agrees_is_mended_with_the_quotation(digest: Path) -> None:
    file = digest / "content/annotations/stays.md"
    head = "---\ntitle: Nine\ndate: 2026\nsource: bus\npublished: 2026\n"
    file.write_text(f"{head}quote: Nine wer for it\nprefix: keep the nihgt bus.\n---\n", encoding="utf-8")
    code, said = run(digest, "--fix=all", "--min-confidence=0.3")
    assert (code, "1 of 1 suggestion applied" in said) == (0, True)
    assert file.read_text("utf-8") == f"{head}quote: Nine were for it\nprefix: bus.\n---\n"

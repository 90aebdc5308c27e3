"""Some hostile cases of each class; `make hostile` tries all of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import walker

ROOT = Path(__file__).parents[2]


def test_hostile_digests_do_no_harm() -> None:
    """In a process of its own: each case is a fork of it, and a fork must not copy pytest's threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile.run", "--quick"], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>&lt;script&gt;</p><br><a href='/x'>x</a>", ""),
        ("<script>x</script>", "<script> {}"),
        ("<script src='/x.js'></script>", "<script> {'src': '/x.js'}"),
        ("<p onclick=x>y</p>", "<p onclick>"),
        ("<p style=x>y</p>", "<p style>"),
        ("<a href=' java\tscript:x'>y</a>", "<a> with the address ' java\\tscript:x'"),
        ("<img src=https://evil.example/x.png>", "<img> loads 'https://evil.example/x.png'"),
        ("<a href='../../x'>y</a>", "<a> leads out of the site: '../../x'"),
        ("<iframe></iframe>", "<iframe>"),
        ("<p>x", "<p> is never closed"),
        ("<!--x-->", "a comment 'x'"),
    ],
)
def test_the_walker_sees_what_must_not_be(source: str, fault: str) -> None:
    assert walker.page(source, 1) == ([fault] if fault else [])

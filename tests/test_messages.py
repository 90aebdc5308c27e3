"""The theme's texts are translated, all of them, and what gettext reads is what the catalogues say."""

import subprocess
import sys
from pathlib import Path

import pytest

from digest.store import language

ROOT = Path(__file__).parents[1]


def test_every_text_in_use_is_translated_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/make_messages.py", "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("tag", "n", "said"),
    [
        ("en", 1, "1 quotation"),
        ("en", 1234, "1,234 quotations"),
        ("de", 1, "1 Zitat"),
        ("de", 1234, "1.234 Zitate"),
        ("fr", 2, "2 quotations"),  # no catalogue yet: English words, French numbers
    ],
)
def test_a_number_of_something_is_said_as_the_language_says_it(tag: str, n: int, said: str) -> None:
    assert language.load(tag).tn(n, "%(n)s quotation", "%(n)s quotations") == said

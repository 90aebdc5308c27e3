"""The theme's texts are translated, all of them, and what gettext reads is what the catalogues say."""

import re
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


def test_the_theme_speaks_five_languages() -> None:
    """English is the text itself; each other one is complete, or the test before this one fails."""
    home = ROOT / "digest/locales"
    assert {path.stem for path in (home / "messages").glob("*.po")} >= {"ar", "de", "fr", "uk"}
    assert {path.stem for path in (home / "words").glob("*.json")} >= {"ar", "de", "en", "fr", "uk"}


def test_french_punctuation_does_not_begin_a_line() -> None:
    texts = re.findall(r'^(?:msgstr.*?)?"(.*)"$', (ROOT / "digest/locales/messages/fr.po").read_text("utf-8"), re.MULTILINE)
    assert [text for text in texts if re.search(r"« | [:;!?»]", text)] == []


@pytest.mark.parametrize(
    ("tag", "n", "said"),
    [
        ("en", 1, "1 quotation"),
        ("en", 1234, "1,234 quotations"),
        ("de", 1, "1 Zitat"),
        ("de", 1234, "1.234 Zitate"),
        ("fr", 0, "0 citation"),
        ("fr", 1, "1 citation"),
        ("fr", 1234, "1\u202f234 citations"),
        ("uk", 1, "1 цитата"),
        ("uk", 3, "3 цитати"),
        ("uk", 11, "11 цитат"),
        ("uk", 21, "21 цитата"),
        ("ar", 0, "لا اقتباسات"),
        ("ar", 1, "اقتباس واحد"),
        ("ar", 2, "اقتباسان"),
        ("ar", 3, "3 اقتباسات"),
        ("ar", 11, "11 اقتباسًا"),
        ("ar", 99, "99 اقتباسًا"),
        ("ar", 100, "100 اقتباس"),
        ("ar", 103, "103 اقتباسات"),
        ("ar-EG", 11, "١١ اقتباسًا"),
        ("it", 2, "2 quotations"),  # no catalogue: English words, Italian numbers
    ],
)
def test_a_number_of_something_is_said_as_the_language_says_it(tag: str, n: int, said: str) -> None:
    assert language.load(tag).tn(n, "%(n)s quotation", "%(n)s quotations") == said

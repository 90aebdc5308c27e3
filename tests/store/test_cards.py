"""Share cards: the same bytes everywhere, what is on them, and a site that goes without."""

import hashlib
import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digest.build import Means, why
from digest.build import build as run
from digest.gather import gather
from digest.model.options import Options
from digest.model.page import parcel
from digest.pages import card, planned
from digest.pieces import Here
from digest.store import cards, language, project
from tests.making import SETTINGS, SOUND, TODAY, build, make, note, site

ROOT = Path(__file__).parents[2]
CARD = "annotations/flood/card.png"

SAID: dict[str, Any] = {
    "language": "ar",
    "direction": "rtl",
    "site": "الفيضان",
    "top": "حدث · ٧ ديسمبر ٢٠٢١",
    "title": {"text": "ارتفع النهر", "language": "ar", "direction": "rtl"},
    "quotation": {"text": "Der Fluss stieg <b>#let x</b> $", "language": "de", "direction": "ltr", "credit": "Газета"},
    "paper": "#ffffff",
    "ink": "#15181e",
    "accent": "#2f66d8",
}


def test_a_card_is_a_picture_of_its_size() -> None:
    picture = cards.draw(SAID)

    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) < 200_000
    # The words of each script leave their marks: without any of them it is another picture.
    for other in ({"site": ""}, {"top": ""}, {"quotation": ""}, {"title": {"text": "", "language": "ar", "direction": "rtl"}}):
        assert len(cards.draw({**SAID, **other})) < len(picture)


@pytest.mark.parametrize(
    "surroundings", [{}, {"TZ": "Asia/Kolkata", "LC_ALL": "C", "HOME": "/nowhere", "SOURCE_DATE_EPOCH": "0"}]
)
def test_another_process_draws_the_same_bytes(tmp_path: Path, surroundings: dict[str, str]) -> None:
    program = (
        "import hashlib, json, sys; from digest.store.cards import draw; card = json.load(sys.stdin); draw({**card, 'top': 'x'});"
        "print(hashlib.sha256(draw(card)).hexdigest())"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TZ": "Asia/Kolkata", "LC_ALL": "C", "HOME": "/nowhere"}

    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(SAID),
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=environment,
    )

    assert done.stdout.strip() == hashlib.sha256(cards.draw(SAID)).hexdigest()


def _with_cards(root: Path, files: dict[str, str], settings: str = "[cards]\nenabled = true\n") -> dict[str, bytes]:
    make(root, {**SOUND, "digest.toml": SETTINGS + settings, **files})
    report = build(root)
    assert report.diagnostics == ()
    return site(root / "site")


def test_each_annotation_has_a_card_and_its_page_names_it(tmp_path: Path) -> None:
    made = _with_cards(tmp_path, {"content/annotations/x.md": note(date="2021")})
    page = made["annotations/flood/index.html"].decode()

    assert [path for path in made if path.endswith(".png")] == [CARD, "annotations/x/card.png"]
    assert f'<meta property="og:image" content="https://digest.example/{CARD}">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert f'"image":"https://digest.example/{CARD}"' in page
    assert "og:image" not in made["index.html"].decode()
    assert CARD in json.loads(made["integrity.json"])["files"]


def test_a_site_has_no_cards_unless_it_asks_for_them(tmp_path: Path) -> None:
    made = _with_cards(tmp_path, {}, "")

    assert not any(path.endswith(".png") for path in made)
    assert not any(b"og:image" in data for data in made.values())
    assert b'<meta name="twitter:card" content="summary">' in made["annotations/flood/index.html"]


def test_without_the_library_a_site_is_built_without_cards(tmp_path: Path) -> None:
    make(tmp_path, {**SOUND, "digest.toml": SETTINGS + "[cards]\nenabled = true\n"})
    program = "import sys; sys.modules['typst'] = None; sys.argv = ['digest', 'build']; from digest.cli import main; main()"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)

    assert done.returncode == 0
    assert done.stderr.splitlines()[0] == (
        "digest.toml:1:1: warning[D145] there are no share cards: what draws them is not installed"
    )
    made = site(tmp_path / "site")
    assert "annotations/flood/index.html" in made
    assert not any(path.endswith(".png") for path in made)
    assert not any(b"og:image" in data for data in made.values())


# ---------------------------------------------------------------------------------------------------------- what is on it


def _view(root: Path, files: dict[str, str]) -> dict[str, Any]:
    """What stands on the card of the annotation."""
    make(root, {**SOUND, "digest.toml": SETTINGS + "[cards]\nenabled = true\n", **files})
    loaded = project.load(root).value
    content = gather(loaded, Options(TODAY), lambda *_: None)
    (page,) = planned(card, content.library, loaded.config)
    return card.view(parcel(page, content.records), Here(page.url, loaded.config, language.load("en")))


def test_a_card_says_what_its_annotation_does(tmp_path: Path) -> None:
    source = "---\nseed: speech.txt\nlanguage: en-GB\npublisher: The Times\ntranslation: {of: de, by: machine}\n---\n"
    view = _view(tmp_path, {"content/sources/speech.md": source})

    assert view == {
        "language": "en",
        "direction": "ltr",
        "site": "A digest",
        "top": "Event · 7 December 2021",
        "title": {"text": "Flood", "language": "en", "direction": "ltr"},
        "quotation": {
            "text": "The river rose",
            "language": "en",
            "direction": "ltr",
            "credit": "The Times · Machine translation from German, not reviewed",
        },
        "paper": "#ffffff",
        "ink": "#15181e",
        "accent": "#2f66d8",
    }


def test_words_that_rights_withhold_are_on_no_card(tmp_path: Path) -> None:
    for mode in ("link", "private"):
        assert (
            _view(tmp_path / mode, {"content/sources/speech.md": f"---\nseed: speech.txt\nrights: {mode}\n---\n"})["quotation"]
            == ""
        )


def test_a_quotation_with_a_hidden_name_is_on_no_card(tmp_path: Path) -> None:
    assert _view(tmp_path, {"content/sources/speech.md": "---\nseed: speech.txt\nredact: [river]\n---\n"})["quotation"] == ""


def test_what_cannot_be_drawn_is_left_out(tmp_path: Path) -> None:
    view = _view(tmp_path, {"content/annotations/flood.md": note(title='"洪水"', date="2021")})

    assert (view["title"]["text"], view["site"]) == ("", "A digest")


def test_only_a_card_whose_words_changed_is_drawn_again(tmp_path: Path) -> None:
    text = SOUND["content/annotations/flood.md"]
    assert isinstance(text, str)
    make(tmp_path, {**SOUND, "digest.toml": SETTINGS + "[cards]\nenabled = true\n"})
    means = Means(tmp_path / ".digest/memory.sqlite")

    def stale(change: str) -> tuple[str, ...]:
        make(tmp_path, {"content/annotations/flood.md": change})
        loaded = project.load(tmp_path)
        found = why(loaded, tmp_path / "site", Options(TODAY), lambda *_: None, f"/{CARD}", means)
        assert run(loaded, tmp_path / "site", Options(TODAY), lambda *_: None, means).written
        return found

    stale(text)
    assert stale(text.replace("A note.", "Another note.")) == ()
    assert stale(text.replace("title: Flood", "title: The flood")) == ("the entry “flood” changed",)

"""Two digests that differ only in what readers may not know make the same site, byte for byte.

No search can miss what this finds: whatever depends on a hidden word, in whatever form, is a difference.
"""

import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from digest.cli import cli
from tests.making import SETTINGS, Files, build, make, note, said, site

EPOCH = "1796083200"  # TODAY of tests.making

NAME, UNKNOWN = "Zacharias Quimby", "Bernharde Oldhxm"


class Told(NamedTuple):
    """What the digest is made of: the word that hidden sentences are full of, the hidden name, and what is not published."""

    word: str = "walrus"
    name: str = NAME
    drafts: bool = True
    private: bool = True


def _paragraph(word: str, seen: str) -> str:
    return f"Behind the doors {word} upon {word} was counted, and {seen} before any {word} had been told of the {word}."


def _seed(told: Told, seen: str, headline: str = "A headline") -> str:
    return f"{headline} | News\n\n" + "\n\n".join(_paragraph(told.word, each) for each in (seen, f"later {seen}", "so on")) + "\n"


def _digest(told: Told) -> Files:
    """A digest of sources in every mode, a translation, a later capture, a hidden name, and all that may be unpublished."""
    letter = (
        f"A letter of {told.name} | News\n\nThen {told.name} rose, and {told.name.upper()} said no to\n{told.name}.\n\n"
        "The end came.\n"
    )
    quotes = (
        "  - {source: excerpted, exact: later the bridge was closed, suffix: before any}\n"
        '  - {source: linked, exact: later the ferry came, prefix: "was counted, and", note: A remark}\n'
        "  - {source: de, exact: later kam die Fähre}\n"
        f"  - {{source: letter, exact: {told.name} rose}}\n"
    )
    files: dict[str, str | bytes] = {
        "digest.toml": SETTINGS + "[rights]\ncontext = 0\n[exports]\nheaders = true\n",
        "seeds/excerpted.txt": _seed(told, "the bridge was closed"),
        "seeds/linked.txt": _seed(told, "the ferry came"),
        "seeds/de.txt": _seed(told, "kam die Fähre"),
        "seeds/new.txt": _seed(told, "the bridge was shut"),
        "seeds/letter.txt": letter,
        "content/sources/excerpted.md": "---\nseed: excerpted.txt\nlanguage: en\nurl: https://a.example/1\n---\n",
        "content/sources/linked.md": "---\nseed: linked.txt\nrights: link\ntakedown: {date: 2026-11-01}\n---\n",
        "content/sources/de.md": "---\nseed: de.txt\nlanguage: de\ntranslation: {of: en, by: machine, source: linked}\n---\n",
        "content/sources/new.md": "---\nseed: new.txt\nlanguage: en\nsupersedes: [excerpted]\n---\n",
        "content/sources/letter.md": (
            "---\nseed: letter.txt\nlanguage: en\nurl: https://a.example/2\nrights: {mode: full, basis: ours}\n"
            f"redact: [{told.name}]\n---\n"
        ),
        "content/annotations/rest.md": note(title="Rest", source="excerpted", date="2022", related="[a]", people="[Ann]"),
    }
    if told.private:
        quotes += (
            "  - {source: hushed, exact: later the door was shut, note: Hushed, translation: {text: Hushed, language: de}}\n"
        )
        files |= {
            "seeds/hushed.txt": _seed(told, "the door was shut", "A hushed headline of six words"),
            "content/sources/hushed.md": (
                "---\nseed: hushed.txt\nlanguage: fr\npublisher: Hush\nurl: https://hush.example/\nrights: private\n"
                "supersedes: [excerpted]\ntranslation: {of: en, by: machine, source: linked}\n---\nHushed.\n"
            ),
        }
    if told.drafts:
        files |= {
            "content/annotations/draft.md": note(
                title="Draft",
                date="1999",
                source="excerpted",
                quote="the bridge was closed",
                prefix="was counted, and",
                draft="true",
                people="[Ann, Nobody]",
                topics="[nothing]",
                corrects="[a]",
                aliases="[/unborn/]",
            ),
            "content/annotations/future.md": note(
                title="Future",
                date="2030",
                source="letter",
                quote="The end came",
                published="2027-11-20",
                places="[Nowhere]",
                supersedes="[rest]",
                corrections="[{date: 2026-11-25, type: correction, text: Wrong.}]",
                aliases="[/unborn/too/]",
            ),
            "content/pages/plan.md": "---\ntitle: Plan\ndraft: true\naliases: [/unborn/plan/]\n---\nA plan.\n",
        }
    files["content/annotations/a.md"] = (
        f"---\ntitle: A\ndate: 2021-12-07\npublished: 2026-11-20\npeople: [Ann]\nquotes:\n{quotes}---\nA note.\n"
    )
    return files


def _site(root: Path, told: Told) -> dict[str, bytes]:
    """The site and what is exported, but for the sums of its files and of its seeds, which a seed's every letter changes."""
    files = _digest(told)
    report = build(make(root, files))
    assert [each for each in said(report.diagnostics) if "error" in each] == []
    sums = {hashlib.sha256(data.encode()).hexdigest(): path for path, data in files.items() if isinstance(data, str)}
    made = {path: data for path, data in site(root / "site").items() if not path.startswith("integrity")}
    for form in ("w3c", "csv", "json"):
        exported = CliRunner().invoke(cli, ["export", form, "--root", str(root)], env={"SOURCE_DATE_EPOCH": EPOCH})
        assert exported.exit_code == 0, exported.stderr
        made[f"export {form}"] = exported.stdout_bytes
    return {path: re.sub(rb"[0-9a-f]{64}", lambda found: sums[found[0].decode()].encode(), data) for path, data in made.items()}


@pytest.mark.parametrize(
    "other",
    [Told(word="badger"), Told(name=UNKNOWN), Told(drafts=False), Told(private=False), Told("badger", UNKNOWN, False, False)],
    ids=["hidden words", "a hidden name", "drafts", "private sources", "everything"],
)
def test_nothing_on_a_site_depends_on_what_readers_may_not_know(tmp_path: Path, other: Told) -> None:
    one, two = _site(tmp_path / "one", Told()), _site(tmp_path / "two", other)

    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []


def test_what_readers_may_know_makes_a_difference(tmp_path: Path) -> None:
    made = _site(tmp_path, Told())

    for words in (b"later the bridge was closed", "later kam die Fähre".encode(), "\u2587\u2587 rose".encode(), b"A remark"):
        assert any(words in data for data in made.values()), words
    for words in (b"walrus", b"Quimby", b"QUIMBY", b"ferry came", b"hush", b"Hush", b"unborn", b"Nobody", b"Nowhere"):
        assert [path for path, data in made.items() if words in data or words.decode() in path] == [], words

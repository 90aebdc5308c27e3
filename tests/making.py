"""Small digests for tests: files in, a report or a site out."""

from collections.abc import Mapping
from pathlib import Path

from digest.build import build as run
from digest.chronicle import place
from digest.gather import Content
from digest.model.diagnostic import Diagnostic
from digest.model.edtf import Day
from digest.model.noun import replace
from digest.model.options import Options
from digest.model.page import Records
from digest.model.report import Report
from digest.store import project

TODAY = Day(2026, 12, 1)

SETTINGS = 'schema = 1\ntitle = "A digest"\nbase_url = "https://digest.example/"\n'
SPEECH = "Speech | News\n\nThe river rose on Monday. Nobody was hurt, the mayor said.\n\nThe river fell on Friday.\n"
CARD = "---\nseed: speech.txt\nlanguage: en\n---\nAn introduction.\n"
NOTE = "---\ntitle: Flood\ndate: 2021-12-07\nsource: speech\nquote: The river rose\npublished: 2026-11-20\n---\nA note.\n"

# A program's first lines, after which it may read and write no more than its user's files allow: root loses its privileges
# over them (capset(2): version 3, this process, every capability dropped).
UNPRIVILEGED = """
import ctypes, os
if os.geteuid() == 0:
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capset(header, none) == 0
"""

Files = Mapping[str, str | bytes]

SOUND: Files = {
    "digest.toml": SETTINGS,
    "seeds/speech.txt": SPEECH,
    "content/sources/speech.md": CARD,
    "content/annotations/flood.md": NOTE,
}


def make(root: Path, files: Files) -> Path:
    """Writes the files below `root`."""
    for name, data in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return root


def build(root: Path, output: Path | None = None, *, today: Day = TODAY, drafts: bool = False, future: bool = False) -> Report:
    """Builds the digest at `root`, into its own `site/` unless another folder is named."""
    loaded = project.load(root)
    return run(loaded, output or loaded.value.output, Options(today, drafts, future), lambda what, done, total: None)


def site(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def note(**fields: str) -> str:
    """An annotation with these fields, as YAML has them, and a body."""
    fields = {"title": "A note", "published": "2026-11-20", **fields}
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items() if value) + "---\nThe body.\n"


def said(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """The diagnostics as a person reads their first lines."""
    return [str(each) for each in diagnostics]


def records(content: Content) -> Records:
    """The records of what was gathered, with an item of a timeline for each dated entry: its title."""
    entries = (content.records.entry[card.id] for card in content.library.entries if card.date is not None)
    return replace(content.records, item={entry.id: place(entry, f"<li>{entry.title}</li>") for entry in entries})

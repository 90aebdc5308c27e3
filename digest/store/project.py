"""Where a digest lies on disk, and its settings."""

from pathlib import Path

from digest.model.config import Config
from digest.model.diagnostic import Outcome
from digest.model.noun import Noun, replace
from digest.store import tree
from digest.text import settings
from digest.text.decode import decode

SETTINGS = "digest.toml"


class Project(Noun, frozen=True):
    """A digest's folder. `root` is absolute; nothing outside it is ever read or written but an output folder named by hand."""

    root: Path
    config: Config

    @property
    def output(self) -> Path:
        return self.root / "site"

    @property
    def memory(self) -> Path:
        return self.root / ".digest"


def find(start: Path) -> Path | None:
    """The nearest folder from `start` upwards that holds a `digest.toml`."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), None)


def load(root: Path) -> Outcome[Project]:
    """The digest at `root`. With unreadable settings the defaults hold, so that its files can still be checked."""
    root = root.resolve()
    opened = tree.open_file(root, SETTINGS)
    if opened.value is None:
        return Outcome(Project(root, Config()), tuple(replace(each, severity="error") for each in opened.diagnostics))
    text = decode(SETTINGS, opened.value)
    if text.value is None:
        return Outcome(Project(root, Config()), text.diagnostics)
    config = settings.read(SETTINGS, text.value)
    return Outcome(Project(root, config.value), (*text.diagnostics, *config.diagnostics))

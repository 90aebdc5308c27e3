"""Where the files of this package lie."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def home() -> Traversable:
    """The package's folder, or what stands for it in a package that is no folder."""
    folder = Path(__file__).parents[1]
    if folder.is_dir():
        return folder

    from importlib import resources

    return resources.files("digest")

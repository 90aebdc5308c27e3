"""The built-in theme and the site's own templates, as one `Theme`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digest.model.diagnostic import Outcome
from digest.model.theme import BASE, Template, Theme
from digest.store import package, tree
from digest.store.project import Project
from digest.text.decode import decode
from digest.text.style import without_comments

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

ASSETS = "assets/"


def load(project: Project) -> Outcome[Theme]:
    """The built-in templates and assets, overridden by file name by those in the digest's `templates/`."""
    built_in = dict(_files(home()))
    own, found = tree.read(project.root, "templates")
    layered = {file.below("templates"): file.data for file in own}
    templates = {BASE + name: Template(data.decode(), name) for name, data in built_in.items() if not name.startswith(ASSETS)}
    templates |= {name.removeprefix(BASE): template for name, template in templates.items()}
    for name, data in layered.items():
        if name.startswith(ASSETS):
            continue
        text = decode(f"templates/{name}", data)
        found += text.diagnostics
        templates[name] = Template(text.value or "", f"templates/{name}")
    both = built_in | layered
    assets = {
        # The comments in a built-in style sheet are for those who read it here; what a digest wrote itself is sent as it is.
        name: without_comments(data.decode()).encode() if name.endswith(".css") and built_in.get(name) == data else data
        for name, data in sorted(both.items())
        if name.startswith(ASSETS)
    }
    return Outcome(Theme(templates, assets), tuple(found))


def home() -> Traversable:
    """Where the built-in theme lies: inside the package when installed, beside it in a checkout."""
    folder = package.home()
    # Only a checkout has both: a stray site-packages/templates must never win.
    if isinstance(folder, Path) and not (folder / "templates").is_dir() and (folder.parent / "pyproject.toml").is_file():
        return folder.parent / "templates"
    return folder / "templates"


def files() -> list[Path]:
    """The files of the built-in theme, where they are files that somebody may be editing."""
    folder = home()
    return sorted(place for place in folder.rglob("*") if place.is_file()) if isinstance(folder, Path) else []


def _files(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    files = []
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.name.startswith("."):
            continue
        if each.is_dir():
            files += _files(each, f"{prefix}{each.name}/")
        else:
            files.append((prefix + each.name, each.read_bytes()))
    return files

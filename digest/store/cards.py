"""Share cards as pictures: the only home of Typst, which breaks and shapes every script, and of the typeface that it lacks.

Its own Libertinus Serif has Latin, Greek and Cyrillic letters; FiraGO adds Arabic, Hebrew, Devanagari, Georgian and Thai ones.
Fonts of the machine are never asked, so that the same card has the same bytes everywhere. Nothing is fetched.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from digest.model.config import Cards
from digest.model.diagnostic import Diagnostic, Outcome, Span, warning
from digest.model.noun import replace
from digest.store.project import SETTINGS, Project

if TYPE_CHECKING:
    from typst import Compiler

TEMPLATE = Path(__file__).with_name("card.typ")
FONTS = ("figo", "figbo")  # FiraGO, regular and bold

# Loads every font, so that the files of those that have none may go.
_WARM = b'#set text(font: "FiraGO")\n#set page(width: 9pt, height: 9pt)\nx *x*'


def able(project: Project) -> Outcome[Project]:
    """The project as it can be built here: without share cards where what draws them is not installed."""
    if not project.config.cards.enabled or (find_spec("typst") and find_spec("pymupdf_fonts")):
        return Outcome(project)
    found: tuple[Diagnostic, ...] = (
        warning(
            "D145",
            "there are no share cards: what draws them is not installed",
            Span(SETTINGS, 1, 1),
            'pip install "digest-ssg[cards]", or write “enabled = false” below “[cards]”',
        ),
    )
    return Outcome(replace(project, config=replace(project.config, cards=Cards())), found)


def draw(card: Mapping[str, Any]) -> bytes:
    """The card as a PNG."""
    picture = _compiler().compile(TEMPLATE, format="png", ppi=72.0, sys_inputs={"card": json.dumps(card)})
    assert isinstance(picture, bytes), "a card is one page"
    return picture


@lru_cache(maxsize=1)
def _compiler() -> "Compiler":
    import typst
    from pymupdf_fonts import myfont

    with TemporaryDirectory() as folder:
        for name in FONTS:
            Path(folder, f"{name}.ttf").write_bytes(myfont(name))
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
        warm = Path(folder, "warm.typ")
        warm.write_bytes(_WARM)
        typst.Compiler(warm, root=folder, font_paths=fonts, ignore_system_fonts=True).compile(format="png")
    return typst.Compiler(root=TEMPLATE.parent, font_paths=fonts, ignore_system_fonts=True)

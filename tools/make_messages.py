"""Keeps the translations of the theme's texts: `digest/locales/messages/LANG.po`, and the `LANG.mo` that gettext reads.

    python tools/make_messages.py            update every .po with the texts in use, and compile it
    python tools/make_messages.py --check    say what is missing or out of date, and change nothing

Texts come from the templates (filters `t` and `tn`), from calls of `t`, `tn` and `identity` in the package, and from the
labels of the standard facets and kinds.
"""

import ast
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from digest.model.config import FACETS, KINDS, Config
from digest.steps.render import Renderer
from digest.store import language, project, theme

ROOT = Path(__file__).parents[1]
HOME = ROOT / "digest/locales/messages"
CALLS = {"t": 1, "tn": 2, "identity": 1}

Message = tuple[str, ...]


def in_use() -> list[Message]:
    """Every text that can be shown: one form, or singular and plural."""
    bare = project.Project(ROOT / "digest/locales", Config())
    said = set(Renderer(theme.load(bare).value, language.load("en")).messages())
    for path in (ROOT / "digest").rglob("*.py"):
        said |= _called(ast.parse(path.read_text("utf-8")))
    said |= {(each.label,) for each in (*FACETS, *KINDS)}
    return sorted(said)


def _called(tree: ast.AST) -> set[Message]:
    said = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        texts = tuple(arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
        if name in CALLS and len(texts) == CALLS[name]:
            said.add(texts)
    return said


class Plain(Catalog):
    """A catalogue whose header says only what gettext needs."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        wanted = ("Language", "Content-Type", "Plural-Forms")
        return [pair for pair in self._get_mime_headers() if pair[0] in wanted]


def updated(tag: str, messages: list[Message]) -> Plain:
    """The catalogue with exactly the texts in use, in order, keeping the translations it had."""
    with (HOME / f"{tag}.po").open("rb") as file:
        old = read_po(file, locale=tag)
    new = Plain(locale=tag, fuzzy=False, header_comment=f"# {old.locale.english_name} texts of the digest theme.")
    for message in messages:
        id = message if len(message) > 1 else message[0]
        before = old.get(message[0])
        new.add(id, before.string if before else None, flags=["python-format"] if "%(" in message[0] else [])
    return new


def written(catalogue: Plain) -> tuple[bytes, bytes]:
    """The bytes of the .po and the .mo, without dates and versions, so that the same texts give the same bytes."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalogue, width=120)
    write_mo(mo, catalogue)
    return po.getvalue(), mo.getvalue()


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def main() -> int:
    messages, wrong = in_use(), 0
    for path in sorted(HOME.glob("*.po")):
        catalogue = updated(path.stem, messages)
        missing = [each.id for each in catalogue if each.id and not _is_translated(each.string)]
        for each in missing:
            print(f"{path.name}: no translation of {each!r}")
        po, mo = written(catalogue)
        if "--check" in sys.argv:
            stale = path.read_bytes() != po or path.with_suffix(".mo").read_bytes() != mo
            if stale:
                print(f"{path.name}: out of date: python tools/make_messages.py")
            wrong += bool(missing) or stale
        else:
            path.write_bytes(po)
            path.with_suffix(".mo").write_bytes(mo)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

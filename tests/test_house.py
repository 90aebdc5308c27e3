"""Rules of the house that the import contracts in pyproject.toml cannot see."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
HERE = Path(__file__).relative_to(ROOT)  # names what it forbids
SLOW = ("jinja2", "markdown", "yaml", "frontmatter", "tornado", "livereload", "watchfiles", "rapidfuzz")


def _texts() -> Iterator[tuple[Path, str]]:
    """Every text file that belongs to the project, by its path from the root; what .gitignore names does not."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line.endswith("/")]
    for folder, folders, names in os.walk(ROOT):
        within = Path(folder).relative_to(ROOT)
        folders[:] = [
            name
            for name in folders
            if name != ".git" and within / name != Path("site") and not any(fnmatch(name, pattern) for pattern in ignored)
        ]
        for path in (within / name for name in names if name != ".git"):
            data = (ROOT / path).read_bytes()
            if path != HERE and b"\0" not in data:
                yield path, data.decode("utf-8", "replace")


def _lines_with(pattern: str, *, except_below: tuple[str, ...] = ()) -> list[str]:
    """The places where the pattern stands, as `path:line`."""
    return [
        f"{path.as_posix()}:{number}"
        for path, text in _texts()
        if path.parts[0] not in except_below
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_the_command_line_starts_without_the_slow_libraries() -> None:
    """`--help`, a completion and a build with nothing to do pay for none of them."""
    program = f"import digest.cli, sys; print(*sorted(set({SLOW!r}) & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.split() == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert _lines_with(r"(?<![\w.:/*-])/(work|tmp|root|Users|home/\w+)/\w", except_below=("seeds",)) == []


def test_nobody_signs_the_files() -> None:
    signatures = r"(?i)co-authored-by:|(generated|written) (with|by) an? (tool|machine|assistant)\b"
    assert _lines_with(signatures, except_below=("seeds",)) == []


def test_no_test_is_switched_off() -> None:
    places = _lines_with(r"\b(skip|skipif|xfail|importorskip)\(|mark\.(skip|xfail)")
    assert [place for place in places if place.startswith("tests/")] == []


def test_every_diagnostic_is_documented_and_every_section_is_of_one_that_exists() -> None:
    used = {code for path in (ROOT / "digest").rglob("*.py") for code in re.findall(r'"(D\d{3})"', path.read_text("utf-8"))}
    headings = re.findall(r"^#+ .*", (ROOT / "docs" / "diagnostics.md").read_text("utf-8"), re.MULTILINE)

    assert used
    assert {code for heading in headings for code in re.findall(r"\bD\d{3}\b", heading)} == used

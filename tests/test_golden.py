"""Small digests and the whole of what becomes of them.

Each folder of `tests/golden/` is a digest with the `site/` that must come of it, or with `expected.txt`, the whole terminal
output where it has mistakes. `keep` names the files of the site that are compared, where not all are. What differs is left
beside the case as `NAME-changed/`, for `diff -r`; with DIGEST_ACCEPT=1 the outcome is taken as the expected one.
"""

import os
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli import cli
from tests.making import make, site

HOME = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in HOME.iterdir() if (path / "digest.toml").is_file() and not path.name.endswith("-changed"))


def _outcome(case: Path, output: Path) -> dict[str, bytes]:
    """What a build of the case makes, by path: files of the site, or else what was said."""
    result = CliRunner().invoke(cli, ["build", "--root", str(case), "-o", str(output)], prog_name="digest")
    if result.exit_code:
        said = re.sub(r"in \d+\.\d\d s", "in N s", result.stderr + result.stdout)
        return {"expected.txt": said.encode()}
    assert result.stderr == ""
    # The theme's assets are the same everywhere, and the list of sums has theirs.
    patterns = (
        (case / "keep").read_text("utf-8").split() if (case / "keep").exists() else ["[!ai]*", "index.html", "annotations*"]
    )
    return {f"site/{path}": data for path, data in site(output).items() if any(fnmatch(path, each) for each in patterns)}


def _expected(case: Path) -> dict[str, bytes]:
    return {path: data for path, data in site(case).items() if path.startswith("site/") or path == "expected.txt"}


@pytest.mark.parametrize("name", CASES)
def test_a_small_digest_becomes_what_it_did(tmp_path: Path, name: str) -> None:
    case, changed = HOME / name, HOME / f"{name}-changed"
    shutil.rmtree(changed, ignore_errors=True)
    outcome = _outcome(case, tmp_path / "site")
    if os.environ.get("DIGEST_ACCEPT"):
        shutil.rmtree(case / "site", ignore_errors=True)
        (case / "expected.txt").unlink(missing_ok=True)
        make(case, outcome)

    expected = _expected(case)
    if outcome != expected:
        make(changed, outcome)

    different = sorted(path for path in {*outcome, *expected} if outcome.get(path) != expected.get(path))
    assert different == [], f"diff -r tests/golden/{name} tests/golden/{name}-changed"

"""What reaches somebody who installs the package: the wheel, in an empty environment, far from the checkout."""

import os
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


def _run(*command: str | Path, cwd: Path) -> str:
    """What the command printed; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("digest_ssg-*.whl"))


def _files(folder: Path, prefix: str) -> set[str]:
    return {prefix + path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_carries_the_theme_and_the_date_tables(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())

    theme = _files(ROOT / "templates", "digest/templates/")
    tables = _files(ROOT / "digest" / "locales", "digest/locales/")
    assert theme
    assert tables
    assert theme | tables <= names
    assert {name.partition("/")[0] for name in names} == {"digest", wheel.name.removesuffix("-py3-none-any.whl") + ".dist-info"}


def test_the_wheel_makes_and_builds_a_digest_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """Without the checkout's folder and without the tools for development."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=os.name != "nt")
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", scripts / "python", "--disable-pip-version-check", "install", "--quiet")
    _run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=tmp_path)
    _run(*pip, "--no-deps", wheel, cwd=tmp_path)

    _run(scripts / "digest", "init", "demo", cwd=tmp_path)
    _run(scripts / "digest", "build", "--root", "demo", cwd=tmp_path)

    assert (tmp_path / "demo" / "site" / "index.html").is_file()

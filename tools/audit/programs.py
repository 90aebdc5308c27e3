"""What the audit needs and a digest does not: installed once, beneath a folder of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser import chromium

HERE = Path(__file__).parent
DEBIAN = {"chromium": "chromium", "java": "default-jre-headless", "node": "nodejs", "npm": "npm", "pdftotext": "poppler-utils"}
FONTS = ("fonts-dejavu-core", "fonts-noto-core")


def install(home: Path) -> Path:
    """Brings in what is missing and returns the folder of the npm packages. Elsewhere than on Debian it says what to install."""
    missing = [name for name in DEBIAN if not (chromium.find() if name == "chromium" else shutil.which(name))]
    if missing:
        _apt([DEBIAN[name] for name in missing] + (list(FONTS) if "chromium" in missing else []))
    wanted, installed = HERE / "package.json", home / "package.json"
    if not installed.exists() or installed.read_bytes() != wanted.read_bytes():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_bytes(wanted.read_bytes())
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        if subprocess.run(command, cwd=home, check=False).returncode:
            installed.unlink()
            sys.exit("npm could not install what tools/audit/package.json names")
    return home / "node_modules"


def _apt(packages: list[str]) -> None:
    if not Path("/etc/debian_version").exists() or os.geteuid() != 0:
        sys.exit(f"the audit needs programs that are not here; on Debian: apt-get install {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=True, env=environment, stdout=subprocess.DEVNULL)
    subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], check=True, env=environment)

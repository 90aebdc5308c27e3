"""Builds digests and measures what came of them.

    python -m tools.audit                    the bundled digest, and a made-up one of 300 sources and 900 annotations
    python -m tools.audit path/to/a/digest   another one
    python -m tools.audit --quick            one page of each kind, two widths, no desktop, no repeated Lighthouse

Prints a table for each digest and exits with 1 where a check fails. Every row with all its faults, and pictures of the pages, lie
beneath `.audit/`, as does what had to be installed.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools.audit import browser, data, lighthouse, markup, programs, sample, timelinejs
from tools.audit.row import Row, as_json, table
from tools.audit.serving import serving
from tools.audit.site import Site

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".audit"
SECTIONS = ("markup", "data", "browser", "lighthouse")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.audit", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("digests", nargs="*", type=Path, metavar="DIGEST", help="folders with a digest.toml")
    parser.add_argument("--quick", action="store_true", help="one page of each kind, two widths, Lighthouse once, as a telephone")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="a part of the checks; may be given again")
    options = parser.parse_args()
    packages = programs.install(HOME / "programs")
    fails = 0
    for root in options.digests or [ROOT, sample.write(HOME / "digests/made-up")]:
        began = time.monotonic()
        found = list(_audited(root, packages, options.only or SECTIONS, is_quick=options.quick))
        fails += sum(row.passes is False for row in found)
        print(f"{root.resolve().name}, {time.monotonic() - began:.0f} s\n\n{table(found)}\n", flush=True)
    return 1 if fails else 0


def _audited(root: Path, packages: Path, sections: tuple[str, ...], *, is_quick: bool) -> Iterator[Row]:
    output = HOME / "results" / root.resolve().name
    folder, pictures = output / "site", output / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    with serving(folder) as base:
        command = [sys.executable, "-m", "digest", "build", "-q", "--root", str(root), "-o", str(folder), "--base-url", base]
        subprocess.run(command, check=True)
        site = Site(folder, base)
        found = list(_rows(site, root, packages, sections, pictures, is_quick=is_quick))
    (output / "rows.json").write_text(as_json(found), "utf-8")
    yield from found


def _rows(site: Site, root: Path, packages: Path, sections: tuple[str, ...], pictures: Path, *, is_quick: bool) -> Iterator[Row]:
    kinds = site.by_kind()
    one_each = [_path(site, names[len(names) // 2]) for names in kinds.values()]
    largest = [_path(site, names[-1]) for names in kinds.values()]
    if "markup" in sections:
        yield from markup.rows(site)
        yield from markup.validity(site, packages / "vnu-jar/build/dist/vnu.jar")
    if "data" in sections:
        yield from data.rows(site, root / "seeds", data.vocabulary(packages / "schema-dts/dist/schema.d.ts"))
    if "browser" in sections:
        paths = largest if is_quick else list(dict.fromkeys([*one_each, *largest]))
        widths = (360, 1440) if is_quick else browser.WIDTHS
        yield from timelinejs.rows(site, packages / "@knight-lab/timelinejs/dist")
        yield from browser.rows(site.base, paths, packages / "axe-core/axe.min.js", pictures, widths=widths)
    if "lighthouse" in sections:
        paths = [path for path in largest if path != "404.html"]
        hidden = frozenset(_path(site, name) for name in site.documents if site.is_hidden(name))
        forms = ("mobile",) if is_quick else ("mobile", "desktop")
        yield from lighthouse.rows(site.base, paths, hidden, packages / "lighthouse/cli/index.js", forms=forms)


def _path(site: Site, name: str) -> str:
    return site.url(name).removeprefix(site.base)


if __name__ == "__main__":
    sys.exit(main())

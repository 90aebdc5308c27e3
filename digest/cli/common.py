"""What all commands share: their options, the digest they are about, and the only clock there is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from digest.build import Means
    from digest.model.diagnostic import Outcome
    from digest.model.edtf import Day
    from digest.model.options import Options
    from digest.store.project import Project

CLEAN, FINDINGS, MISUSE = 0, 1, 2
HANDWRITTEN = ("seeds", "content", "templates")


class Usage(click.ClickException):
    """The command line cannot be carried out as it stands."""

    exit_code = MISUSE

    def __init__(self, message: str) -> None:
        from digest.text.message import visible

        super().__init__(visible(message))


ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    help="The digest's folder. Default: the nearest folder upwards with a digest.toml.",
)
OUTPUT = click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Where the site goes. Default: site/ in the digest."
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Name every file that changed.")
JOBS = click.option("-j", "--jobs", type=click.IntRange(1, 64), help="How many processes to use. Default: one a processor.")
BASE_URL = click.option("--base-url", help="The site's address, instead of base_url in digest.toml.")


def open_project(root: Path | None, base_url: str | None) -> Outcome[Project]:
    from digest.model.diagnostic import Outcome
    from digest.model.noun import replace
    from digest.store import project as store
    from digest.text.settings import is_site

    found = store.find(root or Path())
    if found is None or (root and found != root.resolve()):
        where = root or "this folder or any above it"
        raise Usage(f"there is no digest.toml in {where}: “digest init” makes a new digest")
    outcome = store.load(found)
    if base_url is None:
        return outcome
    if not is_site(base_url):
        raise Usage(f"--base-url must be an address such as https://example.org/folder/, not “{base_url}”")
    config = replace(outcome.value.config, base_url=base_url.rstrip("/") + "/")
    return Outcome(replace(outcome.value, config=config), outcome.diagnostics)


def options_for(project: Project, *, drafts: bool = False, future: bool = False, strict: bool = False) -> Options:
    from digest.model.options import Options

    return Options(today(project.config.timezone), drafts, future, strict)


def means_for(project: Project, *, remember: bool = True, jobs: int | None = None, executor: str | None = None) -> Means:
    """The digest's memory, and helpers: as many as there are processors, or those of an executor."""
    from digest.build import Means
    from digest.store.pool import Pool, cores

    memory = project.memory / "memory.sqlite" if remember else None
    if executor is None:
        return Means(memory, lambda: Pool(jobs or cores()))
    from digest.store.cluster import CannotReach, connected

    try:
        connection = connected(executor)
    except CannotReach as problem:
        raise Usage(str(problem)) from None
    return Means(memory, lambda: Pool(jobs or connection.size, connection.executor))


def today(timezone: str) -> Day:
    """The build's date: today in the site's time zone, or what SOURCE_DATE_EPOCH says (reproducible-builds.org)."""
    from digest.model.edtf_bounds import Day

    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not (epoch.isascii() and epoch.isdigit() and len(epoch) < 12):
        raise Usage(f"SOURCE_DATE_EPOCH must be a number of seconds, not “{epoch}”")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    local = now.astimezone(_zone(timezone))
    return Day(local.year, local.month, local.day)


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC

    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of zones, such as “Europe”
        raise Usage(f"digest.toml: “{name}” is no time zone: write one such as “Europe/Berlin”") from None


def destination_of(output: Path | None, project: Project) -> Path:
    """Where the site goes: a folder of its own, never one with files that people wrote."""
    chosen = output or project.output
    if output is None and chosen.is_symlink():
        raise Usage(f"site/ is a link: say that you mean it, with -o {os.readlink(chosen)}")
    place = chosen.resolve()
    if project.root.is_relative_to(place) or any(place.is_relative_to(project.root / name) for name in HANDWRITTEN):
        raise Usage(f"the site cannot go to {chosen}, where the digest’s own files are: choose another folder with -o")
    return chosen


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    import time

    start = time.perf_counter()
    yield lambda: time.perf_counter() - start

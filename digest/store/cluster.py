"""Helpers on other machines: a Dask cluster that runs already. The only home of distributed, which is the extra `dask`.

The workers need this package and nothing of the digest: what a job is about travels with it.
"""

from concurrent.futures import Executor
from typing import Any, NamedTuple
from urllib.parse import urlsplit

# Seconds to wait for the scheduler.
PATIENCE = 10


class CannotReach(Exception):
    """Why there is no such cluster, to a person."""


class Connection(NamedTuple):
    """An executor, and how many jobs it can do at once."""

    executor: Executor
    size: int


def connected(url: str) -> Connection:
    """The cluster whose scheduler is at `dask://HOST:PORT`."""
    try:
        parts = urlsplit(url)
        is_known = parts.scheme == "dask" and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:  # no address at all, or no number of a port
        is_known = False
    if not is_known:
        raise CannotReach(f"“{url}” is no executor: write dask://HOST:PORT")
    try:
        import distributed
    except ImportError:
        raise CannotReach("this needs the extra “dask”: pip install 'digest-ssg[dask]'") from None
    try:
        make: Any = distributed.Client
        client = make(f"tcp://{parts.hostname}:{parts.port or 8786}", timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError) as problem:
        raise CannotReach(f"there is no Dask scheduler at {parts.hostname}:{parts.port or 8786}: {problem}") from None
    size = sum(client.ncores().values())
    # A job is a function of its arguments, so doing one twice does no harm; asking for the same one twice is never meant.
    return Connection(client.get_executor(pure=False), max(1, size))

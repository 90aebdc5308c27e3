"""A build over a real Dask cluster on this machine: the same bytes, even when a worker dies midway."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import kill
from pathlib import Path

import pytest

from digest.store.cluster import CannotReach, connected
from tests.making import SOUND, make, note, site

# Two workers, each a process of its own; it says where the scheduler is and which process is the first worker's.
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50) as cluster:
        print(cluster.scheduler_address.removeprefix("tcp://"), cluster.workers[0].process.process.pid, flush=True)
        sys.stdin.read()
"""


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[str, int]]:
    program = folder / "cluster.py"
    program.write_text(CLUSTER)
    with subprocess.Popen(
        [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        assert process.stdin
        address, pid = process.stdout.readline().split()
        yield address, int(pid)
        process.stdin.close()


def _build(root: Path, output: str, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "digest", "build", "--root", str(root), "-o", str(root / output), "--no-cache", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _is_under_way(root: Path) -> bool:
    return (root / "far").exists() and any(root.joinpath("far").iterdir())


def test_a_cluster_that_loses_a_worker_builds_the_same_site(tmp_path: Path) -> None:
    notes = {f"content/annotations/n{n}.md": note(date=f"20{n % 90 + 10}", people=f"[P{n % 7}]") for n in range(900)}
    root = make(tmp_path, {**SOUND, **notes})
    with _build(root, "near", "-j", "1") as near:
        assert near.wait() == 0

    with _cluster(tmp_path) as (address, worker):
        far = _build(root, "far", "--executor", f"dask://{address}")
        while far.poll() is None and not _is_under_way(root):
            pass
        assert far.poll() is None, "the build was over before a worker could die"
        kill(worker, signal.SIGKILL)
        said, _ = far.communicate()

    assert far.returncode == 0, said
    assert site(root / "far") == site(root / "near")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8786", "dask://", "127.0.0.1"])
def test_an_executor_has_an_address(url: str) -> None:
    with pytest.raises(CannotReach, match="dask://HOST:PORT"):
        connected(url)

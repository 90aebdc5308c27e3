"""What a command costs: CPU seconds of all its processes, wall time, and the peak of the memory they hold together.

Linux only. `subreaper` must be called once: from then on what a command leaves behind (a fork server and its workers) becomes a
child of ours, so that its CPU time is counted too. Memory is the sum of the proportional set sizes (PSS) of the process group,
sampled four times a second, in which a page shared by two processes counts once; for commands shorter than a sample it is the
largest resident size of one of them.
"""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")
_PR_SET_CHILD_SUBREAPER = 36


class Cost(NamedTuple):
    cpu: float
    wall: float
    memory: int  # bytes
    exit: int


def subreaper() -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("this system does not let a process take over its orphans")


def timed(command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float) -> Cost:
    """Runs it to its end, or until one of its processes has used `limit` CPU seconds, or four times that have gone by."""
    with (folder / "bench.log").open("w") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},  # an installed program has its bytecode
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        resource.prlimit(process.pid, resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
        timer = threading.Timer(4 * limit, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        done = threading.Event()
        peaks = [0]
        sampler = threading.Thread(target=_sample, args=(process.pid, done, peaks), daemon=True)
        sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        done.set()
        sampler.join()
        cpu = usage.ru_utime + usage.ru_stime + _orphans()
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(cpu, wall, max(*peaks, usage.ru_maxrss * 1024), process.returncode)


def _orphans() -> float:
    """CPU seconds of what a command left behind, once it has ended."""
    cpu = 0.0
    while True:
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return cpu
        cpu += usage.ru_utime + usage.ru_stime


def _sample(group: int, done: threading.Event, peaks: list[int]) -> None:
    while not done.wait(0.25):
        peaks[0] = max(peaks[0], _held(group))


def _held(group: int) -> int:
    """Bytes that the processes of a group hold."""
    total = 0
    for process, fields in _processes():
        if int(fields[2]) == group:
            with suppress(OSError, ValueError):
                rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
                total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024
    return total


def _processes() -> list[tuple[int, list[str]]]:
    """Every process with the fields of its `stat`, from the state on (proc(5))."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            found.append((int(name), Path(f"/proc/{name}/stat").read_text("utf-8", "replace").rsplit(")", 1)[1].split()))
    return found


def family_cpu(process: int) -> float:
    """CPU seconds so far of a process, its living descendants, and those that they have waited for."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for each, fields in _processes():
        children.setdefault(int(fields[1]), []).append(each)
        used[each] = sum(map(int, fields[11:15]))
    total, todo = 0, [process]
    while todo:
        each = todo.pop()
        total += used.get(each, 0)
        todo += children.get(each, [])
    return total / _TICK


def rest(process: int, quiet: float = 1.5, limit: float = 600) -> None:
    """Waits until the family has used next to no CPU for so many seconds."""
    end = time.monotonic() + limit
    last, since = family_cpu(process), time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < quiet:
        time.sleep(0.25)
        now = family_cpu(process)
        if now - last > 0.02:
            last, since = now, time.monotonic()


def until(condition: Callable[[], bool], limit: float, pause: float = 0.1) -> bool:
    """Waits for a condition; says whether it came true in time."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Ends a process that leads a session, and its family."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sent)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            continue
        break
    _orphans()

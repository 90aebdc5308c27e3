"""Work done by several processes, with results in the order of the work. Without help, it is done here and now.

The helpers stand behind `concurrent.futures.Executor`, so another engine's executor does as well as our own processes.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

# Processes are imported where some are called: most builds have too little to do.
if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

T = TypeVar("T")

# What a helper has read before it is asked for anything, so that it is read once for all.
PRELOADED = ["digest.jobs"]

# So many jobs are done here before helpers are called: some seven seconds of work. Two helpers cost two seconds of CPU to start
# and to talk to, so that in a smaller build they would save nothing (docs/performance.md).
PATIENCE = 300

# Jobs per helper that are under way at once: enough that none waits, few enough that memory stays bounded.
AHEAD = 3


class Pool:
    """Helpers that are called when there is enough to do, at most `size` of them; or an executor that somebody else runs.

    `patience` says how many jobs are done here before helpers are called.
    """

    def __init__(self, size: int = 1, executor: Executor | None = None, patience: int | None = None) -> None:
        self._size, self._executor, self._is_ours = size, executor, executor is None
        self._patience = PATIENCE if patience is None else patience
        self._done = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if self._executor and self._is_ours:
            # Clearing up what processes shared is not to be broken off either.
            with _interrupts_held_back():
                self._executor.shutdown(wait=True, cancel_futures=True)
                self._executor = None

    @property
    def is_alone(self) -> bool:
        """Whether everything is done in this process."""
        return self._size == 1 and self._executor is None

    def expect(self, jobs: int) -> None:
        """About so many jobs will come: where that is twice what would be done here, helpers are called for the first of them."""
        if jobs >= 2 * self._patience:
            self._done = self._patience

    def run(self, work: Callable[..., T], jobs: Iterable[tuple[Any, ...]]) -> Iterator[T]:
        """The result of `work(*job)` for each job, in order."""
        under_way: deque[tuple[Future[T], tuple[Any, ...]]] = deque()
        for job in jobs:
            if self._executor is None and (self._size == 1 or self._done < self._patience):
                self._done += 1
                yield work(*job)
                continue
            under_way.append((self._submitted(work, job), job))
            if len(under_way) >= AHEAD * self._size:
                yield _result(work, *under_way.popleft())
        while under_way:
            yield _result(work, *under_way.popleft())

    def _submitted(self, work: Callable[..., T], job: tuple[Any, ...]) -> Future[T]:
        from concurrent.futures import BrokenExecutor, Future

        try:
            if self._executor is None:
                _start_tracker()
            # A helper whose start is broken off halfway has nobody to wait for it.
            with _interrupts_held_back():
                if self._executor is None:
                    self._executor = _processes(self._size)
                return self._executor.submit(work, *job)
        except BrokenExecutor as problem:
            failed: Future[T] = Future()
            failed.set_exception(problem)
            return failed


def _result(work: Callable[..., T], future: Future[T], job: tuple[Any, ...]) -> T:
    """What a helper found; where the helpers died (the machine had no memory left, or somebody ended them), it is done here."""
    from concurrent.futures import BrokenExecutor

    try:
        return future.result()
    except BrokenExecutor:
        return work(*job)


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """What a helper does first. It makes trees and texts, in which hardly anything refers to itself: looking for that would take
    a fifth of its time."""
    from multiprocessing import parent_process
    from threading import Thread

    gc.disable()
    if caller := parent_process():
        Thread(target=_leave_after, args=(caller.join,), daemon=True).start()


def _leave_after(call: Callable[[], None]) -> None:
    """Ends this helper when whoever called it is gone: a process that was killed sends nobody home."""
    call()
    os._exit(1)


def _processes(size: int) -> ProcessPoolExecutor:
    import atexit
    import multiprocessing
    import signal
    from concurrent.futures import ProcessPoolExecutor

    # Not by plain forking: the preview has threads, and a fork copies their locks as they are at that moment.
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload(PRELOADED)
    if method == "forkserver":
        from multiprocessing import forkserver

        # Ctrl-C goes to all processes of a terminal, and it is this one that answers: the process that helpers are forked from
        # starts while it is held back, and the helpers are born so.
        forkserver.ensure_running()
    # What processes shared is cleared up when this one ends; by then there is nothing that Ctrl-C could break off.
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)
    return ProcessPoolExecutor(size, mp_context=context, initializer=_begin)


def _start_tracker() -> None:
    """Starts the process that clears up after all others. Its start lets Ctrl-C through again, whoever held it back, so it has
    to come before that; later it runs already, and nothing is let through.
    """
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl-C waits until this is done, in this thread and in what is started by it."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

"""Helpers are called where there is enough to do, and results come in the order of the work."""

import os

import pytest

from digest.store.pool import Pool


@pytest.mark.parametrize(("expected", "here"), [(0, 4), (7, 4), (8, 0)])
def test_helpers_are_called_after_some_jobs_or_where_many_are_expected(expected: int, here: int) -> None:
    with Pool(2, patience=4) as pool:
        pool.expect(expected)
        done = list(pool.run(_told, [(n,) for n in range(10)]))

    assert [n for n, _ in done] == list(range(10))
    assert sum(process == os.getpid() for _, process in done) == here


def test_alone_everything_is_done_here() -> None:
    with Pool(1, patience=4) as pool:
        pool.expect(100)
        assert {process for _, process in pool.run(_told, [(n,) for n in range(10)])} == {os.getpid()}


def _told(n: int) -> tuple[int, int]:
    return n, os.getpid()

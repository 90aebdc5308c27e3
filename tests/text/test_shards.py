"""A list cut into runs: bounded, and the same almost everywhere after a change."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from digest.text.shards import shards

ITEMS = st.dictionaries(st.text(max_size=6), st.integers(1, 60)).map(lambda items: sorted(items.items()))


@given(ITEMS)
def test_nothing_is_lost_and_no_run_is_too_large(items: list[tuple[str, int]]) -> None:
    runs = shards(items, 16, 48)
    sizes = dict(items)

    assert list(chain.from_iterable(runs)) == [name for name, _ in items]
    assert [run for run in runs if sum(sizes[name] for name in run) > 48 and len(run) > 1] == []


def test_a_change_stays_where_it_is() -> None:
    items = [(f"{n:05}", 1) for n in range(20_000)]
    before = {tuple(run) for run in shards(items, 16, 48)}

    for gone in range(0, 20_000, 997):
        after = {tuple(run) for run in shards(items[:gone] + items[gone + 1 :], 16, 48)}
        # One run loses an item. Where it had been cut for its size, those after it may be cut elsewhere, up to the next end
        # that an item decides.
        assert len(before - after) <= 4
    assert 1000 < len(before) < 1600


def test_a_size_that_grows_a_little_moves_no_end() -> None:
    items = [(f"{n:05}", 70 + n % 50) for n in range(5_000)]
    grown = [(name, size + 8) for name, size in items]

    assert shards(grown, 24_000, 10**9) == shards(items, 24_000, 10**9)

"""What is too much for one page, divided: by year, month and day, then by the first letters of names.

Nothing is divided by number. So one item more never moves another from page to page; at most a page that becomes too large gives
what it had to pages of their own, whose addresses lie below its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from digest.model.edtf import Edtf, first_day, is_masked
from digest.text.slug import is_safe

T = TypeVar("T")
K = TypeVar("K", int, str)

Fits = Callable[[Sequence[T]], bool]
Name = Callable[[T], str]

UNKNOWN = "00"
"""The segment of a month or a day that is not known."""


class Division(NamedTuple, Generic[T]):
    """A page's share. `path` are the segments of its address: ("2021", "12", "07"), behind it perhaps the letters with which
    names begin; `items` what stands on the page itself; `parts` the paths of the pages below, each with how many items it
    leads to.
    """

    path: tuple[str, ...]
    items: tuple[T, ...]
    parts: tuple[tuple[tuple[str, ...], int], ...] = ()


def by_calendar(items: Sequence[T], date: Callable[[T], Edtf], name: Name[T], fits: Fits[T]) -> Iterator[Division[T]]:
    """Every year with its items; of one that does not fit its months, of such a month its days, of such a day the names.

    What has no month, or no day, stays with its year or month, as long as it fits there.
    """
    for year, group in grouped(items, lambda each: year_of(date(each))):
        yield from _by_calendar((year_address(year),), group, (month_of, day_of), date, name, fits)


def _by_calendar(
    path: tuple[str, ...],
    items: tuple[T, ...],
    finer: tuple[Callable[[Edtf], int], ...],
    date: Callable[[T], Edtf],
    name: Name[T],
    fits: Fits[T],
) -> Iterator[Division[T]]:
    if fits(items):
        yield Division(path, items)
    elif not finer or path[-1] == UNKNOWN:
        yield from by_name(path, items, name, fits)
    else:
        groups = {f"{number:02}": group for number, group in grouped(items, lambda each: finer[0](date(each)))}
        unknown = groups.get(UNKNOWN, ())
        here = groups.pop(UNKNOWN, ()) if fits(unknown) else ()
        yield Division(path, here, tuple(((*path, segment), len(group)) for segment, group in groups.items()))
        for segment, group in groups.items():
            yield from _by_calendar((*path, segment), group, finer[1:], date, name, fits)


def by_name(path: tuple[str, ...], items: Sequence[T], name: Name[T], fits: Fits[T]) -> Iterator[Division[T]]:
    """The items on one page, or by as many first letters of their names as it takes, all of them directly below `path`."""
    yield from _by_name(path, path, tuple(items), 0, name, fits)


def _by_name(
    path: tuple[str, ...], own: tuple[str, ...], items: tuple[T, ...], letters: int, name: Name[T], fits: Fits[T]
) -> Iterator[Division[T]]:
    """`own` is the address of these items, `letters` how many first letters they share."""
    if fits(items):
        yield Division(own, items)
        return
    here = tuple(each for each in items if len(name(each)) <= letters)
    longer = [each for each in items if len(name(each)) > letters]
    groups = [(_segment(key), group) for key, group in grouped(longer, lambda each: name(each)[: letters + 1])]
    if len(groups) == 1 and not here:
        yield from _by_name(path, own, groups[0][1], letters + 1, name, fits)
        return
    yield Division(own, here, tuple(((*path, segment), len(group)) for segment, group in groups))
    for segment, group in groups:
        yield from _by_name(path, (*path, segment), group, letters + 1, name, fits)


def _segment(letters: str) -> str:
    """The letters as a segment of an address; some are the names of devices ("con")."""
    return letters if is_safe(letters) else f"{letters}-"


def grouped(items: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, tuple[T, ...]]]:
    """The items by key: the keys in order, the items in theirs."""
    groups: dict[K, list[T]] = defaultdict(list)
    for each in items:
        groups[key(each)].append(each)
    return [(each, tuple(groups[each])) for each in sorted(groups)]


# ------------------------------------------------------------------------------------------------------------- the calendar


def year_of(value: Edtf) -> int:
    """The year an entry stands under: that of its first day."""
    return first_day(value).year


def year_address(year: int) -> str:
    """The year as a segment of an address: four digits, with a minus before the year 0."""
    return f"{year:05}" if year < 0 else f"{year:04}"


def month_of(value: Edtf) -> int:
    """The month an entry stands under; 0 where only the year is known."""
    coarse = value.shape == "point" and value.precision not in ("month", "day", "time")
    return 0 if coarse else first_day(value).month


def day_of(value: Edtf) -> int:
    """The day an entry stands under; 0 where only the month is known."""
    if value.shape != "point":
        return first_day(value).day
    return first_day(value).day if value.precision in ("day", "time") and not is_masked(value.fields[2].digits) else 0

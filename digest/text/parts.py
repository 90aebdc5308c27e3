"""Many annotations in parts of a bounded size, so that a new one touches its own part and leaves the others alone.

A part is a stretch of the calendar under the name that EDTF gives it: the century `20XX`, the decade `202X`, the year `2021`, the
month `2021-03`, the day `2021-03-14`. Only what is too large is divided further, a day at last by the hash of ids. What has no
date is in `undated`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

from digest.model.annotation import Card
from digest.model.edtf import Day, Edtf, first_day
from digest.text.division import year_address

# As many annotations as one file for machines may name.
MOST = 1000

UNDATED = "undated"
DAY = 4

When = Callable[[Card], Edtf | None]


def parts(entries: Sequence[Card], when: When, most: int = MOST) -> Mapping[str, tuple[Card, ...]]:
    """The entries by the name of their part, each part in the order given; one part called "" where that is enough."""
    if len(entries) <= most:
        return {"": tuple(entries)}
    return dict(_divided(entries, when, most, 0))


def _divided(entries: Sequence[Card], when: When, most: int, level: int) -> Iterator[tuple[str, tuple[Card, ...]]]:
    groups: dict[str, list[Card]] = defaultdict(list)
    for entry in entries:
        groups[_name(entry, when(entry), level)].append(entry)
    for name, members in groups.items():
        if len(members) <= most:
            yield name, tuple(members)
        else:
            yield from _divided(members, when, most, level + 1)


def _name(entry: Card, date: Edtf | None, level: int) -> str:
    """The part that an entry is in where the calendar is divided into centuries (0), decades, years, months, days, hashes."""
    if date is None:
        return f"{UNDATED}-{_hash(entry, level)}" if level else UNDATED
    period = _period(first_day(date), min(level, DAY))
    return period if level <= DAY else f"{period}-{_hash(entry, level - DAY)}"


@lru_cache(maxsize=1 << 16)
def _period(day: Day, level: int) -> str:
    year = year_address(day.year)
    match level:
        case 0:
            return f"{year[:-2]}XX"
        case 1:
            return f"{year[:-1]}X"
        case 2:
            return year
        case 3:
            return f"{year}-{day.month:02}"
        case _:
            return f"{year}-{day.month:02}-{day.day:02}"


def _hash(entry: Card, length: int) -> str:
    return sha256(entry.id.encode()).hexdigest()[:length]

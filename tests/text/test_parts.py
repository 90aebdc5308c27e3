"""Annotations in parts: none too large, and a new one touches its own."""

from hypothesis import given
from hypothesis import strategies as st

from digest.model.annotation import Card
from digest.model.edtf import Edtf, parse
from digest.text.parts import parts


def _entry(id: str, date: str) -> Card:
    found = parse(date) if date else None
    assert found is None or isinstance(found, Edtf)
    return Card(id, id, "event", found, 0, (), (), 0, None, None)


def _parts(dates: list[str], most: int) -> dict[str, list[str]]:
    entries = [_entry(f"{n}-{date}", date) for n, date in enumerate(dates)]
    return {name: [str(each.date or "") for each in of] for name, of in parts(entries, lambda each: each.date, most).items()}


def test_what_fits_is_one_part() -> None:
    assert _parts(["2021", "1962-10", ""], 3) == {"": ["2021", "1962-10", ""]}
    assert _parts([], 3) == {"": []}


def test_only_what_is_too_large_is_divided_further() -> None:
    dates = ["-0044-03-15", "1962-10-16", "1963", "2012", "2013", "2020-01", "2021-02", "2021-03-14", "2021-03-15", ""]

    assert _parts(dates, 2) == {
        "-00XX": ["-0044-03-15"],
        "19XX": ["1962-10-16", "1963"],
        "201X": ["2012", "2013"],
        "2020": ["2020-01"],
        "2021-02": ["2021-02"],
        "2021-03": ["2021-03-14", "2021-03-15"],
        "undated": [""],
    }


def test_a_day_and_what_has_no_date_are_divided_by_ids() -> None:
    divided = _parts(["2021-03-14"] * 40 + [""] * 40, 5)

    assert min(name[:11] for name in divided if name.startswith("2021")) == "2021-03-14-"
    assert {name[:8] for name in divided if not name.startswith("2021")} == {"undated-"}


_dates = st.lists(st.sampled_from(["2021-03-14", "2021-03", "2021", "1962-10-16", "-0044", "", "2021-12/2022-01"]), max_size=60)


@given(dates=_dates, new=st.sampled_from(["2021-03-14", "", "1962", "2030-01-01"]))
def test_every_part_is_small_and_a_new_entry_touches_its_own(dates: list[str], new: str) -> None:
    entries = [_entry(f"a{n}", date) for n, date in enumerate(dates)]
    before = parts(entries, lambda each: each.date, 4)
    after = parts([*entries, _entry("new", new)], lambda each: each.date, 4)

    assert sorted(each.id for of in before.values() for each in of) == sorted(each.id for each in entries)
    assert all(len(of) <= 4 for of in after.values())
    # At most the part that it came into is gone, and in its place are smaller ones.
    gone = [name for name in before if name not in after]
    changed = [name for name in before if name in after and before[name] != after[name]]
    assert len(gone) + len(changed) <= 1

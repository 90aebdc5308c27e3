"""A few builds that are killed, interrupted and disturbed; `make crash` does it by the hundred."""

import pytest

from tests.crash import run


def test_a_killed_build_leaves_whole_files_and_the_next_equals_a_clean_one() -> None:
    run.kills(2)
    run.killed_writing(2)


def test_so_does_a_build_that_is_killed_exchanging_few_pages() -> None:
    run.killed_exchanging(stride=20)


def test_so_does_a_preview_that_is_killed_while_a_note_comes_or_goes() -> None:
    run.killed_rearranging(stride=50)


def test_a_killed_command_loses_nothing_that_a_person_wrote() -> None:
    run.killed_editing(stride=4)


def test_an_interrupted_build_leaves_nothing_behind() -> None:
    run.interrupted(1)


def test_a_build_that_cannot_begin_says_so() -> None:
    run.busy()


@pytest.mark.parametrize(("signal", "moments"), [(run.TO_ALL, (380, 400)), (run.TO_ITSELF, (380,))])
def test_helpers_end_with_the_build_that_called_them(signal: str, moments: tuple[int, ...]) -> None:
    run.calling(signal, moments)

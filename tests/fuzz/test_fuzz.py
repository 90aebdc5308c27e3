"""What fuzzing found stays tried: every input of the corpus, and some of Hypothesis's own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("target", TARGETS)
def test_the_corpus_holds(target: str) -> None:
    inputs = sorted((CORPUS / target).iterdir())
    assert inputs
    for place in inputs:
        TARGETS[target](place.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=25)
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_anything_holds(target: str, data: bytes) -> None:
    TARGETS[target](data)

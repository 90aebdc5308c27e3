"""One world for every test: the same zone, locale, date and search, on every machine."""

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# The slowest of shared machines must pass too, so no example has a deadline.
settings.register_profile(
    "ci", derandomize=True, database=None, max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Looks for new examples in each run: pytest --hypothesis-profile=dev
settings.register_profile("dev", max_examples=500, deadline=None, print_blob=True)
settings.load_profile("ci")

ENVIRONMENT = {
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "COLUMNS": "100",
    "SOURCE_DATE_EPOCH": "1796083200",  # 2026-12-01: the build's date
}


@pytest.fixture(scope="session", autouse=True)
def _environment() -> Iterator[None]:
    """The environment of this process and of every one that a test starts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        time.tzset()
        yield
    time.tzset()

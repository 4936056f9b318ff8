"""Fixtures shared by every test: the real data beside the checkout, when it is there."""

from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine must not fail a property: speed is measured in benchmarks, never in a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data; the test is skipped, saying so, on a machine without it."""
    if not (SHARED_DATA / "manifest.json").is_file():
        pytest.skip("real data (../shared/data) is absent on this machine")
    return SHARED_DATA

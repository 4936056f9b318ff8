"""Fixtures of the tests of sources."""

from pathlib import Path

import pytest
from support.scenes.sources_sample import TODAY, Load, Sample, make_sample

from filiere.sources import PreparedLoad, prepare


@pytest.fixture
def sample() -> Sample:
    """A sound file of four communes, three activities and three years."""
    return make_sample()


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Prepare a file of a source in a data folder of the test's own."""

    def run(file: Path, source: str = "urssaf-commune-ape", **options: object) -> PreparedLoad:
        return prepare(source, file, home=tmp_path / "home", today=TODAY, **options)  # type: ignore[arg-type]

    return run

"""A small release, and the example with dossiers made up for it."""

from pathlib import Path

import pytest
from support.scenes.scoring_sample import Heading, Question, release_of

from filiere.referentials import Library, Release
from filiere.referentials.scoring import Case
from filiere.referentials.simulation import generate_cases


@pytest.fixture
def small() -> Release:
    """Two themes of two questions that always apply."""
    return release_of(
        (
            Heading("t0", 3, "zero", (Question("q0", 1, "true"), Question("q1", 1, "true"))),
            Heading("t1", 1, "zero", (Question("q2", 1, "true"), Question("q3", 1, "true"))),
        )
    )


@pytest.fixture(scope="session")
def label() -> Release:
    """The example label."""
    return Library(Path(__file__).parents[1] / "fixtures" / "lrse").release("lrse@2027.1")


@pytest.fixture(scope="session")
def many(label: Release) -> tuple[Case, ...]:
    """Five hundred dossiers made up for the example label."""
    return tuple(generate_cases(label, 500, seed=1))

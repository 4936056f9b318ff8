"""A small made-up register for the tests of the engine, and the shipped one for the facts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from filiere.figures import Amendment, Register, load_register

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def base_folder() -> Path:
    """The folder of the made-up register."""
    return HERE / "base"


@pytest.fixture(scope="session")
def base(base_folder: Path) -> Register:
    """The made-up register: eight figures, one series with a break, one contradiction, one choice."""
    return load_register(base_folder)


@pytest.fixture(scope="session")
def shipped() -> Register:
    """The register that ships with the package."""
    return load_register()


@pytest.fixture(scope="session")
def today() -> date:
    """The day on which the fixtures are judged."""
    return date(2026, 12, 1)


@pytest.fixture
def act() -> Callable[..., Amendment]:
    """Build an amendment; its number, reason, day and author have defaults."""

    def build(kind: str, figure: str, **parts: Any) -> Amendment:
        given = {"number": 1, "reason": "Erreur de frappe", "date": "2026-12-01", "by": "statistician"} | parts
        return Amendment.model_validate({"kind": kind, "figure": figure, **given})

    return build

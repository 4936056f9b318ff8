"""Labels of made-up holders, for the tests of the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import granted_sample


@pytest.fixture
def grant(db: None) -> Callable[..., Any]:
    """`grant("Alpha", state="suspended", sites=[…])` gives a dossier walked there, with a certificate."""
    return granted_sample.grant

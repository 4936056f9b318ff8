"""Labels of made-up holders, for the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import granted_sample


@pytest.fixture
def grant(db: None) -> Callable[..., Any]:
    """`grant("Alpha")` gives a dossier with a certificate."""
    return granted_sample.grant

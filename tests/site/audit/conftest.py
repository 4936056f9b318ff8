"""The clock held in the year of the release, for every test of the audit."""

from __future__ import annotations

from typing import Any

import pytest
from audit_sample import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, db: Any) -> Clock:
    """The clock of the site."""
    return Clock(monkeypatch)

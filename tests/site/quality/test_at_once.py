"""Six people at the same moment: the same file is delivered once, and imported once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from support.harness.at_once import on_a_file
from support.scenes.quality_sample import all_at_once


def _holds(found: dict[str, Any]) -> None:
    assert found == {"said": ["done"] * 6, "deliveries": 1, "jobs": 1, "differing": []}


def test_six_send_the_same_at_once_on_a_file(fresh: Path) -> None:
    """On SQLite, where writers queue up."""
    _holds(on_a_file(fresh, "quality_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_six_send_the_same_at_once_on_postgresql() -> None:
    """On PostgreSQL, where they run side by side."""
    _holds(all_at_once())

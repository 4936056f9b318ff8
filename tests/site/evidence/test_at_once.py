"""Twelve sendings at the same moment: the same file is there once, and no revision of a document is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from support.harness.at_once import on_a_file
from support.scenes.evidence_sample import all_at_once


def _holds(found: dict[str, Any]) -> None:
    assert found == {"said": ["done"] * 12, "documents": 8, "chain": 6, "differing": []}


def test_twelve_send_at_once_on_a_file(fresh: Path) -> None:
    _holds(on_a_file(fresh, "evidence_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_twelve_send_at_once_on_postgresql() -> None:
    _holds(all_at_once())

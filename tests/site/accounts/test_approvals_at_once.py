"""Six colleagues who countersign at one moment, each with a double click: the act is done once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from support.harness.at_once import on_a_file
from support.scenes.approvals_sample import SIGNERS, all_at_once


def _holds(found: dict[str, Any]) -> None:
    """C4: the one who came first is told so twice, the others that it is over."""
    over = 2 * (SIGNERS - 1)
    assert found == {
        "said": {"False": 1, "True": 1, "approval-over": over},
        "grants": 1,
        "entries": 1,
        "differing": [],
    }


def test_a_request_is_signed_once_on_a_file(fresh: Path) -> None:
    """On SQLite, where writers queue up."""
    _holds(on_a_file(fresh, "approvals_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_a_request_is_signed_once_on_postgresql() -> None:
    """On PostgreSQL, where they run side by side."""
    _holds(all_at_once())

"""A job that waited when its table was of another app is done after the upgrade, in the turn of its centre."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from support.harness.at_once import on_a_file
from support.scenes.jobs_upgrade_sample import all_at_once


def _holds(found: dict[str, Any]) -> None:
    assert json.loads(json.dumps(found)) == {
        "ended": 3,
        "made": [["auditor", False], ["runs", True], ["waits", True]],
        "states": [
            ["auditor", "done", "after", 1],
            ["ended", "done", "before", 0],
            ["runs", "done", "after", 2],
            ["waits", "done", "after", 1],
        ],
        "of the centre": ["ended", "runs", "waits"],
    }


def test_jobs_that_waited_are_done_after_the_upgrade_on_a_file(fresh: Path) -> None:
    """On SQLite."""
    _holds(on_a_file(fresh, "jobs_upgrade_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_jobs_that_waited_are_done_after_the_upgrade_on_postgresql() -> None:
    """On PostgreSQL."""
    _holds(all_at_once())

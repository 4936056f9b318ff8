"""Thirteen who vote at the same moment, twice each: every vote once, no error, nothing lost, and a chain that holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from support.harness.at_once import on_a_file
from support.scenes.committee_sample import all_at_once


def _holds(found: dict[str, Any]) -> None:
    """Whatever the order in which they came: a ballot a seat, the rest told why, and no opening before the last."""
    assert (found["ballots"], found["seats"]) == (13, 13)
    opened = 1 if found["status"] == "debate" else 0
    assert found["told"].count("done") == 13 + opened
    assert set(found["told"]) <= {"done", "vote-twice", "vote-not-open", "ballots-missing"}
    assert found["counted"] == (13 if opened else 0)
    assert found["differing"] == []


def test_thirteen_vote_at_once_on_a_file(fresh: Path) -> None:
    _holds(on_a_file(fresh, "committee_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_thirteen_vote_at_once_on_postgresql() -> None:
    assert connection.vendor == "postgresql"
    _holds(all_at_once())

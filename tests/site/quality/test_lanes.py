"""Jobs in lanes: each in a child that its parent ends, centres in turn, nothing half written, nothing left running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from at_once import on_a_file
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from lanes_sample import all_at_once


def _holds(found: dict[str, Any]) -> None:
    # H1: one centre asks for three jobs that cannot end before those of others do; all end, and one of it at a time.
    turns = found["turns"]
    assert turns["ended"] == 7
    assert turns["states"] == [["done", 1, 0]] * 7
    order = turns["order"]
    assert order.index("quick-1") < order.index("slow-2") < order.index("slow-3")
    # H1: a job that never ends makes room for whoever waits, then is killed at its deadline and says so.
    assert found["share"]["ended"] == 2
    assert found["share"]["states"] == [["failed", "job-too-long", 1, 1], ["done", 1, 0]]
    assert found["share"]["journal"] == [[True, "time"]]
    # One that wants all memory says so; one that crashes is tried three times; another centre's is done.
    memory, crash = ["failed", "job-out-of-memory", 1, 0], ["failed", "job-died", 3, 0]
    assert found["wild"]["states"] == [memory, crash, ["done", 1, 0]]
    # Which of the two ends first is chance: they run side by side.
    assert sorted(how for _, how in found["wild"]["journal"]) == ["crash", "memory"]
    # Cancelled, it is killed whatever it does, and what it had begun is undone.
    assert found["cancelled"] == {"ended": 1, "states": [["cancelled", 1, 0]], "as before": True, "left": 0}
    # The process that works is killed: nothing of it goes on, and the next one ends the job.
    assert found["killed"] == {"gone": True, "ended": 1, "states": [["done", 2, 0]]}


def test_jobs_that_run_wild_on_a_file(fresh: Path) -> None:
    """On SQLite."""
    _holds(on_a_file(fresh, "lanes_sample"))


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
def test_jobs_that_run_wild_on_postgresql() -> None:
    """On PostgreSQL, whose connections no child inherits."""
    _holds(all_at_once())

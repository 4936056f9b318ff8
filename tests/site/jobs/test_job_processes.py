"""Jobs in lanes: each in a child that its parent ends, centres in turn, nothing half written, nothing left running."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import IO, Any

import pytest
from django.db import connection  # noqa: F401  Named in the condition of a mark.
from support.harness.at_once import on_a_file
from support.scenes.lanes_sample import all_at_once

from filiere.site.data_folder import BACKUP_LOCK
from filiere.site.jobs import job_processes
from filiere.site.jobs.models import Job


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


@contextmanager
def _held(path: Path) -> Iterator[IO[str]]:
    with path.open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield stream


def test_no_job_begins_while_a_backup_waits_and_the_queue_is_looked_at_after_it(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One centre that kept a job waiting kept every backup from being made: it was never their turn."""
    asked: list[str] = []
    monkeypatch.setattr(job_processes, "take_next_job", lambda **_: asked.append("next"))
    # Each time that the queue is looked at, the lock of those who work is held.
    monkeypatch.setattr(job_processes, "hold_queue", lambda: nullcontext(True))
    monkeypatch.setattr(job_processes, "remove_orphaned_job_folders", lambda _: asked.append("looked"))
    monkeypatch.setattr(job_processes, "_wait_for_lock", lambda _: None)
    with _held(home / BACKUP_LOCK) as lock:
        worker = Thread(target=job_processes.run_jobs_in_lanes)
        worker.start()
        worker.join(0.5)
        assert worker.is_alive()
        assert asked == ["looked"]
        fcntl.flock(lock, fcntl.LOCK_UN)
        worker.join(20)
    assert not worker.is_alive()
    assert asked == ["looked", "looked", "next"]


def test_a_backup_that_waits_is_somebody_who_waits(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that had its share makes room for it, as for the job of another centre."""
    killed: list[str] = []
    job = SimpleNamespace(pk=0, turn="x")
    lane = SimpleNamespace(job=job, killed="", seconds_over_share=1.0, kill=killed.append)
    one = job_processes.Lanes.__new__(job_processes.Lanes)
    one._lanes, one._closing = [lane], []
    monkeypatch.setattr(job_processes.Job.objects, "filter", lambda **_: Job.objects.none())
    monkeypatch.setattr(job_processes, "has_waiting_owner", lambda _: False)
    one._kill_cancelled()
    assert killed == []
    with _held(home / BACKUP_LOCK):
        one._kill_cancelled()
    assert killed == ["turn"]

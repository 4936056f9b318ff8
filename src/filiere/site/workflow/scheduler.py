"""The hourly sweep of a server that runs: delays take effect without anybody at the keyboard.

Each process of the server has such a thread; a lock on a file of the data folder lets one of them work at a time, and
goes with a process that dies. What the day decides is done only while the clock may be trusted (see
:mod:`filiere.site.journal.clock_trust`); when it may not, the staff are told once, and the clock is looked at again
soon.
"""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from filiere.site.accounts.clock_letters import notify_clock_held
from filiere.site.journal.clock_trust import (
    ClockHeld,
    record_hold,
    record_life_sign,
    record_sweep,
    require_trusted_clock,
)
from filiere.site.kit import hourly_tasks
from filiere.site.mail.delivery import MAX_SWEEP_SECONDS, limit_sending
from filiere.site.workflow.actions.run_due_events import run_due

log = logging.getLogger(__name__)
SWEEP_INTERVAL = 3600.0
RETRY_INTERVAL = 300.0
"""Seconds until a clock that was not trusted is looked at again."""
LOCK_FILE = "tick.lock"


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep did: events due to time, things done by the apps, and how many dossiers and parts failed."""

    events: int
    done: int
    failed: int


def start_scheduler(stop: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends with the process, or when `stop` is set."""
    thread = threading.Thread(target=_run_scheduler, args=(stop or threading.Event(),), name="clockwork", daemon=True)
    thread.start()
    return thread


def _run_scheduler(stop: threading.Event) -> None:
    while True:
        wait = SWEEP_INTERVAL
        try:
            sweep_unless_running()
        except ClockHeld:
            wait = RETRY_INTERVAL
        except DatabaseError as error:
            # A database that is down for a while is asked again in an hour; acts sweep their own dossier meanwhile.
            log.warning("delays were not swept: %s", type(error).__name__)
        except Exception as error:
            # A thread that ended would sweep no more, and nothing would say so.
            log.error("the sweep stopped: %s", hourly_tasks.locate_error(error))
        finally:
            close_old_connections()
        if stop.wait(wait):
            return


def sweep_unless_running() -> SweepResult | None:
    """Sweep now, and return what was done; None when another process is at it. Raises `ClockHeld` as `sweep_everything`
    does."""
    with (Path(settings.FILIERE_HOME) / LOCK_FILE).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return sweep_everything()


@limit_sending(MAX_SWEEP_SECONDS)
def sweep_everything(day: date | None = None) -> SweepResult:
    """Let the delays of dossiers pass up to a day (today without one), and do what each app does every hour.

    Raises `ClockHeld`, once all that needs no day is done, while the clock may not be trusted. Its letters leave within
    a time of their own: a mail server that does not answer keeps neither the lock nor the next sweep.
    """
    done, failed = _run_tasks(hourly_tasks.clock_free_tasks)
    try:
        with require_trusted_clock():
            record_life_sign()
            events, late = _run_transitions(day)
            more, worse = _run_tasks(hourly_tasks.clock_bound_tasks)
    except ClockHeld as held:
        # Before anything was done, or in the middle of it: a clock may jump at any moment.
        log.error("what the day decides is held: %s", held.verdict.sentence().en)
        if record_hold(held.verdict):
            notify_clock_held(held.verdict)
        raise
    failed += late + worse
    if not failed:
        record_sweep()
    return SweepResult(events, done + more, failed)


def _run_transitions(day: date | None) -> tuple[int, int]:
    """Sweep the dossiers; return how many events came, and how many dossiers could not be swept."""
    try:
        return run_due(day), 0
    except hourly_tasks.UnfinishedTask as unswept:
        # The sweep then counts as unfinished, which staff see.
        return unswept.done, unswept.failed


def _run_tasks(registered: Iterable[hourly_tasks.HourlyTask]) -> tuple[int, int]:
    """Do these one after the other; return how many things were done, and how many of them failed."""
    done = failed = 0
    for task in registered:
        try:
            done += task(timezone.localdate())
        except (DatabaseError, ClockHeld):
            raise
        except hourly_tasks.UnfinishedTask as unswept:
            done += unswept.done
            failed += unswept.failed
        except Exception as error:
            # One part that cannot go on keeps no other from it; the sweep then counts as unfinished, which staff see.
            log.error("a part of the sweep failed: %s: %s", task.__module__, hourly_tasks.locate_error(error))
            failed += 1
    return done, failed

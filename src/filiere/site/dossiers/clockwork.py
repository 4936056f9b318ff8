"""The hourly sweep of a server that runs: delays take effect without anybody at the keyboard.

Each process of the server has such a thread; a lock on a file of the data folder lets one of them work at a time, and
goes with a process that dies. What the day decides is done only while the clock may be trusted (see
:mod:`filiere.site.journal.clock`); when it may not, the staff are told once, and the clock is looked at again soon.
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

from filiere.site import sweeps
from filiere.site.dossiers.actions.tick import tick
from filiere.site.journal.clock import ClockHeld, note_hold, note_life, note_sweep, trusted_clock
from filiere.site.journal.clock_letters import tell_held
from filiere.site.mail.delivery import LONGEST_OF_SWEEP, bound_sending

log = logging.getLogger(__name__)
EVERY = 3600.0
SOON = 300.0
"""Seconds until a clock that was not trusted is looked at again."""
LOCK = "tick.lock"


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: events due to time, things done by the apps, and how many dossiers and parts failed."""

    events: int
    done: int
    failed: int


def start(stop: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends with the process, or when `stop` is set."""
    thread = threading.Thread(target=_run, args=(stop or threading.Event(),), name="clockwork", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    while True:
        wait = EVERY
        try:
            once()
        except ClockHeld:
            wait = SOON
        except DatabaseError as error:
            # A database that is down for a while is asked again in an hour; acts sweep their own dossier meanwhile.
            log.warning("delays were not swept: %s", type(error).__name__)
        except Exception as error:
            # A thread that ended would sweep no more, and nothing would say so.
            log.error("the sweep stopped: %s", sweeps.place_of(error))
        finally:
            close_old_connections()
        if stop.wait(wait):
            return


def once() -> Swept | None:
    """Sweep now, and return what was done; None when another process is at it. Raises `ClockHeld` as `sweep` does."""
    with (Path(settings.FILIERE_HOME) / LOCK).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return sweep()


@bound_sending(LONGEST_OF_SWEEP)
def sweep(day: date | None = None) -> Swept:
    """Let the delays of dossiers pass up to a day (today without one), and do what each app does every hour.

    Raises `ClockHeld`, once all that needs no day is done, while the clock may not be trusted. Its letters leave within
    a time of their own: a mail server that does not answer keeps neither the lock nor the next sweep.
    """
    done, failed = _each(sweeps.undated)
    try:
        with trusted_clock():
            note_life()
            events, late = _ticked(day)
            more, worse = _each(sweeps.dated)
    except ClockHeld as held:
        # Before anything was done, or in the middle of it: a clock may jump at any moment.
        log.error("what the day decides is held: %s", held.verdict.sentence().en)
        if note_hold(held.verdict):
            tell_held(held.verdict)
        raise
    failed += late + worse
    if not failed:
        note_sweep()
    return Swept(events, done + more, failed)


def _ticked(day: date | None) -> tuple[int, int]:
    """Sweep the dossiers; return how many events came, and how many dossiers could not be swept."""
    try:
        return tick(day), 0
    except sweeps.Unswept as unswept:
        # The sweep then counts as unfinished, which staff see.
        return unswept.done, unswept.failed


def _each(registered: Iterable[sweeps.Sweep]) -> tuple[int, int]:
    """Do these one after the other; return how many things were done, and how many of them failed."""
    done = failed = 0
    for one in registered:
        try:
            done += one(timezone.localdate())
        except (DatabaseError, ClockHeld):
            raise
        except sweeps.Unswept as unswept:
            done += unswept.done
            failed += unswept.failed
        except Exception as error:
            # One part that cannot go on keeps no other from it; the sweep then counts as unfinished, which staff see.
            log.error("a part of the sweep failed: %s: %s", one.__module__, sweeps.place_of(error))
            failed += 1
    return done, failed

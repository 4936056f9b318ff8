"""The hourly sweep of a server that runs: delays take effect without anybody at the keyboard.

Each process of the server has such a thread; a lock on a file of the data folder lets one of them work at a time, and
goes with a process that dies.
"""

from __future__ import annotations

import fcntl
import logging
import threading
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from filiere.site.dossiers.actions.tick import tick
from filiere.site.dossiers.registries import sweeps

log = logging.getLogger(__name__)
EVERY = 3600.0
LOCK = "tick.lock"


def start(stop: threading.Event | None = None) -> threading.Thread:
    """Start the thread; it ends with the process, or when `stop` is set."""
    thread = threading.Thread(target=_run, args=(stop or threading.Event(),), name="clockwork", daemon=True)
    thread.start()
    return thread


def _run(stop: threading.Event) -> None:
    while True:
        try:
            once()
        except DatabaseError as error:
            # A database that is down for a while is asked again in an hour; acts sweep their own dossier meanwhile.
            log.warning("delays were not swept: %s", type(error).__name__)
        finally:
            close_old_connections()
        if stop.wait(EVERY):
            return


def once() -> int | None:
    """Sweep now and return how many events came; None when another process is at it."""
    with (Path(settings.FILIERE_HOME) / LOCK).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return tick() + sweep_each_hour()


def sweep_each_hour() -> int:
    """Do what each app does every hour, retention above all; return how many things it did."""
    return sum(sweep(timezone.localdate()) for sweep in sweeps)

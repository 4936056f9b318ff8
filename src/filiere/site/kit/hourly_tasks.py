"""What the server does each hour by itself: each app registers its part here, and one loop of the site runs them.

Two kinds. What follows from the day (ends, erases, publishes) is held while the clock of the machine may not be
trusted; what would be right on any day (reading a file that waits, trying a letter again) goes on.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path

from django.db import InterfaceError, OperationalError

from filiere.core import Faults
from filiere.site.kit.hooks import Hook

log = logging.getLogger(__name__)

HourlyTask = Callable[[date], int]
"""Given today, does its part and answers how many things it did; it ends soon, and goes on next time."""

clock_bound_tasks = Hook[HourlyTask]()
clock_free_tasks = Hook[HourlyTask]()


@dataclass(slots=True)
class _ClockGuard:
    guard: Callable[[HourlyTask], HourlyTask] | None = None
    stops: tuple[type[Exception], ...] = (OperationalError, InterfaceError)


_clock = _ClockGuard()


def set_clock_guard(guard: Callable[[HourlyTask], HourlyTask], held: type[Exception]) -> None:
    """Say who judges the clock: ``guard`` makes a task that raises ``held`` while the clock may not be trusted."""
    _clock.guard, _clock.stops = guard, (held, OperationalError, InterfaceError)


def register_hourly_task(sweep: HourlyTask) -> HourlyTask:
    """Do this each hour, as long as the clock may be trusted; called from elsewhere it is held by the clock as well."""

    @wraps(sweep)
    def wrapped(*args: date) -> int:
        if _clock.guard is None:
            raise RuntimeError("nobody judges the clock")
        return _clock.guard(sweep)(*args)

    wrapped.needs_clock = True  # type: ignore[attr-defined]
    return clock_bound_tasks.register(wrapped)


def register_clock_free_task(sweep: HourlyTask) -> HourlyTask:
    """Do this each hour, whatever the clock says: it may read the day, and destroys or ends nothing because of it."""
    return clock_free_tasks.register(sweep)


def locate_error(error: BaseException) -> str:
    """What went wrong and where; never its words, which may name somebody."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"


def was_changed_before(path: Path, moment: float) -> bool:
    """Whether a file was last changed before a moment, in seconds since 1970; one that went meanwhile was not."""
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:
        return False


class UnfinishedTask(Exception):
    """Something unexpected kept ``failed`` things from being done; all others were, and ``done`` came of them."""

    def __init__(self, done: int, failed: int) -> None:
        super().__init__(f"{failed} could not be done")
        self.done, self.failed = done, failed


class IsolatedTasks:
    """Things of one kind done one after the other, none of which keeps the others from it: add to ``done`` what came
    of each."""

    def __init__(self, kind: str) -> None:
        self._kind, self.done, self.failed = kind, 0, 0

    @contextmanager
    def attempt(self, name: object) -> Iterator[None]:
        """Do one of them: what it raises is logged, by where and never by its words, and counted."""
        try:
            yield
        except _clock.stops:
            # No other would go on either.
            raise
        except Exception as error:
            codes = ", ".join(one.code for one in error.faults) if isinstance(error, Faults) else ""
            log.error("%s %s could not be swept: %s", self._kind, name, codes or locate_error(error))
            self.failed += 1

    def end(self) -> int:
        """Return what came of all; raise `UnfinishedTask` when one failed, so that the sweep counts as unfinished,
        which staff see."""
        if self.failed:
            raise UnfinishedTask(self.done, self.failed)
        return self.done

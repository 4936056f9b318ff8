"""What the server does each hour by itself: each app registers its part here, and the clockwork of dossiers runs them.

Two kinds. What follows from the day (ends, erases, publishes) is held while the clock of the machine may not be
trusted; what would be right on any day (reading a file that waits, trying a letter again) goes on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from filiere.site.journal.clock import needs_clock

Sweep = Callable[[date], int]
"""Given today, does its part and answers how many things it did; it ends soon, and goes on next time."""

dated: list[Sweep] = []
undated: list[Sweep] = []


def each_hour(sweep: Sweep) -> Sweep:
    """Do this each hour, as long as the clock may be trusted; called from elsewhere it is held by the clock as well."""
    guarded = needs_clock(sweep)
    dated.append(guarded)
    return guarded


def each_hour_on_any_day(sweep: Sweep) -> Sweep:
    """Do this each hour, whatever the clock says: it may read the day, and destroys or ends nothing because of it."""
    undated.append(sweep)
    return sweep


def place_of(error: BaseException) -> str:
    """What went wrong and where; never its words, which may name somebody."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name}, {Path(last.filename).name}:{last.lineno}"

"""A plan of the site as the engine has it, and its state on a day by what was known on another."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from filiere.programme.figure_readings import FigureReading
from filiere.programme.plan import PlanState, compute_state
from filiere.programme.plan_comparison import Moment, PlanComparison, compare_states
from filiere.programme.records import Plan as Programme
from filiere.programme.records import Target
from filiere.site.programme.figure_readings import read_register
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.plan.models import Action as ActionRow
from filiere.site.programme.plan.models import Plan
from filiere.site.programme.plan.plan_records import read_plan_records
from filiere.site.programme.reading_dates import ReadingDates


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The state of a plan, the rows of its actions by their key, and what changed since the day of comparison."""

    state: PlanState
    rows: dict[str, ActionRow]
    comparison: PlanComparison | None


MOST_STATES = 8
"""How many states a process keeps: of the days that people ask for, of a plan or two."""

_lock = threading.Lock()
_computed: dict[tuple[Any, ...], PlanReading] = {}


class SiteCounts:
    """What the site counts itself, each count asked once a day of reading.

    A count is made from what stands in the database now: what was known then of a past day is not kept, so that a day
    read by an earlier knowledge has no value rather than one that nobody knew.
    """

    def __init__(self) -> None:
        self._counted: dict[tuple[str, date], int] = {}

    def read_target(self, target: Target, *, on: date, known: date) -> FigureReading:
        """Return what is counted at the close of a day; nothing for a count that no app makes, or before the day."""
        counted = computed_counts.get((target.figure.count if target.figure is not None else None) or "")
        if counted is None or known < on:
            return FigureReading()
        if (counted.key, on) not in self._counted:
            self._counted[counted.key, on] = counted.count(min(on, timezone.localdate()))
        return FigureReading(self._counted[counted.key, on], day=on)

    def read_days(self, counts: Iterable[str], days: Iterable[date]) -> tuple[int, ...]:
        """Return what these counts were on these days, each asked once."""
        for key, on in ((key, on) for key in counts if key in computed_counts for on in days):
            if (key, on) not in self._counted:
                self._counted[key, on] = computed_counts[key].count(min(on, timezone.localdate()))
        return tuple(self._counted.values())


def compute_plan_state(plan: Plan, dates: ReadingDates) -> PlanReading:
    """Return the state of a plan as of the dates of a page; computed again only where something that it reads differs.

    What it reads is the records of the plan, the register with what was retired, and the counts of the site.
    """
    records, counts = read_plan_records(plan), SiteCounts()
    readings = read_register(counts)
    versus = None if dates.versus is None else Moment(dates.versus, min(dates.versus, dates.known))
    days = [one for one in (dates.on, dates.versus) if one is not None]
    key = (plan.key, records.stamp, readings.stamp, dates, counts.read_days(_list_counts(records.programme), days))
    if (found := _computed.get(key)) is not None:
        return found
    programme, comparison = records.programme, None
    if versus is not None:
        comparison = compare_states(programme, readings, versus, Moment(dates.on, dates.known))
    state = comparison.second if comparison else compute_state(programme, readings, on=dates.on, known=dates.known)
    made = PlanReading(state, records.rows, comparison)
    with _lock:
        while len(_computed) >= MOST_STATES:
            del _computed[next(iter(_computed))]
        _computed[key] = made
    return made


def _list_counts(programme: Programme) -> list[str]:
    """What the site counts for the targets of a plan, each once."""
    targets = [*(one.target for one in programme.actions), *(one.target for one in programme.events)]
    figures = [one.figure for one in targets if one is not None and one.figure is not None]
    return sorted({one.count for one in figures if one.count is not None})

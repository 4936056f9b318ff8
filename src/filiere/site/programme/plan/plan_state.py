"""A plan of the site as the engine has it, and its state on a day by what was known on another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.core.periods import Period
from filiere.programme.figure_readings import FigureReading, RegisterReadings
from filiere.programme.plan import PlanState, compute_state
from filiere.programme.plan_comparison import PlanComparison, compare_states
from filiere.programme.records import Action, Axis, Event, Target
from filiere.programme.records import Plan as Programme
from filiere.programme.state_comparison import Moment
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.plan.actions import CREATED
from filiere.site.programme.plan.computed_counts import computed_counts
from filiere.site.programme.plan.models import Action as ActionRow
from filiere.site.programme.plan.models import ActionEvent, Plan
from filiere.site.programme.reading_dates import ReadingDates

_RECORDED = ("title", "owner", "start", "due", "target", "depends_on", "state_part", "risks")


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The state of a plan, the rows of its actions by their key, and what changed since the day of comparison."""

    state: PlanState
    rows: dict[str, ActionRow]
    comparison: PlanComparison | None


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


def compute_plan_state(plan: Plan, dates: ReadingDates) -> PlanReading:
    """Return the state of a plan as of the dates of a page."""
    rows = {row.key: row for row in ActionRow.objects.for_plan(plan)}
    programme = build_programme(plan, rows)
    readings = RegisterReadings(current_register(), counts=SiteCounts())
    comparison = None
    if compared := dates.list_compared():
        then, _, now = (Moment(one.on, one.known) for one in compared)
        comparison = compare_states(programme, readings, then, now)
    state = comparison.second if comparison else compute_state(programme, readings, on=dates.on, known=dates.known)
    return PlanReading(state, rows, comparison)


def build_programme(plan: Plan, rows: dict[str, ActionRow]) -> Programme:
    """Return the records of the engine for the rows of a plan."""
    actions, events = [], []
    for key, row in rows.items():
        for event in row.events.all():
            if event.kind == CREATED:
                actions.append(_build_action(key, row, event))
            else:
                events.append(Event(action=key, kind=event.kind, **_times(event), **event.body))
    return Programme(
        id=plan.key,
        title=Text(fr=plan.title, en=plan.title_en or plan.title),
        period=Period.parse(f"{plan.starts}/{plan.ends}"),
        axes=tuple(
            Axis(id=one.letter.lower(), title=Text(fr=one.title, en=one.title_en or one.title))
            for one in plan.axes.all()
        ),
        actions=tuple(actions),
        events=tuple(events),
    )


def _build_action(key: str, row: ActionRow, event: ActionEvent) -> Action:
    body = {name: event.body[name] for name in _RECORDED if event.body.get(name)}
    return Action(id=key, axis=row.axis.letter.lower(), **_times(event), **body)


def _times(event: ActionEvent) -> dict[str, Any]:
    return {"on": event.on.isoformat(), "known": timezone.localdate(event.known_at).isoformat()}

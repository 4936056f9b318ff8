"""The records of the engine for the rows of a plan, kept by the process: events are only ever added, and seldom.

Reading ten thousand events and checking each costs half a second, and a plan that nobody touched since has the same.
What is kept is known by how many events there are, the last of them, and the span of moments in which they were
entered; with an event more, only those that came since are read.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from filiere.core import Text
from filiere.core.periods import Period
from filiere.programme.records import Action, Axis, Event
from filiere.programme.records import Plan as Programme
from filiere.site.programme.plan.actions import CREATED
from filiere.site.programme.plan.models import Action as ActionRow
from filiere.site.programme.plan.models import ActionEvent, Plan

MOST_PLANS = 4
"""How many plans a process keeps: the one that runs, and those that somebody compares it with."""
_RECORDED = ("title", "owner", "start", "due", "target", "depends_on", "state_part", "risks")

Stamp = tuple[int, int | None, datetime | None, datetime | None, int]
"""Events, the last of them, the first and the last moment of entry, axes."""


@dataclass(frozen=True, slots=True)
class PlanRecords:
    """A plan as the engine has it, the rows of its actions by their key, and the stamp of what was read."""

    stamp: Stamp
    programme: Programme
    rows: dict[str, ActionRow]


_lock = threading.Lock()
_kept: dict[str, PlanRecords] = {}


def read_plan_records(plan: Plan) -> PlanRecords:
    """Return the records of a plan: in two small queries when the process has them, else from every row."""
    stamp = _read_stamp(plan)
    kept = _kept.get(plan.key)
    if kept is not None and kept.stamp == stamp:
        return kept
    found = _extend_records(plan, kept, stamp) if kept is not None else None
    found = found or _build_records(plan, stamp)
    with _lock:
        while len(_kept) >= MOST_PLANS and plan.key not in _kept:
            del _kept[next(iter(_kept))]
        _kept[plan.key] = found
    return found


def _read_stamp(plan: Plan) -> Stamp:
    found = ActionEvent.objects.filter(action__axis__plan=plan).aggregate(
        Count("pk"), Max("pk"), Min("known_at"), Max("known_at")
    )
    events = tuple(found[name] for name in ("pk__count", "pk__max", "known_at__min", "known_at__max"))
    return (*events, plan.axes.count())


def _build_records(plan: Plan, stamp: Stamp) -> PlanRecords:
    rows = {row.key: row for row in ActionRow.objects.for_plan(plan)}
    actions, events = [], []
    for key, row in rows.items():
        for event in row.events.all():
            if event.kind == CREATED:
                actions.append(_build_action(key, row, event))
            else:
                events.append(_build_event(key, event))
    programme = Programme(
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
    return PlanRecords(stamp, programme, rows)


def _extend_records(plan: Plan, kept: PlanRecords, stamp: Stamp) -> PlanRecords | None:
    """Return what is kept with the events that came since; None where anything else differs, or an action is new."""
    count, last, first_known, _, axes = kept.stamp
    if last is None or (stamp[2], stamp[4]) != (first_known, axes):
        return None
    came = list(
        ActionEvent.objects.filter(action__axis__plan=plan, pk__gt=last).select_related("action").order_by("pk")
    )
    if not came or count + len(came) != stamp[0] or any(one.kind == CREATED for one in came):
        return None
    touched = {one.action.key for one in came}
    if not touched <= kept.rows.keys():
        return None
    fresh = ActionRow.objects.for_plan(plan).filter(key__in=touched)
    rows = kept.rows | {row.key: row for row in fresh}
    added = tuple(_build_event(one.action.key, one) for one in came)
    programme = kept.programme.model_copy(update={"events": (*kept.programme.events, *added)})
    return PlanRecords(stamp, programme, rows)


def _build_action(key: str, row: ActionRow, event: ActionEvent) -> Action:
    body = {name: event.body[name] for name in _RECORDED if event.body.get(name)}
    return Action(id=key, axis=row.axis.letter.lower(), **_times(event), **body)


def _build_event(key: str, event: ActionEvent) -> Event:
    return Event(action=key, kind=event.kind, **_times(event), **event.body)


def _times(event: ActionEvent) -> dict[str, Any]:
    return {"on": event.on.isoformat(), "known": timezone.localdate(event.known_at).isoformat()}

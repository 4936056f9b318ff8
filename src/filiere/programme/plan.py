"""The state of a programme on a day, by what was known on a day: nobody types it, events make it.

What an owner declares and what is computed stand side by side, and the gap between them is named. What needs a decision
surfaces by itself: a gap, a date gone by, silence, a target that cannot be computed, an action that it waits for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from filiere.programme.figure_readings import FigureReading, ReadingSource, add_months
from filiere.programme.progress import Outcome, Progress, compute_progress, roll_up
from filiere.programme.records import Action, Axis, Commitment, DeclaredState, Event, Plan, Recorded, Target

SILENT_DAYS = 120
"""Days without any act after which an open action is silent."""
GAP_SHARE = Fraction(15, 100)
"""How far computed progress may be under the time elapsed: more than that is a gap."""

ActionStatus = Literal["planned", "open", "completed", "abandoned", "settled"]
CommitmentStatus = Literal["open", "overdue", "kept", "broken"]
ReasonKind = Literal["gap", "overdue", "silent", "limit_broken", "not_computable", "blocked"]

_NO_EVENTS: Sequence[Event] = ()
_NO_TARGET = Progress("no_value")
_NOTHING, _WHOLE = Fraction(0), Fraction(1)
_COMPUTABLE = frozenset({"computed", "range", "kept"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an action needs a decision.

    ``share`` is how far a gap is under the time elapsed, in shares; ``days`` how long an action is overdue or silent;
    ``outcome`` why it cannot be computed, None for want of a target; ``actions`` those that it waits for.
    """

    kind: ReasonKind
    share: Fraction | None = None
    days: int | None = None
    outcome: Outcome | None = None
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActionState:
    """An action on a day.

    ``elapsed`` is the share of its time that is gone, 0 before its start and above 1 after its due date, None without
    one. ``last_act`` is the day of its latest event, or its start.
    """

    action: Action
    status: ActionStatus
    declared: DeclaredState | None
    declared_on: date | None
    due: date | None
    target: Target | None
    reading: FigureReading | None
    progress: Progress
    elapsed: Fraction | None
    last_act: date
    fate: Event | None
    reasons: tuple[Reason, ...] = ()

    @property
    def behind(self) -> Fraction | None:
        """How far computed progress is under the time elapsed, in shares; None where one of the two is not known."""
        known = self.elapsed is not None and self.progress.value is not None
        return _share_behind(self.elapsed, self.progress) if known else None

    def is_late(self) -> bool:
        """Tell whether an open action is late: by its date, by its owner, or by what is computed."""
        if self.status != "open":
            return False
        overdue = any(one.kind == "overdue" for one in self.reasons)
        return overdue or self.declared == "late" or _share_behind(self.elapsed, self.progress) > GAP_SHARE


class CommitmentState(NamedTuple):
    """A commitment on a day; ``revised`` when its due date is no longer the first one.

    A tuple, since a programme has five times as many as actions, and a tuple is made in a quarter of the time.
    """

    commitment: Commitment
    status: CommitmentStatus
    due: date | None
    revised: bool


@dataclass(frozen=True, slots=True)
class AxisState:
    """An axis and the weighted mean of its known actions."""

    axis: Axis
    progress: Progress


@dataclass(frozen=True, slots=True)
class PlanState:
    """A programme true on one day, by what was known on another.

    ``actions`` are those that were decided by then, in the order of the plan, abandoned ones too: these have no part in
    any mean. ``progress`` is the weighted mean of all known actions, ``elapsed`` the share of the time of the plan that
    is gone.
    """

    plan: Plan
    on: date
    known: date
    actions: Mapping[str, ActionState]
    axes: tuple[AxisState, ...]
    progress: Progress
    elapsed: Fraction | None
    commitments: Mapping[str, CommitmentState]

    def shows(self, record: Recorded) -> bool:
        """Tell whether something was true and recorded by then."""
        return bool(list_visible([record], self.on, self.known))

    def list_decisions(self) -> list[ActionState]:
        """Return the actions that need a decision, in the order of the plan."""
        return [one for one in self.actions.values() if one.reasons]

    def count_commitments(self) -> dict[CommitmentStatus, int]:
        """Return how many commitments there are of each status."""
        counts: dict[CommitmentStatus, int] = {"open": 0, "overdue": 0, "kept": 0, "broken": 0}
        for one in self.commitments.values():
            counts[one.status] += 1
        return counts


def list_visible[R: Recorded](records: Iterable[R], on: date, known: date) -> list[R]:
    """Return what was true on a day by what was recorded until another, in its order."""
    return [one for one in records if (since := one.on.end) <= on and (one.known or since) <= known]


def compute_state(plan: Plan, readings: ReadingSource, *, on: date, known: date) -> PlanState:
    """Return the state of a programme true on ``on`` by what was recorded until ``known``."""
    events = _group_events(plan.events, on, known)
    actions = {
        one.id: _compute_action(one, events.get(("a", one.id), _NO_EVENTS), readings, on, known)
        for one in list_visible(plan.actions, on, known)
    }
    for key, one in actions.items():
        late = tuple(name for name in one.action.depends_on if name in actions and actions[name].is_late())
        if late and one.status == "open":
            actions[key] = replace(one, reasons=(*one.reasons, Reason("blocked", actions=late)))
    commitments = {
        one.id: _compute_commitment(one, events.get(("c", one.id), _NO_EVENTS), on)
        for one in list_visible(plan.commitments, on, known)
    }
    counted = [one for one in actions.values() if one.status != "abandoned"]
    by_axis: dict[str | None, list[ActionState]] = {}
    for one in counted:
        by_axis.setdefault(one.action.axis, []).append(one)
    return PlanState(
        plan=plan,
        on=on,
        known=known,
        actions=actions,
        axes=tuple(AxisState(axis, _roll_up_actions(by_axis.get(axis.id, ()))) for axis in plan.axes),
        progress=_roll_up_actions(counted),
        elapsed=None if plan.period is None else _share_elapsed(plan.period.start, plan.period.end, on),
        commitments=commitments,
    )


def _roll_up_actions(states: Iterable[ActionState]) -> Progress:
    return roll_up((one.action.weight, one.progress) for one in states)


def _group_events(events: Iterable[Event], on: date, known: date) -> dict[tuple[str, str], list[Event]]:
    """Return the events that were true and recorded by then, by what they are about, in the order of their two times.

    Of two events of the same day, the one recorded last stands, and of the same record the last in the file.
    """
    found: dict[tuple[str, str], list[Event]] = {}
    for event in list_visible(events, on, known):
        key = ("a", event.action) if event.action is not None else ("c", event.commitment or "")
        found.setdefault(key, []).append(event)
    for some in found.values():
        if len(some) > 1:
            some.sort(key=lambda one: (one.since, one.recording_day))
    return found


def _compute_action(
    action: Action, events: Sequence[Event], readings: ReadingSource, on: date, known: date
) -> ActionState:
    declared: Event | None = None
    measured: Event | None = None
    fate: Event | None = None
    ended: Event | None = None
    due, target = action.due, action.target
    start = action.start or action.since
    for event in events:
        kind = event.kind
        if kind == "declared":
            declared = event
        elif kind == "measured":
            measured = event
        elif kind == "due":
            due = event.due
        elif kind == "target":
            target = event.target
        elif kind == "fate":
            fate = event
        elif kind in {"completed", "abandoned"}:
            ended = event
    last = max(start, events[-1].since) if events else start
    reading = None if target is None else _read_target(target, measured, readings, on, known)
    if target is not None and reading is not None:
        target = _correct_base(target, reading)
    progress = _NO_TARGET if target is None or reading is None else compute_progress(target, reading)
    elapsed = None if due is None else _share_elapsed(start, due, on)
    status = _name_status(ended, fate, start, on)
    word = declared.state if declared is not None else None
    reasons: list[Reason] = []
    if status == "open":
        if word == "on_time" and (behind := _share_behind(elapsed, progress)) > GAP_SHARE:
            reasons.append(Reason("gap", share=behind))
        if due is not None and due < on:
            reasons.append(Reason("overdue", days=(on - due).days))
        if (silent := (on - last).days) > SILENT_DAYS:
            reasons.append(Reason("silent", days=silent))
        if progress.outcome == "broken":
            reasons.append(Reason("limit_broken"))
        elif progress.outcome not in _COMPUTABLE:
            reasons.append(Reason("not_computable", outcome=None if target is None else progress.outcome))
    return ActionState(
        action=action,
        status=status,
        declared=word,
        declared_on=declared.since if declared is not None else None,
        due=due,
        target=target,
        reading=reading,
        progress=progress,
        elapsed=elapsed,
        last_act=last,
        fate=fate,
        reasons=tuple(reasons),
    )


def _name_status(ended: Event | None, fate: Event | None, start: date, on: date) -> ActionStatus:
    if ended is not None:
        return "completed" if ended.kind == "completed" else "abandoned"
    if fate is not None:
        return "settled"
    return "planned" if on < start else "open"


def _read_target(
    target: Target, measured: Event | None, readings: ReadingSource, on: date, known: date
) -> FigureReading:
    if target.figure is not None:
        return readings.read_target(target, on=on, known=known)
    if measured is None:
        return FigureReading()
    if add_months(measured.since, target.period_months) < on:
        return FigureReading(None, "stale", measured.figures, measured.since)
    return FigureReading(measured.now, "current", measured.figures, measured.since)


def _correct_base(target: Target, reading: FigureReading) -> Target:
    """Return a target with the base that its figure has now: none where that is what was retired."""
    if reading.state == "retired" and target.base_figure in reading.figures:
        return target.model_copy(update={"base": None})
    return target if reading.base is None else target.model_copy(update={"base": reading.base})


def _share_elapsed(start: date, end: date, on: date) -> Fraction | None:
    if end <= start:
        return None
    return Fraction(max((on - start).days, 0), (end - start).days)


def _share_behind(elapsed: Fraction | None, progress: Progress) -> Fraction:
    """Return the time elapsed, all of it at most, less the computed progress, the upper end of a range; 0 where one of
    the two is not known."""
    ends = progress.ends
    if elapsed is None or ends is None:
        return _NOTHING
    return (_WHOLE if elapsed.numerator >= elapsed.denominator else elapsed) - ends[1]


def _compute_commitment(commitment: Commitment, events: Iterable[Event], on: date) -> CommitmentState:
    due = commitment.due
    ended: CommitmentStatus | None = None
    for event in events:
        if event.kind == "due":
            due = event.due
        elif event.kind in {"kept", "broken"}:
            ended = "kept" if event.kind == "kept" else "broken"
    status = ended or ("overdue" if due is not None and due < on else "open")
    return CommitmentState(commitment, status, due, due != commitment.due)

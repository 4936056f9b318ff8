"""Two states of a programme compared: what happened between two days, and what we only learnt.

A day is read by what was known on another: a :class:`Moment` is both. Between two moments, what changed because time
went by is an addition, an end or a move; what changed in the *first* day by what was known later is a restatement. A
corrected figure therefore never passes for progress, and progress never for a correction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from filiere.programme.figure_readings import ReadingSource
from filiere.programme.plan import ActionState, PlanState, compute_state
from filiere.programme.records import Plan

ChangeKind = Literal["added", "dropped", "moved", "restated"]
ChangedField = Literal["status", "due", "target", "declared", "progress", "outcome"]

_FIELDS: tuple[ChangedField, ...] = ("status", "due", "target", "declared", "progress", "outcome")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the day by whose knowledge it is read."""

    on: date
    known: date


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one action; ``fields`` names what differs, and is empty for an action added.

    ``before`` is the action on the first day: for a restatement as it was read then, else as it is read now.
    ``after`` is that on the second day; for a restatement, the first day as it is read now. ``before`` is None for an
    action added, ``after`` for one whose very record is no longer there.
    """

    kind: ChangeKind
    action: str
    fields: tuple[ChangedField, ...]
    before: ActionState | None
    after: ActionState | None


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """Two states and the changes between them, in the order of the plan: restatements of an action first.

    ``then`` is the first state as it was read, ``first`` the same day by what is known at the second moment.
    """

    then: PlanState
    first: PlanState
    second: PlanState
    changes: tuple[Change, ...]

    def list_changes(self, kind: ChangeKind) -> list[Change]:
        """Return the changes of one kind."""
        return [one for one in self.changes if one.kind == kind]


def compare_states(plan: Plan, readings: ReadingSource, one: Moment, other: Moment) -> PlanComparison:
    """Return what changed from one moment to the other.

    An action abandoned in between is *dropped*, one decided in between *added*, one of which something else differs
    *moved*. An action is restated and moved where both hold.
    """
    then = compute_state(plan, readings, on=one.on, known=one.known)
    first = compute_state(plan, readings, on=one.on, known=other.known)
    second = compute_state(plan, readings, on=other.on, known=other.known)
    return PlanComparison(then, first, second, tuple(_iter_changes(then, first, second)))


def _iter_changes(then: PlanState, first: PlanState, second: PlanState) -> Iterator[Change]:
    for action in second.plan.actions:
        read, before, after = (state.actions.get(action.id) for state in (then, first, second))
        # An action that was decided by then and recorded later only is a restatement of that day.
        if read is None and before is not None:
            yield Change("restated", action.id, (), None, before)
        elif read is not None and before is None:
            yield Change("restated", action.id, ("status",), read, None)
        elif read is not None and before is not None and (fields := list_changed_fields(read, before)):
            yield Change("restated", action.id, fields, read, before)
        if before is None and after is not None:
            yield Change("added", action.id, (), None, after)
        elif before is not None and after is None:
            yield Change("dropped", action.id, ("status",), before, None)
        elif before is not None and after is not None and (fields := list_changed_fields(before, after)):
            dropped = after.status == "abandoned" and before.status != "abandoned"
            yield Change("dropped" if dropped else "moved", action.id, fields, before, after)


def list_changed_fields(before: ActionState, after: ActionState) -> tuple[ChangedField, ...]:
    """Return what differs between two states of one action, in a fixed order; time that goes by is no difference."""
    return tuple(field for field in _FIELDS if _read_field(before, field) != _read_field(after, field))


def _read_field(state: ActionState, field: ChangedField) -> object:
    if field == "progress":
        return state.progress.value
    if field == "outcome":
        return state.progress.outcome
    return getattr(state, field)

"""Two states of a programme compared: what happened between two days, and what we only learnt.

The comparison is that of :mod:`filiere.programme.state_comparison`; here stands what differs between two states of an
action, and what ends one.
"""

from dataclasses import dataclass
from typing import Literal

from filiere.programme.figure_readings import ReadingSource
from filiere.programme.plan import ActionState, PlanState, compute_state
from filiere.programme.records import Plan
from filiere.programme.state_comparison import Change, ChangeKind, Moment, iter_changes

ChangedField = Literal["status", "due", "target", "declared", "progress", "outcome"]

_FIELDS: tuple[ChangedField, ...] = ("status", "due", "target", "declared", "progress", "outcome")


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """Two states and the changes between them, in the order of the plan: restatements of an action first.

    ``then`` is the first state as it was read, ``first`` the same day by what is known at the second moment.
    """

    then: PlanState
    first: PlanState
    second: PlanState
    changes: tuple[Change[ActionState], ...]

    def list_changes(self, kind: ChangeKind) -> list[Change[ActionState]]:
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
    changes = iter_changes(
        (action.id for action in second.plan.actions),
        (then.actions, first.actions, second.actions),
        list_fields=list_changed_fields,
        is_dropped=_is_abandoned,
    )
    return PlanComparison(then, first, second, tuple(changes))


def _is_abandoned(before: ActionState, after: ActionState) -> bool:
    return after.status == "abandoned" and before.status != "abandoned"


def list_changed_fields(before: ActionState, after: ActionState) -> tuple[ChangedField, ...]:
    """Return what differs between two states of one action, in a fixed order; time that goes by is no difference."""
    return tuple(field for field in _FIELDS if _read_field(before, field) != _read_field(after, field))


def _read_field(state: ActionState, field: ChangedField) -> object:
    if field == "progress":
        return state.progress.value
    if field == "outcome":
        return state.progress.outcome
    return getattr(state, field)

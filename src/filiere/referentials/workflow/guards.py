"""What a guard is worth on a day: true, false, or unknown with what is missing, and the acts that this opens.

A guard that is unknown lets nothing through: neither a person nor time goes past a question nobody answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from filiere.core.faults import Faults
from filiere.referentials.language import Environment
from filiere.referentials.records import ProcedureStep
from filiere.referentials.workflow.dossier import Dossier
from filiere.referentials.workflow.faults import fault

GuardAnswers = Mapping[str, bool | None]


class ProcedureHost(Protocol):
    """What the engine asks of whoever runs it. Both answers depend on what they are given and on nothing else.

    Asked again for the same dossier and the same day, it answers the same: a sweep that comes late then does what a
    sweep of every day would have done.
    """

    def read_known_inputs(self, dossier: Dossier, day: date) -> GuardAnswers:
        """Return the inputs known at the close of that day; one left out, or None, is unknown.

        What the events of the dossier answer by themselves (``journal.has(…)``) need not be given and is not read.
        """

    def freeze(self, snapshot: str, dossier: Dossier, day: date) -> str:
        """Take the snapshot of that name and return its fingerprint, never empty."""


@dataclass(frozen=True, slots=True)
class GuardedStep:
    """A passage and its guard: ``value`` is None when unknown, and ``missing`` then names the inputs to make known."""

    step: ProcedureStep
    value: bool | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AvailableAction:
    """An act that a party may do in the present state, with each place it may lead to.

    ``open_step`` is the passage it would follow now; None as long as no guard is true, and ``missing_inputs`` then says
    what would tell which.
    """

    action: str
    by: tuple[str, ...]
    people: int
    ways: tuple[GuardedStep, ...]

    @property
    def open_step(self) -> ProcedureStep | None:
        """The passage that the act would follow now."""
        true = [way.step for way in self.ways if way.value is True]
        return true[0] if len(true) == 1 else None

    @property
    def missing_inputs(self) -> tuple[str, ...]:
        """The inputs to make known before the act can be done; empty when it can."""
        if self.open_step is not None:
            return ()
        return tuple(dict.fromkeys(name for way in self.ways for name in way.missing))


def evaluate_guard(dossier: Dossier, step: ProcedureStep, given: GuardAnswers) -> GuardedStep:
    """Return what the guard of a passage is worth; raise ``Faults`` for an input that is none, or no truth value."""
    guard = dossier.rules.guards.get(step.id)
    if guard is None:
        return GuardedStep(step, True)
    environment = Environment(_guard_values(dossier, given, guard.names))
    value = guard.evaluate(environment)
    if isinstance(value, bool):
        return GuardedStep(step, value)
    return GuardedStep(step, None, guard.needs(environment))


def list_available_actions(
    dossier: Dossier, given: GuardAnswers, party: str | None = None
) -> tuple[AvailableAction, ...]:
    """Return the acts of the present state, of one party or of all, in the order of the procedure."""
    found: dict[str, list[ProcedureStep]] = {}
    for step in dossier.leaving_steps:
        if step.action is not None and (party is None or party in step.by):
            found.setdefault(step.action, []).append(step)
    return tuple(
        AvailableAction(
            action=action,
            by=tuple(dict.fromkeys(one for step in steps for one in step.by)),
            people=max(step.jointly.people if step.jointly else 1 for step in steps),
            ways=tuple(evaluate_guard(dossier, step, given) for step in steps),
        )
        for action, steps in found.items()
    )


def _guard_values(dossier: Dossier, given: GuardAnswers, names: Sequence[str]) -> dict[str, bool]:
    """Return the answers given, all of them looked at, and those of the events to what a guard of these names asks."""
    rules = dossier.rules
    inputs = rules.procedure.inputs
    wrong = [fault("unknown-input", name=name, known=tuple(inputs)) for name in given if name not in inputs]
    wrong += [
        fault("not-true-or-false", name=name)
        for name, value in given.items()
        if value is not None and not isinstance(value, bool)
    ]
    if wrong:
        raise Faults(wrong)
    answers = {name: value for name, value in given.items() if value is not None}
    events = rules.journal_inputs
    return answers | {name: dossier.count_until_event(events[name]) > 0 for name in names if name in events}

"""A day of a dossier: the acts people do on it, then what time does at its close.

No clock is read: the day is given. An act comes before the close of its day, hence a party that acts on the last day
of a delay is in time. Everything here returns the dossier with its new events, and changes nothing it was given.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from filiere.core.faults import Fault, Faults
from filiere.referentials.records import ProcedureStep
from filiere.referentials.workflow.delays import running_deadlines
from filiere.referentials.workflow.dossier import Dossier, DossierEvent, Signer
from filiere.referentials.workflow.faults import fault
from filiere.referentials.workflow.guards import AvailableAction, ProcedureHost, evaluate_guard, list_available_actions
from filiere.referentials.workflow.history import append_event, backdating_faults, signature_faults

_DAY = timedelta(days=1)


def apply_due_steps(dossier: Dossier, until: date, host: ProcedureHost) -> Dossier:
    """Return the dossier after all that fell due up to the close of a day, each passage dated the day it came.

    A passage whose guard was unknown on its due day comes on the first later day on which it is known to be true; it
    holds up nothing else. Of several on one day, the first due comes first, and one that leads away before a reminder.
    Swept again, nothing more happens. Raises ``Faults`` when the day is before the last event.
    """
    if back := tuple(backdating_faults(dossier, until)):
        raise Faults(back)
    day = dossier.last_day
    while True:
        dossier = _close_day(dossier, day, host)
        running = running_deadlines(dossier)
        if not running:
            return dossier
        # A delay that is over and still here waits for an answer, which may come on any day.
        day = day + _DAY if running[0].due <= day else running[0].due
        if day > until:
            return dossier


def perform_action(
    dossier: Dossier,
    action: str,
    day: date,
    signers: Sequence[Signer],
    host: ProcedureHost,
    *,
    on: str | None = None,
) -> Dossier:
    """Return the dossier after an act of that day, preceded by all that fell due before that day.

    ``on`` is the fingerprint of the papers that a vote was taken on. Raises ``Faults``, and nothing has happened, when
    the act is not open in the state then reached, belongs to another party, waits for an unknown input or has no true
    guard; when a signer acted in this dossier for a party kept apart from this one; when an exception lacks people of
    different colleges; when a vote is on other papers than those last frozen for it; when the day is before the last
    event.
    """
    if back := tuple(backdating_faults(dossier, day)):
        raise Faults(back)
    if dossier.last_day < day:
        dossier = apply_due_steps(dossier, day - _DAY, host)
    possible = list_available_actions(dossier, host.read_known_inputs(dossier, day))
    offer = next((one for one in possible if one.action == action), None)
    if offer is None:
        raise Faults([_unavailable_action_fault(dossier, action, possible)])
    found = _action_faults(dossier, offer, signers)
    act_ = dossier.rules.procedure.actions.get(action)
    if act_ is not None and act_.vote and (on is None or on != dossier.papers):
        found.append(fault("other-papers", snapshot=dossier.state.votes_on or "–"))
    if found or offer.open_step is None:
        raise Faults(found)
    return _append_step(dossier, offer.open_step, day, host, tuple(signers))


def _close_day(dossier: Dossier, day: date, host: ProcedureHost) -> Dossier:
    """Return the dossier after what time does at the close of one day."""
    while True:
        over = [one for one in running_deadlines(dossier) if one.due <= day]
        if not over:
            return dossier
        known, state = host.read_known_inputs(dossier, day), dossier.key
        ready = [
            (one.due, dossier.next_state(step) == state, step)
            for one in over
            for step in one.steps
            if evaluate_guard(dossier, step, known).value is True
        ]
        if not ready:
            return dossier
        dossier = _append_step(dossier, min(ready, key=lambda one: one[:2])[2], day, host)


def _append_step(
    dossier: Dossier, step: ProcedureStep, day: date, host: ProcedureHost, signers: tuple[Signer, ...] = ()
) -> Dossier:
    snapshot = None if step.freezes is None else host.freeze(step.freezes, dossier, day)
    return append_event(dossier, DossierEvent(step.id, day, signers, snapshot))


def _unavailable_action_fault(dossier: Dossier, action: str, possible: Sequence[AvailableAction]) -> Fault:
    rules = dossier.rules
    return fault(
        "not-open-here",
        act=rules.words("act", action),
        state=rules.words("state", dossier.key),
        possible=tuple(rules.words("act", one.action) for one in possible),
    )


def _action_faults(dossier: Dossier, offer: AvailableAction, signers: Sequence[Signer]) -> list[Fault]:
    """Return why these people cannot do this act now, all reasons together."""
    rules, act_ = dossier.rules, dossier.rules.words("act", offer.action)
    found = list(signature_faults(dossier, offer.open_step or offer.ways[0].step, signers))
    true = tuple(way.step.id for way in offer.ways if way.value is True)
    if len(true) > 1:
        found.append(fault("two-ways", act=act_, steps=true))
    elif not true and offer.missing_inputs:
        missing = tuple(rules.words("input", name) for name in offer.missing_inputs)
        found.append(fault("guard-unknown", act=act_, missing=missing))
    elif not true:
        guards = tuple(way.step.guard or "–" for way in offer.ways)
        found.append(fault("guard-false", act=act_, guards=guards))
    return found

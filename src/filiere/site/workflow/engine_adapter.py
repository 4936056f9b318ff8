"""From rows to the engine and back: the rules of a dossier, its replay, and the site as host of the procedure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from filiere.core import seal
from filiere.referentials import Release, workflow
from filiere.site.served_referentials import load_content
from filiere.site.workflow.extension_points import input_answers, input_days, snapshot_builders
from filiere.site.workflow.models import Dossier, Event, Signature

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def load_release(dossier: Dossier) -> Release:
    """Return the release that a dossier is under, as the site serves it: one reading for the life of the process."""
    return _load_served_release(dossier.release, dossier.opened)


@cache
def _load_served_release(name: str, day: date) -> Release:
    return load_content().release(name, day)


@cache
def load_rules_named(release: str) -> workflow.ProcedureRules:
    """Return the procedure of a release, made ready to run; raise `LookupError` when it has none."""
    procedure = load_content().library.release(release).procedure
    if procedure is None:
        raise LookupError(f"{release} has no procedure")
    return workflow.ProcedureRules(procedure)


def load_rules(dossier: Dossier) -> workflow.ProcedureRules:
    """Return the procedure that a dossier follows, made ready to run."""
    return load_rules_named(dossier.release)


def load_history(dossier: Dossier) -> tuple[workflow.DossierEvent, ...]:
    """Return the events of a dossier as the engine reads them."""
    signatures = Prefetch("signatures", Signature.objects.select_related("person"))
    rows = dossier.events.select_related("snapshot").prefetch_related(signatures).order_by("number")
    return tuple(
        workflow.DossierEvent(
            step=row.step,
            day=row.day,
            signers=tuple(
                workflow.Signer(one.person.key, one.party, one.college or None) for one in row.signatures.all()
            ),
            snapshot=row.snapshot.sha256 if row.snapshot is not None else None,
        )
        for row in rows
    )


def replay_dossier(dossier: Dossier) -> workflow.Dossier:
    """Return the dossier that its events make, as written; raise `Faults` when they cannot have happened."""
    return workflow.replay_events(load_rules(dossier), dossier.opened, load_history(dossier))


def load_engines(dossiers: Collection[Dossier]) -> dict[int, workflow.Dossier]:
    """Return where dossiers stand, by their keys, from their events as they are written: all are read at once.

    Events are not re-evaluated and signatories not loaded: showing time limits needs neither.
    """
    told: dict[int, list[tuple[workflow.DossierEvent, str]]] = {one.pk: [] for one in dossiers}
    rows = Event.objects.filter(dossier__in=told).order_by("dossier", "number") if told else Event.objects.none()
    for dossier, step, day, state, papers in rows.values_list("dossier", "step", "day", "state", "snapshot__sha256"):
        told[dossier].append((workflow.DossierEvent(step, day, (), papers), state))
    found = {}
    for each in dossiers:
        rules = load_rules(each)
        stood = (rules.procedure.start, *(state for _, state in told[each.pk]))
        found[each.pk] = workflow.Dossier(rules, each.opened, tuple(event for event, _ in told[each.pk]), stood)
    return found


class SiteHost:
    """The site as host of the procedure: the registered apps answer, and snapshots are held until they are saved."""

    def __init__(self, row: Dossier) -> None:
        self.row = row
        self.frozen: dict[str, tuple[str, dict[str, Any]]] = {}

    def read_known_inputs(self, dossier: workflow.Dossier, day: date) -> workflow.GuardAnswers:
        """Ask every app for the inputs that the present state may need, and only those."""
        return self.answer_inputs(_map_inputs_by_state(self.row.release)[dossier.key], day)

    def answer_inputs(self, names: Iterable[str], day: date) -> workflow.GuardAnswers:
        """Ask the apps that answer for these inputs."""
        return {name: input_answers[name](self.row, day) for name in names if name in input_answers}

    def find_opening_day(self, guard: str | None, day: date) -> date | None:
        """Return the day after this one from which a guard may be true, where the apps know it."""
        days = [input_days[name](self.row) for name in dict.fromkeys(_NAME.findall(guard or "")) if name in input_days]
        return max((one for one in days if one is not None and one > day), default=None)

    def freeze(self, snapshot: str, dossier: workflow.Dossier, day: date) -> str:  # noqa: ARG002
        """Take a snapshot's body from the app that owns it; the same body has the same fingerprint."""
        freezer = snapshot_builders.get(snapshot)
        body = freezer(self.row, day) if freezer is not None else {}
        body = {"dossier": self.row.key, "snapshot": snapshot, "release": self.row.release, **body}
        fingerprint = seal(body)
        self.frozen[fingerprint] = (snapshot, body)
        return fingerprint


def list_running_delays(row: Dossier, engine: workflow.Dossier, day: date) -> tuple[workflow.Deadline, ...]:
    """Return the delays that run, without the silences whose guard is false: nobody is awaited for them."""
    host, found = SiteHost(row), []
    for delay in workflow.running_deadlines(engine):
        guards = " ".join(step.guard for step in delay.steps if step.guard is not None)
        known = host.answer_inputs(_NAME.findall(guards), day)
        steps = tuple(
            one
            for one in delay.steps
            if one.silence_of is None or workflow.evaluate_guard(engine, one, known).value is not False
        )
        if steps:
            found.append(replace(delay, steps=steps))
    return tuple(found)


@cache
def _map_inputs_by_state(release: str) -> Mapping[str, tuple[str, ...]]:
    """The inputs that the guards leaving each state name, but for those that the events answer by themselves."""
    rules = load_rules_named(release)
    asked = {name for name in rules.procedure.inputs if name not in rules.journal_inputs}
    return {
        state: tuple(
            dict.fromkeys(
                name for step in steps if step.guard is not None for name in _NAME.findall(step.guard) if name in asked
            )
        )
        for state, steps in rules.leaving_steps.items()
    }


def replay_with_due(dossier: Dossier, day: date | None = None) -> workflow.Dossier:
    """Return the dossier as it stands at the close of the day before, what fell due included; nothing is saved."""
    day = day or timezone.localdate()
    engine = replay_dossier(dossier)
    before = day - timedelta(days=1)
    if before < engine.last_day:
        return engine
    return workflow.apply_due_steps(engine, before, SiteHost(dossier))


def replay_until(dossier: Dossier, day: date) -> workflow.Dossier:
    """Return the dossier as it stood at the close of a day that is over; what happened since is not there."""
    every = load_history(dossier)
    history = tuple(one for one in every if one.day <= day)
    engine = workflow.replay_events(load_rules(dossier), dossier.opened, history)
    # What fell due before a later event was written with it; only the last delays may still be unwritten.
    if len(history) < len(every) or day < engine.last_day:
        return engine
    return workflow.apply_due_steps(engine, day, SiteHost(dossier))

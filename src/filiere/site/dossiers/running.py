"""From rows to the engine and back: the rules of a dossier, its replay, and the site as host of the procedure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from filiere.core import seal
from filiere.referentials import Release, running
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.registries import answers_of, freezers
from filiere.site.label.content import content

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def release_of(dossier: Dossier) -> Release:
    """Return the release that a dossier is under, as the site serves it: one reading for the life of the process."""
    return _release(dossier.release, dossier.opened)


@cache
def _release(name: str, day: date) -> Release:
    return content().release(name, day)


@cache
def rules_named(release: str) -> running.Rules:
    """Return the procedure of a release, made ready to run; raise `LookupError` when it has none."""
    procedure = content().library.release(release).procedure
    if procedure is None:
        raise LookupError(f"{release} has no procedure")
    return running.Rules(procedure)


def rules_of(dossier: Dossier) -> running.Rules:
    """Return the procedure that a dossier follows, made ready to run."""
    return rules_named(dossier.release)


def history_of(dossier: Dossier) -> tuple[running.Happened, ...]:
    """Return the events of a dossier as the engine reads them."""
    rows = dossier.events.select_related("snapshot").prefetch_related("signatures__person").order_by("number")
    return tuple(
        running.Happened(
            step=row.step,
            day=row.day,
            signers=tuple(
                running.Signer(one.person.key, one.party, one.college or None) for one in row.signatures.all()
            ),
            snapshot=row.snapshot.sha256 if row.snapshot is not None else None,
        )
        for row in rows
    )


def replayed(dossier: Dossier) -> running.Dossier:
    """Return the dossier that its events make, as written; raise `Faults` when they cannot have happened."""
    return running.replay(rules_of(dossier), dossier.opened, history_of(dossier))


class SiteHost:
    """The site as host of the procedure: the registered apps answer, and snapshots are held until they are saved."""

    def __init__(self, row: Dossier) -> None:
        self.row = row
        self.frozen: dict[str, tuple[str, dict[str, Any]]] = {}

    def known(self, dossier: running.Dossier, day: date) -> running.Given:
        """Ask every app for the inputs that the present state may need, and only those."""
        needed = _inputs_by_state(self.row.release)[dossier.key]
        return {name: answers_of[name](self.row, day) for name in needed if name in answers_of}

    def freeze(self, snapshot: str, dossier: running.Dossier, day: date) -> str:  # noqa: ARG002
        """Take a snapshot's body from the app that owns it; the same body has the same fingerprint."""
        freezer = freezers.get(snapshot)
        body = freezer(self.row, day) if freezer is not None else {}
        body = {"dossier": self.row.key, "snapshot": snapshot, "release": self.row.release, **body}
        fingerprint = seal(body)
        self.frozen[fingerprint] = (snapshot, body)
        return fingerprint


@cache
def _inputs_by_state(release: str) -> Mapping[str, tuple[str, ...]]:
    """The inputs that the guards leaving each state name, but for those that the events answer by themselves."""
    rules = rules_named(release)
    asked = {name for name in rules.procedure.inputs if name not in rules.remembered}
    return {
        state: tuple(
            dict.fromkeys(
                name for step in steps if step.guard is not None for name in _NAME.findall(step.guard) if name in asked
            )
        )
        for state, steps in rules.leaving.items()
    }


def current(dossier: Dossier, day: date | None = None) -> running.Dossier:
    """Return the dossier as it stands at the close of the day before, what fell due included; nothing is saved."""
    day = day or timezone.localdate()
    engine = replayed(dossier)
    before = day - timedelta(days=1)
    if before < engine.last_day:
        return engine
    return running.sweep(engine, before, SiteHost(dossier))


def stood_on(dossier: Dossier, day: date) -> running.Dossier:
    """Return the dossier as it stood at the close of a day that is over; what happened since is not there."""
    every = history_of(dossier)
    history = tuple(one for one in every if one.day <= day)
    engine = running.replay(rules_of(dossier), dossier.opened, history)
    # What fell due before a later event was written with it; only the last delays may still be unwritten.
    if len(history) < len(every) or day < engine.last_day:
        return engine
    return running.sweep(engine, day, SiteHost(dossier))

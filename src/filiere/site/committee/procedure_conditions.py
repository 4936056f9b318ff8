"""What votes answer to the procedure, dated: heard, valid, and what was decided; nothing before the counting.

A vote answers as long as it is about the state in which the dossier stands and the papers that it has now; once the
decision is written in the dossier it answers no more, and a new question starts from nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from filiere.referentials import workflow
from filiere.site.committee.models import Hearing, Item
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier

VOTE_INPUTS = (
    "vote_valid",
    "found_eligible",
    "put_off",
    "adopted",
    "two_years",
    "maintained",
    "provisional_adopted",
    "suspension_adopted",
    "withdrawal_adopted",
)
"""The inputs of the procedure that a vote answers; ``answer_heard`` is answered by the hearing."""


def _replay_engine(dossier: Dossier) -> workflow.Dossier:
    """The dossier as its events make it, replayed once for a row and its number of events: one asks many inputs."""
    kept: tuple[int, workflow.Dossier] | None = dossier.__dict__.get("_replayed")
    if kept is None or kept[0] != dossier.length:
        kept = dossier.__dict__["_replayed"] = (dossier.length, replay_dossier(dossier))
    return kept[1]


def find_last_vote(dossier: Dossier, day: date | None = None) -> Item | None:
    """Return the counted vote on the question and the papers of a dossier, decided or about to be."""
    engine = _replay_engine(dossier)
    found = Item.objects.filter(
        dossier=dossier,
        status__in=("counted", "concluding", "decided"),
        entered=engine.entry_index,
        snapshot_sha256=engine.papers or "",
    )
    if day is not None:
        found = found.filter(counted_on__lte=day)
    return found.order_by("-pk").first()


def answer_input(name: str, dossier: Dossier, day: date) -> bool | None:
    """Return what the vote being concluded answers to an input."""
    item = find_last_vote(dossier, day)
    if item is None or item.status == Item.Status.DECIDED:
        return None
    inputs: dict[str, Any] = (item.outcome or {}).get("inputs", {})
    found = inputs.get(name)
    return found if isinstance(found, bool) else None


def answer_heard(dossier: Dossier, day: date) -> bool | None:
    """Return whether the company was heard on this very question, or declined, or let the day pass; None until then."""
    engine = _replay_engine(dossier)
    if engine.papers is None:
        return None
    found = Hearing.objects.filter(
        dossier=dossier, entered=engine.entry_index, snapshot_sha256=engine.papers, outcome_on__lte=day
    )
    return True if found.exclude(outcome=Hearing.Outcome.AWAITED).exists() else None


def list_items(dossier: Dossier) -> list[Item]:
    """Return every item of a dossier, the last first."""
    return list(Item.objects.filter(dossier=dossier).select_related("session").order_by("-pk"))

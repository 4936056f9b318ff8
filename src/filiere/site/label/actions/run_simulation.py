"""Running a simulation: made-up dossiers judged under two releases or two sets of weights, the aggregates kept."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.referentials import MIN_GROUP
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import ActTarget, Steps, act, keep_row
from filiere.site.journal.writer import record_act
from filiere.site.label.journal_reconciliation import ACT, SUBJECT, simulation_payload
from filiere.site.label.models import Simulation
from filiere.site.label.simulation_aggregates import WeightMove, apply_move, compute_aggregates
from filiere.site.label.visible_releases import NotVisible, visible_catalogue

MAX_DOSSIERS = 2000
"""Above so many dossiers a page would wait too long; the command line has no such limit."""


SIMULATION: ActTarget[str] = ActTarget(SUBJECT, str, keep_row, refusals=False)


def _name_simulation(before: str, after: str | None = None, **_given: Any) -> tuple[str, str]:
    return SUBJECT, f"{before}--{after or before}"


@act(ACT, on=SIMULATION, right="referential:simulate", clock=False, subject=_name_simulation)
def run_simulation(
    before: str,
    after: str | None = None,
    *,
    actor: Actor,
    move: WeightMove | None = None,
    dossiers: int = 500,
    seed: int = 1,
    min_group: int = MIN_GROUP,
) -> Steps[str, Simulation]:
    """Judge made-up dossiers of `before` under `after` (the same release without it) with the weights of `move`.

    Raises `RightRefused`, and `Faults` for an unknown release, an impossible weight, too many dossiers, or when
    nothing would change.
    """
    after = after or before
    shelf = visible_catalogue(actor)
    try:
        first, last = shelf.release(before), shelf.release(after)
    except NotVisible as missing:
        raise _unknown_release(missing) from None
    if not 1 <= dossiers <= MAX_DOSSIERS:
        raise Faults.one(
            code="too-many-dossiers",
            message=Text(
                fr=f"{dossiers} dossiers : cette page en accepte de 1 à {MAX_DOSSIERS}.",
                en=f"{dossiers} dossiers: this page takes 1 to {MAX_DOSSIERS}.",
            ),
            remedy=Text(
                fr="Demandez-en moins, ou passez par la ligne de commande.",
                en="Ask for fewer, or use the command line.",
            ),
            key="dossiers",
        )
    tried = apply_move(last, move)
    if first.sha256 == tried.sha256:
        raise Faults.one(
            code="nothing-to-simulate",
            message=Text(
                fr="Rien ne changerait : même version, mêmes poids.",
                en="Nothing would change: same version, same weights.",
            ),
            remedy=Text(
                fr="Déplacez des points d’une rubrique à une autre, ou choisissez une autre version.",
                en="Move points from one theme to another, or choose another version.",
            ),
        )
    result = compute_aggregates(first, tried, dossiers, seed, min_group)
    yield
    simulation = Simulation.objects.create(
        before=first.id,
        before_sha256=first.sha256,
        after=last.id,
        after_sha256=tried.sha256,
        weights=move.as_json() if move is not None else {},
        population=Simulation.Population.GENERATED,
        dossiers=dossiers,
        seed=seed,
        min_group=min_group,
        made_at=timezone.now(),
        made_by=actor if isinstance(actor, User) else None,
        result=result,
    )
    record_act(actor, ACT, SUBJECT, str(simulation.pk), simulation_payload(simulation))
    return simulation


def _unknown_release(missing: NotVisible) -> Faults:
    near = ", ".join(missing.near) or "–"
    return Faults.one(
        code="unknown-release",
        message=Text(fr=f"Aucune version « {missing.name} ».", en=f"There is no version “{missing.name}”."),
        remedy=Text(fr=f"Proches : {near}.", en=f"Closest matches: {near}."),
        key="before",
    )

"""Doing an act of the procedure: the only way a person moves a dossier.

The engine says whether the act is open to the party in the state reached once all that fell due has happened, on
which guard, and what it freezes. Nothing is written when it refuses, and the refusal is kept in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from filiere.core import Faults, Text
from filiere.core.typography import lower_first_letter
from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import record_refused_act
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.kit.rights import Right, RightRefused
from filiere.site.workflow.actions.write_events import resolve_day, write_events
from filiere.site.workflow.engine_adapter import SiteHost, load_rules, replay_dossier
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_acting_party, find_college, forget_parties
from filiere.site.workflow.rights import DOSSIER, describe_refusal


@needs_clock
def perform_act(
    dossier: Dossier,
    action: str,
    *,
    actor: User,
    party: str | None = None,
    with_people: Sequence[User] = (),
    on: str | None = None,
    day: date | None = None,
) -> Dossier:
    """Do an act in the name of the actor's party (the first that may do it, without one); return the dossier moved.

    `with_people` sign with the actor, each in the same party; `on` is the fingerprint that a vote was taken on. Raises
    `RightRefused` when the actor is no party that may ever do it, `Faults` when the procedure refuses it now,
    `ClockHeld` while the clock may not be trusted: an act first lets happen all that fell due before it.
    """
    day = resolve_day(day)
    mine = _choose_party(dossier, action, actor, party)
    faults: Faults | None = None
    with transaction.atomic():
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=dossier.pk)
        host = SiteHost(row)
        signers = [workflow.Signer(one.key, mine, find_college(one, mine, day)) for one in (actor, *with_people)]
        engine = replay_dossier(row)
        try:
            moved = workflow.perform_action(engine, action, day, signers, host, on=on)
        except Faults as refused:
            faults = refused
        else:
            write_events(row, moved, host, actor)
    if faults is not None:
        record_procedure_refusal(dossier, action, actor, ", ".join(fault.code for fault in faults.faults))
        raise faults
    forget_parties(actor)
    dossier.refresh_from_db()
    return dossier


def list_possible_parties(dossier: Dossier, action: str) -> tuple[str, ...]:
    """Return the parties that some passage of the procedure lets do an act."""
    steps = load_rules(dossier).procedure.transitions
    return tuple(dict.fromkeys(party for step in steps if step.action == action for party in step.by))


def _choose_party(dossier: Dossier, action: str, actor: User, party: str | None) -> str:
    among = list_possible_parties(dossier, action)
    here = tuple(
        one for step in load_rules(dossier).leaving_steps[dossier.state] if step.action == action for one in step.by
    )
    # In the present state first: the same people may be two parties, and the state tells which acts.
    wanted = (party,) if party is not None else (*here, *among)
    found = find_acting_party(actor, dossier, tuple(one for one in wanted if one in among))
    if found is None:
        record_procedure_refusal(dossier, action, actor, "not-a-party")
        words = load_rules(dossier).words("act", action)
        said = Text(fr=lower_first_letter(words.fr), en=lower_first_letter(words.en))
        right = Right(f"procedure:{action}", among, said, on=DOSSIER)
        raise RightRefused(right, describe_refusal(right))
    return found


def record_procedure_refusal(dossier: Dossier, action: str, actor: Actor, why: str) -> None:
    """Write in the journal that the procedure refused an act; ``why`` holds the codes of its faults."""
    record_refused_act(
        actor,
        "dossier.refuse",
        subject_kind="dossier",
        subject_id=dossier.key,
        payload={"action": action, "state": dossier.state, "why": why},
    )

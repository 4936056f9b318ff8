"""Doing an act of the procedure: the only way a person moves a dossier.

The engine says whether the act is open to the party in the state reached once all that fell due has happened, on
which guard, and what it freezes. Nothing is written when it refuses, and the refusal is kept in the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from filiere.core import Faults, Text
from filiere.referentials import running
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor
from filiere.site.accounts.refusals import record_refused_act
from filiere.site.dossiers.actions.writing import day_of, write
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import acting_as, college_of, forget_parties
from filiere.site.dossiers.rights import RefusedHere, Right
from filiere.site.dossiers.running import SiteHost, replayed, rules_of
from filiere.site.journal.clock import needs_clock


@needs_clock
def act(
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
    `RefusedHere` when the actor is no party that may ever do it, `Faults` when the procedure refuses it now,
    `ClockHeld` while the clock may not be trusted: an act first lets happen all that fell due before it.
    """
    day = day_of(day)
    mine = _party(dossier, action, actor, party)
    faults: Faults | None = None
    with transaction.atomic():
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=dossier.pk)
        host = SiteHost(row)
        signers = [running.Signer(one.key, mine, college_of(one, mine, day)) for one in (actor, *with_people)]
        engine = replayed(row)
        try:
            moved = running.act(engine, action, day, signers, host, on=on)
        except Faults as refused:
            faults = refused
        else:
            write(row, moved, host, actor)
    if faults is not None:
        record_procedure_refusal(dossier, action, actor, ", ".join(fault.code for fault in faults.faults))
        raise faults
    forget_parties(actor)
    dossier.refresh_from_db()
    return dossier


def may_ever(dossier: Dossier, action: str) -> tuple[str, ...]:
    """Return the parties that some passage of the procedure lets do an act."""
    steps = rules_of(dossier).procedure.transitions
    return tuple(dict.fromkeys(party for step in steps if step.action == action for party in step.by))


def _party(dossier: Dossier, action: str, actor: User, party: str | None) -> str:
    among = may_ever(dossier, action)
    here = tuple(one for step in rules_of(dossier).leaving[dossier.state] if step.action == action for one in step.by)
    # In the present state first: the same people are candidate and holder, and the state tells which acts.
    wanted = (party,) if party is not None else (*here, *among)
    found = acting_as(actor, dossier, tuple(one for one in wanted if one in among))
    if found is None:
        record_procedure_refusal(dossier, action, actor, "not-a-party")
        words = rules_of(dossier).words("act", action)
        raise RefusedHere(Right(f"procedure:{action}", among, _lower(words)), dossier)
    return found


def _lower(words: Text) -> Text:
    return Text(fr=words.fr[:1].lower() + words.fr[1:], en=words.en[:1].lower() + words.en[1:])


def record_procedure_refusal(dossier: Dossier, action: str, actor: Actor, why: str) -> None:
    """Write in the journal that the procedure refused an act; ``why`` holds the codes of its faults."""
    record_refused_act(
        actor,
        "dossier.refuse",
        subject_kind="dossier",
        subject_id=dossier.key,
        payload={"action": action, "state": dossier.state, "why": why},
    )

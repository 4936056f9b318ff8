"""Declaring one's independence, which alone opens a mission: weighed by the release, kept whatever it says.

The first auditor of a first audit goes through the procedure (``accept_mission``), which alone can let in by exception
whoever two members of the committee waived. Those who join later, and the auditors of a follow-up, are let in here by
the same rules and by no exception.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.referentials.independence import Declaration as Declared
from filiere.referentials.independence import declaration_faults, weigh
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import locked, refuse
from filiere.site.audit.actions.name_auditor import barring
from filiere.site.audit.models import Declaration, Mission
from filiere.site.audit.rounds import cycles_known, named_missions, round_of
from filiere.site.audit.told import tell
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import forget_parties
from filiere.site.dossiers.rights import require_in
from filiere.site.dossiers.running import release_of
from filiere.site.journal.clock import needs_clock

NAMING = "naming_auditor"


@needs_clock
def declare(*, actor: User, dossier: Dossier, declared: Declared) -> Declaration:
    """Keep the declaration and do what follows from it; return it with what the rules made of it.

    Raises `Faults` for a declaration that cannot be, or that leaves something out: it is then kept, and opens nothing.
    """
    require_in(actor, "audit:declare", dossier)
    day = timezone.localdate()
    rules = release_of(dossier).audit
    asked = rules.independence if rules is not None else None
    if asked is not None and (found := [*declaration_faults(asked, declared, day)]):
        raise Faults(found)
    refused: Faults | None = None
    with transaction.atomic():
        locked(dossier)
        mission = _mission(dossier, actor)
        known = cycles_known(actor, dossier)
        weighed = weigh(asked, declared, day, cycles_known=known)
        row = Declaration.objects.create(
            mission=mission,
            day=day,
            at=timezone.now(),
            body=declared.model_dump(mode="json"),
            cycles_known=known,
            independent=weighed.independent,
            reasons=[{"kind": one.kind, "fr": one.text.fr, "en": one.text.en} for one in weighed.bars],
            event=None,
        )
        tell(actor, "audit.declare", row)
        try:
            row.event = _through_the_procedure(dossier, actor) if dossier.state == NAMING else 0
        except Faults as faults:
            refused, row.event = faults, 0
        row.save(update_fields=["event"])
        tell(actor, "audit.declared", row)
        forget_parties(actor)
        if refused is None and _let_in(dossier, row):
            _accept(mission, dossier, day, actor)
    forget_parties(actor)
    if refused is not None:
        raise refused
    return row


def _mission(dossier: Dossier, actor: User) -> Mission:
    round_ = round_of(dossier)
    found = next((one for one in named_missions(round_) if one.auditor_id == actor.pk), None) if round_ else None
    if found is None:
        refuse(
            "audit-not-named",
            Text(
                fr="Aucune mission ne vous attend dans ce dossier.", en="You have no audit assignment in this dossier."
            ),
            Text(fr="Demandez à l’équipe du label.", en="Ask the label staff."),
        )
    if (why := barring(dossier, actor)) is not None:
        refuse("audit-apart", why, Text(fr="Refusez la mission.", en="Decline the assignment."))
    return found


def _through_the_procedure(dossier: Dossier, actor: User) -> int:
    """Do the act of the procedure, which asks whether the auditor is independent; return the number of its event."""
    forget_parties(actor)
    act(dossier, "accept_mission", actor=actor, party="auditor")
    return int(dossier.length)


def _let_in(dossier: Dossier, row: Declaration) -> bool:
    if row.event:
        last = dossier.events.filter(number=row.event).values_list("event", flat=True).first()
        return last == "mission_accepted"
    return row.independent is True


def _accept(mission: Mission, dossier: Dossier, day: date, actor: User) -> None:
    mission.accepted_on, mission.accepted_at_event = day, dossier.length
    mission.save(update_fields=["accepted_on", "accepted_at_event"])
    tell(actor, "audit.accept", mission)

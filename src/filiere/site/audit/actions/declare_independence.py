"""Declaring one's independence, which alone opens a mission: weighed by the release, kept whatever it says.

The first auditor of a first audit goes through the procedure (``accept_mission``), which alone can let in by exception
whoever two members of the committee waived. Those who join later, and the auditors of a follow-up, are let in here by
the same rules and by no exception.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.referentials.independence import TieDeclaration as Declared
from filiere.referentials.independence import assess_independence, declaration_faults
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import refuse
from filiere.site.audit.actions.name_auditor import find_bar
from filiere.site.audit.models import Declaration, Mission
from filiere.site.audit.rounds import count_known_cycles, find_round, list_named_missions
from filiere.site.journal.act_decorator import act
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import forget_parties

NAMING_STATE = "naming_auditor"


@needs_clock
def declare_independence(dossier: Dossier, *, actor: User, declared: Declared) -> Declaration:
    """Keep the declaration and do what follows from it; return it with what the rules made of it.

    Raises `Faults` for a declaration that cannot be, or that leaves something out: nothing is kept of it; and for one
    that the procedure refuses: it is then kept, and opens nothing.
    """
    row, refused = _declare(dossier, declared, actor=actor)
    if refused is not None:
        raise refused
    return row


@act("audit.declare", on=DOSSIER_TARGET, right="audit:declare")
def _declare(dossier: Dossier, declared: Declared, *, actor: User) -> tuple[Declaration, Faults | None]:
    """Keep the declaration; return it, and what the procedure had against letting in whoever made it."""
    day = timezone.localdate()
    rules = load_release(dossier).audit
    asked = rules.independence if rules is not None else None
    if asked is not None and (found := [*declaration_faults(asked, declared, day)]):
        raise Faults(found)
    mission = _find_mission(dossier, actor)
    known = count_known_cycles(actor, dossier)
    weighed = assess_independence(asked, declared, day, cycles_known=known)
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
    record_row(actor, "audit.declare", row)
    refused: Faults | None = None
    try:
        row.event = _run_procedure_act(dossier, actor) if dossier.state == NAMING_STATE else 0
    except Faults as faults:
        refused, row.event = faults, 0
    row.save(update_fields=["event"])
    record_row(actor, "audit.declared", row)
    forget_parties(actor)
    if refused is None and _is_let_in(dossier, row):
        _accept_mission(mission, dossier, day, actor)
    forget_parties(actor)
    return row, refused


def _find_mission(dossier: Dossier, actor: User) -> Mission:
    round_ = find_round(dossier)
    found = next((one for one in list_named_missions(round_) if one.auditor_id == actor.pk), None) if round_ else None
    if found is None:
        refuse(
            "audit-not-named",
            Text(
                fr="Aucune mission ne vous attend dans ce dossier.", en="You have no audit assignment in this dossier."
            ),
            Text(fr="Demandez à l’équipe du label.", en="Ask the label staff."),
        )
    if (why := find_bar(dossier, actor)) is not None:
        refuse("audit-apart", why, Text(fr="Refusez la mission.", en="Decline the assignment."))
    return found


def _run_procedure_act(dossier: Dossier, actor: User) -> int:
    """Do the act of the procedure, which asks whether the auditor is independent; return the number of its event."""
    forget_parties(actor)
    perform_act(dossier, "accept_mission", actor=actor, party="auditor")
    return int(dossier.length)


def _is_let_in(dossier: Dossier, row: Declaration) -> bool:
    if row.event:
        last = dossier.events.filter(number=row.event).values_list("event", flat=True).first()
        return last == "mission_accepted"
    return row.independent is True


def _accept_mission(mission: Mission, dossier: Dossier, day: date, actor: User) -> None:
    mission.accepted_on, mission.accepted_at_event = day, dossier.length
    mission.save(update_fields=["accepted_on", "accepted_at_event"])
    record_row(actor, "audit.accept", mission)

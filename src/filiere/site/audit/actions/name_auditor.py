"""Naming an auditor to a dossier, and ending a mission: by the staff, never of somebody who acts for the candidate."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.text_length import refuse_long_text
from filiere.site.accounts.approval_rules import is_same_person
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Role
from filiere.site.audit.actions.common import open_round, refuse
from filiere.site.audit.models import Mission
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.mail.outbox import post_letters
from filiere.site.members.models import Mandate, Membership
from filiere.site.members.seat_incompatibilities import JUDGING_BODIES
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.extension_points import list_conflict_notes
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import QUARANTINE_PERIOD, find_parties, forget_parties, is_barred_from


@act("audit.name", on=DOSSIER_TARGET, right="audit:name", record=False)
def name_auditor(dossier: Dossier, *, actor: User, auditor: User, firm: str) -> Mission:
    """Name an auditor; naming them again while the mission is open changes nothing.

    Raises `RefusedHere`, or `Faults` for oneself, for somebody who is no auditor, acts or acted for the candidate, or
    judges here.
    """
    firm = firm.strip()
    if not firm:
        refuse(
            "audit-firm",
            Text(fr="Le cabinet d’audit n’est pas nommé.", en="The audit firm is not named."),
            Text(fr="Écrivez le nom du cabinet.", en="Enter the name of the firm."),
            "firm",
        )
    if is_same_person(actor, auditor):
        refuse(
            "audit-own-mission",
            Text(fr="Vous ne pouvez pas vous désigner auditeur.", en="You cannot appoint yourself as auditor."),
            Text(fr="Un autre membre de l’équipe doit le faire.", en="Another member of staff must do it."),
            "auditor",
        )
    _check_fit(dossier, auditor)
    round_ = open_round(dossier, actor)
    held = round_.missions.filter(auditor=auditor, ended_on__isnull=True).first()
    if held is not None:
        return held
    mission = Mission.objects.create(
        round=round_, auditor=auditor, firm=firm, named_by=actor, named_on=timezone.localdate()
    )
    record_row(actor, "audit.name", mission)
    path = reverse("audit:declare", args=[dossier.key])
    post_letters(
        to=[auditor],
        subject=Text(fr="Mission d’audit proposée", en="Audit assignment offered"),
        body=Text(
            fr=(
                f"Une mission d’audit vous est proposée. Déclarez d’abord vos liens avec l’entreprise : {path}"
                "\n\nLe dossier vous reste fermé avant cette déclaration.\n"
            ),
            en=f"You have been offered an audit assignment. First declare your links with the company: {path}\n\n"
            "The dossier stays closed to you until you make that declaration.\n",
        ),
        kind="audit.named",
        about=f"dossier:{dossier.key}",
    )
    forget_parties(auditor)
    return mission


@act("audit.end", on=DOSSIER_TARGET, right="audit:end-mission", record=False)
def end_mission(dossier: Dossier, *, actor: User, mission: Mission, why: str) -> Mission:
    """End a mission today; its access ends with it. Ending it again changes nothing."""
    if not why.strip():
        refuse(
            "audit-why",
            Text(fr="La fin d’une mission doit être motivée.", en="Ending an assignment requires a reason."),
            Text(fr="Écrivez pourquoi elle prend fin.", en="State why it ends."),
            "why",
        )
    refuse_long_text(why, 500, "why")
    mission = Mission.objects.select_for_update().get(pk=mission.pk)
    if mission.auditor_id != actor.pk and "staff" not in find_parties(actor, dossier):
        refuse(
            "audit-not-yours",
            Text(fr="Cette mission n’est pas la vôtre.", en="This assignment is not yours."),
            Text(fr="Demandez à l’équipe du label.", en="Ask the label staff."),
        )
    if mission.ended_on is None:
        mission.ended_on, mission.ended_why = timezone.localdate(), why.strip()
        mission.save(update_fields=["ended_on", "ended_why"])
        record_row(actor, "audit.end", mission)
    return mission


def find_bar(dossier: Dossier, auditor: User) -> Text | None:
    """Why a person can be no auditor in a dossier, whatever they declare; None when nothing bars them."""
    day = timezone.localdate()
    owed = Membership.objects.filter(user=auditor, organisation=dossier.organisation_id)
    if owed.exclude(until__lt=day - QUARANTINE_PERIOD).exists():
        return Text(
            fr="Cette personne agit, ou a agi depuis moins de trois ans, pour l’organisation candidate.",
            en="This person acts for the applicant organisation, or has done so in the last three years.",
        )
    seated = Mandate.objects.current(day).filter(
        user=auditor, instance__in=JUDGING_BODIES, organisation=dossier.organisation_id
    )
    if seated.exists() or is_barred_from("auditor", auditor, dossier, day):
        return Text(
            fr="Cette personne a jugé ou suivi ce dossier : elle ne l’audite pas.",
            en="This person has ruled on or managed this dossier and cannot audit it.",
        )
    if known := list_conflict_notes(auditor, dossier, day):
        return Text(
            fr=(
                "Un lien enregistré rattache cette personne à l’organisation candidate, à son groupe, à un client "
                f"ou à un fournisseur : {', '.join(one.fr for one in known)}."
            ),
            en="A register links this person to the applicant organisation, its group, a client or a supplier: "
            f"{', '.join(one.en or one.fr for one in known)}.",
        )
    return None


def _check_fit(dossier: Dossier, auditor: User) -> None:
    if Role.AUDITOR not in auditor.roles() or not auditor.is_active:
        refuse(
            "audit-no-auditor",
            Text(fr="Ce compte n’a pas le rôle d’auditeur.", en="This account does not hold the role of auditor."),
            Text(
                fr="Demandez à un administrateur des comptes de le lui donner.",
                en="Ask an account administrator to grant it.",
            ),
            "auditor",
        )
    if (why := find_bar(dossier, auditor)) is not None:
        refuse(
            "audit-apart",
            why,
            Text(fr="Désignez quelqu’un d’autre.", en="Appoint someone else."),
            "auditor",
        )

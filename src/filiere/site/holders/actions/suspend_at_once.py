"""Suspending at once: asked for by a member of the committee, done when one of another college signs too.

The reason goes into the public minutes. Whoever asked may give it up as long as nobody signed.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.actions.writing import day_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import college_of, parties_of
from filiere.site.dossiers.rights import require_in
from filiere.site.holders.actions.common import needed, refuse, tell
from filiere.site.holders.models import Joint
from filiere.site.journal.record import record

ACTION = "suspend_at_once"
RIGHT = "suspension:sign"


def pending(dossier: Dossier) -> Joint | None:
    """Return the suspension that waits for a second signature."""
    return dossier.joint_acts.filter(action=ACTION, event__isnull=True, given_up_on__isnull=True).first()


def ask(*, actor: User, dossier: Dossier, reason: str, day: date | None = None) -> Joint:
    """Sign first, with the reason."""
    require_in(actor, RIGHT, dossier)
    day = day_of(day)
    refuse(needed(reason, "reason", most=2000, name=Text(fr="le motif, rendu public", en="the reason, made public")))
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        if pending(dossier) is not None:
            raise Faults.one(
                code="asked-already",
                message=Text(
                    fr="Une suspension d’urgence attend déjà une seconde signature.",
                    en="A suspension at once already waits for a second signature.",
                ),
                remedy=Text(fr="Signez-la, si vous êtes d’un autre collège.", en="Sign it, if of another college."),
            )
        row = Joint.objects.create(
            dossier=dossier,
            action=ACTION,
            reason=reason.strip(),
            first=actor,
            college=college_of(actor, "committee", day) or "",
            day=day,
            at=timezone.now(),
        )
        record(
            actor_key=actor.key,
            act="holders.ask_suspension",
            subject_kind="dossier",
            subject_id=dossier.key,
            payload={"college": row.college, "day": day.isoformat()},
        )
        tell(
            dossier,
            ("committee",),
            day,
            subject=Text(fr="Suspension d’urgence demandée", en="Suspension at once asked for"),
            body=Text(
                fr=f"Un membre du comité demande de suspendre d’urgence le label du dossier {dossier.key}.\n"
                "Il faut la signature d’un membre d’un autre collège.\n",
                en=f"A member of the committee asks to suspend at once the label of dossier {dossier.key}.\n"
                "It takes the signature of a member of another college.\n",
            ),
            kind="holders.ask_suspension",
        )
    return row


def sign(*, actor: User, dossier: Dossier, day: date | None = None) -> Dossier:
    """Sign second: the procedure sees to it that the colleges differ, and that the first is still no stranger here."""
    require_in(actor, RIGHT, dossier)
    day = day_of(day)
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=dossier.pk)
        row = pending(dossier)
        if row is None or "committee" not in parties_of(row.first, dossier, day):
            raise Faults.one(
                code="nothing-to-sign",
                message=Text(
                    fr="Aucune suspension d’urgence n’attend de seconde signature.",
                    en="No suspension at once waits for a second signature.",
                ),
                remedy=Text(fr="Demandez-la d’abord, avec son motif.", en="Ask for it first, with its reason."),
            )
        moved = act(dossier, ACTION, actor=actor, party="committee", with_people=[row.first], day=day)
        row.event = moved.events.order_by("-number").first()
        row.save(update_fields=["event"])
    return moved


def give_up(*, actor: User, dossier: Dossier, day: date | None = None) -> None:
    """Take back what one asked for."""
    require_in(actor, RIGHT, dossier)
    row = pending(dossier)
    if row is None or row.first != actor:
        raise Faults.one(
            code="nothing-to-give-up",
            message=Text(fr="Vous n’avez rien demandé ici.", en="You asked for nothing here."),
            remedy=Text(fr="Seule la personne qui demande peut y renoncer.", en="Only who asks can give it up."),
        )
    with transaction.atomic():
        row.given_up_on = day_of(day)
        row.save(update_fields=["given_up_on"])
        record(
            actor_key=actor.key,
            act="holders.give_up_suspension",
            subject_kind="dossier",
            subject_id=dossier.key,
            payload={"asked": row.day.isoformat()},
        )

"""Asking for a judge's seat, or for its end: both take two people, so that nobody alone composes who judges.

So do what would keep a judge out of an open dossier: another seat that names an organisation, or a group.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.actions.approvals import ask_approval
from filiere.site.accounts.approvals import ApprovalKind, Payload, register_approval
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.permissions import Actor, Permission, require
from filiere.site.members.actions.keep_organisation import (
    GROUP,
    change_organisation,
    group_payload,
    group_touches,
    refuse_group,
)
from filiere.site.members.actions.mandates import (
    END,
    SEAT,
    end_mandate,
    end_payload,
    faults_of_end,
    judging,
    record_mandate,
    refuse_seat,
    seat_payload,
)
from filiere.site.members.letters import described
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.told import MANDATE, ORGANISATION
from filiere.site.members.watching import against_tying


def ask_seat(*, actor: User, reason: str, **given: Any) -> Approval:
    """Ask for a seat, as :func:`record_mandate` takes it; raises `PermissionRefused`, and `Faults` as it would."""
    return ask_approval(actor=actor, kind=SEAT, payload=seat_payload(Mandate(**given)), reason=reason)


def ask_end(*, actor: User, mandate: Mandate, on: date, reason: str) -> Approval:
    """Ask for the end of a mandate on a day; signed later than that, it ends on the day of the signature."""
    if faults := faults_of_end(mandate, on):
        raise Faults(faults)
    return ask_approval(actor=actor, kind=END, payload=end_payload(mandate, on), reason=reason)


def ask_group(*, actor: User, organisation: Organisation, group: str, reason: str) -> Approval:
    """Ask for the group of an organisation, of which the reason tells the source."""
    return ask_approval(actor=actor, kind=GROUP, payload=group_payload(organisation, group), reason=reason)


def _row(payload: Payload) -> Mandate:
    """The mandate that a request asks for, not saved."""
    organisation = payload["organisation"]
    return Mandate(
        user=User.objects.for_key(str(payload["user"])),
        instance=payload["instance"],
        college=payload["college"],
        seat=payload["seat"],
        since=date.fromisoformat(payload["since"]),
        until=_day(payload["until"]),
        organisation=Organisation.objects.for_key(organisation) if organisation else None,
        substitute_of=Mandate.objects.for_staff().filter(pk=payload["substitute_of"]).first(),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _words(payload: Payload) -> Text:
    row = _row(payload)
    what = described(row)
    if row.organisation is not None:
        name = row.organisation.name
        what = Text(fr=f"{what.fr}, au nom de {name}", en=f"{what.en}, on behalf of {name}")
    return Text(
        fr=f"Donner un siège à {row.user.name} : {what.fr}, à compter du {row.since:%d/%m/%Y}",
        en=f"Grant {row.user.name} a seat: {what.en}, from {row.since:%d %B %Y} on",
    )


def _check(actor: Actor, payload: Payload) -> None:
    require(actor, Permission.MANDATE_RECORD, subject_kind=MANDATE)
    refuse_seat(_row(payload), actor)


def _run(approval: Approval) -> None:
    row = _row(approval.payload)
    record_mandate(
        actor=approval.asked_by,
        user=row.user,
        instance=row.instance,
        college=row.college,
        seat=row.seat,
        since=row.since,
        until=row.until,
        organisation=row.organisation,
        substitute_of=row.substitute_of,
        approval=approval,
    )


def _against_second(user: User, payload: Payload) -> list[Fault]:
    """Whoever owes something to the organisation that the seat of another body names has no hand in it."""
    row = _row(payload)
    if judging(row.instance) or row.organisation_id is None:
        return []
    return against_tying(user, [row.organisation_id], max(row.since, timezone.localdate()))


def _held(payload: Payload) -> Mandate:
    return Mandate.objects.for_staff().get(pk=payload["mandate"])


def _words_of_end(payload: Payload) -> Text:
    row, on = _held(payload), date.fromisoformat(payload["on"])
    what = described(row)
    return Text(
        fr=f"Mettre fin au mandat de {row.user.name} le {on:%d/%m/%Y} : {what.fr}",
        en=f"End the mandate of {row.user.name} on {on:%d %B %Y}: {what.en}",
    )


def _check_end(actor: Actor, payload: Payload) -> None:
    require(actor, Permission.MANDATE_RECORD, subject_kind=MANDATE, subject_id=str(payload["mandate"]))
    # What was asked for a day that is past by now ends on the day of the signature.
    row, on = _held(payload), max(date.fromisoformat(payload["on"]), timezone.localdate())
    if row.until is not None and row.until <= on:
        raise Faults.one(
            code="mandate-over",
            message=Text(
                fr="Ce mandat prend fin ce jour-là ou avant.", en="This mandate already ends on or before that date."
            ),
            remedy=Text(fr="Il n’y a rien à demander.", en="There is nothing to request."),
        )
    if faults := faults_of_end(row, on):
        raise Faults(faults)


def _run_end(approval: Approval) -> None:
    row, on = _held(approval.payload), date.fromisoformat(approval.payload["on"])
    end_mandate(actor=approval.asked_by, mandate=row, on=on, approval=approval)


def _organisation(payload: Payload) -> Organisation:
    return Organisation.objects.get(key=payload["organisation"])


def _words_of_group(payload: Payload) -> Text:
    name, group = _organisation(payload).name, payload["group"]
    return Text(
        fr=f"Noter que {name} a pour groupe « {group} »", en=f"Record that {name} belongs to the group “{group}”"
    )


def _check_group(actor: Actor, payload: Payload) -> None:
    row = _organisation(payload)
    require(actor, Permission.DIRECTORY_EDIT, subject_kind=ORGANISATION, subject_id=row.key)
    refuse_group(row, str(payload["group"]), actor)


def _run_group(approval: Approval) -> None:
    payload = approval.payload
    row, actor = _organisation(payload), approval.asked_by
    change_organisation(actor=actor, organisation=row, approval=approval, group=payload["group"])


def _against_second_of_group(user: User, payload: Payload) -> list[Fault]:
    touched = group_touches(_organisation(payload), str(payload["group"]))
    return against_tying(user, touched, timezone.localdate())


def register_all() -> None:
    """Declare them; called when the app is ready."""
    register_approval(
        ApprovalKind(
            kind=SEAT,
            permission=Permission.MANDATE_RECORD,
            subject=lambda payload: ("user", str(payload["user"])),
            words=_words,
            check=_check,
            run=_run,
            concerned=lambda payload: User.objects.for_key(str(payload["user"])),
            link=lambda _: "/organisations/mandates/",
            against_second=_against_second,
        )
    )
    register_approval(
        ApprovalKind(
            kind=END,
            permission=Permission.MANDATE_RECORD,
            subject=lambda payload: (MANDATE, str(payload["mandate"])),
            words=_words_of_end,
            check=_check_end,
            run=_run_end,
            concerned=lambda payload: _held(payload).user,
            # An end gives nobody anything.
            names=False,
            link=lambda _: "/organisations/mandates/",
        )
    )
    register_approval(
        ApprovalKind(
            kind=GROUP,
            permission=Permission.DIRECTORY_EDIT,
            subject=lambda payload: (ORGANISATION, str(payload["organisation"])),
            words=_words_of_group,
            check=_check_group,
            run=_run_group,
            names=False,
            link=lambda payload: f"/organisations/{payload['organisation']}/",
            against_second=_against_second_of_group,
        )
    )

"""Asking for a judge's seat, or for its end: both take two people, so that nobody alone composes who judges."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.actions.approvals import ask_approval
from filiere.site.accounts.approvals import ApprovalKind, Payload, register_approval
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.permissions import Actor, Permission, require
from filiere.site.members.actions.mandates import (
    END,
    SEAT,
    end_mandate,
    end_payload,
    faults_of_end,
    record_mandate,
    refuse_seat,
    seat_payload,
)
from filiere.site.members.letters import described
from filiere.site.members.models import Mandate, Organisation
from filiere.site.members.told import MANDATE


def ask_seat(*, actor: User, reason: str, **given: Any) -> Approval:
    """Ask for a seat, as :func:`record_mandate` takes it; raises `PermissionRefused`, and `Faults` as it would."""
    return ask_approval(actor=actor, kind=SEAT, payload=seat_payload(Mandate(**given)), reason=reason)


def ask_end(*, actor: User, mandate: Mandate, on: date, reason: str) -> Approval:
    """Ask for the end of a mandate on a day; signed later than that, it ends on the day of the signature."""
    if faults := faults_of_end(mandate, on):
        raise Faults(faults)
    return ask_approval(actor=actor, kind=END, payload=end_payload(mandate, on), reason=reason)


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
    return Text(
        fr=f"Donner un siège à {row.user.name} : {what.fr}, à compter du {row.since:%d/%m/%Y}",
        en=f"Give {row.user.name} a seat: {what.en}, from {row.since:%d %B %Y} on",
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
            message=Text(fr="Ce mandat prend fin ce jour-là ou avant.", en="This mandate ends on that day or before."),
            remedy=Text(fr="Il n’y a rien à demander.", en="There is nothing to ask for."),
        )
    if faults := faults_of_end(row, on):
        raise Faults(faults)


def _run_end(approval: Approval) -> None:
    row, on = _held(approval.payload), date.fromisoformat(approval.payload["on"])
    end_mandate(actor=approval.asked_by, mandate=row, on=on, approval=approval)


def register_all() -> None:
    """Declare both; called when the app is ready."""
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

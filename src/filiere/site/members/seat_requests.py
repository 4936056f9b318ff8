"""Asking for a judge's seat, or for its end: both take two people, so that nobody alone composes who judges.

So do what would keep a judge out of an open dossier: another seat that names an organisation, or a group.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.dates import format_day
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.approval_kinds import ApprovalKind, Payload, approval_kinds
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.kit.rights import require
from filiere.site.members.actions.mandates import (
    END_KIND,
    SEAT_KIND,
    check_seat,
    end_mandate,
    end_payload,
    is_judging_body,
    list_end_faults,
    record_mandate,
    seat_payload,
)
from filiere.site.members.actions.save_organisation import (
    GROUP_KIND,
    change_organisation,
    check_group,
    find_group_siblings,
    group_payload,
)
from filiere.site.members.extension_points import list_tie_objections
from filiere.site.members.journal_reconciliation import MANDATE_SUBJECT, ORGANISATION_SUBJECT
from filiere.site.members.letters import describe_seat
from filiere.site.members.models import Mandate, Organisation


def request_seat(*, actor: User, reason: str, **given: Any) -> Approval:
    """Ask for a seat, as :func:`record_mandate` takes it; raises `RightRefused`, and `Faults` as it would."""
    return request_approval(actor=actor, kind=SEAT_KIND, payload=seat_payload(Mandate(**given)), reason=reason)


def request_seat_end(*, actor: User, mandate: Mandate, on: date, reason: str) -> Approval:
    """Ask for the end of a mandate on a day; signed later than that, it ends on the day of the signature."""
    if faults := list_end_faults(mandate, on):
        raise Faults(faults)
    return request_approval(actor=actor, kind=END_KIND, payload=end_payload(mandate, on), reason=reason)


def request_group(*, actor: User, organisation: Organisation, group: str, reason: str) -> Approval:
    """Ask for the group of an organisation, of which the reason tells the source."""
    return request_approval(actor=actor, kind=GROUP_KIND, payload=group_payload(organisation, group), reason=reason)


def _build_mandate(payload: Payload) -> Mandate:
    """The mandate that a request asks for, not saved."""
    organisation = payload["organisation"]
    return Mandate(
        user=User.objects.for_key(str(payload["user"])),
        instance=payload["instance"],
        college=payload["college"],
        seat=payload["seat"],
        since=date.fromisoformat(payload["since"]),
        until=_parse_day(payload["until"]),
        organisation=Organisation.objects.for_key(organisation) if organisation else None,
        substitute_of=Mandate.objects.for_staff().filter(pk=payload["substitute_of"]).first(),
    )


def _parse_day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _describe_seat_request(payload: Payload) -> Text:
    row = _build_mandate(payload)
    what = describe_seat(row)
    if row.organisation is not None:
        name = row.organisation.name
        what = Text(fr=f"{what.fr}, au nom de {name}", en=f"{what.en}, on behalf of {name}")
    return Text(
        fr=f"Donner un siège à {row.user.name} : {what.fr}, à compter du {format_day(row.since, 'fr')}",
        en=f"Grant {row.user.name} a seat: {what.en}, from {row.since:%d %B %Y} on",
    )


def _check_seat_request(actor: Actor, payload: Payload) -> None:
    require(actor, "mandate:record", subject_kind=MANDATE_SUBJECT)
    check_seat(_build_mandate(payload), actor)


def _run_seat_request(approval: Approval) -> None:
    row = _build_mandate(approval.payload)
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


def _list_seat_objections(user: User, payload: Payload) -> list[Fault]:
    """Whoever owes something to the organisation that the seat of another body names has no hand in it."""
    row = _build_mandate(payload)
    if is_judging_body(row.instance) or row.organisation_id is None:
        return []
    return list_tie_objections(user, [row.organisation_id], max(row.since, timezone.localdate()))


def _find_mandate(payload: Payload) -> Mandate:
    return Mandate.objects.for_staff().get(pk=payload["mandate"])


def _describe_end_request(payload: Payload) -> Text:
    row, on = _find_mandate(payload), date.fromisoformat(payload["on"])
    what = describe_seat(row)
    return Text(
        fr=f"Mettre fin au mandat de {row.user.name} le {format_day(on, 'fr')} : {what.fr}",
        en=f"End the mandate of {row.user.name} on {on:%d %B %Y}: {what.en}",
    )


def _check_end_request(actor: Actor, payload: Payload) -> None:
    require(actor, "mandate:record", subject_kind=MANDATE_SUBJECT, subject_id=str(payload["mandate"]))
    # What was asked for a day that is past by now ends on the day of the signature.
    row, on = _find_mandate(payload), max(date.fromisoformat(payload["on"]), timezone.localdate())
    if row.until is not None and row.until <= on:
        raise Faults.one(
            code="mandate-over",
            message=Text(
                fr="Ce mandat prend fin ce jour-là ou avant.", en="This mandate already ends on or before that date."
            ),
            remedy=Text(fr="Il n’y a rien à demander.", en="There is nothing to request."),
        )
    if faults := list_end_faults(row, on):
        raise Faults(faults)


def _run_end_request(approval: Approval) -> None:
    row, on = _find_mandate(approval.payload), date.fromisoformat(approval.payload["on"])
    end_mandate(actor=approval.asked_by, mandate=row, on=on, approval=approval)


def _find_organisation(payload: Payload) -> Organisation:
    return Organisation.objects.get(key=payload["organisation"])


def _describe_group_request(payload: Payload) -> Text:
    name, group = _find_organisation(payload).name, payload["group"]
    return Text(
        fr=f"Enregistrer que {name} a pour groupe « {group} »", en=f"Record that {name} belongs to the group “{group}”"
    )


def _check_group_request(actor: Actor, payload: Payload) -> None:
    row = _find_organisation(payload)
    require(actor, "directory:edit", subject_kind=ORGANISATION_SUBJECT, subject_id=row.key)
    check_group(row, str(payload["group"]), actor)


def _run_group_request(approval: Approval) -> None:
    payload = approval.payload
    row, actor = _find_organisation(payload), approval.asked_by
    change_organisation(actor=actor, organisation=row, approval=approval, group=payload["group"])


def _list_group_objections(user: User, payload: Payload) -> list[Fault]:
    touched = find_group_siblings(_find_organisation(payload), str(payload["group"]))
    return list_tie_objections(user, touched, timezone.localdate())


def register_mandate_requests() -> None:
    """Declare them; called when the app is ready."""
    approval_kinds.add(
        ApprovalKind(
            kind=SEAT_KIND,
            permission="mandate:record",
            subject=lambda payload: ("user", str(payload["user"])),
            words=_describe_seat_request,
            check=_check_seat_request,
            run=_run_seat_request,
            concerned=lambda payload: User.objects.for_key(str(payload["user"])),
            link=lambda _: "/organisations/mandates/",
            against_second=_list_seat_objections,
        )
    )
    approval_kinds.add(
        ApprovalKind(
            kind=END_KIND,
            permission="mandate:record",
            subject=lambda payload: (MANDATE_SUBJECT, str(payload["mandate"])),
            words=_describe_end_request,
            check=_check_end_request,
            run=_run_end_request,
            concerned=lambda payload: _find_mandate(payload).user,
            # An end gives nobody anything.
            names=False,
            link=lambda _: "/organisations/mandates/",
        )
    )
    approval_kinds.add(
        ApprovalKind(
            kind=GROUP_KIND,
            permission="directory:edit",
            subject=lambda payload: (ORGANISATION_SUBJECT, str(payload["organisation"])),
            words=_describe_group_request,
            check=_check_group_request,
            run=_run_group_request,
            names=False,
            link=lambda payload: f"/organisations/{payload['organisation']}/",
            against_second=_list_group_objections,
        )
    )

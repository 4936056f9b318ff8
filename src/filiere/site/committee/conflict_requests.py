"""Asking for a link that keeps a judge out of a dossier, or for the annulment of a tie: both take two people."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Fault, Text
from filiere.core.dates import format_day
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.approval_kinds import ApprovalKind, Payload, approval_kinds
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.committee.actions.conflict_record_annulment import (
    ANNUL_KIND,
    SUBJECTS,
    NotedTie,
    annul_tie,
    check_annulment,
    find_tie,
)
from filiere.site.committee.actions.interests import LINK_KIND, check_link, link_payload, note_link
from filiere.site.kit.rights import require
from filiere.site.members.extension_points import list_tie_objections
from filiere.site.members.models import Organisation


def request_link(
    *, actor: User, client: Organisation, supplier: Organisation, since: date, until: date | None, source: str
) -> Approval:
    """Ask for a link, as :func:`note_link` takes it: its source is the reason that the second person reads."""
    payload = link_payload(client, supplier, since, until)
    return request_approval(actor=actor, kind=LINK_KIND, payload=payload, reason=source)


def request_annulment(tie: NotedTie, *, actor: User, reason: str) -> Approval:
    """Ask for the annulment of a tie; raises `RightRefused`, and `Faults` as it would."""
    return request_approval(actor=actor, kind=ANNUL_KIND, payload=tie.payload, reason=reason)


def _find_companies(payload: Payload) -> tuple[Organisation, Organisation]:
    client, supplier = (Organisation.objects.get(key=payload[name]) for name in ("client", "supplier"))
    return client, supplier


def _parse_days(payload: Payload) -> tuple[date, date | None]:
    until = payload["until"]
    return date.fromisoformat(payload["since"]), date.fromisoformat(until) if until else None


def _describe_link(payload: Payload) -> Text:
    (client, supplier), (since, _) = _find_companies(payload), _parse_days(payload)
    return Text(
        fr=f"Enregistrer que {client.name} est cliente de {supplier.name} depuis le {format_day(since, 'fr')}",
        en=f"Record that {client.name} has bought from {supplier.name} since {since:%d %B %Y}",
    )


def _check_link(actor: Actor, payload: Payload) -> None:
    (client, supplier), (since, until) = _find_companies(payload), _parse_days(payload)
    require(actor, "session:call", subject_kind="organisation", subject_id=supplier.key)
    check_link(client, supplier, actor=actor, since=since, until=until)


def _run_link(approval: Approval) -> None:
    (client, supplier), (since, until) = _find_companies(approval.payload), _parse_days(approval.payload)
    note_link(
        client,
        supplier,
        actor=approval.asked_by,
        since=since,
        until=until,
        source=approval.reason,
        approval=approval,
    )


def _list_link_objections(user: User, payload: Payload) -> list[Fault]:
    return list_tie_objections(user, [one.pk for one in _find_companies(payload)], timezone.localdate())


def _find_tie(payload: Payload) -> NotedTie:
    return find_tie(str(payload["tie"]), int(payload["number"]))


def _describe_annulment(payload: Payload) -> Text:
    words = _find_tie(payload).words
    return Text(fr=f"Annuler ce lien : {words.fr.rstrip('.')}", en=f"Annul this link: {words.en.rstrip('.')}")


def _check_annulment(actor: Actor, payload: Payload) -> None:
    tie = _find_tie(payload)
    require(actor, "session:call", subject_kind=SUBJECTS[tie.kind], subject_id=str(tie.number))
    check_annulment(tie, actor)


def _run_annulment(approval: Approval) -> None:
    annul_tie(_find_tie(approval.payload), actor=approval.asked_by, approval=approval)


def _list_annulment_objections(user: User, payload: Payload) -> list[Fault]:
    return list_tie_objections(user, _find_tie(payload).organisation_keys, timezone.localdate())


approval_kinds.add(
    ApprovalKind(
        kind=LINK_KIND,
        permission="session:call",
        subject=lambda payload: ("organisation", str(payload["supplier"])),
        words=_describe_link,
        check=_check_link,
        run=_run_link,
        names=False,
        link=lambda _: "/committee/links/",
        against_second=_list_link_objections,
    )
)
approval_kinds.add(
    ApprovalKind(
        kind=ANNUL_KIND,
        permission="session:call",
        subject=lambda payload: (SUBJECTS[payload["tie"]], str(payload["number"])),
        words=_describe_annulment,
        check=_check_annulment,
        run=_run_annulment,
        names=False,
        link=lambda _: "/committee/links/",
        against_second=_list_annulment_objections,
    )
)

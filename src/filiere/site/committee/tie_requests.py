"""Asking for a link that keeps a judge out of a dossier, or for the annulment of a tie: both take two people."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from filiere.core import Fault, Text
from filiere.site.accounts.actions.approvals import ask_approval
from filiere.site.accounts.approvals import ApprovalKind, Payload, register_approval
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.permissions import Actor, Permission, require
from filiere.site.committee.actions.annulment import ANNUL, SUBJECTS, Tie, annul_tie, refuse_annulment, tie_of
from filiere.site.committee.actions.interests import LINK, link_payload, note_link, refuse_link
from filiere.site.members.models import Organisation
from filiere.site.members.watching import against_tying


def ask_link(
    *, actor: User, client: Organisation, supplier: Organisation, since: date, until: date | None, source: str
) -> Approval:
    """Ask for a link, as :func:`note_link` takes it: its source is the reason that the second person reads."""
    payload = link_payload(client, supplier, since, until)
    return ask_approval(actor=actor, kind=LINK, payload=payload, reason=source)


def ask_annulment(*, actor: User, tie: Tie, reason: str) -> Approval:
    """Ask for the annulment of a tie; raises `PermissionRefused`, and `Faults` as it would."""
    return ask_approval(actor=actor, kind=ANNUL, payload=tie.payload, reason=reason)


def _ends(payload: Payload) -> tuple[Organisation, Organisation]:
    client, supplier = (Organisation.objects.get(key=payload[name]) for name in ("client", "supplier"))
    return client, supplier


def _days(payload: Payload) -> tuple[date, date | None]:
    until = payload["until"]
    return date.fromisoformat(payload["since"]), date.fromisoformat(until) if until else None


def _words_of_link(payload: Payload) -> Text:
    (client, supplier), (since, _) = _ends(payload), _days(payload)
    return Text(
        fr=f"Noter que {client.name} est cliente de {supplier.name} depuis le {since:%d/%m/%Y}",
        en=f"Note that {client.name} buys from {supplier.name} since {since:%d %B %Y}",
    )


def _check_link(actor: Actor, payload: Payload) -> None:
    (client, supplier), (since, until) = _ends(payload), _days(payload)
    require(actor, Permission.SESSION_CALL, subject_kind="organisation", subject_id=supplier.key)
    refuse_link(client, supplier, actor=actor, since=since, until=until)


def _run_link(approval: Approval) -> None:
    (client, supplier), (since, until) = _ends(approval.payload), _days(approval.payload)
    note_link(
        client,
        supplier,
        actor=approval.asked_by,
        since=since,
        until=until,
        source=approval.reason,
        approval=approval,
    )


def _against_second_of_link(user: User, payload: Payload) -> list[Fault]:
    return against_tying(user, [one.pk for one in _ends(payload)], timezone.localdate())


def _tie(payload: Payload) -> Tie:
    return tie_of(str(payload["tie"]), int(payload["number"]))


def _words_of_annulment(payload: Payload) -> Text:
    words = _tie(payload).words
    return Text(fr=f"Annuler ce lien : {words.fr.rstrip('.')}", en=f"Annul this link: {words.en.rstrip('.')}")


def _check_annulment(actor: Actor, payload: Payload) -> None:
    tie = _tie(payload)
    require(actor, Permission.SESSION_CALL, subject_kind=SUBJECTS[tie.kind], subject_id=str(tie.number))
    refuse_annulment(tie, actor)


def _run_annulment(approval: Approval) -> None:
    annul_tie(_tie(approval.payload), actor=approval.asked_by, approval=approval)


def _against_second_of_annulment(user: User, payload: Payload) -> list[Fault]:
    return against_tying(user, _tie(payload).touched, timezone.localdate())


register_approval(
    ApprovalKind(
        kind=LINK,
        permission=Permission.SESSION_CALL,
        subject=lambda payload: ("organisation", str(payload["supplier"])),
        words=_words_of_link,
        check=_check_link,
        run=_run_link,
        names=False,
        link=lambda _: "/committee/links/",
        against_second=_against_second_of_link,
    )
)
register_approval(
    ApprovalKind(
        kind=ANNUL,
        permission=Permission.SESSION_CALL,
        subject=lambda payload: (SUBJECTS[payload["tie"]], str(payload["number"])),
        words=_words_of_annulment,
        check=_check_annulment,
        run=_run_annulment,
        names=False,
        link=lambda _: "/committee/links/",
        against_second=_against_second_of_annulment,
    )
)

"""Who complains: opened by two people of the staff, for a stated time, with a reason that the author reads.

Nobody alone learns who speaks: one asks and says why, another who is kept out of nothing about the holder signs, and
both may then read the name for a day. Their names stand in the trace, both acts in the journal of the complaint, and
whoever complained reads on their own page that it was opened and why.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.approval_kinds import ApprovalKind, Payload, approval_kinds
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.accounts.rights import Actor
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.members.field_checks import fault
from filiere.site.register.actions.file_complaint import add_step, unseal_identity
from filiere.site.register.actions.handle_complaint import notify_author, require_staff
from filiere.site.register.deferred_anonymous_acts import record_deferred_acts
from filiere.site.register.journal_reconciliation import SUBJECT
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.workflow.parties import find_parties

IDENTITY = "complaint-identity"
DISCLOSURE_PERIOD = timedelta(hours=24)
"""For how long the two who opened a name may read it."""


def request_identity(actor: User, complaint: Complaint, *, reason: str) -> Approval:
    """Ask to open who complains; return the request, which another person of the staff signs."""
    require_staff(complaint, actor=actor)
    return request_approval(actor=actor, kind=IDENTITY, payload=_approval_payload(complaint), reason=reason)


def read_identity(actor: User, complaint: Complaint, *, now: datetime | None = None) -> dict[str, Any] | None:
    """Return who complains to one of the two who opened it, None when it was erased since, and write that it was read.

    Raises `Http404` for a stranger to the dossier, and `Faults` when it is not open, or was sealed under a key that the
    site no longer has.
    """
    require_staff(complaint, actor=actor)
    if identity_approval_for(actor, complaint, now or timezone.now()) is None:
        raise Faults(
            [
                fault(
                    "identity-closed",
                    "Le nom n’est pas ouvert : il s’ouvre à deux, pour 24 heures, avec un motif.",
                    "The name is not open: two people can open it, for 24 hours, with a reason.",
                    "Demandez-le ; une autre personne de l’équipe contresigne.",
                    "Request it; another member of staff must countersign.",
                )
            ]
        )
    record_act(actor, "complaint.identity", SUBJECT, complaint.key)
    held = getattr(complaint, "complainant", None)
    return unseal_identity(held.sealed) if held is not None else None


def identity_approval_for(actor: User, complaint: Complaint, now: datetime) -> Approval | None:
    """Return the request by which a person may read the name now."""
    mine = Q(asked_by=actor) | Q(decided_by=actor)
    lately = Q(decided_at__gt=now - DISCLOSURE_PERIOD, decided_at__lte=now + CLOCK_TOLERANCE)
    return identity_requests(complaint).filter(mine, lately, state=Approval.State.APPROVED).first()


def identity_requests(complaint: Complaint) -> QuerySet[Approval]:
    """Every request about who made a complaint, with who asked and who answered."""
    found = Approval.objects.for_act(IDENTITY, _approval_payload(complaint))
    return found.select_related("asked_by", "decided_by").order_by("-asked_at", "-pk")


def _approval_payload(complaint: Complaint) -> dict[str, str]:
    return {"complaint": complaint.key}


def _complaint_of(payload: Payload) -> Complaint:
    return Complaint.objects.select_related("dossier__organisation").get(key=payload["complaint"])


def _check_request(actor: Actor, payload: Payload) -> None:
    complaint = _complaint_of(payload)
    require(actor, "complaint:read", subject_kind=SUBJECT, subject_id=complaint.key)
    if "staff" not in find_parties(actor, complaint.dossier):
        refuse_hidden(actor, "complaint:read", subject_kind=SUBJECT, subject_id=complaint.key)
    if not hasattr(complaint, "complainant"):
        raise Faults(
            [
                fault(
                    "identity-none",
                    "Personne n’a laissé de nom, ou il est effacé.",
                    "No name was left, or it has been erased.",
                    "Il n’y a rien à ouvrir.",
                    "There is nothing to open.",
                )
            ]
        )


def _check_second_person(second: User, payload: Payload) -> list[Fault]:
    """Whoever is kept out of the dossier signs nothing about it."""
    if "staff" in find_parties(second, _complaint_of(payload).dossier):
        return []
    return [
        fault(
            "kept-out",
            "Vous ne prenez pas part à ce qui touche cette réclamation.",
            "You cannot take part in anything concerning this complaint.",
            "Une autre personne de l’équipe doit contresigner.",
            "Another member of staff must countersign.",
        )
    ]


def _grant_disclosure(approval: Approval) -> None:
    complaint, now = _complaint_of(approval.payload), timezone.now()
    # What was said without a name and waits for the journal stands before.
    record_deferred_acts()
    by = approval.asked_by
    add_step(complaint, ComplaintStep.Kind.IDENTITY, words=approval.reason, by=by, now=now)
    record_act(approval.second_signer, "complaint.identity-sign", SUBJECT, complaint.key, {"approval": approval.key})
    notify_author(complaint)


approval_kinds.add(
    ApprovalKind(
        kind=IDENTITY,
        permission="complaint:read",
        subject=lambda payload: (SUBJECT, str(payload["complaint"])),
        words=lambda payload: Text(
            fr=f"Ouvrir pendant 24 heures le nom de l’auteur de la réclamation {payload['complaint']}",
            en=f"Open the name of the author of complaint {payload['complaint']} for 24 hours",
        ),
        check=_check_request,
        run=_grant_disclosure,
        names=False,
        link=lambda payload: f"/label/register/staff/complaints/{payload['complaint']}/",
        against_second=_check_second_person,
    )
)

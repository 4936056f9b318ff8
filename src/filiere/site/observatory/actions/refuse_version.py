"""Refusing a version that waits: it stays in the list with the reason, and no page ever reads it."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act
from filiere.site.observatory.actions.accept_version import VERSION
from filiere.site.observatory.faults import fault
from filiere.site.observatory.models import SourceVersion


@act("source.refuse", on=VERSION, right="source:refuse", clock=False)
def refuse_version(version: SourceVersion, *, actor: Actor, reason: str) -> SourceVersion:
    """Refuse a pending version, with its reason.

    Raises `RightRefused`, and `Faults` when the version does not wait for a decision or no reason is given.
    """
    reason = reason.strip()
    if not reason:
        raise Faults.one(
            code="reason-missing",
            message=Text(fr="Le refus n’a pas de motif.", en="The refusal has no reason."),
            remedy=Text(
                fr="Expliquez en une phrase pourquoi ce fichier ne convient pas.",
                en="Explain in one sentence why this file is not acceptable.",
            ),
            key="reason",
        )
    if version.state != SourceVersion.State.PENDING:
        raise Faults([fault("not-pending", version=version)])
    version.state = SourceVersion.State.REFUSED
    version.decided_at = timezone.now()
    version.decided_by = actor if isinstance(actor, User) else None
    version.reason = reason
    version.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record_act(actor, "source.refuse", "source", version.subject_id, {"reason": reason})
    return version

"""Accepting a version of a source: pages read it from then on, and the one before is superseded, not removed."""

from __future__ import annotations

from operator import attrgetter

from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import ActTarget, act
from filiere.site.journal.writer import record_act
from filiere.site.observatory.actions.withhold_counts import is_decided_late
from filiere.site.observatory.faults import fault
from filiere.site.observatory.models import SourceVersion

State = SourceVersion.State


VERSION: ActTarget[SourceVersion] = ActTarget("source", attrgetter("subject_id"), refusals=False)
"""Acts on a version of a source."""


@act("source.accept", on=VERSION, right="source:accept", clock=False)
def accept_version(version: SourceVersion, *, actor: Actor, reason: str = "") -> SourceVersion:
    """Accept a version that waits, was superseded or was refused.

    Raises `RightRefused`, and `Faults` when the version is accepted already.
    """
    if version.state == State.ACCEPTED:
        raise Faults([fault("already-accepted", version=version)])
    accept_in_transaction(version, actor, reason=reason)
    return version


def accept_in_transaction(version: SourceVersion, actor: Actor, *, reason: str) -> None:
    """The change itself, for acts that already hold the right and the transaction.

    Raises `Faults` for a version whose withheld headcounts were decided before another one came out.
    """
    if is_decided_late(version):
        raise decided_late_fault()
    now = timezone.now()
    by = actor if isinstance(actor, User) else None
    replaced = list(
        SourceVersion.objects.select_for_update().filter(name=version.name, state=State.ACCEPTED).exclude(pk=version.pk)
    )
    for old in replaced:
        old.state = State.SUPERSEDED
        old.save(update_fields=["state"])
    version.state = State.ACCEPTED
    version.accepted_at = version.decided_at = now
    version.accepted_by = version.decided_by = by
    version.reason = reason
    version.save(update_fields=["state", "accepted_at", "accepted_by", "decided_at", "decided_by", "reason"])
    record_act(
        actor,
        "source.accept",
        "source",
        version.subject_id,
        {"reason": reason, "replaces": [old.version for old in replaced]},
    )


def decided_late_fault() -> Faults:
    """What is read of a version that waited while another one came out."""
    return Faults([fault("source-decided-late")])

"""What the register of commitments holds of a person, and what goes when they are erased or when its time is over.

A commitment and what became of it stay, for others rely on it; the name of whoever made it goes with their account.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.retention_rules import remove_rows, retention_rules
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.commitments.actions.charter import end_signature
from filiere.site.programme.commitments.journal_reconciliation import ERASE_COMMITMENT, ERASE_SIGNATURE
from filiere.site.programme.commitments.models import (
    Call,
    CharterSignature,
    CharterVersion,
    Commitment,
    CommitmentEvent,
    Volunteer,
)

ERASURE_RULE = "person-erased"
ERASED_NAME = Text(fr="une personne effacée", en="an erased person")


@data_exporters.register("commitments")
def _export_commitments(user: User) -> dict[str, Any]:
    return {
        "signatures": [
            {
                "version": one.version.number,
                "organisation": one.organisation.name if one.organisation else None,
                "name": one.public_name,
                "signed_at": format_moment(one.signed_at),
                "withdrawn_at": format_moment(one.withdrawn_at),
            }
            for one in CharterSignature.objects.filter(user=user).select_related("version", "organisation")
        ],
        "commitments": [
            {"key": one.key, "who": one.who, "what": one.what, "due": one.due.isoformat()}
            for one in Commitment.objects.filter(owner=user)
        ],
        "commitments_entered": Commitment.objects.filter(by=user).count(),
        "outcomes": [
            {"commitment": one.commitment.key, "kind": one.kind, "on": one.on.isoformat(), "words": one.words}
            for one in CommitmentEvent.objects.filter(by=user).select_related("commitment")
        ],
        "calls_joined": [
            {"call": one.call.key, "words": one.words, "joined_at": format_moment(one.joined_at)}
            for one in Volunteer.objects.filter(user=user).select_related("call")
        ],
        "calls_opened": Call.objects.filter(by=user).count(),
        "charters_published": CharterVersion.objects.filter(by=user).count(),
    }


@data_erasers.register("commitments")
def _erase_commitments(user: User) -> None:
    Volunteer.objects.filter(user=user).delete()
    for signature in CharterSignature.objects.standing().filter(user=user, organisation=None):
        end_signature(signature)
        record_row(ERASURE_RULE, ERASE_SIGNATURE, signature)
    for commitment in Commitment.objects.filter(owner=user, organisation=None, who=user.name):
        commitment.who = ERASED_NAME.fr
        commitment.save(update_fields=["who"])
        record_row(ERASURE_RULE, ERASE_COMMITMENT, commitment)


@retention_rules.register("call-volunteers")
def _remove_volunteers(before: datetime, most: int) -> int:
    """Those of calls that closed before a moment."""
    return remove_rows(Volunteer.objects.filter(call__until__lt=timezone.localdate(before)), most)

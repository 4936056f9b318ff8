"""Accepting what a mapping proposes: a person says that a document is also evidence under another referential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.candidature.cross_referential_evidence import choose_pieces, propose_reuse
from filiere.site.candidature.models import Carried
from filiere.site.journal.act_decorator import act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier

SUBJECT = "carried-evidence"


@act("evidence.carry", on=DOSSIER_TARGET, right="evidence:carry", clock=False)
def carry_evidence(dossier: Dossier, *, actor: User, release: str, wanted: Mapping[str, set[str]]) -> int:
    """Accept the pieces chosen among those proposed now; return how many are new. What is accepted stays."""
    new = 0
    for proposal, piece in choose_pieces(propose_reuse(dossier, release, actor), wanted):
        row, created = Carried.objects.get_or_create(
            dossier=dossier,
            release=release,
            target=proposal.target,
            document=piece.document,
            defaults={
                "proof": piece.proof,
                "path": piece.path[:400],
                "accepted_by": actor,
                "accepted_at": timezone.now(),
            },
        )
        if created:
            new += 1
            record_row(actor, "evidence.carry", row)
    return new


def carried_payload(row: Any) -> dict[str, Any]:
    """What the journal seals of it."""
    return {
        "dossier": row.dossier.key,
        "release": row.release,
        "target": row.target,
        "document": row.document.key,
        "path": row.path,
    }

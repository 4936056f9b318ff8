"""Accepting what a mapping proposes: a person says that a document is also evidence under another referential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.candidature.evidence_reuse import choose_pieces, propose_reuse
from filiere.site.candidature.models import Carried
from filiere.site.journal.writer import record
from filiere.site.kit.rights import require
from filiere.site.workflow.models import Dossier

SUBJECT = "carried-evidence"


def carry_evidence(*, actor: User, dossier: Dossier, release: str, wanted: Mapping[str, set[str]]) -> int:
    """Accept the pieces chosen among those proposed now; return how many are new. What is accepted stays."""
    require(actor, "evidence:carry", dossier)
    picked = choose_pieces(propose_reuse(dossier, release, actor), wanted)
    new = 0
    with transaction.atomic():
        for one, piece in picked:
            row, created = Carried.objects.get_or_create(
                dossier=dossier,
                release=release,
                target=one.target,
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
                record(
                    actor_key=actor.key,
                    act="evidence.carry",
                    subject_kind=SUBJECT,
                    subject_id=str(row.pk),
                    payload=carried_payload(row),
                )
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

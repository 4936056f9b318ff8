"""What briefings say to the other apps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.accounts.rights import Role
from filiere.site.journal.sealed_rows import SealedRow, get_key, sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, holds_right, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.programme.briefings import figure_uses  # noqa: F401  It registers there.
from filiere.site.programme.briefings.models import Briefing

rights.add(
    Right(
        "briefing:make",
        by=(Role.PROGRAMME,),
        words=Text(fr="préparer une note de rendez-vous", en="prepare a briefing"),
    ),
    Right(
        "briefing:read",
        by=(Role.PROGRAMME, Role.COMMUNICATION),
        words=Text(fr="lire les notes de rendez-vous", en="read briefings"),
    ),
)


def _briefing_payload(row: Briefing) -> dict[str, Any]:
    return {"meeting_on": row.meeting_on.isoformat(), "place": row.place, "about": row.about, "sha256": row.sha256}


sealed_rows.register(
    SealedRow(
        Briefing,
        "briefing",
        ("briefing.create",),
        _briefing_payload,
        Text(fr="Note de rendez-vous", en="Briefing"),
        key=get_key,
    )
)


@retention_rules.register("briefings")
def _forget_names(before: datetime, most: int) -> int:
    return Briefing.objects.forget_names(timezone.localdate(before), most)


workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Notes de rendez-vous", en="Briefings"),
        Text(
            fr="Deux pages pour un rendez-vous : chiffres sûrs, engagements, demandes.",
            en="Two pages for a meeting: safe figures, commitments, requests.",
        ),
        "programme:briefings",
        holds_right("briefing:read"),
    ),
    order=56,
)

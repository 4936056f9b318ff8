"""What the counsellor’s space says to the other apps: its right, rows that the journal seals, tasks, retention."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.careers.counsellors import personal_data, todo_items  # noqa: F401  They register there.
from filiere.site.careers.counsellors.journal_reconciliation import SEALED_ROWS
from filiere.site.careers.counsellors.querysets import KEEP
from filiere.site.careers.counsellors.rights import COUNSELLOR_RIGHTS
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, holds_right, workspace_doors
from filiere.site.kit.rights import rights

rights.add(*COUNSELLOR_RIGHTS)
sealed_rows.add(*SEALED_ROWS)

workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Espace conseiller", en="Counsellor’s space"),
        Text(
            fr="Dossiers sous pseudonyme, fiches à imprimer, étapes, sessions de recrutement.",
            en="Files under a pseudonym, sheets to print, steps, recruitment sessions.",
        ),
        "careers:counsellor",
        holds_right(KEEP),
    )
)

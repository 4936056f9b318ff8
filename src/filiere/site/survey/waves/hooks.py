"""What the desk says to the other apps: its right, rows that the journal seals, tasks, retention, its door."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import WorkspaceDoor, holds_right, workspace_doors
from filiere.site.kit.rights import rights
from filiere.site.survey.waves import personal_data, todo_items  # noqa: F401  They register there.
from filiere.site.survey.waves.journal_reconciliation import SEALED_ROWS
from filiere.site.survey.waves.rights import CONDUCT, SURVEY_RIGHTS

rights.add(*SURVEY_RIGHTS)
sealed_rows.add(*SEALED_ROWS)

workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Enquêtes", en="Surveys"),
        Text(
            fr="Tirer, écrire aux centres, relancer, corriger, publier.",
            en="Draw, write to centres, remind, correct, publish.",
        ),
        "survey:waves",
        holds_right(CONDUCT),
    )
)

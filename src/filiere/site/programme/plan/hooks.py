"""What the plan says to the other apps."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, workspace_doors
from filiere.site.programme.briefings.content import due_commitments
from filiere.site.programme.plan import exports, figure_uses, todo_items  # noqa: F401  They register there.
from filiere.site.programme.plan.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.plan.presenters import list_due_actions

sealed_rows.add(*SEALED_ROWS)
due_commitments.register(list_due_actions)

workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Le programme", en="The programme"),
        Text(
            fr="Où en est le plan, ce qui demande une décision, une action à ajouter.",
            en="How the plan goes, what needs a decision, an action to add.",
        ),
        "programme:home",
        holds_right("programme:read"),
    ),
    order=55,
)
footer_menu.register(
    MenuEntry("programme:home", Text(fr="Le plan", en="The plan"), "programme:home", "programme"), order=10
)

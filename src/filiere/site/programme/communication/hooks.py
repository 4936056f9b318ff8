"""What communication says to the other apps: rights, rubrics, what it awaits, seals, publishes and holds of people."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, workspace_doors
from filiere.site.kit.rights import rights
from filiere.site.programme.communication import (  # noqa: F401  They register there.
    figure_guard,
    personal_data,
    recalled_figures,
    scheduled_tasks,
    search_documents,
    sitemaps,
    tables,
    todo_items,
    use_providers,
)
from filiere.site.programme.communication.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.communication.rights import COMMUNICATION_RIGHTS, RECALL

rights.add(*COMMUNICATION_RIGHTS)
sealed_rows.add(*SEALED_ROWS)

footer_menu.register(
    MenuEntry(
        "programme:operations",
        Text(fr="Opérations et messages", en="Operations and messages"),
        "programme:operations",
        "programme",
    ),
    order=40,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Rappels de chiffres", en="Recalls of figures"),
        Text(
            fr="Décider du sort de chaque usage avant qu’un chiffre ne change.",
            en="Decide what becomes of each use before a figure changes.",
        ),
        "programme:recalls",
        holds_right(RECALL),
    ),
    order=145,
)

"""What the plan says to the other apps."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, footer_menu
from filiere.site.programme.plan import exports, todo_items  # noqa: F401  They register there.
from filiere.site.programme.plan.journal_reconciliation import SEALED_ROWS

sealed_rows.add(*SEALED_ROWS)

footer_menu.register(
    MenuEntry("programme:home", Text(fr="Le plan", en="The plan"), "programme:home", "programme"), order=10
)

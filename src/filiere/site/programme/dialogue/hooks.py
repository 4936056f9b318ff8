"""What the dialogue says to the other apps: rights, tables that the journal seals, tasks, files, search, the API."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, workspace_doors
from filiere.site.kit.rights import rights, scopes
from filiere.site.programme.briefings.content import stated_positions
from filiere.site.programme.dialogue import (  # noqa: F401  They register there.
    api,
    draft_access,
    personal_data,
    search_documents,
    sitemaps,
    tables,
    todo_items,
)
from filiere.site.programme.dialogue.affiliations import sits_in_a_room
from filiere.site.programme.dialogue.journal_reconciliation import SEALED_ROWS
from filiere.site.programme.dialogue.presenters.positions import list_briefing_positions
from filiere.site.programme.dialogue.rights import DIALOGUE_RIGHTS, ROOM_SCOPE

scopes.add(ROOM_SCOPE)
rights.add(*DIALOGUE_RIGHTS)
sealed_rows.add(*SEALED_ROWS)
stated_positions.register(list_briefing_positions)

footer_menu.register(
    MenuEntry("programme:dialogue", Text(fr="Dialogue", en="Dialogue"), "programme:dialogue", "programme"), order=30
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Dialogue", en="Dialogue"),
        Text(
            fr="Textes en discussion, amendements, votes, positions.",
            en="Texts under discussion, amendments, votes, positions.",
        ),
        "programme:dialogue",
        sits_in_a_room,
    ),
    order=55,
)

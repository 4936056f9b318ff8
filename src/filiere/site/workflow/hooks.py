"""What this app itself says to others: the scope of dossiers, the sweep, and what the journal seals of them."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Operator
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.navigation import MenuEntry, main_menu
from filiere.site.kit.rights import Right, rights, scopes
from filiere.site.workflow import (
    irreplaceable_actors,  # noqa: F401  Who is awaited alone registers there.
    name_checks,  # noqa: F401  The check of the start registers there.
)
from filiere.site.workflow.journal_records import compare_dossiers, compare_events, compare_snapshots
from filiere.site.workflow.rights import DOSSIER_SCOPE

scopes.add(DOSSIER_SCOPE)
rights.add(
    Right(
        "dossier:tick", by=(Operator.key,), words=Text(fr="appliquer les délais échus", en="apply expired deadlines")
    ),
)


comparisons.add(compare_events, compare_dossiers, compare_snapshots)

main_menu.register(MenuEntry("dossiers", Text(fr="Votre espace", en="Your space"), "dossiers:home"), order=80)

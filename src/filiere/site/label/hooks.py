"""What this app says to the others: its tables and pages, what the journal tells."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import EDITORS, Operator, Role
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, main_menu, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.label import search_documents, sitemaps, tables  # noqa: F401  They register there.
from filiere.site.label.journal_records import compare_simulations

rights.add(
    # Drafts are written by the staff; a draft seen by all would be taken for a rule.
    Right(
        "referential:read",
        by=(*EDITORS, Role.LABEL_STAFF, Operator.key),
        words=Text(
            fr="lire les versions de référentiel qui sont encore des brouillons",
            en="read draft referential versions",
        ),
    ),
    # The colleges read a simulation before they vote on weights.
    Right(
        "referential:simulate",
        by=(Role.STATISTICIAN, Role.LABEL_STAFF, Operator.key),
        words=Text(fr="simuler un changement de version ou de poids", en="simulate a change of version or of weights"),
    ),
)


comparisons.add(compare_simulations)

footer_menu.register(
    MenuEntry("label", Text(fr="Ce que le label demande", en="What the label asks for"), "label:home", "label"),
    order=30,
)
main_menu.register(MenuEntry("label", Text(fr="Label", en="Label"), "label:home"), order=40)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Simuler d’autres poids", en="Simulate other weights"),
        Text(
            fr="Voir qui gagnerait ou perdrait un niveau, avant de voter.",
            en="See who would gain or lose a level, before voting.",
        ),
        "label-staff:simulate",
        holds_right("referential:simulate"),
    ),
    order=120,
)

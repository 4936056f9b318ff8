"""What this app says to the others: its tables and pages, what the journal tells."""

from __future__ import annotations

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.accounts.rights import EDITORS, Operator, Role
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, main_menu, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.label import search_documents, sitemaps, tables  # noqa: F401  They register there.
from filiere.site.label.journal_reconciliation import compare_simulations
from filiere.site.label.visible_releases import find_current_label
from filiere.site.pages.live_counts import live_counts

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


@live_counts.register("questions")
def count_questions() -> str:
    """How many questions the label has, all questionnaires together."""
    release = find_current_label()
    return format_number(len(release.criteria) if release is not None else 0)


@live_counts.register("questionnaires")
def count_questionnaires() -> str:
    """How many questions the label has in all, and in its shortest and longest questionnaires."""
    release = find_current_label()
    if release is None:
        return format_number(0)
    asked = sorted(len(release.questionnaire(key)) for key in release.referential.categories)
    every, low, high = (format_number(one) for one in (len(release.criteria), asked[0], asked[-1]))
    return localize(
        f"{every} en tout, de {low} à {high} selon le questionnaire, moins celles que vos faits écartent",
        f"{every} in all, {low} to {high} by questionnaire, less those that your facts remove",
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

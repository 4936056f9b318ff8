"""What this app says to the others: what it does each hour, its tables, tables told by the journal."""

from __future__ import annotations

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.accounts.rights import EDITORS, Operator, Role
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, holds_right, main_menu, workspace_doors
from filiere.site.kit.rights import Right, rights
from filiere.site.observatory import (  # noqa: F401  They register there.
    scheduled_tasks,
    search_documents,
    sitemaps,
    todo_items,
)
from filiere.site.observatory.figure_register import count_figures, current_register
from filiere.site.observatory.journal_reconciliation import compare_amendments, compare_versions
from filiere.site.observatory.staff import server_clock_notices  # noqa: F401  It registers there.
from filiere.site.observatory.tables import (  # noqa: F401  They register there.
    economy,
    figures,
    in_house_account,
    methods,
    regions,
    sector_figures,
    tensions,
    territories,
)
from filiere.site.pages.live_counts import live_counts

rights.add(
    # Changing what the register says is a statistician’s judgement, signed and reasoned.
    Right(
        "figure:correct",
        by=(Role.STATISTICIAN,),
        words=Text(fr="corriger un chiffre du registre", en="correct a figure in the register"),
    ),
    Right(
        "figure:enter",
        by=(Role.STATISTICIAN,),
        words=Text(fr="inscrire un chiffre au registre", en="enter a figure in the register"),
    ),
    Right(
        "figure:release",
        by=(Role.STATISTICIAN,),
        words=Text(fr="ne plus retenir un chiffre pour un usage", en="stop retaining a figure for a use"),
    ),
    Right(
        "figure:retain",
        by=(Role.STATISTICIAN,),
        words=Text(fr="retenir un chiffre pour un usage", en="retain a figure for a use"),
    ),
    Right(
        "source:accept",
        by=(*EDITORS, Operator.key),
        words=Text(
            fr="accepter une source, qui remplace alors la précédente sur les pages publiques",
            en="accept a source, which then replaces the previous one on public pages",
        ),
    ),
    Right(
        "source:load",
        by=(*EDITORS, Operator.key),
        words=Text(fr="importer un fichier source", en="import a source file"),
    ),
    Right(
        "source:read",
        by=(*EDITORS, Operator.key),
        words=Text(
            fr="lire le rapport d’un import, accepté ou non", en="read the report of an import, accepted or not"
        ),
    ),
    Right(
        "source:refuse",
        by=(*EDITORS, Operator.key),
        words=Text(fr="refuser une source importée", en="refuse an imported source"),
    ),
)


@live_counts.register("figures")
def count_sector_figures() -> str:
    """How many figures of the sector the register holds."""
    return format_number(count_figures(current_register()).sector)


@live_counts.register("sources")
def count_sources() -> str:
    """How many sources its figures have."""
    return format_number(len(current_register().sources))


comparisons.add(compare_amendments, compare_versions)

main_menu.register(MenuEntry("figures", Text(fr="Chiffres", en="Figures"), "observatory:home"), order=10)
for _rank, _name, _label in (
    (10, "observatory:register", Text(fr="Registre des chiffres", en="Register of figures")),
    (20, "observatory:map", Text(fr="Carte", en="Map")),
    (30, "observatory:methods", Text(fr="Définitions et méthodes", en="Definitions and methods")),
    (40, "observatory:downloads", Text(fr="Données ouvertes", en="Open data")),
    (45, "observatory:api", Text(fr="Interface de programmation", en="API")),
    (50, "observatory:feed", Text(fr="Flux des nouveaux chiffres", en="Feed of new figures")),
):
    footer_menu.register(MenuEntry(_name, _label, _name, "figures"), order=_rank)
footer_menu.register(MenuEntry("staff", Text(fr="Espace de l’équipe", en="Staff"), "staff:home"), order=80)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Sources et registre des chiffres", en="Sources and register of figures"),
        Text(fr="Importer, décider, retenir, corriger.", en="Import, decide, retain, correct."),
        "staff:home",
        holds_right("source:read"),
    ),
    order=130,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Journal des actes", en="Journal"),
        Text(
            fr="Tout acte y laisse une entrée, impossible à modifier sans que cela se voie.",
            en="Every action leaves an entry there, which cannot be altered unnoticed.",
        ),
        "staff:journal",
        holds_right("journal:read"),
    ),
    order=150,
)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Horloge et tâches horaires", en="Clock and hourly tasks"),
        Text(
            fr="Fiabilité de la date du serveur ; délais, rappels et effacements à jour.",
            en="Whether the server’s date can be trusted, and deadlines, reminders and erasures are up to date.",
        ),
        "staff:clock",
        holds_right("clock:confirm"),
    ),
    order=170,
)

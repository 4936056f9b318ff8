"""What this app itself says to others: the scope of dossiers, the sweep, and what the journal seals of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Operator
from filiere.site.journal.extension_points import comparisons
from filiere.site.kit.navigation import MenuEntry, main_menu
from filiere.site.kit.rights import Right, rights, scopes
from filiere.site.members.models import Membership
from filiere.site.workflow import (
    irreplaceable_actors,  # noqa: F401  Who is awaited alone registers there.
    name_checks,  # noqa: F401  The check of the start registers there.
    tables,  # noqa: F401  The list as a file registers there.
    todo_items,  # noqa: F401  The tasks of dossiers register there.
)
from filiere.site.workflow.extension_points import following_rules
from filiere.site.workflow.journal_reconciliation import compare_dossiers, compare_events, compare_snapshots
from filiere.site.workflow.rights import DOSSIER_SCOPE

scopes.add(DOSSIER_SCOPE)
rights.add(
    Right(
        "dossier:tick", by=(Operator.key,), words=Text(fr="appliquer les délais échus", en="apply expired deadlines")
    ),
)


@following_rules.register
def find_own_side(user: User, day: date) -> Q:
    """Everybody follows the dossiers of the organisations that they act for."""
    return Q(organisation__in=Membership.objects.current(day).filter(user=user).values("organisation"))


comparisons.add(compare_events, compare_dossiers, compare_snapshots)

main_menu.register(MenuEntry("dossiers", Text(fr="Votre espace", en="Your space"), "dossiers:home"), order=80)

"""What this app says to the others: an invitation that names a quality manager, who owes a second factor, what a
person is here, and the makers of jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

# Named where they are used: what counts contacts takes a third of a second to load, and every command starts here.
from filiere import contacts
from filiere.contacts import CHOICE_ORDER, load_definitions
from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.accounts.extension_points import account_lines
from filiere.site.accounts.invitation_kinds import GrantKind, get_sender, grant_kinds
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor, Role
from filiere.site.accounts.second_factor_policy import second_factor_rules
from filiere.site.journal.sealed_rows import sealed_rows
from filiere.site.kit.navigation import MenuEntry, WorkspaceDoor, footer_menu, main_menu, workspace_doors
from filiere.site.kit.rights import Right, require, rights, scopes
from filiere.site.pages.feeds_and_sitemaps import PageAddress, sitemap_pages
from filiere.site.pages.live_counts import live_counts
from filiere.site.prepared_queries import PreparedRows
from filiere.site.quality import (  # noqa: F401  They register there.
    personal_data,
    public_log_definition_gap,
    rule_effects,
    scheduled_tasks,
    search_documents,
    todo_items,
)
from filiere.site.quality.actions import (  # noqa: F401  They declare what jobs make.
    compute_figures,
    erase_contacts,
    explain_figure,
    import_delivery,
    make_edition,
    make_pack,
    measure_patience,
    verify_pack,
)
from filiere.site.quality.actions.name_manager import INVITATION_GRANT, name_manager
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.journal_reconciliation import SEALED_ROWS
from filiere.site.quality.models import Centre, QualityManager
from filiere.site.quality.rights import CENTRE_RIGHTS, CENTRE_SCOPE

scopes.add(CENTRE_SCOPE)
rights.add(*CENTRE_RIGHTS)
rights.add(
    # A pack is verified whoever made it: an auditor needs no centre for it, and reads nothing but what was sent.
    Right(
        "pack:verify",
        by=(Role.AUDITOR,),
        words=Text(fr="faire vérifier un dossier scellé que l’on a reçu", en="have a received sealed pack verified"),
    ),
)


sealed_rows.add(*SEALED_ROWS)

if TYPE_CHECKING:
    from filiere.site.accounts.models_credentials import Invitation


def _centre_of_invitation(payload: Mapping[str, Any]) -> Centre:
    found = Centre.objects.for_key(str(payload.get("organisation")))
    if found is None:
        raise build_faults(
            "centre-unknown",
            "Cette invitation nomme un espace qualité qui n’existe pas.",
            "This invitation names a quality space that does not exist.",
            "Partez de la page du centre.",
            "Start from the centre’s page.",
        )
    return found


def _check_invitation(actor: Actor, payload: Mapping[str, Any]) -> None:
    require(actor, "quality:name", _centre_of_invitation(payload))


def _accept_invitation(user: User, payload: Mapping[str, Any], invitation: Invitation) -> None:
    sender: Any = get_sender(invitation)
    name_manager(_centre_of_invitation(payload), actor=sender, user=user)


def _invitation_text(payload: Mapping[str, Any]) -> Text:
    name = _centre_of_invitation(payload).name
    return Text(fr=f"gérer la qualité de service de {name}", en=f"to manage the service quality of {name}")


grant_kinds.add(GrantKind(INVITATION_GRANT, _check_invitation, _accept_invitation, _invitation_text))


@second_factor_rules.register
def _manages_quality(user: User) -> bool:
    """Contacts of customers are behind this right: a password alone does not open them."""
    return QualityManager.objects.current(timezone.localdate()).filter(user=user).exists()


_MANAGEMENT = PreparedRows(
    lambda user, day: QualityManager.objects.current(day).filter(user=user).select_related("centre__organisation"),
    -1,
    date.max,
)


@account_lines.register
def list_centres_managed(user: User) -> Iterator[Text]:
    """The centres whose quality the person manages today."""
    for quality_manager in _MANAGEMENT.fetch(user.pk, timezone.localdate()):
        yield Text(
            fr=f"responsable qualité de {quality_manager.centre.name}",
            en=f"quality manager of {quality_manager.centre.name}",
        )


@sitemap_pages.register("quality")
def list_open_pages() -> list[PageAddress]:
    """List the open pages, then one a set of definitions."""
    pages: list[PageAddress] = [(f"quality:{name}", ()) for name in search_documents.OPEN_PAGES]
    return pages + [("quality:definition", (load_definitions()[key].name,)) for key in load_definitions()]


live_counts.put("definitions", lambda: format_number(len(load_definitions())))
live_counts.put("choices", lambda: format_number(len(CHOICE_ORDER)))
live_counts.put("measures", lambda: format_number(len(contacts.MEASURES)))
main_menu.register(MenuEntry("quality", Text(fr="Qualité", en="Quality"), "quality:home"), order=50)
for _rank, _name, _label in (
    (10, "quality:definitions", Text(fr="Définitions des indicateurs", en="Definitions of indicators")),
    (20, "quality:templates", Text(fr="Modèles de fichiers", en="File templates")),
    (30, "quality:staffing", Text(fr="Dimensionner une équipe", en="Staffing a team")),
    (40, "quality:packs-about", Text(fr="Dossiers scellés", en="Sealed packs")),
):
    footer_menu.register(MenuEntry(_name, _label, _name, "quality"), order=_rank)
workspace_doors.register(
    WorkspaceDoor(
        Text(fr="Vos centres", en="Your centres"),
        Text(
            fr="Déposer un journal de contacts, lire les indicateurs, expliquer l’écart.",
            en="Deliver a contact log, read the indicators, explain the gap.",
        ),
        "quality:centres",
        lambda person: Centre.objects.visible_to(person).exists(),
    ),
    order=60,
)

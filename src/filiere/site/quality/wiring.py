"""What this app says to the others: an invitation that names a quality manager, who owes a second factor, what a
person is here, and the makers of jobs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.invitations import GrantKind, register_grant, sender_of
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor
from filiere.site.accounts.second_factor import needs
from filiere.site.accounts.shown import shows
from filiere.site.quality.actions import (  # noqa: F401  They declare what jobs make.
    compute,
    erase_contacts,
    explain,
    import_delivery,
    make_edition,
    make_pack,
    measure_patience,
    verify_pack,
)
from filiere.site.quality.actions.managers import GRANT, name_manager
from filiere.site.quality.faulty import refused
from filiere.site.quality.models import Centre, QualityManager
from filiere.site.quality.rights import require_in

if TYPE_CHECKING:
    from filiere.site.accounts.models_access import Invitation


def _centre(payload: Mapping[str, Any]) -> Centre:
    found = Centre.objects.for_key(str(payload.get("organisation")))
    if found is None:
        raise refused(
            "centre-unknown",
            "Cette invitation nomme un espace qualité qui n’existe pas.",
            "This invitation names a quality space that does not exist.",
            "Partez de la page du centre.",
            "Start from the centre’s page.",
        )
    return found


def _check(actor: Actor, payload: Mapping[str, Any]) -> None:
    require_in(actor, "quality:name", _centre(payload))


def _accept(user: User, payload: Mapping[str, Any], invitation: Invitation) -> None:
    sender: Any = sender_of(invitation)
    name_manager(actor=sender, centre=_centre(payload), user=user)


def _words(payload: Mapping[str, Any]) -> Text:
    name = _centre(payload).name
    return Text(fr=f"gérer la qualité de service de {name}", en=f"to manage the service quality of {name}")


register_grant(GrantKind(GRANT, _check, _accept, _words))


@needs
def _manages(user: User) -> bool:
    """Contacts of customers are behind this right: a password alone does not open them."""
    return QualityManager.objects.current(timezone.localdate()).filter(user=user).exists()


@shows
def held(user: User) -> Iterator[Text]:
    """The centres whose quality the person manages today."""
    running = QualityManager.objects.current(timezone.localdate()).filter(user=user)
    for one in running.select_related("centre__organisation"):
        yield Text(fr=f"responsable qualité de {one.centre.name}", en=f"quality manager of {one.centre.name}")

"""What a holder says of its services and channels, and how to reach it; declared, and shown as such."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from filiere.core import Faults, seal
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act, keep_row
from filiere.site.journal.writer import record_act
from filiere.site.members.actions.common import ORGANISATION
from filiere.site.members.field_checks import fault
from filiere.site.members.models import Organisation
from filiere.site.register.facet_labels import CHANNEL_LABELS, SERVICE_LABELS
from filiere.site.register.models import Presentation


@act("register.present", on=ORGANISATION, right="organisation:edit", lock=keep_row)
def declare_services(
    organisation: Organisation,
    *,
    actor: Actor,
    services: Iterable[str],
    channels: Iterable[str],
    email: str = "",
    phone: str = "",
) -> Presentation:
    """Say which services and channels, and whom buyers write to or call.

    Raises `RightRefused`, `Http404` for a stranger, `Faults` for unknown services and channels.
    """
    given = {"services": sorted(set(services)), "channels": sorted(set(channels))}
    if set(given["services"]) - set(SERVICE_LABELS) or set(given["channels"]) - set(CHANNEL_LABELS):
        raise Faults([fault("choice-unknown", "Choix inconnu.", "Unknown choice.", "Choisissez.", "Choose.")])
    row, _ = Presentation.objects.update_or_create(
        organisation=organisation, defaults={**given, "email": email, "phone": phone, "said_at": timezone.now()}
    )
    # An address may be somebody's: the journal, which forgets nothing, holds its fingerprint.
    contact = {"contact": seal([email, phone])} if email or phone else {}
    record_act(actor, "register.present", "organisation", organisation.key, given | contact)
    return row

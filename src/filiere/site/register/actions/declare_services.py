"""What a holder says of its services and channels, so that buyers find it; declared, and shown as such."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.permissions import Actor
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.writer import record
from filiere.site.kit.rights import actor_key, require
from filiere.site.members.fields import fault
from filiere.site.members.models import Organisation
from filiere.site.register.facet_labels import CHANNEL_LABELS, SERVICE_LABELS
from filiere.site.register.models import Presentation


@needs_clock
def declare_services(
    *, actor: Actor, organisation: Organisation, services: Iterable[str], channels: Iterable[str]
) -> Presentation:
    """Say which services and channels; raises `RefusedThere`, `Http404` for a stranger, `Faults` for unknown ones."""
    require(actor, "organisation:edit", organisation)
    given = {"services": sorted(set(services)), "channels": sorted(set(channels))}
    if set(given["services"]) - set(SERVICE_LABELS) or set(given["channels"]) - set(CHANNEL_LABELS):
        raise Faults([fault("choice-unknown", "Choix inconnu.", "Unknown choice.", "Choisissez.", "Choose.")])
    with transaction.atomic():
        row, _ = Presentation.objects.update_or_create(
            organisation=organisation, defaults={**given, "said_at": timezone.now()}
        )
        record(
            actor_key=actor_key(actor),
            act="register.present",
            subject_kind="organisation",
            subject_id=organisation.key,
            payload=given,
        )
    return row

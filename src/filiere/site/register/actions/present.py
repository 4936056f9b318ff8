"""What a holder says of its services and channels, so that buyers find it; declared, and shown as such."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.permissions import Actor, actor_key
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.record import record
from filiere.site.members.fields import fault
from filiere.site.members.models import Organisation
from filiere.site.members.scope import require_there
from filiere.site.register.models import Presentation
from filiere.site.register.vocabulary import CHANNELS, SERVICES


@needs_clock
def present(
    *, actor: Actor, organisation: Organisation, services: Iterable[str], channels: Iterable[str]
) -> Presentation:
    """Say which services and channels; raises `RefusedThere`, `Http404` for a stranger, `Faults` for unknown ones."""
    require_there(actor, "organisation:edit", organisation)
    given = {"services": sorted(set(services)), "channels": sorted(set(channels))}
    if set(given["services"]) - set(SERVICES) or set(given["channels"]) - set(CHANNELS):
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

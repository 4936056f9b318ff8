"""Opening the quality space of an organisation, and setting how long it keeps contacts."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults
from filiere.site.accounts.models import User
from filiere.site.members.models import Organisation
from filiere.site.quality.faulty import fault
from filiere.site.quality.models import KEPT_DAYS, Centre
from filiere.site.quality.rights import require_for, require_in
from filiere.site.quality.told import CENTRE, centre_payload, tell

LONGEST_KEPT = 3 * 366
"""Days beyond which nobody may keep contacts here: three years, the longest that a comparison of years asks for."""


def open_centre(
    *, actor: User, organisation: Organisation, zone: str = "Europe/Paris", keep_days: int = KEPT_DAYS
) -> Centre:
    """Open the space; the one that is open already is returned as it is. Raises `Faults` for a zone or a term."""
    require_for(actor, "quality:open", organisation)
    faults = [*_zone(zone), *_kept(keep_days)]
    if faults:
        raise Faults(faults)
    with transaction.atomic():
        # The lock on the organisation makes two who open at once open one space.
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        found = Centre.objects.filter(organisation=row).first()
        if found is not None:
            return found
        made = Centre.objects.create(
            organisation=row, zone=zone, keep_days=keep_days, opened_at=timezone.now(), opened_by=actor
        )
        tell(actor, "open", CENTRE, made.key, centre_payload(made))
    return made


def set_retention(*, actor: User, centre: Centre, keep_days: int) -> Centre:
    """Set for how many days contacts are kept; those that are older go at the next sweep, within the hour."""
    require_in(actor, "quality:erase", centre)
    if faults := _kept(keep_days):
        raise Faults(faults)
    with transaction.atomic():
        row = Centre.objects.select_for_update().select_related("organisation").get(pk=centre.pk)
        if row.keep_days != keep_days:
            row.keep_days = keep_days
            row.save(update_fields=["keep_days"])
            tell(actor, "change", CENTRE, row.key, centre_payload(row))
    return row


def _zone(zone: str) -> list[Fault]:
    if zone in available_timezones():
        return []
    return [
        fault(
            "zone-unknown",
            f"Le fuseau « {zone[:60]} » n’existe pas.",
            f"There is no time zone “{zone[:60]}”.",
            "Donnez un nom de la base IANA, par exemple Europe/Paris.",
            "Give a name of the IANA database, such as Europe/Paris.",
            "zone",
        )
    ]


def _kept(days: int) -> list[Fault]:
    if 1 <= days <= LONGEST_KEPT:
        return []
    return [
        fault(
            "retention-out-of-bounds",
            f"Des contacts se gardent de 1 à {LONGEST_KEPT} jours ; {days} n’en est pas.",
            f"Contacts are kept for 1 to {LONGEST_KEPT} days; {days} is not among them.",
            "Donnez une durée entre ces bornes : ce qui n’est plus utile n’a pas à rester.",
            "Give a time between these bounds: what is of no more use need not stay.",
            "keep_days",
        )
    ]

"""Opening the quality space of an organisation, and setting how long it keeps contacts."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import available_timezones

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.dates import spell_day
from filiere.site.accounts.letters import write_letters
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import ActTarget, act, make_row_lock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.members.actions.common import ORGANISATION
from filiere.site.members.models import Membership, Organisation
from filiere.site.quality.fault_builders import fault
from filiere.site.quality.models import KEPT_DAYS, Centre, QualityManager

NOTICE_DAYS = 7
"""Days between the act that shortens the time and the first erasure that follows from it: a slip can be taken back."""
MIN_RETENTION_DAYS = 30
"""Days below which contacts would go before the figures of their month are made."""
MAX_KEEP_DAYS = 3 * 366
"""Days beyond which nobody may keep contacts here: three years, the longest that a comparison of years asks for."""


ON_CENTRE: ActTarget[Centre] = ActTarget("centre", lock=make_row_lock("organisation"), refusals=False)
"""Acts on the space of a centre."""


# The lock on the organisation makes two who open at once open one space.
@act("centre.open", on=ORGANISATION, right="quality:open", clock=False, record=False)
def open_centre(row: Organisation, *, actor: User, zone: str = "Europe/Paris", keep_days: int = KEPT_DAYS) -> Centre:
    """Open the space; the one that is open already is returned as it is. Raises `Faults` for a zone or a term."""
    faults = [*_check_zone(zone), *_check_keep_days(keep_days)]
    if faults:
        raise Faults(faults)
    found = Centre.objects.filter(organisation=row).first()
    if found is not None:
        return found
    made = Centre.objects.create(
        organisation=row, zone=zone, keep_days=keep_days, opened_at=timezone.now(), opened_by=actor
    )
    record_row(actor, "centre.open", made)
    return made


@act("centre.change", on=ON_CENTRE, right="quality:erase", clock=False, record=False)
def set_retention(row: Centre, *, actor: User, keep_days: int) -> Centre:
    """Set for how many days contacts are kept; those that are older go within the hour.

    A shorter time counts from a week later, until when it may be set longer again: nothing is erased meanwhile that was
    kept before. Those who act for the centre and manage its quality get a letter about it.
    """
    if faults := _check_keep_days(keep_days):
        raise Faults(faults)
    if row.keep_days != keep_days:
        today = timezone.localdate()
        in_force = compute_retention_days(row, today)
        shorter = keep_days < in_force
        row.longer_days = in_force if shorter else None
        row.longer_until = today + timedelta(days=NOTICE_DAYS) if shorter else None
        row.keep_days = keep_days
        row.save(update_fields=["keep_days", "longer_days", "longer_until"])
        record_row(actor, "centre.change", row)
        if shorter:
            _announce_retention(row, today)
    return row


def compute_retention_days(centre: Centre, day: date) -> int:
    """For how many days contacts are kept on a day: a shorter time that was set counts from the end of its notice."""
    if centre.longer_days is not None and centre.longer_until is not None and day < centre.longer_until:
        return max(centre.keep_days, centre.longer_days)
    return centre.keep_days


def _announce_retention(centre: Centre, day: date) -> None:
    if centre.longer_until is None:
        return
    on = spell_day(centre.longer_until)
    acting = Membership.objects.current(day).filter(organisation=centre.organisation, right=Membership.Right.EDIT)
    managing = QualityManager.objects.current(day).filter(centre=centre)
    users = {*acting.values_list("user", flat=True), *managing.values_list("user", flat=True)}
    write_letters(
        User.objects.filter(pk__in=users, is_active=True).order_by("pk"),
        subject=Text(
            fr=f"Conservation des contacts de {centre.name} : plus courte le {on.fr}",
            en=f"Contact retention for {centre.name}: shorter from {on.en}",
        ),
        body=Text(
            fr=(
                f"les contacts de {centre.name} seront conservés {centre.keep_days} jours au lieu de "
                f"{centre.longer_days}. À partir du {on.fr}, ceux qui sont plus anciens seront effacés définitivement, "
                "avec les fichiers des dossiers scellés produits jusque-là. D’ici là, il suffit de rétablir la "
                "durée pour que rien ne soit effacé."
            ),
            en=(
                f"{centre.name}’s contacts will be kept for {centre.keep_days} days instead of {centre.longer_days}"
                f". From {on.en}, older ones are permanently erased, along with the files of the sealed packs made "
                "until then. Until that day, restoring the previous period is enough to prevent any erasure."
            ),
        ),
        kind="quality-retention",
        about=f"centre:{centre.key}",
    )


def _check_zone(zone: str) -> list[Fault]:
    if zone in available_timezones():
        return []
    return [
        fault(
            "zone-unknown",
            f"Le fuseau « {zone[:60]} » n’existe pas.",
            f"There is no time zone “{zone[:60]}”.",
            "Donnez un nom de la base IANA, par exemple Europe/Paris.",
            "Enter a name from the IANA database, such as Europe/Paris.",
            "zone",
        )
    ]


def _check_keep_days(days: int) -> list[Fault]:
    if MIN_RETENTION_DAYS <= days <= MAX_KEEP_DAYS:
        return []
    return [
        fault(
            "retention-out-of-bounds",
            f"Des contacts se gardent de {MIN_RETENTION_DAYS} à {MAX_KEEP_DAYS} jours ; {days} n’en est pas.",
            f"Contacts are kept for {MIN_RETENTION_DAYS} to {MAX_KEEP_DAYS} days; {days} is out of range.",
            "Donnez une durée entre ces bornes : ce qui n’est plus utile n’a pas à rester.",
            "Enter a period within these limits: data no longer needed should not be kept.",
            "keep_days",
        )
    ]

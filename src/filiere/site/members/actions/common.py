"""What the acts on a record share: the lock against two editors, and what follows a change of group."""

from __future__ import annotations

from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.journal.act_decorator import ActTarget, lock_row
from filiere.site.journal.models import Entry
from filiere.site.journal.sealed_rows import get_primary_key
from filiere.site.members.extension_points import notify_group_listeners
from filiere.site.members.field_checks import fault
from filiere.site.members.models import Contact, FormerGroup, Membership, Organisation, Site
from filiere.site.members.organisation_groups import fold_group


def _lock_with_organisation(row: Any, at: tuple[str, ...], day: date) -> Any:
    """Lock what hangs on an organisation, after the organisation itself."""
    parent = lock_row(row.organisation, at, day)
    locked = lock_row(row, at, day)
    locked.organisation = parent
    return locked


_ON_ORGANISATION: dict[str, Any] = {
    "lock": _lock_with_organisation,
    "thing": attrgetter("organisation"),
    "refusals": False,
}
ORGANISATION: ActTarget[Organisation] = ActTarget("organisation", refusals=False)
SITE: ActTarget[Site] = ActTarget("site", **_ON_ORGANISATION)
CONTACT: ActTarget[Contact] = ActTarget("contact", get_primary_key, **_ON_ORGANISATION)
MEMBERSHIP: ActTarget[Membership] = ActTarget("membership", get_primary_key, **_ON_ORGANISATION)
"""What the acts of the directory are done to."""


def check_version(row: Organisation, seen: int | None) -> None:
    """Raise `Faults` when an organisation is no longer what the person saw.

    ``seen`` is the version that the form or the file was made from; None trusts what stands.
    """
    if seen is not None and seen != row.version:
        raise Faults([changed_since_fault()])


def changed_since_fault() -> Fault:
    """What the second of two editors reads; nothing of either is lost."""
    return fault(
        "changed-since",
        "Quelqu’un a modifié cette fiche depuis que vous l’avez ouverte. Votre saisie n’a rien écrasé.",
        "Someone has changed this record since you opened it. Nothing was overwritten.",
        "Comparez avec la fiche actuelle, puis envoyez de nouveau.",
        "Compare with the current record, then submit again.",
    )


def require_recent_end(actor: Actor, on: date | None, today: date) -> None:
    """Raise `Faults` where what somebody is to an organisation would end before yesterday.

    What they could do until now is a tie that keeps them out of its dossiers for years, and no date makes it older. The
    operator, who mends a register that was kept late, may give any day.
    """
    if on is not None and on < today - timedelta(days=1) and not isinstance(actor, Operator):
        raise Faults(
            [
                fault(
                    "membership-backdated",
                    "L’accès d’une personne à une organisation prend fin hier au plus tôt.",
                    "The earliest end date for a person’s access to an organisation is yesterday.",
                    "Indiquez hier pour une fin immédiate, ou un jour plus récent.",
                    "Enter yesterday to end it immediately, or a later date.",
                    "on",
                )
            ]
        )


def bump_version(row: Organisation) -> None:
    """Count a change of the organisation or of what hangs on it: open forms on the old state are then refused."""
    row.version += 1
    row.save(update_fields=["version"])


def save_former_group(row: Organisation, group: str, entry: Entry, by: Text) -> None:
    """Keep the group that an organisation had until the act of this entry, when that act took it away.

    The day is that of the entry, so that the journal tells the same row again. Who has a part in it is told, and by
    whom it was done.
    """
    if fold_group(group) == fold_group(row.group):
        return
    if fold_group(group):
        FormerGroup.objects.create(organisation=row, group=group, until=timezone.localdate(entry.at))
    notify_group_listeners(row, by)

"""What the acts on a record share: the lock against two editors, and the entry that seals the row as it was left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.permissions import Actor, Operator
from filiere.site.journal.models import Entry
from filiere.site.journal.writer import record
from filiere.site.kit.rights import actor_key
from filiere.site.members.change_guards import notify_group_listeners
from filiere.site.members.fields import fault
from filiere.site.members.models import FormerGroup, Organisation
from filiere.site.members.organisation_groups import fold_group


def lock_organisation(organisation: Organisation, seen: int | None) -> Organisation:
    """Lock an organisation until the transaction ends; raise `Faults` when it is no longer what the person saw.

    ``seen`` is the version that the form or the file was made from; None trusts what stands.
    """
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if seen is not None and seen != row.version:
        raise Faults([changed_since_fault()])
    return row


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
                    "Ce que quelqu’un est pour une organisation prend fin hier au plus tôt.",
                    "The earliest end date for a person’s access to an organisation is yesterday.",
                    "Donnez hier pour une fin immédiate, ou un jour plus récent.",
                    "Enter yesterday to end it immediately, or a later date.",
                    "on",
                )
            ]
        )


def bump_version(row: Organisation) -> None:
    """Count a change of the organisation or of what hangs on it: open forms on the old state are then refused."""
    row.version += 1
    row.save(update_fields=["version"])


def record_act(actor: Actor, act: str, kind: str, key: str, payload: Mapping[str, Any]) -> Entry:
    """Write the entry of an act, and return it."""
    return record(
        actor_key=actor_key(actor), act=f"{kind}.{act}", subject_kind=kind, subject_id=key, payload=dict(payload)
    )


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

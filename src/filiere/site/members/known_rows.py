"""The directory as a file meets it, read once: asking the database line by line costs its square under the lock."""

from __future__ import annotations

from collections import defaultdict

from filiere.core import Fault
from filiere.site.members.actions.keep_organisation import named_twice, siren_taken
from filiere.site.members.groups import folded, members_by_group
from filiere.site.members.models import Contact, Organisation


class KnownRows:
    """Every organisation, locked until the transaction ends, with its contacts, its group and what no other may bear.

    What the file saves is noted here, so that its later lines meet it.
    """

    def __init__(self) -> None:
        self.by_key: dict[str, Organisation] = {}
        self.by_siren: dict[str, Organisation] = {}
        self.contacts: dict[int, list[Contact]] = defaultdict(list)
        self._groups = members_by_group()
        self._named: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._as: dict[int, tuple[str | None, tuple[str, str]]] = {}
        for row in Organisation.objects.select_for_update().order_by("pk"):
            self.note(row)
        for contact in Contact.objects.order_by("pk"):
            self.contacts[contact.organisation_id].append(contact)

    def note(self, row: Organisation) -> None:
        """Note a row as it is saved."""
        siren, name = self._as.get(row.pk, (None, ("", "")))
        if siren is not None and self.by_siren.get(siren) is row:
            del self.by_siren[siren]
        self._named[name].discard(row.pk)
        self.by_key[row.key] = row
        if row.siren:
            self.by_siren[row.siren] = row
        name = (row.name.casefold(), row.country)
        if not row.siren:
            self._named[name].add(row.pk)
        self._as[row.pk] = (row.siren, name)
        if folded(row.group):
            self._groups[folded(row.group)].add(row.pk)

    def taken(self, row: Organisation) -> list[Fault]:
        """What another organisation bears already."""
        if row.siren:
            return [siren_taken()] if self.by_siren.get(row.siren, row) is not row else []
        return [named_twice()] if self._named[row.name.casefold(), row.country] - {row.pk} else []

    def members_of(self, group: str) -> frozenset[int]:
        """The organisations, by number, of which a group is said, or ever was."""
        return frozenset(self._groups.get(folded(group), ())) if folded(group) else frozenset()

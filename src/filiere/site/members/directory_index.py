"""The directory as a file meets it, read once: asking the database line by line costs its square under the lock."""

from __future__ import annotations

from collections import defaultdict

from filiere.core import Fault
from filiere.site.members.actions.keep_organisation import same_name_fault, siren_taken_fault
from filiere.site.members.models import Contact, Organisation
from filiere.site.members.organisation_groups import find_members_by_group, fold_group


class DirectorySnapshot:
    """Every organisation, locked until the transaction ends, with its contacts, its group and what no other may bear.

    What the file saves is noted here, so that its later lines meet it.
    """

    def __init__(self) -> None:
        self.by_key: dict[str, Organisation] = {}
        self.by_siren: dict[str, Organisation] = {}
        self.contacts: dict[int, list[Contact]] = defaultdict(list)
        self._groups = find_members_by_group()
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
        if fold_group(row.group):
            self._groups[fold_group(row.group)].add(row.pk)

    def taken(self, row: Organisation) -> list[Fault]:
        """What another organisation bears already."""
        if row.siren:
            return [siren_taken_fault()] if self.by_siren.get(row.siren, row) is not row else []
        return [same_name_fault()] if self._named[row.name.casefold(), row.country] - {row.pk} else []

    def members_of(self, group: str) -> frozenset[int]:
        """The organisations, by number, of which a group is said, or ever was."""
        return frozenset(self._groups.get(fold_group(group), ())) if fold_group(group) else frozenset()

"""The directory between the database and a file: all of it out, and back in whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.approval_rules import TWO_PEOPLE_CODE
from filiere.site.accounts.extension_points import guard_change
from filiere.site.accounts.rights import Actor, Operator
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import parts_hold_right, require
from filiere.site.members.actions import save_contact, save_organisation
from filiere.site.members.actions.common import changed_since_fault, save_former_group
from filiere.site.members.actions.save_organisation import same_name_fault, siren_taken_fault
from filiere.site.members.directory import ContactLine, OrganisationLine, read_directory
from filiere.site.members.extension_points import (
    guard_bars_with_signature,
    list_conflicting_organisations,
    list_tie_objections,
)
from filiere.site.members.journal_reconciliation import organisation_payload
from filiere.site.members.letters import describe_signers
from filiere.site.members.models import Contact, Organisation
from filiere.site.members.organisation_groups import find_members_by_group, fold_group
from filiere.site.members.rights import find_organisation_parts
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

_FIELDS = ("name", "kind", "siren", "country", "group", "since", "until", "fee_paid_until", "fictitious")
MAX_LINES_ON_SITE = 2_000
"""Lines of a file that a page takes: whoever writes anywhere waits until it is entered."""
_CONTACT_FIELDS = ("name", "job", "email", "phone", "since", "until")


class DirectorySnapshot:
    """Every organisation, locked until the transaction ends, with its contacts, its group and what no other may bear.

    It is read once: asking the database line by line costs the square of the file under the lock.
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

    def find_taken_faults(self, row: Organisation) -> list[Fault]:
        """What another organisation bears already."""
        if row.siren:
            return [siren_taken_fault()] if self.by_siren.get(row.siren, row) is not row else []
        return [same_name_fault()] if self._named[row.name.casefold(), row.country] - {row.pk} else []

    def members_of(self, group: str) -> frozenset[int]:
        """The organisations, by number, of which a group is said, or ever was."""
        return frozenset(self._groups.get(fold_group(group), ())) if fold_group(group) else frozenset()


def export_directory(*, actor: Actor) -> list[OrganisationLine]:
    """Every organisation with its contacts, in the order of names; that the file was made is written in the journal.

    A directory is made of people: whoever takes it away leaves a trace.
    """
    require(actor, "directory:read", subject_kind="directory", subject_id="export")
    rows = Organisation.objects.visible_to(actor).prefetch_related("contacts").order_by("name", "pk")
    found = [
        OrganisationLine(
            **{name: getattr(row, name) for name in _FIELDS if name != "siren"},
            siren=row.siren or "",
            key=row.key,
            version=row.version,
            contacts=tuple(
                ContactLine(number=one.pk, **{name: getattr(one, name) for name in _CONTACT_FIELDS})
                for one in row.contacts.all()
            ),
        )
        for row in rows
    ]
    record_act(actor, "directory.export", "directory", "export", {"organisations": len(found)})
    return found


def import_directory(path: Path, *, actor: Actor) -> dict[str, int]:
    """Enter a file: how many organisations and contacts are new or changed. The same file twice changes nothing.

    What a file does not hold stays as it is: an end is written as a date, never by leaving a line out. Raises
    `Faults` with everything wrong in the file or against the directory, and then nothing of it is kept. Nor does a
    file give a group that keeps a judge out of an open dossier: it holds no second person.
    """
    require(actor, "directory:edit", subject_kind="directory", subject_id="import")
    lines = read_sandboxed(InputOrigin(actor, "directory", "import"), read_directory, path)
    if not isinstance(actor, Operator) and sum(max(1, len(line.contacts)) for line in lines) > MAX_LINES_ON_SITE:
        raise Faults([_too_long_fault()])
    counts = {"created": 0, "changed": 0, "contacts": 0}
    faults: list[Fault] = []
    regrouped = _find_regrouped(lines)
    groups = find_members_by_group()
    touched = frozenset(regrouped).union(*(groups.get(fold_group(line.group), set()) for line in regrouped.values()))

    def require_second() -> None:
        if not isinstance(actor, Operator):
            raise Faults([_takes_two_fault(line) for line in regrouped.values()])

    out = list_conflicting_organisations(actor, timezone.localdate())
    with (
        transaction.atomic(),
        guard_bars_with_signature(actor, touched, timezone.localdate(), require_second),
        guard_change(),
    ):
        known = DirectorySnapshot()
        for line in lines:
            _enter_line(line, actor, known, out, counts, faults)
        if faults:
            raise Faults(faults)
        record_act(actor, "directory.import", "directory", "import", {"organisations": len(lines), **counts})
    return counts


def _enter_line(
    line: OrganisationLine,
    actor: Actor,
    known: DirectorySnapshot,
    out: frozenset[int],
    counts: dict[str, int],
    faults: list[Fault],
) -> None:
    row = _find_row(line, known, faults)
    if row is None:
        return
    new = row.pk is None
    before = None if new else organisation_payload(row)
    try:
        save_organisation.apply_organisation_fields(
            row, {name: getattr(line, name) for name in _FIELDS}, known.find_taken_faults
        )
    except Faults as found:
        faults += [fault.at(line=line.line) for fault in found.faults]
        return
    changed = before != organisation_payload(row)
    if new:
        row.save()
        known.note(row)
        counts["created"] += 1
        record_row(actor, "organisation.create", row)
    elif before is not None and changed:
        if not parts_hold_right("organisation:keep", find_organisation_parts(actor, row, out)):
            faults.append(_left_to_others_fault(line))
            return
        if fold_group(row.group) != fold_group(before["group"]):
            own = list_tie_objections(actor, known.members_of(row.group) | {row.pk}, timezone.localdate(), out)
            faults += [fault.at(line=line.line) for fault in own]
        counts["changed"] += 1
        # Saved before its former group is kept; the version is counted below, with what changed of its contacts.
        row.save()
        known.note(row)
        entry = record_row(actor, "organisation.import", row)
        save_former_group(row, before["group"], entry, describe_signers(actor, None))
    touched = sum([_save_contact(row, one, actor, known, faults) for one in line.contacts])
    counts["contacts"] += touched
    if not new and touched and not parts_hold_right("organisation:edit", find_organisation_parts(actor, row, out)):
        faults.append(_left_to_others_fault(line))
    if not new and (changed or touched):
        row.version += 1
        row.save()


def _find_regrouped(lines: Sequence[OrganisationLine]) -> dict[int, OrganisationLine]:
    """The lines that give a known organisation another group than it has, by its number."""
    known = list(Organisation.objects.values_list("pk", "key", "siren", "group"))
    by_name = {name: (pk, group) for pk, key, siren, group in known for name in (key, siren) if name}
    found = ((by_name.get(line.key or line.siren), line) for line in lines if fold_group(line.group))
    return {one[0]: line for one, line in found if one is not None and fold_group(one[1]) != fold_group(line.group)}


def _takes_two_fault(line: OrganisationLine) -> Fault:
    return _fault(
        TWO_PEOPLE_CODE,
        "Un groupe de ce fichier écarterait un membre votant d’un dossier ouvert : il faut deux personnes.",
        "A group in this file would disqualify a voting member from an open dossier: that requires two people.",
        "Retirez cette ligne du fichier, et demandez le groupe sur la fiche de l’organisation.",
        "Remove this line from the file, and request the group on the organisation’s record.",
        line.line,
        "group",
    )


def _left_to_others_fault(line: OrganisationLine) -> Fault:
    return _fault(
        "own-organisation",
        "Vous agissez pour cette organisation, ou un lien ou une récusation vous en écarte : vous ne pouvez pas "
        "modifier cette ligne.",
        "You act for this organisation, have a link with it or are recused from its dossier: you cannot change this "
        "line.",
        "Une autre personne de l’équipe doit le faire ; retirez cette ligne du fichier.",
        "Another member of staff must do it; remove this line from the file.",
        line.line,
        "key",
    )


def _find_row(line: OrganisationLine, known: DirectorySnapshot, faults: list[Fault]) -> Organisation | None:
    """The row that a line is about: by its key, else by its SIREN, else a new one."""
    if line.key:
        row = known.by_key.get(line.key)
        if row is None:
            faults.append(
                _fault(
                    "key-unknown",
                    "Aucune organisation de l’annuaire n’a cette clé.",
                    "No organisation in the directory has this key.",
                    "Videz la clé pour une organisation nouvelle.",
                    "Clear the key for a new organisation.",
                    line.line,
                    "key",
                )
            )
            return None
    else:
        row = (known.by_siren.get(line.siren) if line.siren else None) or Organisation()
    if row.pk is not None and line.version is not None and line.version != row.version:
        faults.append(changed_since_fault().at(line=line.line))
        return None
    return row


def _save_contact(
    row: Organisation, line: ContactLine, actor: Actor, known: DirectorySnapshot, faults: list[Fault]
) -> bool:
    """Add or change a contact; whether something changed."""
    given = {name: getattr(line, name) for name in _CONTACT_FIELDS}
    contact: Contact | None = None
    if line.number is not None:
        contact = next((one for one in known.contacts[row.pk] if one.pk == line.number), None)
        if contact is None:
            faults.append(
                _fault(
                    "contact-unknown",
                    "Ce numéro de contact n’est pas de cette organisation.",
                    "This contact number does not belong to this organisation.",
                    "Videz la case pour un contact nouveau.",
                    "Clear the cell for a new contact.",
                    line.line,
                    "contact_number",
                )
            )
            return False
    else:
        # A file made by hand and sent twice must not enter everybody twice.
        contact = next((one for one in known.contacts[row.pk] if _has_values(one, given)), None)
    if contact is not None and _has_values(contact, given):
        return False
    if contact is None and len(known.contacts[row.pk]) >= save_contact.MAX_CONTACTS:
        faults.append(save_contact.full_fault().at(line=line.line))
        return False
    act = "create" if contact is None else "change"
    contact = contact or Contact(organisation=row)
    save_contact.apply_contact_fields(contact, given)
    contact.save()
    if act == "create":
        known.contacts[row.pk].append(contact)
    save_contact.record_contact(actor, act, contact)
    return True


def _has_values(contact: Contact, given: dict[str, object]) -> bool:
    return all(getattr(contact, name) == value for name, value in given.items())


def _too_long_fault() -> Fault:
    return Fault(
        code="directory-long",
        message=Text(
            fr=f"Ce fichier a plus de {MAX_LINES_ON_SITE} lignes : l’importer ici ferait attendre tous les autres.",
            en=f"This file has more than {MAX_LINES_ON_SITE} lines: importing it here would keep everyone else "
            f"waiting.",
        ),
        remedy=Text(
            fr=(
                "Rien n’a été importé. Divisez-le en plusieurs fichiers, ou demandez à l’exploitant du serveur de "
                "l’importer en entier avec « filiere directory import »."
            ),
            en="Nothing was imported. Split it into several files, or ask the server administrator to import it "
            "whole with "
            "“filiere directory import”.",
        ),
    )


def _fault(code: str, fr: str, en: str, remedy_fr: str, remedy_en: str, line: int, key: str) -> Fault:
    return Fault(code=code, message=Text(fr=fr, en=en), remedy=Text(fr=remedy_fr, en=remedy_en), line=line, key=key)

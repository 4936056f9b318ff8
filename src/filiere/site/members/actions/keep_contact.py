"""Adding somebody to write to, changing what is known of them, ending it; the journal never holds their words."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from filiere.core import Fault, Faults
from filiere.site.accounts.permissions import Actor
from filiere.site.kit.rights import require
from filiere.site.members.actions.editing import bump_version, lock_organisation, record_act
from filiere.site.members.fields import CONTACT_COLUMNS, check_day_order, check_fields, fault
from filiere.site.members.models import Contact, Organisation

MAX_CONTACTS = 500
"""Contacts of one organisation, ended ones among them: well above any, so that no form fills the database."""


def add_contact(*, actor: Actor, organisation: Organisation, seen: int | None = None, **given: Any) -> Contact:
    """Add a contact; raises `RefusedThere`, `Http404` for a stranger, and `Faults` with everything wrong."""
    require(actor, "organisation:edit", organisation)
    with transaction.atomic():
        parent = lock_organisation(organisation, seen)
        if parent.contacts.count() >= MAX_CONTACTS:
            raise Faults([full_fault()])
        row = Contact(organisation=parent)
        apply_contact_fields(row, {"name": "", "since": None, **given})
        row.save()
        bump_version(parent)
        record_act(actor, "create", "contact", str(row.pk), {"organisation": parent.key})
    return row


def change_contact(*, actor: Actor, contact: Contact, seen: int | None = None, **given: Any) -> Contact:
    """Change the fields given; an end date is how a contact leaves."""
    require(actor, "organisation:edit", contact.organisation)
    with transaction.atomic():
        parent = lock_organisation(contact.organisation, seen)
        row = Contact.objects.select_for_update().get(pk=contact.pk)
        before = {column.key: getattr(row, column.key) for column in CONTACT_COLUMNS}
        apply_contact_fields(row, given)
        changed = [key for key, value in before.items() if getattr(row, key) != value]
        if changed:
            row.save()
            bump_version(parent)
            record_act(actor, "change", "contact", str(row.pk), {"organisation": parent.key, "fields": changed})
    return row


def full_fault() -> Fault:
    """What is told where an organisation has all the contacts that are kept."""
    return fault(
        "too-many-contacts",
        f"Une organisation garde {MAX_CONTACTS} contacts au plus ici, ceux qui ont pris fin compris.",
        f"An organisation may have at most {MAX_CONTACTS} contacts here, including past ones.",
        "Changez un contact qui n’a plus cours au lieu d’en ajouter un, ou écrivez à l’équipe du label.",
        "Update an outdated contact instead of adding one, or write to the label staff.",
    )


def apply_contact_fields(row: Contact, given: dict[str, Any]) -> None:
    """Put checked fields on a row without saving it."""
    values, faults = check_fields(CONTACT_COLUMNS, given)
    for key, value in values.items():
        setattr(row, key, "" if value is None and key not in ("since", "until") else value)
    faults += check_day_order({"since": row.since, "until": row.until}, "since", "until")
    if faults:
        raise Faults(faults)

"""Adding somebody to write to, changing what is known of them, ending it; the journal never holds their words."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from filiere.core import Fault, Faults
from filiere.site.accounts.permissions import Actor
from filiere.site.members.actions.keeping import bump, locked, tell
from filiere.site.members.fields import CONTACT, checked, fault, in_order
from filiere.site.members.models import Contact, Organisation
from filiere.site.members.scope import require_there

MOST = 500
"""Contacts of one organisation, ended ones among them: well above any, so that no form fills the database."""


def add_contact(*, actor: Actor, organisation: Organisation, seen: int | None = None, **given: Any) -> Contact:
    """Add a contact; raises `RefusedThere`, `Http404` for a stranger, and `Faults` with everything wrong."""
    require_there(actor, "organisation:edit", organisation)
    with transaction.atomic():
        parent = locked(organisation, seen)
        if parent.contacts.count() >= MOST:
            raise Faults([full()])
        row = Contact(organisation=parent)
        apply(row, {"name": "", "since": None, **given})
        row.save()
        bump(parent)
        tell(actor, "create", "contact", str(row.pk), {"organisation": parent.key})
    return row


def change_contact(*, actor: Actor, contact: Contact, seen: int | None = None, **given: Any) -> Contact:
    """Change the fields given; an end date is how a contact leaves."""
    require_there(actor, "organisation:edit", contact.organisation)
    with transaction.atomic():
        parent = locked(contact.organisation, seen)
        row = Contact.objects.select_for_update().get(pk=contact.pk)
        before = {column.key: getattr(row, column.key) for column in CONTACT}
        apply(row, given)
        changed = [key for key, value in before.items() if getattr(row, key) != value]
        if changed:
            row.save()
            bump(parent)
            tell(actor, "change", "contact", str(row.pk), {"organisation": parent.key, "fields": changed})
    return row


def full() -> Fault:
    """What is told where an organisation has all the contacts that are kept."""
    return fault(
        "too-many-contacts",
        f"Une organisation garde {MOST} contacts au plus ici, ceux qui ont pris fin compris.",
        f"An organisation may have at most {MOST} contacts here, including past ones.",
        "Changez un contact qui n’a plus cours au lieu d’en ajouter un, ou écrivez à l’équipe du label.",
        "Update an outdated contact instead of adding one, or write to the label staff.",
    )


def apply(row: Contact, given: dict[str, Any]) -> None:
    """Put checked fields on a row without saving it."""
    values, faults = checked(CONTACT, given)
    for key, value in values.items():
        setattr(row, key, "" if value is None and key not in ("since", "until") else value)
    faults += in_order({"since": row.since, "until": row.until}, "since", "until")
    if faults:
        raise Faults(faults)

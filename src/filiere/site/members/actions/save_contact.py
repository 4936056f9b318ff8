"""Adding somebody to write to, changing what is known of them, ending it; the journal never holds their words."""

from __future__ import annotations

from typing import Any

from filiere.core import Fault, Faults
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.journal.writer import record_act
from filiere.site.members.actions.common import CONTACT, ORGANISATION, bump_version, check_version
from filiere.site.members.field_checks import CONTACT_COLUMNS, check_day_order, check_fields, fault
from filiere.site.members.models import Contact, Organisation

MAX_CONTACTS = 500
"""Contacts of one organisation, ended ones among them: well above any, so that no form fills the database."""


@act("contact.create", on=ORGANISATION, right="organisation:edit", clock=False)
def add_contact(parent: Organisation, /, *, actor: Actor, seen: int | None = None, **given: Any) -> Contact:
    """Add a contact; raises `RightRefused`, `Http404` for a stranger, and `Faults` with everything wrong."""
    check_version(parent, seen)
    if parent.contacts.count() >= MAX_CONTACTS:
        raise Faults([full_fault()])
    row = Contact(organisation=parent)
    apply_contact_fields(row, {"name": "", "since": None, **given})
    row.save()
    bump_version(parent)
    record_contact(actor, "create", row)
    return row


@act("contact.change", on=CONTACT, right="organisation:edit", clock=False)
def change_contact(row: Contact, /, *, actor: Actor, seen: int | None = None, **given: Any) -> Contact:
    """Change the fields given; an end date is how a contact leaves."""
    check_version(row.organisation, seen)
    before = {column.key: getattr(row, column.key) for column in CONTACT_COLUMNS}
    apply_contact_fields(row, given)
    changed = [key for key, value in before.items() if getattr(row, key) != value]
    if changed:
        row.save()
        bump_version(row.organisation)
        record_contact(actor, "change", row, fields=changed)
    return row


def record_contact(actor: Actor, act: str, row: Contact, **more: Any) -> None:
    """Write in the journal that a contact was added or changed: none of its words."""
    record_act(actor, f"contact.{act}", "contact", str(row.pk), {"organisation": row.organisation.key, **more})


def full_fault() -> Fault:
    """What is told where an organisation has all the contacts that are kept."""
    return fault(
        "too-many-contacts",
        f"Une organisation peut avoir ici {MAX_CONTACTS} contacts au plus, y compris les anciens.",
        f"An organisation may have at most {MAX_CONTACTS} contacts here, including past ones.",
        "Mettez à jour un ancien contact au lieu d’en ajouter un, ou écrivez à l’équipe du label.",
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

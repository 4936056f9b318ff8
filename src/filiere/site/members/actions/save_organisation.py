"""Entering an organisation in the directory and changing its record: name, number, kind, membership and fee."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults
from filiere.site.accounts.approval_rules import require_approval
from filiere.site.accounts.extension_points import guard_change
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import lock_row
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.rights import require
from filiere.site.members.actions.common import bump_version, check_version, save_former_group
from filiere.site.members.extension_points import guard_bars_with_signature, list_tie_objections
from filiere.site.members.field_checks import (
    ORGANISATION_COLUMNS,
    check_day_order,
    check_fictitious_mark,
    check_fields,
    fault,
)
from filiere.site.members.journal_reconciliation import ORGANISATION_SUBJECT as SUBJECT
from filiere.site.members.journal_reconciliation import organisation_payload
from filiere.site.members.letters import describe_signers
from filiere.site.members.models import Organisation
from filiere.site.members.organisation_groups import find_group_members, fold_group

GROUP_KIND = "organisation-group"
"""The request of a group that keeps a judge out of a dossier (see `approval_requests`)."""


def create_organisation(*, actor: Actor, **given: Any) -> Organisation:
    """Enter an organisation; raises `RightRefused`, and `Faults` with everything wrong with the fields."""
    require(actor, "directory:edit", subject_kind=SUBJECT)
    row = Organisation()
    with transaction.atomic():
        apply_organisation_fields(row, {"name": "", "kind": "", **given})
        row.save()
        record_row(actor, "organisation.create", row)
    return row


def change_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    seen: int | None = None,
    approval: Approval | None = None,
    **given: Any,
) -> Organisation:
    """Change the fields given; the same values change nothing and write nothing.

    Whoever acts for the organisation leaves its record to others, whatever role they hold. A group that keeps a judge
    out of an open dossier takes two people: a signed request for it alone, or the operator of the machine. Raises
    `RightRefused`, `RefusedThere` and `Faults`.
    """
    require(actor, "directory:edit", subject_kind=SUBJECT, subject_id=organisation.key)
    require(actor, "organisation:keep", organisation)
    group, day = str(given.get("group") or ""), timezone.localdate()
    touched = find_group_siblings(organisation, group)

    def require_second() -> None:
        require_approval(approval, actor=actor, kind=GROUP_KIND, payload=group_payload(organisation, group))

    with transaction.atomic(), guard_bars_with_signature(actor, touched, day, require_second), guard_change():
        row: Organisation = lock_row(organisation, (), day)
        check_version(row, seen)
        before = organisation_payload(row)
        apply_organisation_fields(row, given)
        if organisation_payload(row) != before:
            if fold_group(row.group) != fold_group(before["group"]):
                check_group(row, row.group, actor)
            row.save()
            bump_version(row)
            entry = record_row(actor, "organisation.change", row)
            save_former_group(row, before["group"], entry, describe_signers(actor, approval))
    return row


def group_payload(organisation: Organisation, group: str) -> dict[str, str]:
    """What a request for the group of an organisation holds."""
    return {"organisation": organisation.key, "group": group.strip()}


def find_group_siblings(organisation: Organisation, group: str) -> frozenset[int]:
    """The organisations that a group ties to one another once it is said of this one; none for no group."""
    return find_group_members(group) | {organisation.pk} if fold_group(group) else frozenset()


def check_group(organisation: Organisation, group: str, actor: Actor) -> None:
    """Raise `Faults` for whoever owes something to one of those that the group would tie."""
    if faults := list_tie_objections(actor, find_group_siblings(organisation, group), timezone.localdate()):
        raise Faults(faults)


def apply_organisation_fields(
    row: Organisation, given: Mapping[str, Any], taken: Callable[[Organisation], list[Fault]] | None = None
) -> None:
    """Put checked fields on a row without saving it; raise `Faults` with everything wrong.

    ``taken`` says what another row bears already, for whoever has read them all; without it the database is asked.
    """
    values, faults = check_fields(ORGANISATION_COLUMNS, given)
    for key, value in values.items():
        if key in ("group", "country", "name", "kind") and value is None:
            value = "FR" if key == "country" else ""
        setattr(row, key, bool(value) if key == "fictitious" else value)
    if not faults:
        faults = [
            *check_day_order(_extract_dates(row), "since", "until"),
            *check_fictitious_mark(row.siren, row.fictitious),
            *(taken or _check_not_duplicate)(row),
        ]
    if faults:
        raise Faults(faults)


def _extract_dates(row: Organisation) -> dict[str, Any]:
    return {"since": row.since, "until": row.until}


def _check_not_duplicate(row: Organisation) -> list[Fault]:
    others = Organisation.objects.exclude(pk=row.pk)
    if not row.siren:
        twice = others.filter(siren__isnull=True, name__iexact=row.name, country=row.country).exists()
        return [same_name_fault()] if twice else []
    return [siren_taken_fault()] if others.filter(siren=row.siren).exists() else []


def same_name_fault() -> Fault:
    """Two organisations that nothing tells apart."""
    return fault(
        "organisation-twice",
        "Une organisation sans SIREN porte déjà ce nom dans ce pays.",
        "An organisation without a SIREN already has this name in this country.",
        "Complétez sa fiche, ou donnez un numéro ou un nom qui les distingue.",
        "Complete its record, or give a number or a name that tells them apart.",
        "name",
    )


def siren_taken_fault() -> Fault:
    """Two organisations of one number."""
    return fault(
        "siren-taken",
        "Une autre organisation de l’annuaire porte ce SIREN.",
        "Another organisation in the directory has this SIREN.",
        "Complétez sa fiche plutôt que d’en ouvrir une seconde.",
        "Complete its record rather than creating a second one.",
        "siren",
    )

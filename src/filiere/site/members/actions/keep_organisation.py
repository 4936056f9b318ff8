"""Entering an organisation in the directory and changing its record: name, number, kind, membership and fee."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults
from filiere.site.accounts.approvals import require_approval
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.permissions import Actor, Permission, require
from filiere.site.accounts.watching import watched
from filiere.site.members.actions.keeping import bump, locked, remember_group, tell
from filiere.site.members.fields import ORGANISATION, checked, fault, in_order, mark
from filiere.site.members.groups import folded, members_of
from filiere.site.members.letters import signed_by
from filiere.site.members.models import Organisation
from filiere.site.members.scope import require_there
from filiere.site.members.told import ORGANISATION as SUBJECT
from filiere.site.members.told import organisation_payload
from filiere.site.members.watching import against_tying, bars_signed

GROUP = "organisation-group"
"""The request of a group that keeps a judge out of a dossier (see `group_requests`)."""


def create_organisation(*, actor: Actor, **given: Any) -> Organisation:
    """Enter an organisation; raises `PermissionRefused`, and `Faults` with everything wrong with the fields."""
    require(actor, Permission.DIRECTORY_EDIT, subject_kind=SUBJECT)
    row = Organisation()
    with transaction.atomic():
        apply(row, {"name": "", "kind": "", **given})
        row.save()
        tell(actor, "create", SUBJECT, row.key, organisation_payload(row))
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
    `PermissionRefused`, `RefusedThere` and `Faults`.
    """
    require(actor, Permission.DIRECTORY_EDIT, subject_kind=SUBJECT, subject_id=organisation.key)
    require_there(actor, "organisation:keep", organisation)
    group, day = str(given.get("group") or ""), timezone.localdate()
    touched = group_touches(organisation, group)

    def require_second() -> None:
        require_approval(approval, actor=actor, kind=GROUP, payload=group_payload(organisation, group))

    with transaction.atomic(), bars_signed(actor, touched, day, require_second), watched():
        row = locked(organisation, seen)
        before = organisation_payload(row)
        apply(row, given)
        if organisation_payload(row) != before:
            if folded(row.group) != folded(before["group"]):
                refuse_group(row, row.group, actor)
            row.save()
            bump(row)
            entry = tell(actor, "change", SUBJECT, row.key, organisation_payload(row))
            remember_group(row, before["group"], entry, signed_by(actor, approval))
    return row


def group_payload(organisation: Organisation, group: str) -> dict[str, str]:
    """What a request for the group of an organisation holds."""
    return {"organisation": organisation.key, "group": group.strip()}


def group_touches(organisation: Organisation, group: str) -> frozenset[int]:
    """The organisations that a group ties to one another once it is said of this one; none for no group."""
    return members_of(group) | {organisation.pk} if folded(group) else frozenset()


def refuse_group(organisation: Organisation, group: str, actor: Actor) -> None:
    """Raise `Faults` for whoever owes something to one of those that the group would tie."""
    if faults := against_tying(actor, group_touches(organisation, group), timezone.localdate()):
        raise Faults(faults)


def apply(
    row: Organisation, given: Mapping[str, Any], taken: Callable[[Organisation], list[Fault]] | None = None
) -> None:
    """Put checked fields on a row without saving it; raise `Faults` with everything wrong.

    ``taken`` says what another row bears already, for whoever has read them all; without it the database is asked.
    """
    values, faults = checked(ORGANISATION, given)
    for key, value in values.items():
        if key in ("group", "country", "name", "kind") and value is None:
            value = "FR" if key == "country" else ""
        setattr(row, key, bool(value) if key == "fictitious" else value)
    if not faults:
        faults = [*in_order(_dates(row), "since", "until"), *mark(row.siren, row.fictitious), *(taken or _taken)(row)]
    if faults:
        raise Faults(faults)


def _dates(row: Organisation) -> dict[str, Any]:
    return {"since": row.since, "until": row.until}


def _taken(row: Organisation) -> list[Fault]:
    others = Organisation.objects.exclude(pk=row.pk)
    if not row.siren:
        twice = others.filter(siren__isnull=True, name__iexact=row.name, country=row.country).exists()
        return [named_twice()] if twice else []
    return [siren_taken()] if others.filter(siren=row.siren).exists() else []


def named_twice() -> Fault:
    """Two organisations that nothing tells apart."""
    return fault(
        "organisation-twice",
        "Une organisation sans SIREN porte déjà ce nom dans ce pays.",
        "An organisation without a SIREN already has this name in this country.",
        "Complétez sa fiche, ou donnez un numéro ou un nom qui les distingue.",
        "Complete its record, or give a number or a name that tells them apart.",
        "name",
    )


def siren_taken() -> Fault:
    """Two organisations of one number."""
    return fault(
        "siren-taken",
        "Une autre organisation de l’annuaire porte ce SIREN.",
        "Another organisation in the directory has this SIREN.",
        "Complétez sa fiche plutôt que d’en ouvrir une seconde.",
        "Complete its record rather than creating a second one.",
        "siren",
    )

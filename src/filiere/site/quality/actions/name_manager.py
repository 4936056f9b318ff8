"""Naming the quality managers of a centre, who alone read its contacts, and ending that.

The organisation alone names them: whoever acts for it may name a colleague, an outside consultant with an account, or
themselves, for the logs are its own. The staff of the site names nobody here.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.models import User
from filiere.site.kit.rights import require
from filiere.site.members.actions.editing import require_recent_end
from filiere.site.quality.journal_records import MANAGER_SUBJECT, manager_payload, record_centre_act
from filiere.site.quality.models import Centre, QualityManager

INVITATION_GRANT = "quality-manager"
"""The kind of invitation that gives it."""


def name_manager(*, actor: User, centre: Centre, user: User, since: date | None = None) -> QualityManager:
    """Name a person from a day, today without one; who is named already stays named."""
    require(actor, "quality:name", centre)
    with transaction.atomic():
        row = Centre.objects.select_for_update().get(pk=centre.pk)
        found = QualityManager.objects.filter(centre=row, user=user, until__isnull=True).first()
        if found is not None:
            return found
        made = QualityManager.objects.create(centre=row, user=user, since=since or timezone.localdate(), named_by=actor)
        record_centre_act(actor, "name", MANAGER_SUBJECT, str(made.pk), manager_payload(made))
    return made


def invite_manager(*, actor: User, centre: Centre, email: str) -> object:
    """Invite an address to manage the quality of the centre; the right to name is asked again at acceptance."""
    require(actor, "quality:name", centre)
    return send_invitation(
        actor=actor,
        email=email,
        grants=[{"kind": INVITATION_GRANT, "organisation": centre.key}],
        language="en" if actor.language == "en" else "fr",
    )


def end_manager(*, actor: User, manager: QualityManager, on: date | None = None) -> QualityManager:
    """End it on a day, today without one, that day included; a person may always leave by themselves.

    Raises `Faults` for a day before yesterday: who managed the quality of a company is tied to it for three years.
    """
    if actor.pk != manager.user_id:
        require(actor, "quality:name", manager.centre)
    require_recent_end(actor, on, timezone.localdate())
    with transaction.atomic():
        row = (
            QualityManager.objects.select_for_update().select_related("user", "centre__organisation").get(pk=manager.pk)
        )
        if row.until is None:
            row.until = max(row.since, on or timezone.localdate())
            row.save(update_fields=["until"])
            record_centre_act(actor, "end", MANAGER_SUBJECT, str(row.pk), manager_payload(row))
    return row

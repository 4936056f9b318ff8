"""Naming the quality managers of a centre, who alone read its contacts, and ending that.

The organisation alone names them: whoever acts for it may name a colleague, an outside consultant with an account, or
themselves, for the logs are its own. The staff of the site names nobody here.
"""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Any

from django.utils import timezone

from filiere.site.accounts.actions.invite import send_invitation
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import ActTarget, act, make_row_lock
from filiere.site.journal.sealed_rows import get_primary_key, record_row
from filiere.site.kit.rights import require
from filiere.site.members.actions.common import require_recent_end
from filiere.site.quality.actions.open_centre import ON_CENTRE
from filiere.site.quality.models import Centre, QualityManager

INVITATION_GRANT = "quality-manager"
"""The kind of invitation that gives it."""


MANAGER: ActTarget[QualityManager] = ActTarget(
    "quality_manager",
    get_primary_key,
    make_row_lock("user", "centre__organisation"),
    thing=attrgetter("centre"),
    refusals=False,
)


@act("quality_manager.name", on=ON_CENTRE, right="quality:name", clock=False, record=False)
def name_manager(row: Centre, *, actor: User, user: User, since: date | None = None) -> QualityManager:
    """Name a person from a day, today without one; who is named already stays named."""
    found = QualityManager.objects.filter(centre=row, user=user, until__isnull=True).first()
    if found is not None:
        return found
    made = QualityManager.objects.create(centre=row, user=user, since=since or timezone.localdate(), named_by=actor)
    record_row(actor, "quality_manager.name", made)
    return made


def invite_manager(centre: Centre, *, actor: User, email: str) -> object:
    """Invite an address to manage the quality of the centre; the right to name is asked again at acceptance."""
    require(actor, "quality:name", centre)
    return send_invitation(
        actor=actor,
        email=email,
        grants=[{"kind": INVITATION_GRANT, "organisation": centre.key}],
        language="en" if actor.language == "en" else "fr",
    )


def _require_ending(manager: QualityManager, *, actor: User, **_given: Any) -> None:
    if actor.pk != manager.user_id:
        require(actor, "quality:name", manager.centre)


@act("quality_manager.end", on=MANAGER, right=_require_ending, clock=False, record=False)
def end_manager(row: QualityManager, *, actor: User, on: date | None = None) -> QualityManager:
    """End it on a day, today without one, that day included; a person may always leave by themselves.

    Raises `Faults` for a day before yesterday: who managed the quality of a company is tied to it for three years.
    """
    require_recent_end(actor, on, timezone.localdate())
    if row.until is None:
        row.until = max(row.since, on or timezone.localdate())
        row.save(update_fields=["until"])
        record_row(actor, "quality_manager.end", row)
    return row

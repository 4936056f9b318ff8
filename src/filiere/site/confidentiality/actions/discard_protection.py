"""Setting a prepared table aside: it stays on record with its reason, and cannot be published any more."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.journal_reconciliation import DISCARD_ACT
from filiere.site.confidentiality.models import Protection
from filiere.site.journal.act_decorator import ActTarget, act

PROTECTION: ActTarget[Protection] = ActTarget("protection", refusals=False)
"""Acts on a table that was prepared."""


@act(DISCARD_ACT, on=PROTECTION, right="release:protect", clock=False)
def discard_protection(row: Protection, *, actor: User, reason: str) -> Protection:
    """Discard a table that waits. Raises ``RightRefused``, and ``Faults`` for one that is decided already."""
    require_waiting(row)
    row.state, row.reason = Protection.State.DISCARDED, reason.strip()
    row.decided_by, row.decided_at = actor, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return row


def require_waiting(row: Protection) -> None:
    """Raise ``Faults`` when a table does not wait any more."""
    if row.state != Protection.State.PREPARED:
        raise Faults([fault("protection-decided", key=row.key)])

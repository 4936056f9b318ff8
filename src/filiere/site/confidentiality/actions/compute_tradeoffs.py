"""Drawing what other protections of a prepared table would cost: a few runs of the suppressor, kept beside it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from filiere.core import seal
from filiere.site.accounts.models import User
from filiere.site.confidentiality.actions.discard_protection import require_waiting
from filiere.site.confidentiality.journal_records import PROTECTION_SUBJECT, WEIGH_ACT
from filiere.site.confidentiality.models import Protection, TradeOff
from filiere.site.confidentiality.tradeoffs import compute_points
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require


def compute_tradeoffs(row: Protection, *, actor: User) -> TradeOff:
    """Run a waiting table again at other levels and blurs.

    Raises ``RightRefused``, and ``Faults`` for a table that is decided or whose files were changed.
    """
    require(actor, "release:protect", subject_kind="protection", subject_id=row.key)
    require_waiting(row)
    points = compute_points(row)
    with transaction.atomic():
        found, _ = TradeOff.objects.update_or_create(
            protection=row, defaults={"points": points, "made_by": actor, "made_at": timezone.now()}
        )
        payload = {"points": seal(points)}
        record_act(actor, WEIGH_ACT, PROTECTION_SUBJECT, row.key, payload)
    return found

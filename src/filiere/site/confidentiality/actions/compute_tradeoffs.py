"""Drawing what other protections of a prepared table would cost: a few runs of the suppressor, kept beside it."""

from __future__ import annotations

from django.utils import timezone

from filiere.core import seal
from filiere.site.accounts.models import User
from filiere.site.confidentiality.actions.discard_protection import PROTECTION, require_waiting
from filiere.site.confidentiality.journal_reconciliation import PROTECTION_SUBJECT, WEIGH_ACT
from filiere.site.confidentiality.models import Protection, TradeOff
from filiere.site.confidentiality.tradeoffs import compute_points
from filiere.site.journal.act_decorator import Steps, act
from filiere.site.journal.writer import record_act


@act(WEIGH_ACT, on=PROTECTION, right="release:protect", clock=False)
def compute_tradeoffs(row: Protection, *, actor: User) -> Steps[Protection, TradeOff]:
    """Run a waiting table again at other levels and blurs.

    Raises ``RightRefused``, and ``Faults`` for a table that is decided or whose files were changed.
    """
    require_waiting(row)
    points = compute_points(row)
    row = yield
    found, _ = TradeOff.objects.update_or_create(
        protection=row, defaults={"points": points, "made_by": actor, "made_at": timezone.now()}
    )
    record_act(actor, WEIGH_ACT, PROTECTION_SUBJECT, row.key, {"points": seal(points)})
    return found

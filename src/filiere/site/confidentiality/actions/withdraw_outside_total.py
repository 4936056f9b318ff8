"""Withdrawing a total that was declared wrongly: no later table is judged with it, and the record of it stays."""

from __future__ import annotations

from django.db.models import Max
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.confidentiality.actions.declare_outside_total import TOTAL
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.journal_reconciliation import WITHDRAW_ACT
from filiere.site.confidentiality.models import OutsideTotal, TotalWithdrawal
from filiere.site.journal.act_decorator import act


@act(WITHDRAW_ACT, on=TOTAL, right="release:protect", clock=False)
def withdraw_total(row: OutsideTotal, *, actor: User, reason: str) -> TotalWithdrawal:
    """Withdraw a total: what is published elsewhere stays so, hence this is for what was declared wrongly alone.

    Raises ``RightRefused``, and ``Faults`` without a reason or for a total that has already been withdrawn.
    """
    if not reason.strip():
        raise Faults([fault("withdrawal-without-reason").at(key="reason")])
    if TotalWithdrawal.objects.filter(total=row).exists():
        raise Faults([fault("total-withdrawn", key=row.key)])
    return TotalWithdrawal.objects.create(
        number=(TotalWithdrawal.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        total=row,
        reason=reason.strip(),
        by=actor,
        at=timezone.now(),
    )

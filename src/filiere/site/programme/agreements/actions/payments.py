"""Instalments: what is due, and what was paid of it; a payment keeps the version of the agreement it was made under."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act, make_row_lock
from filiere.site.programme.agreements.actions.agreements import find_last_version
from filiere.site.programme.agreements.actions.common import AGREEMENT, PAYMENT, find_version, require_past
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import Agreement, Payment


@act("agreement-payment.schedule", on=AGREEMENT, right="programme:edit")
def schedule_payment(
    agreement: Agreement, *, actor: User, funder: str, amount: Decimal, due: date, condition: str = ""
) -> Payment:
    """Enter an instalment that the version in force provides for."""
    if due < agreement.signed_on:
        raise refuse("payment-due-early", "due", due=spell_day(due), signed=spell_day(agreement.signed_on))
    return Payment.objects.create(
        agreement=agreement,
        version=find_last_version(agreement),
        funder=funder,
        amount=amount,
        due=due,
        condition=condition,
        known_at=timezone.now(),
        by=actor,
    )


@act("agreement-payment.record", on=PAYMENT, right="programme:edit", lock=make_row_lock("agreement"))
def record_payment(
    payment: Payment,
    *,
    actor: User,
    paid_on: date,
    paid_amount: Decimal | None = None,
    day: date = TODAY,
) -> Payment:
    """Enter that an instalment was paid, in full unless another amount is given.

    The amount received is what it is: one that differs from the amount due is shown beside it.
    """
    require_past(paid_on, day, "paid_on")
    if payment.paid_on is not None:
        raise refuse("payment-made", on=spell_day(payment.paid_on))
    signed = payment.agreement.signed_on
    if paid_on < signed:
        raise refuse("payment-before-signature", "paid_on", on=spell_day(paid_on), signed=spell_day(signed))
    payment.version = find_version(payment.agreement, paid_on)
    payment.paid_on, payment.paid_known_at = paid_on, timezone.now()
    payment.paid_amount = payment.amount if paid_amount is None else paid_amount
    payment.save(update_fields=["version", "paid_on", "paid_amount", "paid_known_at"])
    return payment

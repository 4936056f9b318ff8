"""Record money received for an application, or cancel a wrong record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.candidature.faults import fault
from filiere.site.candidature.models import Payment
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier

MAX_AMOUNT = Decimal(1_000_000)
PAYMENT = "payment"


@act("payment.record", on=DOSSIER_TARGET, right="payment:record")
def record_payment(
    dossier: Dossier,
    *,
    actor: User,
    amount: Decimal,
    received_on: date,
    reference: str = "",
    form: str = "",
    day: date = TODAY,
) -> Dossier:
    """Record money received, and let the procedure see whether all is there; the same form sent twice counts once."""
    _check_payment(amount, received_on, day)
    if form and Payment.objects.filter(dossier=dossier, form=form).exists():
        return dossier
    row = Payment.objects.create(
        dossier=dossier,
        amount=amount,
        received_on=received_on,
        reference=reference.strip(),
        recorded_by=actor,
        recorded_at=timezone.now(),
        form=form,
    )
    record_row(actor, "payment.record", row)
    # Once the questionnaire is open a late part is only recorded: it opens nothing more.
    if dossier.state == "quoted":
        perform_act(dossier, "record_payment", actor=actor, party="staff", day=day)
    return dossier


def payment_payload(row: Payment) -> dict[str, object]:
    """What the journal seals of a payment."""
    return {
        "dossier": row.dossier.key,
        "amount": f"{row.amount:.2f}",
        "received_on": row.received_on.isoformat(),
        "cancelled_on": row.cancelled_on.isoformat() if row.cancelled_on else None,
    }


@act("payment.cancel", on=DOSSIER_TARGET, right="payment:record")
def cancel_payment(dossier: Dossier, *, actor: User, payment: int, day: date = TODAY) -> Payment:  # noqa: ARG001
    """Cancel a wrong record; it stays, with the day it was cancelled."""
    row = Payment.objects.select_for_update().filter(dossier=dossier, pk=payment, cancelled_on__isnull=True).first()
    if row is None:
        raise Faults([fault("no-payment")])
    row.cancelled_on = day
    row.save()
    return row


def _check_payment(amount: Decimal, received_on: date, day: date) -> None:
    if not (Decimal(0) < amount <= MAX_AMOUNT) or received_on > day or received_on < day - timedelta(days=3660):
        raise Faults([fault("wrong-payment").at(key="amount")])

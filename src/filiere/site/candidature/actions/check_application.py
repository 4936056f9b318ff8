"""What the staff of the label do with an application: look up registers, record payments, check."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import User
from filiere.site.candidature.background_checks import REGISTER_QUESTIONS
from filiere.site.candidature.models import Payment, RegisterAnswer
from filiere.site.journal.clock import needs_clock
from filiere.site.journal.writer import record
from filiere.site.kit.rights import require
from filiere.site.workflow.actions.act import perform_act
from filiere.site.workflow.models import Dossier

MAX_AMOUNT = Decimal(1_000_000)
PAYMENT, REGISTER = "payment", "register-answer"


@needs_clock
def record_register_answer(
    *, actor: User, dossier: Dossier, function: str, argument: str, value: bool, source: str, day: date | None = None
) -> RegisterAnswer:
    """Note what a register says, with where it was looked up; a later note replaces it from its day on."""
    require(actor, "register:look_up", dossier)
    if (function, argument) not in REGISTER_QUESTIONS or not source.strip() or len(source) > 400:
        raise Faults.one(
            code="wrong-search",
            message=Text(
                fr="La recherche doit être une de celles que les règles demandent, avec sa source.",
                en="The search must be one required by the rules, with its source.",
            ),
            remedy=Text(fr="Dites où vous avez cherché, et quand.", en="State where you searched, and when."),
            key="source",
        )
    with transaction.atomic():
        row = RegisterAnswer.objects.create(
            dossier=dossier,
            function=function,
            argument=argument,
            value=value,
            found_on=day or timezone.localdate(),
            source=source.strip(),
            found_by=actor,
            found_at=timezone.now(),
        )
        record(
            actor_key=actor.key,
            act="register.note",
            subject_kind=REGISTER,
            subject_id=str(row.pk),
            payload=register_answer_payload(row),
        )
    return row


def register_answer_payload(row: RegisterAnswer) -> dict[str, object]:
    """What the journal seals of a search."""
    return {
        "dossier": row.dossier.key,
        "function": row.function,
        "argument": row.argument,
        "value": row.value,
        "found_on": row.found_on.isoformat(),
    }


@needs_clock
def record_payment(
    *,
    actor: User,
    dossier: Dossier,
    amount: Decimal,
    received_on: date,
    reference: str = "",
    form: str = "",
    day: date | None = None,
) -> Dossier:
    """Record money received, and let the procedure see whether all is there; the same form sent twice counts once."""
    require(actor, "payment:record", dossier)
    day = day or timezone.localdate()
    _check_payment(amount, received_on, day)
    try:
        with transaction.atomic():
            row = Payment.objects.create(
                dossier=dossier,
                amount=amount,
                received_on=received_on,
                reference=reference.strip()[:80],
                recorded_by=actor,
                recorded_at=timezone.now(),
                form=form[:32],
            )
            record(
                actor_key=actor.key,
                act="payment.record",
                subject_kind=PAYMENT,
                subject_id=str(row.pk),
                payload=payment_payload(row),
            )
            # Once the questionnaire is open a late part is only recorded: it opens nothing more.
            if dossier.state == "quoted":
                return perform_act(dossier, "record_payment", actor=actor, party="staff", day=day)
    except IntegrityError:
        if form and Payment.objects.filter(dossier=dossier, form=form[:32]).exists():
            return dossier
        raise
    return dossier


def payment_payload(row: Payment) -> dict[str, object]:
    """What the journal seals of a payment."""
    return {
        "dossier": row.dossier.key,
        "amount": f"{row.amount:.2f}",
        "received_on": row.received_on.isoformat(),
        "cancelled_on": row.cancelled_on.isoformat() if row.cancelled_on else None,
    }


@needs_clock
def cancel_payment(*, actor: User, dossier: Dossier, payment: int, day: date | None = None) -> None:
    """Cancel a wrong record; it stays, with the day it was cancelled."""
    require(actor, "payment:record", dossier)
    with transaction.atomic():
        row = Payment.objects.select_for_update().filter(dossier=dossier, pk=payment, cancelled_on__isnull=True).first()
        if row is None:
            raise Faults.one(
                code="no-payment",
                message=Text(fr="Ce paiement n’est pas dans ce dossier.", en="This payment is not in this dossier."),
                remedy=Text(fr="Rechargez la page.", en="Reload the page."),
            )
        row.cancelled_on = day or timezone.localdate()
        row.save()
        record(
            actor_key=actor.key,
            act="payment.cancel",
            subject_kind=PAYMENT,
            subject_id=str(row.pk),
            payload=payment_payload(row),
        )


def _check_payment(amount: Decimal, received_on: date, day: date) -> None:
    if not (Decimal(0) < amount <= MAX_AMOUNT) or received_on > day or received_on < day - timedelta(days=3660):
        raise Faults.one(
            code="wrong-payment",
            message=Text(
                fr="Un paiement a un montant au-dessus de zéro, et un jour passé ou présent.",
                en="A payment needs an amount above zero and a date no later than today.",
            ),
            remedy=Text(
                fr="Vérifiez le montant et le jour de réception.", en="Check the amount and the date received."
            ),
            key="amount",
        )

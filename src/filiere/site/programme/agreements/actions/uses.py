"""What the money was used for and what was reached with it: entries that are added, and corrected by later ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.programme.agreements.actions.agreements import check_region
from filiere.site.programme.agreements.actions.common import AGREEMENT, OBJECTIVE, USE, require_past
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import (
    Agreement,
    AmendedObjective,
    Measure,
    Objective,
    UseEntry,
    UseLine,
)


@act("agreement-use.plan", on=AGREEMENT, right="programme:edit")
def plan_use(
    agreement: Agreement, *, actor: User, title: str, planned: Decimal, region: str = "", title_en: str = ""
) -> UseLine:
    """Enter what a part of the money is for."""
    check_region(region, "region")
    return UseLine.objects.create(
        agreement=agreement,
        title=title,
        title_en=title_en,
        region=region,
        planned=planned,
        known_at=timezone.now(),
        by=actor,
    )


@act("agreement-entry.spend", on=USE, right="programme:edit")
def record_spending(
    use: UseLine, *, actor: User, amount: Decimal, on: date, comment: str = "", day: date = TODAY
) -> UseEntry:
    """Enter how much was spent on a line in all, up to a day; a later entry for that day corrects it."""
    require_past(on, day, "on")
    return _add_entry(use, UseEntry.Kind.SPENT, amount, on, comment, actor)


@act("agreement-entry.accept", on=USE, right="agreement:control")
def accept_spending(
    use: UseLine, *, actor: User, amount: Decimal, on: date, comment: str = "", day: date = TODAY
) -> UseEntry:
    """Accept what was spent on a line in all, up to a day: at most what is accounted for by then."""
    require_past(on, day, "on")
    spent = use.entries.filter(kind=UseEntry.Kind.SPENT, on__lte=on).last()
    if amount > (known := spent.amount if spent is not None else Decimal(0)):
        said = {"accepted": _write_amount(amount), "spent": _write_amount(known)}
        raise refuse("accepted-beyond-spent", "amount", **said)
    return _add_entry(use, UseEntry.Kind.ACCEPTED, amount, on, comment, actor)


@act("agreement-measure.record", on=OBJECTIVE, right="programme:edit")
def record_measure(
    objective: Objective, *, actor: User, value: Decimal, on: date, comment: str = "", day: date = TODAY
) -> Measure:
    """Enter the value of an objective on a day; a later entry for that day corrects it, and says why."""
    require_past(on, day, "on")
    words: Objective | AmendedObjective = objective.amended.last() or objective
    if place := words.count or words.figure:
        raise refuse("objective-not-typed", "value", place=place)
    return Measure.objects.create(
        objective=objective, value=value, on=on, comment=comment, known_at=timezone.now(), by=actor
    )


def _add_entry(use: UseLine, kind: str, amount: Decimal, on: date, comment: str, actor: User) -> UseEntry:
    return UseEntry.objects.create(
        use=use, kind=kind, amount=amount, on=on, comment=comment, known_at=timezone.now(), by=actor
    )


def _write_amount(amount: Decimal) -> Text:
    return Text(fr=format_number(amount, "fr"), en=format_number(amount, "en"))

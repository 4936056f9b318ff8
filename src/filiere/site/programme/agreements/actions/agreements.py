"""Entering an agreement, its amounts, its objectives, and what others say of its money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.agreements.actions.common import AGREEMENT, NEW, require_past
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import (
    Agreement,
    AgreementVersion,
    AmountLine,
    Objective,
    Statement,
)
from filiere.site.programme.agreements.regions import REGIONS
from filiere.site.programme.plan.computed_counts import computed_counts

ANNOUNCED, COMMITTED = AmountLine.Kind.ANNOUNCED, AmountLine.Kind.COMMITTED


@act("agreement.sign", on=NEW, right="programme:edit")
def create_agreement(
    _new: str,
    /,
    *,
    actor: User,
    title: str,
    parties: list[str],
    signed_on: date,
    starts: date,
    ends: date,
    object: str,
    total: Decimal | None = None,
    regions: Sequence[str] = (),
    day: date = TODAY,
    **more: Any,
) -> Agreement:
    """Enter an agreement as it was signed, and its first version; ``more`` are further fields of the row."""
    require_past(signed_on, day, "signed_on")
    if ends <= starts:
        raise refuse("agreement-dates", "ends", starts=spell_day(starts), ends=spell_day(ends))
    for region in regions:
        check_region(region, "regions")
    now = timezone.now()
    row = Agreement.objects.create(
        title=title,
        parties=parties,
        signed_on=signed_on,
        starts=starts,
        ends=ends,
        object=object,
        regions=list(regions),
        recorded_at=now,
        by=actor if isinstance(actor, User) else None,
        **more,
    )
    version = AgreementVersion.objects.create(
        agreement=row, number=0, signed_on=signed_on, total=total, known_at=now, by=row.by
    )
    record_row(actor, "agreement-version.sign", version)
    return row


@act("agreement-line.add", on=AGREEMENT, right="programme:edit")
def add_amount(
    agreement: Agreement, *, actor: User, funder: str, funder_kind: str, amount: Decimal, year: int | None = None
) -> AmountLine:
    """Add an amount that the version in force commits to."""
    version = find_last_version(agreement)
    if version.lines.filter(funder=funder, year=year).exists():
        raise refuse("amount-line-taken", "funder", funder=funder)
    return AmountLine.objects.create(
        version=version,
        funder=funder,
        funder_kind=funder_kind,
        year=year,
        amount=amount,
        kind=COMMITTED,
        known_at=timezone.now(),
        by=actor,
    )


@act("agreement-objective.add", on=AGREEMENT, right="programme:edit")
def add_objective(
    agreement: Agreement,
    /,
    *,
    actor: User,
    title: str,
    goal: Decimal,
    due: date,
    region: str = "",
    count: str = "",
    figure: str = "",
    **more: Any,
) -> Objective:
    """Add what the agreement promises, and where its value is read; people enter it where neither place is given."""
    check_objective(agreement, due=due, region=region, count=count, figure=figure)
    version = find_last_version(agreement)
    read = {"region": region, "count": count, "figure": figure}
    return Objective.objects.create(
        agreement=agreement,
        version=version,
        title=title,
        goal=goal,
        due=due,
        known_at=timezone.now(),
        by=actor,
        **read,
        **more,
    )


@act("agreement-statement.add", on=AGREEMENT, right="programme:edit")
def record_statement(
    agreement: Agreement,
    /,
    *,
    actor: User,
    title: str,
    parts: Sequence[tuple[str, str, Decimal]],
    **more: Any,
) -> Statement:
    """Enter what a text says of the money: its total and the parts that it names, as (funder, kind, amount)."""
    now = timezone.now()
    row = Statement.objects.create(agreement=agreement, title=title, known_at=now, by=actor, **more)
    for funder, kind, amount in parts:
        said = {"funder": funder, "funder_kind": kind, "amount": amount, "kind": ANNOUNCED}
        record_row(
            actor,
            "agreement-line.announce",
            AmountLine.objects.create(statement=row, known_at=now, by=actor, **said),
        )
    return row


def find_last_version(agreement: Agreement) -> AgreementVersion:
    """The version in force now."""
    return agreement.versions.order_by("number").last()  # type: ignore[return-value]  # The first comes with the row.


def check_objective(agreement: Agreement, *, due: date, region: str, count: str, figure: str) -> None:
    """Refuse a day before the agreement, a region that is none, and a value that is read in no place or in two."""
    if due < agreement.starts:
        raise refuse("objective-due-early", "due", due=spell_day(due), starts=spell_day(agreement.starts))
    if count and figure:
        raise refuse("objective-reads-two", "figure")
    if count and count not in computed_counts:
        raise refuse("objective-count-unknown", "count", count=count)
    if figure and figure not in current_register():
        raise refuse("objective-figure-unknown", "figure", figure=figure)
    check_region(region, "region")


def check_region(region: str, key: str) -> None:
    """Refuse a code that is no region’s; none is no fault."""
    if region and region not in REGIONS:
        raise refuse("agreement-region-unknown", key, region=region)

"""Entering an agreement and its amendments, its articles, its amounts, its objectives, and what others say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Article,
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


@act("agreement-version.amend", on=AGREEMENT, right="programme:edit")
def amend_agreement(
    agreement: Agreement,
    *,
    actor: User,
    signed_on: date,
    reason: str,
    amounts: Mapping[int, Decimal],
    total: Decimal | None = None,
    day: date = TODAY,
) -> AgreementVersion:
    """Enter an amendment: a new version with all the lines of the one before, some of them with another amount.

    ``amounts`` are the new ones, by the number of the line that they change. What was paid keeps its version.
    """
    require_past(signed_on, day, "signed_on")
    before = find_last_version(agreement)
    if signed_on < before.signed_on:
        raise refuse("amendment-early", "signed_on", on=spell_day(signed_on), before=spell_day(before.signed_on))
    now = timezone.now()
    made = AgreementVersion.objects.create(
        agreement=agreement,
        number=before.number + 1,
        signed_on=signed_on,
        reason=reason,
        total=before.total if total is None else total,
        known_at=now,
        by=actor,
    )
    for line in before.lines.order_by("pk"):
        line.amount = amounts.get(line.pk, line.amount)
        line.pk, line.version, line.known_at, line.by = None, made, now, actor
        line._state.adding = True
        line.save()
        record_row(actor, "agreement-line.amend", line)
    return made


@act("agreement-article.add", on=AGREEMENT, right="programme:edit")
def write_article(
    agreement: Agreement,
    *,
    actor: User,
    title: str,
    text: str,
    number: int,
) -> Article:
    """Enter an article of the version in force; one of the same number of an earlier version is replaced by it."""
    version = find_last_version(agreement)
    row, _ = Article.objects.update_or_create(version=version, number=number, defaults={"title": title, "text": text})
    return row


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
    if count and figure:
        raise refuse("objective-reads-two", "figure")
    if count and count not in computed_counts:
        raise refuse("objective-count-unknown", "count", count=count)
    if figure and figure not in current_register():
        raise refuse("objective-figure-unknown", "figure", figure=figure)
    check_region(region, "region")
    version = find_last_version(agreement)
    read = {"region": region, "count": count, "figure": figure}
    return Objective.objects.create(
        agreement=agreement, version=version, title=title, goal=goal, due=due, by=actor, **read, **more
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


def check_region(region: str, key: str) -> None:
    """Refuse a code that is no region’s; none is no fault."""
    if region and region not in REGIONS:
        raise refuse("agreement-region-unknown", key, region=region)

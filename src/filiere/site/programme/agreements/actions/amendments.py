"""Changing what an agreement says: amendments, each a new version, and the articles and objectives of a version.

What was paid, reported and measured before keeps the version under which it was. A correction of what was entered for
the version in force is a later entry for it: what was known of it on a day stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act, make_row_lock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.agreements.actions.agreements import check_objective, check_region, find_last_version
from filiere.site.programme.agreements.actions.common import AGREEMENT, OBJECTIVE, require_past
from filiere.site.programme.agreements.faults import refuse
from filiere.site.programme.agreements.models import (
    Agreement,
    AgreementVersion,
    AmendedObjective,
    AmountLine,
    Article,
    Objective,
)
from filiere.site.programme.agreements.standing import AgreementStanding, read_standing
from filiere.site.programme.reading_dates import ReadingDates

OBJECTIVE_FIELDS = ("title", "title_en", "unit", "goal", "due", "region", "count", "figure")


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """An article as an amendment writes it; one without text is taken out."""

    number: int
    title: str
    text: str


@act("agreement-version.amend", on=AGREEMENT, right="programme:edit")
def amend_agreement(
    agreement: Agreement,
    *,
    actor: User,
    signed_on: date,
    reason: str,
    amounts: Mapping[int, Decimal],
    total: Decimal | None = None,
    ends: date | None = None,
    regions: Sequence[str] | None = None,
    articles: Sequence[ArticleWords] = (),
    objectives: Mapping[str, Mapping[str, Any]] | None = None,
    base: int | None = None,
    day: date = TODAY,
) -> AgreementVersion:
    """Enter an amendment: a new version, with what it changes of the one before; the rest stands.

    ``amounts`` are the new ones, by the rank of the line that they change in the version before; ``articles`` those
    written anew, added or taken out; ``objectives`` by their keys, the fields that change, of which ``withdrawn`` takes
    one out. ``base`` is the number of the version that was read when the amendment was written: an amendment of another
    version is refused. What was paid keeps its version.
    """
    require_past(signed_on, day, "signed_on")
    before = find_last_version(agreement)
    if base is not None and base != before.number:
        raise refuse("amendment-outdated", "reason", number=before.number)
    if signed_on < before.signed_on:
        raise refuse("amendment-early", "signed_on", on=spell_day(signed_on), before=spell_day(before.signed_on))
    if ends is not None and ends <= agreement.starts:
        raise refuse("agreement-dates", "ends", starts=spell_day(agreement.starts), ends=spell_day(ends))
    for region in regions or ():
        check_region(region, "regions")
    standing = read_standing(agreement, ReadingDates(date.max, date.max))
    now = timezone.now()
    made = AgreementVersion.objects.create(
        agreement=agreement,
        number=before.number + 1,
        signed_on=signed_on,
        reason=reason,
        total=before.total if total is None else total,
        ends=ends if ends != standing.ends else None,
        regions=None if regions is None or sorted(regions) == sorted(standing.regions) else list(regions),
        known_at=now,
        by=actor,
    )
    _copy_amounts(before, made, amounts, actor, now)
    for one in articles:
        record_row(actor, "agreement-article.add", _write_article(made, one, actor, now))
    for key, words in (objectives or {}).items():
        _amend_objective(standing, made, key, words, actor)
    return made


def _copy_amounts(
    before: AgreementVersion, made: AgreementVersion, amounts: Mapping[int, Decimal], actor: User, now: datetime
) -> None:
    """Give a version the lines of the one before, some of them with another amount."""
    for rank, line in enumerate(list_amounts(before)):
        copy = AmountLine.objects.create(
            version=made,
            funder=line.funder,
            funder_kind=line.funder_kind,
            year=line.year,
            amount=amounts.get(rank, line.amount),
            kind=line.kind,
            known_at=now,
            by=actor,
        )
        record_row(actor, "agreement-line.amend", copy)


def list_amounts(version: AgreementVersion) -> list[AmountLine]:
    """The lines of a version, in the order in which an amendment numbers them."""
    return list(version.lines.order_by("pk"))


@act("agreement-article.add", on=AGREEMENT, right="programme:edit")
def write_article(agreement: Agreement, *, actor: User, title: str, text: str, number: int) -> Article:
    """Enter an article of the version in force, or correct it; one of the same number of an earlier version is replaced
    by it."""
    words = ArticleWords(number, title, text)
    return _write_article(find_last_version(agreement), words, actor, timezone.now())


def _write_article(version: AgreementVersion, words: ArticleWords, actor: User, now: datetime) -> Article:
    return Article.objects.create(
        version=version, number=words.number, title=words.title, text=words.text, known_at=now, by=actor
    )


@act("agreement-change.write", on=OBJECTIVE, right="programme:edit", lock=make_row_lock("agreement"))
def change_objective(objective: Objective, /, *, actor: User, **words: Any) -> AmendedObjective:
    """Say an objective as the version in force does: its goal, its deadline, its region, or where its value is read."""
    version = find_last_version(objective.agreement)
    standing = read_standing(objective.agreement, ReadingDates(date.max, date.max))
    return _create_amended(standing, version, objective.key, words, actor)


def _amend_objective(
    standing: AgreementStanding, version: AgreementVersion, key: str, words: Mapping[str, Any], actor: User
) -> None:
    record_row(actor, "agreement-change.write", _create_amended(standing, version, key, words, actor))


def _create_amended(
    standing: AgreementStanding, version: AgreementVersion, key: str, words: Mapping[str, Any], actor: User
) -> AmendedObjective:
    """The row of an objective in a version: its words in force, but for those that change."""
    found = next((one for one in standing.objectives if one.row.key == key), None)
    if found is None:
        raise refuse("objective-withdrawn")
    said = {name: getattr(found.words, name) for name in OBJECTIVE_FIELDS} | dict(words)
    check_objective(
        standing.agreement, due=said["due"], region=said["region"], count=said["count"], figure=said["figure"]
    )
    return AmendedObjective.objects.create(
        objective=found.row, version=version, known_at=timezone.now(), by=actor, **said
    )

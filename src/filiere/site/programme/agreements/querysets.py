"""Agreements and what belongs to them, by what a page needs; views filter nothing by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.programme.agreements.models import Agreement, Objective, Question, Report, ReportingPeriod  # noqa: F401


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, all of them public."""

    def public(self) -> AgreementQuerySet:
        """All, the latest first."""
        return self.all()

    def for_day(self, day: date) -> AgreementQuerySet:
        """Those that run on a day."""
        return self.filter(starts__lte=day, ends__gte=day)

    def for_key(self, key: str) -> Agreement | None:
        """The agreement of a key."""
        return self.filter(key=key).first()


class PartQuerySet[M: models.Model](models.QuerySet[M]):
    """Parts of an agreement that have a key: payments, objectives, lines of use."""

    def for_key(self, key: str) -> M | None:
        """The part of a key, with its agreement."""
        return self.select_related("agreement").filter(key=key).first()


class ObjectiveQuerySet(PartQuerySet["Objective"]):
    """Objectives."""

    def reading(self, figure: str) -> ObjectiveQuerySet:
        """Those whose value is that of a figure of the register, with their agreements."""
        return self.filter(figure=figure).select_related("agreement")


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Periods of reports."""

    def without_report(self) -> ReportingPeriodQuerySet:
        """Those whose report was not sent, with their agreement."""
        return self.filter(report__isnull=True).select_related("agreement").order_by("due", "pk")

    def for_number(self, agreement: str, number: int) -> ReportingPeriod | None:
        """A period of the agreement of a key, by its number."""
        return self.select_related("agreement").filter(agreement__key=agreement, number=number).first()


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports that were sent, all of them public."""

    def for_agreements(self, keys: Collection[int]) -> ReportQuerySet:
        """Those of agreements, by number, with their periods."""
        return self.filter(period__agreement__in=keys).select_related("period__agreement")

    def for_key(self, key: str) -> Report | None:
        """The report of a key, with its period and its agreement."""
        return self.select_related("period__agreement").filter(key=key).first()


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions of the public authorities."""

    def for_pending(self) -> QuestionQuerySet:
        """Those without an answer, the oldest first."""
        return self.filter(answered_at__isnull=True).select_related("agreement").order_by("due", "pk")

    def for_key(self, key: str) -> Question | None:
        """The question of a key, with its agreement."""
        return self.select_related("agreement").filter(key=key).first()

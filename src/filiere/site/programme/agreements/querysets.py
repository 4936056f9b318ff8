"""Agreements and what belongs to them, by what a page needs; views filter nothing by hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    # Named in strings by the generic base classes below, which the linter does not read.
    from filiere.site.programme.agreements.models import (  # noqa: F401
        Agreement,
        AgreementFile,
        Objective,
        Question,
        Report,
        ReportingPeriod,
    )


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, all of them public."""

    def public(self) -> AgreementQuerySet:
        """All, the latest first."""
        return self.all()

    def for_day(self, day: date) -> AgreementQuerySet:
        """Those that run on a day: an amendment signed by then may have put off their end."""
        return self._with_last_day(day).filter(Q(starts__lte=day) & Q(last_day__gte=day))

    def ended_before(self, day: date) -> AgreementQuerySet:
        """Those that were over before a day, by their last amendment."""
        return self._with_last_day(date.max).filter(Q(last_day__lt=day))

    def _with_last_day(self, day: date) -> AgreementQuerySet:
        versions = self.model._meta.get_field("versions").related_model._default_manager
        put_off = versions.filter(agreement=OuterRef("pk"), ends__isnull=False, signed_on__lte=day).order_by("-number")
        return self.annotate(last_day=Coalesce(Subquery(put_off.values("ends")[:1]), F("ends")))

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
        """Those whose value is that of a figure of the register, or was by one of their versions, with their
        agreements."""
        found = self.filter(Q(figure=figure) | Q(amended__figure=figure))
        return found.select_related("agreement").distinct()


class AgreementFileQuerySet(models.QuerySet["AgreementFile"]):
    """Files of agreements."""

    def for_agreement(self, agreement: Agreement) -> AgreementFileQuerySet:
        """Those of an agreement, with their contents."""
        return self.filter(version__agreement=agreement).select_related("blob")

    def for_key(self, key: str) -> AgreementFile | None:
        """The file of a key, with its content and its agreement."""
        return self.select_related("blob", "version__agreement").filter(key=key).first()


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

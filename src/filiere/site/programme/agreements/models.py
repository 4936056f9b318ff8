"""Rows of agreements. What was said, paid, used and measured is dated twice: the day it was true, the moment it was
entered here.

What the agreement itself says, version by version, stands in `models_versions`. Nothing is changed: an amendment is a
new version with its own text of amounts, a correction a later entry, and a payment keeps the version under which it
was made.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from filiere.site.programme.agreements.models_versions import (
    AgreementFile,
    AgreementVersion,
    AmendedObjective,
    Article,
    Objective,
    amount_field,
    author_field,
    objective_key,
)
from filiere.site.programme.agreements.querysets import (
    AgreementQuerySet,
    PartQuerySet,
    QuestionQuerySet,
    ReportingPeriodQuerySet,
    ReportQuerySet,
)
from filiere.site.programme.row_keys import make_row_key
from filiere.site.programme.titled_rows import TitledRow

__all__ = ["AgreementFile", "AgreementVersion", "AmendedObjective", "Article", "Objective", "objective_key"]
"""What stands in `models_versions`; migrations name a key by this module."""

LONGEST_TITLE, LONGEST_FUNDER, LONGEST_REFERENCE = 256, 120, 100
"""In characters. A title holds the purpose of a grant, as long as the form of grants takes it."""


def agreement_key() -> str:
    """Opaque key of an agreement."""
    return make_row_key("ag")


def payment_key() -> str:
    """Opaque key of a payment."""
    return make_row_key("pm")


def use_key() -> str:
    """Opaque key of a line of use."""
    return make_row_key("us")


def report_key() -> str:
    """Opaque key of a report."""
    return make_row_key("rp")


def question_key() -> str:
    """Opaque key of a question."""
    return make_row_key("qu")


class FunderKind(models.TextChoices):
    """Who gives money, as it is grouped on pages and in exports."""

    STATE = "state"
    REGION = "region"
    LOCAL = "local"
    PRIVATE = "private"
    OTHER = "other"


class Agreement(TitledRow, models.Model):
    """An agreement. What a person writes in it has one language; the fields in ``_en`` are there for readers.

    ``parties`` are names; ``regions`` codes of territories; ``grant`` holds what the schema of essential grant data
    asks and no other field has, by the names of that schema.
    """

    key = models.CharField(max_length=13, unique=True, default=agreement_key, editable=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    title_en = models.CharField(max_length=200, blank=True)
    parties: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    signed_on = models.DateField()
    starts = models.DateField()
    ends = models.DateField()
    regions: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)
    object = models.TextField()
    object_en = models.TextField(blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    reference = models.CharField(max_length=LONGEST_REFERENCE, blank=True)
    grant: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict, blank=True)
    fictitious = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    objects: ClassVar[AgreementQuerySet] = AgreementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-signed_on", "id"]
        constraints = (
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="agreement_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class Statement(models.Model):
    """What a text other than the agreement says of its money: a press article, a speech, a study."""

    class Confidence(models.TextChoices):
        """How far it can be relied on."""

        HIGH = "high"
        MEDIUM = "medium"
        LOW = "low"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="statements")
    title = models.CharField(max_length=200)
    source_url = models.URLField(max_length=500, blank=True)
    said_on = models.DateField(null=True, blank=True)
    total = amount_field(null=True, blank=True)
    confidence = models.CharField(max_length=8, choices=Confidence.choices, default=Confidence.MEDIUM)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["known_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class AmountLine(models.Model):
    """An amount of a funder, of one year or of all, as a version of the agreement commits it or a text announces it.

    Each belongs to a version or to a statement, never to both.
    """

    class Kind(models.TextChoices):
        """Whether the text binds its signatories."""

        ANNOUNCED = "announced"
        COMMITTED = "committed"

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    funder = models.CharField(max_length=LONGEST_FUNDER)
    funder_kind = models.CharField(max_length=8, choices=FunderKind.choices)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    amount = amount_field()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(version__isnull=False, statement__isnull=True)
                | Q(version__isnull=True, statement__isnull=False),
                name="amount_has_one_text",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_is_no_debt"),
            models.UniqueConstraint("version", "funder", Coalesce("year", 0), name="amount_once_a_version"),
        )

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.funder} {self.year or ''}".strip()


class Measure(models.Model):
    """The value of an objective on a day, as somebody entered it; a correction is a later entry for the same day."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="measures")
    value = models.DecimalField(max_digits=14, decimal_places=2)
    on = models.DateField()
    comment = models.CharField(max_length=300, blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "known_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.objective_id} {self.on}"


class Payment(models.Model):
    """An instalment, due on a day under a condition; once paid, it keeps the version in force when it was."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="payments")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="payments")
    key = models.CharField(max_length=13, unique=True, default=payment_key, editable=False)
    funder = models.CharField(max_length=LONGEST_FUNDER)
    amount = amount_field()
    due = models.DateField()
    condition = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_amount = amount_field(null=True, blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    paid_known_at = models.DateTimeField(null=True, blank=True)
    by = author_field()

    objects: ClassVar[PartQuerySet[Payment]] = PartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True, paid_amount__isnull=True)
                | Q(paid_on__isnull=False, paid_amount__isnull=False),
                name="payment_has_day_and_amount",
            ),
        )

    def __str__(self) -> str:
        """What people call it."""
        return self.key


class UseLine(TitledRow, models.Model):
    """What a part of the money is for: how much is planned, and what was spent and accepted, in its entries."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="uses")
    key = models.CharField(max_length=13, unique=True, default=use_key, editable=False)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    region = models.CharField(max_length=20, blank=True)
    planned = amount_field()
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    objects: ClassVar[PartQuerySet[UseLine]] = PartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class UseEntry(models.Model):
    """What was spent on a line in all, up to a day, as the association proves it; or what the State accepted of it."""

    class Kind(models.TextChoices):
        """Who says it."""

        SPENT = "spent"
        ACCEPTED = "accepted"

    use = models.ForeignKey(UseLine, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = amount_field()
    on = models.DateField()
    comment = models.CharField(max_length=300, blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "known_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.use_id} {self.kind} {self.on}"


class ReportingPeriod(models.Model):
    """A time about which the association reports to the State, by a day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="periods")
    number = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField()
    due = models.DateField()
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    objects: ClassVar[ReportingPeriodQuerySet] = ReportingPeriodQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints = (
            models.UniqueConstraint(fields=["agreement", "number"], name="period_number_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="period_ends_after_it_starts"),
        )

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.agreement_id}:{self.number}"


class Report(models.Model):
    """A report as it was sent: its figures in ``body``, frozen, and the SHA-256 of their canonical form."""

    period = models.OneToOneField(ReportingPeriod, on_delete=models.PROTECT, related_name="report")
    key = models.CharField(max_length=13, unique=True, default=report_key, editable=False)
    comment = models.TextField(blank=True)
    body: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.key


class Question(models.Model):
    """A question of the public authorities about an agreement, and its answer."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="questions")
    key = models.CharField(max_length=13, unique=True, default=question_key, editable=False)
    text = models.TextField()
    due = models.DateField()
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = author_field()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = author_field()

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.key

"""Rows of what an agreement says: as it was signed, and as each of its amendments changed it.

A version is never changed. What an amendment does not rewrite stands: an article, an objective, an amount, the regions
and the day of its end are those of the last version that gives them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.site.programme.agreements.querysets import AgreementFileQuerySet, ObjectiveQuerySet
from filiere.site.programme.row_keys import make_row_key
from filiere.site.programme.titled_rows import TitledRow


def objective_key() -> str:
    """Opaque key of an objective."""
    return make_row_key("ob")


def file_key() -> str:
    """Opaque key of a file."""
    return make_row_key("af")


AMOUNT_DIGITS = 12
"""Of an amount, before its decimal point."""


def author_field() -> models.ForeignKey[Any, Any]:
    """Who entered a row."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


def amount_field(**options: Any) -> models.DecimalField[Any, Any]:
    """An amount in euros."""
    return models.DecimalField(max_digits=AMOUNT_DIGITS + 2, decimal_places=2, **options)


class AgreementVersion(models.Model):
    """The agreement as signed (number 0), or an amendment of it, with its date and its reason.

    ``total`` is the sum that the text itself gives; its lines may add up to another, which is said and not mended.
    ``ends`` and ``regions`` are empty where an amendment leaves them as they were; no region at all is an empty list.
    """

    agreement = models.ForeignKey("programme.Agreement", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    signed_on = models.DateField()
    reason = models.TextField(blank=True)
    total = amount_field(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    regions: models.JSONField[list[str] | None, list[str] | None] = models.JSONField(null=True, blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints = (models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),)

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.agreement_id}:{self.number}"


class Article(models.Model):
    """An article of a version. One that a later version does not rewrite stands; a later entry for the same version
    corrects the one before, and one without text takes the article out."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="articles")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "version__number", "known_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.number}. {self.title}"


class ObjectiveWords(TitledRow, models.Model):
    """What is promised, by when and where, and where its value is read: entered by people (`Measure`), or one of two.

    ``count`` names a figure that the site computes, ``figure`` one of the register.
    """

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    goal = models.DecimalField(max_digits=14, decimal_places=2)
    due = models.DateField()
    region = models.CharField(max_length=20, blank=True)
    count = models.CharField(max_length=60, blank=True)
    figure = models.CharField(max_length=100, blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    by = author_field()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class Objective(ObjectiveWords):
    """What the agreement promises, as the version that brought it says it."""

    agreement = models.ForeignKey("programme.Agreement", on_delete=models.PROTECT, related_name="objectives")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="objectives")
    key = models.CharField(max_length=13, unique=True, default=objective_key, editable=False)

    objects: ClassVar[ObjectiveQuerySet] = ObjectiveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (models.CheckConstraint(condition=Q(count="") | Q(figure=""), name="objective_reads_one_place"),)


class AmendedObjective(ObjectiveWords):
    """An objective as a later version says it; ``withdrawn`` where that version promises it no more."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="amended")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="amended_objectives")
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["version__number", "known_at", "id"]
        constraints = (
            models.CheckConstraint(condition=Q(count="") | Q(figure=""), name="amended_objective_reads_one_place"),
        )


class AgreementFile(models.Model):
    """The file of a text that was signed: its content, by its fingerprint, is among those of evidence. Another file of
    the same version is added beside it. Once erased, its name goes and the fingerprint of its content stays."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="files")
    key = models.CharField(max_length=13, unique=True, default=file_key, editable=False)
    blob = models.ForeignKey("evidence.Blob", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=260, blank=True)
    known_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    by = author_field()

    objects: ClassVar[AgreementFileQuerySet] = AgreementFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["known_at", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.key

    @property
    def sha256(self) -> str:
        """The fingerprint of its content."""
        return self.blob.sha256

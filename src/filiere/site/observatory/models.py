"""What the observatory keeps in the database: versions of sources, the aggregates pages need, amendments of figures.

Whole source files stay in Parquet under the data folder; the shipped register stays in the package. A row here says
which version pages must read, and what staff changed, when and why.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.site.observatory.querysets import AggregateQuerySet, AmendmentQuerySet, SourceVersionQuerySet


class SourceVersion(models.Model):
    """One loaded version of one source; at most one version of a source is accepted, and pages read that one.

    `sha256` is the hash of the file received. Counts are rows of data: `rows` kept, `rejected` left out with their
    faults, `unknown` values left blank by the producer, `suppressed` values hidden for confidentiality.
    """

    class State(models.TextChoices):
        """Where a version stands."""

        PENDING = "pending"
        ACCEPTED = "accepted"
        SUPERSEDED = "superseded"
        REFUSED = "refused"

    name = models.CharField(max_length=60)
    version = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    rows = models.BigIntegerField()
    rejected = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)
    suppressed = models.BigIntegerField(default=0)
    fictitious = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    report = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = SourceVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-loaded_at", "-id"]
        constraints = (
            models.UniqueConstraint(fields=["name"], condition=Q(state="accepted"), name="source_one_accepted_a_name"),
            models.UniqueConstraint(fields=["name", "version"], name="source_version_once"),
            models.CheckConstraint(
                condition=Q(rows__gte=0, rejected__gte=0, unknown__gte=0, suppressed__gte=0),
                name="source_counts_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False), name="source_accepted_has_a_date"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def folder(self) -> Path:
        """Where its Parquet files and its fault lists stand."""
        return Path(settings.FILIERE_HOME) / "sources" / self.name / self.version

    @property
    def subject_id(self) -> str:
        """How the journal names it."""
        return f"{self.name}/{self.version}"


class Aggregate(models.Model):
    """Establishments and employees of a territory, a year and an activity, in one version of a source.

    `employees` is null when unknown, never zero for it, and null where `withheld` says that the number is known and
    not published: the database does not hold it. Where `withheld` is null nothing was decided yet, and nothing is
    shown (see `querysets`). `cells` counts the source's cells behind the row, and
    `unknown_cells` and `suppressed_cells` those among them whose value is unknown, or hidden for confidentiality:
    the sum is then a lower bound.
    """

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(SourceVersion, on_delete=models.CASCADE, related_name="aggregates")
    territory = models.CharField(max_length=16)
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    ape = models.CharField(max_length=5)
    establishments = models.BigIntegerField(null=True)
    employees = models.BigIntegerField(null=True)
    cells = models.BigIntegerField()
    unknown_cells = models.BigIntegerField()
    suppressed_cells = models.BigIntegerField(default=0)
    withheld = models.BooleanField(null=True, default=None)

    objects = AggregateQuerySet.as_manager()

    class Meta:
        constraints = (
            # Its index serves a page that ranks territories: all of one kind, one activity, one year.
            models.UniqueConstraint(fields=["version", "kind", "ape", "year", "territory"], name="aggregate_once"),
            models.CheckConstraint(
                condition=Q(unknown_cells__gte=0)
                & Q(suppressed_cells__gte=0)
                & Q(cells__gte=models.F("unknown_cells") + models.F("suppressed_cells")),
                name="aggregate_unknown_among_cells",
            ),
            models.CheckConstraint(
                condition=Q(employees__isnull=True) | Q(employees__gte=0), name="aggregate_employees_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(withheld=True) | Q(employees__isnull=True), name="aggregate_withheld_is_not_kept"
            ),
        )
        indexes = (
            # For the page of one territory: every year of one activity.
            models.Index(fields=["version", "territory", "ape", "year"], name="aggregate_territory"),
        )

    def __str__(self) -> str:
        return f"{self.territory} {self.year} {self.ape}"


class Amendment(models.Model):
    """A change of the register by staff, with its reason in both languages; never changed, never removed.

    `enter`: `changes` holds every field of a figure that did not ship, but its id. `correct`: `changes` maps fields of
    the figure to their new values. `retain` and `release`: `use` names the use,
    and `label_fr`/`label_en` say it in words when it is new.
    """

    class Kind(models.TextChoices):
        """What the amendment does."""

        ENTER = "enter"
        CORRECT = "correct"
        RETAIN = "retain"
        RELEASE = "release"

    number = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    figure = models.CharField(max_length=200, db_index=True)
    changes = models.JSONField(default=dict, blank=True)
    use = models.CharField(max_length=80, blank=True)
    label_fr = models.CharField(max_length=200, blank=True)
    label_en = models.CharField(max_length=200, blank=True)
    reason_fr = models.TextField()
    reason_en = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints = (
            models.CheckConstraint(
                condition=(Q(kind__in=("enter", "correct"), use="") | (~Q(kind__in=("enter", "correct")) & ~Q(use=""))),
                name="amendment_use_iff_retained_or_released",
            ),
            models.CheckConstraint(condition=~Q(reason_fr="") & ~Q(reason_en=""), name="amendment_has_its_reasons"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.figure}"

"""What is kept of tables from rows that are not public: those prepared, those that went out, totals of other bodies.

A row holds words, counts and fingerprints. Values, contributors and proofs are files under the data folder, named by
their fingerprints and served to nobody (see `content_store`).
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.core import Text
from filiere.disclosure import Subject
from filiere.site.confidentiality.querysets import (
    OutsideTotalQuerySet,
    ProtectionQuerySet,
    ReleaseQuerySet,
    TotalWithdrawalQuerySet,
    TradeOffQuerySet,
)


def _key(letter: str) -> str:
    return f"{letter}-{secrets.token_hex(5)}"


def protection_key() -> str:
    """Opaque key of a table prepared."""
    return _key("q")


def release_key() -> str:
    """Opaque key of a release."""
    return _key("r")


def total_key() -> str:
    """Opaque key of a total published elsewhere."""
    return _key("t")


def withdrawal_key() -> str:
    """Opaque key of the withdrawal of such a total."""
    return _key("w")


class About(models.Model):
    """What figures speak of; tables of one response and population are judged together, whatever their periods."""

    response = models.CharField(max_length=120)
    population = models.CharField(max_length=200)
    period = models.CharField(max_length=40)

    class Meta:
        abstract = True

    @property
    def subject(self) -> Subject:
        """The subject, as the engine compares it."""
        return Subject(self.response, self.population, self.period)


class Protection(About):
    """A table prepared by a statistician, who reads it whole: nobody else sees any of it.

    ``parameters`` are those of the rule, the slack, the costs, the level and the seed, as resolved; ``report`` what the
    protector and the attackers said (counts, never a value of a cell). ``files`` names the inner files by their
    fingerprints; ``public`` is the fingerprint of the file that a release would give. ``before`` is that of the ledger
    it was judged against: a table prepared before another went out is prepared again.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PREPARED = "prepared"
        PUBLISHED = "published"
        DISCARDED = "discarded"

    key = models.CharField(max_length=12, unique=True, default=protection_key, editable=False)
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    rule = models.CharField(max_length=80)
    level = models.CharField(max_length=24)
    parameters = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    rows = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    public = models.CharField(max_length=64)
    before = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    reason = models.TextField(max_length=2000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ProtectionQuerySet] = ProtectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(state="prepared", decided_at__isnull=True)
                | (~Q(state="prepared") & Q(decided_at__isnull=False)),
                name="protection_decided_iff_dated",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(fr=self.title_fr, en=self.title_en)


class Release(About):
    """A table that went out. Never changed, never removed: the database itself refuses it.

    Readers may see everything here but ``files``, the fingerprints of the inner files; ``public`` is that of the file
    they get.
    """

    number = models.PositiveIntegerField(primary_key=True)
    key = models.CharField(max_length=12, unique=True, default=release_key, editable=False)
    protection = models.OneToOneField(Protection, on_delete=models.PROTECT, related_name="release")
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    rule = models.CharField(max_length=80)
    level = models.CharField(max_length=24)
    rows = models.CharField(max_length=64)
    day = models.DateField()
    public = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects: ClassVar[ReleaseQuerySet] = ReleaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(fr=self.title_fr, en=self.title_en)


class OutsideTotal(About):
    """A total that others publish, which our tables must bear beside them. Never changed, never removed.

    ``parts`` lists the cells that it adds up, each as a mapping from column to code; the empty mapping is the whole.
    ``figure`` is the id of a figure of the register, when it is one; ``source_fr`` and ``source_en`` say where it is
    found.
    """

    number = models.PositiveIntegerField(primary_key=True)
    key = models.CharField(max_length=12, unique=True, default=total_key, editable=False)
    parts = models.JSONField()
    figure = models.CharField(max_length=200, blank=True)
    source_fr = models.CharField(max_length=400)
    source_en = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[OutsideTotalQuerySet] = OutsideTotalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.key

    @property
    def source(self) -> Text:
        """Where it is found, in both languages."""
        return Text(fr=self.source_fr, en=self.source_en)


class TotalWithdrawal(models.Model):
    """That a total was declared wrongly: from then on no table is judged with it. Never changed, never removed.

    The total itself stays as it was declared: the tables that it was set beside were judged with it.
    """

    number = models.PositiveIntegerField(primary_key=True)
    key = models.CharField(max_length=12, unique=True, default=withdrawal_key, editable=False)
    total = models.OneToOneField(OutsideTotal, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[TotalWithdrawalQuerySet] = TotalWithdrawalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]

    def __str__(self) -> str:
        return self.key


class TradeOff(models.Model):
    """What other levels and other blurs would lose of a prepared table: shares and counts, no value of a cell."""

    protection = models.OneToOneField(Protection, on_delete=models.PROTECT, related_name="trade_off")
    points = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[TradeOffQuerySet] = TradeOffQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.protection)

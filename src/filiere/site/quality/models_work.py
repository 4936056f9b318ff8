"""What is made from the contacts of a centre: local definitions, runs of figures, packs, a part in the benchmark.

And the jobs that make them, for some last minutes: each is a row that says how far it is, so that a page can be read
again without JavaScript, and a job whose process died is taken up by the next one.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.core import Text
from filiere.site.members.querysets import DatedManager
from filiere.site.quality.querysets import EditionQuerySet, JobQuerySet, OfCentreManager


def job_key() -> str:
    """Opaque key of a job."""
    return f"j-{secrets.token_hex(6)}"


def run_key() -> str:
    """Opaque key of a run."""
    return f"r-{secrets.token_hex(6)}"


def pack_key() -> str:
    """Opaque key of a pack."""
    return f"p-{secrets.token_hex(6)}"


class LocalSet(models.Model):
    """One version of a set of definitions that a centre wrote; ``text`` is its YAML, ``sha256`` its seal.

    Until ``sealed_at`` it may be written anew; the first figure computed under it seals it, and a change is then a new
    version.
    """

    centre = models.ForeignKey("quality.Centre", on_delete=models.PROTECT, related_name="local_sets")
    key = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    title_fr = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCentreManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["centre", "key", "version"], name="local_set_version_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its key and version, as figures name what they were computed under."""
        return f"{self.key}@{self.version}"

    @property
    def title(self) -> Text:
        """What the centre calls it."""
        return Text(fr=self.title_fr, en=self.title_en)


class Run(models.Model):
    """Figures of one set of definitions on one state of the store; its tables stand in the folder of the centre.

    ``store`` is the seal of the deliveries they were computed from: a run whose seal is no longer that of the store is
    of the past, and says so.
    """

    key = models.CharField(max_length=16, unique=True, default=run_key, editable=False)
    centre = models.ForeignKey("quality.Centre", on_delete=models.PROTECT, related_name="runs")
    definition = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    store = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    objects = OfCentreManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["centre", "sha256", "store"], name="run_once_a_store"),
        ]

    def __str__(self) -> str:
        return self.key


class Pack(models.Model):
    """A sealed pack that the centre made; ``sha256`` is the hash of its file, which goes when the pack is erased.

    ``seal`` is that of its manifest, which the centre gives to whoever holds the file by another way; ``cut`` names the
    detail that its figures go to.
    """

    key = models.CharField(max_length=16, unique=True, default=pack_key, editable=False)
    centre = models.ForeignKey("quality.Centre", on_delete=models.PROTECT, related_name="packs")
    definition = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    definition_sha256 = models.CharField(max_length=64)
    store = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, default="")
    cut = models.CharField(max_length=60, default="all")
    size = models.BigIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = OfCentreManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # The same store and definition give the same bytes: one pack. What was erased may be made again.
            models.UniqueConstraint(
                fields=["centre", "sha256"], condition=Q(erased_at__isnull=True), name="pack_once_a_content"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Participation(models.Model):
    """A centre's part in the benchmark, from the day it consented to the day it left, that day included.

    ``terms`` names the version of the words that were agreed to.
    """

    centre = models.ForeignKey("quality.Centre", on_delete=models.PROTECT, related_name="participations")
    terms = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DatedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="participation_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(until__isnull=True), name="participation_one_open_a_centre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id}:{self.since}"


class Edition(models.Model):
    """The benchmark of a month, made once and never again: nobody can compare it with itself less one member.

    ``month`` is ``2026-10``; fictitious centres are compared among themselves. ``content`` holds what each centre
    brought, sums by day, which no page shows; ``sha256`` is its seal. ``centres`` are those that took part that day.
    """

    month = models.CharField(max_length=7)
    fictitious = models.BooleanField(default=False)
    rule = models.CharField(max_length=60)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    centres = models.ManyToManyField("quality.Centre", related_name="editions")
    made_at = models.DateTimeField()

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-month", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["month", "fictitious"], name="edition_once_a_month"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """What the journal knows it by."""
        return f"{self.month}-fictitious" if self.fictitious else self.month


class Job(models.Model):
    """Something that lasts, done apart from any page: an import, a run of figures, a pack.

    ``subject`` is the key of what it is about, ``asked`` what its maker needs. ``done`` and ``total`` count in the unit
    of ``stage``; a total of zero is unknown. ``beat_at`` is the last sign of life: a job that runs without one has lost
    its process, and is taken up again. ``faults`` are those of the file, in both languages. A job without a centre
    verifies a pack for an auditor, or prepares a table for a statistician. ``turns`` counts the times that it was set
    aside for others to have theirs, ``seconds`` how long it ran before.
    """

    class Kind(models.TextChoices):
        """What is made."""

        IMPORT = "import"
        RUN = "run"
        EXPLAIN = "explain"
        PACK = "pack"
        ERASE = "erase"

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    OPEN = (State.QUEUED, State.RUNNING)

    key = models.CharField(max_length=16, unique=True, default=job_key, editable=False)
    centre = models.ForeignKey("quality.Centre", on_delete=models.PROTECT, null=True, blank=True, related_name="jobs")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    subject = models.CharField(max_length=120)
    asked = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=40, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    made = models.CharField(max_length=40, blank=True)
    faults = models.JSONField(default=list, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_at = models.DateTimeField(null=True, blank=True)
    turns = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Asked twice by two people or by two clicks, it is done once.
            models.UniqueConstraint(
                fields=["centre", "kind", "subject"],
                condition=Q(state__in=["queued", "running"]),
                name="job_one_open_a_subject",
            ),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "asked_at"], name="job_waiting")]

    def __str__(self) -> str:
        return self.key

    @property
    def open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.OPEN

    @property
    def owner(self) -> str:
        """Whose turn it takes: that of its centre, or of whoever asked where there is none."""
        return self.owner_of(self.centre_id, self.asked_by_id)

    @staticmethod
    def owner_of(centre: int | None, person: int) -> str:
        """The owner of the jobs of a centre, or of a person without one, by their numbers."""
        return f"person:{person}" if centre is None else f"centre:{centre}"

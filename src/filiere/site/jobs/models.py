"""The job: a row that says what was asked and how far it is, so that a page can be read again without JavaScript."""

from __future__ import annotations

import secrets
from typing import ClassVar, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.jobs.querysets import JobQuerySet


class JobOwner(NamedTuple):
    """Whose a job is: a thing of another app, by its kind and its key there."""

    kind: str
    key: str


NO_OWNER = JobOwner("", "")
"""The owner of a job that belongs to nothing but whoever asked."""


def job_key() -> str:
    """Opaque key of a job."""
    return f"j-{secrets.token_hex(6)}"


class Job(models.Model):
    """Something that lasts, done apart from any page.

    ``kind`` names its handler (see `handlers`), ``subject`` is the key of what it is about, ``asked`` what its handler
    needs. ``done`` and ``total`` count in the unit of ``stage``; a total of zero is unknown. ``beat_at`` is the last
    sign of life: a job that runs without one has lost its process, and is taken up again. ``faults`` are those of the
    file, in both languages. ``turns`` counts the times that it was set aside for others to have theirs, ``seconds`` how
    long it ran before.
    """

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    OPEN = (State.QUEUED, State.RUNNING)

    key = models.CharField(max_length=16, unique=True, default=job_key, editable=False)
    owner_kind = models.CharField(max_length=20, blank=True, default="")
    owner_key = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=20)
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
        # Its name from before it was an app of its own.
        db_table = "quality_job"
        ordering: ClassVar[list[str]] = ["asked_at", "id"]
        constraints = (
            # Asked twice by two people or by two clicks, it is done once.
            models.UniqueConstraint(
                fields=["owner_kind", "owner_key", "kind", "subject"],
                condition=Q(state__in=["queued", "running"]) & ~Q(owner_kind=""),
                name="job_one_open_a_subject",
            ),
            models.CheckConstraint(condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"),
        )
        indexes = (
            models.Index(fields=["state", "asked_at"], name="job_waiting"),
            models.Index(fields=["owner_kind", "owner_key", "kind"], name="job_owner"),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in self.OPEN

    @property
    def turn(self) -> str:
        """Whose turn it takes: that of its owner, or of whoever asked where there is none."""
        return self.turn_of(self.owner_kind, self.owner_key, self.asked_by_id)

    @staticmethod
    def turn_of(kind: str, key: str, person: int) -> str:
        """The turn of the jobs of an owner, or of a person without one."""
        return f"{kind}:{key}" if kind else f"person:{person}"

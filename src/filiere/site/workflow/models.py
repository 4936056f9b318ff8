"""A dossier is its events; what is kept beside them is only there to be searched, and is checked against them.

An event, its signatures and its snapshot are added and never changed. The body of a snapshot may be erased when the
dossier is archived: its fingerprint stays, which is what votes are bound to.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.site.members.models import Organisation
from filiere.site.workflow.querysets import DossierQuerySet


def dossier_key() -> str:
    """Opaque key of a dossier, as its addresses and the journal know it."""
    return f"d-{secrets.token_hex(5)}"


class Dossier(models.Model):
    """One organisation's case under one release of a referential.

    ``release`` is pinned by one of the `pinning_snapshots` and ``release_sha256`` is empty until then. ``state``,
    ``public_status`` and ``length`` (how many events) are derived from the events by the act that adds them. ``renews``
    is the dossier that this one would replace.
    """

    class PublicStatus(models.TextChoices):
        """What the state shows to everybody."""

        NONE = "none"
        VALID = "valid"
        SUSPENDED = "suspended"
        ENDED = "ended"

    key = models.CharField(max_length=12, unique=True, default=dossier_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dossiers")
    referential = models.CharField(max_length=40)
    release = models.CharField(max_length=80)
    release_sha256 = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=40)
    opened = models.DateField()
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    state = models.CharField(max_length=40)
    public_status = models.CharField(
        max_length=10, choices=PublicStatus.choices, default=PublicStatus.NONE, db_column="label"
    )
    length = models.PositiveIntegerField(default=0)
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[DossierQuerySet] = DossierQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state"], name="dossier_state"),
            models.Index(fields=["public_status"], name="dossier_label"),
        ]

    def __str__(self) -> str:
        return self.key


class Snapshot(models.Model):
    """What an event froze: a JSON body under its fingerprint; null once erased."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="snapshots")
    name = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    body = models.JSONField(null=True)
    taken_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sha256"], name="snapshot_sha256")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(body__isnull=True), name="snapshot_erased_has_no_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:12]}"


class Event(models.Model):
    """What happened to a dossier: the passage followed on a day; ``at`` is when it was written here."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    event = models.CharField(max_length=60)
    state = models.CharField(max_length=40)
    day = models.DateField()
    at = models.DateTimeField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="events")

    class Meta:
        ordering: ClassVar[list[str]] = ["dossier", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dossier", "number"], name="event_one_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="event_numbers_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.number} {self.step}"


class Signature(models.Model):
    """Who did an event, in whose name; ``college`` for a member of a body."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=40)
    college = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "person"], name="signature_one_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.party}"

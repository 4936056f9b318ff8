"""Rows of the register of commitments. Whether one is kept is a list of events, each true since a day and known since a
moment; none is changed, and the last one tells."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from filiere.core import Text
from filiere.site.members.models import Organisation
from filiere.site.programme.commitments.querysets import (
    CallQuerySet,
    CharterQuerySet,
    CommitmentQuerySet,
    SignatureQuerySet,
    VolunteerQuerySet,
)
from filiere.site.programme.row_keys import make_row_key
from filiere.site.programme.titled_rows import TitledRow, pair_words


def commitment_key() -> str:
    """Opaque key of a commitment."""
    return make_row_key("cm")


def call_key() -> str:
    """Opaque key of a call."""
    return make_row_key("ca")


def signature_key() -> str:
    """Opaque key of a signature."""
    return make_row_key("sg")


def _person(name: str = "+") -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name=name
    )


class CharterVersion(models.Model):
    """The text of common values, as it is signed from a day on; an earlier one keeps its signatures."""

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField()
    text_en = models.TextField()
    published_on = models.DateField()
    fictitious = models.BooleanField(default=False)
    known_at = models.DateTimeField(default=timezone.now)
    by = _person()

    objects: ClassVar[CharterQuerySet] = CharterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]

    def __str__(self) -> str:
        """What people call it."""
        return str(self.number)


class CharterSignature(models.Model):
    """The signature of a person, for themselves or for an organisation. The name is public with their consent only, and
    goes when they withdraw it."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="signatures")
    key = models.CharField(max_length=13, unique=True, default=signature_key, editable=False)
    user = _person()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="charter_signatures"
    )
    public_name = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SignatureQuerySet] = SignatureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["signed_at", "id"]
        constraints = (
            models.UniqueConstraint(
                fields=["version", "user"],
                condition=Q(withdrawn_at__isnull=True, organisation__isnull=True),
                name="charter_signed_once",
            ),
            models.UniqueConstraint(
                fields=["version", "organisation"],
                condition=Q(withdrawn_at__isnull=True),
                name="charter_signed_once_for_all",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(public_name=""), name="withdrawn_signature_has_no_name"
            ),
        )

    def __str__(self) -> str:
        """What the journal calls it."""
        return self.key


class Commitment(models.Model):
    """A promise: who, what, to whom, by when, and what will prove it. ``owner`` is who is reminded of it."""

    class Origin(models.TextChoices):
        """Where it was made."""

        CHARTER = "charter"
        MEETING = "meeting"
        AGREEMENT = "agreement"
        OTHER = "other"

    key = models.CharField(max_length=13, unique=True, default=commitment_key, editable=False)
    who = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    owner = _person()
    what = models.CharField(max_length=300)
    what_en = models.CharField(max_length=300, blank=True)
    to_whom = models.CharField(max_length=200)
    due = models.DateField()
    proof = models.CharField(max_length=300)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    origin_words = models.CharField(max_length=200, blank=True)
    made_on = models.DateField()
    public = models.BooleanField(default=True)
    fictitious = models.BooleanField(default=False)
    known_at = models.DateTimeField(default=timezone.now)
    by = _person()

    objects: ClassVar[CommitmentQuerySet] = CommitmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]
        indexes = (models.Index(fields=["due"], name="commitment_due"),)
        constraints = (models.CheckConstraint(condition=Q(due__gte=F("made_on")), name="commitment_due_after_made"),)

    def __str__(self) -> str:
        """What people call it."""
        return self.what

    @property
    def words(self) -> Text:
        """What is promised, in the language of the reader where it was written in it."""
        return pair_words(self.what, self.what_en)


class CommitmentEvent(models.Model):
    """What became of a commitment: kept, with its proof; broken, and why; or revised, with another day.

    A ``mistake`` takes back the event that it ``corrects``, and says why: from the day it is known that event never
    held, on any day; as of a day before, it still reads as it was said.
    """

    class Kind(models.TextChoices):
        """What happened."""

        KEPT = "kept"
        BROKEN = "broken"
        REVISED = "revised"
        MISTAKE = "mistake"

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    due = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=500)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")
    known_at = models.DateTimeField(default=timezone.now)
    by = _person()

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "known_at", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="revised", due__isnull=False) | (~Q(kind="revised") & Q(due__isnull=True)),
                name="revision_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="mistake", corrects__isnull=False) | (~Q(kind="mistake") & Q(corrects__isnull=True)),
                name="mistake_corrects_an_event",
            ),
        )

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.commitment_id} {self.kind} {self.on}"


class Call(TitledRow, models.Model):
    """A call for volunteers, or a working group that takes members until a day."""

    class Kind(models.TextChoices):
        """What people join."""

        VOLUNTEERS = "volunteers"
        GROUP = "group"

    key = models.CharField(max_length=13, unique=True, default=call_key, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    what = models.TextField()
    what_en = models.TextField(blank=True)
    opened_on = models.DateField()
    until = models.DateField()
    fictitious = models.BooleanField(default=False)
    by = _person()

    objects: ClassVar[CallQuerySet] = CallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["until", "id"]
        constraints = (models.CheckConstraint(condition=Q(until__gte=F("opened_on")), name="call_ends_after_it_opens"),)

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class Volunteer(models.Model):
    """Somebody who joined a call. The row goes when they leave, and when the register of processing says so."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="volunteers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[VolunteerQuerySet] = VolunteerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["joined_at", "id"]
        constraints = (models.UniqueConstraint(fields=["call", "user"], name="volunteer_once"),)

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.call_id}:{self.user_id}"

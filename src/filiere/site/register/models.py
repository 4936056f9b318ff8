"""What the register keeps beside the dossiers: what it shows of each label, complaints, followers, what holders say of
their own services, and the statistics that went out.

A label is its dossier: the row that pages read is a projection of the events, and is checked against them.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.site.accounts.sealing import register_sealed_field, register_token_hash_field
from filiere.site.members.models import Organisation
from filiere.site.register.querysets import ComplaintQuerySet, FollowQuerySet, HalfYearQuerySet, RegisteredLabelQuerySet
from filiere.site.workflow.models import Dossier, Event

TRACKING = register_token_hash_field("complaint-tracking", "register.Complaint", "tracking_hash")
IDENTITY = register_sealed_field("complaint-identity", "register.Complainant", "sealed")


def complaint_key() -> str:
    """Opaque key of a complaint, as the staff and the journal know it; it opens nothing to whoever finds it."""
    return f"c-{secrets.token_hex(5)}"


def follow_key() -> str:
    """Opaque key of a follower."""
    return f"f-{secrets.token_hex(8)}"


class RegisteredLabel(models.Model):
    """A label as the label register shows it, derived from the events of its dossier by the act that adds one.

    ``verdict`` is a key of `VERDICTS`, so ``since`` that day; ``begun`` is the first day of all. ``ends`` and ``due``
    say what days change by themselves: see `projection`. ``numbers`` and ``fingerprints`` are those of the
    certificates, one a line, the last first; ``name`` and ``siren`` are empty where no certificate tells them.
    ``sites`` and ``lines`` hold keys and codes alone; ``communes`` and ``activities`` are theirs, for lists.
    """

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="registered")
    verdict = models.CharField(max_length=10)
    since = models.DateField(null=True)
    begun = models.DateField()
    ends = models.DateField(null=True)
    due = models.DateField(null=True)
    name = models.TextField(blank=True)
    siren = models.TextField(blank=True)
    category = models.TextField(blank=True)
    numbers = models.TextField(blank=True)
    fingerprints = models.TextField(blank=True)
    release = models.TextField(blank=True)
    release_sha256 = models.TextField(blank=True)
    granted = models.DateField(null=True)
    until = models.DateField(null=True)
    france_share = models.TextField(blank=True)
    sites = models.JSONField(default=list)
    communes = models.TextField(blank=True)
    activities = models.TextField(blank=True)
    lines = models.JSONField(default=list)

    objects: ClassVar[RegisteredLabelQuerySet] = RegisteredLabelQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.verdict}"

    @classmethod
    def list_projected_columns(cls) -> tuple[str, ...]:
        """The columns that the events make: all but the keys."""
        return tuple(one.name for one in cls._meta.concrete_fields if one.name not in ("id", "dossier"))


class Presentation(models.Model):
    """What a holder says of its services and channels, and how to reach it: declared and published, never audited."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="presentation")
    services = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=list, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class Follow(models.Model):
    """Somebody told when the label of an organisation is suspended, withdrawn, ends or is restored.

    Either an account or an address, which counts once it was confirmed from a letter. Ending it removes the row.
    """

    key = models.CharField(max_length=20, unique=True, default=follow_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="followers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="follows"
    )
    address = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="fr")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FollowQuerySet] = FollowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | (Q(user__isnull=True) & ~Q(address="")),
                name="follow_by_an_account_or_an_address",
            ),
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(user__isnull=False), name="follow_once_an_account"
            ),
            models.UniqueConstraint(
                fields=["organisation", "address"], condition=~Q(address=""), name="follow_once_an_address"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Complaint(models.Model):
    """A complaint against a holder. ``tracking_hash`` is that of the secret number that its author alone holds.

    ``facts`` is the account, in which what stands between ``[[`` and ``]]`` would tell who speaks; ``private`` is for
    the staff alone. The holder is given ``shared``, made from the facts when the complaint is admitted. ``event`` is
    that of the dossier, which the admission writes: its day tells nothing of the day of the complaint.
    """

    class Capacity(models.TextChoices):
        """In what capacity somebody complains."""

        EMPLOYEE = "employee"
        UNION = "union"
        CONSUMER = "consumer"
        BUYER = "buyer"
        OTHER = "other"

    class State(models.TextChoices):
        """Where it stands; derived from its steps by the act that adds one."""

        RECEIVED = "received"
        DISMISSED = "dismissed"
        ADMITTED = "admitted"
        ANSWERED = "answered"
        CLOSED = "closed"

    OPEN: ClassVar[frozenset[str]] = frozenset({State.RECEIVED, State.ADMITTED, State.ANSWERED})
    """States in which something is still awaited."""

    key = models.CharField(max_length=12, unique=True, default=complaint_key, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="complaints")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="complaint")
    tracking_hash = models.CharField(max_length=64, unique=True)
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    language = models.CharField(max_length=2, default="fr")
    facts = models.TextField(max_length=20_000, blank=True)
    private = models.TextField(max_length=20_000, blank=True)
    shared = models.TextField(max_length=20_000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ComplaintQuerySet] = ComplaintQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.key


class Complainant(models.Model):
    """Who complains, kept apart from the complaint: read by an act of its own, which the journal notes."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="complainant")
    sealed = models.TextField()
    """Name and way to answer, encrypted under a key of this purpose: a copy of the table tells nobody."""

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class ComplaintStep(models.Model):
    """What was done about a complaint, added and never changed; ``words`` go to its author, but for a note."""

    class Kind(models.TextChoices):
        """What was done."""

        RECEIVED = "received"
        ADDED = "added"
        ADMITTED = "admitted"
        DISMISSED = "dismissed"
        ANSWERED = "answered"
        CLOSED = "closed"
        IDENTITY = "identity"

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    outcome = models.CharField(max_length=20, blank=True)
    words = models.TextField(max_length=20_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["complaint", "number"]
        constraints = (models.UniqueConstraint(fields=["complaint", "number"], name="complaint_step_one_a_number"),)

    def __str__(self) -> str:
        return f"{self.complaint_id}:{self.number} {self.kind}"


class AnonymousAct(models.Model):
    """What somebody did without a name, until the journal has it and the staff a letter: no moment is kept.

    See `deferred_anonymous_acts`. One that is ``recorded`` stands in the journal, and waits for the letter of its hour
    alone.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="waiting")
    act = models.CharField(max_length=60)
    payload = models.JSONField()
    tell_staff = models.BooleanField(default=False)
    recorded = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.act}"


class HalfYear(models.Model):
    """The statistics of the label at the end of a half-year, as they first went out, and never otherwise after.

    ``told`` is what pages show: for each measure its cells, the codes with a value or none. ``release`` is the inner
    file that the next half-year is judged with, empty where no new table of employees went out; ``rows`` is the
    SHA-256 of what was counted.
    """

    day = models.DateField(unique=True)
    held = models.PositiveIntegerField()
    told = models.JSONField()
    rows = models.CharField(max_length=64)
    release = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    objects: ClassVar[HalfYearQuerySet] = HalfYearQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return self.day.isoformat()

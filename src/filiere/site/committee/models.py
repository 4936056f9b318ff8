"""Sessions, their items, and the votes on them.

A vote is on one dossier as it was frozen, under one release: an item holds both fingerprints, and falls when either is
no longer that of the dossier. A ballot is added and never changed, one a seat and round, which the database sees to.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.committee.models_interests import BusinessLink, FormerTie, Interest, Recusal
from filiere.site.committee.querysets import OPEN_STATUSES, BallotQuerySet, ItemQuerySet, NoteQuerySet, SessionQuerySet
from filiere.site.workflow.models import Dossier

__all__ = [
    "Attendance",
    "Ballot",
    "Body",
    "BusinessLink",
    "Dissent",
    "ExceptionAct",
    "FormerTie",
    "Hearing",
    "Interest",
    "Item",
    "NoTieStatement",
    "Note",
    "Recusal",
    "Round",
    "Session",
]


def session_key() -> str:
    """Opaque key of a session."""
    return f"s-{secrets.token_hex(5)}"


def item_key() -> str:
    """Opaque key of an item."""
    return f"i-{secrets.token_hex(5)}"


def _person_field(name: str = "+") -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=name)


def _optional_person_field() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Body(models.TextChoices):
    """The bodies that vote on dossiers."""

    COMMITTEE = "committee"
    APPEAL_PANEL = "appeal_panel"


class Session(models.Model):
    """A meeting of a body on a day. ``minutes`` are the public ones, sealed when it closes (see `minutes`).

    ``urgency`` is why it was called in less than the ordinary notice, where the release allows that; blank otherwise.
    ``closing_by`` is who asked, at ``closing_at``, to close it over items that were not dealt with.
    """

    key = models.CharField(max_length=12, unique=True, default=session_key, editable=False)
    instance = models.CharField(max_length=20, choices=Body.choices)
    day = models.DateField()
    time = models.TimeField()
    place = models.CharField(max_length=200)
    urgency = models.CharField(max_length=500, blank=True)
    called_by = _optional_person_field()
    called_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    chair = _optional_person_field()
    closing_by = _optional_person_field()
    closing_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    minutes = models.JSONField(null=True, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[SessionQuerySet] = SessionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-day", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="session_closed_was_opened"
            ),
            models.CheckConstraint(
                condition=Q(minutes_sha256="") | Q(closed_at__isnull=False), name="session_minutes_when_closed"
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def is_running(self) -> bool:
        """Whether it has begun and has not ended."""
        return self.opened_at is not None and self.closed_at is None


class Attendance(models.Model):
    """A person who came to a session, on the seat they hold; ``left_at`` when they left before the end."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    user = _person_field()
    seat = models.CharField(max_length=60)
    college = models.CharField(max_length=40)
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["college", "seat", "id"]
        constraints = (models.UniqueConstraint(fields=["session", "user"], name="attendance_one_a_person"),)

    def __str__(self) -> str:
        return f"{self.session_id}:{self.seat}"


class Item(models.Model):
    """A dossier on an agenda: the question, the papers it is bound to, and what came of it.

    ``entered`` is how many events the dossier had when it came into its ``state``: the same state entered again is
    another question. ``seats`` is who sat where when the ballots were opened, by seat and without names. ``minutes``
    are the full ones, for the members.
    """

    class Status(models.TextChoices):
        """Where the item stands."""

        LISTED = "listed"
        FIRST = "first"
        DEBATE = "debate"
        SECOND = "second"
        COUNTED = "counted"
        CONCLUDING = "concluding"
        DECIDED = "decided"
        FALLEN = "fallen"
        LEFT = "left"

    key = models.CharField(max_length=12, unique=True, default=item_key, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="committee_items")
    state = models.CharField(max_length=40)
    entered = models.PositiveIntegerField()
    snapshot_sha256 = models.CharField(max_length=64)
    release_sha256 = models.CharField(max_length=64)
    proposed = models.CharField(max_length=40, blank=True)
    put_off_before = models.BooleanField(default=False)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.LISTED)
    fallen_why = models.JSONField(null=True, blank=True)
    first_counts = models.JSONField(null=True, blank=True)
    second_counts = models.JSONField(null=True, blank=True)
    seats = models.JSONField(null=True, blank=True)
    outcome = models.JSONField(null=True, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    minutes = models.JSONField(null=True, blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = _optional_person_field()
    listed_by = _optional_person_field()
    taken_off_by = _optional_person_field()
    event = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[ItemQuerySet] = ItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["session", "number"]
        constraints = (
            models.UniqueConstraint(fields=["session", "number"], name="item_one_a_number"),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(status__in=OPEN_STATUSES), name="item_one_open_a_dossier"
            ),
            models.CheckConstraint(
                condition=~Q(status="decided") | (Q(minutes_sha256__gt="") & Q(decided_on__isnull=False)),
                name="item_decided_has_minutes",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["counted", "concluding", "decided"]) | Q(outcome__isnull=False),
                name="item_counted_has_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return self.key


class Round(models.Model):
    """One vote on an item: the first is blind and tells where people stand, the second decides."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = _person_field()
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = _optional_person_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["item", "number"]
        constraints = (
            models.UniqueConstraint(fields=["item", "number"], name="round_one_a_number"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="round_first_or_second"),
        )

    def __str__(self) -> str:
        return f"{self.item_id}:{self.number}"


class Ballot(models.Model):
    """What a seat voted; ``commitment`` alone is published before the opening, and ``nonce`` proves it.

    Until then the vote stands encrypted in ``closed`` and nowhere else (see `ballot_sealing`). ``cast_at`` is when the
    round opened, the same for all.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=60)
    college = models.CharField(max_length=40)
    user = _person_field("committee_ballots")
    choice = models.CharField(max_length=40, blank=True)
    reasons = models.TextField(blank=True)
    nonce = models.CharField(max_length=64, blank=True)
    closed = models.TextField(blank=True)
    commitment = models.CharField(max_length=64)
    cast_at = models.DateTimeField()

    objects: ClassVar[BallotQuerySet] = BallotQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        # By commitment: the order of the votes is not kept.
        ordering: ClassVar[list[str]] = ["round", "commitment"]
        constraints = (
            models.UniqueConstraint(fields=["item", "round", "seat"], name="ballot_one_a_seat"),
            models.UniqueConstraint(fields=["item", "round", "user"], name="ballot_one_a_person"),
            models.CheckConstraint(
                condition=(Q(closed="") & ~Q(choice="") & ~Q(nonce=""))
                | (~Q(closed="") & Q(choice="") & Q(reasons="") & Q(nonce="")),
                name="ballot_closed_or_opened",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id}:{self.round}:{self.seat}"


class Note(models.Model):
    """A word of the debate, for the members who take part and nobody else."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="notes")
    user = _person_field()
    text = models.TextField()
    at = models.DateTimeField()

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.item_id}:{self.pk}"


class Dissent(models.Model):
    """A minority opinion, attached to the decision. The public reads the college, and the name when ``named``."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="dissents")
    user = _person_field()
    college = models.CharField(max_length=40)
    text = models.TextField()
    named = models.BooleanField(default=False)
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["college", "id"]
        constraints = (models.UniqueConstraint(fields=["item", "user"], name="dissent_one_a_person"),)

    def __str__(self) -> str:
        return f"{self.item_id}:{self.pk}"


class NoTieStatement(models.Model):
    """A member says that nothing ties them to the company of an item; a tie declared since overrides it."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="no_tie_statements")
    user = _person_field()
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["item", "id"]
        constraints = (models.UniqueConstraint(fields=["item", "user"], name="no_tie_statement_one_a_person"),)

    def __str__(self) -> str:
        return f"{self.item_id}:{self.pk}"


class Hearing(models.Model):
    """The company is offered a hearing before the vote, and what came of it: held, declined, or its day let pass."""

    class Outcome(models.TextChoices):
        """What came of it."""

        AWAITED = ""
        HELD = "held"
        DECLINED = "declined"
        LET_PASS = "let_pass"  # noqa: S105  An outcome, not a secret.

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="hearings")
    entered = models.PositiveIntegerField()
    snapshot_sha256 = models.CharField(max_length=64)
    offered_for = models.DateField()
    place = models.CharField(max_length=200)
    offered_by = _person_field()
    offered_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.AWAITED, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    record = models.TextField(blank=True)
    noted_by = _optional_person_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["dossier", "entered"]
        constraints = (
            models.UniqueConstraint(fields=["dossier", "entered", "snapshot_sha256"], name="hearing_one_a_question"),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True) | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="hearing_outcome_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.entered}"


class ExceptionAct(models.Model):
    """An exception, which two people of different colleges sign: the first asks, the second confirms and it is done.

    It lapses when the first no longer may sign and somebody else asks for it anew.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="exceptions")
    action = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    entered = models.PositiveIntegerField()
    reasons = models.TextField()
    first = _person_field()
    first_college = models.CharField(max_length=40)
    asked_on = models.DateField()
    second = _optional_person_field()
    second_college = models.CharField(max_length=40, blank=True)
    done_on = models.DateField(null=True, blank=True)
    lapsed_on = models.DateField(null=True, blank=True)
    published_in = models.ForeignKey(
        Session, on_delete=models.PROTECT, null=True, blank=True, related_name="exceptions"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_on", "id"]
        constraints = (
            models.UniqueConstraint(
                fields=["dossier", "action", "entered"],
                condition=Q(done_on__isnull=True, lapsed_on__isnull=True),
                name="exception_one_open_an_act",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(lapsed_on__isnull=True), name="exception_done_has_not_lapsed"
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("first")), name="exception_two_people"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | (Q(second__isnull=False) & ~Q(second_college=F("first_college"))),
                name="exception_two_colleges",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.action}"

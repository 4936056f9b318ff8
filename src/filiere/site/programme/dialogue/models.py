"""Rooms of the dialogue: colleges, seats, meetings, who was there, and minutes.

What was said is added and never changed: a seat ends on a day, minutes have versions, and the database itself refuses
to change them (see `triggers`). Texts and amendments are in `models_texts`, votes and positions in `models_votes`.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.members.models import Organisation
from filiere.site.members.querysets import DatedManager
from filiere.site.programme.dialogue.keys import make_meeting_key, make_room_key, make_seat_key
from filiere.site.programme.dialogue.models_texts import (
    AmendmentEvent,
    AmendmentReasons,
    AmendmentWording,
    DiscussedText,
    TextAmendment,
)
from filiere.site.programme.dialogue.models_votes import (
    DepositedAgreement,
    DissentNote,
    PositionSubject,
    SeatBallot,
    SecretPaper,
    StatedPosition,
    WordingVote,
)
from filiere.site.programme.dialogue.querysets import InRoomQuerySet, RoomQuerySet

__all__ = [
    "AmendmentEvent",
    "AmendmentReasons",
    "AmendmentWording",
    "DepositedAgreement",
    "DialogueRoom",
    "DiscussedText",
    "DissentNote",
    "MeetingAttendance",
    "MeetingPaper",
    "MeetingProxy",
    "MinutesApproval",
    "MinutesVersion",
    "PositionSubject",
    "RoomCollege",
    "RoomMeeting",
    "RoomSeat",
    "SeatBallot",
    "SecretPaper",
    "StatedPosition",
    "TextAmendment",
    "WordingVote",
]


class DialogueRoom(models.Model):
    """A body in which colleges meet and vote. ``quorum`` is the number of voters in all, beside that of each college.

    What a room of members holds exists for nobody else: page, file, search and API.
    """

    class Confidentiality(models.TextChoices):
        """Who reads what happens in it."""

        PUBLIC = "public"
        MEMBERS = "members"

    class Majority(models.TextChoices):
        """The majority of each college and of the whole, in the words of `filiere.referentials.voting`."""

        SIMPLE = "simple"
        ABSOLUTE = "absolute"
        TWO_THIRDS = "two_thirds"

    key = models.CharField(max_length=13, unique=True, default=make_room_key, editable=False)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    confidentiality = models.CharField(max_length=8, choices=Confidentiality.choices)
    majority = models.CharField(max_length=12, choices=Majority.choices, default=Majority.SIMPLE)
    quorum = models.PositiveSmallIntegerField()
    fictitious = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[RoomQuerySet] = RoomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class RoomCollege(models.Model):
    """A college of a room, and how many of its seats must vote."""

    room = models.ForeignKey(DialogueRoom, on_delete=models.PROTECT, related_name="colleges")
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, blank=True)
    quorum = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["room", "rank"]
        constraints = (models.UniqueConstraint(fields=["room", "key"], name="college_of_a_room_once"),)

    def __str__(self) -> str:
        """Its key in the room."""
        return self.key


class RoomSeat(models.Model):
    """A seat that a person holds for an organisation, from ``since`` to ``until``, that day included.

    A seat without a college observes: it reads what members read and does not vote. A mandate that ended opens nothing.
    """

    key = models.CharField(max_length=13, unique=True, default=make_seat_key, editable=False)
    room = models.ForeignKey(DialogueRoom, on_delete=models.PROTECT, related_name="seats")
    college = models.ForeignKey(RoomCollege, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="room_seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="room_seats")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["room", "college__rank", "organisation__name", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="room_seat_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(until__isnull=True), name="room_seat_one_open_a_person"
            ),
        )

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class RoomMeeting(models.Model):
    """A meeting of a room on a day, called, then open, then closed."""

    key = models.CharField(max_length=13, unique=True, default=make_meeting_key, editable=False)
    room = models.ForeignKey(DialogueRoom, on_delete=models.PROTECT, related_name="meetings")
    day = models.DateField()
    time = models.TimeField()
    place = models.CharField(max_length=200)
    agenda = models.TextField(blank=True)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(InRoomQuerySet)()

    class Meta:
        ordering: ClassVar[list[str]] = ["-day", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="room_meeting_closed_was_opened"
            ),
        )

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key

    @property
    def state(self) -> str:
        """`called`, `open` or `closed`."""
        return "closed" if self.closed_at else "open" if self.opened_at else "called"


class MeetingPaper(models.Model):
    """A paper of a meeting: words to read before it, where they are found, or the fingerprint of a file sent apart."""

    meeting = models.ForeignKey(RoomMeeting, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    address = models.URLField(max_length=500, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "number"]
        constraints = (
            models.UniqueConstraint(fields=["meeting", "number"], name="paper_number_once_a_meeting"),
            models.CheckConstraint(
                condition=~Q(words="") | ~Q(address="") | ~Q(file_sha256=""), name="paper_holds_something"
            ),
        )

    def __str__(self) -> str:
        """The meeting and the paper."""
        return f"{self.meeting_id}:{self.number}"


class MeetingAttendance(models.Model):
    """A seat that was there; ``left_at`` when it left before the end, and came back as another row."""

    meeting = models.ForeignKey(RoomMeeting, on_delete=models.PROTECT, related_name="attendances")
    seat = models.ForeignKey(RoomSeat, on_delete=models.PROTECT, related_name="attendances")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "id"]
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=Q(left_at__isnull=True), name="attendance_one_open_a_seat"
            ),
        )

    def __str__(self) -> str:
        """The meeting and the seat."""
        return f"{self.meeting_id}:{self.seat_id}"


class MeetingProxy(models.Model):
    """A seat that is away, and that of the same college which votes for it at one meeting, in one act with its own."""

    meeting = models.ForeignKey(RoomMeeting, on_delete=models.PROTECT, related_name="proxies")
    seat = models.ForeignKey(RoomSeat, on_delete=models.PROTECT, related_name="proxies_given")
    holder = models.ForeignKey(RoomSeat, on_delete=models.PROTECT, related_name="proxies_held")
    noted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "id"]
        constraints = (models.UniqueConstraint(fields=["meeting", "seat"], name="proxy_once_a_seat"),)

    def __str__(self) -> str:
        """Who votes for whom."""
        return f"{self.seat_id}>{self.holder_id}"


class MinutesVersion(models.Model):
    """What was written of a meeting, one row a version: none is changed or lost."""

    meeting = models.ForeignKey(RoomMeeting, on_delete=models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting", "number"]
        constraints = (models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once"),)

    def __str__(self) -> str:
        """The meeting and the version."""
        return f"{self.meeting_id}:{self.number}"


class MinutesApproval(models.Model):
    """The version that the room approved, by its hash; nothing is written after it."""

    meeting = models.OneToOneField(RoomMeeting, on_delete=models.PROTECT, related_name="approval")
    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    seat = models.ForeignKey(RoomSeat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["meeting"]

    def __str__(self) -> str:
        """The meeting."""
        return str(self.meeting_id)

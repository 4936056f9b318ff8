"""Votes on words, the notes of disagreement bound to them, positions, and agreements deposited.

A vote is on words, by their hash. What is decided is computed when it closes and is never typed; a ballot, a note and a
position are added and never changed, which the database sees to (see `triggers`).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.site.members.models import Organisation
from filiere.site.programme.dialogue.keys import (
    make_agreement_key,
    make_note_key,
    make_position_key,
    make_subject_key,
    make_vote_key,
)
from filiere.site.programme.dialogue.models_texts import AmendmentWording, DiscussedText, TextAmendment
from filiere.site.programme.dialogue.querysets import InRoomQuerySet, InTextQuerySet


def _person() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class WordingVote(models.Model):
    """A vote on the words of an amendment, or of the whole text once its amendments are voted.

    ``words`` are what is voted and ``words_sha256`` their hash; ``base_sha256`` is that of the text they amend. A vote
    whose words were edited after it opened has ``lapsed``: its ballots stay with the words they were cast on. One whose
    ballots nobody can count any more is ``void``, for the reason that the minutes print: nothing was decided.

    Of a ``secret`` vote, ``counts`` hold what may be told of it and nothing else: by college, or by colleges counted
    together, whose keys a ``+`` joins; ``seats`` say who voted, and never what.
    """

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open"
        CLOSED = "closed"
        LAPSED = "lapsed"
        VOID = "void"

    key = models.CharField(max_length=13, unique=True, default=make_vote_key, editable=False)
    text = models.ForeignKey(DiscussedText, on_delete=models.PROTECT, related_name="votes")
    amendment = models.ForeignKey(TextAmendment, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    wording = models.ForeignKey(AmendmentWording, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    meeting = models.ForeignKey("programme.RoomMeeting", on_delete=models.PROTECT, related_name="votes")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    secret = models.BooleanField(default=False)
    before = models.TextField(blank=True)
    words = models.TextField(blank=True)
    words_sha256 = models.CharField(max_length=64)
    base_sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = _person()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, blank=True)
    counts: models.JSONField[dict[str, Any] | None, dict[str, Any] | None] = models.JSONField(null=True, blank=True)
    seats: models.JSONField[list[Any] | None, list[Any] | None] = models.JSONField(null=True, blank=True)
    decision_sha256 = models.CharField(max_length=64, blank=True)
    void_reason = models.TextField(blank=True)

    objects = models.Manager.from_queryset(InTextQuerySet)()

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-id"]
        constraints = (
            models.UniqueConstraint(
                fields=["text", "amendment"], condition=Q(state="open"), name="vote_one_open_an_amendment"
            ),
            models.UniqueConstraint(
                fields=["text"], condition=Q(state="open", amendment__isnull=True), name="vote_one_open_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(decision_sha256__gt=""), name="vote_closed_has_a_decision"
            ),
            models.CheckConstraint(condition=Q(state="void") ^ Q(void_reason=""), name="vote_void_has_a_reason"),
        )

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class SeatBallot(models.Model):
    """What a seat voted, in public; ``proxy`` where another seat voted for it.

    Of a secret vote it says that the seat voted: the choice stands in no row in plain, and ``commitment`` is the
    fingerprint that proves, when the ballots are counted, that none was changed. Its hour is that of the vote, since
    when each voted may tell what.
    """

    vote = models.ForeignKey(WordingVote, on_delete=models.PROTECT, related_name="ballots")
    seat = models.ForeignKey("programme.RoomSeat", on_delete=models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=8, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    proxy = models.BooleanField(default=False)
    by = _person()
    cast_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["vote", "id"]
        constraints = (
            models.UniqueConstraint(fields=["vote", "seat"], name="ballot_once_a_seat_and_vote"),
            models.CheckConstraint(condition=Q(choice="") ^ Q(commitment=""), name="ballot_said_or_committed"),
        )

    def __str__(self) -> str:
        """The vote and the seat."""
        return f"{self.vote_id}:{self.seat_id}"


class SecretPaper(models.Model):
    """What a ballot of a secret vote says, encrypted; destroyed when the ballots are counted, as papers are."""

    ballot = models.OneToOneField(SeatBallot, on_delete=models.PROTECT, related_name="paper")
    closed = models.TextField()

    class Meta:
        ordering: ClassVar[list[str]] = ["ballot"]

    def __str__(self) -> str:
        """The ballot."""
        return str(self.ballot_id)


class DissentNote(models.Model):
    """A note of disagreement, bound to the hash of a decision: it goes wherever the decision goes, for ever.

    ``organisation_name`` is as it was that day.
    """

    key = models.CharField(max_length=13, unique=True, default=make_note_key, editable=False)
    vote = models.ForeignKey(WordingVote, on_delete=models.PROTECT, related_name="dissents")
    decision_sha256 = models.CharField(max_length=64)
    seat = models.ForeignKey("programme.RoomSeat", on_delete=models.PROTECT, related_name="dissents")
    organisation_name = models.CharField(max_length=200)
    text = models.TextField()
    by = _person()
    signed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["vote", "signed_at", "id"]
        constraints = (models.UniqueConstraint(fields=["vote", "seat"], name="dissent_once_a_seat_and_vote"),)

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class PositionSubject(models.Model):
    """A subject on which organisations take position, and what a position is about."""

    key = models.CharField(max_length=13, unique=True, default=make_subject_key, editable=False)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=300, blank=True)
    about_en = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "id"]

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class StatedPosition(models.Model):
    """What an organisation said on a subject: true since ``on``, known here since ``known_at``, and where it was said.

    A position is never edited; another statement takes its place from its own day.
    """

    class Stance(models.TextChoices):
        """What it comes to."""

        FOR = "for"
        AGAINST = "against"
        RESERVE = "reserve"
        NONE = "none"

    key = models.CharField(max_length=13, unique=True, default=make_position_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="stated_positions")
    subject = models.ForeignKey(PositionSubject, on_delete=models.PROTECT, related_name="positions")
    room = models.ForeignKey("programme.DialogueRoom", on_delete=models.PROTECT, related_name="positions")
    stance = models.CharField(max_length=7, choices=Stance.choices)
    text = models.TextField()
    on = models.DateField()
    known_at = models.DateTimeField()
    source = models.CharField(max_length=300)
    source_url = models.URLField(max_length=500, blank=True)
    by = _person()

    objects = models.Manager.from_queryset(InRoomQuerySet)()

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "known_at", "id"]

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class DepositedAgreement(models.Model):
    """An agreement that parties signed and deposited, with the hash of its file; ``blob`` is the file itself, among
    those of evidence, where it was sent. Once it is erased, its name goes and the hash stays."""

    key = models.CharField(max_length=13, unique=True, default=make_agreement_key, editable=False)
    room = models.ForeignKey("programme.DialogueRoom", on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    parties = models.CharField(max_length=600)
    signed_on = models.DateField()
    deposited_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    file_sha256 = models.CharField(max_length=64)
    blob = models.ForeignKey("evidence.Blob", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=260, blank=True)
    file_erased_at = models.DateTimeField(null=True, blank=True)
    by = _person()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-signed_on", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(deposited_on__gte=models.F("signed_on")), name="agreement_deposited_once_signed"
            ),
        )

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key

"""Texts under discussion and the amendments to them.

Words and reasons of an amendment have versions apart: a reason that is amended leaves the wording as it was. What
became of an amendment is a list of events, each true since a day, known since a moment; the row repeats the last one.

The reasons of an amendment are amended apart from its words: a version of them is put under discussion as a text of its
own, with amendments and votes of its own.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from filiere.programme.amendment_records import AMENDMENT_OPS
from filiere.site.programme.dialogue.keys import make_amendment_key, make_text_key
from filiere.site.programme.dialogue.querysets import DiscussedTextQuerySet, InTextQuerySet


class DiscussedText(models.Model):
    """A text that a room discusses: ``base`` is what it was, in paragraphs parted by a blank line.

    A text taken from a referential keeps where: the name and the seal of the release, the criterion and the field.
    Amendments are filed until ``amend_until``, amendments to amendments until ``subamend_until``, both days included.
    ``reasons`` is the version of the reasons of an amendment that the text is, where it is one.
    """

    key = models.CharField(max_length=13, unique=True, default=make_text_key, editable=False)
    room = models.ForeignKey("programme.DialogueRoom", on_delete=models.PROTECT, related_name="texts")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    base = models.TextField()
    language = models.CharField(max_length=2, default="fr")
    release = models.CharField(max_length=60, blank=True)
    release_sha256 = models.CharField(max_length=64, blank=True)
    criterion = models.CharField(max_length=80, blank=True)
    field = models.CharField(max_length=80, blank=True)
    reasons = models.OneToOneField(
        "programme.AmendmentReasons", on_delete=models.PROTECT, null=True, blank=True, related_name="discussed"
    )
    amend_until = models.DateField()
    subamend_until = models.DateField()
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = models.Manager.from_queryset(DiscussedTextQuerySet)()

    class Meta:
        ordering: ClassVar[list[str]] = ["-put_at", "-id"]
        constraints = (
            models.UniqueConstraint(fields=["room", "code"], name="text_code_once_a_room"),
            models.CheckConstraint(
                condition=Q(subamend_until__gte=models.F("amend_until")), name="text_deadlines_in_order"
            ),
        )

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key


class TextAmendment(models.Model):
    """An amendment that a seat filed, by its number in the text."""

    class State(models.TextChoices):
        """What became of it: rejected, fallen, withdrawn and inadmissible are four things."""

        FILED = "filed"
        ADMISSIBLE = "admissible"
        INADMISSIBLE = "inadmissible"
        WITHDRAWN = "withdrawn"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        FALLEN = "fallen"

    key = models.CharField(max_length=13, unique=True, default=make_amendment_key, editable=False)
    text = models.ForeignKey(DiscussedText, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    seat = models.ForeignKey("programme.RoomSeat", on_delete=models.PROTECT, related_name="amendments")
    state = models.CharField(max_length=12, choices=State.choices, default=State.FILED)

    objects = models.Manager.from_queryset(InTextQuerySet)()

    class Meta:
        ordering: ClassVar[list[str]] = ["text", "number"]
        constraints = (models.UniqueConstraint(fields=["text", "number"], name="amendment_number_once_a_text"),)

    def __str__(self) -> str:
        """How the journal calls it."""
        return self.key

    @property
    def code(self) -> str:
        """How the room calls it: the code of the text and its number."""
        return f"{self.text.code}-{self.number:02d}"


class AmendmentWording(models.Model):
    """A version of what an amendment does, in the names of `filiere.programme.amendment_records`.

    ``to`` is a paragraph, or the code of another amendment.
    """

    amendment = models.ForeignKey(TextAmendment, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    op = models.CharField(max_length=14, choices=[(one, one) for one in AMENDMENT_OPS])
    paragraph = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    to = models.CharField(max_length=30, blank=True)
    old = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["amendment", "number"]
        constraints = (models.UniqueConstraint(fields=["amendment", "number"], name="wording_number_once"),)

    def __str__(self) -> str:
        """The amendment and the version."""
        return f"{self.amendment_id}:{self.number}"


class AmendmentReasons(models.Model):
    """A version of what an amendment is for, in a sentence, and why it is proposed.

    ``vote`` is the vote that made it, by an amendment to an earlier version; ``by`` is then nobody.
    """

    amendment = models.ForeignKey(TextAmendment, on_delete=models.PROTECT, related_name="reasons")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    vote = models.OneToOneField(
        "programme.WordingVote", on_delete=models.PROTECT, null=True, blank=True, related_name="reasons_made"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["amendment", "number"]
        constraints = (
            models.UniqueConstraint(fields=["amendment", "number"], name="reasons_number_once"),
            models.CheckConstraint(
                condition=Q(by__isnull=False) ^ Q(vote__isnull=False), name="reasons_by_somebody_or_a_vote"
            ),
        )

    def __str__(self) -> str:
        """The amendment and the version."""
        return f"{self.amendment_id}:{self.number}"


class AmendmentEvent(models.Model):
    """Something that became of an amendment, true since a day, known since a moment; ``why`` in both languages.

    ``by`` is nobody where a vote or another amendment made it so.
    """

    amendment = models.ForeignKey(TextAmendment, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=12, choices=TextAmendment.State.choices)
    why = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["amendment", "id"]

    def __str__(self) -> str:
        """The amendment and what became of it."""
        return f"{self.amendment_id}:{self.state}"

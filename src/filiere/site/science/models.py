"""What is kept of the making of a release: the proposal, what was said of it, how each seat voted.

The text proposed is a folder of its own under the data folder, sealed by its fingerprint: nothing of it changes while
people read, comment and vote, and a release already in service is never touched.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.accounts.sealing import register_token_hash_field
from filiere.site.science.querysets import CommentQuerySet, ProposalQuerySet

HAND_HASHER = register_token_hash_field("former-hand", "science.FormerHand", "fingerprint")


def proposal_key() -> str:
    """Opaque key of a proposal."""
    return f"p-{secrets.token_hex(5)}"


class Proposal(models.Model):
    """A release put forward.

    ``sha256`` is the fingerprint of its text. ``rules`` names the release whose committee adopts it, by whose quorum
    and majority; ``electorate`` is who held which seat when the vote opened, and until which day they vote. ``minutes``
    are the public minutes.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed"
        CONSULTED = "consulted"
        VOTED_ON = "voted_on"
        ADOPTED = "adopted"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    key = models.CharField(max_length=12, unique=True, default=proposal_key, editable=False)
    referential = models.CharField(max_length=40)
    release = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    uploaded = models.BooleanField(default=False)
    reason = models.TextField(max_length=4000)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    consultation_from = models.DateField(null=True, blank=True)
    consultation_until = models.DateField(null=True, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    rules = models.CharField(max_length=80, blank=True)
    electorate = models.JSONField(default=dict)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    minutes = models.JSONField(null=True, blank=True)
    sealed = models.CharField(max_length=64, blank=True)

    objects: ClassVar[ProposalQuerySet] = ProposalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-proposed_at", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(consultation_until__isnull=True) | Q(consultation_until__gt=F("consultation_from")),
                name="proposal_consultation_lasts",
            ),
        )

    def __str__(self) -> str:
        return self.key


class FormerHand(models.Model):
    """That whoever had this mailbox prepared a proposal by an account that was erased (see
    `erased_account_involvement`).

    ``person`` is the account of the same mailbox that was opened since, if there is one.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="former_hands")
    fingerprint = models.CharField(max_length=64, db_index=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class Trial(models.Model):
    """A simulation of the proposal: made-up dossiers judged under both releases, aggregates only."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="trials")
    before = models.CharField(max_length=80)
    before_sha256 = models.CharField(max_length=64)
    dossiers = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    result = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.proposal_id}:{self.seed}"


class Comment(models.Model):
    """What somebody said in the consultation, and the answer. A visitor’s words show once somebody has read them.

    ``aside`` is why it was set aside, a key of `science.actions.comment.ASIDE_REASONS`; empty for one that was not, or
    was before a reason was asked for.
    """

    class State(models.TextChoices):
        """Whether it shows."""

        RECEIVED = "received"
        PUBLISHED = "published"
        SET_ASIDE = "set_aside"

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    said_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signature = models.CharField(max_length=120)
    college = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=80, blank=True)
    body = models.TextField(max_length=8000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    answer = models.TextField(max_length=8000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    aside = models.CharField(max_length=20, blank=True, default="")

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["said_at", "id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class Ballot(models.Model):
    """What a seat voted in a round; nothing but its commitment is told before all are opened together.

    Until then the vote stands encrypted in ``closed`` and nowhere else (see `ballot_sealing`). ``cast_at`` is when the
    round opened, the same for all.
    """

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField()
    seat = models.CharField(max_length=60)
    college = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=20, blank=True)
    reasons = models.TextField(max_length=4000, blank=True)
    dissent = models.TextField(max_length=8000, blank=True)
    nonce = models.CharField(max_length=64, blank=True)
    closed = models.TextField(blank=True)
    commitment = models.CharField(max_length=64)
    cast_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["proposal", "round", "seat"]
        constraints = (
            models.UniqueConstraint(fields=["proposal", "round", "seat"], name="ballot_one_a_seat_and_round"),
            models.UniqueConstraint(fields=["proposal", "round", "person"], name="ballot_one_a_person_and_round"),
            models.CheckConstraint(
                condition=(Q(closed="") & ~Q(choice="") & ~Q(nonce=""))
                | (~Q(closed="") & Q(choice="") & Q(reasons="") & Q(dissent="") & Q(nonce="")),
                name="release_ballot_closed_or_opened",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}:{self.round}:{self.seat}"

"""Storage of the journal: entries that nothing may change, payloads that may only be erased, and the chain's head.

Three locks stand on an entry: the model refuses, the database refuses (triggers set by migration), and the chain
tells. The head is kept apart so that cutting the last entries off shows too.

Beside them, for an hour, which form made an act.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q


class AppendOnly(TypeError):
    """An attempt to change or remove what may only be added."""

    def __init__(self) -> None:
        super().__init__("the journal is append-only: use filiere.site.journal.writer")


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A queryset that can be read and nothing else."""

    def for_reader(self, *, may_read: bool) -> AppendOnlyQuerySet:
        """Every entry for whoever may read the journal, none for others."""
        return self.all() if may_read else self.none()

    def page(self, before: int | None, count: int) -> AppendOnlyQuerySet:
        """`count` entries older than number `before` (the newest without it), newest first, with their payloads."""
        found = self.select_related("payload").order_by("-number")
        return (found if before is None else found.filter(number__lt=before))[:count]

    def update(self, **_: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def delete(self) -> NoReturn:
        """Refuse."""
        raise AppendOnly

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly


class Entry(models.Model):
    """One act: `actor_key` did `act` to the subject at `at`; identifiers and hashes only."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=40)
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=200)
    payload_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects: ClassVar[models.Manager[Entry]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes = (models.Index(fields=["subject_kind", "subject_id"], name="journal_entry_subject"),)

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert once; refuse any later change."""
        if not self._state.adding:
            raise AppendOnly
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnly


class Payload(models.Model):
    """What an entry sealed: its salt and body, until they are erased under a named rule.

    The salt is part of what is sealed and goes with the body: once erased, nobody can find a short body again by
    trying every possibility against the hash that stays in the chain.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32, blank=True)
    body = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_rule = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, erased_rule="")
                | (Q(erased_at__isnull=False, body__isnull=True, salt="") & ~Q(erased_rule="")),
                name="payload_whole_or_erased_by_a_rule",
            ),
        )

    def __str__(self) -> str:
        return f"payload {self.entry_id}"


class Head(models.Model):
    """The chain's head, one row: the lock of every writer, and the witness that no entry was cut off the end.

    ``latest_at`` is the latest moment of its entries that counts as a sign of life (see `clock_trust`).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    latest_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="journal_one_head"),)

    def __str__(self) -> str:
        return f"head {self.number}"


class AnsweredForm(models.Model):
    """A form that made an act, so that the same form sent again makes no other: kept for an hour.

    `key` is a keyed hash of the form's token and of what was sent, `claim` names the request that acted, and `answer`
    is what that request was answered, sealed under the token, which only the browser holds; empty until it is known.
    """

    key = models.CharField(max_length=64, primary_key=True)
    claim = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key[:12]


class Tally(models.Model):
    """How often somebody did in an hour what is told ``most`` times at most (see `hourly_counts`); gone once it is
    told."""

    actor_key = models.CharField(max_length=40)
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=200, blank=True)
    hour = models.DateTimeField()
    number = models.PositiveIntegerField()
    most = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["hour", "actor_key", "act", "subject_kind", "subject_id"], name="tally_one_an_hour"
            ),
        )

    def __str__(self) -> str:
        return f"{self.act} {self.number}"


class Verification(models.Model):
    """What the last reading of the whole journal found, one row (see `verification_process`); ``asked_at`` until one is
    done.

    ``seconds`` are those of a processor; ``head`` is empty for a broken chain; sentences are in both languages.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    asked_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    whole = models.BooleanField(default=False)
    entries = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    sentence = models.JSONField(default=dict)
    differences = models.JSONField(default=list)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="journal_one_verification"),)

    def __str__(self) -> str:
        return f"verification {self.checked_at}"


class Clock(models.Model):
    """What the site knows of the clock of its machine, one row; none before the first sweep.

    ``trusted_at`` is the last moment at which a sweep found the clock right, or people confirmed it; ``swept_at`` when
    a sweep last did all it had to; ``held_at`` what the clock said when sweeps were held, null while they go on;
    ``asked_day`` the day that the operator says it is, until somebody else confirms it. ``boot``, ``noted_at``,
    ``seconds``, ``drift`` and ``gained`` are a `Reckoning` at the last sweep, without a boot where the machine tells
    none.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    trusted_at = models.DateTimeField()
    swept_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    asked_day = models.DateField(null=True, blank=True)
    boot = models.CharField(max_length=64, blank=True, default="")
    noted_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(default=0)
    drift = models.FloatField(default=0)
    gained = models.FloatField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="journal_one_clock"),)

    def __str__(self) -> str:
        return f"clock {self.trusted_at:%Y-%m-%d}"

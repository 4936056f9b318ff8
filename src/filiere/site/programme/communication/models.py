"""Rows of what is said in public. A message is bound to a figure of the register, whose printed value it keeps.

What was approved is frozen: the figure as it was printed, under a fingerprint. Nothing is removed: a message that falls
keeps its words and says why it was withdrawn.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from filiere.core import Text
from filiere.site.programme.communication.campaign_slugs import make_campaign_slug
from filiere.site.programme.communication.querysets import (
    MessageQuerySet,
    MessageUseQuerySet,
    OperationQuerySet,
    RecallQuerySet,
)
from filiere.site.programme.row_keys import make_row_key

DEFAULT_ZONE = "Europe/Paris"


def operation_key() -> str:
    """Opaque key of an operation; calendars know it by this."""
    return make_row_key("op")


def message_key() -> str:
    """Opaque key of a message."""
    return make_row_key("ms")


def use_key() -> str:
    """Opaque key of a place where a figure was used."""
    return make_row_key("mu")


def recall_key() -> str:
    """Opaque key of a recall."""
    return make_row_key("rc")


def recipient_key() -> str:
    """Opaque key of somebody who received a kit."""
    return make_row_key("kr")


def _person(**options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class Operation(models.Model):
    """A day on which the association speaks: where, with whom, and what a minister's office was asked.

    ``silence_rule`` says what a silence of the office comes to, as the request to it does. Before ``embargo_until``
    nobody reads of it but those who prepare it. ``revision`` grows with each change that a calendar must know of.
    ``told_day`` is the day under which calendars knew it when it went under embargo after being public.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    class Silence(models.TextChoices):
        """What comes of a message that cites the State when the office does not answer in time."""

        MENTION = "mention_withdrawn"
        WAITS = "waits"
        GOES = "goes"

    key = models.CharField(max_length=13, unique=True, default=operation_key, editable=False)
    campaign = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    day = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    zone = models.CharField(max_length=40, default=DEFAULT_ZONE)
    place = models.CharField(max_length=200)
    lead = models.CharField(max_length=200)
    partners = models.TextField(blank=True)
    guest = models.CharField(max_length=200, blank=True)
    guest_confirmed = models.BooleanField(default=False)
    office = models.CharField(max_length=200, blank=True)
    office_asked_on = models.DateField(null=True, blank=True)
    office_deadline = models.DateTimeField(null=True, blank=True)
    silence_rule = models.CharField(max_length=20, choices=Silence.choices, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    cancelled_for = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    told_day = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    author = _person()
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[OperationQuerySet] = OperationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-day", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(office_asked_on__isnull=True)
                | (Q(office_deadline__isnull=False) & ~Q(silence_rule="") & ~Q(office="")),
                name="operation_request_is_whole",
            ),
        )

    def __str__(self) -> str:
        """What people call it."""
        return self.title

    @property
    def name(self) -> Text:
        """Its title in both languages."""
        return Text(fr=self.title, en=self.title_en)

    @property
    def campaign_slug(self) -> str:
        """Its campaign as the address of that has it; blank for an operation of none."""
        return make_campaign_slug(self.campaign) if self.campaign else ""

    def compute_start(self) -> datetime | None:
        """When it begins, on the clock of its place; None for one of the whole day."""
        return self._compute_moment(self.starts_at)

    def compute_end(self) -> datetime | None:
        """When it ends, on the clock of its place; None where no hour was given."""
        return self._compute_moment(self.ends_at)

    def _compute_moment(self, hour: Any) -> datetime | None:
        return None if hour is None else datetime.combine(self.day, hour, ZoneInfo(self.zone))


class Result(models.Model):
    """What an operation came to, counted in a stated way. ``figure`` is its id in the register, once it is there.

    A count proposed to the register is entered there by a statistician, or refused with its reason (``refusal``).
    """

    class Measure(models.TextChoices):
        """What was counted."""

        VISITORS = "visitors"
        APPLICATIONS = "applications"
        PRESS = "press"
        CITIES = "cities"
        CENTRES = "centres"

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="results")
    measure = models.CharField(max_length=20, choices=Measure.choices)
    count = models.PositiveIntegerField()
    place = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=500)
    method_en = models.CharField(max_length=500)
    figure = models.CharField(max_length=200, blank=True)
    recorded_by = _person()
    recorded_at = models.DateTimeField(default=timezone.now)
    proposed_by = _person(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    judged_by = _person(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.measure} {self.count}"

    @property
    def key(self) -> str:
        """How the journal and addresses call it."""
        return f"{self.operation.key}-{self.pk}"

    @property
    def is_awaited(self) -> bool:
        """Whether it was proposed, and nobody has entered nor refused it since."""
        return self.proposed_at is not None and not self.figure and not self.refusal


class Message(models.Model):
    """A sentence in both languages, for an audience, bound to one figure of the register.

    ``frozen`` is the figure as it was printed when the message was approved (see `figure_freezing`), of which
    ``frozen_sha256`` is the fingerprint. ``without_mention`` is the sentence that does not cite the State. Approved by
    somebody who did not write it, a message that cites the State then waits for the minister's office, under
    ``approved_at``; it is in force since ``in_force_at``.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft"
        SUBMITTED = "submitted"
        APPROVED = "approved"
        REFUSED = "refused"
        RECALLED = "recalled"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    class Audience(models.TextChoices):
        """Whom it is for."""

        PUBLIC = "public"
        PRESS = "press"
        COMPANIES = "companies"
        APPLICANTS = "applicants"
        AUTHORITIES = "authorities"
        MEMBERS = "members"

    class Answer(models.TextChoices):
        """What the minister's office answered, or that it did not."""

        AGREED = "agreed"
        WITHOUT_MENTION = "without_mention"
        REFUSED = "refused"
        SILENCE = "silence"

    key = models.CharField(max_length=13, unique=True, default=message_key, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    audience = models.CharField(max_length=20, choices=Audience.choices, default=Audience.PUBLIC)
    sentence = models.CharField(max_length=400)
    sentence_en = models.CharField(max_length=400)
    cites_state = models.BooleanField(default=False)
    without_mention = models.CharField(max_length=400, blank=True)
    without_mention_en = models.CharField(max_length=400, blank=True)
    figure = models.CharField(max_length=200, db_index=True)
    review_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    frozen: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict, blank=True)
    frozen_sha256 = models.CharField(max_length=64, blank=True)
    kept_as_dated = models.BooleanField(default=False)
    author = _person()
    written_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = _person(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    office_answer = models.CharField(max_length=20, choices=Answer.choices, blank=True)
    office_answered_at = models.DateTimeField(null=True, blank=True)
    office_reminders = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    replacement = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[MessageQuerySet] = MessageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="approved")
                | (Q(approved_by__isnull=False) & Q(in_force_at__isnull=False) & ~Q(frozen_sha256="")),
                name="message_approved_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("author")),
                name="message_approved_by_another",
            ),
        )
        indexes = (models.Index(fields=["state", "figure"], name="message_state_figure"),)

    def __str__(self) -> str:
        """What people call it."""
        return self.sentence

    @property
    def awaits_office(self) -> bool:
        """Whether it is approved here and waits for a minister's office."""
        return self.state == self.State.SUBMITTED and self.approved_at is not None

    @property
    def cites_state_now(self) -> bool:
        """Whether its sentence, as it is said, cites the State."""
        dropped = self.office_answer == self.Answer.WITHOUT_MENTION or (
            self.office_answer == self.Answer.SILENCE
            and self.operation is not None
            and self.operation.silence_rule == Operation.Silence.MENTION
        )
        return self.cites_state and not dropped

    @property
    def current_sentence(self) -> Text:
        """The sentence as it is said: without its mention of the State, where that was withdrawn."""
        if self.cites_state and not self.cites_state_now:
            return Text(fr=self.without_mention, en=self.without_mention_en)
        return Text(fr=self.sentence, en=self.sentence_en)


class MessageUse(models.Model):
    """A place where a figure was used outside the pages of the site: a kit, a speech, a poster, a letter, a report.

    ``said`` are the few words that cite the figure; ``text`` is the whole of it, where it was kept.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PAGE = "page"
        KIT = "kit"
        SPEECH = "speech"
        POSTER = "poster"
        LETTER = "letter"
        AGREEMENT = "agreement"
        REPORT = "report"
        PLAN = "plan"
        OTHER = "other"

    class State(models.TextChoices):
        """Where it stands."""

        LIVE = "live"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    key = models.CharField(max_length=13, unique=True, default=use_key, editable=False)
    figure = models.CharField(max_length=200, db_index=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="uses")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    said = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    on = models.DateField()
    owner = models.CharField(max_length=20)
    recipients = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    kept_as_dated = models.BooleanField(default=False)
    replacement = models.CharField(max_length=200, blank=True)
    by = _person()
    at = models.DateTimeField(default=timezone.now)
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[MessageUseQuerySet] = MessageUseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "id"]

    def __str__(self) -> str:
        """What people call it."""
        return self.title


class KitRecipient(models.Model):
    """Somebody who received the kit of an operation, and with it the messages that were then in force.

    ``messages`` are their keys. The name and the address go after a time (see the register of processing).
    """

    key = models.CharField(max_length=13, unique=True, default=recipient_key, editable=False)
    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="recipients")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, default="fr")
    messages: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    given_by = _person()
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["given_at", "id"]
        constraints = (models.UniqueConstraint(fields=["operation", "email"], name="kit_recipient_once"),)

    def __str__(self) -> str:
        """How logs call it, without a name."""
        return self.key


class Recall(models.Model):
    """The recall of a figure before it falls: at the ``version`` that it then had, with a reason that people read.

    ``listed`` is how many uses it had when the recall was opened, of which ``listed_sha256`` is the fingerprint.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open"
        COMPLETE = "complete"
        ABANDONED = "abandoned"

    key = models.CharField(max_length=13, unique=True, default=recall_key, editable=False)
    figure = models.CharField(max_length=200, db_index=True)
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    reason_en = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    listed = models.PositiveIntegerField()
    listed_sha256 = models.CharField(max_length=64)
    opened_by = _person()
    opened_at = models.DateTimeField(default=timezone.now)
    ended_by = _person(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    notified = models.PositiveIntegerField(default=0)
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[RecallQuerySet] = RecallQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-id"]
        constraints = (
            models.UniqueConstraint(fields=["figure"], condition=Q(state="open"), name="recall_one_open_a_figure"),
        )

    def __str__(self) -> str:
        """How logs call it."""
        return f"{self.figure} {self.version}"


class RecallDecision(models.Model):
    """The fate of one use, decided by a person; the use as it then read is kept beside."""

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="decisions")
    use = models.CharField(max_length=120)
    where_fr = models.CharField(max_length=300)
    where_en = models.CharField(max_length=300)
    said_fr = models.CharField(max_length=500)
    said_en = models.CharField(max_length=500)
    owner = models.CharField(max_length=20)
    recipients = models.PositiveIntegerField(default=0)
    fate = models.CharField(max_length=10)
    replacement = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    decided_by = _person()
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["decided_at", "id"]
        constraints = (
            models.UniqueConstraint(fields=["recall", "use"], name="recall_decision_once"),
            models.CheckConstraint(
                condition=(Q(fate="replaced") & ~Q(replacement="")) | (~Q(fate="replaced") & Q(replacement="")),
                name="recall_replacement_iff_replaced",
            ),
        )

    def __str__(self) -> str:
        """How logs call it."""
        return f"{self.use} {self.fate}"

    @property
    def key(self) -> str:
        """How the journal calls it."""
        return f"{self.recall.key}-{self.use}"

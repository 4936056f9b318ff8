"""Rows of the surveys. What a centre answers is confidential: only the desk reads it, and it goes after its time.

A wave is one round of a questionnaire. Its sample stands in `SampledUnit`: a centre under the key that it keeps from a
wave to the next, the address that the letter goes to, and what the draw gave it. Links are kept as hashes; a reply is
what the engine of questionnaires calls a state, as it was after the last screen.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from filiere.site.accounts.sealing import register_token_hash_field
from filiere.site.programme.row_keys import make_row_key
from filiere.site.survey.waves.querysets import EarlyReaderQuerySet, SampledUnitQuerySet, WaveQuerySet

LINK = register_token_hash_field("survey-link", "survey.AccessLink", "token_hash")


def wave_key() -> str:
    """Opaque key of a wave."""
    return make_row_key("sw")


def unit_key() -> str:
    """Opaque key of a sampled unit."""
    return make_row_key("su")


def _person() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Wave(models.Model):
    """One round of a questionnaire: collected between two days, published at a moment announced in advance.

    ``frame`` is the list of centres that the draw is made from and ``design`` how, as data; with ``seed`` they give the
    same sample again, which ``draw_seal`` proves. ``results`` are the estimates, prepared and then published.
    """

    class State(models.TextChoices):
        """How far a wave is."""

        PLANNED = "planned"
        DRAWN = "drawn"
        OPEN = "open"
        CLOSED = "closed"
        PREPARED = "prepared"
        PUBLISHED = "published"

    key = models.CharField(max_length=13, unique=True, default=wave_key, editable=False)
    questionnaire = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=21)
    opens_on = models.DateField()
    closes_on = models.DateField()
    publish_at = models.DateTimeField()
    seed = models.BigIntegerField()
    design = models.JSONField(default=dict)
    frame = models.JSONField(default=list)
    draw_seal = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PLANNED)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    results = models.JSONField(null=True, blank=True)
    fictitious = models.BooleanField(default=False)

    objects: ClassVar[WaveQuerySet] = WaveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-opens_on", "-pk"]
        constraints = (
            models.UniqueConstraint(fields=["questionnaire", "period"], name="survey_wave_once"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="survey_wave_closes_after_opening"
            ),
        )

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.questionnaire} {self.period}"


class SampledUnit(models.Model):
    """A centre drawn for a wave. ``unit`` is its key in the frame, the same at every wave; ``size`` its headcount;
    ``weight`` how many centres it stands for. ``email`` is erased a year after the wave closes."""

    class State(models.TextChoices):
        """What is known of its reply."""

        DRAWN = "drawn"
        INVITED = "invited"
        STARTED = "started"
        SUBMITTED = "submitted"
        REFUSED = "refused"
        OUT_OF_SCOPE = "out_of_scope"

    key = models.CharField(max_length=13, unique=True, default=unit_key, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="units")
    unit = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="fr")
    stratum = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    weight = models.FloatField()
    traits = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.DRAWN)
    invited_on = models.DateField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True, blank=True)

    objects: ClassVar[SampledUnitQuerySet] = SampledUnitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["unit"]
        constraints = (models.UniqueConstraint(fields=["wave", "unit"], name="survey_unit_once"),)

    def __str__(self) -> str:
        """What people call it."""
        return f"{self.unit} {self.name}"


class AccessLink(models.Model):
    """The link of a letter, which opens the form of one centre until a day; several may, one for each letter."""

    unit = models.ForeignKey(SampledUnit, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.unit_id} {self.expires_on}"


class Reply(models.Model):
    """What a centre answered: ``answers`` is the state of the engine of questionnaires, with the comments and what was
    not known."""

    unit = models.OneToOneField(SampledUnit, on_delete=models.CASCADE, related_name="reply")
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.unit_id}"


class Correction(models.Model):
    """What the desk put in the place of an answer, and why; the answer first given stays beside it."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="corrections")
    question = models.CharField(max_length=120)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.CharField(max_length=300)
    by = _person()
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on", "-pk"]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.reply_id} {self.question}"


class EarlyReader(models.Model):
    """Somebody who reads the results of a wave before everybody, from a moment, and is named for it in the journal."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="early_readers")
    person = _person()
    reads_from = models.DateTimeField()
    reason = models.CharField(max_length=300)

    objects: ClassVar[EarlyReaderQuerySet] = EarlyReaderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["reads_from", "pk"]
        constraints = (models.UniqueConstraint(fields=["wave", "person"], name="survey_early_reader_once"),)

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.wave_id} {self.person_id}"


class ResultPublication(models.Model):
    """Results that went out on a day, at first or as corrected: the answers behind them and which of them were told.

    Kept inside, so that the next publication is judged with this one (``result_ledger``); it goes with the replies.
    ``answers`` has a row a centre: whose it is, its parts, and its value by outcome, unweighted. ``told`` has pairs of
    an outcome and a part of the centres.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="publications")
    answers = models.JSONField()
    told = models.JSONField()
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["made_on", "pk"]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.wave_id} {self.made_on}"


class ResultRevision(models.Model):
    """A published result that was corrected: what it was and what it is, with their intervals, and why, in both
    languages.

    ``recomputed`` says that it was computed anew from corrected answers; else a person typed it, without an interval.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="revisions")
    result = models.CharField(max_length=120)
    before = models.JSONField()
    after = models.JSONField()
    interval_before = models.JSONField(null=True)
    interval_after = models.JSONField(null=True)
    recomputed = models.BooleanField(default=False)
    reason_fr = models.CharField(max_length=400)
    reason_en = models.CharField(max_length=400)
    by = _person()
    made_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_on", "-pk"]

    def __str__(self) -> str:
        """What it is about."""
        return f"{self.wave_id} {self.result}"

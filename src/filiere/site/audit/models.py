"""One audit of a dossier is a round; around it stand the missions of its auditors and all that they did.

Nothing here is rewritten: a declaration, a change of the form, a finding, an answer, a report are added, and what
ends is dated. What a day knew can therefore be asked again later, which a late sweep of the procedure does.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.audit.querysets import DeclarationQuerySet, DossierRowQuerySet, LiftingQuerySet, MissionQuerySet
from filiere.site.workflow.models import Dossier


def mission_key() -> str:
    """Opaque key of a mission."""
    return f"m-{secrets.token_hex(5)}"


def _person_field(**more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)  # type: ignore[arg-type]


class Round(models.Model):
    """One audit of a dossier. ``since`` is the number of the event that called for it; one event calls for one."""

    class Kind(models.TextChoices):
        """What kind of audit it is, as the draw of sites knows it."""

        INITIAL = "initial"
        FOLLOW_UP = "follow_up"
        RENEWAL = "renewal"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="audits")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.PositiveIntegerField()
    opened = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["dossier", "number"]
        constraints = (
            models.UniqueConstraint(fields=["dossier", "number"], name="audit_round_number"),
            models.UniqueConstraint(fields=["dossier", "since"], name="audit_round_one_an_event"),
        )

    def __str__(self) -> str:
        return f"{self.dossier.key}:{self.number}"


class Mission(models.Model):
    """An auditor named to a round by the staff.

    ``accepted_on`` once the auditor declared independence and was let in, ``accepted_at_event`` how many events the
    dossier then had; ``ended_on`` when the staff or the auditor ends it. An event that replaces the auditor ends it
    too.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="missions")
    key = models.CharField(max_length=12, unique=True, default=mission_key, editable=False)
    auditor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="missions")
    firm = models.CharField(max_length=200)
    named_by = _person_field()
    named_on = models.DateField()
    accepted_on = models.DateField(null=True, blank=True)
    accepted_at_event = models.PositiveIntegerField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=500, blank=True)

    objects: ClassVar[MissionQuerySet[Mission]] = MissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["round", "named_on", "id"]
        constraints = (
            models.UniqueConstraint(
                fields=["round", "auditor"], condition=Q(ended_on__isnull=True), name="audit_mission_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("named_on")), name="audit_mission_ends_after"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Declaration(models.Model):
    """What an auditor declared, and what the rules made of it that day.

    ``event`` is the number of the event it led to, 0 when it led to none; null only inside the act that makes it.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="declarations")
    day = models.DateField()
    at = models.DateTimeField()
    body = models.JSONField()
    cycles_known = models.PositiveIntegerField(default=0)
    independent = models.BooleanField(null=True)
    reasons = models.JSONField(default=list)
    event = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[DeclarationQuerySet[Declaration]] = DeclarationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.day}"


class Sampling(models.Model):
    """The list of sites sealed before the beacon speaks, then what was drawn from it.

    ``population`` and ``population_sha256`` are those of :mod:`filiere.referentials.sampling`; ``record`` is what
    anybody replays. A list that was sealed is never changed: a new one needs another round of the beacon, and both
    stay.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="samplings")
    kind = models.CharField(max_length=10, choices=Round.Kind.choices)
    population = models.JSONField()
    population_sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = _person_field()
    why = models.CharField(max_length=500, blank=True)
    record = models.JSONField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = _person_field(null=True, blank=True)

    objects: ClassVar[DossierRowQuerySet[Sampling]] = DossierRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(record__isnull=True) | Q(drawn_at__isnull=False), name="audit_sampling_drawn_at"
            ),
        )

    def __str__(self) -> str:
        return self.population_sha256[:12]


class Plan(models.Model):
    """When and where the auditors come, and whom they meet; a new plan is a new row and the last one holds."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="plans")
    at = models.DateTimeField()
    by = _person_field()
    opening = models.DateField()
    days = models.CharField(max_length=20, blank=True)
    visits = models.JSONField(default=list)
    note = models.TextField(blank=True, max_length=4000)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.opening}"


class Change(models.Model):
    """One change of one field of the audit form, as the merging engine reads it; kept whatever came after."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="changes")
    uid = models.CharField(max_length=64)
    field = models.CharField(max_length=120)
    value = models.JSONField(null=True)
    seen = models.JSONField(default=list)
    author = _person_field()
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (models.UniqueConstraint(fields=["round", "uid"], name="audit_change_one_an_id"),)

    def __str__(self) -> str:
        return self.uid


class Finding(models.Model):
    """What an audit found: of a kind of the release, on a question or none, at a site or everywhere.

    ``previous`` is the finding of an earlier round that this one takes up again because nobody lifted it.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    criterion = models.CharField(max_length=80, blank=True)
    site = models.CharField(max_length=64, blank=True)
    text = models.TextField(max_length=10_000)
    evidence = models.TextField(max_length=10_000, blank=True)
    opened = models.DateField()
    by = _person_field()
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_up")

    objects: ClassVar[DossierRowQuerySet[Finding]] = DossierRowQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["round", "number"]
        constraints = (models.UniqueConstraint(fields=["round", "number"], name="audit_finding_number"),)

    def __str__(self) -> str:
        return f"{self.round_id}:{self.number}"


class Lifting(models.Model):
    """Proof offered to lift a finding, by the candidate; accepted or not by an auditor, each on its day."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="liftings")
    proof = models.TextField(max_length=10_000)
    offered_on = models.DateField()
    offered_by = _person_field()
    judged_on = models.DateField(null=True, blank=True)
    judged_by = _person_field(null=True, blank=True)
    accepted = models.BooleanField(null=True)
    reason = models.TextField(max_length=4000, blank=True)

    objects: ClassVar[LiftingQuerySet[Lifting]] = LiftingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(judged_on__isnull=True) | Q(judged_on__gte=F("offered_on")), name="audit_lifting_after"
            ),
            models.CheckConstraint(
                condition=Q(judged_on__isnull=True, accepted__isnull=True)
                | Q(judged_on__isnull=False, accepted__isnull=False),
                name="audit_lifting_judged_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_id} {self.offered_on}"


class Statement(models.Model):
    """What a party says of a finding, or of the whole report when ``finding`` is null, in the contradictory phase."""

    class Party(models.TextChoices):
        """Who speaks."""

        CANDIDATE = "candidate"
        AUDITOR = "auditor"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="statements")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    party = models.CharField(max_length=10, choices=Party.choices)
    agrees = models.BooleanField(null=True)
    text = models.TextField(max_length=10_000, blank=True)
    by = _person_field()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.party}"


class Report(models.Model):
    """A report of a round, sealed: handed for answer, then final. ``body`` is all that its pages print."""

    class Stage(models.TextChoices):
        """Which report it is."""

        FOR_ANSWER = "for_answer"
        FINAL = "final"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reports")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.sha256[:12]


class VisitRefusal(models.Model):
    """A follow-up visit that the holder prevented, as an auditor tells it with the facts."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="refusals")
    day = models.DateField()
    text = models.TextField(max_length=4000)
    by = _person_field()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.day}"

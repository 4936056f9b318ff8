"""What a label leaves behind while it lives. Rows are dated and added; what ended stays, for a late sweep asks about
past days and an appeal about all of them.

Words that people wrote are erased when the dossier is archived; days, kinds and fingerprints stay.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.holders.querysets import CertificateQuerySet, ProofQuerySet
from filiere.site.workflow.models import Dossier, Event, Snapshot


def alert_key() -> str:
    """Opaque key of an alert."""
    return f"al-{secrets.token_hex(5)}"


def place_key() -> str:
    """Opaque key of a place."""
    return f"pl-{secrets.token_hex(5)}"


def _person_field() -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )


class Certificate(models.Model):
    """A certificate: the number and dates that its snapshot froze; ``entry`` is its place in the status lists."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="certificates")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="certificate")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=40, unique=True)
    level = models.CharField(max_length=40)
    granted = models.DateField()
    until = models.DateField()
    entry = models.PositiveIntegerField(unique=True)

    objects: ClassVar[CertificateQuerySet[Certificate]] = CertificateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-entry"]
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("granted")), name="certificate_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def last_day(self) -> date:
        """The last day on which it is valid, as papers and pages say it: ``until`` is the first without it."""
        return self.until - timedelta(days=1)


class Alert(models.Model):
    """A fact about a holder that the committee may have to judge: what, known from where, since when, told by whom.

    ``change`` describes a change of entity or of sites. A question is settled by two members of different colleges, the
    first of whom gives the reason; one that a vote has answered is closed by the event of that vote and needs no
    settling. ``by`` is empty for what time told.
    """

    class Kind(models.TextChoices):
        """What happened."""

        COURT_DECISION = "court_decision"
        REDUNDANCY_PLAN = "redundancy_plan"
        LABOUR_CONFLICT = "labour_conflict"
        ENTITY_CHANGE = "entity_change"
        PERIMETER_CHANGE = "perimeter_change"
        FALSE_EVIDENCE = "false_evidence"
        FOLLOW_UP_MISSED = "follow_up_missed"
        COMPLAINT = "complaint"
        OTHER = "other"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="alerts")
    key = models.CharField(max_length=14, unique=True, default=alert_key, editable=False)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    source = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    change = models.JSONField(null=True, blank=True)
    fact_on = models.DateField(null=True, blank=True)
    told_on = models.DateField()
    party = models.CharField(max_length=40)
    by = _person_field()
    at = models.DateTimeField()
    settled_on = models.DateField(null=True, blank=True)
    settled_by = _person_field()
    settled_reason = models.TextField(blank=True)
    settling_by = _person_field()
    settling_college = models.CharField(max_length=40, blank=True)
    settling_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-told_on", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(settled_on__gte=F("told_on")), name="alert_settled_after_told"
            ),
            models.CheckConstraint(
                condition=Q(fact_on__isnull=True) | Q(fact_on__lte=F("told_on")), name="alert_told_after_its_fact"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Statement(models.Model):
    """What the holder says in its defence, or the grounds of an appeal, as it was filed."""

    class Kind(models.TextChoices):
        """What it is for."""

        EXPLANATION = "explanation"
        APPEAL = "appeal"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    day = models.DateField()
    by = _person_field()
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.kind}"


class Place(models.Model):
    """A place where the logo is shown, and from which it must go when the label ends."""

    class Kind(models.TextChoices):
        """Sorts of places."""

        WEBSITE = "website"
        SIGNATURES = "signatures"
        COMMERCIAL = "commercial"
        PREMISES = "premises"
        RECRUITMENT = "recruitment"
        SOCIAL = "social"
        PARTNER = "partner"
        OTHER = "other"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="logo_places")
    key = models.CharField(max_length=14, unique=True, default=place_key, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = models.CharField(max_length=300, blank=True)
    listed_on = models.DateField()
    by = _person_field()
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.key


class Proof(models.Model):
    """A proof that the logo is gone from a place: ``words`` say how it was seen, ``document`` names a document.

    It counts unless the staff refused it, with a reason, and the holder then gives another.
    """

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="proofs")
    words = models.TextField(blank=True)
    document = models.CharField(max_length=120, blank=True)
    given_on = models.DateField()
    by = _person_field()
    at = models.DateTimeField()
    refused_on = models.DateField(null=True, blank=True)
    refused_by = _person_field()
    refused_reason = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ProofQuerySet[Proof]] = ProofQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(refused_on__isnull=True) | Q(refused_on__gte=F("given_on")),
                name="proof_refused_after_given",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id}:{self.pk}"

    @property
    def dossier(self) -> Dossier:
        """The dossier of its place."""
        return self.place.dossier


class PlanAction(models.Model):
    """An action of the improvement plan: what, to answer which finding, by which function, due when.

    ``version`` counts its rewritings, so that two people at once lose nothing unsaid.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="plan_actions")
    number = models.PositiveSmallIntegerField()
    what = models.TextField(blank=True)
    finding = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    due = models.DateField()
    written_on = models.DateField()
    dropped_on = models.DateField(null=True, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints = (models.UniqueConstraint(fields=["dossier", "number"], name="plan_action_one_a_number"),)

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.number}"


class Progress(models.Model):
    """How far an action is, as the company says on a day; the last one counts."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="progress")
    percent = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    document = models.CharField(max_length=120, blank=True)
    day = models.DateField()
    by = _person_field()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (models.CheckConstraint(condition=Q(percent__lte=100), name="progress_at_most_the_whole"),)

    def __str__(self) -> str:
        return f"{self.action_id}: {self.percent}"


class FollowUp(models.Model):
    """The follow-up control as it is planned: the last row counts, those before say how it moved."""

    class Kind(models.TextChoices):
        """How it is made."""

        SITE = "site"
        DOCUMENTARY = "documentary"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    planned_on = models.DateField()
    words = models.CharField(max_length=300, blank=True)
    by = _person_field()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.planned_on}"

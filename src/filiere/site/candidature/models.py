"""What a candidature says: perimeter, answers with their whole history, price and payments, voices beside management.

An answer is a row with a version number: whoever saves on a version that is no longer the last is told, and both
values stay. Every version is kept, so that nothing said is ever lost, and what stood on a past day can be read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.site.candidature.querysets import AnswerQuerySet, DatedRows, DraftQuerySet, MirrorQuerySet, OpinionQuerySet
from filiere.site.members.models import Organisation, Site
from filiere.site.workflow.models import Dossier


def _person_field() -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class Activity(models.TextChoices):
    """What a site does; a stratum of the sampling of sites."""

    CALLS_IN = "calls_in"
    CALLS_OUT = "calls_out"
    WRITTEN = "written"
    BACK_OFFICE = "back_office"
    MIXED = "mixed"


class PerimeterSite(models.Model):
    """A site inside the candidature, with its numbers as the candidate gives them for it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="perimeter")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    headcount = models.PositiveIntegerField()
    fte = models.DecimalField(max_digits=9, decimal_places=2)
    positions = models.PositiveIntegerField()
    activity = models.CharField(max_length=20, choices=Activity.choices)
    country = models.CharField(max_length=2)

    class Meta:
        ordering: ClassVar[list[str]] = ["site__name", "id"]
        constraints = (
            models.UniqueConstraint(fields=["dossier", "site"], name="perimeter_one_a_site"),
            models.CheckConstraint(condition=Q(fte__gte=0), name="perimeter_fte_not_negative"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.site_id}"


class Supplier(models.Model):
    """An outsourcer that a client company gives contacts to; some numbers are asked one for each."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="suppliers")
    key = models.CharField(max_length=12)
    name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (models.UniqueConstraint(fields=["dossier", "key"], name="supplier_one_a_key"),)

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.key}"


class Said(models.Model):
    """What an answer says: a value, or why the question does not apply; and a note."""

    value = models.CharField(max_length=400, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    note = models.TextField(max_length=2000, blank=True)

    class Meta:
        abstract = True


class Answer(Said):
    """The answer that stands to one line: a fact, a question, or a number, for one site or supplier if asked so."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=6)
    key = models.CharField(max_length=80)
    row = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = _person_field()
    saved_at = models.DateTimeField()

    objects: ClassVar[AnswerQuerySet] = AnswerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = (
            models.UniqueConstraint(fields=["dossier", "kind", "key", "row"], name="answer_one_a_line"),
            models.CheckConstraint(condition=Q(value="") | Q(reason=""), name="answer_or_reason"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.kind}:{self.key}:{self.row}"


class AnswerVersion(Said):
    """What an answer said under one of its versions; added and never changed."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    saved_by = _person_field()
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["answer", "version"]
        constraints = (models.UniqueConstraint(fields=["answer", "version"], name="answer_one_a_version"),)

    def __str__(self) -> str:
        return f"{self.answer_id}@{self.version}"


class Quote(models.Model):
    """A price told to a candidate, whole, with what it was computed from; the last one stands."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="quotes")
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_on = models.DateField()
    valid_until = models.DateField()
    gross = models.DecimalField(max_digits=12, decimal_places=2)

    objects: ClassVar[DatedRows] = DatedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.pk}"

    @property
    def number(self) -> str:
        """The number printed on it."""
        return f"{self.dossier.key}-{self.pk}"


class Payment(models.Model):
    """Money received, as staff recorded it; no payment is made here. A wrong record is cancelled, never removed."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="payments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    received_on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    recorded_by = _person_field()
    recorded_at = models.DateTimeField()
    form = models.CharField(max_length=32, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["received_on", "id"]
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=Decimal(0)), name="payment_above_zero"),
            models.UniqueConstraint(fields=["dossier", "form"], condition=~Q(form=""), name="payment_one_a_form"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.pk}"


class RegisterAnswer(models.Model):
    """What staff found in a register that the rules ask about, such as a conviction; the last one of a day stands."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="register_answers")
    function = models.CharField(max_length=40)
    argument = models.CharField(max_length=40, blank=True)
    value = models.BooleanField()
    found_on = models.DateField()
    source = models.CharField(max_length=400)
    found_by = _person_field()
    found_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["found_on", "id"]

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.function}({self.argument})"


class Opinion(models.Model):
    """What a staff representative says of one theme, signed once and never changed.

    Read by staff representatives, the auditor and the committee; by nobody of the employer's side, ever.
    ``levels`` gives the level they see for questions, by key. When the dossier is archived words and levels are erased;
    the fingerprint of what was signed stays.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="opinions")
    theme = models.CharField(max_length=80)
    person = _person_field()
    levels = models.JSONField(default=dict)
    words = models.TextField(max_length=6000, blank=True)
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[OpinionQuerySet] = OpinionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["theme", "id"]
        constraints = (
            models.UniqueConstraint(fields=["dossier", "theme", "person"], name="opinion_one_a_theme_and_person"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.theme}:{self.pk}"


class MirrorLink(models.Model):
    """A client company and its outsourcer who may compare what each says of their contract; open while both agree.

    Until the other side agreed, it is the number ``siren`` that was typed and no organisation, whether one is here or
    not: whoever types numbers learns neither who is here nor their name. ``refused_at`` is not told to whoever asked.
    """

    client = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    outsourcer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    siren = models.CharField(max_length=9, blank=True, default="")
    asked_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    client_agreed_at = models.DateTimeField(null=True, blank=True)
    outsourcer_agreed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[MirrorQuerySet] = MirrorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints = (
            models.UniqueConstraint(
                fields=["client", "outsourcer"], condition=Q(closed_at__isnull=True), name="mirror_one_open_a_pair"
            ),
            models.UniqueConstraint(
                fields=["asked_by", "siren"],
                condition=Q(closed_at__isnull=True, client__isnull=True),
                name="mirror_one_asked_of_a_client",
            ),
            models.UniqueConstraint(
                fields=["asked_by", "siren"],
                condition=Q(closed_at__isnull=True, outsourcer__isnull=True),
                name="mirror_one_asked_of_an_outsourcer",
            ),
            models.CheckConstraint(condition=~Q(client=F("outsourcer")), name="mirror_of_two"),
            models.CheckConstraint(
                condition=Q(client__isnull=False, outsourcer__isnull=False)
                | Q(client__isnull=False, outsourcer_agreed_at__isnull=True)
                | Q(outsourcer__isnull=False, client_agreed_at__isnull=True),
                name="mirror_names_who_agreed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.client_id}/{self.outsourcer_id}"

    @property
    def is_open(self) -> bool:
        """Whether both sides agree now."""
        return self.closed_at is None and self.is_agreed

    @property
    def is_agreed(self) -> bool:
        """Whether both sides agreed, now or once."""
        return self.client_agreed_at is not None and self.outsourcer_agreed_at is not None

    def side_of(self, organisation: Organisation) -> str:
        """The side of an organisation: client or outsourcer, by its row or by the number that was typed."""
        if organisation.pk == self.client_id:
            return "client"
        return "outsourcer" if organisation.pk == self.outsourcer_id or self.client_id is not None else "client"


class Carried(models.Model):
    """A document that a person accepted, on the proposal of a mapping, as evidence under another referential."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="carried")
    release = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    document = models.ForeignKey("evidence.Document", on_delete=models.PROTECT, related_name="+")
    proof = models.CharField(max_length=80)
    path = models.CharField(max_length=400)
    accepted_by = _person_field()
    accepted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["release", "target", "id"]
        constraints = (
            models.UniqueConstraint(fields=["dossier", "release", "target", "document"], name="carried_once"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.release}:{self.target}"


class WorkbookDraft(models.Model):
    """What a workbook sent back would change, waiting for the person who sent it to say so; erased once applied."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    person = _person_field()
    body = models.JSONField()
    received_at = models.DateTimeField()

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.dossier_id}:{self.pk}"

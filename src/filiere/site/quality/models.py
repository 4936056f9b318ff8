"""What the site keeps of a centre's quality: its space, its managers, the files it delivered, how they are read, and
what is made from them: local definitions, runs of figures, packs, a part in the benchmark.

Contacts themselves are not here: they are Parquet in the folder of the centre (see `folders`). A row says what was
delivered and what became of it; the journal holds its fingerprint and never a word of it.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.core import Text
from filiere.site.members.models import Organisation
from filiere.site.members.querysets import DatedManager
from filiere.site.quality.definition_yaml import MAX_KEY_LENGTH, MAX_TITLE_LENGTH
from filiere.site.quality.querysets import (
    CentreQuerySet,
    DeliveryManager,
    DeliveryQuerySet,
    EditionQuerySet,
    MappingQuerySet,
    OfCentreManager,
)

KEPT_DAYS = 400
"""Days that contacts are kept unless the centre says otherwise: a year, and a month to publish it."""


def delivery_key() -> str:
    """Opaque key of a delivery: addresses and the journal know it by this."""
    return f"d-{secrets.token_hex(6)}"


def run_key() -> str:
    """Opaque key of a run."""
    return f"r-{secrets.token_hex(6)}"


def pack_key() -> str:
    """Opaque key of a pack."""
    return f"p-{secrets.token_hex(6)}"


class Centre(models.Model):
    """The quality space of an organisation, opened by somebody who acts for it.

    ``zone`` is the IANA time zone whose days its contacts are counted in; ``keep_days`` how long contacts are kept
    after they happened, in days. Until ``longer_until``, the notice of a shorter time, they are kept ``longer_days``.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="centre")
    zone = models.CharField(max_length=60, default="Europe/Paris")
    keep_days = models.PositiveIntegerField(default=KEPT_DAYS)
    longer_days = models.PositiveIntegerField(null=True, blank=True)
    longer_until = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="centres_opened")

    objects: ClassVar[CentreQuerySet] = CentreQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["organisation__name", "id"]
        constraints = (
            models.CheckConstraint(condition=Q(keep_days__gte=1), name="centre_keeps_a_day_at_least"),
            models.CheckConstraint(
                condition=Q(longer_days__isnull=True, longer_until__isnull=True)
                | Q(longer_days__isnull=False, longer_until__isnull=False),
                name="centre_keeps_longer_until_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """The key of its organisation, by which addresses and the journal know it."""
        return self.organisation.key

    @property
    def name(self) -> str:
        """The name of its organisation."""
        return self.organisation.name


class QualityManager(models.Model):
    """A quality manager of a centre from ``since`` to ``until``, that day included: the only reader of its contacts."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="managers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quality_managed")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = DatedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="manager_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["centre", "user"], condition=Q(until__isnull=True), name="manager_one_open_a_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}@{self.centre_id}"


class Mapping(models.Model):
    """One version of a mapping file of a centre: how the columns of its own files become canonical columns.

    A version is never changed. ``text`` is the YAML as it was written, ``sha256`` the hash of its bytes.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="mappings")
    name = models.SlugField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[MappingQuerySet] = MappingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "-version"]
        constraints = (
            models.UniqueConstraint(fields=["centre", "name", "version"], name="mapping_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="mapping_versions_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


class Delivery(models.Model):
    """A file that a centre delivered, by the SHA-256 of its bytes.

    ``kind`` is what its content is, ``source`` the importer that reads it. Counts are of its rows: ``rows`` read =
    ``accepted`` + ``repaired`` + ``rejected`` + ``duplicates`` + ``superseded``. The file itself is removed once its
    rows are in the store; ``name`` and ``report`` go when the delivery is erased, the fingerprint stays.
    """

    class State(models.TextChoices):
        """Where a delivery stands."""

        RECEIVED = "received"
        IMPORTED = "imported"
        REFUSED = "refused"
        ERASED = "erased"

    key = models.CharField(max_length=16, unique=True, default=delivery_key, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="deliveries")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    source = models.CharField(max_length=40, blank=True)
    mapping = models.ForeignKey(Mapping, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    rows = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    repaired = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    superseded = models.BigIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries_sent")
    sent_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_rule = models.CharField(max_length=40, blank=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryManager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "-id"]
        constraints = (
            # The same bytes are one delivery; what was erased may be delivered again.
            models.UniqueConstraint(
                fields=["centre", "sha256"], condition=Q(erased_at__isnull=True), name="delivery_once_a_content"
            ),
            models.CheckConstraint(
                condition=Q(rows=F("accepted") + F("repaired") + F("rejected") + F("duplicates") + F("superseded")),
                name="delivery_rows_reconcile",
            ),
            models.CheckConstraint(
                condition=Q(state="erased", erased_at__isnull=False) | (~Q(state="erased") & Q(erased_at__isnull=True)),
                name="delivery_erased_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.key


class LocalSet(models.Model):
    """One version of a set of definitions that a centre wrote; ``text`` is its YAML, ``sha256`` its seal.

    Until ``sealed_at`` it may be written anew; the first figure computed under it seals it, and a change is then a new
    version.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="local_sets")
    key = models.SlugField(max_length=MAX_KEY_LENGTH)
    version = models.PositiveIntegerField()
    title_fr = models.CharField(max_length=MAX_TITLE_LENGTH)
    title_en = models.CharField(max_length=MAX_TITLE_LENGTH)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True, blank=True)

    objects = OfCentreManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key", "-version"]
        constraints = (models.UniqueConstraint(fields=["centre", "key", "version"], name="local_set_version_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its key and version, as figures name what they were computed under."""
        return f"{self.key}@{self.version}"

    @property
    def title(self) -> Text:
        """What the centre calls it."""
        return Text(fr=self.title_fr, en=self.title_en)


class Run(models.Model):
    """Figures of one set of definitions on one state of the store; its tables stand in the folder of the centre.

    ``store`` is the seal of the deliveries they were computed from: a run whose seal is no longer that of the store is
    of the past, and says so.
    """

    key = models.CharField(max_length=16, unique=True, default=run_key, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="runs")
    definition = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    store = models.CharField(max_length=64)
    engine = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    objects = OfCentreManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints = (models.UniqueConstraint(fields=["centre", "sha256", "store"], name="run_once_a_store"),)

    def __str__(self) -> str:
        return self.key


class Pack(models.Model):
    """A sealed pack that the centre made; ``sha256`` is the hash of its file, which goes when the pack is erased.

    ``seal`` is that of its manifest, which the centre gives to whoever holds the file by another way; ``cut`` names the
    detail that its figures go to.
    """

    key = models.CharField(max_length=16, unique=True, default=pack_key, editable=False)
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="packs")
    definition = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    definition_sha256 = models.CharField(max_length=64)
    store = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, default="")
    cut = models.CharField(max_length=60, default="all")
    size = models.BigIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = OfCentreManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints = (
            # The same store and definition give the same bytes: one pack. What was erased may be made again.
            models.UniqueConstraint(
                fields=["centre", "sha256"], condition=Q(erased_at__isnull=True), name="pack_once_a_content"
            ),
        )

    def __str__(self) -> str:
        return self.key


class Participation(models.Model):
    """A centre's part in the benchmark, from the day it consented to the day it left, that day included.

    ``terms`` names the version of the words that were agreed to.
    """

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="participations")
    terms = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DatedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["since", "id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="participation_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["centre"], condition=Q(until__isnull=True), name="participation_one_open_a_centre"
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre_id}:{self.since}"


class Edition(models.Model):
    """The benchmark of a month, made once and never again: nobody can compare it with itself less one member.

    ``month`` is ``2026-10``; fictitious centres are compared among themselves. ``content`` holds what each centre
    brought, sums by day, which no page shows; ``sha256`` is its seal. ``centres`` are those that took part that day.
    """

    month = models.CharField(max_length=7)
    fictitious = models.BooleanField(default=False)
    rule = models.CharField(max_length=60)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    centres = models.ManyToManyField(Centre, related_name="editions")
    made_at = models.DateTimeField()

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-month", "id"]
        constraints = (models.UniqueConstraint(fields=["month", "fictitious"], name="edition_once_a_month"),)

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """What the journal knows it by."""
        return f"{self.month}-fictitious" if self.fictitious else self.month

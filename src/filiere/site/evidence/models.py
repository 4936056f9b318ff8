"""What the app keeps: contents by fingerprint, documents and their revisions, what they prove, and what is asked for.

A row is added and never changes what it says: a new file is a new document that revises the old one. The period that
a document proves is not the day it was sent.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.core import Text
from filiere.inspection import KIND_INFO, FileKind
from filiere.site.evidence.confidentiality_classes import Confidentiality, Side
from filiere.site.evidence.querysets import DocumentQuerySet, RequestQuerySet
from filiere.site.members.models import Organisation
from filiere.site.workflow.models import Dossier


def document_key() -> str:
    """Opaque key of a document."""
    return f"e-{secrets.token_hex(6)}"


def request_key() -> str:
    """Opaque key of a request."""
    return f"r-{secrets.token_hex(6)}"


class Blob(models.Model):
    """A content, kept once whatever the number of documents that hold it.

    ``scan`` is what an antivirus said. Without one a content is *not scanned*, and nothing calls it clean.
    """

    class Scan(models.TextChoices):
        """What is known from an antivirus."""

        NOT_SCANNED = "not_scanned"
        FAILED = "failed"
        CLEAN = "clean"
        INFECTED = "infected"

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in FileKind])
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    kept = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(scan="not_scanned") | Q(scanned_at__isnull=False), name="blob_scanned_on_a_day"
            ),
        )

    def __str__(self) -> str:
        return self.sha256[:12]


class Request(models.Model):
    """What an auditor asks for, by a day; answered by documents, or by words when there is none."""

    key = models.CharField(max_length=16, unique=True, default=request_key, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence_requests")
    side = models.CharField(max_length=24, choices=Side.choices, default=Side.EMPLOYER)
    proof = models.CharField(max_length=80, blank=True)
    words = models.TextField(max_length=4000)
    due = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]

    def __str__(self) -> str:
        return self.key


class Document(models.Model):
    """A file sent for a dossier, under a class of confidentiality.

    ``proves_from`` and ``proves_until`` are the period it proves, ``expires`` a last day of validity written on it.
    ``revises`` is the document that it takes the place of. Once erased, the name and note are empty and only the
    fingerprint of its content, and the rule, are left.
    """

    key = models.CharField(max_length=16, unique=True, default=document_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents")
    side = models.CharField(max_length=24, choices=Side.choices)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=260, blank=True)
    note = models.CharField(max_length=500, blank=True)
    confidentiality = models.CharField(max_length=12, choices=Confidentiality.choices)
    proves_from = models.DateField(null=True, blank=True)
    proves_until = models.DateField(null=True, blank=True)
    expires = models.DateField(null=True, blank=True)
    revises = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revised_by")
    answers = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_rule = models.CharField(max_length=60, blank=True)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-added_at", "-id"]
        constraints = (
            models.CheckConstraint(
                condition=Q(proves_from__isnull=True)
                | Q(proves_until__isnull=True)
                | Q(proves_until__gte=F("proves_from")),
                name="document_period_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | (Q(name="") & ~Q(erased_rule="")),
                name="document_erased_by_a_rule",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def kind_words(self) -> Text:
        """The kind of file, in both languages."""
        return KIND_INFO[FileKind(self.blob.kind)].text

    @property
    def is_servable(self) -> bool:
        """Whether the file is there to be given: neither erased nor infected."""
        return self.erased_at is None and self.blob.kept and self.blob.scan != Blob.Scan.INFECTED


class Use(models.Model):
    """A piece of evidence of a dossier's release that a document proves; one document proves several."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="uses")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence_uses")
    proof = models.CharField(max_length=80)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["proof", "id"]
        constraints = (models.UniqueConstraint(fields=["document", "dossier", "proof"], name="use_once"),)

    def __str__(self) -> str:
        return f"{self.document_id}:{self.proof}"

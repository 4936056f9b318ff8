"""Requests that take two people: who asks what, for whom and why, until when, and who answered.

A row is a request, never the act: the act is done by whoever approves, in the same transaction (see `approvals`). The
reason and the answer are what people typed; they go when the asker or the person concerned is erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.accounts.approval_kinds import approval_kinds, get_approval_kind
from filiere.site.accounts.rights import OPERATOR, Actor
from filiere.site.kit.rights import allowed

EXPIRED = "expired"


def approval_key() -> str:
    """Opaque key of a request."""
    return f"ap-{secrets.token_hex(6)}"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Requests. One dated after now was made by a clock that was ahead, and is as one that has expired."""

    def waiting(self, now: datetime) -> ApprovalQuerySet:
        """Those that can still be answered."""
        return self.filter(state=Approval.State.ASKED, expires_at__gt=now, asked_at__lte=now + CLOCK_TOLERANCE)

    def visible_to(self, actor: Any) -> ApprovalQuerySet:
        """Those that one asked, answered, is concerned by, or whose kind one has the right to sign.

        But for those about something that one is kept out of: nothing of it is told, whoever asked.
        """
        if not getattr(actor, "is_verified", False):
            return self.none()
        signed = [kind.kind for kind in approval_kinds.values() if allowed(actor, kind.permission)]
        found = self.filter(Q(asked_by=actor) | Q(decided_by=actor) | Q(concerned=actor) | Q(kind__in=signed))
        hidden = [
            one.pk
            for kind in approval_kinds.values()
            if kind.against_second is not None
            for one in found.filter(kind=kind.kind).only("pk", "payload")
            if kind.list_objections(actor, one.payload)
        ]
        return found.exclude(pk__in=hidden) if hidden else found

    def for_act(self, kind: str, payload: Mapping[str, Any]) -> ApprovalQuerySet:
        """Requests of exactly this act; payloads are compared here, for databases compare the order of keys too."""
        subject_kind, subject_key = get_approval_kind(kind).subject(payload)
        about = self.filter(kind=kind, subject_kind=subject_kind, subject_key=subject_key)
        return self.filter(pk__in=[one.pk for one in about.only("pk", "payload") if one.payload == dict(payload)])


class Approval(models.Model):
    """A request of `kind` with its `payload` (identifiers only), about `subject_kind:subject_key`.

    ``concerned`` is the account that the act gives something to or takes something from. An approved row without
    ``decided_by`` was signed by the operator of the machine. A request that nobody answered by ``expires_at`` is
    expired, which is read from the day and never written.
    """

    class State(models.TextChoices):
        """Where a request stands."""

        ASKED = "asked"
        APPROVED = "approved"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    key = models.CharField(max_length=20, unique=True, default=approval_key, editable=False)
    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    concerned = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals_about"
    )
    reason = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="approvals_asked")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)

    objects: ClassVar[ApprovalQuerySet] = ApprovalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="approval_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(state="asked") & Q(decided_at__isnull=False)),
                name="approval_decided_or_not",
            ),
            # The rule that matters most stands in the database too.
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="approval_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(concerned__isnull=True) | ~Q(concerned=F("asked_by")), name="approval_not_for_oneself"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_kind", "subject_key"], name="approval_subject"),
        ]

    def __str__(self) -> str:
        return self.key

    def state_at(self, now: datetime) -> str:
        """``asked``, ``approved``, ``refused``, ``withdrawn`` or ``expired``."""
        dated = self.asked_at <= now + CLOCK_TOLERANCE and now < self.expires_at
        return str(self.state) if dated or self.state != self.State.ASKED else EXPIRED

    @property
    def second_signer(self) -> Actor:
        """Who signed after the asker: an account, or the operator of the machine."""
        return self.decided_by if self.decided_by is not None else OPERATOR

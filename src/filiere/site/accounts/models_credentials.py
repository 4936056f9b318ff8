"""What opens an account beside its password: second factors, recovery codes, invitations, and forms kept meanwhile.

Secrets are never stored as they are. What the site must read again (the secret of a code generator, a kept form) is
sealed with a key derived from the site's own; what it must only recognise (a recovery code, the token of an
invitation) is kept as a keyed hash.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.accounts.sealing import register_sealed_field, register_token_hash_field
from filiere.site.kit.rights import allowed

TOTP = register_sealed_field("totp", "accounts.Factor", "secret")
PENDING_FORM_PURPOSE = register_sealed_field("kept", "accounts.KeptForm", "sealed")
register_token_hash_field("kept", "accounts.KeptForm", "token_hash")
RECOVERY = register_token_hash_field("recovery", "accounts.RecoveryCode", "code_hash")
INVITATION = register_token_hash_field("invitation", "accounts.Invitation", "token_hash")
MAX_FACTOR_NAME = 60
VALID_FOR = timedelta(days=14)
"""For how long an invitation can be accepted, once it is sent."""


def factor_key() -> str:
    """Opaque key of a second factor."""
    return f"f-{secrets.token_hex(6)}"


def invitation_key() -> str:
    """Opaque key of an invitation; it opens nothing."""
    return f"i-{secrets.token_hex(6)}"


class FactorQuerySet(models.QuerySet["Factor"]):
    """Second factors."""

    def for_user(self, user: Any) -> FactorQuerySet:
        """Those of one person, oldest first."""
        return self.filter(user=user).order_by("created_at", "pk")


class Factor(models.Model):
    """A second factor: a generator of codes (its ``secret`` sealed) or a passkey (its public key).

    ``last_step`` is the last thirty seconds for which a code was taken, so that no code serves twice, and
    ``spent_steps`` those before it that a clock gone back could come to again; ``sign_count`` is the counter by which
    some passkeys tell that they were copied.
    """

    class Kind(models.TextChoices):
        """What it is."""

        TOTP = "totp"
        PASSKEY = "passkey"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="factors")
    key = models.CharField(max_length=20, unique=True, default=factor_key, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=MAX_FACTOR_NAME)
    secret = models.TextField(blank=True)
    credential_id = models.CharField(max_length=1400, unique=True, null=True, blank=True)
    public_key = models.TextField(blank=True)
    last_step = models.BigIntegerField(default=0)
    spent_steps = models.JSONField(default=list)
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Factor]] = FactorQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=(Q(kind="totp", credential_id__isnull=True) & ~Q(secret=""))
                | (Q(kind="passkey", credential_id__isnull=False, secret="") & ~Q(public_key="")),
                name="factor_is_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class RecoveryCode(models.Model):
    """A code that serves once, in place of a second factor that was lost."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that can still be accepted."""
        signed = Q(approval__isnull=True) | Q(approval__state="approved")
        dated = Q(expires_at__gt=now, expires_at__lte=now + VALID_FOR + CLOCK_TOLERANCE)
        return self.filter(signed, dated, accepted_at__isnull=True, revoked_at__isnull=True)

    def visible_to(self, actor: Any) -> InvitationQuerySet:
        """All for whoever reads accounts, one's own for others."""
        if allowed(actor, "account:read"):
            return self.all()
        return self.filter(created_by=actor) if getattr(actor, "pk", None) else self.none()


class Invitation(models.Model):
    """A way in, for one person, once, until a day: ``grants`` lists what acceptance gives, each with its kind.

    One that gives power takes two people: as long as its ``approval`` is not signed it has no link and opens nothing.
    """

    key = models.CharField(max_length=20, unique=True, default=invitation_key, editable=False)
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    grants = models.JSONField(default=list)
    token_hash = models.CharField(max_length=64, unique=True)
    fictitious = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    approval = models.OneToOneField(
        "accounts.Approval", on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )

    objects: ClassVar[models.Manager[Invitation]] = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_one_end"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def state(self, now: datetime) -> str:
        """``accepted``, ``revoked``, ``held`` until the second person signs, ``refused``, ``expired`` or ``open``.

        One that lasts longer than any invitation does from now was sent by a clock that was ahead, and opens nothing.
        """
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        signed = self.approval.state_at(now) if self.approval is not None else "approved"
        if signed != "approved":
            return {"asked": "held", "refused": "refused"}.get(signed, "expired")
        return "open" if now < self.expires_at <= now + VALID_FOR + CLOCK_TOLERANCE else "expired"


class KeptForm(models.Model):
    """What a person had typed when their session ended: sealed, theirs alone, gone after an hour."""

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms")
    sealed = models.TextField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}"

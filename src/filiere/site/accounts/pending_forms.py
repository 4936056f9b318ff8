"""Forms sent by a session that had ended: kept for an hour, sealed, and offered again to the same person alone.

A cookie tells which account last signed in with this browser, until somebody signs out: without it nothing is kept,
so that a stranger cannot fill the table, and what one person typed is never shown to the next one on a shared machine.
Passwords, codes and files are not kept.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.accounts.models import User
from filiere.site.accounts.models_sign_in import PENDING_FORM_PURPOSE, KeptForm
from filiere.site.accounts.sealing import (
    UnreadableSeal,
    hash_token,
    list_token_hashes,
    register_unstored_purpose,
    seal_text,
    unseal_text,
)
from filiere.site.kit.submitted_fields import SubmittedFields, read_submitted_fields

KEPT_COOKIE, WHO_COOKIE = "filiere_kept", "filiere_who"
WHO_PURPOSE = register_unstored_purpose("who")
FORM_LIFETIME = timedelta(hours=1)
ACCOUNT_COOKIE_LIFETIME = timedelta(days=2)
MAX_FORM_BYTES = 512 * 1024
MAX_FORMS_PER_PERSON = 20


@dataclass(frozen=True, slots=True)
class PendingFormToken:
    """The name of a kept form, which only the browser holds."""

    value: str

    def put(self, response: HttpResponseBase) -> None:
        """Hand it to the browser."""
        response.set_cookie(
            KEPT_COOKIE,
            self.value,
            max_age=int(FORM_LIFETIME.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


@dataclass(frozen=True, slots=True)
class PendingForm:
    """A form to send again: where, and what was typed in it."""

    path: str
    typed: SubmittedFields


def remember_account(response: HttpResponseBase, user: User) -> None:
    """Note in the browser who signed in, for the day when the session ends while they type."""
    if hasattr(response, "set_cookie"):
        response.set_cookie(
            WHO_COOKIE,
            seal_text(WHO_PURPOSE, user.key),
            max_age=int(ACCOUNT_COOKIE_LIFETIME.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def keep_form(request: HttpRequest) -> PendingFormToken | None:
    """Keep the form of a request whose session has ended; None without anything or anybody to keep it for."""
    if request.method != "POST":
        return None
    user = _find_account(request)
    typed = read_submitted_fields(request)
    if user is None or not typed.fields:
        return None
    body = json.dumps({"path": request.get_full_path(), "fields": typed.fields, "files": typed.files})
    if len(body) > MAX_FORM_BYTES:
        return None
    now = timezone.now()
    present = KeptForm.objects.filter(
        user=user, expires_at__gt=now, expires_at__lte=now + FORM_LIFETIME + CLOCK_TOLERANCE
    )
    if present.count() >= MAX_FORMS_PER_PERSON:
        return None
    token = PendingFormToken(secrets.token_urlsafe(32))
    KeptForm.objects.create(
        token_hash=hash_token(PENDING_FORM_PURPOSE, token.value),
        user=user,
        sealed=seal_text(PENDING_FORM_PURPOSE, body),
        expires_at=now + FORM_LIFETIME,
    )
    return token


def find_pending_form(request: HttpRequest) -> PendingForm | None:
    """The form kept for this person in this browser."""
    row = _find_row(request)
    if row is None:
        return None
    try:
        body: dict[str, Any] = json.loads(unseal_text(PENDING_FORM_PURPOSE, row.sealed, within=FORM_LIFETIME))
    except UnreadableSeal:
        return None
    fields = tuple((str(name), str(value)) for name, value in body["fields"])
    return PendingForm(str(body["path"]), SubmittedFields(fields, bool(body["files"]), secrets=False, token=""))


def discard_pending_form(request: HttpRequest) -> None:
    """Forget the form kept for this person in this browser."""
    row = _find_row(request)
    if row is not None:
        row.delete()


def _find_row(request: HttpRequest) -> KeptForm | None:
    token = request.COOKIES.get(KEPT_COOKIE, "")
    if not token or not request.user.is_authenticated:
        return None
    return KeptForm.objects.filter(
        token_hash__in=list_token_hashes(PENDING_FORM_PURPOSE, token),
        user_id=request.user.pk,
        expires_at__gt=timezone.now(),
    ).first()


def _find_account(request: HttpRequest) -> User | None:
    if request.user.is_authenticated:
        return User.objects.filter(pk=request.user.pk).first()
    try:
        key = unseal_text(WHO_PURPOSE, request.COOKIES.get(WHO_COOKIE, "")[:1000], within=ACCOUNT_COOKIE_LIFETIME)
    except UnreadableSeal:
        return None
    return User.objects.filter(key=key, is_active=True).first()

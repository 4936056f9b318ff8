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

from filiere.core.journal import SLEW
from filiere.site.accounts.models import User
from filiere.site.accounts.models_access import KEPT, KeptForm
from filiere.site.accounts.sealing import Unreadable, seal_text, seals_nowhere, token_hash, token_hashes, unseal_text
from filiere.site.typed_fields import typed_fields

KEPT_COOKIE, WHO_COOKIE = "filiere_kept", "filiere_who"
WHO = seals_nowhere("who")
KEPT_FOR = timedelta(hours=1)
WHO_FOR = timedelta(days=2)
LARGEST = 512 * 1024
MOST_PER_PERSON = 20


@dataclass(frozen=True, slots=True)
class Token:
    """The name of a kept form, which only the browser holds."""

    value: str

    def put(self, response: HttpResponseBase) -> None:
        """Hand it to the browser."""
        response.set_cookie(
            KEPT_COOKIE,
            self.value,
            max_age=int(KEPT_FOR.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A form to send again: where, and the fields that were typed, in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: bool


def remember(response: HttpResponseBase, user: User) -> None:
    """Note in the browser who signed in, for the day when the session ends while they type."""
    if hasattr(response, "set_cookie"):
        response.set_cookie(
            WHO_COOKIE,
            seal_text(WHO, user.key),
            max_age=int(WHO_FOR.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def keep(request: HttpRequest) -> Token | None:
    """Keep the form of a request whose session has ended; None without anything or anybody to keep it for."""
    if request.method != "POST":
        return None
    user = _who(request)
    typed = typed_fields(request)
    if user is None or not typed.fields:
        return None
    body = json.dumps({"path": request.get_full_path(), "fields": typed.fields, "files": typed.files})
    if len(body) > LARGEST:
        return None
    now = timezone.now()
    present = KeptForm.objects.filter(user=user, expires_at__gt=now, expires_at__lte=now + KEPT_FOR + SLEW)
    if present.count() >= MOST_PER_PERSON:
        return None
    token = Token(secrets.token_urlsafe(32))
    KeptForm.objects.create(
        token_hash=token_hash(KEPT, token.value),
        user=user,
        sealed=seal_text(KEPT, body),
        expires_at=now + KEPT_FOR,
    )
    return token


def kept_form(request: HttpRequest) -> Kept | None:
    """The form kept for this person in this browser."""
    row = _row(request)
    if row is None:
        return None
    try:
        body: dict[str, Any] = json.loads(unseal_text(KEPT, row.sealed, within=KEPT_FOR))
    except Unreadable:
        return None
    return Kept(
        str(body["path"]), tuple((str(name), str(value)) for name, value in body["fields"]), bool(body["files"])
    )


def throw_away(request: HttpRequest) -> None:
    """Forget the form kept for this person in this browser."""
    row = _row(request)
    if row is not None:
        row.delete()


def _row(request: HttpRequest) -> KeptForm | None:
    token = request.COOKIES.get(KEPT_COOKIE, "")
    if not token or not request.user.is_authenticated:
        return None
    return KeptForm.objects.filter(
        token_hash__in=token_hashes(KEPT, token), user_id=request.user.pk, expires_at__gt=timezone.now()
    ).first()


def _who(request: HttpRequest) -> User | None:
    if request.user.is_authenticated:
        return User.objects.filter(pk=request.user.pk).first()
    try:
        key = unseal_text(WHO, request.COOKIES.get(WHO_COOKIE, "")[:1000], within=WHO_FOR)
    except Unreadable:
        return None
    return User.objects.filter(key=key, is_active=True).first()

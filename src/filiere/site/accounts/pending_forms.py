"""Forms sent by a session that had ended: kept for an hour, sealed, and offered again to the same person alone.

Whose form it is must be proved: by the mark that the token of each form bears, sealed for the person whose page it was
(see `middleware`); of a form without a mark, by the session or by a cookie that tells which account last signed in with
this browser, until somebody signs out. Without a proof nothing is kept, so that a stranger cannot fill the table, and
what one person typed is never shown to the next one on a shared machine. Passwords, codes and files are not kept.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import PENDING_FORM_PURPOSE, KeptForm
from filiere.site.accounts.sealing import (
    UnreadableSeal,
    hash_token,
    list_token_hashes,
    register_unstored_purpose,
    seal_text,
    unseal_text,
)
from filiere.site.kit.refused_form_fields import FORM_TOKEN, SubmittedFields, read_submitted_fields

KEPT_COOKIE, WHO_COOKIE = "filiere_kept", "filiere_who"
WHO_PURPOSE = register_unstored_purpose("who")
AUTHOR_PURPOSE = register_unstored_purpose("form-author")
FORM_LIFETIME = timedelta(hours=1)
ACCOUNT_COOKIE_LIFETIME = timedelta(days=2)
AUTHOR_LIFETIME = timedelta(days=31)
"""How long a page may stay open and its form still be known as its reader's."""
MAX_FORM_BYTES = 512 * 1024
MAX_FORMS_PER_PERSON = 20


@dataclass(frozen=True, slots=True)
class PendingFormToken:
    """The name of a kept form, which only the browser holds."""

    value: str

    def put(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Hand it to the browser, beside those of its other tabs."""
        response.set_cookie(
            KEPT_COOKIE,
            ".".join([*_read_tokens(request), self.value][-MAX_FORMS_PER_PERSON:]),
            max_age=int(FORM_LIFETIME.total_seconds()),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


@dataclass(frozen=True, slots=True)
class PendingForm:
    """A form to send again: where, and what was typed in it; its token says, once it acts, that it need not be kept."""

    key: int
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


def find_pending_forms(request: HttpRequest) -> list[PendingForm]:
    """The forms kept for this person in this browser, the first one sent first."""
    return [form for row in find_kept_rows(request).order_by("pk") if (form := _open_row(request, row)) is not None]


def _open_row(request: HttpRequest, row: KeptForm) -> PendingForm | None:
    try:
        body: dict[str, Any] = json.loads(unseal_text(PENDING_FORM_PURPOSE, row.sealed, within=FORM_LIFETIME))
    except UnreadableSeal:
        return None
    fields = tuple((str(name), str(value)) for name, value in body["fields"])
    token = f"{secrets.token_urlsafe(18)}{seal_form_author(request)}.{row.pk}"
    typed = SubmittedFields(fields, bool(body["files"]), secrets=False, token=token)
    return PendingForm(row.pk, str(body["path"]), typed)


def discard_pending_forms(request: HttpRequest, key: str = "") -> None:
    """Forget the forms kept for this person in this browser, or one of them."""
    rows = find_kept_rows(request)
    (rows.filter(pk=key) if key.isdecimal() else rows).delete()


def discard_sent_form(request: HttpRequest, response: HttpResponseBase) -> None:
    """Forget a kept form that has been sent again, once it was taken, or kept anew on its way through a door."""
    if request.method != "POST" or response.status_code >= 400:
        return
    # Only what was read already: what nobody read has done nothing.
    parts = str(getattr(request, "_post", {}).get(FORM_TOKEN, "")).split(".")
    if len(parts) == 3 and parts[2].isdecimal():
        discard_pending_forms(request, parts[2])


def find_kept_rows(request: HttpRequest, *, anybody: bool = False) -> QuerySet[KeptForm]:
    """What is kept for this person in this browser; for whoever used it, to say only that there is something."""
    hashes = [one for token in _read_tokens(request) for one in list_token_hashes(PENDING_FORM_PURPOSE, token)]
    if not hashes or not (anybody or request.user.is_authenticated):
        return KeptForm.objects.none()
    rows = KeptForm.objects.filter(token_hash__in=hashes, expires_at__gt=timezone.now())
    return rows if anybody else rows.filter(user_id=request.user.pk or 0)


def _read_tokens(request: HttpRequest) -> list[str]:
    return [one for one in request.COOKIES.get(KEPT_COOKIE, "").split(".") if one][-MAX_FORMS_PER_PERSON:]


def seal_form_author(request: HttpRequest) -> str:
    """The mark of the forms of a page: whom it was made for; none where the page asked for nobody, or a visitor."""
    user = getattr(request, "_cached_user", None)
    return f".{seal_text(AUTHOR_PURPOSE, user.key)}" if user is not None and user.is_authenticated else ""


def read_form_mark(request: HttpRequest) -> str:
    """The mark that the form of a request bears, whether or not it can be read; an empty text for none."""
    return str(request.POST.get(FORM_TOKEN, "")).partition(".")[2].partition(".")[0]


def find_form_author(request: HttpRequest) -> User | None:
    """The person whose page the form of a request comes from, by its mark."""
    return _find_sealed_account(AUTHOR_PURPOSE, read_form_mark(request), AUTHOR_LIFETIME)


def _find_account(request: HttpRequest) -> User | None:
    if read_form_mark(request):
        return find_form_author(request)
    if request.user.is_authenticated:
        return User.objects.filter(pk=request.user.pk).first()
    return _find_sealed_account(WHO_PURPOSE, request.COOKIES.get(WHO_COOKIE, ""), ACCOUNT_COOKIE_LIFETIME)


def _find_sealed_account(purpose: str, sealed: str, within: timedelta) -> User | None:
    try:
        key = unseal_text(purpose, sealed[:1000], within=within)
    except UnreadableSeal:
        return None
    return User.objects.filter(key=key, is_active=True).first()

"""Which complaint a browser follows: in a sealed cookie of its own, and in no table, least of all beside an account.

The session of a person is a row that names their account. Were the complaint in it, whoever reads the table would know
who complains, though the name is sealed.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from filiere.site.accounts.decorators import register_sign_out_cookie
from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.register.models import Complaint

COOKIE = register_sign_out_cookie("filiere_followed")
PURPOSE = register_unstored_purpose("complaint-followed")
COOKIE_LIFETIME = timedelta(hours=1)
"""Since the last page of the follow-up; the number opens it again."""


def complaint_in_cookie(request: HttpRequest) -> Complaint | None:
    """The complaint that this browser follows, if it opened one within the hour."""
    try:
        key = unseal_text(PURPOSE, request.COOKIES.get(COOKIE, "")[:1000], within=COOKIE_LIFETIME)
    except UnreadableSeal:
        return None
    return Complaint.objects.for_follower(key)


def set_tracking_cookie(response: HttpResponseBase, complaint: Complaint) -> None:
    """Have the browser follow a complaint, from now on for an hour."""
    response.set_cookie(
        COOKIE,
        seal_text(PURPOSE, complaint.key),
        max_age=int(COOKIE_LIFETIME.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def clear_tracking_cookie(response: HttpResponseBase) -> None:
    """Have the browser forget it."""
    response.delete_cookie(COOKIE, samesite="Lax")

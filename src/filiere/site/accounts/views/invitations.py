"""The page behind the link of an invitation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Lang, Text
from filiere.site.accounts import limits
from filiere.site.accounts.actions.accept_invitation import accept_as, accept_as_new, foreign, open_invitation
from filiere.site.accounts.addresses import same_mailbox
from filiere.site.accounts.confirmation import note_password
from filiere.site.accounts.invitations import words_of
from filiere.site.accounts.models import User
from filiere.site.accounts.models_access import Invitation
from filiere.site.accounts.views.common import landing, told_faults
from filiere.site.accounts.views.sign_in import opened
from filiere.site.journal.record import record
from filiere.site.security import client_network


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a name, a language and a password, or add it to the account signed in."""
    now, address = timezone.now(), client_network(request.META)
    until = limits.closed_until(limits.INVITATION, address, now=now)
    if until is not None:
        return _void(request, [str(limits.too_many(limits.minutes_left(until, now)))], status=429)
    try:
        found = open_invitation(token, now=now)
    except Faults as faults:
        # Counted after it is judged, so that reading a good link writes nothing: no burst guesses 256 bits.
        limits.reserve(limits.INVITATION, address, now=now)
        return _void(request, told_faults(faults), status=404)
    if request.user.is_authenticated:
        return _as_somebody(request, token, found)
    if User.objects.for_mailbox(found.email) is not None:
        # Whoever holds the link reads the mail of that address: telling them that it has an account tells nobody else.
        return _sign_in_first(request, found)
    return _as_nobody(request, token, found)


def _void(request: HttpRequest, faults: list[str], *, status: int) -> HttpResponse:
    return render(request, "accounts/invitation_void.html", {"faults": faults}, status=status)


def _sign_in_first(request: HttpRequest, found: Invitation) -> HttpResponse:
    return render(request, "accounts/invitation.html", {"invitation": found, "given": words_of(found), "who": "known"})


def _as_somebody(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)  # noqa: S101  Signed in.
    if not same_mailbox(user.email, found.email):
        return _void(request, told_faults(foreign()), status=403)
    if request.method == "POST":
        try:
            accept_as(token=token, user=user, now=timezone.now())
        except Faults as faults:
            return _void(request, told_faults(faults), status=422)
        messages.success(request, str(Text(fr="Invitation acceptée.", en="Invitation accepted.")))
        return redirect(landing(user))
    return render(request, "accounts/invitation.html", {"invitation": found, "given": words_of(found), "who": "self"})


def _as_nobody(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    chosen: Lang = "en" if request.POST.get("language", found.language) == "en" else "fr"
    context: dict[str, Any] = {
        "invitation": found,
        "given": words_of(found),
        "who": "new",
        "name": request.POST.get("name", "")[:200],
        "language": chosen,
    }
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context)
    try:
        user = accept_as_new(
            token=token,
            name=context["name"],
            language=chosen,
            password=request.POST.get("password", ""),
            now=timezone.now(),
        )
    except Faults as faults:
        context["faults"] = told_faults(faults)
        return render(request, "accounts/invitation.html", context, status=422)
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_password(request)
    record(actor_key=user.key, act="account.sign-in", subject_kind="user", subject_id=user.key, payload={})
    return opened(request, user, "", user.language)

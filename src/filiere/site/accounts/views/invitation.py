"""The page behind the link of an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.actions.accept_invitation import (
    accept_with_account,
    accept_with_new_account,
    find_open_invitation,
    foreign_invitation_faults,
)
from filiere.site.accounts.decorators import signed_in_user
from filiere.site.accounts.email_equivalence import is_same_mailbox
from filiere.site.accounts.extension_points import find_first_page
from filiere.site.accounts.forms import NewAccountForm
from filiere.site.accounts.invitation_kinds import describe_grants, find_asker_name
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.session_proofs import record_password_proof
from filiere.site.accounts.views.common import choose_landing_page, format_faults
from filiere.site.accounts.views.sign_in import redirect_after_sign_in
from filiere.site.client_addresses import client_network
from filiere.site.journal.writer import record_act
from filiere.site.kit.forms import show_faults
from filiere.site.kit.languages import use_page_language


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: choose a name, a language and a password, or add it to the account signed in."""
    now, address = timezone.now(), client_network(request.META)
    until = rate_limits.find_closed_until(rate_limits.INVITATION, address, now=now)
    if until is not None:
        return _render_closed_link(
            request, [str(rate_limits.too_many_attempts_text(rate_limits.minutes_left(until, now)))], status=429
        )
    try:
        found = find_open_invitation(token, now=now)
    except Faults as faults:
        # Counted after it is judged, so that reading a good link writes nothing: no burst guesses 256 bits.
        rate_limits.reserve_attempt(rate_limits.INVITATION, address, now=now)
        return _render_closed_link(request, format_faults(faults), status=404)
    if request.user.is_authenticated:
        return _accept_signed_in(request, token, found)
    if User.objects.for_mailbox(found.email) is not None:
        # Whoever holds the link reads the mail of that address: telling them that it has an account tells nobody else.
        return _ask_sign_in(request, found)
    return _accept_signed_out(request, token, found)


def _render_closed_link(request: HttpRequest, faults: list[str], *, status: int) -> HttpResponse:
    return render(request, "accounts/invitation_void.html", {"faults": faults}, status=status)


def _ask_sign_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    return render(
        request, "accounts/invitation.html", {"invitation": found, "given": describe_grants(found), "who": "known"}
    )


def _accept_signed_in(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    user = signed_in_user(request)
    if not is_same_mailbox(user.email, found.email):
        return _render_closed_link(request, format_faults(foreign_invitation_faults()), status=403)
    if request.method == "POST":
        try:
            accept_with_account(token=token, user=user, now=timezone.now())
        except Faults as faults:
            return _render_closed_link(request, format_faults(faults), status=422)
        messages.success(request, str(Text(fr="Invitation acceptée.", en="Invitation accepted.")))
        return redirect(choose_landing_page())
    return render(
        request, "accounts/invitation.html", {"invitation": found, "given": describe_grants(found), "who": "self"}
    )


def _accept_signed_out(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    asked = {"name": find_asker_name(found.email), "language": found.language}
    form = NewAccountForm(request.POST if request.method == "POST" else None, initial=asked)
    if form.is_valid():
        try:
            user = accept_with_new_account(token=token, now=timezone.now(), **form.cleaned_data)
        except Faults as faults:
            show_faults(form, faults)
        else:
            auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
            record_password_proof(request)
            record_act(user, "account.sign-in", "user", user.key)
            with use_page_language(user.language):
                wanted = find_first_page(user)
            return redirect_after_sign_in(request, user, wanted, user.language)
    context = {"invitation": found, "given": describe_grants(found), "who": "new", "form": form}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)

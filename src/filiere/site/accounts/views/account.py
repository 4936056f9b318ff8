"""One's own account: what one holds here, language, sessions, the copy of one's data, erasure."""

from __future__ import annotations

import json

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Lang, Text
from filiere.site.accounts.actions.close_sessions import close_sessions
from filiere.site.accounts.actions.erase_person import erase_person
from filiere.site.accounts.actions.set_language import set_language
from filiere.site.accounts.decorators import reauthentication_required, sign_in_required, signed_in_user
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.extension_points import list_account_lines
from filiere.site.accounts.forms import OwnPasswordForm
from filiere.site.accounts.letters import can_send_letters
from filiere.site.accounts.models_credentials import Factor, Invitation
from filiere.site.accounts.personal_data_registry import export_personal_data
from filiere.site.accounts.rights import ROLE_NAMES
from filiere.site.accounts.second_factor_policy import requires_second_factor
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.languages import use_page_language
from filiere.site.kit.rights import allowed


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest) -> HttpResponse:
    """The page of one's account."""
    user = signed_in_user(request)
    context = {
        "roles": [ROLE_NAMES[role] for role in sorted(user.roles())],
        "held": list_account_lines(user),
        "factors": Factor.objects.for_user(user),
        "required": requires_second_factor(user),
        "sends": can_send_letters() or is_demo(),
        "digest_rates": {"week": Text(fr="Le lundi", en="On Mondays"), "day": Text(fr="Chaque jour", en="Every day")},
        "manages": allowed(user, "account:read"),
        "sent": Invitation.objects.visible_to(user)[:20] if not allowed(user, "account:read") else [],
    }
    return render(request, "accounts/account.html", context)


@sign_in_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's letters and first page."""
    chosen: Lang = "en" if request.POST.get("language") == "en" else "fr"
    set_language(user=signed_in_user(request), language=chosen)
    with use_page_language(chosen):
        messages.success(request, str(Text(fr="Langue enregistrée.", en="Language saved.")))
        return redirect("accounts:account")


@sign_in_required
@require_POST
def sessions(request: HttpRequest) -> HttpResponse:
    """Close one's other sessions; this one is signed anew and stays."""
    user = signed_in_user(request)
    close_sessions(user, actor=user)
    auth.update_session_auth_hash(request, user)
    messages.success(request, str(Text(fr="Vos autres sessions sont fermées.", en="Your other sessions are closed.")))
    return redirect("accounts:account")


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def data(request: HttpRequest) -> HttpResponseBase:
    """All that is held about the person who asks, as a file."""
    user = signed_in_user(request)
    body = json.dumps(export_personal_data(user), ensure_ascii=False, indent=2, default=str)
    kind = "application/json; charset=utf-8"
    return serve_file(request, body, name=f"filiere-{user.key}.json", media_type=kind, reading=OWN_SIDE)


@sign_in_required
@reauthentication_required(password=False)
@require_http_methods(["GET", "HEAD", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """Erase oneself, with one's password; the page says before what goes, what stays and why."""
    user = signed_in_user(request)
    form = OwnPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        erase_person(user, actor=user)
        auth.logout(request)
        return render(request, "accounts/erased.html")
    return render(request, "accounts/erasure.html", {"form": form}, status=422 if form.errors else 200)

"""Showing one's second factor, setting the first one, adding and removing others."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Faults, Text
from filiere.site.accounts import one_time_codes, passkeys
from filiere.site.accounts.actions.add_factor import add_passkey, add_totp
from filiere.site.accounts.actions.remove_factor import remove_factor
from filiere.site.accounts.actions.renew_recovery_codes import renew_recovery_codes
from filiere.site.accounts.actions.verify_factor import verify_code, verify_passkey
from filiere.site.accounts.decorators import (
    act_page,
    reauthentication_required,
    redirect_to_reauthentication,
    redirect_to_second_factor,
    redirect_to_sign_in,
    sign_in_required,
    signed_in_user,
)
from filiere.site.accounts.faults import fault
from filiere.site.accounts.forms import CodeGeneratorForm, OwnPasswordForm, PasskeyForm
from filiere.site.accounts.models import User
from filiere.site.accounts.models_credentials import Factor
from filiere.site.accounts.reauthentication import find_missing_proof
from filiere.site.accounts.sealing import UnreadableSeal, seal_text, unseal_text
from filiere.site.accounts.session_proofs import mark_verified, record_password_proof
from filiere.site.accounts.views.common import choose_landing_page, format_faults, read_next
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import show_faults

PENDING = "pending_totp"
AFTER = "after_second_factor"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; whoever has none yet and needs one is led to set it."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)  # type: ignore[return-value]
    user, wanted = signed_in_user(request), read_next(request)
    if user.is_verified:
        return redirect(wanted or choose_landing_page())
    if user.second_factor_since is None:
        request.session[AFTER] = wanted
        return redirect("accounts:factor-add")
    faults: Faults | None = None
    if request.method == "POST":
        try:
            _check_proof(request, user)
        except Faults as found:
            faults = found
        else:
            return redirect(wanted or choose_landing_page())
    context = {"next": wanted, "faults": format_faults(faults)} | _list_proof_options(request, user)
    return render(request, "accounts/second_factor.html", context, status=422 if faults else 200)


def _check_proof(request: HttpRequest, user: User) -> None:
    """Check the code typed, or what the passkey signed, and note it in the session; raises `Faults`."""
    now, answer = timezone.now(), request.POST.get("credential", "")
    factors = list(Factor.objects.for_user(user))
    if answer:
        how = verify_passkey(user=user, prove=lambda: passkeys.verify_authentication(request, answer, factors), now=now)
    else:
        how = verify_code(user=user, code=request.POST.get("code", "")[:100], now=now)
    mark_verified(request, user, how)


def _list_proof_options(request: HttpRequest, user: User) -> dict[str, object]:
    """What a page that asks for the second factor needs to show."""
    factors = list(Factor.objects.for_user(user))
    keys = [factor for factor in factors if factor.kind == Factor.Kind.PASSKEY]
    return {
        "options": passkeys.build_authentication_options(request, keys) if keys else "",
        "totp": any(factor.kind == Factor.Kind.TOTP for factor in factors),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_identity(request: HttpRequest) -> HttpResponse:
    """Prove again that it is oneself, password then second factor, before what a stolen session must not do."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)  # type: ignore[return-value]
    user, wanted = signed_in_user(request), read_next(request)
    if user.second_factor_since is not None and not user.is_verified:
        return redirect_to_second_factor(request)  # type: ignore[return-value]
    form = faults = None
    missing, sent = find_missing_proof(request, user), request.POST if request.method == "POST" else None
    if missing.password:
        form = OwnPasswordForm(sent, user=user)
        if form.is_valid():
            record_password_proof(request)
    elif missing.factor and sent is not None:
        try:
            _check_proof(request, user)
        except Faults as found:
            faults = found
    missing = find_missing_proof(request, user)
    if not missing:
        return redirect(wanted or reverse("accounts:account"))
    context = {"next": wanted, "missing": missing, "form": form, "faults": format_faults(faults)}
    if missing.factor and not missing.password:
        context |= _list_proof_options(request, user)
    return render(request, "accounts/confirm.html", context, status=422 if faults or (form and form.errors) else 200)


def _redirect_unless_may_add(request: HttpRequest) -> HttpResponse | None:
    """Adding the first factor takes the password alone; adding another one takes a session that showed one."""
    if not request.user.is_authenticated:
        return redirect_to_sign_in(request)  # type: ignore[return-value]
    if signed_in_user(request).second_factor_since is not None and not signed_in_user(request).is_verified:
        return redirect("accounts:second-factor")
    if find_missing_proof(request, signed_in_user(request)):
        return redirect_to_reauthentication(request)  # type: ignore[return-value]
    return None


def _pending_secret(request: HttpRequest) -> str:
    """The secret offered to this session, the same until it is taken: the picture scanned is the one checked."""
    try:
        return unseal_text(one_time_codes.TOTP_PURPOSE, request.session[PENDING])
    except (KeyError, UnreadableSeal):
        secret = one_time_codes.draw_secret()
        request.session[PENDING] = seal_text(one_time_codes.TOTP_PURPOSE, secret)
        return secret


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor_add(request: HttpRequest) -> HttpResponse:
    """Set a second factor: scan and type a code, or let the browser make a passkey."""
    refused = _redirect_unless_may_add(request)
    if refused is not None:
        return refused
    user, secret = signed_in_user(request), _pending_secret(request)
    factors = list(Factor.objects.for_user(user))
    answer = request.POST.get("credential", "")
    sent = request.POST if request.method == "POST" else None
    by_key = PasskeyForm(sent if answer else None, auto_id="id_key_%s")
    by_code = CodeGeneratorForm(None if answer else sent)
    form = by_key if answer else by_code
    if form.is_valid():
        now, said = timezone.now(), form.cleaned_data
        try:
            if answer:
                made = passkeys.verify_registration(request, answer)
                drawn = add_passkey(user=user, made=made, name=said["name"], now=now)[1]
            else:
                drawn = add_totp(user=user, secret=secret, code=said["code"], name=said["name"], now=now)[1]
        except Faults as faults:
            show_faults(form, faults)
        except passkeys.PasskeyRefused:
            show_faults(form, Faults([fault("passkey-refused")]))
        else:
            request.session.pop(PENDING, None)
            mark_verified(request, user, "enrolled")
            return _render_added(request, user, drawn)
    context = {
        "first": user.second_factor_since is None,
        "picture": one_time_codes.draw_qr_code(secret, user.email),
        "secret": re.sub(r"(.{4})", r"\1 ", secret).strip(),
        "options": passkeys.build_registration_options(request, user, factors),
        "by_code": by_code,
        "by_key": by_key,
    }
    return render(request, "accounts/factor_add.html", context, status=422 if form.errors else 200)


def _render_added(request: HttpRequest, user: User, drawn: list[str]) -> HttpResponse:
    after = request.session.pop(AFTER, "") or reverse("accounts:factors")
    if drawn:
        return render(request, "accounts/recovery_codes.html", {"codes": drawn, "after": after})
    messages.success(request, str(Text(fr="Second facteur ajouté.", en="Second factor added.")))
    return redirect(after)


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def factors_page(request: HttpRequest) -> HttpResponse:
    """The second factors of one's account."""
    user = signed_in_user(request)
    left = user.recovery_codes.filter(used_at__isnull=True).count()
    found = Factor.objects.for_user(user)
    return render(request, "accounts/factors.html", {"factors": found, "left": left})


factor_remove = act_page(
    None,
    PageAct(
        remove_factor,
        Text(fr="Second facteur retiré.", en="Second factor removed."),
        row=lambda request, _nothing: signed_in_user(request),
    ),
    proof=reauthentication_required(),
    back="accounts:factors",
)
"""Remove one of one's own factors."""


@sign_in_required
@reauthentication_required()
@require_POST
def recovery_renew(request: HttpRequest) -> HttpResponse:
    """Draw new recovery codes and show them once."""
    if signed_in_user(request).second_factor_since is None:
        return redirect("accounts:factors")
    drawn = renew_recovery_codes(user=signed_in_user(request))
    return render(request, "accounts/recovery_codes.html", {"codes": drawn, "after": reverse("accounts:factors")})

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
from filiere.site.accounts import codes, passkeys
from filiere.site.accounts.access import confirmed, safe_next, signed_in, to_confirm, to_second_factor, to_sign_in
from filiere.site.accounts.actions.add_factor import add_passkey, add_totp
from filiere.site.accounts.actions.remove_factor import remove_factor
from filiere.site.accounts.actions.renew_recovery_codes import renew_recovery_codes
from filiere.site.accounts.actions.show_factor import show_code, show_passkey
from filiere.site.accounts.confirmation import check_password, missing_proof, note_password
from filiere.site.accounts.models import User
from filiere.site.accounts.models_access import Factor
from filiere.site.accounts.sealing import Unreadable, seal_text, unseal_text
from filiere.site.accounts.second_factor import mark_verified
from filiere.site.accounts.views.common import landing, told_faults

PENDING = "pending_totp"
AFTER = "after_second_factor"


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  The views below look first; this tells the type checker.
    return request.user


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if safe_next(request, wanted) else ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor; whoever has none yet and needs one is led to set it."""
    if not request.user.is_authenticated:
        return to_sign_in(request)  # type: ignore[return-value]
    user, wanted = _person(request), _next(request)
    if user.verified:
        return redirect(wanted or landing(user))
    if user.second_factor_since is None:
        request.session[AFTER] = wanted
        return redirect("accounts:factor-add")
    faults: Faults | None = None
    if request.method == "POST":
        try:
            _prove(request, user)
        except Faults as found:
            faults = found
        else:
            return redirect(wanted or landing(user))
    context = {"next": wanted, "faults": told_faults(faults)} | _ways(request, user)
    return render(request, "accounts/second_factor.html", context, status=422 if faults else 200)


def _prove(request: HttpRequest, user: User) -> None:
    """Check the code typed, or what the passkey signed, and note it in the session; raises `Faults`."""
    now, answer = timezone.now(), request.POST.get("credential", "")
    factors = list(Factor.objects.for_user(user))
    if answer:
        how = show_passkey(user=user, prove=lambda: passkeys.shown(request, answer, factors), now=now)
    else:
        how = show_code(user=user, code=request.POST.get("code", "")[:100], now=now)
    mark_verified(request, user, how)


def _ways(request: HttpRequest, user: User) -> dict[str, object]:
    """What a page that asks for the second factor needs to show."""
    factors = list(Factor.objects.for_user(user))
    keys = [factor for factor in factors if factor.kind == Factor.Kind.PASSKEY]
    return {
        "options": passkeys.options_to_show(request, keys) if keys else "",
        "totp": any(factor.kind == Factor.Kind.TOTP for factor in factors),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Prove again that it is oneself, password then second factor, before what a stolen session must not do."""
    if not request.user.is_authenticated:
        return to_sign_in(request)  # type: ignore[return-value]
    user, wanted = _person(request), _next(request)
    if user.second_factor_since is not None and not user.verified:
        return to_second_factor(request)  # type: ignore[return-value]
    faults: Faults | None = None
    if request.method == "POST":
        try:
            if missing_proof(request, user).password:
                check_password(user, request.POST.get("password", ""), now=timezone.now())
                note_password(request)
            elif missing_proof(request, user).factor:
                _prove(request, user)
        except Faults as found:
            faults = found
    missing = missing_proof(request, user)
    if not missing:
        return redirect(wanted or reverse("accounts:account"))
    context = {"next": wanted, "missing": missing, "faults": told_faults(faults)}
    if missing.factor and not missing.password:
        context |= _ways(request, user)
    return render(request, "accounts/confirm.html", context, status=422 if faults else 200)


def _may_add(request: HttpRequest) -> HttpResponse | None:
    """Adding the first factor takes the password alone; adding another one takes a session that showed one."""
    if not request.user.is_authenticated:
        return to_sign_in(request)  # type: ignore[return-value]
    if _person(request).second_factor_since is not None and not _person(request).verified:
        return redirect("accounts:second-factor")
    if missing_proof(request, _person(request)):
        return to_confirm(request)  # type: ignore[return-value]
    return None


def _secret(request: HttpRequest) -> str:
    """The secret offered to this session, the same until it is taken: the picture scanned is the one checked."""
    try:
        return unseal_text(codes.PURPOSE, request.session[PENDING])
    except (KeyError, Unreadable):
        secret = codes.new_secret()
        request.session[PENDING] = seal_text(codes.PURPOSE, secret)
        return secret


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def factor_add(request: HttpRequest) -> HttpResponse:
    """Set a second factor: scan and type a code, or let the browser make a passkey."""
    refused = _may_add(request)
    if refused is not None:
        return refused
    user, secret = _person(request), _secret(request)
    factors = list(Factor.objects.for_user(user))
    faults: Faults | None = None
    if request.method == "POST":
        now, name, answer = timezone.now(), request.POST.get("name", ""), request.POST.get("credential", "")
        try:
            if answer:
                drawn = add_passkey(user=user, made=passkeys.added(request, answer), name=name, now=now)[1]
            else:
                drawn = add_totp(user=user, secret=secret, code=request.POST.get("code", "")[:100], name=name, now=now)[
                    1
                ]
        except Faults as found:
            faults = found
        except passkeys.PasskeyRefused:
            faults = _no_passkey()
        else:
            request.session.pop(PENDING, None)
            mark_verified(request, user, "enrolled")
            return _added(request, user, drawn)
    context = {
        "first": user.second_factor_since is None,
        "picture": codes.picture_of(secret, user.email),
        "secret": re.sub(r"(.{4})", r"\1 ", secret).strip(),
        "options": passkeys.options_to_add(request, user, factors),
        "faults": told_faults(faults),
    }
    return render(request, "accounts/factor_add.html", context, status=422 if faults else 200)


def _no_passkey() -> Faults:
    return Faults.one(
        code="passkey-refused",
        message=Text(fr="La clé n’a pas pu être vérifiée.", en="The key could not be checked."),
        remedy=Text(
            fr="Recommencez, ou utilisez une application de codes.", en="Try again, or use an authenticator app."
        ),
    )


def _added(request: HttpRequest, user: User, drawn: list[str]) -> HttpResponse:
    after = request.session.pop(AFTER, "") or reverse("accounts:factors")
    if drawn:
        return render(request, "accounts/recovery_codes.html", {"codes": drawn, "after": after})
    messages.success(request, str(Text(fr="Second facteur ajouté.", en="Second factor added.")))
    return redirect(after)


@signed_in
@require_http_methods(["GET", "HEAD"])
def factors_page(request: HttpRequest) -> HttpResponse:
    """The second factors of one's account."""
    user = _person(request)
    left = user.recovery_codes.filter(used_at__isnull=True).count()
    found = Factor.objects.for_user(user)
    return render(request, "accounts/factors.html", {"factors": found, "left": left})


@signed_in
@confirmed()
@require_POST
def factor_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove one of one's own factors."""
    try:
        remove_factor(user=_person(request), key=key)
    except Faults as found:
        for words in told_faults(found):
            messages.error(request, words)
    else:
        messages.success(request, str(Text(fr="Second facteur retiré.", en="Second factor removed.")))
    return redirect("accounts:factors")


@signed_in
@confirmed()
@require_POST
def recovery_renew(request: HttpRequest) -> HttpResponse:
    """Draw new recovery codes and show them once."""
    if _person(request).second_factor_since is None:
        return redirect("accounts:factors")
    drawn = renew_recovery_codes(user=_person(request))
    return render(request, "accounts/recovery_codes.html", {"codes": drawn, "after": reverse("accounts:factors")})

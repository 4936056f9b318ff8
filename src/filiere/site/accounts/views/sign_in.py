"""Signing in, signing out and changing one's password; for the demonstration, entering as one of its people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm, UsernameField
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from filiere.core import Text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.actions.send_password_link import AnyLinkTokens
from filiere.site.accounts.decorators import (
    delete_sign_out_cookies,
    reauthentication_required,
    sign_in_required,
)
from filiere.site.accounts.demo_people import (
    find_demo_landing,
    find_demo_person,
    is_demo,
    list_demo_people,
    share_demo_paths,
)
from filiere.site.accounts.extension_points import sign_out_losses
from filiere.site.accounts.forms import NewPasswordForm, OwnPasswordChangeForm, password_field
from filiere.site.accounts.letters import notify_lock, notify_person
from filiere.site.accounts.models import User
from filiere.site.accounts.pending_forms import (
    KEPT_COOKIE,
    WHO_COOKIE,
    discard_pending_forms,
    find_kept_rows,
    remember_account,
)
from filiere.site.accounts.session_proofs import DEMO_PROOF, mark_verified, record_password_proof
from filiere.site.accounts.views.common import add_next, choose_landing_page, read_next
from filiere.site.client_addresses import client_network
from filiere.site.journal.writer import record_act
from filiere.site.kit.languages import use_page_language
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang

REFUSED = Text(
    fr="L’adresse ou le mot de passe n’est pas le bon. Vérifiez les deux, et la touche des majuscules.",
    en="The address or the password is wrong. Check both, and check Caps Lock.",
)


def lockout_message(minutes: int) -> Text:
    """What a person reads while sign-in is closed to them."""
    return Text(
        fr=(
            f"Trop de tentatives ont échoué. Par précaution, la connexion est bloquée encore {minutes} min ; rien "
            "d’autre n’est bloqué. Si vous avez oublié votre mot de passe, demandez plus bas un lien pour en choisir "
            "un nouveau."
        ),
        en=f"Too many failed attempts. As a precaution, sign-in is blocked for another {minutes} min; nothing else "
        "is affected. If you have forgotten your password, request a reset link below.",
    )


def _record_lock(email: str, now: datetime) -> None:
    """Note that sign-in closed after too many failures, once a lock and not once an attempt, and tell its person."""
    user = User.objects.for_email(email)
    if user is not None:
        failed = Text(
            fr="plusieurs essais de connexion à votre compte ont échoué ; elle est fermée un quart d’heure depuis cet "
            "endroit-là seulement",
            en="several attempts to sign in to your account failed; sign-in is blocked for fifteen minutes, from "
            "that location only",
        )
        notify_lock(user, failed, now=now)
    record_act("anonymous", "account.lock", "user", user.key if user else "unknown")


class SignInForm(AuthenticationForm):
    """E-mail and password, with messages that say what to do."""

    username = UsernameField(
        label=Text(fr="Adresse électronique", en="E-mail address"),  # type: ignore[arg-type]
        widget=forms.EmailInput,
    )
    password = password_field(Text(fr="Mot de passe", en="Password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_messages = {
            **self.error_messages,
            "invalid_login": str(REFUSED),
            "inactive": str(REFUSED),
        }

    def clean(self) -> dict[str, Any]:
        """Count the attempt before the password is checked: a closed door costs no hashing and tells nothing."""
        address = client_network(self.request.META) if self.request else ""
        email = self.cleaned_data.get("username") or ""
        now = timezone.now()
        until = rate_limits.reserve_sign_in_attempt(email, address, now=now) if email else None
        if until is not None:
            self._refuse_locked(int((until - now).total_seconds() // 60) + 1)
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            until = rate_limits.find_sign_in_closed_until(email, address, now=now) if email else None
            if until is not None:
                if until == now + rate_limits.LOCKOUT:
                    # This very attempt closed the door; others that failed beside it say nothing more.
                    _record_lock(email, now)
                self._refuse_locked(int((until - now).total_seconds() // 60))
            raise
        if email:
            rate_limits.forget_sign_in_failures(email, address)
        return cleaned

    def _refuse_locked(self, minutes: int) -> None:
        raise ValidationError(str(lockout_message(minutes)), code="locked")


class _FormPage(TemplateResponseMixin, ContextMixin):
    """A page whose form is refused by a status of its own, as everywhere."""

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        """Show the page again, with the faults of its form."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SignIn(_FormPage, LoginView):
    """The sign-in page. `next` is followed only to an address of this site, as Django's own view checks."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The people of the demonstration, there only."""
        paths, others = share_demo_paths(list_demo_people() if is_demo() else (), timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "demo": bool(paths or others),
            "onward": add_next("", read_next(self.request)),
            "paths": paths,
            "others": others,
            "again": find_kept_rows(self.request, anybody=True).exists(),
        }

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Open the session and record it; a second factor that is due comes next, then the page asked for."""
        user = form.get_user()
        auth.login(self.request, user)
        record_password_proof(self.request)
        record_act(user, "account.sign-in", "user", user.key)
        return redirect_after_sign_in(self.request, user, self.get_redirect_url())


def redirect_after_sign_in(request: HttpRequest, user: User, wanted: str, language: str | None = None) -> HttpResponse:
    """Where a session that has just opened goes first, in the language of the page it was opened from, or this one.

    A form that was kept for who signs in comes before everything.
    """
    with use_page_language(language or lang()):
        kept = find_kept_rows(request).exists()
        target = reverse("accounts:kept") if kept else wanted or choose_landing_page()
        if not user.is_verified:
            target = add_next(reverse("accounts:second-factor"), target)
    response = redirect(target)
    remember_account(response, user)
    return response


class SignOut(LogoutView):
    """Leaving: the session goes, and the browser forgets who was there and what was kept for them."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out by POST only; what the session alone holds is said first."""
        losses = [] if "sure" in request.POST else [one for find in sign_out_losses for one in find(request)]
        if losses:
            return render(request, "accounts/sign_out.html", {"losses": losses})
        discard_pending_forms(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        if not find_kept_rows(request, anybody=True).exists():
            response.delete_cookie(KEPT_COOKIE)
        response.delete_cookie(WHO_COOKIE)
        delete_sign_out_cookies(response)
        return response


@never_cache
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Enter the demonstration as one of its made-up people, second factor included; elsewhere there is no such page."""
    user = find_or_404(find_demo_person(request.POST.get("key", "")))
    auth.login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    mark_verified(request, user, DEMO_PROOF)
    record_act(user, "account.sign-in", "user", user.key, {"demo": True})
    return redirect_after_sign_in(request, user, read_next(request) or find_demo_landing(user))


@method_decorator([sign_in_required, reauthentication_required(password=False)], name="dispatch")
class PasswordChange(_FormPage, PasswordChangeView):
    """Changing one's own password; the other sessions of the account close."""

    form_class = OwnPasswordChangeForm
    template_name = "accounts/password.html"
    success_url = reverse_lazy("accounts:password-changed")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Change it and record that it changed, never what it is."""
        with transaction.atomic():
            response = super().form_valid(form)
            record_password_change(form.user)
        return response


def record_password_change(user: User) -> None:
    """Record that a person changed their own password, never what it is, and tell them by letter."""
    record_act(user, "account.password", "user", user.key)
    notify_person(user, Text(fr="votre mot de passe a été changé", en="your password was changed"))


@method_decorator(never_cache, name="dispatch")
class PasswordNew(_FormPage, PasswordResetConfirmView):
    """Choosing a new password by the link of a letter: once, and without opening a session."""

    form_class = NewPasswordForm
    template_name = "accounts/password_new.html"
    token_generator = AnyLinkTokens()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hide the token of the address, as Django does, and keep the page that was asked for before."""
        response = super().dispatch(request, *args, **kwargs)
        location = response.headers.get("Location", "")
        if request.method != "POST" and location:
            response.headers["Location"] = add_next(location, read_next(request))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The links of the page lead on to it too."""
        return super().get_context_data(**kwargs) | {"onward": add_next("", read_next(self.request))}

    def get_success_url(self) -> str:
        """The sign-in page, which leads on to the page that was asked for."""
        return add_next(reverse("accounts:sign-in"), read_next(self.request))

    def get_user(self, uidb64: str) -> User | None:
        """The open account of that key."""
        return User.objects.for_open_key(uidb64)

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """Change it, record that it changed, tell the person, and lead to the sign-in page."""
        with transaction.atomic():
            response = super().form_valid(form)
            record_password_change(form.user)
        # Whoever tried in vain until now need not wait to try the new one.
        rate_limits.forget_sign_in_failures(form.user.email, client_network(self.request.META))
        done = Text(fr="Mot de passe changé : connectez-vous.", en="Password changed: sign in.")
        messages.success(self.request, str(done))
        return response


@sign_in_required
@require_safe
def password_changed(request: HttpRequest) -> HttpResponse:
    """Confirmation page."""
    return render(request, "accounts/password_changed.html")

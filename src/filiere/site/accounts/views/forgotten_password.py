"""Asking for a link to choose another password; the page says the same of every address."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.actions.send_password_link import request_password_link
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.letters import can_send_letters
from filiere.site.accounts.views.common import add_next, read_next
from filiere.site.client_addresses import client_network
from filiere.site.kit.fields import EmailField
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.templatetags.filiere import lang


class ForgottenPasswordForm(forms.Form):
    """The address of the account."""

    email = EmailField(
        Text(fr="Adresse électronique de votre compte", en="E-mail address of your account"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the link."""
    wanted = read_next(request)
    form = ForgottenPasswordForm(request.POST if request.method == "POST" else None)

    def send() -> None:
        visitor, now = client_network(request.META), timezone.now()
        request_password_link(form.cleaned_data["email"], language=lang(), visitor=visitor, now=now, wanted=wanted)

    if run_form_act(request, form, send):
        return redirect(add_next(reverse("accounts:password-link-sent"), wanted))
    context = {"form": form, "sends": can_send_letters(), "demo": is_demo(), "onward": add_next("", wanted)}
    return render(request, "accounts/password_forgotten.html", context, status=422 if form.errors else 200)


@require_safe
def password_link_sent(request: HttpRequest) -> HttpResponse:
    """What to do now, whether or not a letter left."""
    return render(request, "accounts/password_link_sent.html", {"onward": add_next("", read_next(request))})

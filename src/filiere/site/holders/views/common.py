"""One form, one page: what most acts of this app need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from filiere.core import Faults, Text
from filiere.site.kit.forms import show_faults
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


def handle_form(
    request: HttpRequest,
    dossier: Dossier,
    form: forms.Form,
    do: Callable[[dict[str, Any]], object],
    *,
    title: Text,
    intro: Text,
    button: Text,
    done: Text,
    back: str = "holders:label",
    section: str = "label",
    template: str = "holders/form.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, do its act once it is right, and lead back; faults of the act are shown in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
        except Faults as faults:
            show_faults(form, faults)
        else:
            messages.success(request, str(done))
            return redirect(back, key=dossier.key)
    page = {
        "form": form,
        "form_title": str(title),
        "form_intro": str(intro),
        "form_button": str(button),
        **(context or {}),
    }
    return render_dossier_page(request, template, dossier, section, page, status=422 if form.errors else 200)


def get_form_data(request: HttpRequest) -> Any:
    """The data of a form that was sent; None to show it empty."""
    return request.POST if request.method == "POST" else None

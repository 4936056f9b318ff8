"""Where the clock of the server stands: whether it may be trusted, whether the hourly tasks are done, how to confirm.

The date is typed, never offered: whoever confirms it looks at a calendar of their own.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.actions.confirm_clock import CLOCK_APPROVAL, confirm_clock
from filiere.site.accounts.approval_rules import MAX_REASON_LENGTH
from filiere.site.accounts.decorators import page
from filiere.site.accounts.models_approvals import Approval
from filiere.site.journal.clock_trust import judge_clock, read_life_signs
from filiere.site.kit import fields
from filiere.site.kit.forms import run_form_act


class ConfirmDateForm(forms.Form):
    """The day, by the calendar of whoever confirms it."""

    day = forms.DateField(
        label=Text(
            fr="Quel jour sommes-nous, d’après votre calendrier ?",
            en="What is today’s date, according to your calendar?",
        ),  # type: ignore[arg-type]
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RequestDateForm(ConfirmDateForm):
    """The same, and why: whoever countersigns reads it."""

    reason = fields.TextField(
        Text(fr="Pourquoi la date du serveur est la bonne", en="Why the server’s date is right"),
        Text(
            fr="Par exemple : le serveur est resté arrêté un mois. La personne qui contresigne le lira.",
            en="For instance: the server was down for a month. The countersignatory will read this.",
        ),
        max_length=MAX_REASON_LENGTH,
        rows=3,
    )


@page("clock:confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def clock_page(request: HttpRequest) -> HttpResponse:
    """The present moment by the server, the signs of life that it is compared with, and confirming the date."""
    signs = read_life_signs()
    verdict = judge_clock(signs)
    confirms = signs.asked_day is not None and signs.asked_day == timezone.localtime(verdict.now).date()
    kind = ConfirmDateForm if confirms else RequestDateForm
    form = kind(request.POST or None) if not verdict.is_trusted else None
    if request.method == "POST" and form is not None:
        said: dict[str, Any] = {}
        if confirms and run_form_act(
            request,
            form,
            lambda: confirm_clock(actor=request.user, day=form.cleaned_data["day"]),
            Text(fr="La date est confirmée : tout reprend.", en="Date confirmed: everything resumes."),
        ):
            return redirect("staff:clock")
        if not confirms and run_form_act(request, form, lambda: said.update(made=_request_confirmation(request, form))):
            return redirect("accounts:approval", said["made"].key)
    context = {
        "nav": "staff",
        "verdict": verdict,
        "signs": signs,
        "late": signs.late_since(verdict.now),
        "form": form,
        "confirms": confirms,
        "waiting": Approval.objects.waiting(verdict.now).filter(kind=CLOCK_APPROVAL.kind) if form is not None else (),
    }
    return render(request, "staff/clock.html", context, status=422 if form is not None and form.errors else 200)


def _request_confirmation(request: HttpRequest, form: forms.Form) -> Approval:
    payload = {"day": form.cleaned_data["day"].isoformat()}
    return request_approval(
        actor=request.user,  # type: ignore[arg-type]  # whoever passed the door has an account
        kind=CLOCK_APPROVAL.kind,
        payload=payload,
        reason=form.cleaned_data["reason"],
    )

"""The staff side of complaints: the list, one complaint, who made it, admitting, dismissing, telling the outcome."""

from __future__ import annotations

import contextlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.access import needs
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.permissions import Permission
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.register.actions.complain import identity_of
from filiere.site.register.actions.handle import OUTCOMES, admit, close, dismiss, read_complaint
from filiere.site.register.actions.identity import OPEN_FOR, ask_identity, opened_to, read_identity, requests_of
from filiere.site.register.concealing import proposed, readable_by_staff
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.register.views.complaints import CAPACITIES, STEPS

A_PAGE = 50

STATES: dict[str, Text] = {
    "received": Text(fr="à trier", en="awaiting review"),
    "dismissed": Text(fr="irrecevable", en="inadmissible"),
    "admitted": Text(fr="réponse attendue", en="awaiting response"),
    "answered": Text(fr="issue à dire", en="outcome pending"),
    "closed": Text(fr="close", en="closed"),
}


class ActForm(forms.Form):
    """A text, and an outcome where one is told."""

    shared = forms.CharField(required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.CharField(required=False, max_length=20)


@needs(Permission.COMPLAINT_READ)
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """The complaints that the person may handle, those that wait or, asked for, those over; no word of them is told."""
    seen = Complaint.objects.visible_to(request.user).select_related("dossier__organisation")
    over = request.GET.get("state") == "closed"
    page = Paginator(seen.closed() if over else seen.open(), A_PAGE).get_page(request.GET.get("page"))
    rows = [{"one": one, "state": STATES[one.state], "capacity": CAPACITIES[one.capacity]} for one in page]
    return render(request, "register/staff_complaints.html", {"nav": "staff", "rows": rows, "page": page, "over": over})


@needs(Permission.COMPLAINT_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest, key: str) -> HttpResponse:
    """One complaint; reading it leaves a trace. Who made it is asked with a reason, and opened by a second person."""
    user: Any = request.user
    one = read_complaint(user, key)
    act = request.POST.get("act", "")
    form = ActForm(request.POST if act in ("admit", "dismiss", "close", "ask-identity") else None)
    identity: dict[str, Any] | None = None
    asked = act == "identity" and opened_to(user, one, timezone.now()) is not None
    if asked:
        # The page tells in the place of the name that it cannot be read.
        with contextlib.suppress(Faults):
            identity = read_identity(user, one)
    elif request.method == "POST" and form.is_valid():
        try:
            if act == "ask-identity":
                return redirect("accounts:approval", ask_identity(user, one, reason=form.cleaned_data["reason"]).key)
            _act(user, one, act, form.cleaned_data)
        except Faults as faults:
            show_faults(form, faults)
        else:
            messages.success(request, str(Text(fr="Fait.", en="Done.")))
            return redirect("register:staff-complaint", key=key)
    context = {
        "nav": "staff",
        "one": one,
        "state": STATES[one.state],
        "capacity": CAPACITIES[one.capacity],
        **_told(user, one),
        "proposed": form["shared"].value() or proposed(one),
        "form": form,
        "outcomes": OUTCOMES,
        "identity": identity,
        "identity_asked": asked,
        "identity_reason": request.POST.get("reason", "")[:2000] if act == "ask-identity" else "",
        "named": hasattr(one, "complainant"),
        "sealed": _sealed(one),
        **_opening(user, one),
    }
    return render(request, "register/staff_complaint.html", context, status=422 if form.errors else 200)


def _told(user: User, one: Complaint) -> dict[str, Any]:
    """What the author told and what was done since; without what tells who it is, but for who opened the name."""
    shown = str if opened_to(user, one, timezone.now()) is not None else readable_by_staff(one)
    steps = [
        {
            "step": step,
            "words": STEPS[step.kind],
            "outcome": OUTCOMES.get(step.outcome),
            "text": shown(step.words) if step.kind == ComplaintStep.Kind.ADDED else step.words,
        }
        for step in one.steps.select_related("by").order_by("number")
    ]
    return {"facts": shown(one.facts), "steps": steps}


def _opening(user: User, one: Complaint) -> dict[str, Any]:
    """Who asked for the name, who signed, until when it is open to the reader; and the request that waits."""
    now = timezone.now()
    mine = opened_to(user, one, now)
    found = list(requests_of(one))
    return {
        "open_until": mine.decided_at + OPEN_FOR if mine is not None and mine.decided_at is not None else None,
        "identity_waiting": next((row for row in found if row.state_at(now) == Approval.State.ASKED), None),
        "identity_opened": [row for row in found if row.state == Approval.State.APPROVED],
    }


def _sealed(one: Complaint) -> Text | None:
    """What is told in the place of a name that cannot be read any more."""
    if not hasattr(one, "complainant"):
        return None
    try:
        identity_of(one.complainant.sealed)
    except Faults as faults:
        (fault,) = faults.faults
        return Text(fr=f"{fault.message.fr} {fault.remedy.fr}", en=f"{fault.message.en} {fault.remedy.en}")
    return None


def _act(user: Any, one: Complaint, act: str, data: dict[str, str]) -> None:
    if act == "admit":
        admit(user, one, shared=data["shared"])
    elif act == "dismiss":
        dismiss(user, one, reason=data["reason"])
    else:
        close(user, one, outcome=data["outcome"], reason=data["reason"])

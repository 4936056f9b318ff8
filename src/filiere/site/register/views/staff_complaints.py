"""The staff side of complaints: the list, one complaint, who made it, admitting, dismissing, telling the outcome."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.kit import fields
from filiere.site.kit.forms import RowForm, run_form_act
from filiere.site.register.actions.file_complaint import unseal_identity
from filiere.site.register.actions.handle_complaint import (
    OUTCOME_LABELS,
    admit_complaint,
    close_complaint,
    dismiss_complaint,
    read_complaint,
)
from filiere.site.register.actions.open_identity import (
    DISCLOSURE_PERIOD,
    identity_approval_for,
    identity_requests,
    read_identity,
    request_identity,
)
from filiere.site.register.identity_leaks import concealer_for_staff, propose_shared_text
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.register.views.complaints import CAPACITY_LABELS, STEP_LABELS

PAGE_SIZE = 50

COMPLAINT_STATE_LABELS: dict[str, Text] = {
    "received": Text(fr="à trier", en="awaiting review"),
    "dismissed": Text(fr="irrecevable", en="inadmissible"),
    "admitted": Text(fr="réponse attendue", en="awaiting response"),
    "answered": Text(fr="issue à communiquer", en="outcome pending"),
    "closed": Text(fr="close", en="closed"),
}


class AdmissionForm(RowForm):
    """What the holder is given to read."""

    shared = fields.TextField(
        Text(fr="Ce que le titulaire lira", en="What the holder will read"),
        Text(
            fr="Les passages marqués sont déjà retirés. Retirez-en d’autres s’ils désignent quelqu’un.",
            en="Marked passages have already been removed. Remove more if they could identify someone.",
        ),
        required=False,
        rows=8,
    )


class DismissalForm(RowForm):
    """Why a complaint is dismissed."""

    reason = fields.TextField(Text(fr="Pourquoi, pour son auteur", en="Reason, for the author"), required=False, rows=4)


class OutcomeForm(RowForm):
    """What came of a complaint, and why."""

    outcome = fields.ChoiceField(Text(fr="Issue", en="Outcome"), words=OUTCOME_LABELS)
    reason = fields.TextField(
        Text(fr="Pourquoi, pour l’auteur et le titulaire", en="Reason, for the author and the holder"),
        required=False,
        rows=4,
    )


class IdentityForm(RowForm):
    """Why it must be known who complains."""

    reason = fields.TextField(
        Text(fr="Pourquoi il faut savoir qui", en="Why the name is needed"), max_length=2000, rows=3
    )


_ACTS: dict[str, tuple[type[RowForm], Callable[..., Any]]] = {
    "admit": (AdmissionForm, admit_complaint),
    "dismiss": (DismissalForm, dismiss_complaint),
    "close": (OutcomeForm, close_complaint),
    "ask_identity": (IdentityForm, lambda complaint, **given: request_identity(complaint=complaint, **given)),
}
"""What the buttons of the page do, each with its form."""


@page("complaint:read")
@require_safe
def list_complaints(request: HttpRequest) -> HttpResponse:
    """The complaints that the person may handle, those that wait or, asked for, those over; no word of them is told."""
    seen = Complaint.objects.visible_to(request.user).select_related("dossier__organisation")
    over = request.GET.get("state") == "closed"
    page = Paginator(seen.closed() if over else seen.open(), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {"one": one, "state": COMPLAINT_STATE_LABELS[one.state], "capacity": CAPACITY_LABELS[one.capacity]}
        for one in page
    ]
    return render(request, "register/staff_complaints.html", {"nav": "staff", "rows": rows, "page": page, "over": over})


@page("complaint:read")
@require_http_methods(["GET", "HEAD", "POST"])
def handle_complaint_page(request: HttpRequest, key: str) -> HttpResponse:
    """One complaint; reading it leaves a trace. Who made it is asked with a reason, and opened by a second person."""
    user: Any = request.user
    complaint = read_complaint(user, key)
    act = request.POST.get("act", "").replace("-", "_")  # Names of a template have no hyphen.
    bound = {
        f"{name}_form": form(
            name, request.POST if name == act else None, initial={"shared": lambda: propose_shared_text(complaint)}
        )
        for name, (form, _) in _ACTS.items()
    }
    sent = bound.get(f"{act}_form")
    identity: dict[str, Any] | None = None
    asked = act == "identity" and identity_approval_for(user, complaint, timezone.now()) is not None
    if asked:
        # The page tells in the place of the name that it cannot be read.
        with contextlib.suppress(Faults):
            identity = read_identity(user, complaint)
    elif sent is not None:
        made: list[Any] = []
        words = None if act == "ask_identity" else Text(fr="Fait.", en="Done.")
        if run_form_act(
            request, sent, lambda: made.append(_ACTS[act][1](complaint, actor=user, **sent.cleaned_data)), words
        ):
            return (
                redirect("accounts:approval", made[0].key)
                if words is None
                else redirect("register:staff-complaint", key=key)
            )
    context = {
        "nav": "staff",
        "one": complaint,
        "state": COMPLAINT_STATE_LABELS[complaint.state],
        "capacity": CAPACITY_LABELS[complaint.capacity],
        **_complaint_context(user, complaint),
        **bound,
        "identity": identity,
        "identity_asked": asked,
        "named": hasattr(complaint, "complainant"),
        "sealed": _unreadable_name_notice(complaint),
        **_disclosure_context(user, complaint),
    }
    return render(request, "register/staff_complaint.html", context, status=422 if sent is not None else 200)


def _complaint_context(user: User, complaint: Complaint) -> dict[str, Any]:
    """What the author told and what was done since; without what tells who it is, but for who opened the name."""
    shown = (
        str if identity_approval_for(user, complaint, timezone.now()) is not None else concealer_for_staff(complaint)
    )
    steps = [
        {
            "step": step,
            "words": STEP_LABELS[step.kind],
            "outcome": OUTCOME_LABELS.get(step.outcome),
            "text": shown(step.words) if step.kind == ComplaintStep.Kind.ADDED else step.words,
        }
        for step in complaint.steps.select_related("by").order_by("number")
    ]
    return {"facts": shown(complaint.facts), "steps": steps}


def _disclosure_context(user: User, complaint: Complaint) -> dict[str, Any]:
    """Who asked for the name, who signed, until when it is open to the reader; and the request that waits."""
    now = timezone.now()
    mine = identity_approval_for(user, complaint, now)
    found = list(identity_requests(complaint))
    return {
        "open_until": mine.decided_at + DISCLOSURE_PERIOD if mine is not None and mine.decided_at is not None else None,
        "identity_waiting": next((row for row in found if row.state_at(now) == Approval.State.ASKED), None),
        "identity_opened": [row for row in found if row.state == Approval.State.APPROVED],
    }


def _unreadable_name_notice(complaint: Complaint) -> Text | None:
    """What is told in the place of a name that cannot be read any more."""
    if not hasattr(complaint, "complainant"):
        return None
    try:
        unseal_identity(complaint.complainant.sealed)
    except Faults as faults:
        (fault,) = faults.faults
        return Text(fr=f"{fault.message.fr} {fault.remedy.fr}", en=f"{fault.message.en} {fault.remedy.en}")
    return None

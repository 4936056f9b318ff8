"""What takes two people: the requests that one may sign or made, and each with its reason, its term and its answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.actions.approvals import approve_request, refuse, withdraw_request
from filiere.site.accounts.approval_kinds import get_approval_kind
from filiere.site.accounts.approvals import describe_approval, list_possible_signers, list_signing_faults
from filiere.site.accounts.decorators import reauthentication_required, sign_in_required, signed_in_user
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import TWO_PEOPLE_REASONS, Role
from filiere.site.accounts.rights_refusals import refuse_hidden
from filiere.site.accounts.signer_independence import APPOINTMENT_WINDOW
from filiere.site.accounts.views.common import format_faults
from filiere.site.kit.rights import allowed

PAGE = 30

STATES: dict[str, tuple[Text, str]] = {
    "asked": (Text(fr="en attente", en="waiting"), "part"),
    "approved": (Text(fr="contresignée", en="countersigned"), "ok"),
    "refused": (Text(fr="refusée", en="refused"), "no"),
    "withdrawn": (Text(fr="retirée", en="withdrawn"), "no"),
    "expired": (Text(fr="échue", en="expired"), "no"),
}


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request as a list shows it."""

    approval: Approval
    words: Text
    state: Text
    mark: str


def _build_row(approval: Approval) -> ApprovalRow:
    state, mark = STATES[approval.state_at(timezone.now())]
    return ApprovalRow(approval, describe_approval(approval), state, mark)


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def approvals(request: HttpRequest) -> HttpResponse:
    """The requests that the reader may see: those that wait, then those that were answered, newest first."""
    now = timezone.now()
    seen = Approval.objects.visible_to(request.user).select_related("asked_by", "decided_by")
    waiting = seen.waiting(now)
    page = Paginator(seen.exclude(pk__in=waiting), PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [_build_row(one) for one in waiting],
        "page": page,
        "past": [_build_row(one) for one in page],
        "days": APPOINTMENT_WINDOW.days,
    }
    return render(request, "accounts/approvals.html", context)


@sign_in_required
@reauthentication_required(methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, key: str) -> HttpResponse:
    """One request; its form countersigns or refuses, and withdraws for whoever made it."""
    user = signed_in_user(request)
    seen = Approval.objects.visible_to(user).select_related("asked_by", "decided_by", "concerned")
    found = seen.filter(key=key).first()
    if found is None:
        refuse_hidden(user, "approval:read", subject_kind="approval", subject_id=key, rows=Approval, key=key)
    faults: Faults | None = None
    if request.method == "POST":
        try:
            done = _answer_request(request, user, found)
        except Faults as raised:
            faults = raised
            found.refresh_from_db()
        else:
            messages.success(request, str(done))
            return redirect("accounts:approval", key)
    return render(
        request, "accounts/approval.html", _build_context(request, user, found, faults), status=422 if faults else 200
    )


_DONE = {
    "approve": Text(fr="Demande contresignée : c’est fait.", en="Request countersigned and carried out."),
    "refuse": Text(
        fr="Demande refusée. La personne qui l’a faite en est prévenue.",
        en="Request refused. The person who made it has been told.",
    ),
    "withdraw": Text(fr="Demande retirée.", en="Request withdrawn."),
}


def _answer_request(request: HttpRequest, user: User, found: Approval) -> Text:
    act = request.POST.get("act", "")
    if act == "approve":
        approve_request(actor=user, approval=found)
    elif act == "refuse":
        refuse(actor=user, approval=found, reason=request.POST.get("answer", ""))
    elif act == "withdraw":
        withdraw_request(actor=user, approval=found)
    else:
        raise Http404
    return _DONE[act]


def _build_context(request: HttpRequest, user: User, found: Approval, faults: Faults | None) -> dict[str, object]:
    now, kind = timezone.now(), get_approval_kind(found.kind)
    state, mark = STATES[found.state_at(now)]
    waits = found.state_at(now) == Approval.State.ASKED
    own = found.asked_by_id == user.pk
    holds = allowed(user, kind.permission)
    against = list_signing_faults(found, user, now=now) if waits and holds and not own else []
    return {
        "approval": found,
        "words": describe_approval(found),
        "state": state,
        "mark": mark,
        "waits": waits,
        "own": own,
        "may_sign": waits and holds and not own and not against,
        "may_refuse": waits and holds and not own,
        "against": [f"{one.message} {one.remedy}" for one in against],
        "signers": list_possible_signers(found, now=now) if waits else [],
        "opens": TWO_PEOPLE_REASONS[Role(found.payload["role"])] if found.payload.get("role") else None,
        "reads_accounts": allowed(user, "account:read"),
        "link": kind.link(found.payload) if found.state == Approval.State.APPROVED else "",
        "faults": format_faults(faults),
        "answer": request.POST.get("answer", "")[:2000],
        "days": APPOINTMENT_WINDOW.days,
    }

"""What takes two people: the requests that one may sign or made, and each with its reason, its term and its answer."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.site.accounts.actions.approvals import approve_request, refuse, withdraw_request
from filiere.site.accounts.approval_kinds import get_approval_kind
from filiere.site.accounts.approval_rules import (
    MAX_REASON_LENGTH,
    describe_approval,
    list_possible_signers,
    list_signing_faults,
)
from filiere.site.accounts.decorators import form_page, reauthentication_required, sign_in_required, signed_in_user
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.accounts.rights import TWO_PEOPLE_REASONS, Role
from filiere.site.accounts.signer_independence import APPOINTMENT_WINDOW
from filiere.site.kit import fields
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed

PAGE = 30

STATES: dict[str, tuple[Text, str]] = {
    "asked": (Text(fr="en attente", en="pending"), "part"),
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


class RefusalForm(forms.Form):
    """Why a request is refused."""

    reason = fields.CharField(
        Text(fr="Pourquoi : la personne qui demande le lira", en="Reason (the requester will read it)"),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _find_approval(request: HttpRequest, key: str) -> Approval:
    seen = Approval.objects.visible_to(request.user).select_related("asked_by", "decided_by", "concerned")
    found = seen.filter(key=key).first()
    if found is None:
        refuse_hidden(request.user, "approval:read", subject_kind="approval", subject_id=key, rows=Approval, key=key)
    return found


def _show_approval(request: HttpRequest, found: Approval, sent: dict[str, forms.Form], status: int) -> HttpResponse:
    user, now, kind = signed_in_user(request), timezone.now(), get_approval_kind(found.kind)
    state, mark = STATES[found.state_at(now)]
    waits = found.state_at(now) == Approval.State.ASKED
    own = found.asked_by_id == user.pk
    holds = allowed(user, kind.permission)
    against = list_signing_faults(found, user, now=now) if waits and holds and not own else []
    context = {
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
        "form": sent.get("refuse") or RefusalForm(),
        "days": APPOINTMENT_WINDOW.days,
    }
    return render(request, "accounts/approval.html", context, status=status)


approval = form_page(
    None,
    {
        "approve": PageAct(
            approve_request,
            Text(fr="Demande contresignée : c’est fait.", en="Request countersigned and carried out."),
            forms.Form,
        ),
        "withdraw": PageAct(withdraw_request, Text(fr="Demande retirée.", en="Request withdrawn."), forms.Form),
        "refuse": PageAct(
            refuse,
            Text(
                fr="Demande refusée. La personne qui l’a faite en est prévenue.",
                en="Request refused. The person who made it has been told.",
            ),
            RefusalForm,
        ),
    },
    proof=reauthentication_required(methods=("POST",)),
    find=_find_approval,
    show=_show_approval,
    back=lambda found: reverse("accounts:approval", args=[found.key]),
)
"""One request; its form countersigns or refuses, and withdraws for whoever made it."""

"""The register of interests: one's own to declare and end, that of the bodies to read; business links, by the staff."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Faults, Text
from filiere.site.accounts.actions.approvals import act_or_request
from filiere.site.accounts.decorators import page, sign_in_required
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusals import refuse_hidden
from filiere.site.committee import forms
from filiere.site.committee.actions import interests as acts
from filiere.site.committee.actions.annulment import find_tie, list_standing_ties
from filiere.site.committee.interests import GROUND_LABELS
from filiere.site.committee.models import BusinessLink, Interest
from filiere.site.committee.querysets import list_instances
from filiere.site.committee.tie_requests import request_annulment, request_link
from filiere.site.committee.views.common import flash_done, submit_form
from filiere.site.kit.rights import allowed


@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_required
def interests(request: HttpRequest) -> HttpResponse:
    """The register, for those who sit and for the staff; and one's own form."""
    if not list_instances(request.user):
        raise Http404
    user: Any = request.user
    form = forms.InterestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and submit_form(form, lambda data: acts.declare_interest(**data, actor=user)):
        said = Text(fr="Intérêt déclaré : il a effet dès maintenant.", en="Interest declared, with immediate effect.")
        flash_done(request, said)
        return redirect("committee:interests")
    return _render_page(request, form)


def _render_page(request: HttpRequest, form: Any, ending: Any = None) -> HttpResponse:
    staff = allowed(request.user, "session:call")
    rows = Interest.objects.visible_to(request.user).select_related("user", "organisation")
    context = {
        "nav": "label",
        "form": form,
        "ending": ending,
        "end": forms.EndForm(),
        "mine": [(one, str(GROUND_LABELS[one.ground])) for one in rows if one.user_id == request.user.pk],
        "others": [(one, str(GROUND_LABELS[one.ground])) for one in rows if one.user_id != request.user.pk],
        "staff": staff,
    }
    status = 422 if form.errors or ending is not None else 200
    return render(request, "committee/interests.html", context, status=status)


@require_POST
@sign_in_required
def end_interest_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Saying that an interest ended."""
    user: Any = request.user
    found = Interest.objects.visible_to(user).filter(pk=pk, user=user).first()
    if found is None:
        refuse_hidden(user, "interest:end", subject_kind="interest", subject_id=str(pk), rows=Interest, pk=pk)
    form = forms.EndForm(request.POST)
    if not submit_form(form, lambda data: acts.end_interest(found, actor=user, until=data["until"])):
        return _render_page(request, forms.InterestForm(), form)
    flash_done(
        request,
        Text(
            fr="Fin notée ; l’intérêt récuse encore trois ans.",
            en="End recorded; it disqualifies for three more years.",
        ),
    )
    return redirect("committee:interests")


@page("session:call")
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """Clients and suppliers, from which interests are presumed; a link that bars a judge is asked for."""
    user: Any = request.user
    form = forms.LinkForm(request.POST if request.method == "POST" else None)
    asked: list[Approval] = []

    def act(data: dict[str, Any]) -> None:
        made = act_or_request(lambda: acts.note_link(**data, actor=user), lambda: request_link(**data, actor=user))
        asked.extend([made] if made is not None else [])

    if request.method == "POST" and submit_form(form, act):
        return _redirect_to_request(request, asked[0]) if asked else _redirect_link_noted(request)
    return _render_links(request, form)


def _redirect_link_noted(request: HttpRequest) -> HttpResponse:
    flash_done(request, Text(fr="Lien noté.", en="Link recorded."))
    return redirect("committee:links")


def _redirect_to_request(request: HttpRequest, approval: Approval) -> HttpResponse:
    said = Text(
        fr="Demande faite. Une autre personne de l’équipe doit la contresigner.",
        en="Requested. Another member of staff must countersign it.",
    )
    flash_done(request, said)
    return redirect("accounts:approval", approval.key)


@page("session:call")
@require_http_methods(["GET", "HEAD", "POST"])
def annul_tie_page(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """Asking for the annulment of a tie that was noted by mistake, which somebody else countersigns."""
    user: Any = request.user
    try:
        tie = find_tie(kind, number)
    except Faults:
        raise Http404 from None
    if not tie.stands:
        raise Http404
    form = forms.AnnulForm(request.POST if request.method == "POST" else None)
    asked: list[Approval] = []
    if request.method == "POST" and submit_form(
        form, lambda data: asked.append(request_annulment(actor=user, tie=tie, reason=data["reason"]))
    ):
        return _redirect_to_request(request, asked[0])
    context = {"nav": "label", "form": form, "tie": tie.words}
    return render(request, "committee/annul.html", context, status=422 if form.errors else 200)


def _render_links(request: HttpRequest, form: Any, ending: Any = None) -> HttpResponse:
    rows = BusinessLink.objects.visible_to(request.user).select_related("client", "supplier")
    others = [one for kind in ("group", "seat") for one in list_standing_ties(kind, timezone.localdate())]
    context = {"nav": "label", "form": form, "ending": ending, "rows": rows, "others": others}
    status = 422 if form.errors or ending is not None else 200
    return render(request, "committee/links.html", context, status=status)


@page("session:call")
@require_POST
def end_link_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Saying that a company ceased to buy from another."""
    found = BusinessLink.objects.visible_to(request.user).select_related("client", "supplier").filter(pk=pk).first()
    if found is None:
        raise Http404
    form = forms.EndForm(request.POST)
    if not submit_form(form, lambda data: acts.end_link(found, actor=request.user, until=data["until"])):
        return _render_links(request, forms.LinkForm(), form)
    flash_done(
        request,
        Text(
            fr="Fin notée ; le lien récuse encore trois ans.", en="End recorded; it disqualifies for three more years."
        ),
    )
    return redirect("committee:links")

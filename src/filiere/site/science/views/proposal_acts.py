"""The acts of the pages: a form, an action, and what it said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import act_page, sign_in_required, signed_in_user
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.client_addresses import client_network
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import run_form_act, show_faults
from filiere.site.science.actions.comment_proposal import (
    add_comment,
    answer_comment,
    set_comment_aside,
    set_comment_shown,
)
from filiere.site.science.actions.proposals import open_consultation, run_trial, withdraw_proposal
from filiere.site.science.actions.vote_proposal import cast_ballot, close_round, open_round, seal_proposal
from filiere.site.science.forms import AnswerForm, AsideForm, CommentForm, ConsultForm, OpenForm, VoteForm
from filiere.site.science.models import Comment, Proposal
from filiere.site.science.views.proposals import find_proposal, render_proposal

COMMENTS = RateLimit("comment", 10)
COMMENTS_OF_DAY = RateLimit("comment-day", 40, window=timedelta(days=1), lockout=timedelta(days=1))
"""At the pace of the other limit, one machine would fill a consultation in two days."""


def _act(act: Callable[..., Any], fr: str, en: str, form: type[Form] | None = None) -> PageAct:
    return PageAct(act, Text(fr=fr, en=en), form)


def _lead_back(row: Proposal) -> str:
    return reverse("science:proposal", args=[row.key])


perform_act = act_page(
    None,
    {
        "try": _act(run_trial, "Simulation faite.", "Simulation run."),
        "consult": _act(open_consultation, "Consultation ouverte.", "Consultation opened.", ConsultForm),
        "open": _act(open_round, "Vote ouvert.", "Vote opened.", OpenForm),
        "close": _act(
            close_round, "Bulletins ouverts ensemble, décision publiée.", "Ballots opened together, decision published."
        ),
        "seal": _act(seal_proposal, "Version scellée, sur une copie.", "Release sealed, on a copy."),
        "withdraw": _act(withdraw_proposal, "Proposition retirée.", "Proposal withdrawn."),
    },
    find=find_proposal,
    show=render_proposal,
    back=_lead_back,
)
"""The acts of those who prepare, by the end of their addresses."""

cast_ballot_page = act_page(
    None,
    {
        "vote": PageAct(
            cast_ballot,
            lambda commitment: Text(
                fr=f"Bulletin déposé. Son empreinte, à garder : {commitment}",
                en=f"Ballot cast. Keep its fingerprint: {commitment}",
            ),
            VoteForm,
        )
    },
    find=find_proposal,
    show=render_proposal,
    back=_lead_back,
)
"""Cast one’s ballot."""


@require_POST
def post_comment(request: HttpRequest, key: str) -> HttpResponse:
    """A comment, by anybody; a machine that fills the form many times is asked to wait."""
    row = find_proposal(request, key)
    form = CommentForm(request.POST)
    now, address = timezone.now(), client_network(request.META)
    if not form.is_valid():
        return render_proposal(request, row, {"comment": form}, status=422)
    until = reserve_attempt(COMMENTS, address, now=now) or reserve_attempt(COMMENTS_OF_DAY, address, now=now)
    if until is not None:
        form.add_error(None, str(too_many_attempts_text(minutes_left(until, now))))
        return render_proposal(request, row, {"comment": form}, status=429)
    try:
        said = add_comment(row, actor=request.user, **form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return render_proposal(request, row, {"comment": form}, status=422)
    shown = Text(fr="Remarque publiée.", en="Comment published.")
    kept = Text(fr="Remarque reçue : elle paraîtra une fois lue.", en="Comment received: it will appear once reviewed.")
    messages.success(request, str(shown if said.state == said.State.PUBLISHED else kept))
    return redirect("science:proposal", key=key)


_COMMENT_ACTS: dict[str, Callable[..., Comment]] = {
    "answer": answer_comment,
    "show": set_comment_shown,
    "set-aside": set_comment_aside,
}


@sign_in_required
@require_POST
def moderate_comment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show a comment, set it aside, or answer it."""
    row = find_proposal(request, key)
    wanted, user = request.POST.get("do", ""), signed_in_user(request)
    form: forms.Form
    if wanted == "answer":
        form = AnswerForm(number, request.POST, prefix=str(number))
    elif wanted == "set-aside":
        form = AsideForm(number, request.POST)
    elif wanted == "show":
        form = forms.Form(request.POST)
    else:
        raise Http404
    act = _COMMENT_ACTS[wanted]
    if not run_form_act(request, form, lambda: act(row, number, actor=user, **form.cleaned_data)):
        return render_proposal(request, row, {(wanted, number): form}, status=422)
    back, wanted = redirect("science:proposal", key=key), request.GET.get("page", "")
    if wanted.isascii() and wanted.isdigit():
        back.headers["Location"] += f"?page={wanted[:9]}"
    return back

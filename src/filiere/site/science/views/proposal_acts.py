"""The acts of the pages: a form, an action, and what it said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.kit.forms import flash_faults, show_faults
from filiere.site.science.actions.comment_proposal import (
    add_comment,
    answer_comment,
    set_comment_aside,
    set_comment_shown,
)
from filiere.site.science.actions.prepare_proposal import open_consultation, run_trial, withdraw_proposal
from filiere.site.science.actions.vote_proposal import cast_ballot, close_round, open_round, seal_proposal
from filiere.site.science.forms import AnswerForm, CommentForm, ConsultForm, OpenForm, VoteForm
from filiere.site.science.views.proposals import find_proposal, render_proposal
from filiere.site.security import client_network

COMMENTS = RateLimit("comment", 10)
COMMENTS_OF_DAY = RateLimit("comment-day", 40, window=timedelta(days=1), lockout=timedelta(days=1))
"""At the pace of the other limit, one machine would fill a consultation in two days."""
SUCCESS_MESSAGES: dict[str, Text] = {
    "try": Text(fr="Simulation faite.", en="Simulation run."),
    "consult": Text(fr="Consultation ouverte.", en="Consultation opened."),
    "open": Text(fr="Vote ouvert.", en="Vote opened."),
    "close": Text(
        fr="Bulletins ouverts ensemble, décision publiée.", en="Ballots opened together, decision published."
    ),
    "seal": Text(fr="Version scellée, sur une copie.", en="Release sealed, on a copy."),
    "withdraw": Text(fr="Proposition retirée.", en="Proposal withdrawn."),
}
ACT_FUNCTIONS: dict[str, Callable[..., object]] = {
    "try": run_trial,
    "consult": open_consultation,
    "open": open_round,
    "close": close_round,
    "seal": seal_proposal,
    "withdraw": withdraw_proposal,
}
ACT_FORMS: dict[str, type[ConsultForm | OpenForm]] = {"consult": ConsultForm, "open": OpenForm}
"""What an act asks for, each under the name that the act gives it."""


@sign_in_required
@require_POST
def perform_act(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """An act of those who prepare."""
    row = find_proposal(request, key)
    if act not in ACT_FUNCTIONS:
        raise Http404
    form = ACT_FORMS[act](request.POST) if act in ACT_FORMS else None
    if form is not None and not form.is_valid():
        return render_proposal(request, row, 422, **{f"{act}_form": form})
    try:
        ACT_FUNCTIONS[act](key, actor=signed_in_user(request), **(form.cleaned_data if form is not None else {}))
    except Faults as faults:
        flash_faults(request, faults)
    else:
        messages.success(request, str(SUCCESS_MESSAGES[act]))
    return redirect("science:proposal", key=key)


@require_POST
def post_comment(request: HttpRequest, key: str) -> HttpResponse:
    """A comment, by anybody; a machine that fills the form many times is asked to wait."""
    row = find_proposal(request, key)
    form = CommentForm(request.POST)
    now, address = timezone.now(), client_network(request.META)
    if not form.is_valid():
        return render_proposal(request, row, 422, comment_form=form)
    until = reserve_attempt(COMMENTS, address, now=now) or reserve_attempt(COMMENTS_OF_DAY, address, now=now)
    if until is not None:
        form.add_error(None, str(too_many_attempts_text(minutes_left(until, now))))
        return render_proposal(request, row, 429, comment_form=form)
    try:
        said = add_comment(key, actor=request.user, **form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return render_proposal(request, row, 422, comment_form=form)
    shown = Text(fr="Remarque publiée.", en="Comment published.")
    kept = Text(fr="Remarque reçue : elle paraîtra une fois lue.", en="Comment received: it will appear once reviewed.")
    messages.success(request, str(shown if said.state == said.State.PUBLISHED else kept))
    return redirect("science:proposal", key=key)


@sign_in_required
@require_POST
def moderate_comment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show a comment, set it aside, or answer it."""
    find_proposal(request, key)
    wanted = request.POST.get("do", "")
    try:
        if wanted == "answer":
            form = AnswerForm(request.POST, prefix=str(number))
            words = form.cleaned_data["answer"] if form.is_valid() else ""
            answer_comment(key, number, words, actor=signed_in_user(request))
        elif wanted == "show":
            set_comment_shown(key, number, actor=signed_in_user(request))
        elif wanted == "set-aside":
            set_comment_aside(key, number, actor=signed_in_user(request), reason=request.POST.get("reason", ""))
        else:
            raise Http404
    except Faults as faults:
        flash_faults(request, faults)
    back, wanted = redirect("science:proposal", key=key), request.GET.get("page", "")
    if wanted.isascii() and wanted.isdigit():
        back.headers["Location"] += f"?page={wanted[:9]}"
    return back


@sign_in_required
@require_POST
def cast_ballot_page(request: HttpRequest, key: str) -> HttpResponse:
    """Cast one’s ballot."""
    row = find_proposal(request, key)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return render_proposal(request, row, 422, vote_form=form)
    try:
        commitment = cast_ballot(key, actor=signed_in_user(request), **form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return render_proposal(request, row, 422, vote_form=form)
    words = Text(
        fr=f"Bulletin déposé. Son empreinte, à garder : {commitment}",
        en=f"Ballot cast. Keep its fingerprint: {commitment}",
    )
    messages.success(request, str(words))
    return redirect("science:proposal", key=key)

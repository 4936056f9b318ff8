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
from filiere.site.accounts.limits import Limit, minutes_left, reserve, too_many
from filiere.site.accounts.models import User
from filiere.site.observatory.staff.access import signed_in
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.science.actions.comment import answer, comment, set_aside, show
from filiere.site.science.actions.prepare import attempt, consult, withdraw
from filiere.site.science.actions.vote import close_vote, open_vote, seal, vote
from filiere.site.science.forms import AnswerForm, CommentForm, ConsultForm, OpenForm, VoteForm
from filiere.site.science.views.pages import found_or_404, page
from filiere.site.security import client_network
from filiere.site.templatetags.filiere import lang

COMMENTS = Limit("comment", 10)
COMMENTS_OF_DAY = Limit("comment-day", 40, window=timedelta(days=1), lockout=timedelta(days=1))
"""At the pace of the other limit, one machine would fill a consultation in two days."""
SAID: dict[str, Text] = {
    "try": Text(fr="Simulation faite.", en="Simulation run."),
    "consult": Text(fr="Consultation ouverte.", en="Consultation opened."),
    "open": Text(fr="Vote ouvert.", en="Vote opened."),
    "close": Text(
        fr="Bulletins ouverts ensemble, décision publiée.", en="Ballots opened together, decision published."
    ),
    "seal": Text(fr="Version scellée, sur une copie.", en="Release sealed, on a copy."),
    "withdraw": Text(fr="Proposition retirée.", en="Proposal withdrawn."),
}
ACTS: dict[str, Callable[..., object]] = {
    "try": attempt,
    "consult": consult,
    "open": open_vote,
    "close": close_vote,
    "seal": seal,
    "withdraw": withdraw,
}
FORMS: dict[str, type[ConsultForm | OpenForm]] = {"consult": ConsultForm, "open": OpenForm}
"""What an act asks for, each under the name that the act gives it."""


@signed_in
@require_POST
def do(request: HttpRequest, key: str, act: str) -> HttpResponse:
    """An act of those who prepare."""
    row = found_or_404(request, key)
    if act not in ACTS:
        raise Http404
    form = FORMS[act](request.POST) if act in FORMS else None
    if form is not None and not form.is_valid():
        return page(request, row, 422, **{f"{act}_form": form})
    try:
        ACTS[act](key, actor=_who(request), **(form.cleaned_data if form is not None else {}))
    except Faults as faults:
        _say(request, faults)
    else:
        messages.success(request, SAID[act].get(lang()))
    return redirect("science:proposal", key=key)


@require_POST
def say(request: HttpRequest, key: str) -> HttpResponse:
    """A comment, by anybody; a machine that fills the form many times is asked to wait."""
    row = found_or_404(request, key)
    form = CommentForm(request.POST)
    now, address = timezone.now(), client_network(request.META)
    if not form.is_valid():
        return page(request, row, 422, comment_form=form)
    until = reserve(COMMENTS, address, now=now) or reserve(COMMENTS_OF_DAY, address, now=now)
    if until is not None:
        form.add_error(None, too_many(minutes_left(until, now)).get(lang()))
        return page(request, row, 429, comment_form=form)
    try:
        said = comment(key, actor=request.user, **form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return page(request, row, 422, comment_form=form)
    shown = Text(fr="Remarque publiée.", en="Comment published.")
    kept = Text(fr="Remarque reçue : elle paraîtra une fois lue.", en="Comment received: it will appear once reviewed.")
    messages.success(request, (shown if said.state == said.State.PUBLISHED else kept).get(lang()))
    return redirect("science:proposal", key=key)


@signed_in
@require_POST
def handle(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show a comment, set it aside, or answer it."""
    found_or_404(request, key)
    wanted = request.POST.get("do", "")
    try:
        if wanted == "answer":
            form = AnswerForm(request.POST, prefix=str(number))
            words = form.cleaned_data["answer"] if form.is_valid() else ""
            answer(key, number, words, actor=_who(request))
        elif wanted == "show":
            show(key, number, actor=_who(request))
        elif wanted == "set-aside":
            set_aside(key, number, actor=_who(request), reason=request.POST.get("reason", ""))
        else:
            raise Http404
    except Faults as faults:
        _say(request, faults)
    back, wanted = redirect("science:proposal", key=key), request.GET.get("page", "")
    if wanted.isascii() and wanted.isdigit():
        back.headers["Location"] += f"?page={wanted[:9]}"
    return back


@signed_in
@require_POST
def ballot(request: HttpRequest, key: str) -> HttpResponse:
    """Cast one’s ballot."""
    row = found_or_404(request, key)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return page(request, row, 422, vote_form=form)
    try:
        commitment = vote(key, actor=_who(request), **form.cleaned_data)
    except Faults as faults:
        show_faults(form, faults)
        return page(request, row, 422, vote_form=form)
    words = Text(
        fr=f"Bulletin déposé. Son empreinte, à garder : {commitment}",
        en=f"Ballot cast. Keep its fingerprint: {commitment}",
    )
    messages.success(request, words.get(lang()))
    return redirect("science:proposal", key=key)


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  Signed in; this only tells the type checker.
    return request.user


def _say(request: HttpRequest, faults: Faults) -> None:
    for fault in faults.faults:
        messages.error(request, f"{fault.message.get(lang())} {fault.remedy.get(lang())}")

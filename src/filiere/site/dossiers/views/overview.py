"""The overview of a dossier: where it stands, what may be done and by when, what happened, in that order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Lang, Text
from filiere.referentials import running
from filiere.site.dossiers.actions.act import act, may_ever
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.registries import forms
from filiere.site.dossiers.rights import require_in
from filiere.site.dossiers.running import SiteHost, current, release_of
from filiere.site.dossiers.views.common import dossier_page, find_dossier, with_dossier
from filiere.site.label import words
from filiere.site.observatory.staff.access import signed_in
from filiere.site.templatetags.filiere import lang as current_lang

LONGEST_PATH = 7
"""States shown of the way of a dossier; its whole history is under them."""


@dataclass(frozen=True, slots=True)
class Possible:
    """An act that the reader may do: ready, or waiting for what `missing` names; `url` is its own page, if any."""

    action: str
    words: str
    ready: bool
    missing: tuple[str, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An event as the page tells it."""

    number: int
    day: date
    words: str
    state: str
    by: str
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A delay that runs, and what comes at its end."""

    due: date
    words: str
    leads: str


@require_safe
@with_dossier("dossier:read")
def overview(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    lang = current_lang()
    engine = current(dossier)
    release = release_of(dossier)
    context = {
        "path": _path(engine, lang),
        "possible": possible(request, dossier, engine, lang),
        "deadlines": [_due(engine, one, lang) for one in running.deadlines(engine)],
        "events": list(reversed(_events(engine, lang))),
        "release": release,
        "release_title": str(words.title(release)),
    }
    return dossier_page(request, "dossiers/overview.html", dossier, "overview", context)


def _path(engine: running.Dossier, lang: Lang) -> list[str]:
    """The states gone through, in order, each once for a stay."""
    words = (engine.rules.words("state", key).get(lang) for key, _ in groupby(engine.stood))
    return list(words)[-LONGEST_PATH:]


def possible(request: HttpRequest, dossier: Dossier, engine: running.Dossier, lang: Lang) -> list[Possible]:
    """The acts that the reader may do now, as the party or parties they are."""
    held = parties_of(request.user, dossier)
    known = SiteHost(dossier).known(engine, timezone.localdate())
    found = []
    for offer in running.offers(engine, known):
        if held.isdisjoint(offer.by):
            continue
        url = None
        if offer.action in forms:
            try:
                url = reverse(forms[offer.action], args=[dossier.key])
            except NoReverseMatch:
                url = None
        elif offer.open is not None and ends(engine, offer.action):
            url = reverse("dossiers:do", args=[dossier.key, offer.action])
        found.append(
            Possible(
                offer.action,
                engine.rules.words("act", offer.action).get(lang),
                offer.open is not None,
                tuple(engine.rules.words("input", name).get(lang) for name in offer.missing),
                url,
            )
        )
    return found


def ends(engine: running.Dossier, action: str) -> bool:
    """Whether an act may end the label, or lead to a state that no act leaves: the procedure alone says so."""
    rules = engine.rules
    states = {one.key: one for one in rules.procedure.states}
    for step in engine.leaving:
        target = states.get(step.to)
        if step.action != action or target is None:
            continue
        if target.label == "ended" != states[engine.key].label:
            return True
        if all(after.action is None for after in rules.leaving[target.key]):
            return True
    return False


def _events(engine: running.Dossier, lang: Lang) -> list[Told]:
    rules = engine.rules
    found = []
    for number, one in enumerate(engine.history, 1):
        step = rules.steps[one.step]
        words = rules.procedure.events.get(step.event) or Text.same(step.event)
        by = ", ".join(dict.fromkeys(rules.words("party", signer.party).get(lang) for signer in one.signers))
        state = rules.words("state", engine.stood[number]).get(lang)
        found.append(Told(number, one.day, words.get(lang), state, by, one.snapshot))
    return found


def _due(engine: running.Dossier, deadline: running.Deadline, lang: Lang) -> Due:
    rules = engine.rules
    events = dict.fromkeys(
        (rules.procedure.events.get(step.event) or Text.same(step.event)).get(lang) for step in deadline.steps
    )
    silent = ", ".join(rules.words("party", one).get(lang) for one in deadline.silent)
    return Due(deadline.due, " / ".join(events), silent)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, key: str, action: str) -> HttpResponse:
    """Do an act that asks for nothing else, once confirmed if it cannot be undone; others have their own form."""
    dossier = find_dossier(key)
    require_in(request.user, "dossier:read", dossier)
    if not may_ever(dossier, action) or action in forms:
        raise Http404
    lang = current_lang()
    engine = current(dossier)
    if not ends(engine, action):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
    elif request.method != "POST" or "sure" not in request.POST:
        if not any(one.action == action and one.ready for one in possible(request, dossier, engine, lang)):
            return redirect("dossiers:overview", key=dossier.key)
        context = {
            "act_words": str(engine.rules.words("act", action)),
            "ends_in": [str(engine.rules.words("state", step.to)) for step in engine.leaving if step.action == action],
        }
        return dossier_page(request, "dossiers/confirm.html", dossier, "overview", context)
    try:
        act(dossier, action, actor=request.user)  # type: ignore[arg-type]  # signed in, hence an account
    except Faults as faults:
        for fault in faults.faults:
            messages.error(request, f"{fault.message} {str(fault.remedy) if fault.remedy else ''}")
    else:
        words = str(current(dossier).rules.words("act", action))
        messages.success(request, str(Text(fr=f"Fait : {words}.", en=f"Done: {words}.")))
    return redirect("dossiers:overview", key=dossier.key)

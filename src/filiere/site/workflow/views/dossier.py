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

from filiere.core import Faults, Text
from filiere.core.typography import lower_first_letter, raise_first_letter
from filiere.referentials import workflow
from filiere.referentials.records import ProcedureStep
from filiere.site.accounts.decorators import page, sign_in_required, signed_in_user
from filiere.site.kit.rights import require
from filiere.site.pages.todo_list import list_and_count
from filiere.site.workflow.actions.perform_act import list_possible_parties, perform_act
from filiere.site.workflow.engine_adapter import SiteHost, list_running_delays, load_release, replay_with_due
from filiere.site.workflow.extension_points import (
    act_form_urls,
    overview_parts,
    overview_words,
    standing_openings,
)
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, name_party
from filiere.site.workflow.rights import find_dossier
from filiere.site.workflow.views.home import build_task_row
from filiere.site.workflow.views.page_frame import render_dossier_page

MAX_PATH_LENGTH = 7
"""States shown of the way of a dossier; its whole history is under them."""


@dataclass(frozen=True, slots=True)
class PossibleAct:
    """An act that the reader may do: ready, or waiting for what `missing` names; `url` is its own page, if any.

    `outcome` is the event that the act would give today if it only wrote that down; `opens` the day to come from which
    it gives something else, where that is known.
    """

    action: str
    words: str
    ready: bool
    missing: tuple[str, ...]
    url: str | None
    outcome: str | None
    opens: date | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as the page tells it."""

    number: int
    day: date
    words: str
    state: str
    by: str
    snapshot: str | None


@require_safe
@page("dossier:read")
def overview(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page."""
    engine, user, day = replay_with_due(dossier), signed_in_user(request), timezone.localdate()
    (words,) = overview_words
    possible = list_possible_acts(request, dossier, engine)
    parties = find_parties(user, dossier)
    tasks = [task for task in list_and_count(user, day) if task.about == f"dossier:{dossier.key}"]
    # A task that is done on this very page needs its button here.
    told = {task.key.partition(":")[0] for task in tasks if task.url != request.path}
    context = {
        "steps": words.list_steps(dossier),
        "path": _list_path_states(engine),
        "tasks": [build_task_row(one, day) for one in tasks],
        "possible": [one for one in possible if one.action not in words.rare_acts | told],
        "rare": [one for one in possible if one.action in words.rare_acts],
        "delays": [words.describe_delay(engine, one, parties) for one in list_running_delays(dossier, engine, day)],
        "stages": words.list_stages(dossier, parties),
        "read_only": words.explain_opening(user, dossier),
        "events": list(reversed(_build_event_rows(engine))),
        "release": load_release(dossier),
        "parts": overview_parts,
    }
    return render_dossier_page(request, "workflow/overview.html", dossier, "overview", context)


def _list_path_states(engine: workflow.Dossier) -> list[str]:
    """The states gone through, in order, each once for a stay."""
    words = (str(engine.rules.words("state", key)) for key, _ in groupby(engine.stood))
    return list(words)[-MAX_PATH_LENGTH:]


def list_possible_acts(request: HttpRequest, dossier: Dossier, engine: workflow.Dossier) -> list[PossibleAct]:
    """The acts that the reader may do now, as the party or parties they are."""
    held = find_parties(request.user, dossier)
    host, today = SiteHost(dossier), timezone.localdate()
    known = host.read_known_inputs(engine, today)
    found = []
    for offer in workflow.list_available_actions(engine, known):
        if held.isdisjoint(offer.by):
            continue
        url = None
        if offer.action in act_form_urls:
            try:
                url = reverse(act_form_urls[offer.action], args=[dossier.key])
            except NoReverseMatch:
                url = None
        elif offer.open_step is not None and is_irreversible(engine, offer.action):
            url = reverse("dossiers:do", args=[dossier.key, offer.action])
        outcome = _name_idle_outcome(engine, offer.open_step, dossier)
        found.append(
            PossibleAct(
                offer.action,
                str(engine.rules.words("act", offer.action)),
                offer.open_step is not None,
                ()
                if offer.action == "decide"
                else tuple(str(engine.rules.words("input", name)) for name in offer.missing_inputs),
                url,
                outcome,
                host.find_opening_day(offer.open_step.guard, today) if outcome and offer.open_step else None,
            )
        )
    return found


def _name_idle_outcome(engine: workflow.Dossier, step: ProcedureStep | None, dossier: Dossier) -> str | None:
    """The event of a passage that leaves the state as it is, opens nothing and freezes nothing; or what stands already
    of what it opens."""
    if step is None or step.freezes or engine.next_state(step) != engine.key:
        return None
    if step.starts is None:
        return lower_first_letter(_name_event(engine, step))
    standing = standing_openings[step.starts](dossier) if step.starts in standing_openings else None
    return None if standing is None else str(standing)


def _name_event(engine: workflow.Dossier, step: ProcedureStep) -> str:
    return str(engine.rules.procedure.events.get(step.event) or Text.same(step.event))


def is_irreversible(engine: workflow.Dossier, action: str) -> bool:
    """Whether an act may end what everybody is shown, or lead to a state that no act leaves, by the procedure alone."""
    rules = engine.rules
    states = {one.key: one for one in rules.procedure.states}
    for step in engine.leaving_steps:
        target = states.get(step.to)
        if step.action != action or target is None:
            continue
        if target.public_status == "ended" != states[engine.key].public_status:
            return True
        if all(after.action is None for after in rules.leaving_steps[target.key]):
            return True
    return False


def _build_event_rows(engine: workflow.Dossier) -> list[EventRow]:
    rules = engine.rules
    found = []
    for number, dossier_event in enumerate(engine.history, 1):
        step = rules.steps[dossier_event.step]
        by = ", ".join(dict.fromkeys(name_party(rules, signer.party) for signer in dossier_event.signers))
        state = str(rules.words("state", engine.stood[number]))
        found.append(EventRow(number, dossier_event.day, _name_event(engine, step), state, by, dossier_event.snapshot))
    return found


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, key: str, action: str) -> HttpResponse:
    """Do an act that asks for nothing else, once confirmed if it cannot be undone; others have their own form."""
    dossier = find_dossier(key)
    require(request.user, "dossier:read", dossier)
    if not list_possible_parties(dossier, action) or action in act_form_urls:
        raise Http404
    engine = replay_with_due(dossier)
    if not is_irreversible(engine, action):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
    elif request.method != "POST" or "sure" not in request.POST:
        if not any(one.action == action and one.ready for one in list_possible_acts(request, dossier, engine)):
            return redirect("dossiers:overview", key=dossier.key)
        context = {
            "act_words": str(engine.rules.words("act", action)),
            "ends_in": [
                str(engine.rules.words("state", step.to)) for step in engine.leaving_steps if step.action == action
            ],
        }
        return render_dossier_page(request, "workflow/confirm.html", dossier, "overview", context)
    # What the act gives if the procedure only writes it down, in the words under its button.
    outcome = next((one.outcome for one in list_possible_acts(request, dossier, engine) if one.action == action), None)
    try:
        perform_act(dossier, action, actor=signed_in_user(request))
    except Faults as faults:
        for fault in faults.faults:
            messages.error(request, f"{fault.message} {str(fault.remedy) if fault.remedy else ''}")
    else:
        if outcome is not None:
            messages.warning(request, f"{raise_first_letter(outcome)}.")
        else:
            words = str(engine.rules.words("act", action))
            messages.success(request, str(Text(fr=f"Fait : {words}.", en=f"Done: {words}.")))
    return redirect("dossiers:overview", key=dossier.key)

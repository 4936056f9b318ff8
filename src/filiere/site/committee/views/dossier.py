"""The tab of a dossier: the hearing, what the bodies decided, recusals; and the forms that belong to the dossier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import View, act_page, form_page, page
from filiere.site.accounts.models import User
from filiere.site.committee import forms, procedure_conditions
from filiere.site.committee.actions import hearings as hearing_acts
from filiere.site.committee.actions import jointly_signed_acts as exception_acts
from filiere.site.committee.actions.interests import confirm_recusal, note_recusal
from filiere.site.committee.agenda import find_hearing, find_instance, find_vote_request, load_current_rules
from filiere.site.committee.code_labels import HEARING_LABELS, STATUS_LABELS
from filiere.site.committee.exclusion_reasons import GRADE_LABELS, find_exclusion_reasons
from filiere.site.committee.models import ExceptionAct, Item, Recusal
from filiere.site.committee.seat_composition import load_composition
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang as current_lang
from filiere.site.workflow.engine_adapter import load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page

ACTIONS_BY_SLUG = {"waive": "waive_independence", "suspend": "suspend_at_once"}


@require_safe
@page("committee:read")
def dossier(request: HttpRequest, found: Dossier) -> HttpResponse:
    """The page."""
    return render_tab(request, found)


def render_tab(
    request: HttpRequest, found: Dossier, bound: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The tab, with the forms that the reader may send, those that were refused as they were written."""
    lang, bound = current_lang(), bound or {}
    user: Any = request.user
    asked = find_vote_request(found)
    instance = find_instance(found)
    hearing = find_hearing(found, asked) if asked is not None and instance is not None else None
    held = find_parties(user, found)
    seen = held & {"staff", "committee", "appeal_panel"}
    awaited = hearing is not None and not hearing.outcome
    items = [
        (
            one,
            str(STATUS_LABELS[one.status]),
            (one.outcome or {}).get("text") or {},
            not held.isdisjoint({"staff", one.session.instance}),
        )
        for one in procedure_conditions.list_items(found)
        if seen or one.status == Item.Status.DECIDED
    ]
    context = {
        "instance": str(forms.BODY_LABELS[instance]) if instance else "",
        "hearing": hearing,
        "hearing_words": str(HEARING_LABELS[hearing.outcome]) if hearing else "",
        "items": items,
        "lang_key": lang,
        "offer": (bound.get("offer") or forms.OfferForm(prefix="offer"))
        if allowed(user, "hearing:offer", found) and asked is not None and not (hearing and hearing.outcome)
        else None,
        "note": (bound.get("note") or forms.HearingForm(prefix="note"))
        if awaited and allowed(user, "hearing:note", found)
        else None,
        "decline": (bound.get("decline") or forms.DeclineForm(prefix="decline"))
        if awaited and allowed(user, "hearing:decline", found)
        else None,
        "recusals": _build_recusal_rows(found, instance) if seen and instance else [],
        "awaiting": _list_unconfirmed_recusals(found, user, held) if seen and instance else [],
        "recuse": (bound.get("recuse") or forms.RecusalForm(_map_people(instance), prefix="recuse"))
        if instance and allowed(user, "recusal:ask", found)
        else None,
        "may_record": bool(seen) or "candidate" in held,
        "exceptions": _list_exceptions(found) if seen else [],
        "exception_acts": _list_open_exceptions(found) if allowed(user, "committee:except", found) else [],
        # A form that was refused may be shown no more; why it was refused is said all the same.
        "refused": list(bound.values()),
        "step_out": (bound.get("step-out") or forms.StepOutForm()) if allowed(user, "recusal:declare", found) else None,
    }
    return render_dossier_page(request, "committee/dossier.html", found, "committee", context, status)


def _build_recusal_rows(found: Dossier, instance: str) -> list[tuple[str, str, str, str]]:
    day = timezone.localdate()
    rules = load_current_rules(instance)
    body = load_composition(rules, day)
    rows = []
    for exclusion_reason in find_exclusion_reasons(found, body.people.values(), day, instance):
        user = body.people[exclusion_reason.person]
        seat = body.seat_of(user)
        college = str(rules.college(seat.college).text) if seat else ""
        rows.append((user.name, college, str(exclusion_reason.words), str(GRADE_LABELS[exclusion_reason.grade])))
    return rows


def _list_unconfirmed_recusals(found: Dossier, user: Any, held: frozenset[str]) -> list[tuple[Recusal, str, bool]]:
    """Recusals that nobody has confirmed: the row, how it is known, and whether the reader may confirm it."""
    member = bool(held & {"committee", "appeal_panel"})
    rows = Recusal.objects.for_confirmation(found)
    return [(one, str(GRADE_LABELS[one.grade]), member and one.user_id != user.pk) for one in rows]


def _map_people(instance: str | None) -> Mapping[str, User]:
    return load_composition(load_current_rules(instance or "committee"), timezone.localdate()).people


def _list_exceptions(found: Dossier) -> list[tuple[ExceptionAct, str]]:
    rules = load_rules(found)
    rows = found.exceptions.select_related("first", "second")
    return [(one, str(rules.words("act", one.action))) for one in rows]


def _list_open_exceptions(found: Dossier) -> list[tuple[str, str]]:
    rules = load_rules(found)
    open_ = {step.action for step in rules.leaving_steps[found.state] if step.jointly is not None}
    return [(slug, str(rules.words("act", action))) for slug, action in ACTIONS_BY_SLUG.items() if action in open_]


def _find_address(found: Dossier) -> str:
    return reverse("committee:dossier", args=[found.key])


_NOTED = Text(fr="Entretien enregistré.", en="Hearing recorded.")

HEARING_ACTS = {
    "offer": PageAct(hearing_acts.offer_hearing, _NOTED, forms.OfferForm),
    "note": PageAct(hearing_acts.note_hearing, _NOTED, forms.HearingForm),
    "decline": PageAct(hearing_acts.decline_hearing, _NOTED, forms.DeclineForm),
}
"""Offering a hearing, noting what came of it, declining it."""

run_hearing_act = act_page("committee:read", HEARING_ACTS, show=render_tab, back=_find_address)


def _find_unconfirmed(request: HttpRequest, found: Dossier) -> Recusal:
    rows = Recusal.objects.for_confirmation(found)
    return find_or_404(next((one for one in rows if str(one.pk) == request.POST.get("confirm")), None))


RECUSAL_ACTS = {
    "confirm": PageAct(
        confirm_recusal, Text(fr="La récusation est confirmée.", en="Recusal confirmed."), row=_find_unconfirmed
    ),
    "step-out": PageAct(
        note_recusal,
        Text(fr="Votre récusation de ce dossier est enregistrée.", en="You are recused from this dossier."),
        forms.StepOutForm,
        given=lambda request, _: {"user": request.user, "grade": "declared"},
        back="committee:home",
    ),
    "recuse": PageAct(
        note_recusal,
        Text(
            fr="Récusation demandée : un membre de l’instance doit la confirmer.",
            en="Recusal requested: a member of the body must confirm it.",
        ),
        forms.RecusalForm,
        form_arguments=lambda found: (_map_people(find_instance(found)),),
        prefix="recuse",
    ),
}
"""Confirming a recusal, by a member; stepping out oneself, by whoever is something; asking for one, by the staff."""

recusal_act = act_page("recusal:declare", RECUSAL_ACTS, show=render_tab, back=_find_address)


@require_safe
@page("committee:papers")
def decision_redirect(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Where a decision is taken: the item of the dossier, or its tab while it is on no agenda."""
    item = Item.objects.for_open(found)
    if item is None:
        return redirect("committee:dossier", key=found.key)
    return redirect("committee:item", key=found.key, item=item.key)


def _find_slug(action: str) -> str:
    return next(slug for slug, one in ACTIONS_BY_SLUG.items() if one == action)


def _render_exception(
    slug: str, request: HttpRequest, found: Dossier, bound: dict[str, Any], status: int
) -> HttpResponse:
    rows = [one for one in _list_exceptions(found) if one[0].action == ACTIONS_BY_SLUG[slug]]
    context = {
        "form": bound.get("", forms.ExceptionForm()),
        "slug": slug,
        "words": str(load_rules(found).words("act", ACTIONS_BY_SLUG[slug])),
        # What its first signer may no longer sign is no longer to confirm, and may be asked for again.
        "waiting": [
            one
            for one, _ in rows
            if one.done_on is None and one.lapsed_on is None and allowed(one.first, "committee:except", found)
        ],
        "past": [one for one, _ in rows if one.done_on is not None],
    }
    return render_dossier_page(request, "committee/exception.html", found, "committee", context, status)


def _find_exception(_request: HttpRequest, found: Dossier, pk: int) -> ExceptionAct:
    row = get_object_or_404(found.exceptions, pk=pk)
    row.dossier = found
    return row


_SIGNED = Text(
    fr="Première signature donnée : une seconde est attendue.", en="First signature recorded: a second is awaited."
)
_DONE = Text(
    fr="Exception accordée, et publiée au compte rendu.", en="Exception granted, and published in the minutes."
)


def _make_exception_page(slug: str) -> View:
    given = {"action": ACTIONS_BY_SLUG[slug]}
    return form_page(
        "committee:except",
        PageAct(exception_acts.request_exception, _SIGNED, forms.ExceptionForm, given=given),
        show=partial(_render_exception, slug),
        back=lambda found: reverse(f"committee:{slug}", args=[found.key]),
    )


waive_independence = _make_exception_page("waive")
"""Asking to let an auditor in by exception, first of two."""

suspend_label = _make_exception_page("suspend")
"""Asking to suspend at once, first of two."""

confirm_exception_act = act_page(
    "committee:except",
    PageAct(exception_acts.confirm_exception, _DONE, back=lambda row, _made: _find_address(row.dossier)),
    find=_find_exception,
    back=lambda row: reverse(f"committee:{_find_slug(row.action)}", args=[row.dossier.key]),
)
"""Confirming an exception, second of two."""

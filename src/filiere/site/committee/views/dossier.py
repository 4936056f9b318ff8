"""The tab of a dossier: the hearing, what the bodies decided, recusals; and the forms that belong to the dossier."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.core import Text
from filiere.site.committee import forms, outcomes
from filiere.site.committee.actions import exceptions as exception_acts
from filiere.site.committee.actions import hearings as hearing_acts
from filiere.site.committee.actions.interests import confirm_recusal, note_recusal
from filiere.site.committee.agenda import asked_of, hearing_of, instance_for, rules_today
from filiere.site.committee.interests import GRADES, known
from filiere.site.committee.models import ExceptionAct, Item, Recusal
from filiere.site.committee.seats import composition
from filiere.site.committee.views.common import done, filled, tried
from filiere.site.committee.words import HEARD, STATUSES
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import allowed
from filiere.site.dossiers.running import rules_of
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.templatetags.filiere import lang as current_lang

ACTS = {"waive": "waive_independence", "suspend": "suspend_at_once"}


@require_safe
@with_dossier("committee:read")
def dossier(request: HttpRequest, found: Dossier) -> HttpResponse:
    """The page."""
    return page(request, found)


def page(request: HttpRequest, found: Dossier, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The tab, with the forms that the reader may send, those that were refused as they were written."""
    lang, bound = current_lang(), bound or {}
    user: Any = request.user
    asked = asked_of(found)
    instance = instance_for(found)
    hearing = hearing_of(found, asked) if asked is not None and instance is not None else None
    held = parties_of(user, found)
    seen = held & {"staff", "committee", "appeal_panel"}
    awaited = hearing is not None and not hearing.outcome
    items = [
        (
            one,
            str(STATUSES[one.status]),
            (one.outcome or {}).get("text") or {},
            not held.isdisjoint({"staff", one.session.instance}),
        )
        for one in outcomes.items_of(found)
        if seen or one.status == Item.Status.DECIDED
    ]
    context = {
        "instance": str(forms.BODIES[instance]) if instance else "",
        "hearing": hearing,
        "hearing_words": str(HEARD[hearing.outcome]) if hearing else "",
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
        "recusals": _recusals(found, instance) if seen and instance else [],
        "awaiting": _awaiting(found, user, held) if seen and instance else [],
        "recuse": (bound.get("recuse") or forms.RecusalForm(_people(instance or "committee"), prefix="recuse"))
        if instance and allowed(user, "recusal:ask", found)
        else None,
        "may_record": bool(seen) or "candidate" in held,
        "exceptions": _exceptions(found) if seen else [],
        "exception_acts": _open_exceptions(found) if allowed(user, "committee:except", found) else [],
        # A form that was refused may be shown no more; why it was refused is said all the same.
        "refused": list(bound.values()),
        "can_step_out": allowed(user, "recusal:declare", found),
    }
    return dossier_page(request, "committee/dossier.html", found, "committee", context, status)


def _recusals(found: Dossier, instance: str) -> list[tuple[str, str, str, str]]:
    _lang, day = current_lang(), timezone.localdate()
    rules = rules_today(instance)
    body = composition(rules, day)
    rows = []
    for one in known(found, body.people.values(), day, instance):
        user = body.people[one.person]
        seat = body.seat_of(user)
        college = str(rules.college(seat.college).text) if seat else ""
        rows.append((user.name, college, str(one.words), str(GRADES[one.grade])))
    return rows


def _awaiting(found: Dossier, user: Any, held: frozenset[str]) -> list[tuple[Recusal, str, bool]]:
    """Recusals that nobody has confirmed: the row, how it is known, and whether the reader may confirm it."""
    member = bool(held & {"committee", "appeal_panel"})
    rows = Recusal.objects.for_confirmation(found)
    return [(one, str(GRADES[one.grade]), member and one.user_id != user.pk) for one in rows]


def _people(instance: str) -> list[tuple[str, str]]:
    people = composition(rules_today(instance), timezone.localdate()).people
    return sorted(((key, user.name) for key, user in people.items()), key=lambda one: one[1])


def _exceptions(found: Dossier) -> list[tuple[ExceptionAct, str]]:
    rules = rules_of(found)
    rows = found.exceptions.select_related("first", "second")
    return [(one, str(rules.words("act", one.action))) for one in rows]


def _open_exceptions(found: Dossier) -> list[tuple[str, str]]:
    rules = rules_of(found)
    open_ = {step.action for step in rules.leaving[found.state] if step.jointly is not None}
    return [(slug, str(rules.words("act", action))) for slug, action in ACTS.items() if action in open_]


@require_POST
@with_dossier("committee:read")
def hearing(request: HttpRequest, found: Dossier, act: str) -> HttpResponse:
    """Offering a hearing, noting what came of it, declining it."""
    user: Any = request.user
    if act == "offer":
        form: Any = forms.OfferForm(request.POST, prefix="offer")
        went = filled(form, lambda data: hearing_acts.offer_hearing(found, actor=user, **data))
    elif act == "note":
        form = forms.HearingForm(request.POST, prefix="note")
        went = filled(form, lambda data: hearing_acts.note_hearing(found, data["outcome"], data["record"], actor=user))
    elif act == "decline":
        form = forms.DeclineForm(request.POST, prefix="decline")
        went = filled(form, lambda data: hearing_acts.decline_hearing(found, data["record"], actor=user))
    else:
        raise Http404
    if not went:
        return page(request, found, {act: form}, status=422)
    done(request, Text(fr="Entretien noté.", en="Hearing recorded."))
    return redirect("committee:dossier", key=found.key)


@require_POST
@with_dossier("recusal:declare")
def recuse(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Asking for a recusal, by the staff; confirming it, by a member; stepping out oneself, by whoever is something."""
    user: Any = request.user
    if "confirm" in request.POST:
        row = next(
            (one for one in Recusal.objects.for_confirmation(found) if str(one.pk) == request.POST["confirm"]), None
        )
        if row is None:
            raise Http404
        said = Text(fr="La récusation est confirmée.", en="Recusal confirmed.")
        tried(request, lambda: confirm_recusal(row, actor=user), said)
        return redirect("committee:dossier", key=found.key)
    if "step-out" in request.POST:
        ground = request.POST.get("ground", "")[:300]
        said = Text(fr="Vous êtes récusé·e de ce dossier.", en="You are recused from this dossier.")
        went = tried(request, lambda: note_recusal(found, user, "declared", ground, actor=user), said)
        return redirect("committee:home") if went else redirect("committee:dossier", key=found.key)
    instance = instance_for(found) or "committee"
    people = composition(rules_today(instance), timezone.localdate()).people
    form = forms.RecusalForm(_people(instance), request.POST, prefix="recuse")

    def act(data: dict[str, Any]) -> None:
        note_recusal(found, people[data["member"]], data["grade"], data["ground"], actor=user)

    if not filled(form, act):
        return page(request, found, {"recuse": form}, status=422)
    done(
        request,
        Text(
            fr="Récusation demandée : un membre de l’instance la confirme.",
            en="Recusal requested: a member of the body must confirm it.",
        ),
    )
    return redirect("committee:dossier", key=found.key)


@require_safe
@with_dossier("committee:papers")
def decide(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Where a decision is taken: the item of the dossier, or its tab while it is on no agenda."""
    item = Item.objects.for_open(found)
    if item is None:
        return redirect("committee:dossier", key=found.key)
    return redirect("committee:item", key=found.key, item=item.key)


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("committee:except")
def exception(request: HttpRequest, found: Dossier, slug: str) -> HttpResponse:
    """Asking for an exception, first of two."""
    user: Any = request.user
    action = ACTS[slug]
    form = forms.ExceptionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and filled(
        form, lambda data: exception_acts.ask_exception(found, action, data["reasons"], actor=user)
    ):
        said = Text(
            fr="Première signature donnée : une seconde est attendue.",
            en="First signature recorded: a second is awaited.",
        )
        done(request, said)
        return redirect(f"committee:{slug}", key=found.key)
    rows = [one for one in _exceptions(found) if one[0].action == action]
    context = {
        "form": form,
        "slug": slug,
        "words": str(rules_of(found).words("act", action)),
        # What its first signer may no longer sign is no longer to confirm, and may be asked for again.
        "waiting": [
            one
            for one, _ in rows
            if one.done_on is None and one.lapsed_on is None and allowed(one.first, "committee:except", found)
        ],
        "past": [one for one, _ in rows if one.done_on is not None],
    }
    status = 422 if form.errors else 200
    return dossier_page(request, "committee/exception.html", found, "committee", context, status)


@require_POST
@with_dossier("committee:except")
def confirm(request: HttpRequest, found: Dossier, pk: int) -> HttpResponse:
    """Confirming an exception, second of two."""
    user: Any = request.user
    one = found.exceptions.filter(pk=pk).first()
    if one is None:
        raise Http404
    one.dossier = found
    said = Text(
        fr="Exception faite, et publiée au compte rendu.", en="Exception in effect, and published in the minutes."
    )
    went = tried(request, lambda: exception_acts.confirm_exception(one, actor=user), said)
    slug = next(name for name, action in ACTS.items() if action == one.action)
    return redirect("committee:dossier" if went else f"committee:{slug}", key=found.key)


def waive(request: HttpRequest, key: str) -> HttpResponse:
    """Letting an auditor in by exception."""
    return exception(request, key, slug="waive")  # type: ignore[return-value]


def suspend(request: HttpRequest, key: str) -> HttpResponse:
    """Suspending at once."""
    return exception(request, key, slug="suspend")  # type: ignore[return-value]

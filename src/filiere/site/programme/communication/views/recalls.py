"""The recall plan of a figure: each use of it, the fate that somebody gives it, and the acts of the recall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.figures import Figure, Register
from filiere.site.accounts.decorators import form_page, page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.rights import allowed
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.views.common import figure_url, source_url
from filiere.site.programme.communication.actions.recalls import (
    abandon_recall,
    complete_recall,
    decide_fates,
    open_recall,
)
from filiere.site.programme.communication.forms import FateForm, RecallForm
from filiere.site.programme.communication.models import Recall
from filiere.site.programme.communication.recall_plan import RecallPlan, build_plan, list_plan_recipients
from filiere.site.programme.communication.rights import RECALL
from filiere.site.programme.communication.views.common import render_page

_STATES = {
    Recall.State.OPEN: (Text(fr="En cours", en="Under way"), "part"),
    Recall.State.COMPLETE: (Text(fr="Achevé", en="Complete"), "ok"),
    Recall.State.ABANDONED: (Text(fr="Abandonné", en="Abandoned"), "no"),
}


@dataclass(frozen=True, slots=True)
class RecalledFigure:
    """A figure and its recall: the one that is open, else the last of its present version, if any."""

    register: Register
    figure: Figure
    recall: Recall | None

    @property
    def open_recall(self) -> Recall | None:
        """The recall that is open."""
        return self.recall if self.recall is not None and self.recall.state == Recall.State.OPEN else None


@page(RECALL)
@require_safe
def list_recalls(request: HttpRequest) -> HttpResponse:
    """Every recall, those under way first."""
    register = current_register()
    rows = [
        {
            "recall": one,
            "title": register.title(register[one.figure]) if one.figure in register else Text.same(one.figure),
            "state": _STATES[Recall.State(one.state)][0],
            "mark": _STATES[Recall.State(one.state)][1],
            "url": reverse("programme:recall", args=[one.figure]),
        }
        for one in Recall.objects.for_list()
    ]
    return render_page(request, "recalls.html", {"rows": rows})


def _find_figure(_request: HttpRequest, figure: str) -> RecalledFigure:
    register = current_register()
    if figure not in register:
        raise Http404
    found = register[figure]
    recalls = list(Recall.objects.for_figure(figure))
    running = next((one for one in recalls if one.state == Recall.State.OPEN), None)
    last = next((one for one in recalls if one.version == found.version), None)
    return RecalledFigure(register, found, running or last)


def _require_recall(thing: RecalledFigure) -> Recall:
    if thing.open_recall is None:
        raise Http404
    return thing.open_recall


def _act_on_recall(_request: HttpRequest, thing: RecalledFigure) -> Recall:
    return _require_recall(thing)


_ACTS = {
    "open": PageAct(
        open_recall,
        Text(fr="Rappel ouvert : chaque usage attend une décision.", en="Recall opened: each use awaits a decision."),
        RecallForm,
        row=lambda _request, thing: thing.figure.id,
        prefix="open",
    ),
    "complete": PageAct(
        complete_recall,
        Text(
            fr="Rappel achevé : chacun est prévenu une fois, et le chiffre peut changer.",
            en="Recall complete: everyone is told once, and the figure may change.",
        ),
        row=_act_on_recall,
    ),
    "abandon": PageAct(
        abandon_recall,
        Text(fr="Rappel abandonné : le chiffre reste.", en="Recall abandoned: the figure stays."),
        row=_act_on_recall,
    ),
    "decide": PageAct(
        decide_fates,
        Text(fr="Décision enregistrée.", en="Decision saved."),
        FateForm,
        row=_act_on_recall,
        form_arguments=lambda thing: (_require_recall(thing),),
        prefix="decide",
    ),
}


def _render_plan(
    request: HttpRequest, thing: RecalledFigure, sent: dict[str, forms.Form], *, status: int
) -> HttpResponse:
    register, figure, recall = thing.register, thing.figure, thing.recall
    running = thing.open_recall
    plan = build_plan(figure.id, running or (recall if recall and recall.state == Recall.State.COMPLETE else None))
    context: dict[str, Any] = {
        "figure": figure,
        "recall": recall,
        "running": running,
        "complete": recall is not None and recall.state == Recall.State.COMPLETE,
        "plan": plan,
        "figure_title": register.title(figure),
        "amount": register.amount(figure),
        "figure_url": figure_url(figure.id),
        "source": register.name("source", figure.source),
        "source_url": source_url(figure.source),
        "title": _write_title(plan, recall),
        "recipients": list_plan_recipients(figure.id) if running else (),
        "keeps_figure": allowed(request.user, "figure:correct"),
    }
    if running is None:
        context["open_form"] = sent.get("open") or _ACTS["open"].make_form(request, thing)
    elif plan.rows:
        context["decide_form"] = sent.get("decide") or _ACTS["decide"].make_form(request, thing)
    return render_page(request, "recall.html", context, status)


def _write_title(plan: RecallPlan, recall: Recall | None) -> str:
    total, left = len(plan.rows), len(plan.undecided_rows)
    if recall is not None and recall.state == Recall.State.COMPLETE:
        return localize(
            "Ce chiffre peut changer : le sort de chaque usage est décidé",
            "This figure may change: every use has been decided",
        )
    if not total:
        return localize("Rien n’utilise ce chiffre : il peut changer", "Nothing uses this figure: it may change")
    if not left:
        return localize(
            "Le sort de chaque usage est décidé : le rappel peut s’achever",
            "Every use has been decided: the recall can be completed",
        )
    words, of = count_in_letters(left, masculine=True), count_in_letters(total, masculine=True)
    return localize(
        f"Ce chiffre ne peut pas encore être retiré : {words} usage{'s' if left > 1 else ''} sur {of} "
        f"{'attendent' if left > 1 else 'attend'} une décision",
        f"This figure cannot be withdrawn yet: {words} of {of} uses {'await' if left > 1 else 'awaits'} a decision",
    )


recall_page = form_page(
    RECALL,
    _ACTS,
    find=_find_figure,
    show=_render_plan,
    back=lambda thing: reverse("programme:recall", args=[thing.figure.id]),
)
"""The plan, and its acts."""

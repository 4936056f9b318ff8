"""The staffing calculator, open to all: how many agents calls take, what a team gives, and what one more changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Faults, Lang, Text
from filiere.core.numbers import number, percent
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.quality.shown_staffing import chart, facts, model, rows
from filiere.site.quality.staffing_form import EXAMPLE, MOST_AGENTS, StaffingForm, target, workload
from filiere.site.templatetags.filiere import lang
from filiere.staffing import ASKED_WORDS, READING_WORDS, Overload, scheduled, staff


@require_safe
def staffing(request: HttpRequest) -> HttpResponse:
    """The page; without anything asked it works the example out."""
    form = StaffingForm(request.GET if request.GET else EXAMPLE)
    context: dict[str, Any] = {"nav": "quality", "section": "staffing", "form": form, "example": not request.GET}
    context["outcome"] = Text(fr="Rien n’est calculé.", en="Nothing was computed.").get(lang())
    if form.is_valid():
        # A fault shown at a field takes its value out of the form.
        data = dict(form.cleaned_data)
        try:
            context |= _found(data, lang())
        except Overload as overload:
            show_faults(form, overload)
            context |= _around(data, overload.least, lang())
        except Faults as faults:
            show_faults(form, faults)
    return render(request, "quality/staffing.html", context, status=422 if form.errors else 200)


def _found(data: dict[str, Any], code: Lang) -> dict[str, Any]:
    """The team that was given, or the least that reaches what was asked, with its neighbours."""
    work, wanted, agents = workload(data), target(data), data["agents"]
    if agents is not None:
        measures = model(work, data["threshold"], data["patience"])(agents)
        missed = wanted.missed(measures) if wanted is not None else ()
        said = {
            "given": True,
            "judged": wanted is not None,
            "missed": ", ".join(ASKED_WORDS[one].get(code) for one in missed),
            "measures": facts(measures, code),
            "level_words": percent(100 * measures.service_level(data["reading"]), code, 1),
        }
    else:
        # The form asks for a team or a target.
        assert wanted is not None  # noqa: S101
        need = staff(work, wanted, patience=data["patience"])
        agents = need.agents
        if not agents:
            return {"nobody": True}
        said = {
            "binding": ", ".join(ASKED_WORDS[one].get(code) for one in need.binding),
            "measures": facts(need.measures, code) if need.measures is not None else [],
            "beyond": agents > MOST_AGENTS,
        }
    if data["shrinkage"]:
        said["scheduled"] = number(scheduled(agents, data["shrinkage"] / 100), code, 1)
    return said | _around(data, agents, code) | {"agents": agents}


def _around(data: dict[str, Any], agents: int, code: Lang) -> dict[str, Any]:
    at = model(workload(data), data["threshold"], data["patience"])
    wanted = target(data)
    found = rows(agents, at, data["reading"], wanted, code, of=data["agents"] or agents)
    reading = READING_WORDS[data["reading"]].get(code)
    return {
        "rows": found,
        "patience": data["patience"],
        "wanted": wanted is not None,
        "reading_words": reading,
        "threshold": number(data["threshold"], code),
        "chart": chart(found, data["reading"], code, title=reading),
    }

"""The staffing calculator, open to all: how many agents calls take, what a team gives, and what one more changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.core import Faults, Text
from filiere.core.numbers import format_number, format_percent
from filiere.site.kit.forms import show_faults
from filiere.site.quality.presenters.staffing import build_model, build_team_rows, draw_team_chart, list_measures
from filiere.site.quality.staffing_form import EXAMPLE_VALUES, MOST_AGENTS, StaffingForm, build_target, build_workload
from filiere.staffing import READING_LABELS, TARGET_LABELS, Overload, agents_to_schedule, find_least_agents


@require_safe
def staffing_page(request: HttpRequest) -> HttpResponse:
    """The page; without anything asked it works the example out."""
    form = StaffingForm(request.GET if request.GET else EXAMPLE_VALUES)
    context: dict[str, Any] = {"nav": "quality", "section": "staffing", "form": form, "example": not request.GET}
    context["outcome"] = str(Text(fr="Rien n’est calculé.", en="Nothing was computed."))
    if form.is_valid():
        # A fault shown at a field takes its value out of the form.
        data = dict(form.cleaned_data)
        try:
            context |= _result_context(data)
        except Overload as overload:
            show_faults(form, overload)
            context |= _teams_around(data, overload.least)
        except Faults as faults:
            show_faults(form, faults)
    return render(request, "quality/staffing.html", context, status=422 if form.errors else 200)


def _result_context(data: dict[str, Any]) -> dict[str, Any]:
    """The team that was given, or the least that reaches what was asked, with its neighbours."""
    work, wanted, agents = build_workload(data), build_target(data), data["agents"]
    if agents is not None:
        measures = build_model(work, data["threshold"], data["patience"])(agents)
        missed = wanted.list_missed_targets(measures) if wanted is not None else ()
        said = {
            "given": True,
            "judged": wanted is not None,
            "missed": ", ".join(str(TARGET_LABELS[one]) for one in missed),
            "measures": list_measures(measures),
            "level_words": format_percent(100 * measures.service_level(data["reading"]), digits=1),
        }
    else:
        # The form asks for a team or a target.
        assert wanted is not None  # noqa: S101
        need = find_least_agents(work, wanted, patience=data["patience"])
        agents = need.agents
        if not agents:
            return {"nobody": True}
        said = {
            "binding": ", ".join(str(TARGET_LABELS[one]) for one in need.binding),
            "measures": list_measures(need.measures) if need.measures is not None else [],
            "beyond": agents > MOST_AGENTS,
        }
    if data["shrinkage"]:
        said["scheduled"] = format_number(agents_to_schedule(agents, data["shrinkage"] / 100), digits=1)
    return said | _teams_around(data, agents) | {"agents": agents}


def _teams_around(data: dict[str, Any], agents: int) -> dict[str, Any]:
    at = build_model(build_workload(data), data["threshold"], data["patience"])
    wanted = build_target(data)
    found = build_team_rows(agents, at, data["reading"], wanted, of=data["agents"] or agents)
    reading = str(READING_LABELS[data["reading"]])
    return {
        "rows": found,
        "patience": data["patience"],
        "wanted": wanted is not None,
        "reading_words": reading,
        "threshold": format_number(data["threshold"]),
        "chart": draw_team_chart(found, data["reading"], title=reading),
    }

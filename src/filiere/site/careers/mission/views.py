"""The national mission, the observatory of the occupations, and the scenarios: open pages that keep nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.site.careers.mission import forecast_presenters, mission_presenters, observatory_presenters
from filiere.site.careers.mission.assumptions import AssumptionsForm, list_scenarios
from filiere.site.careers.mission.forecast_tables import find_scenario
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register


@require_safe
def show_mission(request: HttpRequest) -> HttpResponse:
    """The four subjects of the mission: what is known, what is missing, who acts, what comes next."""
    context = mission_presenters.present_mission(current_register(), timezone.localdate())
    return _render(request, "mission", "mission", context)


@require_safe
def show_observatory(request: HttpRequest) -> HttpResponse:
    """Jobs of the occupational family of ``?fap=`` by contract, gender, age and region, and the moves between jobs."""
    context = observatory_presenters.present_observatory(
        current_register(), timezone.localdate(), request.GET.get("fap", "").strip()
    )
    return _render(request, "observatory", "mission-observatory", context)


@require_safe
def show_forecasts(request: HttpRequest) -> HttpResponse:
    """Every scenario, with the answer of its own assumptions."""
    register = current_register()
    scenarios, faults = list_scenarios(register)
    lines = [forecast_presenters.present_scenario_line(one, register) for one in scenarios]
    context = {"lines": lines, "faults": faults.faults if faults is not None else ()}
    return _render(request, "forecasts", "mission-forecasts", context)


@require_safe
def show_forecast(request: HttpRequest, scenario_key: str) -> HttpResponse:
    """A scenario computed with the bounds of the address; those that cannot be read are told at their fields."""
    register = current_register()
    scenario = find_or_404(find_scenario(register, scenario_key))
    form = AssumptionsForm(scenario, register, request.GET)
    status = 200 if form.is_valid() else 422
    context = forecast_presenters.present_scenario(scenario, register, form)
    return _render(request, "forecast", "mission-forecasts", context, status)


def _render(request: HttpRequest, template: str, here: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"nav": "careers", "here": f"careers:{here}"}
    return render(request, f"careers/mission/{template}.html", shared | context, status=status)

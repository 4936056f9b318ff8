"""The scenarios for programs: read only, with the bounds that the address gives."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from filiere.careers.forecasts import compute_forecast
from filiere.core import Faults
from filiere.site.careers.mission.assumptions import ENDS, AssumptionsForm, list_scenarios
from filiere.site.careers.mission.faults import fault
from filiere.site.careers.mission.forecast_tables import describe_forecast, find_scenario
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.observatory.figure_register import current_register

router = Router()


@router.get("/forecasts", response={200: dict[str, Any], **PROBLEMS}, summary="Scenarios of employment")
def list_forecasts(request: HttpRequest) -> dict[str, Any]:
    """Every scenario, with its question and its base."""
    reject_unknown_parameters(request, {"lang"})
    return {
        "scenarios": [
            {"id": one.id, "label": str(one.label), "question": str(one.question), "base": one.base}
            for one in list_scenarios(current_register())[0]
        ]
    }


@router.get("/forecasts/{scenario}", response={200: dict[str, Any], **PROBLEMS}, summary="One scenario, computed")
def show_forecast_years(request: HttpRequest, scenario: str) -> dict[str, Any]:
    """A scenario year by year. ``<assumption>-low`` and ``<assumption>-high`` change bounds, as on its page."""
    register = current_register()
    found = find_scenario(register, scenario)
    if found is None:
        known = ", ".join(one.id for one in list_scenarios(register)[0])
        raise Faults([fault("unknown-scenario", value=scenario[:60], known=known)])
    reject_unknown_parameters(request, {"lang"} | {f"{one.id}-{end}" for one in found.effects for end in ENDS})
    form = AssumptionsForm(found, register, request.GET)
    if not form.is_valid():
        raise form.list_faults()
    forecast = compute_forecast(found, register, changed=form.changed_bounds)
    return describe_forecast(forecast, form, register)


register_api(
    "/careers",
    router,
    tag="careers",
    descriptions={
        "/api/v1/careers/forecasts": bilingual("Les scénarios d’emploi", "The scenarios of employment"),
        "/api/v1/careers/forecasts/{scenario}": bilingual(
            "Un scénario année par année, avec ses hypothèses", "One scenario year by year, with its assumptions"
        ),
    },
    not_found=("unknown-scenario",),
)

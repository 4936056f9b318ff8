"""``filiere careers forecast``: jobs to come under scenarios whose assumptions are all stated."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from filiere.careers.forecasts import Forecast, compute_forecast, load_scenarios
from filiere.careers.forecasts.model import Interval, read_bounds
from filiere.cli.figures_output import print_records
from filiere.cli.figures_register_loader import open_register
from filiere.cli.options import FormatOption, LangOption, handle_faults, print_json
from filiere.cli.tables import print_table
from filiere.core.numbers import format_number
from filiere.core.text import Text
from filiere.figures import Register

_HEADINGS = (
    Text(fr="Scénario", en="Scenario"),
    Text(fr="Année", en="Year"),
    Text(fr="Emplois, au plus bas", en="Jobs, at the lowest"),
    Text(fr="Emplois, au plus haut", en="Jobs, at the highest"),
    Text(fr="À recruter, au plus bas", en="To hire, at the lowest"),
    Text(fr="À recruter, au plus haut", en="To hire, at the highest"),
)


def forecast(
    *,
    scenario: Annotated[str | None, Parameter()] = None,
    scenarios: Path | None = None,
    format: FormatOption = "table",
    lang: LangOption = None,
) -> None:
    """Calculer les emplois à venir selon des scénarios. · Forecast jobs under stated scenarios.

    Chaque scénario part d’un chiffre du registre et dit toutes ses hypothèses ; les deux bornes sont exactes. · Each
    scenario starts from a figure of the register and states all its assumptions; both bounds are exact.

    Parameters
    ----------
    scenario
        Identifiant d’un scénario ; tous par défaut. · Id of one scenario; all of them by default.
    scenarios
        Fichier YAML de scénarios ; celui qui est livré par défaut. · YAML file of scenarios; the shipped one.
    """
    with handle_faults(lang):
        register = open_register()
        found = [
            compute_forecast(one, register) for one in load_scenarios(register, scenarios) if scenario in (None, one.id)
        ]
        if format == "json":
            print_json([describe_forecast(one, register) for one in found])
        elif format == "csv":
            print_records([row for one in found for row in _list_records(one)], format)
        else:
            print_table(_HEADINGS, [row for one in found for row in _list_rows(one)])


def describe_forecast(forecast: Forecast, register: Register) -> dict[str, Any]:
    """Return a forecast with all that it assumes, as JSON."""
    scenario = forecast.scenario
    return {
        "scenario": scenario.id,
        "label": str(scenario.label),
        "question": str(scenario.question),
        "base": {"figure": scenario.base, "year": forecast.base_year, "jobs": _describe(forecast.base)},
        "effects": [
            {
                "id": one.id,
                "label": str(one.label),
                "kind": one.kind.value,
                "figure": one.figure,
                "bounds": _describe(read_bounds(one, register)),
                "years": [one.first_year, one.last_year],
                "reason": str(one.reason),
            }
            for one in scenario.effects
        ],
        "beside": [{"figure": one.figure, "reason": str(one.reason)} for one in scenario.beside],
        "years": [
            {
                "year": one.year,
                "jobs": _describe(one.jobs),
                "changes": {key: _describe(change) for key, change in one.changes.items()},
                "hires": one.hires and _describe(one.hires),
            }
            for one in forecast.years
        ],
    }


def _describe(interval: Interval) -> list[Decimal]:
    return [one.normalize() for one in interval]


def _list_records(forecast: Forecast) -> list[dict[str, Any]]:
    return [
        {
            "scenario": forecast.scenario.id,
            "year": one.year,
            "jobs_low": one.jobs[0],
            "jobs_high": one.jobs[1],
            "hires_low": one.hires and one.hires[0],
            "hires_high": one.hires and one.hires[1],
        }
        for one in forecast.years
    ]


def _list_rows(forecast: Forecast) -> list[list[str]]:
    def write(value: Decimal) -> str:
        return format_number(round(value))

    return [
        [
            str(forecast.scenario.label),
            str(one.year),
            *map(write, one.jobs),
            *(map(write, one.hires) if one.hires else ("–", "–")),
        ]
        for one in forecast.years
    ]

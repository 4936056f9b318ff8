"""A scenario as a table: the same numbers on its page, in its files and for programs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from filiere.careers.forecasts import Forecast, Scenario, compute_forecast
from filiere.core import Text
from filiere.figures import Register
from filiere.publication import Column, Table
from filiere.site.careers.mission.assumptions import AssumptionsForm, list_scenarios
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.exported_tables import TableRequest, UnknownTable, register_export
from filiere.site.observatory.figure_register import register_of
from filiere.site.observatory.tables.figure_columns import LICENCE

TABLE = "employment-forecast"
TITLE = Text(fr="Emplois selon un scénario, année par année", en="Jobs under a scenario, year by year")
_ROUNDED = bilingual(
    "Calculé avec toutes les décimales, arrondi à l’unité à l’affichage.",
    "Computed with every decimal, rounded to the unit when shown.",
)


def find_scenario(register: Register, key: str) -> Scenario | None:
    """The scenario of a name; None when there is none, or when the register does not let it be computed."""
    return next((one for one in list_scenarios(register)[0] if one.id == key), None)


def round_interval(interval: tuple[Decimal, Decimal]) -> tuple[int, int]:
    """Both ends, to the unit."""
    return round(interval[0]), round(interval[1])


@register_export(TABLE, TITLE, listed=False, live=True)
def build_forecast_table(asked: TableRequest) -> Table:
    """The table of ``?scenario=``, with the bounds that the address changes; a bad bound names no table."""
    register = register_of(asked)
    scenario = find_scenario(register, asked.params.get("scenario", ""))
    if scenario is None:
        raise UnknownTable(TABLE)
    form = AssumptionsForm(scenario, register, asked.params)
    if not form.is_valid():
        raise UnknownTable(TABLE)
    return make_forecast_table(compute_forecast(scenario, register, changed=form.changed_bounds), form, register)


def make_forecast_table(forecast: Forecast, form: AssumptionsForm, register: Register) -> Table:
    """The base, then each year: jobs, hires where departures are assumed, what each assumption brings."""
    scenario, hires = forecast.scenario, any(one.hires is not None for one in forecast.years)
    moving = [one for one in scenario.effects if any(one.id in year.changes for year in forecast.years)]
    low, high = round_interval(forecast.base)
    rows: list[dict[str, Any]] = [{"year": forecast.base_year, "jobs_low": low, "jobs_high": high}]
    for year in forecast.years:
        low, high = round_interval(year.jobs)
        row: dict[str, Any] = {"year": year.year, "jobs_low": low, "jobs_high": high}
        if year.hires is not None:
            row["hires_low"], row["hires_high"] = round_interval(year.hires)
        for number, effect in enumerate(moving, 1):
            if effect.id in year.changes:
                row[f"change_{number}_low"], row[f"change_{number}_high"] = round_interval(year.changes[effect.id])
        rows.append(row)
    columns = [
        Column("year", bilingual("Année", "Year"), kind="year"),
        _column("jobs_low", bilingual("Emplois, au moins", "Jobs, at least")),
        _column("jobs_high", bilingual("Emplois, au plus", "Jobs, at most")),
    ]
    if hires:
        columns += [
            _column("hires_low", bilingual("Recrutements, au moins", "Hires, at least")),
            _column("hires_high", bilingual("Recrutements, au plus", "Hires, at most")),
        ]
    for number, effect in enumerate(moving, 1):
        for end, fr, en in (("low", "au moins", "at least"), ("high", "au plus", "at most")):
            label = Text(fr=f"{effect.label.fr}, {fr}", en=f"{effect.label.en}, {en}")
            columns.append(_column(f"change_{number}_{end}", label))
    base = register[scenario.base]
    notes = [scenario.question, *_write_assumptions(form), _ROUNDED]
    said = register.said_by(base)
    return Table(
        TABLE,
        scenario.label,
        tuple(columns),
        tuple(rows),
        source=Text(
            fr=f"Calcul du site à partir de : {register.title(base).fr}, {said.fr}",
            en=f"Computed by the site from: {register.title(base).en}, {said.en}",
        ),
        notes=tuple(notes),
        licence=LICENCE,
    )


def describe_forecast(forecast: Forecast, form: AssumptionsForm, register: Register) -> dict[str, Any]:
    """A scenario computed, for programs."""
    scenario, changed = forecast.scenario, form.changed_bounds
    return {
        "id": scenario.id,
        "label": str(scenario.label),
        "question": str(scenario.question),
        "base": {"figure": scenario.base, "year": forecast.base_year, "jobs": list(round_interval(forecast.base))},
        "assumptions": [
            {
                "id": one.id,
                "label": str(one.label),
                "kind": str(one.kind),
                "figure": one.figure,
                "bounds": [float(end) for end in changed.get(one.id, form.shipped[one.id])],
                "changed": one.id in changed,
                "first_year": one.first_year,
                "last_year": one.last_year,
                "reason": str(one.reason),
            }
            for one in scenario.effects
        ],
        "years": [
            {
                "year": one.year,
                "jobs": list(round_interval(one.jobs)),
                "hires": None if one.hires is None else list(round_interval(one.hires)),
                "changes": {key: list(round_interval(value)) for key, value in one.changes.items()},
            }
            for one in forecast.years
        ],
        "beside": [
            {
                "figure": one.figure,
                "amount": register.amount(register[one.figure]),
                "reason": str(one.reason),
            }
            for one in scenario.beside
        ],
    }


def _column(key: str, label: Text) -> Column:
    return Column(key, label, kind="integer")


def _write_assumptions(form: AssumptionsForm) -> list[Text]:
    """Each assumption with the bounds that were computed with: a file is read away from its page."""
    found = []
    for effect in form.scenario.effects:
        low, high = form.changed_bounds.get(effect.id, form.shipped[effect.id])
        if effect.id in form.changed_bounds:
            why = Text(fr="Bornes posées par qui a téléchargé ce tableau.", en="Bounds set by whoever downloaded this.")
        else:
            why = effect.reason
        per, unit = (100, " %") if effect.kind != "jobs_lost" else (1, "")
        ends = f"{(low * per).normalize():f}{unit} … {(high * per).normalize():f}{unit}"
        years = f"{effect.first_year}–{effect.last_year}"
        found.append(
            Text(
                fr=f"{effect.label.fr} ({years}) : {ends}. {why.fr}",
                en=f"{effect.label.en} ({years}): {ends}. {why.en}",
            )
        )
    return found

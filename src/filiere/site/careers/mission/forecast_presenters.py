"""What the pages of the scenarios are given: the base, its reservation, the assumptions, the years, what is beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString

from filiere.careers.forecasts import Forecast, Scenario, compute_forecast
from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.figures import Figure, Register
from filiere.site.careers.mission.assumptions import AssumptionsForm, list_assumptions
from filiere.site.careers.mission.forecast_drawing import YearBar, draw_years
from filiere.site.careers.mission.forecast_tables import make_forecast_table, round_interval
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import trusted_svg
from filiere.site.kit.tables import build_table_view


def present_figure(register: Register, figure: Figure) -> dict[str, Any]:
    """A figure as these pages state it: never without its source, its date, and how far it can be trusted."""
    definition = register.indicators[figure.indicator].definition
    return {
        "id": figure.id,
        "amount": register.amount(figure),
        "title": register.title(figure),
        "said_by": register.said_by(figure),
        "period": figure.period,
        "definition": definition,
        "note": figure.note,
        "confidence": register.name("confidence", figure.confidence),
        "trust": register.trust_reasons(figure),
        "stated": register.is_stated(figure),
        "year": figure.period.last_year,
    }


def present_scenario(scenario: Scenario, register: Register, form: AssumptionsForm) -> dict[str, Any]:
    """The page of a scenario; a form that does not hold leaves the scenario’s own bounds."""
    forecast = compute_forecast(scenario, register, changed=form.changed_bounds)
    table = make_forecast_table(forecast, form, register)
    return {
        "scenario": scenario,
        "base": present_figure(register, register[scenario.base]),
        "assumptions": list(list_assumptions(form)),
        "answer": write_answer(forecast),
        "changed": bool(form.changed_bounds),
        "jobs": _draw(forecast, "jobs"),
        "hires": _draw(forecast, "hires") if forecast.years[-1].hires is not None else "",
        "hires_total": _sum_hires(forecast),
        "table": build_table_view(table, query={"scenario": scenario.id} | form.query),
        "beside": [
            (present_figure(register, register[one.figure]), one.reason)
            for one in scenario.beside
            if one.figure in register
        ],
        "form": form,
    }


def present_scenario_line(scenario: Scenario, register: Register) -> dict[str, Any]:
    """A scenario in the list of them all: its question, and what its own assumptions answer."""
    forecast = compute_forecast(scenario, register)
    return {
        "scenario": scenario,
        "answer": write_answer(forecast),
        "base": register.title(register[scenario.base]),
        "assumed": sum(one.figure is None for one in scenario.effects),
        "effects": len(scenario.effects),
    }


def write_answer(forecast: Forecast) -> str:
    """From the jobs of the base to those of the last year, in a sentence."""
    last = forecast.years[-1]
    start, end = write_range(*round_interval(forecast.base)), write_range(*round_interval(last.jobs))
    return localize(
        f"De {start} emplois en {forecast.base_year} à {end} en {last.year}, si tout ce qui suit est vrai.",
        f"From {start} jobs in {forecast.base_year} to {end} in {last.year}, if all that follows is true.",
    )


def write_range(low: int, high: int) -> str:
    """Both ends in words, or one where they are equal."""
    if low == high:
        return format_number(low)
    return localize(
        f"{format_number(low)}–{format_number(high)}",
        f"{format_number(low)}–{format_number(high)}",
    )


def _sum_hires(forecast: Forecast) -> str:
    hires = [one.hires for one in forecast.years if one.hires is not None]
    if not hires:
        return ""
    return write_range(round(sum(one[0] for one in hires)), round(sum(one[1] for one in hires)))


def _draw(forecast: Forecast, what: str) -> SafeString:
    ends: Callable[[Any], Any] = lambda year: getattr(year, what)  # noqa: E731
    bars = [YearBar(str(forecast.base_year), *round_interval(forecast.base), False, "")] if what == "jobs" else []
    bars += [YearBar(str(one.year), *round_interval(ends(one)), True, "") for one in forecast.years if ends(one)]
    worded = [YearBar(one.label, one.low, one.high, one.assumed, write_range(one.low, one.high)) for one in bars]
    titles = {
        "jobs": localize("Emplois, année par année", "Jobs, year by year"),
        "hires": localize("Recrutements, année par année", "Hires, year by year"),
    }
    desc = " ; ".join(f"{one.label} : {one.words}" for one in worded)
    desc = desc if source_language() == "fr" else "; ".join(f"{one.label}: {one.words}" for one in worded)
    drawing = draw_years(f"f-{what}", worded, title=titles[what], desc=desc, lang=source_language())
    return trusted_svg(drawing.wide + drawing.narrow)

"""Scenarios of employment: a figure of the register, assumptions that are all stated, and what follows year by year."""

from filiere.careers.forecasts.model import Forecast, ForecastYear, compute_forecast
from filiere.careers.forecasts.reader import check_scenarios, load_scenarios
from filiere.careers.forecasts.records import Beside, Effect, EffectKind, Scenario

__all__ = [
    "Beside",
    "Effect",
    "EffectKind",
    "Forecast",
    "ForecastYear",
    "Scenario",
    "check_scenarios",
    "compute_forecast",
    "load_scenarios",
]

"""Jobs of each year under a scenario, with the lowest and the highest value that its assumptions allow.

From one year to the next::

    jobs(y) = jobs(y − 1) × (1 + sum of yearly rates) − jobs lost in y, never below 0
    hires(y) = jobs(y) − jobs(y − 1) + departures × jobs(y − 1), never below 0

Both are monotone in every assumption as long as a yearly rate stays above −1, so that the bounds are exact: they are
reached by the lowest and by the highest assumptions together. Hires fall when jobs grow where rates and departures sum
below 0: both ends of the jobs of the year before are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from filiere.careers.forecasts.records import Effect, EffectKind, Scenario
from filiere.figures import Register

Interval = tuple[Decimal, Decimal]
"""A lowest and a highest value."""
_NOTHING: Interval = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class ForecastYear:
    """A year: its jobs, what each effect on jobs brought (jobs), and hires; None where no departures are assumed."""

    year: int
    jobs: Interval
    changes: Mapping[str, Interval]
    hires: Interval | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """A scenario computed: the jobs of its base in ``base_year``, then the years that follow."""

    scenario: Scenario
    base_year: int
    base: Interval
    years: tuple[ForecastYear, ...]


def compute_forecast(
    scenario: Scenario, register: Register, *, changed: Mapping[str, Interval] | None = None
) -> Forecast:
    """Return the forecast of a scenario that :func:`~filiere.careers.forecasts.check_scenarios` finds right.

    ``changed`` gives other bounds to effects, by id: the assumptions of whoever asks.
    """
    figure = register[scenario.base]
    low, high = figure.bounds
    if low is None or high is None:
        raise ValueError(f"{scenario.base}: a base has two bounds")
    bounds = {one.id: (changed or {}).get(one.id) or read_bounds(one, register) for one in scenario.effects}
    base_year = figure.period.end.year
    years: list[ForecastYear] = []
    jobs: Interval = (low, high)
    for year in range(base_year + 1, max(one.last_year for one in scenario.effects) + 1):
        acting = [one for one in scenario.effects if one.first_year <= year <= one.last_year]
        years.append(_compute_year(year, jobs, acting, bounds))
        jobs = years[-1].jobs
    return Forecast(scenario, base_year, (low, high), tuple(years))


def read_bounds(effect: Effect, register: Register) -> Interval:
    """Return the bounds of an effect: those of its figure, else its own. Raises `ValueError` when one is open."""
    low, high = register[effect.figure].bounds if effect.figure else (effect.low, effect.high)
    if low is None or high is None:
        raise ValueError(f"{effect.id}: an effect has two bounds")
    return low, high


def _compute_year(year: int, before: Interval, acting: list[Effect], bounds: Mapping[str, Interval]) -> ForecastYear:
    rates, lost, leaving = (
        [one for one in acting if one.kind is kind]
        for kind in (EffectKind.YEARLY_RATE, EffectKind.JOBS_LOST, EffectKind.DEPARTURES)
    )
    losses = {one.id: _divide(bounds[one.id], one.last_year - one.first_year + 1) for one in lost}
    rate = _add(bounds[one.id] for one in rates)
    loss = _add(losses.values())
    departures = _add(bounds[one.id] for one in leaving)
    jobs = (
        max(Decimal(0), before[0] * (1 + rate[0]) - loss[1]),
        max(Decimal(0), before[1] * (1 + rate[1]) - loss[0]),
    )
    changes = {one.id: _multiply(before, bounds[one.id]) for one in rates}
    changes |= {key: (-high, -low) for key, (low, high) in losses.items()}
    hires = None
    if leaving:
        lowest = min(stock * (rate[0] + departures[0]) for stock in before) - loss[1]
        highest = max(stock * (rate[1] + departures[1]) for stock in before) - loss[0]
        hires = (max(Decimal(0), lowest), max(Decimal(0), highest))
    return ForecastYear(year, jobs, changes, hires)


def _add(intervals: Iterable[Interval]) -> Interval:
    low, high = _NOTHING
    for one in intervals:
        low, high = low + one[0], high + one[1]
    return low, high


def _divide(interval: Interval, by: int) -> Interval:
    return interval[0] / by, interval[1] / by


def _multiply(jobs: Interval, rate: Interval) -> Interval:
    products = [one * other for one in jobs for other in rate]
    return min(products), max(products)

"""Two waves of one survey: every estimate that both give, its change, and the test that knows of their overlap."""

from dataclasses import dataclass

import numpy as np

from filiere.core.faults import Fault, Faults
from filiere.survey.changes.faults import CATALOGUE
from filiere.survey.changes.normal_law import check_difference
from filiere.survey.changes.overlap import SharedUnits
from filiere.survey.changes.records import TestedDifference
from filiere.survey.estimates import Estimate, SampleFit, SampleTable, SurveySpec, TableReader, fit_sample
from filiere.survey.estimates.outcomes import FinalWeights, linearise_statistic, read_domains
from filiere.survey.estimates.sample_tables import Floats
from filiere.survey.estimates.specifications import OutcomeSpec

_Name = tuple[str, str, str | None, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class WaveRows:
    """The rows of a wave and what is asked of them; ``unit`` is the column of what a unit is called in every wave."""

    table: SampleTable
    spec: SurveySpec
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateChange:
    """An estimate in both waves and its change; ``covariance`` is that of the two, ``shared`` who answered twice."""

    first: Estimate
    second: Estimate
    change: TestedDifference
    covariance: float
    shared: int

    @property
    def correlation(self) -> float:
        """The correlation of the two estimates, 0 where one does not vary."""
        product = self.first.se * self.second.se
        return self.covariance / product if product else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _WaveFit:
    """A wave that was weighted: each estimate by its name, with what every row brings to its variance."""

    final: FinalWeights
    keys: dict[str, int]
    estimates: dict[_Name, Estimate]
    contributions: dict[_Name, Floats]


def compare_waves(first: WaveRows, second: WaveRows, confidence: float = 0.95) -> tuple[EstimateChange, ...]:
    """Return the change of every total, mean and ratio that both waves estimate, in the order of the second.

    Quantiles are left out, whose errors come from their own intervals. Raises :class:`Faults` for a wave that cannot be
    estimated, for a unit that a wave has twice, and for waves drawn by clusters.
    """
    before, after = _fit_wave(first), _fit_wave(second)
    shared = _match_units(before, after)
    found = []
    for name, later in after.estimates.items():
        if name not in before.estimates:
            continue
        earlier = before.estimates[name]
        covariance = shared.estimate_covariance(before.contributions[name], after.contributions[name])
        variance = earlier.se**2 + later.se**2 - 2 * covariance
        # Two unbiased estimates of parts may cross by chance: correlation is then one.
        error = float(np.sqrt(max(variance, (later.se - earlier.se) ** 2)))
        found.append(
            EstimateChange(
                first=earlier,
                second=later,
                change=check_difference(later.value - earlier.value, error, confidence),
                covariance=covariance,
                shared=shared.answered_count,
            )
        )
    return tuple(found)


def _match_units(before: _WaveFit, after: _WaveFit) -> SharedUnits:
    names = [name for name in before.keys if name in after.keys]
    rows = [np.fromiter((wave.keys[name] for name in names), np.int64, len(names)) for wave in (before, after)]
    return SharedUnits(before.final.design, after.final.design, rows[0], rows[1])


def _fit_wave(wave: WaveRows) -> _WaveFit:
    fit = fit_sample(wave.table, wave.spec)
    keys = _read_keys(fit.reader, wave.unit)
    if len(fit.design.unit_strata) < len(fit.design.units):
        fit.reader.add(CATALOGUE.build("change-clusters"), None)
    if fit.reader.faults:
        raise Faults(fit.reader.faults)
    estimates, contributions = _list_contributions(fit)
    return _WaveFit(fit.final, keys, estimates, contributions)


def _read_keys(reader: TableReader, column: str) -> dict[str, int]:
    """Return the row of each unit by its key."""
    if not reader.has(column):
        return {}
    codes = reader.read_complete_codes(column)
    rows: dict[str, int] = {}
    repeated: list[tuple[int, Fault]] = []
    for row, place in enumerate(codes.places.tolist()):
        if place < 0:
            continue
        if (name := codes.names[place]) in rows:
            repeated.append((row, CATALOGUE.build("change-repeated-unit", unit=name)))
        rows[name] = row
    for row, found in repeated:
        reader.add(found, row)
    return rows


def _list_contributions(
    fit: SampleFit,
) -> tuple[dict[_Name, Estimate], dict[_Name, Floats]]:
    """Return each estimate but quantiles by its name, and what each row brings to its variance."""
    reader, spec, final = fit.reader, fit.spec, fit.final
    estimates: dict[_Name, Estimate] = {}
    contributions: dict[_Name, Floats] = {}
    domains = {domain.name: domain for domain in read_domains(reader, spec)}
    for estimate in fit.result.estimates:
        if estimate.statistic == "quantile" or not estimate.n:
            continue
        outcome, domain = _find_outcome(spec, estimate), domains[estimate.domain]
        values = reader.read_numbers(outcome.column)
        divisor = None if outcome.denominator is None else reader.read_numbers(outcome.denominator)
        inside = domain.rows & final.design.responded & ~np.isnan(values)
        if estimate.statistic == "ratio" and divisor is not None:
            inside = inside & ~np.isnan(divisor)
        statistic = next(one for one in outcome.statistics if one == estimate.statistic)
        _, linearised = linearise_statistic(
            statistic, outcome, domain, np.where(inside, values, 0.0), divisor, inside, final
        )
        name = (estimate.outcome, estimate.statistic, estimate.domain, estimate.denominator)
        estimates[name] = estimate
        left = final.residuals.subtract_controls(linearised)
        contributions[name] = np.where(final.design.responded, final.ratios, 0.0) * final.design.weights * left
    return estimates, contributions


def _find_outcome(spec: SurveySpec, estimate: Estimate) -> OutcomeSpec:
    """Return what was asked for an estimate; a column may be asked for twice, over two denominators."""
    return next(
        one
        for one in spec.outcomes
        if one.column == estimate.outcome
        and estimate.statistic in one.statistics
        and (estimate.statistic != "ratio" or one.denominator == estimate.denominator)
    )

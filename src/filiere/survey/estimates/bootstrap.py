"""Standard errors by resampling: sampling units drawn again, who answered drawn again, weights calibrated again.

Sampling units are drawn with replacement within each stratum, one fewer than it has, and weights are rescaled so that
the variance has its finite population correction (Rao and Wu 1988, *JASA* 83; Rao, Wu and Yue 1992, *Survey
Methodology* 18): a stratum taken whole does not vary. Respondents are drawn again within their response groups. Of the
response variance, the first draw already brings the share of the stratum that was not drawn, since respondents carry
the weight of the others; the second brings the rest. Response factors and the calibration are computed anew each time.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from filiere.core.faults import Faults
from filiere.survey.estimates.calibration import fit_weights
from filiere.survey.estimates.controls import Controls
from filiere.survey.estimates.designs import ResponseGroups, SurveyDesign
from filiere.survey.estimates.estimator import fit_sample
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.outcomes import Domain, read_domains
from filiere.survey.estimates.results import NORMAL_95, Estimate, SurveyResult, keep_finite
from filiere.survey.estimates.sample_tables import Bools, Floats, Ints, SampleTable, TableReader
from filiere.survey.estimates.specifications import OutcomeSpec, ParsedSurveySpec, SurveySpec

REPLICATES = 500
MOST_REPLICATES = 20_000
_TOLERANCE = 1e-9
_MOST_FAILED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapEstimate:
    """An estimate of the whole sample with the standard error that replicates give it."""

    estimate: Estimate
    se: float

    @property
    def bounds(self) -> tuple[float, float]:
        """The normal 95 % interval."""
        return self.estimate.value - NORMAL_95 * self.se, self.estimate.value + NORMAL_95 * self.se


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapResult:
    """What resampling gives beside ``result``, the estimates of the whole sample.

    ``failed`` replicates could not be calibrated within the bounds, and are left out.
    """

    result: SurveyResult
    estimates: tuple[BootstrapEstimate, ...]
    replicates: int
    failed: int
    seed: int

    def as_json(self, *, calibrated: bool) -> dict[str, Any]:
        """Return the answer of the command: that of the whole sample, each estimate with ``se_bootstrap`` and its
        interval, and under ``bootstrap`` what was drawn."""
        told = self.result.as_json(calibrated=calibrated)
        for estimate, again in zip(told["estimates"], self.estimates, strict=True):
            low, high = map(keep_finite, again.bounds)
            estimate |= {"se_bootstrap": keep_finite(again.se), "low_bootstrap": low, "high_bootstrap": high}
        told["bootstrap"] = {"replicates": self.replicates, "failed": self.failed, "seed": self.seed}
        return told


def bootstrap_outcomes(
    table: SampleTable, spec: SurveySpec | ParsedSurveySpec, *, seed: int, replicates: int = REPLICATES
) -> BootstrapResult:
    """Return every estimate of a specification with its standard error by resampling.

    The same seed gives the same result. Raises :class:`Faults` as the estimate itself does, for a number of replicates
    outside 2 to :data:`MOST_REPLICATES`, and where more than a tenth of replicates cannot be calibrated.
    """
    if not 2 <= replicates <= MOST_REPLICATES:
        raise Faults([fault("survey-replicates", found=replicates, most=MOST_REPLICATES)])
    fit = fit_sample(table, spec)
    statistics = _read_statistics(fit.reader, fit.spec, fit.design)
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(replicates):
        weights = _weigh_replicate(fit.design, fit.controls, fit.spec, generator)
        if weights is not None:
            found.append([one.measure(weights) for one in statistics])
    failed = replicates - len(found)
    if failed > _MOST_FAILED * replicates:
        raise Faults([fault("survey-replicates-failed", failed=failed, replicates=replicates)])
    errors = np.std(np.array(found), axis=0, ddof=1)
    return BootstrapResult(
        result=fit.result,
        estimates=tuple(
            BootstrapEstimate(estimate=estimate, se=float(error) if estimate.n else float("nan"))
            for estimate, error in zip(fit.result.estimates, errors, strict=True)
        ),
        replicates=replicates,
        failed=failed,
        seed=seed,
    )


def draw_replicate(design: SurveyDesign, generator: np.random.Generator) -> Floats:
    """Return starting weights of one replicate: one value a row, 0 for those who did not answer."""
    drawn = draw_multipliers(design.unit_strata, np.sqrt(design.remainders)[design.unit_strata], generator)
    multipliers = drawn[design.units]
    response = design.response
    if response is None:
        return design.weights * multipliers
    answered = np.flatnonzero(design.responded)
    again = np.zeros(len(multipliers))
    again[answered] = multipliers[answered] * draw_multipliers(
        response.groups[answered], _scale_response(design, response, answered), generator
    )
    count = len(response.names)
    sizes = np.bincount(response.groups, multipliers, count)
    reached = np.bincount(response.groups, again, count)
    factors = np.divide(sizes, reached, out=np.zeros(count), where=reached > 0)
    return np.asarray(design.weights * again * factors[response.groups])


def draw_multipliers(cells: Ints, scales: Floats, generator: np.random.Generator) -> Floats:
    """Return by how much each unit counts in a replicate: 1 on average, with variance ``scales²`` about its cell.

    ``cells`` gives the cell of each unit, ``scales`` a number from 0 to 1. Of a cell of n units, n − 1 are drawn with
    replacement. A unit alone in its cell counts once.
    """
    sizes = np.bincount(cells)
    order = np.argsort(cells, kind="stable")
    starts = np.cumsum(sizes) - sizes
    trials = np.maximum(sizes - 1, 0)
    owners = np.repeat(np.arange(len(sizes)), trials)
    picks = order[starts[owners] + (generator.random(len(owners)) * sizes[owners]).astype(np.int64)]
    times = np.bincount(picks, minlength=len(cells)).astype(np.float64)
    expanded = times * (sizes / np.maximum(trials, 1))[cells]
    return np.where(sizes[cells] > 1, 1 + scales * (expanded - 1), 1.0)


def _scale_response(design: SurveyDesign, response: ResponseGroups, answered: Ints) -> Floats:
    fractions = 1 - design.remainders[design.unit_strata[design.units[answered]]]
    silent = 1 - (response.answered / response.drawn)[response.groups[answered]]
    return np.sqrt(fractions * silent)


def _weigh_replicate(
    design: SurveyDesign, controls: Controls | None, spec: SurveySpec, generator: np.random.Generator
) -> Floats | None:
    """Return the final weights of one replicate, None where its margins cannot be met."""
    start = draw_replicate(design, generator)
    if controls is None:
        return start
    # A replicate whose margins cannot be met within the bounds is told by its fit, not by a proof made beforehand.
    with np.errstate(over="ignore", invalid="ignore"):
        fit = fit_weights(
            start,
            controls.fitted_matrix,
            controls.totals[: controls.fitted],
            method=spec.method,
            bounds=spec.limits,
            tolerance=_TOLERANCE,
        )
    return start * fit.ratios if fit.converged else None


@dataclass(frozen=True, slots=True, eq=False)
class _Statistic:
    """A statistic as a function of weights: sums of ``values`` over sums of ``divisor``, or a quantile of values."""

    values: Floats
    divisor: Floats | None
    probability: float | None

    def measure(self, weights: Floats) -> float:
        if self.probability is not None:
            inside = np.flatnonzero(~np.isnan(self.values))
            order = inside[np.argsort(self.values[inside], kind="stable")]
            cumulated = np.cumsum(weights[order])
            if not len(order) or not cumulated[-1] > 0:
                return float("nan")
            place = int(np.searchsorted(cumulated, self.probability * cumulated[-1]))
            return float(self.values[order[min(place, len(order) - 1)]])
        total = float(weights @ self.values)
        if self.divisor is None:
            return total
        size = float(weights @ self.divisor)
        return total / size if size else float("nan")


def _read_statistics(reader: TableReader, spec: SurveySpec, design: SurveyDesign) -> list[_Statistic]:
    """Return the statistics of a specification in the order of its estimates."""
    domains = read_domains(reader, spec)
    return [
        statistic
        for outcome in spec.outcomes
        for domain in domains
        for statistic in _build_statistics(reader, outcome, domain, design.responded)
    ]


def _build_statistics(reader: TableReader, outcome: OutcomeSpec, domain: Domain, responded: Bools) -> list[_Statistic]:
    values = reader.read_numbers(outcome.column)
    inside = domain.rows & responded & ~np.isnan(values)
    found = []
    for name in outcome.statistics:
        if name == "quantile":
            found += [_Statistic(np.where(inside, values, np.nan), None, one) for one in outcome.probabilities]
        elif name == "ratio" and outcome.denominator is not None:
            divisor = reader.read_numbers(outcome.denominator)
            known = inside & ~np.isnan(divisor)
            found.append(_Statistic(np.where(known, values, 0.0), np.where(known, divisor, 0.0), None))
        else:
            size = inside.astype(np.float64) if name == "mean" else None
            found.append(_Statistic(np.where(inside, values, 0.0), size, None))
    return found

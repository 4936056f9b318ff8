"""Totals, means, ratios and quantiles, in all and by domain, each with its standard error.

A unit whose value is not known is outside the domain and stays in the design, as in R’s ``survey``. A quantile is the
least value at which the estimated distribution reaches the probability; its interval inverts that of the distribution
there (Woodruff, “Confidence Intervals for Medians and Other Position Measures”, JASA 47, 1952), and its standard error
is the width of the interval over twice the normal percentile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from filiere.survey.estimates.concentration import measure_concentration, share_variance
from filiere.survey.estimates.designs import SurveyDesign
from filiere.survey.estimates.faults import fault
from filiere.survey.estimates.results import NORMAL_95, Concentration, Estimate, Influence
from filiere.survey.estimates.sample_tables import Bools, Floats, TableReader
from filiere.survey.estimates.specifications import OutcomeSpec, PublicationSpec, Statistic, SurveySpec
from filiere.survey.estimates.variances import Residuals, VarianceParts, compute_variance

MOST_INFLUENCES = 10
"""Influential units told for each outcome."""
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """A part of the population: its name (``column=category``, None for all of it) and its rows."""

    name: str | None
    rows: Bools


@dataclass(frozen=True, slots=True, eq=False)
class FinalWeights:
    """Final weights, with what their variances need: the design, the ratios of calibration, the residuals."""

    design: SurveyDesign
    weights: Floats
    ratios: Floats
    residuals: Residuals

    def measure_variance(self, linearised: Floats) -> VarianceParts:
        """Return the variance of the weighted sum of a linearised variable: one value a row, 0 outside its domain."""
        return compute_variance(self.design, self.list_contributions(linearised))

    def list_contributions(self, linearised: Floats) -> Floats:
        """Return what each row brings to the weighted sum of a linearised variable, controls taken away."""
        left = self.residuals.subtract_controls(linearised)
        return np.where(self.design.responded, self.ratios, 0.0) * self.design.weights * left

    def measure_spread(self, linearised: Floats, inside: Bools) -> tuple[VarianceParts, Concentration]:
        """Return the variance of such a sum, and how the units ``inside`` share it."""
        contributions = self.list_contributions(linearised)
        parts = compute_variance(self.design, contributions)
        _, rows = np.unique(self.design.units, return_index=True)
        answered = len(np.unique(self.design.units[inside]))
        return parts, measure_concentration(share_variance(self.design, contributions, parts), rows, answered)


class _Refused(Exception):
    """An estimate that has no value; its argument is the fault."""


def read_domains(reader: TableReader, spec: SurveySpec) -> list[Domain]:
    """Return the whole population, then each category of each column of domains."""
    found = [Domain(None, np.ones(reader.table.rows, dtype=bool))]
    for column in spec.domains:
        if reader.has(column):
            codes = reader.read_codes(column)
            found += [Domain(f"{column}={name}", codes.places == place) for place, name in enumerate(codes.names)]
    return found


def estimate_all(reader: TableReader, spec: SurveySpec, final: FinalWeights) -> list[Estimate]:
    """Estimate every outcome in every domain; what cannot be is among the reader's faults."""
    domains = read_domains(reader, spec)
    found: list[Estimate] = []
    for outcome in spec.outcomes:
        if not reader.has(outcome.column) or not (outcome.denominator is None or reader.has(outcome.denominator)):
            continue
        values = reader.read_numbers(outcome.column)
        divisor = None if outcome.denominator is None else reader.read_numbers(outcome.denominator)
        for domain in domains:
            try:
                found += _iter_estimates(outcome, domain, values, divisor, final)
            except _Refused as refused:
                reader.add(refused.args[0], None)
    return [replace(one, withheld=find_reasons_to_withhold(one, spec.publication)) for one in found]


def find_reasons_to_withhold(estimate: Estimate, publication: PublicationSpec) -> tuple[str, ...]:
    """Return why an estimate may not be published: ``minimum``, ``cv``; nothing when it may."""
    few = estimate.n < publication.minimum
    cv = estimate.cv
    # A value of zero has no coefficient of variation; with an error, it is as imprecise as can be.
    imprecise = not cv < float(publication.cv) if cv is not None else estimate.se > 0
    return tuple(name for name, holds in (("minimum", few), ("cv", imprecise)) if holds)


def _iter_estimates(
    outcome: OutcomeSpec, domain: Domain, values: Floats, divisor: Floats | None, final: FinalWeights
) -> Iterator[Estimate]:
    for statistic in outcome.statistics:
        inside = domain.rows & final.design.responded & ~np.isnan(values)
        if statistic == "ratio" and divisor is not None:
            inside = inside & ~np.isnan(divisor)
        if not inside.any() and domain.name is None:
            raise _Refused(fault("survey-outcome-empty", outcome=outcome.column))
        if statistic == "quantile":
            for probability in outcome.probabilities:
                yield _estimate_quantile(outcome, domain, values, inside, final, probability)
            continue
        if not inside.any():
            yield _leave_unknown(statistic, outcome, domain, final)
            continue
        value, linearised = linearise_statistic(
            statistic, outcome, domain, np.where(inside, values, 0.0), divisor, inside, final
        )
        parts, concentration = final.measure_spread(linearised, inside)
        yield Estimate(
            outcome.column, statistic, domain.name, value, parts.se, int(inside.sum()), parts.se_response,
            outcome.denominator if statistic == "ratio" else None, concentration=concentration,
        )  # fmt: skip


def _leave_unknown(statistic: Statistic, outcome: OutcomeSpec, domain: Domain, final: FinalWeights) -> Estimate:
    """Return what is known of a domain without a value: nothing, not even that its total is zero."""
    told = None if final.design.response is None else np.nan
    divisor = outcome.denominator if statistic == "ratio" else None
    return Estimate(outcome.column, statistic, domain.name, np.nan, np.nan, 0, told, divisor)


def linearise_statistic(
    statistic: Statistic, outcome: OutcomeSpec, domain: Domain, values: Floats, divisor: Floats | None, inside: Bools,
    final: FinalWeights,
) -> tuple[float, Floats]:  # fmt: skip
    """Return a statistic and its linearised variable, whose weighted sum varies as the statistic does."""
    total = float(final.weights @ values)
    if statistic == "total":
        return total, values
    below = inside.astype(np.float64) if statistic == "mean" or divisor is None else np.where(inside, divisor, 0.0)
    size = float(final.weights @ below)
    if not size and domain.name is None:
        raise _Refused(fault("survey-denominator-zero", outcome=outcome.column))
    if not size:
        return np.nan, np.zeros(len(values))
    value = total / size
    return value, (values - value * below) / size


def _estimate_quantile(
    outcome: OutcomeSpec, domain: Domain, values: Floats, inside: Bools, final: FinalWeights, probability: float
) -> Estimate:
    order = np.flatnonzero(inside)[np.argsort(values[inside], kind="stable")]
    sorted_values = values[order]
    cumulated = np.cumsum(final.weights[order])
    size = float(cumulated[-1]) if len(order) else 0.0
    if not size > 0:
        told = None if final.design.response is None else np.nan
        return Estimate(outcome.column, "quantile", domain.name, np.nan, np.nan, len(order), told, None, probability)

    def invert(share: float) -> float:
        place = int(np.searchsorted(cumulated / size, share - _ROUNDING))
        return float(sorted_values[min(place, len(order) - 1)])

    value = invert(probability)
    below = np.where(inside, values <= value, 0.0)
    reached = float(final.weights @ below) / size
    parts = final.measure_variance(np.where(inside, below - reached, 0.0) / size)
    low, high = (invert(reached + side * NORMAL_95 * parts.se) for side in (-1, 1))
    se = (high - low) / (2 * NORMAL_95)
    share = None if parts.response is None else float(np.sqrt(parts.response / parts.total)) if parts.total else 0.0
    return Estimate(
        outcome.column, "quantile", domain.name, value, se, int(inside.sum()),
        None if share is None else se * share, None, probability, (low, high),
    )  # fmt: skip


def list_influences(reader: TableReader, spec: SurveySpec, final: FinalWeights) -> list[Influence]:
    """Return for each outcome whose total is asked for the units that weigh most on it, the first the heaviest."""
    found: list[Influence] = []
    for outcome in spec.outcomes:
        if "total" not in outcome.statistics or outcome.column not in reader.table.header:
            continue
        values = reader.read_numbers(outcome.column)
        inside = final.design.responded & ~np.isnan(values)
        changes = final.weights * final.residuals.subtract_controls(np.where(inside, values, 0.0))
        squares = np.where(inside, changes, 0.0) ** 2
        whole = float(squares.sum())
        for row in np.argsort(-squares, kind="stable")[:MOST_INFLUENCES].tolist():
            if squares[row]:
                weight, value = float(final.weights[row]), float(values[row])
                share = float(squares[row]) / whole
                found.append(Influence(outcome.column, row, weight, value, float(changes[row]), share))
    return found

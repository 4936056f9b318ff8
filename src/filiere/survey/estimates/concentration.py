"""How few units carry the variance of an estimate: where they are few, its normal interval covers less than it says.

The variance of :func:`~filiere.survey.estimates.variances.compute_variance` is a sum over sampling units. That of the
draw is ``Σ (1 − f) n/(n − 1) (z − z̄)²`` over the strata, that of the response ``Σ n²(1 − m/n) (z − z̄)²/(m(m − 1))``
over the response groups (Särndal, Swensson and Wretman, “Model Assisted Survey Sampling”, 1992, sections 3.7 and 15.6).
Each term over the sum is the share of a unit. With a response phase the terms of the draw are those of respondents over
their response rate, scaled to the variance estimated.

The effective number of units is ``(Σ v)²/Σ v²``: units of equal shares that would leave the sum of squares as uncertain
(the degrees of freedom of Satterthwaite, “An Approximate Distribution of Estimates of Variance Components”, Biometrics
Bulletin 2, 1946, for components of one degree each).
"""

import numpy as np

from filiere.survey.estimates.designs import SurveyDesign
from filiere.survey.estimates.results import MOST_OF_VARIANCE, Concentration
from filiere.survey.estimates.sample_tables import Floats, Ints
from filiere.survey.estimates.variances import VarianceParts

MOST_CARRIERS = 10
"""Units told of an estimate, the heaviest first."""


def share_variance(design: SurveyDesign, contributions: Floats, parts: VarianceParts) -> Floats:
    """Return the share of each sampling unit in the variance of ``Σ contributions``, one value a unit; they sum to 1,
    or are all 0 where there is no variance.

    ``contributions`` are those of :func:`~filiere.survey.estimates.variances.compute_variance`, ``parts`` its answer.
    """
    factors = design.remainders * design.unit_counts / np.maximum(design.unit_counts - 1, 1)
    rates = np.ones(len(contributions)) if design.response is None else design.response.factors[design.response.groups]
    sums = np.bincount(design.units, contributions, len(design.unit_strata))
    known = np.bincount(design.units, np.where(design.responded, rates, 0.0), len(design.unit_strata))
    known /= np.maximum(np.bincount(design.units, design.responded, len(design.unit_strata)), 1)
    means = np.bincount(design.unit_strata, known * sums, len(factors)) / design.unit_counts
    drawn = factors[design.unit_strata] * known * (sums - means[design.unit_strata]) ** 2
    response = parts.response or 0.0
    found = _scale(drawn, parts.total - response) + _scale(_share_response(design, contributions), response)
    return _scale(found, 1.0)


def measure_concentration(shares: Floats, rows: Ints | None = None, units: int | None = None) -> Concentration:
    """Return the concentration of a variance from the share of each unit; ``rows`` gives the row of each unit (without
    it, its place), ``units`` how many answered (without it, those that have a share)."""
    order = np.argsort(-shares, kind="stable")
    total, squares = float(shares.sum()), float(shares @ shares)
    there = int((shares > 0).sum())
    half = int(np.searchsorted(np.cumsum(shares[order]), MOST_OF_VARIANCE * total)) + 1 if total else 0
    heaviest = [place for place in order[:MOST_CARRIERS].tolist() if shares[place] > 0]
    return Concentration(
        tuple((place if rows is None else int(rows[place]), float(shares[place]) / total) for place in heaviest),
        half,
        total**2 / squares if squares else 0.0,
        there if units is None else units,
    )


def _share_response(design: SurveyDesign, values: Floats) -> Floats:
    """The terms of the variance of the response, those of a sampling unit together."""
    response, count = design.response, len(design.unit_strata)
    if response is None:
        return np.zeros(count)
    groups, answers = response.groups[design.responded], values[design.responded]
    means = np.bincount(groups, answers, len(response.names)) / response.answered
    weights = response.drawn**2 * (1.0 - response.answered / response.drawn) / response.answered
    terms = (weights / np.maximum(response.answered - 1, 1))[groups] * (answers - means[groups]) ** 2
    return np.bincount(design.units[design.responded], terms, count)


def _scale(terms: Floats, total: float) -> Floats:
    whole = float(terms.sum())
    return terms * (total / whole) if whole > 0 else terms

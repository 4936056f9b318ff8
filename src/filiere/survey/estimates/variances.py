"""Variances of linearised statistics under a one-stage design, calibration and the response phase included.

Calibration: what varies is the residual of the statistic on the controls, by a regression weighted by the *starting*
weights, times the final weight; Deville and Särndal, “Calibration Estimators in Survey Sampling”, JASA 87 (1992),
section 3, as R’s ``survey`` has it.

Response phase: within a group of ``n`` units drawn, the ``m`` that answered are held to be a simple random sample;
Särndal, Swensson and Wretman, “Model Assisted Survey Sampling” (1992), sections 9.3 and 15.6. The probability that two
units both answer is ``m/n`` for one and the same, ``m(m−1)/(n(n−1))`` within a group, and the product of the rates
across groups. The variance of the draw is its usual quadratic form, each product divided by that probability; that of
the response is ``Σ n²(1 − m/n)s²/m`` over the groups.
"""

from dataclasses import dataclass

import numpy as np

from filiere.survey.estimates.controls import Controls
from filiere.survey.estimates.designs import ResponseGroups, SurveyDesign
from filiere.survey.estimates.normal_equations import list_blocks, solve_normal_equations
from filiere.survey.estimates.sample_tables import Floats, Ints


@dataclass(frozen=True, slots=True)
class VarianceParts:
    """The variance of an estimate, and what of it comes from non-response (None without a response phase)."""

    total: float
    response: float | None = None

    @property
    def se(self) -> float:
        """The standard error."""
        return float(np.sqrt(self.total))

    @property
    def se_response(self) -> float | None:
        """The standard error of the response phase alone."""
        return None if self.response is None else float(np.sqrt(self.response))


class Residuals:
    """What the controls leave of a variable, by a regression weighted by the starting weights."""

    def __init__(self, controls: Controls | None, weights: Floats) -> None:
        self._controls = controls
        self._weights = weights

    def subtract_controls(self, values: Floats) -> Floats:
        """Return the residuals of a variable: one value a row, 0 outside its domain."""
        if self._controls is None:
            return values
        matrix, left = self._controls.fitted_matrix, values
        # The second turn takes away what rounding left of the first.
        for _ in range(2):
            moments = np.zeros(matrix.shape[1])
            for rows in list_blocks(len(values)):
                moments += (self._weights[rows] * left[rows]) @ matrix[rows]
            left = left - matrix @ solve_normal_equations(self._controls.triangle, moments)
        return left


def compute_variance(design: SurveyDesign, contributions: Floats) -> VarianceParts:
    """Return the variance of ``Σ contributions``, those of respondents over their response rate.

    ``contributions`` has one value a row: ratio of calibration × weight of the draw × residual; 0 for those who
    did not answer.
    """
    strata = len(design.unit_counts)
    counts = np.maximum(design.unit_counts, 2)
    factors = design.remainders * counts / (counts - 1)
    if design.response is None:
        sums = np.bincount(design.units, contributions, len(design.unit_strata))
        means = np.bincount(design.unit_strata, sums, strata) / design.unit_counts
        squares = np.bincount(design.unit_strata, (sums - means[design.unit_strata]) ** 2, strata)
        return VarianceParts(float(factors @ squares))
    row_strata = design.unit_strata[design.units]
    of_units = _estimate_squares(design.response, design.units, len(design.unit_strata), contributions)
    of_strata = _estimate_squares(design.response, row_strata, strata, contributions)
    squares = np.bincount(design.unit_strata, of_units, strata) - of_strata / design.unit_counts
    # An unbiased estimate of a square can be below zero; a variance cannot.
    drawn = max(0.0, float(factors @ squares))
    response = _compute_response_variance(design, contributions)
    return VarianceParts(drawn + response, response)


def _estimate_squares(response: ResponseGroups, cells: Ints, count: int, values: Floats) -> Floats:
    """Return for each cell an unbiased estimate of the square of its sum over all units drawn, from respondents.

    Each product of two values is divided by the probability that both answered.
    """
    single = response.factors
    drawn, answered = response.drawn.astype(np.float64), response.answered.astype(np.float64)
    pair = np.ones(len(drawn))
    several = answered > 1
    pair[several] = (drawn * (drawn - 1))[several] / (answered * (answered - 1))[several]
    groups = response.groups
    found = np.bincount(cells, single[groups] * values, count) ** 2
    keys, places = np.unique(cells * len(drawn) + groups, return_inverse=True)
    key_cells, key_groups = np.divmod(keys, len(drawn))
    sums = np.bincount(places.ravel(), values, len(keys))
    found += np.bincount(key_cells, (pair - single**2)[key_groups] * sums**2, count)
    found += np.bincount(cells, (single - pair)[groups] * values**2, count)
    return found


def _compute_response_variance(design: SurveyDesign, values: Floats) -> float:
    response = design.response
    assert response is not None  # noqa: S101  Whoever asks has looked.
    groups, count = response.groups[design.responded], len(response.names)
    answers = values[design.responded]
    means = np.bincount(groups, answers, count) / response.answered
    squares = np.bincount(groups, (answers - means[groups]) ** 2, count) / np.maximum(response.answered - 1, 1)
    rates = response.answered / response.drawn
    return float((response.drawn**2 * (1.0 - rates) / response.answered) @ squares)

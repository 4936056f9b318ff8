"""The covariance of two estimates whose samples share units.

Within a stratum the two samples are held to be simple random ones of sizes n₁ and n₂ that share n₁₂ units of N: the
covariance of two expanded totals is then (n₁₂ − n₁n₂/N) times the covariance of what shared units bring (Tam 1984,
*The American Statistician* 38; Qualité and Tillé 2008, *Survey Methodology* 34). It is zero in a stratum taken whole in
both waves. The response phase adds its own: units that answered once answer again more often than by chance, by as much
as the shared answers say. What is taken are the residuals of the calibration, so that the covariance has its gain.
"""

from dataclasses import dataclass

import numpy as np

from filiere.survey.estimates.designs import SurveyDesign
from filiere.survey.estimates.sample_tables import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class SharedUnits:
    """The rows of two waves that are of the same units: the first is ``first_rows[i]`` and ``second_rows[i]``.

    ``first`` and ``second`` are the designs of the waves. A stratum is the same in both when its name is.
    """

    first: SurveyDesign
    second: SurveyDesign
    first_rows: Ints
    second_rows: Ints

    @property
    def answered_count(self) -> int:
        """How many units answered both times."""
        return int(np.count_nonzero(self._answered_both))

    @property
    def _answered_both(self) -> np.ndarray:
        return self.first.responded[self.first_rows] & self.second.responded[self.second_rows]

    def estimate_covariance(self, first: Floats, second: Floats) -> float:
        """Return the covariance of two sums of contributions, one value a row of each wave.

        A contribution is ratio of calibration × weight of the draw × residual, before the response factor, and 0 for
        those who did not answer; see :func:`filiere.survey.estimates.compute_variance`.
        """
        values = np.column_stack([first[self.first_rows], second[self.second_rows]])
        cells, drawn, answered, single = self._count_cells()
        # What shared units bring, each respondent standing for those of its cell who did not answer both times.
        expansion = np.where(self._answered_both, (drawn / np.maximum(answered, 1))[cells], 0.0)
        return self._add_draws(values, expansion) + self._add_responses(values, cells, drawn, answered, single)

    def _add_draws(self, values: Floats, expansion: Floats) -> float:
        strata, shared = self._pair_strata()
        drawn = np.bincount(strata, minlength=len(shared)).astype(np.float64)
        whole = drawn - shared
        moments = _measure_covariances(values, expansion, self._answered_both, strata, len(shared))
        return float(whole @ moments)

    def _add_responses(self, values: Floats, cells: Ints, drawn: Floats, answered: Floats, single: Floats) -> float:
        if self.first.response is None and self.second.response is None:
            return 0.0
        moments = _measure_covariances(
            values, self._answered_both.astype(np.float64), self._answered_both, cells, len(drawn)
        )
        rates = answered / np.maximum(drawn, 1)
        excess = np.where(answered > 0, drawn * (rates / single - 1), 0.0)
        return float(excess @ moments)

    def _pair_strata(self) -> tuple[Ints, Floats]:
        """Return for each shared unit the place of its pair of strata, and n₁n₂/N for each pair (0 if they differ)."""
        first, second = (
            design.unit_strata[design.units[rows]]
            for design, rows in ((self.first, self.first_rows), (self.second, self.second_rows))
        )
        pairs, places = np.unique(np.column_stack([first, second]), axis=0, return_inverse=True)
        both = np.zeros(len(pairs))
        for place, (before, after) in enumerate(pairs.tolist()):
            if self.first.strata[before] == self.second.strata[after]:
                # Of the two population sizes the larger: a unit that left or came was in one population only.
                both[place] = min(
                    (1 - self.first.remainders[before]) * self.second.unit_counts[after],
                    (1 - self.second.remainders[after]) * self.first.unit_counts[before],
                )
        return places.ravel().astype(np.int64), both

    def _count_cells(self) -> tuple[Ints, Floats, Floats, Floats]:
        """Return for each shared unit the place of its pair of response groups; for each pair the units drawn both
        times, those that answered both times, and the product of the two response rates."""
        groups = []
        rates = []
        for design, rows in ((self.first, self.first_rows), (self.second, self.second_rows)):
            response = design.response
            groups.append(np.zeros(len(rows), dtype=np.int64) if response is None else response.groups[rows])
            rates.append(np.ones(1) if response is None else response.answered / response.drawn)
        pairs, places = np.unique(np.column_stack(groups), axis=0, return_inverse=True)
        cells = places.ravel().astype(np.int64)
        drawn = np.bincount(cells, minlength=len(pairs)).astype(np.float64)
        answered = np.bincount(cells, self._answered_both, len(pairs)).astype(np.float64)
        return cells, drawn, answered, rates[0][pairs[:, 0]] * rates[1][pairs[:, 1]]


def _measure_covariances(values: Floats, weights: Floats, known: np.ndarray, cells: Ints, count: int) -> Floats:
    """Return the covariance of the two columns within each cell, by weighted means; 0 with fewer than two known."""
    sizes = np.bincount(cells, weights, count)
    answers = np.bincount(cells, known, count)
    safe = np.where(sizes > 0, sizes, 1.0)
    first, second = (np.bincount(cells, weights * values[:, side], count) / safe for side in (0, 1))
    products = (values[:, 0] - first[cells]) * (values[:, 1] - second[cells])
    moments = np.bincount(cells, weights * products, count) / safe
    return np.where(answers > 1, moments * answers / np.maximum(answers - 1, 1), 0.0)

"""How sure the figures of a benchmark are: whole days are drawn again, since the contacts of a day are not independent.

An outage or a strike moves every call of its day, and of every centre at once. Drawing contacts one by one would see
thousands of independent calls where there are a few dozen days, and give intervals many times too narrow. The days are
therefore the clusters, drawn with replacement, the same days for every organisation (A. C. Davison and D. V. Hinkley,
Bootstrap Methods and their Application, 1997; A. C. Cameron, J. B. Gelbach and D. L. Miller, Bootstrap-based
improvements for inference with clustered errors, 2008, who warn of fewer than some thirty clusters).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BOOTSTRAP_DRAWS = 1999
"""(draws + 1) times either tail of 2.5 % is whole, so that the ends of an interval are draws and not between two."""
CONFIDENCE_LEVEL = 0.95
LEAST_DAYS = 20
"""Fewer days than this give no interval: a percentile interval of so few clusters is a guess."""
ENOUGH_DAYS = 30
"""Fewer than this, and the interval is shown with the remark that it is likely too narrow."""
RANDOM_GENERATOR = f"numpy {np.__version__} PCG64"

SumArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IntervalEnds:
    """The two ends of an interval."""

    low: float
    high: float


def resample_ratios(numerators: SumArray, denominators: SumArray, *, draws: int, seed: int) -> SumArray:
    """Return the ratio of sums of each organisation in each draw of days: an array (draws, organisations).

    ``numerators`` and ``denominators`` are arrays (days, organisations) of whole numbers below 2⁵³, so that their sums
    are exact. A draw in which an organisation has no contact gives nan there. The same seed gives the same draws with
    the same version of NumPy (:data:`RANDOM_GENERATOR`). Cost: one product of matrices of draws × days × organisations.
    """
    days = len(numerators)
    chosen = np.random.Generator(np.random.PCG64(seed)).multinomial(days, np.full(days, 1.0 / days), size=draws)
    counts = chosen.astype(np.float64)
    below = counts @ denominators
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(below > 0, (counts @ numerators) / below, np.nan)


def percentile_interval(drawn: SumArray, level: float = CONFIDENCE_LEVEL) -> IntervalEnds:
    """Return the middle ``level`` of draws, by their order: the (draws + 1) · tail-th from either end.

    Draws that are nan have no part.
    """
    known = np.sort(drawn[~np.isnan(drawn)])
    rank = max(1, round((len(known) + 1) * (1.0 - level) / 2.0))
    return IntervalEnds(float(known[rank - 1]), float(known[len(known) - rank]))

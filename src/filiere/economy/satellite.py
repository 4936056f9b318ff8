"""The account of in-house centres, which stand inside the industries that they serve and in no activity code.

Their jobs are known within bounds (a survey, or the methods of the weight range). What they cost, a job and a year,
turns jobs into output at cost; the share of staff in that cost gives compensation, and what is left is bought. All of
it is already in the output of the industries that house them: it is shown apart and never added to theirs.
"""

from dataclasses import dataclass

import numpy as np

from filiere.core.faults import Faults
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import CATALOGUE
from filiere.economy.multipliers import Multiplier


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known between two others."""

    low: float
    point: float
    high: float

    @classmethod
    def exactly(cls, value: float) -> "Interval":
        """Return the interval of a number that is known."""
        return cls(value, value, value)

    def times(self, other: "Interval") -> "Interval":
        """Return the product of two intervals of numbers that are not negative."""
        return Interval(self.low * other.low, self.point * other.point, self.high * other.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SatelliteAccount:
    """Jobs, output at cost, compensation and purchases of in-house centres, each within its bounds.

    ``drawn_output`` and ``drawn_compensation`` are 95 % of draws, triangular between the bounds and independent; None
    when none were made. Bounds suppose that everything is low, or high, at the same time.
    """

    jobs: Interval
    output: Interval
    compensation: Interval
    purchases: Interval
    drawn_output: tuple[float, float] | None
    drawn_compensation: tuple[float, float] | None


def build_satellite(
    *, jobs: Interval, cost_per_job: Interval, staff_share: Interval, draws: int = 0, seed: int | None = None
) -> SatelliteAccount:
    """Return the account of centres with so many jobs, each costing so much a year, of which staff is a share.

    Raises :class:`Faults` for bounds out of order, a share above 1, or draws without a seed.
    """
    faults = [
        CATALOGUE.build("economy-interval-order", name=name, low=one.low, point=one.point, high=one.high)
        for name, one, most in (
            ("jobs", jobs, np.inf),
            ("cost_per_job", cost_per_job, np.inf),
            ("staff_share", staff_share, 1.0),
        )
        if not 0 <= one.low <= one.point <= one.high <= most
    ]
    if draws and seed is None:
        faults.append(CATALOGUE.build("economy-draws-need-a-seed"))
    if faults:
        raise Faults(faults)
    output = jobs.times(cost_per_job)
    left = Interval(1 - staff_share.high, 1 - staff_share.point, 1 - staff_share.low)
    drawn = None
    if draws:
        source = np.random.Generator(np.random.PCG64(seed))
        people, cost, share = (_draw(source, one, draws) for one in (jobs, cost_per_job, staff_share))
        drawn = (_find_drawn_bounds(people * cost), _find_drawn_bounds(people * cost * share))
    return SatelliteAccount(
        jobs=jobs,
        output=output,
        compensation=output.times(staff_share),
        purchases=output.times(left),
        drawn_output=drawn[0] if drawn else None,
        drawn_compensation=drawn[1] if drawn else None,
    )


def compute_indirect(direct: Interval, multiplier: Multiplier) -> Interval:
    """Return what suppliers add to a direct amount: the multiplier less one, within both bounds; amounts of output."""
    rate = Interval(multiplier.low - 1, multiplier.point - 1, multiplier.high - 1)
    return direct.times(rate)


def _draw(source: np.random.Generator, one: Interval, draws: int) -> Floats:
    if one.low == one.high:
        return np.full(draws, one.low)
    return source.triangular(one.low, one.point, one.high, draws)


def _find_drawn_bounds(values: Floats) -> tuple[float, float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)

"""Quartiles of a few organisations that are nobody's figure, and the place of one organisation beside them.

The usual quartile of five members *is* a member's figure, told exactly to four competitors. Here each quartile is a
weighted mean of all figures, and is published rounded to a step that grows as members grow few. See
docs/explanation/benchmarks.md for what an attacker can still find, and how that was measured.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Literal

QuartileBand = Literal["below_q1", "q1_to_median", "median_to_q3", "above_q3"]
"""Where a figure lies beside the quartiles, in numbers: whether high is good, the measure says."""

QUARTILE_LEVELS = (0.25, 0.5, 0.75)

FEW_MEMBERS = 8
"""Fewer organisations than this are published on the wider step: from eight on, each quarter holds two."""
_STEP_SHARE_BY_SIZE = {True: 0.10, False: 0.05}


def harrell_davis(values: Sequence[float], level: float) -> float:
    """Return the ``level`` quantile (0 to 1) of ``values`` by the estimator of F. E. Harrell and C. E. Davis (1982).

    Σ wᵢ·x₍ᵢ₎ over the sorted values, with wᵢ = I(i/n) − I((i−1)/n) and I the regularised incomplete beta function of
    parameters (n+1)·level and (n+1)·(1−level). Every value weighs, those near the rank most; with few values it errs
    less than the quantiles made of one or two of them. Unweighted: each organisation counts once. Raises
    ``ValueError`` without values.
    """
    ordered = sorted(values)
    return math.fsum(
        weight * value for weight, value in zip(quantile_weights(len(ordered), level), ordered, strict=True)
    )


@cache
def quantile_weights(count: int, level: float) -> tuple[float, ...]:
    """Return what each of ``count`` sorted values weighs in a quantile; they add up to one."""
    if count < 1:
        raise ValueError("a quantile of no value")
    a, b = (count + 1) * level, (count + 1) * (1.0 - level)
    below = [incomplete_beta(a, b, rank / count) for rank in range(count + 1)]
    return tuple(high - low for low, high in pairwise(below))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), for a and b above 0 and x from 0 to 1.

    By its continued fraction (NIST Handbook, 8.17.22) on the side of the mean where it converges fast, in Lentz's way.
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - incomplete_beta(b, a, 1.0 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    ratio, product, under = 1.0, 1.0, 0.0
    for step in range(1, 1000):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        under = 1.0 / (1.0 + term * under)
        ratio = 1.0 + term / ratio
        product *= ratio * under
        if abs(ratio * under - 1.0) < 1e-16:
            break
    return front / (a * product)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quartiles:
    """Three quartiles as they are published: multiples of ``step``, in the unit of the indicator.

    ``exact`` gives them unrounded. It never leaves: only the band of a reader's own figure is read off it.
    """

    q1: float
    median: float
    q3: float
    step: float
    exact: tuple[float, float, float] = field(repr=False)

    def band(self, value: float) -> QuartileBand:
        """Return where ``value`` lies beside the unrounded quartiles: rounding must not give a wrong place."""
        q1, median, q3 = self.exact
        if value < q1:
            return "below_q1"
        if value > q3:
            return "above_q3"
        return "q1_to_median" if value < median else "median_to_q3"


def compute_quartiles(values: Sequence[float], *, rate: bool) -> Quartiles:
    """Return the published quartiles of one figure an organisation; ``rate`` tells a share in percent."""
    q1, median, q3 = (harrell_davis(values, level) for level in QUARTILE_LEVELS)
    step = rounding_step(median, len(values), rate=rate)
    return Quartiles(
        q1=round_to_step(q1, step),
        median=round_to_step(median, step),
        q3=round_to_step(q3, step),
        step=step,
        exact=(q1, median, q3),
    )


def rounding_step(median: float, count: int, *, rate: bool) -> float:
    """Return the step that the quartiles of ``count`` organisations are rounded to.

    Of 1, 2 and 5 times the powers of ten, the one nearest, as ratios go, to a tenth of the median; to a twentieth from
    :data:`FEW_MEMBERS` organisations on. Of a rate near 100 % it is the complement that counts: 97 % answered is 3 %
    not answered.
    """
    size = min(abs(median), abs(100.0 - median)) if rate else abs(median)
    wanted = size * _STEP_SHARE_BY_SIZE[count < FEW_MEMBERS]
    if wanted <= 0.0:
        # All at 0 or at 100: any rounding tells as much, and nothing of anybody in particular.
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    return min((1.0, 2.0, 5.0, 10.0), key=lambda times: abs(math.log(times * power / wanted))) * power


def round_to_step(value: float, step: float) -> float:
    """Return the multiple of ``step`` nearest to ``value``, written without the dust of binary fractions."""
    return _round_to_precision(round(value / step) * step, step)


def round_outward(low: float, high: float, step: float) -> tuple[float, float]:
    """Return the interval widened to multiples of ``step``, so that rounding never makes it look surer."""
    return _round_to_precision(math.floor(low / step) * step, step), _round_to_precision(
        math.ceil(high / step) * step, step
    )


def _round_to_precision(value: float, step: float) -> float:
    return round(value, max(0, 1 - math.floor(math.log10(step))))

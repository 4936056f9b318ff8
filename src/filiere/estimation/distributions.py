"""How uncertain one input is, as a small distribution with stated bounds.

Every distribution here is bounded, even the lognormal, so that an estimate has a finite envelope: no draw, and so
no result, can leave what the assumptions state. Bounds are exact fractions, because 36,352 ÷ 0.20 must give
181,760 and not 181,759.99; only the draws are floating-point.
"""

import math
import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

DistributionKind = Literal["fixed", "uniform", "triangular", "lognormal"]

# The standard normal quantile at 95 %, which ties the bounds of a lognormal to its width.
NORMAL_95 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class BoundedDistribution:
    """A bounded distribution of one positive input.

    ``central`` is the value a reader would put in by hand: the value itself when fixed, the middle when uniform, the
    mode when triangular, the median when lognormal.
    """

    kind: DistributionKind
    low: Fraction
    central: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.central <= self.high:
            raise ValueError("a spread needs 0 < low <= central <= high")

    @classmethod
    def from_value(cls, value: Fraction) -> "BoundedDistribution":
        """Return a value taken as certain."""
        return cls("fixed", value, value, value)

    @classmethod
    def uniform(cls, low: Fraction, high: Fraction) -> "BoundedDistribution":
        """Return an interval with no reason to prefer one of its values."""
        return cls("uniform", low, (low + high) / 2, high)

    @property
    def is_certain(self) -> bool:
        """Whether the input has a single value."""
        return self.low == self.high

    def draw(self, generator: random.Random) -> float:
        """Return one value drawn, always within the bounds.

        The lognormal takes its bounds as 5 % and 95 % quantiles, that is
        sigma = ln(high ÷ low) ÷ (2 × 1.645), then is cut at them: a draw outside is drawn again.
        """
        low, central, high = float(self.low), float(self.central), float(self.high)
        if self.is_certain:
            return central
        if self.kind == "uniform":
            return generator.uniform(low, high)
        if self.kind == "triangular":
            return generator.triangular(low, high, central)
        sigma = math.log(high / low) / (2 * NORMAL_95)
        while True:
            value = generator.lognormvariate(math.log(central), sigma)
            if low <= value <= high:
                return value

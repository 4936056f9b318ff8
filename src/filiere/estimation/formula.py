"""The arithmetic shared by all methods: a sum of products of positive inputs, each multiplied or divided.

Because every input is positive and enters only once, a result rises or falls in one direction with each of them.
The envelope is then exact (each input at its favourable bound), the one-at-a-time sensitivity is exact too, and the
Monte Carlo interval can be proved to lie inside the envelope.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from filiere.core import Text
from filiere.estimation.distributions import BoundedDistribution

Power = Literal[1, -1]
INTERVAL_LEVEL = 0.9
DRAWS = 10_000


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a formula: what it is, its spread, and where it comes from.

    ``figures`` are register ids, and ``bounds`` those among them that set its bounds. ``assumption`` is the id of the
    stated assumption, or None when the input is a register figure itself. ``disputed`` is a value that another source
    opposes: it enters the sensitivity and neither the interval nor the envelope.
    """

    name: str
    label: Text
    spread: BoundedDistribution
    power: Power = 1
    unit: str = "number"
    figures: tuple[str, ...] = ()
    bounds: tuple[str, ...] = ()
    assumption: str | None = None
    disputed: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Swing:
    """How far the result moves when one input goes from ``at_low`` to ``at_high``, the others at their centre.

    ``low`` and ``high`` are the results at those two inputs, in that order of the input, not of the result.
    """

    name: str
    label: Text
    assumption: str | None
    at_low: Fraction
    at_high: Fraction
    low: Fraction
    high: Fraction
    kind: Literal["assumption", "figure", "dispute", "base"]
    unit: str = "number"

    @property
    def swing(self) -> Fraction:
        """The distance between the two results, in the result's unit."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Interval:
    """The central part of the Monte Carlo draws: ``low`` and ``high`` are quantiles 5 % and 95 %."""

    low: float
    median: float
    high: float
    draws: int
    seed: int
    level: float = INTERVAL_LEVEL


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum of products; each product is a sequence of inputs, multiplied or divided by their power."""

    products: tuple[tuple[Input, ...], ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Every input, in the order in which it is written."""
        return tuple(item for product in self.products for item in product)

    def at(self, values: Mapping[str, Fraction]) -> Fraction:
        """Return the result with some inputs set, by name, and the others at their centre."""
        total = Fraction(0)
        for product in self.products:
            part = Fraction(1)
            for item in product:
                part *= values.get(item.name, item.spread.central) ** item.power
            total += part
        return total

    def envelope(self) -> tuple[Fraction, Fraction]:
        """Return the smallest and largest results that the bounds of the inputs allow."""
        lowest = {i.name: i.spread.low if i.power == 1 else i.spread.high for i in self.inputs}
        highest = {i.name: i.spread.high if i.power == 1 else i.spread.low for i in self.inputs}
        return self.at(lowest), self.at(highest)

    def simulate(self, seed: int, draws: int = DRAWS, stream: str = "") -> Interval:
        """Return the interval of ``draws`` results drawn with ``seed``; the same arguments give the same answer.

        ``stream`` keeps two formulas of one run apart: each has its own sequence whatever the order of computing.
        """
        # Simulation, not cryptography: what counts is that anyone can draw the same numbers again.
        generator = random.Random(f"{seed}:{stream}")  # noqa: S311
        results = sorted(self._draw(generator) for _ in range(draws))
        low, median, high = (
            quantile(results, share) for share in ((1 - INTERVAL_LEVEL) / 2, 0.5, (1 + INTERVAL_LEVEL) / 2)
        )
        return Interval(low, median, high, draws, seed)

    def _draw(self, generator: random.Random) -> float:
        total = 0.0
        for product in self.products:
            part = 1.0
            for item in product:
                value = item.spread.draw(generator)
                part = part * value if item.power == 1 else part / value
            total += part
        return total

    def tornado(self) -> tuple[Swing, ...]:
        """Return the swing of each uncertain input and of each disputed value, the largest first."""
        swings: list[Swing] = []
        for item in self.inputs:
            if not item.spread.is_certain:
                kind: Literal["assumption", "figure"] = "assumption" if item.assumption else "figure"
                swings.append(self._swing(item, item.spread.low, item.spread.high, kind))
            if item.disputed is not None:
                ends = sorted((item.disputed, item.spread.central))
                swings.append(self._swing(item, ends[0], ends[1], "dispute"))
        return tuple(sorted(swings, key=lambda one: (-one.swing, one.name)))

    def _swing(
        self, item: Input, low: Fraction, high: Fraction, kind: Literal["assumption", "figure", "dispute"]
    ) -> Swing:
        results = self.at({item.name: low}), self.at({item.name: high})
        return Swing(item.name, item.label, item.assumption, low, high, *results, kind, item.unit)


def quantile(results: Sequence[float], share: float) -> float:
    """Return a quantile of sorted results, interpolated between the nearest two.

    Same definition as the inclusive method of the standard library, written so that equal results give exactly that
    result: a median must never lie outside its own interval by a rounding.
    """
    place = share * (len(results) - 1)
    below = min(int(place), len(results) - 1)
    above = min(below + 1, len(results) - 1)
    return results[below] + (results[above] - results[below]) * (place - below)

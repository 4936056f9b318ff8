"""Scales and ticks: from a value to a place on the drawing.

Every scale of lengths starts at zero; a scale of time does not. Ticks are the multiples of 1, 2 or 5 times a power
of ten (P. Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990), so that a reader can count by eye.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map from the values ``low``-``high`` to the pixels ``start``-``end``."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        if self.high == self.low:
            return self.start
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_step(span: float, count: int) -> float:
    """The nice step that cuts ``span`` in about ``count`` parts."""
    if span <= 0:
        return 1.0
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    ratio = rough / power
    factor = 1 if ratio <= 1 else 2 if ratio <= 2 else 5 if ratio <= 5 else 10
    return factor * power


def ticks_from_zero(high: float, count: int = 4) -> list[float]:
    """Ticks from zero to the first nice tick at or above ``high``."""
    if high <= 0:
        return [0.0, 1.0]
    size = nice_step(high, count)
    return [index * size for index in range(math.ceil(high / size - 1e-9) + 1)]


def year_ticks(first: int, last: int, count: int) -> list[int]:
    """Whole years between two years, every 1, 2, 5, 10… years; the ends are not forced."""
    size = max(1, int(nice_step(max(last - first, 1), count)))
    start = math.ceil(first / size) * size
    return list(range(start, last + 1, size))

"""Classes of a map: how values become a few shades that a reader can tell apart.

Two rules, and no third. An index around 100 has fixed bounds, symmetric as ratios (half and double, four fifths
and five quarters), so that two maps of two years compare. Anything else is cut at its quantiles, so that each
shade holds about as many areas; ties may leave fewer classes. A map cuts at the round numbers nearest to them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from filiere.core import Lang
from filiere.core.numbers import format_number

INDEX_BOUNDS: tuple[Decimal, ...] = (Decimal(50), Decimal(80), Decimal(125), Decimal(200))
"""Bounds of an index of specificity, 100 = the country."""

_ROUND_NUMBERS = tuple(Decimal(one) for one in ("1", "1.2", "1.5", "2", "2.5", "3", "3.5", "4", "5", "6", "8", "10"))
"""What a bound read by people may begin with."""


@dataclass(frozen=True, slots=True)
class ClassIntervals:
    """Classes cut at ``bounds`` (increasing); a value equal to a bound belongs to the upper class.

    ``css`` holds one class name a class, from the lowest.
    """

    bounds: tuple[Decimal, ...]
    css: tuple[str, ...]

    def position(self, value: Decimal) -> int:
        """The class of a value, from 0."""
        return bisect_right(self.bounds, value)

    def css_class(self, value: Decimal | None) -> str | None:
        """The class name of a value, None when it is unknown."""
        return None if value is None else self.css[self.position(value)]

    def label(self, position: int, lang: Lang, *, digits: int | None = None, suffix: str = "") -> str:
        """A class in words: "less than 50", "50 to less than 80", "200 or more"; ``suffix`` follows its last number."""
        french = lang == "fr"
        if not self.bounds:
            return "toutes les valeurs" if french else "all values"
        shown = [format_number(bound, lang, digits) for bound in self.bounds]
        if position == 0:
            return f"moins de {shown[0]}{suffix}" if french else f"less than {shown[0]}{suffix}"
        if position == len(self.bounds):
            return f"{shown[-1]}{suffix} et plus" if french else f"{shown[-1]}{suffix} or more"
        low, high = shown[position - 1], shown[position]
        return f"de {low} à moins de {high}{suffix}" if french else f"{low} to less than {high}{suffix}"


def round_classes(values: Iterable[Decimal | None]) -> ClassIntervals:
    """The classes of :func:`quantile_classes` at round bounds, of one decimal, without those that would be empty."""
    known = [value for value in values if value is not None]
    bounds: list[Decimal] = []
    for bound in quantile_classes(known).bounds:
        scale = Decimal(10) ** bound.adjusted()
        nearest = max(min(_ROUND_NUMBERS, key=lambda one: abs(one * scale - bound)) * scale, Decimal("0.1"))
        nearest = nearest.quantize(Decimal("0.1"))
        if any((bounds[-1] if bounds else -nearest) <= value < nearest for value in known) and max(known) >= nearest:
            bounds.append(nearest)
    return ClassIntervals(tuple(bounds), tuple(f"s{rank}" for rank in range(5 - len(bounds), 6)))


def index_classes() -> ClassIntervals:
    """Five diverging classes: grey is less than the country, accent is more."""
    return ClassIntervals(INDEX_BOUNDS, ("c1", "c2", "c3", "c4", "c5"))


def quantile_classes(values: Iterable[Decimal | None], count: int = 5) -> ClassIntervals:
    """Up to ``count`` sequential classes (at most five) cut at the quantiles of the known values.

    The bound of order k is the value of rank k·n/count, from 0 (the "higher" empirical quantile): always a value of
    the data, never an interpolation.
    """
    known = sorted(value for value in values if value is not None)
    count = min(count, 5)
    bounds: list[Decimal] = []
    for part in range(1, count):
        if not known:
            break
        bound = known[min(len(known) - 1, part * len(known) // count)]
        if bound > known[0] and (not bounds or bound > bounds[-1]):
            bounds.append(bound)
    first = 5 - len(bounds)
    return ClassIntervals(tuple(bounds), tuple(f"s{rank}" for rank in range(first, 6)))

"""What a weighted mean can still become, when some of its terms are open and some may not apply at all.

A block of terms is *open* when its points lie between two bounds, and *optional* when it is not known whether it
applies. The smallest mean takes every lower bound, and takes an optional block in only when it lies under the mean of
what is already in: from the lowest upwards, that greedy choice is the exact minimum, because a block above the mean
can only raise it. The largest mean is its mirror. Nothing is enumerated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from filiere.referentials.language.values import Number


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of exact numbers."""

    low: Number
    high: Number

    @property
    def is_settled(self) -> bool:
        """Whether the two bounds are one number."""
        return self.low == self.high

    def join_with(self, other: "Interval") -> "Interval":
        """Return the smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))


@dataclass(frozen=True, slots=True)
class MeanBlock:
    """Terms of a mean that come together: their weight, and the least and most that weight times points can be."""

    weight: Number
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class FigureRange:
    """What a figure can be: an interval (None when nothing can apply), and whether it may be not applicable."""

    span: Interval | None
    may_be_empty: bool

    @property
    def value(self) -> Number | None:
        """The figure when it can be one number only."""
        return self.span.low if self.span is not None and self.span.is_settled and not self.may_be_empty else None

    @property
    def is_never_applicable(self) -> bool:
        """Whether the figure is surely not applicable."""
        return self.span is None

    def join_with(self, other: "FigureRange") -> "FigureRange":
        """Return what either of two situations allows."""
        if self.span is None or other.span is None:
            span = self.span or other.span
        else:
            span = self.span.join_with(other.span)
        return FigureRange(span, self.may_be_empty or other.may_be_empty)


EMPTY_RANGE = FigureRange(None, may_be_empty=True)


def range_of_mean(certain: Sequence[MeanBlock], optional: Sequence[MeanBlock] = ()) -> FigureRange:
    """Return the exact reach of a weighted mean whose blocks move independently of one another.

    Weights are above zero. With optional blocks only, the mean may be empty, and its least value is the lowest block
    alone.
    """
    if not certain and not optional:
        return EMPTY_RANGE
    weight = sum(block.weight for block in certain)
    lows = [(block.weight, block.low) for block in optional]
    highs = [(block.weight, -block.high) for block in optional]
    low = _least_mean(weight, sum(block.low for block in certain), lows)
    high = -_least_mean(weight, -sum(block.high for block in certain), highs)
    return FigureRange(Interval(low, high), may_be_empty=not certain)


def _least_mean(weight: Number, total: Number, optional: list[tuple[Number, Number]]) -> Fraction:
    if optional:
        for share, points in sorted(optional, key=lambda item: Fraction(item[1], item[0])):
            if weight and points * weight >= total * share:
                break
            weight += share
            total += points
    return Fraction(total, weight)


def range_of_least(reaches: Iterable[FigureRange]) -> FigureRange:
    """Return what the smallest of several figures can be; one that is not applicable is left out."""
    kept = [(reach.span, reach.may_be_empty) for reach in reaches if reach.span is not None]
    if not kept:
        return EMPTY_RANGE
    low = min(span.low for span, _ in kept)
    certain = [span.high for span, may_be_empty in kept if not may_be_empty]
    high = min(certain) if certain else max(span.high for span, _ in kept)
    return FigureRange(Interval(low, high), may_be_empty=not certain)

"""Two published percentages of which nothing is known but the numbers of answers.

Both are then held to be simple random samples, drawn apart. Where one wave does not say its size, that of the other is
assumed. Every assumption is recorded with the result. With few answers on a side the normal interval is wrong: shares
then have Wilson's interval (1927), and their difference that which Newcombe (1998, *Statistics in Medicine* 17) makes
of two of these.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from filiere.core.faults import Fault, Faults
from filiere.survey.changes.faults import CATALOGUE
from filiere.survey.changes.normal_law import check_difference, find_p_value, find_quantile
from filiere.survey.changes.records import Assumption, TestedDifference

LEAST_ANSWERS = 10
"""Answers expected on each side under which the normal interval of a share is not used."""

IntervalMethod = Literal["normal", "score"]


@dataclass(frozen=True, slots=True)
class PublishedPercentage:
    """A share in per cent, as printed, and the number of answers that it is of, None where it is not published."""

    percent: Decimal
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentageInterval:
    """A share with its interval, in per cent; ``size`` was assumed where ``is_size_assumed``."""

    percent: float
    low: float
    high: float
    size: int
    is_size_assumed: bool
    method: IntervalMethod

    @property
    def half_width(self) -> float:
        """Half the width of the interval, in points."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PercentageChange:
    """The change between two published percentages, in points.

    ``needed_size`` is how many answers each wave would have needed for this very difference to be established; None
    where there is no difference.
    """

    first: PercentageInterval
    second: PercentageInterval
    change: TestedDifference
    needed_size: int | None
    assumptions: tuple[Assumption, ...]


def find_percentage_interval(share: PublishedPercentage, confidence: float = 0.95) -> PercentageInterval:
    """Return a published share with its interval; raise :class:`Faults` for a share or a size that is none."""
    if share.size is None:
        raise Faults([CATALOGUE.build("change-no-size")])
    return _find_interval(share, share.size, is_assumed=False, confidence=confidence)


def compare_percentages(
    first: PublishedPercentage, second: PublishedPercentage, confidence: float = 0.95
) -> PercentageChange:
    """Return the change from one wave to the next; raise :class:`Faults` for shares or sizes that are none.

    The standard error of a difference is √(p₁(1 − p₁)/n₁ + p₂(1 − p₂)/n₂), and the size needed in each wave
    z²(p₁(1 − p₁) + p₂(1 − p₂))/(p₂ − p₁)².
    """
    if found := [*_check_share(first), *_check_share(second)]:
        raise Faults(found)
    first_size, second_size = first.size or second.size, second.size or first.size
    if first_size is None or second_size is None:
        raise Faults([CATALOGUE.build("change-no-size")])
    before = _find_interval(first, first_size, is_assumed=first.size is None, confidence=confidence)
    after = _find_interval(second, second_size, is_assumed=second.size is None, confidence=confidence)
    assumptions: list[Assumption] = ["simple-random-sampling", "independent-samples", "rounded-percentages"]
    if None in (first.size, second.size):
        assumptions.insert(0, "size-assumed")
    spread = sum(_compute_answer_variance(one.percent) for one in (before, after))
    difference = float(second.percent - first.percent)
    reach = find_quantile(confidence)
    return PercentageChange(
        first=before,
        second=after,
        change=_test_change(before, after, confidence),
        needed_size=math.ceil(reach**2 * spread / difference**2) if difference else None,
        assumptions=tuple(assumptions),
    )


def _test_change(before: PercentageInterval, after: PercentageInterval, confidence: float) -> TestedDifference:
    difference = after.percent - before.percent
    error = math.sqrt(
        _compute_answer_variance(before.percent) / before.size + _compute_answer_variance(after.percent) / after.size
    )
    if before.method == after.method == "normal":
        return check_difference(difference, error, confidence)
    down = math.hypot(after.percent - after.low, before.high - before.percent)
    up = math.hypot(after.high - after.percent, before.percent - before.low)
    pooled = (before.percent * before.size + after.percent * after.size) / (before.size + after.size)
    tested = math.sqrt(_compute_answer_variance(pooled) * (1 / before.size + 1 / after.size))
    return TestedDifference(
        difference=difference,
        standard_error=error,
        low=difference - down,
        high=difference + up,
        p_value=find_p_value(difference, tested),
        confidence=confidence,
    )


def _find_interval(share: PublishedPercentage, size: int, *, is_assumed: bool, confidence: float) -> PercentageInterval:
    if found := _check_share(share):
        raise Faults(found)
    reach, percent = find_quantile(confidence), float(share.percent)
    fewest = min(percent, 100 - percent) / 100 * size
    if fewest >= LEAST_ANSWERS:
        half = reach * math.sqrt(_compute_answer_variance(percent) / size)
        low, high = percent - half, percent + half
    else:
        weight = reach**2 / size
        middle = (percent + 50 * weight) / (1 + weight)
        half = reach / (1 + weight) * math.sqrt(_compute_answer_variance(percent) / size + (50 * reach / size) ** 2)
        low, high = min(middle - half, percent), max(middle + half, percent)
    return PercentageInterval(
        percent=percent,
        low=max(low, 0.0),
        high=min(high, 100.0),
        size=size,
        is_size_assumed=is_assumed,
        method="normal" if fewest >= LEAST_ANSWERS else "score",
    )


def _compute_answer_variance(percent: float) -> float:
    """Return the variance of a single answer, in squared points."""
    return percent * (100 - percent)


def _check_share(share: PublishedPercentage) -> list[Fault]:
    found = []
    if not (share.percent.is_finite() and 0 <= share.percent <= 100):
        found.append(CATALOGUE.build("change-percentage", value=share.percent))
    if share.size is not None and share.size < 2:
        found.append(CATALOGUE.build("change-size", value=share.size))
    return found

"""Which cells tell too much by themselves, and how far from its value each must stay blurred.

A rule says that a cell is unsafe; its slack says by how much a reader may still come near. For the count rule the slack
is a share of the cell; for dominance it is what the cell would have to hold for its largest to be within the limit,
``x₁ + … + xₙ`` over the share less the cell; for the p % rule it is ``p/100 · x₁ − (cell − x₁ − x₂)``, by which the
second largest could know the first. Of several the largest holds, upwards and downwards alike, but never below the
least that a reader takes for possible. A cell of zero has no size to take a share of: its slack is absolute.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

import numpy as np

from filiere.disclosure.system import Bools, Ints, System


@dataclass(frozen=True, slots=True)
class Slack:
    """How much blur a rule asks: ``count`` is a share of the cell, ``zero`` an amount in units of the response."""

    count: Fraction = Fraction(1, 10)
    zero: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a cell must satisfy, as INSEE’s defaults: three contributors, none above 85 %.

    ``dominance`` gives ``(n, share)`` pairs; ``p_percent`` is none or the percentage within which nobody may come.
    """

    minimum: int = 3
    dominance: tuple[tuple[int, Fraction], ...] = ((1, Fraction(85, 100)),)
    p_percent: Fraction | None = None
    slack: Slack = Slack()


@dataclass(frozen=True, eq=False)
class Needs:
    """For each cell: whether it is unsafe by itself (``primary``), and the blur it needs above and below, in scaled
    units. ``reasons`` has one array a rule (``few``, ``dominated``, ``p-percent``).
    """

    primary: Bools
    upper: Ints
    lower: Ints
    reasons: Mapping[str, Bools] = field(default_factory=lambda: MappingProxyType({}))


def needs_of(system: System, limits: Limits, *, waived: Bools | None = None) -> Needs:
    """Apply the rules to every cell; ``waived`` cells have the written consent of all whom they would tell about.

    Raises ValueError for a dominance of more contributors than two when the system holds sums only.
    """
    present = system.counts > 0
    few = present & (system.counts < limits.minimum)
    slack = np.zeros(len(system), dtype=np.int64)
    slack[few] = _ceiling(system.sizes[few], limits.slack.count)
    dominated = np.zeros(len(system), dtype=bool)
    for n, share in limits.dominance:
        top = _top(system, n)
        excess = top * share.denominator - system.sizes * share.numerator
        found = present & (excess > 0)
        dominated |= found
        slack[found] = np.maximum(slack[found], -(-excess[found] // share.numerator))
    reasons = {"few": few, "dominated": dominated}
    if limits.p_percent is not None:
        share = limits.p_percent / 100
        rest = system.sizes - system.largest - system.second
        excess = system.largest * share.numerator - rest * share.denominator
        near = present & (excess > 0)
        slack[near] = np.maximum(slack[near], -(-excess[near] // share.denominator))
        reasons["p-percent"] = near
    primary = np.logical_or.reduce(list(reasons.values()))
    if waived is not None:
        primary &= ~waived
    zero = primary & (system.sizes == 0)
    slack[zero] = _ceiling(np.full(int(zero.sum()), system.scale, dtype=np.int64), limits.slack.zero)
    # A blur of nothing would let a reader know the cell to the unit.
    slack[primary] = np.maximum(slack[primary], 1)
    slack[~primary] = 0
    lower = slack if system.negative else np.minimum(slack, np.maximum(system.values, 0))
    return Needs(primary, slack, lower, MappingProxyType({name: found & primary for name, found in reasons.items()}))


def _ceiling(amounts: Ints, share: Fraction) -> Ints:
    """Return the share of each amount, rounded up to a whole scaled unit, so that no blur is less than asked."""
    found: Ints = -(-amounts * share.numerator // share.denominator)
    return found


def _top(system: System, n: int) -> Ints:
    """Return the sum of the sizes of the ``n`` largest of each cell."""
    if n == 1:
        return system.largest
    if n == 2:
        return system.largest + system.second
    if system.holdings is None:
        raise ValueError(n)
    found = np.zeros(len(system), dtype=np.int64)
    starts = system.holdings.starts
    for rank in range(n):
        spots = starts[:-1] + rank
        there = spots < starts[1:]
        found[there] += np.abs(system.holdings.amounts[spots[there]])
    return found

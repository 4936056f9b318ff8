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

MOST_RANKS = 10
"""Contributors that a dominance rule may count; the rules in use count one to three."""


@dataclass(frozen=True, slots=True)
class Slack:
    """How much blur a rule asks: ``count`` is a share of the cell, ``zero`` an amount in units of the response."""

    count: Fraction = Fraction(1, 10)
    zero: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a cell must satisfy, as INSEE’s defaults: three contributors, none above 85 %.

    ``dominance`` gives ``(n, share)`` pairs; ``p_percent`` is none or the percentage within which nobody may come.
    ``grain``, in scaled units, is the least step between two values that a reader takes for possible (one job, one
    euro): a blur below it would leave a single one.
    """

    minimum: int = 3
    dominance: tuple[tuple[int, Fraction], ...] = ((1, Fraction(85, 100)),)
    p_percent: Fraction | None = None
    slack: Slack = Slack()
    grain: int = 1


@dataclass(frozen=True, eq=False)
class ProtectionLevels:
    """For each cell: whether it is unsafe by itself (``primary``), and the blur it needs above and below, in scaled
    units. ``reasons`` has one array a rule (``few``, ``dominated``, ``p-percent``).
    """

    primary: Bools
    upper: Ints
    lower: Ints
    reasons: Mapping[str, Bools] = field(default_factory=lambda: MappingProxyType({}))


def compute_protection_levels(system: System, limits: Limits, *, waived: Bools | None = None) -> ProtectionLevels:
    """Apply the rules to every cell, by contributor and, where holdings are told, by holding as well.

    ``waived`` cells have the written consent of all whom they would tell about. Raises ValueError for a dominance of
    more contributors than two when the system holds sums only.
    """
    slack = np.zeros(len(system), dtype=np.int64)
    reasons = {name: np.zeros(len(system), dtype=bool) for name in ("few", "dominated", "p-percent")}
    for ranks in _rank_units(system):
        _apply_rules(ranks, system, limits, slack, reasons)
    primary = np.logical_or.reduce(list(reasons.values()))
    if waived is not None:
        primary &= ~waived
    zero = primary & (system.sizes == 0)
    slack[zero] = _round_share_up(np.full(int(zero.sum()), system.scale, dtype=np.int64), limits.slack.zero)
    slack[primary] = np.maximum(slack[primary], max(limits.grain, 1))
    slack[~primary] = 0
    lower = np.where(system.bounded_cells, np.minimum(slack, np.maximum(system.values, 0)), slack)
    return ProtectionLevels(
        primary, slack, lower, MappingProxyType({name: found & primary for name, found in reasons.items()})
    )


@dataclass(frozen=True, eq=False)
class _Ranks:
    """How many units a cell has, the sizes of its largest, a column a rank, and those of all together.

    What a holding gains and loses by its firms is netted: its size is that of what is left.
    """

    counts: Ints
    tops: Ints
    totals: Ints


def _rank_units(system: System) -> list[_Ranks]:
    """Return the cells as contributors make them up, and as holdings do where they differ."""
    held = system.holdings
    if held is None:
        return [_Ranks(system.counts, np.stack([system.largest, system.second], axis=1), system.sizes)]
    found = [_rank_sizes(held.cells, np.abs(held.amounts), held.owners, len(system))]
    if len(np.unique(held.groups)) < len(held.groups):
        found.append(_rank_sizes(held.cells, held.amounts, held.groups[held.owners], len(system)))
    return found


def _rank_sizes(cells: Ints, amounts: Ints, units: Ints, count: int) -> _Ranks:
    order = np.lexsort((units, cells))
    cells, amounts, units = cells[order], amounts[order], units[order]
    first = np.ones(len(cells), dtype=bool)
    first[1:] = (cells[1:] != cells[:-1]) | (units[1:] != units[:-1])
    begins = np.flatnonzero(first)
    sizes = np.abs(np.add.reduceat(amounts, begins))
    cells = cells[begins]
    order = np.lexsort((-sizes, cells))
    cells, sizes = cells[order], sizes[order]
    starts = np.searchsorted(cells, np.arange(count + 1))
    counts = np.diff(starts)
    tops = np.zeros((count, MOST_RANKS), dtype=np.int64)
    for rank in range(MOST_RANKS):
        there = rank < counts
        tops[there, rank] = sizes[starts[:-1][there] + rank]
    totals = np.zeros(count, dtype=np.int64)
    np.add.at(totals, cells, sizes)
    return _Ranks(counts, tops, totals)


def _apply_rules(ranks: _Ranks, system: System, limits: Limits, slack: Ints, reasons: Mapping[str, Bools]) -> None:
    present = ranks.counts > 0
    few = present & (ranks.counts < limits.minimum)
    reasons["few"][few] = True
    slack[few] = np.maximum(slack[few], _round_share_up(system.sizes[few], limits.slack.count))
    for n, share in limits.dominance:
        if n > ranks.tops.shape[1]:
            raise ValueError(n)
        excess = ranks.tops[:, :n].sum(axis=1) * share.denominator - ranks.totals * share.numerator
        found = present & (excess > 0)
        reasons["dominated"][found] = True
        slack[found] = np.maximum(slack[found], -(-excess[found] // share.numerator))
    if limits.p_percent is not None:
        part = limits.p_percent / 100
        rest = ranks.totals - ranks.tops[:, :2].sum(axis=1)
        excess = ranks.tops[:, 0] * part.numerator - rest * part.denominator
        near = present & (excess > 0)
        reasons["p-percent"][near] = True
        slack[near] = np.maximum(slack[near], -(-excess[near] // part.denominator))


def _round_share_up(amounts: Ints, share: Fraction) -> Ints:
    """Return the share of each amount, rounded up to a whole scaled unit, so that no blur is less than asked."""
    found: Ints = -(-amounts * share.numerator // share.denominator)
    return found

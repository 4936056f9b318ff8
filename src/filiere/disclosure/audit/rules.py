"""Which cells the rules call unsafe and how much blur each needs, in Python's unbounded whole numbers.

The engine applies the same rules in arrays; two writings of one rule seldom share a mistake.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from filiere.disclosure.audit.rebuilt_table import Bools, CellHoldings


@dataclass(frozen=True, slots=True)
class Rules:
    """The least number of contributors, ``(n, share)`` limits, the percentage within which nobody may come, and the
    blur: ``count`` a share of the cell, ``zero`` an amount in the unit, ``grain`` the least of all in scaled units."""

    minimum: int
    dominance: tuple[tuple[int, Fraction], ...]
    p_percent: Fraction | None
    count: Fraction
    zero: Fraction
    grain: int = 1


@dataclass(frozen=True)
class RuleUnits:
    """Those of whom rules speak, contributors or holdings: how many a cell has, the sizes of its largest, falling, as
    many as the rules ask for, and those of all together. What a holding gains and loses by its firms is netted."""

    counts: Sequence[int]
    tops: Sequence[Sequence[int]]
    totals: Sequence[int]


Consents = Callable[[int, int], bool]
"""Whether all contributors of a cell whose size is at least an amount agreed that the cell be published."""


@dataclass(frozen=True)
class RuleFindings:
    """The ``blur`` that each cell needs on either side, in scaled units, 0 where the rules find it safe; ``reasons``
    counts the unsafe cells that break each rule."""

    blur: Sequence[int]
    reasons: Mapping[str, int]


def compute_blur(
    sizes: Sequence[int], units: Sequence[RuleUnits], rules: Rules, scale: int, *, consents: Consents | None
) -> RuleFindings:
    """Return what the rules find of each cell.

    ``units`` are the contributors and, where they are told, the holdings; a rule broken by either is broken.
    """
    found = []
    reasons = Counter({"few": 0, "dominated": 0} | ({} if rules.p_percent is None else {"p-percent": 0}))
    for cell, size in enumerate(sizes):
        needs: list[int] = []
        broken: set[str] = set()
        agreed = consents is not None
        for unit in units:
            for name, rank, more in _list_broken_rules(unit, cell, size, rules):
                broken.add(name)
                needs.append(more)
                # Consent is a matter of contributors: of all those as large as the last that the rule looks at.
                ranked = units[0].tops[cell]
                least = ranked[min(rank, len(ranked)) - 1] if rank else 0
                agreed = agreed and consents is not None and consents(cell, least)
        if not needs or agreed:
            found.append(0)
        else:
            # A zero has no share to take; and a blur finer than the values are would leave one of them.
            found.append(max(*needs, rules.grain, 1, _round_up(rules.zero * scale) if size == 0 else 0))
            reasons.update(broken)
    return RuleFindings(found, dict(reasons))


def _list_broken_rules(unit: RuleUnits, cell: int, size: int, rules: Rules) -> list[tuple[str, int, int]]:
    """Return, for each rule that a cell breaks, its name, the rank of the last whom it tells about (0: everybody), and
    the blur."""
    found = []
    ranked, total = unit.tops[cell], unit.totals[cell]
    if 0 < unit.counts[cell] < rules.minimum:
        found.append(("few", 0, _round_up(rules.count * size)))
    for n, share in rules.dominance:
        top = sum(ranked[:n])
        if top * share.denominator > total * share.numerator:
            found.append(("dominated", n, _round_up(Fraction(top) / share) - total))
    if rules.p_percent is not None and ranked:
        rest = total - sum(ranked[:2])
        if ranked[0] * rules.p_percent > rest * 100:
            found.append(("p-percent", 1, _round_up(rules.p_percent * ranked[0] / 100) - rest))
    return found


def _round_up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)


def rank_units(held: CellHoldings, most: int) -> RuleUnits:
    """Return how many hold a part of each cell, the sizes, without sign, of the ``most`` largest, falling, and their
    sum over all."""
    sizes = np.abs(held.amounts)
    ranked = sizes[np.lexsort((-sizes, held.cells))]
    starts = held.starts.tolist()
    tops = [ranked[start : min(end, start + most)].tolist() for start, end in pairwise(starts)]
    return RuleUnits(np.diff(held.starts).tolist(), tops, held.sums(sizes).tolist())


def make_consent_check(held: CellHoldings, agreed: Bools) -> Consents:
    """Return the question whether all contributors of a cell from a size on agreed; ``agreed`` by contributor."""
    sizes = np.abs(held.amounts)
    yes = agreed[held.who]

    def ask(cell: int, least: int) -> bool:
        span = slice(held.starts[cell], held.starts[cell + 1])
        return bool(yes[span][sizes[span] >= least].all())

    return ask

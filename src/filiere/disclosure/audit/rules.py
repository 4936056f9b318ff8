"""Which cells the rules call unsafe and how much blur each needs, in Python's unbounded whole numbers.

The engine applies the same rules in arrays; two writings of one rule seldom share a mistake.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from filiere.disclosure.audit.rebuilt import Bools, Held, Ints


@dataclass(frozen=True, slots=True)
class Rules:
    """The least number of contributors, ``(n, share)`` limits, the percentage within which nobody may come, and the
    blur: ``count`` a share of the cell, ``zero`` an amount in the unit."""

    minimum: int
    dominance: tuple[tuple[int, Fraction], ...]
    p_percent: Fraction | None
    count: Fraction
    zero: Fraction


Consents = Callable[[int, int], bool]
"""Whether all contributors of a cell whose size is at least an amount agreed that the cell be published."""


def blur(
    counts: Ints, sizes: Ints, tops: Sequence[Sequence[int]], rules: Rules, scale: int, *, consents: Consents | None
) -> list[int]:
    """Return the blur that each cell needs on either side, in scaled units; 0 where the rules find it safe.

    ``tops`` gives the sizes of the largest contributors of each cell, falling, as many as the rules ask for.
    """
    found = []
    for cell, (count, size, ranked) in enumerate(zip(counts.tolist(), sizes.tolist(), tops, strict=True)):
        needed = 0
        for least, more in _broken(count, size, ranked, rules):
            if consents is None or not consents(cell, least):
                # A zero has no share to take; and a blur of nothing would tell the cell to the unit.
                needed = max(needed, more, 1, _up(rules.zero * scale) if size == 0 else 0)
        found.append(needed)
    return found


def _broken(count: int, size: int, ranked: Sequence[int], rules: Rules) -> list[tuple[int, int]]:
    """Return, for each rule that a cell breaks, the size from which its contributors are told about, and the blur."""
    found = []
    if 0 < count < rules.minimum:
        found.append((0, _up(rules.count * size)))
    for n, share in rules.dominance:
        top = sum(ranked[:n])
        if top * share.denominator > size * share.numerator:
            found.append((ranked[min(n, len(ranked)) - 1], _up(Fraction(top) / share) - size))
    if rules.p_percent is not None and ranked:
        rest = size - sum(ranked[:2])
        if ranked[0] * rules.p_percent > rest * 100:
            found.append((ranked[0], _up(rules.p_percent * ranked[0] / 100) - rest))
    return found


def _up(amount: Fraction) -> int:
    return -(-amount.numerator // amount.denominator)


def tops_of(held: Held, most: int) -> list[list[int]]:
    """Return the sizes, without sign, of the ``most`` largest contributors of each cell, falling."""
    sizes = np.abs(held.amounts)
    ranked = sizes[np.lexsort((-sizes, held.cells))]
    starts = held.starts.tolist()
    return [ranked[start : min(end, start + most)].tolist() for start, end in pairwise(starts)]


def consents_of(held: Held, agreed: Bools) -> Consents:
    """Return the question whether all contributors of a cell from a size on agreed; ``agreed`` by contributor."""
    sizes = np.abs(held.amounts)
    yes = agreed[held.who]

    def ask(cell: int, least: int) -> bool:
        span = slice(held.starts[cell], held.starts[cell + 1])
        return bool(yes[span][sizes[span] >= least].all())

    return ask

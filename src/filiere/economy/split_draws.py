"""Splits drawn at random among the admissible ones, from a stated seed.

What the part buys in all is triangular between its bounds; what it is made up of follows a Dirichlet law around the
parent's purchases, whose concentration is stated. A Dirichlet law knows no bounds: purchases outside of those that the
split admits are brought to them, and the others are multiplied by one number so that the sum stays what was drawn.
"""

from collections.abc import Iterator

import numpy as np

from filiere.economy.cell_matrix import Floats
from filiere.economy.split_systems import SplitSystem
from filiere.economy.splits import PurchaseTriangle, Triangle
from filiere.economy.tables import InputOutputTable

_BLOCK = 2_000_000
"""Cells drawn at a time, to bound memory."""
_HALVINGS = 55
_SMALLEST = 1e-12


def draw_columns(
    table: InputOutputTable, system: SplitSystem, draws: int, seed: int, *, is_own: bool
) -> Iterator[Floats]:
    """Yield blocks of admissible columns (``d × (k + 2)``), ``draws`` rows in all, the same ones for the same seed."""
    source = np.random.Generator(np.random.PCG64(seed))
    split = system.specification
    most = max(1, _BLOCK // system.size)
    for start in range(0, draws, most):
        count = min(most, draws - start)
        totals = _draw_triangle(source, split.purchases, count)
        shares = np.maximum(source.dirichlet(split.concentration * system.composition, count), _SMALLEST)
        lower = split.factor.low * system.composition
        with np.errstate(divide="ignore", invalid="ignore"):
            upper = np.fmin(split.factor.high * system.composition, system.ceiling / totals[:, None])
        purchases = totals[:, None] * _fit_bounds(shares, lower, np.maximum(upper, lower))
        paid = None if split.compensation is None else _draw_triangle(source, split.compensation, count)
        jobs = None if split.jobs is None else _draw_triangle(source, split.jobs, count)
        if not is_own:
            paid, jobs = (
                _cap_by_parent(values, held, table, split.parent, split.share)
                for values, held in ((paid, table.compensation), (jobs, table.jobs))
            )
        yield system.complete_columns(purchases, paid, jobs)


def _draw_triangle(source: np.random.Generator, three: PurchaseTriangle | Triangle, count: int) -> Floats:
    if three.low == three.high:
        return np.full(count, three.low)
    return source.triangular(three.low, three.mode, three.high, count)


def _cap_by_parent(
    values: Floats | None, held: Floats | None, table: InputOutputTable, parent: str, share: float
) -> Floats | None:
    """The part holds no more than the whole parent."""
    if values is None or held is None:
        return values
    place = table.codes.index(parent)
    found: Floats = np.minimum(values, held[place] / table.output[place] / share)
    return found


def _fit_bounds(shares: Floats, lower: Floats, upper: Floats) -> Floats:
    """Return shares between their bounds that add up to 1: each multiplied by one number a draw, then cut.

    The sum of what is cut grows with that number, which is found by halving.
    """
    low, high = np.full((len(shares), 1), -4.0), np.full((len(shares), 1), 14.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = np.clip(shares * 10.0**middle, lower, upper).sum(axis=1, keepdims=True) > 1
        high, low = np.where(above, middle, high), np.where(above, low, middle)
    found: Floats = np.clip(shares * 10.0**high, lower, upper)
    return found

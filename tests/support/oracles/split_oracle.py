"""A split computed again without our formulas: the whole table is divided cell by cell, and its inverse taken."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def invert_split(
    flows: Sequence[Sequence[float]] | Floats,
    output: Floats,
    parent: int,
    share: float,
    bought: Floats,
    sales: Mapping[int, float],
) -> tuple[Floats, Floats]:
    """Return the inverse of the divided table, the part last, and its outputs; ``bought`` is what a unit of it buys."""
    size = len(output)
    old = np.asarray(flows, dtype=float)
    wide = np.zeros((size + 1, size + 1))
    outputs = [*output, share * output[parent]]
    outputs[parent] = (1 - share) * output[parent]
    for row in range(size):
        for col in range(size):
            amounts = {col: old[row, col]}
            if col == parent:
                taken = bought[row] * outputs[size]
                amounts = {parent: old[row, col] - taken, size: taken}
            for buyer, amount in amounts.items():
                sold = sales.get(col, share) if row == parent else 0.0
                wide[row, buyer] += amount * (1 - sold)
                if row == parent:
                    wide[size, buyer] += amount * sold
    found = np.array(outputs)
    return np.linalg.inv(np.eye(size + 1) - wide / found), found

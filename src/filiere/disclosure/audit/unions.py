"""Sums of unsafe cells that everybody can reckon, although the cells together are of too few contributors.

Where a whole and its other parts are published, what its hidden parts hold together is told, as if it were a cell of
the table. Each of them may be blurred enough; a sum of two firms tells each of them about the other all the same.
"""

from collections.abc import Iterator

import numpy as np

from filiere.disclosure.audit.exact_disclosure import ExactDisclosure
from filiere.disclosure.audit.interval_solver import DoubtSolver
from filiere.disclosure.audit.rebuilt_table import RebuiltTable


def find_reckonable_sums(
    table: RebuiltTable, doubt: DoubtSolver, exact: ExactDisclosure, minimum: int
) -> Iterator[tuple[int, ...]]:
    """Yield the unsafe parts of a whole, some of its parts but not all, that have fewer contributors than ``minimum``
    together and whose sum follows from what is published."""
    sums = table.sums
    seen = set()
    for row in range(len(sums.starts) - 1):
        span = slice(sums.starts[row], sums.starts[row + 1])
        parts = sums.cells[span][sums.signs[span] > 0]
        unsafe = parts[table.primary[parts]]
        key = tuple(sorted(unsafe.tolist()))
        if not 1 < len(unsafe) < len(parts) or key in seen:
            continue
        seen.add(key)
        if _count_contributors(table, key) < minimum and exact.sum_is_known(doubt.column[unsafe]):
            yield key


def _count_contributors(table: RebuiltTable, cells: tuple[int, ...]) -> int:
    """Return how many contribute to one of the cells; as many as there may be where they have no names."""
    if table.held is None:
        return int(table.counts[list(cells)].sum())
    return len(np.unique(np.concatenate([table.held.of(cell)[0] for cell in cells])))

"""Published cells of two tables that differ by a firm or two: what no addition ties together, a reader subtracts.

A department and an employment zone may hold the same firms but one. No table has a cell for that one, so that nothing
hidden protects it; yet the difference of two published values is its amount.
"""

from collections.abc import Iterator

import numpy as np

from filiere.disclosure.audit.rebuilt import Bools, Ints, Rebuilt

AT_ONCE = 20_000_000
"""Pairs of cells of one contributor looked at in one go, some hundred megabytes."""


def told_by_difference(table: Rebuilt, hidden: Bools, minimum: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of published cells that no table has both of, and whose contributors are the same but for some,
    fewer than ``minimum``."""
    if table.held is None or len(table.tables) < 2:
        return
    shown = np.flatnonzero(~hidden[table.held.cells])
    cells, who, amounts = table.held.cells[shown], table.held.who[shown], table.held.amounts[shown]
    order = np.lexsort((cells, who))
    cells, who, amounts = cells[order], who[order], amounts[order]
    starts = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
    sizes = np.diff(np.append(starts, len(who)))
    planes = _planes(table)
    found: list[Ints] = []
    for some in np.array_split(np.arange(len(starts)), int((sizes**2).sum()) // AT_ONCE + 1):
        spots = np.concatenate([np.arange(0), *(np.arange(starts[one], starts[one] + sizes[one]) for one in some)])
        rows = np.repeat(spots, np.repeat(sizes[some], sizes[some]))
        begins = np.repeat(np.repeat(starts[some], sizes[some]), np.repeat(sizes[some], sizes[some]))
        columns = begins + (
            np.arange(len(rows)) - np.repeat(_starts_of(sizes[some]), np.repeat(sizes[some], sizes[some]))
        )
        apart = (cells[rows] < cells[columns]) & ~(planes[cells[rows]] & planes[cells[columns]]).any(axis=1)
        same = apart & (amounts[rows] == amounts[columns])
        found.append(np.stack([cells[rows[same]], cells[columns[same]]]))
    both, shared = np.unique(np.concatenate(found, axis=1), axis=1, return_counts=True)
    others = table.counts[both[0]] + table.counts[both[1]] - 2 * shared
    yield from zip(*both[:, (others > 0) & (others < minimum)].tolist(), strict=True)


def _starts_of(sizes: Ints) -> Ints:
    """Return, for each entry of each contributor, where its row of pairs begins."""
    each = np.repeat(sizes, sizes)
    found: Ints = np.cumsum(each) - each
    return found


def _planes(table: Rebuilt) -> Bools:
    """Return, a column a table, whether the cell is one of it."""
    cuts = range(len(table.cuts))
    return np.stack(
        [(table.keys[:, [cut for cut in cuts if cut not in chosen]] == 0).all(axis=1) for chosen in table.tables],
        axis=1,
    )

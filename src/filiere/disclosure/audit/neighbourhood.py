"""Doubt about a cell looked for among its neighbours first: in a large table, what others hide far away adds nothing.

A difference among the cells of a few codes of each cut, and of their groups, is a difference of the whole table, all
else standing still. So one found there is as good, and costs what a table of that size costs, whatever the size of the
whole. One that is not found there says nothing: the whole is asked then.

    Differences     the program of the least differences among some columns
    Nearby          the columns around one
"""

from collections.abc import Sequence

import numpy as np

from filiere.disclosure.audit.attackers import Knowledge
from filiere.disclosure.audit.linear_programs import SumRows, load_simplex, solve_program
from filiere.disclosure.audit.rebuilt_table import Floats, Ints, RebuiltTable
from filiere.disclosure.work_budget import WorkBudget

NEIGHBOURHOOD_THRESHOLD = 1_500
"""Hidden cells above which neighbours are asked first."""
NEIGHBOUR_CODES = (20, 80)
"""Codes of a cut, beside the cell’s own and their groups, in which neighbours are looked for: few, then more."""


class DifferenceProgram:
    """Differences among ``columns`` (rising): zero along each sum, between the bounds, at the least ``cost``.

    Each column is split into what is added and what is taken, so that doing nothing is the first basis. ``rows`` are
    the sums, as starts, columns and signs; bounds and costs are of all columns, in the unit.
    """

    def __init__(self, columns: Ints, rows: SumRows, cost: Floats, low: Floats, high: Floats, work: WorkBudget) -> None:
        self.columns = columns
        self._work = work
        self._low, self._high = low[columns], high[columns]
        starts, entries, signs = rows
        count = len(columns)
        places = np.searchsorted(columns, entries)
        twice = np.stack([places, places + count], axis=1).ravel()
        signed = np.stack([signs, -signs], axis=1).ravel()
        most = np.concatenate([self._high, -self._low])
        self._solver = load_simplex(
            (starts * 2, twice, signed), np.tile(cost[columns], 2), np.zeros(2 * count), most, strategy=1
        )

    def find_difference(
        self,
        column: int,
        side: int,
        asked: float,
        known: Knowledge,
        least: Sequence[float],
        *,
        most_steps: int | None = None,
    ) -> Floats | None:
        """Return a difference of ``columns`` that moves ``column`` by ``asked``; none when there is none for somebody
        who knows ``known``, whose cells with floors may fall to ``least``.

        Raises :class:`StepLimitReached` where ``most_steps`` do not do.
        """
        count, solver = len(self.columns), self._solver
        here = int(np.searchsorted(self.columns, column))
        touched = [here]
        solver.clearSolver()
        for place, _, lowest in self._locate_columns(known.floors, least):
            touched.append(place)
            solver.changeColBounds(place + count, 0.0, -lowest)
        for place, _, _ in self._locate_columns(known.fixed, np.zeros(len(known.fixed)).tolist()):
            touched.append(place)
            solver.changeColBounds(place, 0.0, 0.0)
            solver.changeColBounds(place + count, 0.0, 0.0)
        mine, other = (here, here + count) if side > 0 else (here + count, here)
        solver.changeColBounds(mine, asked, asked)
        solver.changeColBounds(other, 0.0, 0.0)
        try:
            found = solve_program(solver, self._work, most_steps)
        finally:
            for place in touched:
                solver.changeColBounds(place, 0.0, self._high[place])
                solver.changeColBounds(place + count, 0.0, -self._low[place])
        return None if found is None else found[:count] - found[count:]

    def _locate_columns(self, columns: Ints, values: Sequence[float]) -> list[tuple[int, int, float]]:
        """Return those of ``columns`` that are here: their place, themselves, and their value."""
        if not len(columns):
            return []
        places = np.minimum(np.searchsorted(self.columns, columns), len(self.columns) - 1)
        there = self.columns[places] == columns
        listed = zip(places.tolist(), columns.tolist(), values, there.tolist(), strict=True)
        return [(place, column, value) for place, column, value, inside in listed if inside]


class NeighbourFinder:
    """Finds the neighbours of a column: ``cells`` are the cells of the columns, ``rows`` the sums between them."""

    def __init__(self, table: RebuiltTable, cells: Ints, rows: SumRows) -> None:
        self._keys = table.keys[cells]
        self._values = np.abs(table.values[cells])
        self._few = table.counts[cells] < 3
        starts, entries, signs = rows
        order = np.argsort(entries, kind="stable")
        self._rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))[order]
        self._signs = signs[order]
        self._starts = np.searchsorted(entries[order], np.arange(len(cells) + 1))
        sizes = [len(cut.codes) for cut in table.cuts]
        steps = np.cumprod([1, *sizes[:-1]]).astype(np.int64)
        every = self._keys @ steps
        self._others = [every - self._keys[:, place] * steps[place] for place in range(len(sizes))]
        self._paths = [_ancestor_paths(cut.parents) for cut in table.cuts]

    def find_neighbours(self, column: int, amount: int, codes: int) -> Ints:
        """Return the column and those around it, rising: where one cut is long, of the codes at which there is a hidden
        cell in the same place otherwise, those that can give most of ``amount``."""
        inside = np.ones(len(self._values), dtype=bool)
        mine = self._keys[column]
        for place, paths in enumerate(self._paths):
            if len(paths) <= codes:
                continue
            others = self._others[place]
            # What moves beside the column moves in pairs: codes that hide much in the same places allow most.
            shared = np.isin(others, others[self._keys[:, place] == mine[place]])
            worth = np.minimum(self._values, amount) * np.where(self._few, 1.0, 2.0)
            score = np.bincount(self._keys[shared, place], weights=worth[shared], minlength=len(paths))
            line = np.unique(self._keys[others == others[column], place])
            nearest = line[np.argsort(-score[line], kind="stable")[:codes]]
            chosen = np.zeros(len(paths), dtype=bool)
            for code in (int(mine[place]), *nearest.tolist()):
                chosen[paths[code]] = True
            inside &= chosen[self._keys[:, place]]
        inside[column] = True
        return np.flatnonzero(inside)

    def rows(self, columns: Ints) -> SumRows:
        """Return the sums between ``columns``, as starts, columns and signs."""
        sizes = self._starts[columns + 1] - self._starts[columns]
        spots = np.repeat(self._starts[columns] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        order = np.argsort(self._rows[spots], kind="stable")
        rows, entries = self._rows[spots][order], np.repeat(columns, sizes)[order]
        begins = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]])) if len(rows) else np.zeros(0, np.int64)
        return np.append(begins, len(rows)), entries, self._signs[spots][order]


def _ancestor_paths(parents: Sequence[int]) -> list[list[int]]:
    """Return each code with its groups up to the total."""
    found = []
    for code in range(len(parents)):
        path = [code]
        while parents[path[-1]] >= 0:
            path.append(parents[path[-1]])
        found.append(path)
    return found

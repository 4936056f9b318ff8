"""Where to look for the neighbours that protect a cell, because in a large table the far ones are never the best.

A sub-table, the crossing of a few codes of each cut, closed under their groups, is a table of its own: what circulates
in it circulates in the whole. So a cell of a large table is protected within a sub-table of bounded size, and the work
grows with the number of cells, not with its square. Codes are chosen by the cell that takes the place of ours when
only that code changes: hidden ones first, then those that cost least for the movement asked.
"""

from collections.abc import Iterator
from functools import cache
from math import prod

import numpy as np

from filiere.disclosure.suppression.circulation_network import Network
from filiere.disclosure.system import Bools, Floats, Ints

WHOLE_SYSTEM_CELLS, WHOLE_SYSTEM_ENTRIES = 4_000, 16_000
"""Cells, and entries of their additions, up to which the whole system is looked at; beyond, sub-tables."""
FIRST_CODES = 16
"""Codes of a cut in the first sub-table; the next ones double them."""
FIRST_CELLS = 1_500
"""Cells of the first sub-table at most: with many cuts, a few codes of each make as many as a large table has."""


class NeighbourhoodFinder:
    """Gives ever wider neighbourhoods of a cell.

    ``whole`` says that the whole system is looked at at once, ``crowded`` that even a few codes of each cut have so
    many cells that programs over more than a neighbourhood are out of reach.
    """

    def __init__(self, network: Network, *, whole: int | None = None) -> None:
        self.network = network
        system = network.system
        self.whole = network.size <= (WHOLE_SYSTEM_CELLS if whole is None else whole)
        if whole is None:
            self.whole &= len(system.additions.cells) <= WHOLE_SYSTEM_ENTRIES
        sizes = [len(cut.codes) for cut in system.cuts]
        self._first = FIRST_CODES
        while self._first > 2 and prod(min(size, self._first + 1) for size in sizes) > FIRST_CELLS:
            self._first -= 1
        self.crowded = not self.whole and self._first < FIRST_CODES
        # A part of a large system has all the codes of the whole, and asks about few.
        self._path = cache(lambda place, code: np.array(system.cuts[place].path(code)))

    def list_neighbourhoods(
        self, cell: int, amount: float, hidden: Bools, prices: Floats, *, near: bool = False
    ) -> Iterator[Ints]:
        """Yield the cells of a sub-table around ``cell``, then of wider ones, at last all; the latter at once where the
        system is small, unless the ``near`` are asked first. Cells that nothing may pass through are left out.
        """
        everything = np.arange(self.network.size)
        if self.whole and not near:
            yield everything[hidden | np.isfinite(prices)]
            return
        most = max(len(cut.codes) for cut in self.network.system.cuts)
        codes = self._first
        while codes < most:
            yield self._sub_table(cell, amount, hidden, prices, codes)
            codes *= 2
        yield everything[hidden | np.isfinite(prices)]

    def _sub_table(self, cell: int, amount: float, hidden: Bools, prices: Floats, most: int) -> Ints:
        system = self.network.system
        inside = hidden | np.isfinite(prices)
        for place, cut in enumerate(system.cuts):
            if len(cut.codes) <= most:
                continue
            chosen = self._codes(cell, place, amount, hidden, prices, most)
            inside &= chosen[system.keys[:, place]]
        return np.flatnonzero(inside)

    def _codes(self, cell: int, place: int, amount: float, hidden: Bools, prices: Floats, most: int) -> Bools:
        network = self.network
        size = len(network.system.cuts[place].codes)
        mine = int(network.system.keys[cell, place])
        beside = network.list_siblings(cell, place)
        there = beside >= 0
        others = beside[there]
        room = np.maximum(network.room[others], 1e-9)
        # What one unit of movement costs: a cell too small must be joined by others.
        times = np.maximum(1.0, amount / room)
        score = np.full(size, np.inf)
        score[there] = np.where(hidden[others], 0.0, prices[others] * times) + 1e-9 * np.abs(room - amount) / amount
        order = np.argsort(score, kind="stable")
        chosen = np.zeros(size, dtype=bool)
        for code in (mine, 0, *order[:most].tolist()):
            chosen[self._path(place, code)] = True
        return chosen

"""The cheapest circulation that meets a demand, through cells hidden already (free) and cells to hide (at their cost).

What hiding costs is fixed, whatever moves through a cell, and a linear program knows prices by the unit only. So it
is solved again with the price of each cell divided by what moved through it (reweighting, as Candès, Wakin and Boyd
for sparse solutions, 2008), and the cheapest of the answers by true cost is kept.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from filiere.disclosure.suppression.cell_neighbourhoods import NeighbourhoodFinder
from filiere.disclosure.suppression.circulation_network import (
    DUAL,
    INFINITE,
    LARGEST_ROOM,
    PRIMAL,
    TOLERANCE,
    Demand,
    Network,
    load_program,
    make_solver,
)
from filiere.disclosure.system import Bools, Floats, Ints
from filiere.disclosure.work_budget import WorkBudget

ROUNDS = 2
SOFTENING = 0.3
LARGEST_PRICE = 1e4
"""Largest price of a program that is asked a second time: the tolerances of the solver are absolute."""
SMALL_SYSTEM = 1_000
"""Cells below which the whole system is asked at once."""


@dataclass(frozen=True, eq=False)
class Route:
    """A circulation: cells, by how much each moves and by how much it can fall (``room``), in scaled units; and the
    place among them of the cell that was asked to move, by ``amount``."""

    cells: Ints
    moves: Floats
    room: Floats
    place: int
    amount: float


@dataclass(frozen=True, eq=False)
class _ProgramColumns:
    """What the columns of a program are: cells, of which those at a price (``two``, by place ``second``) come twice."""

    cells: Ints
    second: Ints
    two: Bools
    place: int

    def costs(self, prices: Floats) -> Floats:
        """Return the cost of each column; moving the cell that is asked about costs nothing."""
        price = np.where(self.two, prices[self.cells], 0.0)
        price[self.place] = 0.0
        return np.concatenate([price, price[self.second]])


class Router:
    """Finds routes; keeps one solver for all."""

    def __init__(self, network: Network, locality: NeighbourhoodFinder, keep: Bools, work: WorkBudget) -> None:
        self.network, self.work = network, work
        self.locality = locality
        self.keep = keep
        self.solver = make_solver()
        self._asked = _ProgramColumns(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, dtype=bool), 0)

    def find_free_route(self, demand: Demand, hidden: Bools) -> Route | None:
        """Return a short route through hidden cells only, or none."""
        prices = 1.0 / np.sqrt(self.network.room + 1.0)
        return self._solve_wider(demand, hidden, np.where(hidden, prices, np.inf), priced=True)

    def cheapest(self, demand: Demand, hidden: Bools, costs: Floats) -> Route | None:
        """Return a route whose new cells cost little, or none when no cell that may be hidden gives one."""
        network = self.network
        prices = np.where(self.keep & ~hidden, np.inf, np.maximum(costs, 1e-9))
        if self.locality.whole and not demand.exact and network.size > SMALL_SYSTEM:
            prices = self._drop_unaffordable(demand, hidden, prices)
        best: Route | None = None
        least = np.inf
        asked = prices
        # A movement of any size is as large as it likes: there is nothing to weigh again.
        for _ in range(1 if demand.exact else ROUNDS + 1):
            found = self._reprice_last_program(demand, asked) if best is not None else None
            found = found or self._solve_wider(demand, hidden, asked)
            if found is None:
                break
            new = found.cells[~hidden[found.cells]]
            spent = float(prices[new].sum())
            if spent < least - 1e-12:
                best, least = found, spent
            if not len(new):
                break
            share = np.zeros(network.size)
            share[found.cells] = np.minimum(np.abs(found.moves) / demand.amount, 1.0)
            asked = prices / (share + SOFTENING)
        if best is None:
            return None
        # What is free moves in circles as well; the short way through the same cells does not.
        through = hidden.copy()
        through[best.cells] = True
        return self.find_free_route(demand, through) or best

    def _drop_unaffordable(self, demand: Demand, hidden: Bools, prices: Floats) -> Floats:
        """Return the prices without cells that alone cost more than a way found nearby."""
        near = next(iter(self.locality.list_neighbourhoods(demand.cell, demand.amount, hidden, prices, near=True)))
        found = self._solve(demand, near, hidden, prices, priced=False)
        if found is None:
            return prices
        spent = float(prices[found.cells[~hidden[found.cells]]].sum())
        return np.where(hidden | (prices <= spent), prices, np.inf)

    def _solve_wider(self, demand: Demand, hidden: Bools, prices: Floats, *, priced: bool = False) -> Route | None:
        """Solve within the neighbourhood of the cell, and in wider ones until there is a route."""
        # Movements of any size find a cheap way nearby; through hidden cells alone, any way will do.
        near = priced or demand.exact
        for cells in self.locality.list_neighbourhoods(demand.cell, demand.amount, hidden, prices, near=near):
            found = self._solve(demand, cells, hidden, prices, priced=priced)
            if found is not None:
                return found
        return None

    def _solve(self, demand: Demand, cells: Ints, hidden: Bools, prices: Floats, *, priced: bool) -> Route | None:
        network = self.network
        allowed = np.isfinite(prices[cells]) | hidden[cells]
        if demand.exact:
            # One direction must do for both.
            allowed &= network.interior[cells] & ~np.isin(cells, demand.view.floor_cells)
        if len(demand.view.known):
            allowed &= ~np.isin(cells, demand.view.known)
        cells = network.find_movable(cells[allowed])
        here = np.flatnonzero(cells == demand.cell)
        if not len(here):
            return None
        room = np.full(len(cells), LARGEST_ROOM)
        if not demand.exact:
            room = np.minimum(network.room_for(demand.view)[cells] / demand.amount, LARGEST_ROOM)
        lengths, rows, signs = network.entries(cells)
        kept, row = np.unique(rows, return_inverse=True)
        # A column that costs nothing goes both ways; one at a price is two, up and down.
        two = np.ones(len(cells), dtype=bool) if priced else ~hidden[cells]
        second = np.flatnonzero(two)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        ends = np.cumsum(lengths[second])
        spots = np.repeat(starts[second] - (ends - lengths[second]), lengths[second]) + np.arange(
            int(lengths[second].sum())
        )
        lower = np.concatenate([np.where(two, 0.0, -room), np.zeros(len(second))])
        upper = np.concatenate([np.full(len(cells), INFINITE), room[second]])
        place = int(here[0])
        lower[place] = upper[place] = float(demand.side)
        if two[place]:
            # Held at one movement, the cell needs no column of its own for the other way.
            upper[len(cells) + int(np.searchsorted(second, place))] = 0.0
        self._asked = _ProgramColumns(cells, second, two, place)
        load_program(
            self.solver,
            self._asked.costs(prices),
            lower,
            upper,
            len(kept),
            np.concatenate([starts, starts[-1] + ends]),
            np.concatenate([row, row[spots]]),
            np.concatenate([signs, -signs[spots]]),
        )
        self.work.run(self.solver)
        self._solve_again()
        return self._route(demand)

    def _solve_again(self) -> None:
        """Solve anew, otherwise, what the solver gave up: prices over many powers of ten, say."""
        if self.solver.getModelStatus() in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
            return
        costs = np.array(self.solver.getLp().col_cost_)
        if (dearest := float(costs.max(initial=0.0))) > LARGEST_PRICE:
            self.solver.changeColsCost(
                len(costs), np.arange(len(costs), dtype=np.int32), costs * (LARGEST_PRICE / dearest)
            )
        self.solver.clearSolver()
        self.solver.setOptionValue("presolve", "on")
        self.work.run(self.solver)
        self.solver.setOptionValue("presolve", "off")

    def _reprice_last_program(self, demand: Demand, prices: Floats) -> Route | None:
        """Ask the last program at other prices, from its last answer on, which is near."""
        costs = self._asked.costs(prices)
        self.solver.setOptionValue("simplex_strategy", PRIMAL)
        self.solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self.work.run(self.solver)
        self.solver.setOptionValue("simplex_strategy", DUAL)
        return self._route(demand)

    def _route(self, demand: Demand) -> Route | None:
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        cells, second = self._asked.cells, self._asked.second
        values = np.array(self.solver.getSolution().col_value)
        moves = values[: len(cells)]
        moves[second] -= values[len(cells) :]
        moving = np.abs(moves) > TOLERANCE
        cells = cells[moving]
        return Route(
            cells,
            moves[moving] * demand.amount,
            self.network.room_for(demand.view)[cells],
            int(np.searchsorted(cells, demand.cell)),
            demand.amount,
        )

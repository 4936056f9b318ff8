"""What a pattern lacks, as an inequality: the other half of Benders’ decomposition of cell suppression.

For numbers ``λ``, one an equation, a circulation ``d`` has ``Σ (λA)ⱼ dⱼ = 0``; scaled so that the cell ``p`` has −1,
``d_p = Σ hⱼ dⱼ`` over the others. A hidden cell falls by its room at most, so that a movement of ``p`` by its slack
``u`` asks

    Σ_{hⱼ>0} xⱼ + Σ_{hⱼ<0} min(1, |hⱼ| roomⱼ / u) xⱼ ≥ 1,

with ``xⱼ`` whether a cell is hidden (for an upward movement; signs turn for the other). Coefficients are cut at 1,
which is valid for whole ``x`` and makes the relaxation far closer. The ``λ`` come from the program that moves ``p`` as
far as a (fractional) pattern lets it: Fischetti and Salazar-González, “Solving the cell suppression problem on tabular
data with linear constraints”, Management Science 47 (2001), who strengthen capacities likewise.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.cell_neighbourhoods import NeighbourhoodFinder
from filiere.disclosure.suppression.circulation_network import (
    INFINITE,
    LARGEST_ROOM,
    TOLERANCE,
    Demand,
    Network,
    load_program,
    make_solver,
)
from filiere.disclosure.system import Bools, Floats, Ints
from filiere.disclosure.work_budget import WorkBudget

VIOLATION = 1e-4
MOST_COLUMNS = 3_000
"""Columns of a sub-table after which a demand that is neither met nor shown to lack anything is left open."""
NEGLIGIBLE = 1e-9


@dataclass(frozen=True, eq=False)
class BendersCut:
    """``Σ coefficients · x ≥ least`` over cells that are not hidden by themselves."""

    cells: Ints
    coefficients: Floats
    least: float


class Separator:
    """Asks of a pattern, whole or fractional, whether it meets a demand, and says what it lacks."""

    def __init__(self, network: Network, primary: Bools, locality: NeighbourhoodFinder, work: WorkBudget) -> None:
        self.network, self.work = network, work
        self.locality = locality
        self.primary = primary
        # Warm from the last demand where the columns stay, from nothing where each demand has its own.
        self.solver = make_solver(primal=locality.whole)
        self.weights: Floats = np.zeros(network.size)
        self.columns: Ints = np.zeros(0, np.int64)
        self.moves: Floats | None = None
        self._place: Ints = np.full(network.size, -1)
        self._all: Ints = np.zeros(0, np.int64)
        self._kept: Ints = np.zeros(0, np.int64)

    def look_at(self, weights: Floats) -> None:
        """Take the pattern to be asked about: one number from 0 to 1 a cell. Only cells above 0 become columns."""
        self.weights = weights
        self.columns = np.flatnonzero(weights > NEGLIGIBLE)
        if self.locality.whole:
            self._load(self.columns)

    def _load(self, cells: Ints) -> Ints:
        """Make ``cells`` the columns of the program; return the equations that are its rows."""
        lengths, rows, signs = self.network.entries(cells)
        kept, row = np.unique(rows, return_inverse=True)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        nothing = np.zeros(len(cells))
        self.columns = cells
        self._place[:] = -1
        self._place[cells] = np.arange(len(cells))
        self._all = np.arange(len(cells), dtype=np.int32)
        self._kept = kept
        load_program(self.solver, nothing, nothing, nothing, len(kept), starts, row, signs)
        return kept

    def find_lacking_cut(self, demand: Demand, *, whole: bool = False) -> BendersCut | None:
        """Return what the pattern lacks for ``demand``; none when it has all, or when no valid inequality shows it.

        ``whole`` says that the pattern is of zeros and ones, so that what is hidden may rise without end. What was
        found to be enough is left in ``moves``, by column, in units of the amount.
        """
        network = self.network
        room = np.full(network.size, LARGEST_ROOM)
        if not demand.exact:
            room = np.minimum(network.room_for(demand.view) / demand.amount, LARGEST_ROOM)
        room[demand.view.known] = 0.0
        if self.locality.whole:
            return self._ask(demand, room, whole=whole)[1]
        hidden = self.weights > NEGLIGIBLE
        nothing = np.full(network.size, np.inf)
        for cells in self.locality.list_neighbourhoods(demand.cell, demand.amount, hidden, nothing, near=True):
            self._load(cells)
            met, cut = self._ask(demand, room, whole=whole)
            if met or cut is not None:
                return cut
            if len(cells) > MOST_COLUMNS:
                break
        return None

    def _ask(self, demand: Demand, room: Floats, *, whole: bool) -> tuple[bool, BendersCut | None]:
        """Solve over the columns loaded; return whether the demand is met, and what is lacking."""
        weights = self.weights[self.columns]
        lower = -room[self.columns] * weights
        upper = np.full(len(self.columns), INFINITE) if whole else weights.copy()
        known = self._place[demand.view.known]
        upper[known[known >= 0]] = 0.0
        place = int(self._place[demand.cell])
        if demand.side > 0:
            upper[place] = 1.0
        else:
            lower[place] = -1.0
        self.solver.changeColsBounds(len(self.columns), self._all, lower, upper)
        self.solver.changeColCost(place, -float(demand.side))
        self.work.run(self.solver, light=True)
        # Read before the objective is put back, which voids the answer.
        solved = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        reached = -self.solver.getInfo().objective_function_value
        enough = reached > 1.0 - 1e-6
        answer = self.solver.getSolution()
        found = np.array(answer.col_value if enough else answer.row_dual)
        self.solver.changeColCost(place, 0.0)
        self.moves = found if solved and enough else None
        if not solved or enough:
            return solved, None
        return False, self.cut_from_numbers(demand, found, room)

    def find_also_met(self, demand: Demand, needs: ProtectionLevels) -> list[tuple[int, int]]:
        """Return the sides of other unsafe cells that the movement found for ``demand`` meets as well, when scaled.

        Scaled so that another cell moves by its own slack, no cell may fall below its room nor rise above that slack,
        each times its weight: the bounds of the program of that other cell.
        """
        if self.moves is None:
            return []
        moving = np.abs(self.moves) > TOLERANCE
        cells, moves = self.columns[moving], self.moves[moving] * demand.amount
        weights, room = self.weights[cells], self.network.room[cells] * self.weights[cells]
        found = []
        for turn in (1, -1):
            turned = moves * turn
            rises = float((turned / weights).max(initial=0.0))
            falling = turned < 0
            most = float((room[falling] / -turned[falling]).min(initial=np.inf))
            for place in np.flatnonzero(self.primary[cells] & (np.abs(turned) >= rises * (1 - 1e-9))).tolist():
                cell, move = int(cells[place]), float(turned[place])
                side = 1 if move > 0 else -1
                needed = float(needs.upper[cell] if side > 0 else needs.lower[cell])
                if needed <= most * abs(move) * (1 + 1e-9):
                    found.append((cell, side))
        return found

    def cut_from_numbers(self, demand: Demand, numbers: Floats, room: Floats) -> BendersCut | None:
        """Return the inequality of ``numbers``, one an equation of the program, if the pattern breaks it."""
        additions = self.network.system.additions
        telling = np.flatnonzero(np.abs(numbers) > NEGLIGIBLE)
        rows = self._kept[telling]
        lengths = additions.starts[rows + 1] - additions.starts[rows]
        ends = np.cumsum(lengths)
        spots = np.repeat(additions.starts[rows] - (ends - lengths), lengths) + np.arange(int(lengths.sum()))
        combined = np.bincount(
            additions.cells[spots],
            weights=additions.signs[spots] * np.repeat(numbers[telling], lengths),
            minlength=self.network.size,
        )
        own = combined[demand.cell]
        if abs(own) < NEGLIGIBLE:
            return None
        pull = combined / (-own * demand.side)
        pull[np.abs(pull) < NEGLIGIBLE] = 0.0
        pull[demand.cell] = 0.0
        pull[demand.view.known] = 0.0
        coefficients = np.where(pull > 0, 1.0, np.minimum(1.0, -pull * room))
        least = 1.0 - float(coefficients[self.primary].sum())
        if least <= 1e-6:
            return None
        coefficients = np.minimum(coefficients, least)
        coefficients[self.primary] = 0.0
        if float(coefficients @ self.weights) >= least * (1.0 - VIOLATION):
            return None
        cells = np.flatnonzero(coefficients > NEGLIGIBLE)
        return BendersCut(cells, coefficients[cells], least)

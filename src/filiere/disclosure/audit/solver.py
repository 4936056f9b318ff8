"""How far a hidden cell can be doubted by somebody who knows some of the others: linear programs in HiGHS.

The unknown is the difference *d* between the true table and another that looks the same: zero along every sum, and
leaving every cell at what is possible. Only hidden cells are columns. Two programs stay in the solver, of which a
question changes a few bounds:

    witness()   the least difference that moves a cell by a given amount; the cell and all else are split into what is
                added and what is taken, so that doing nothing is the first basis, and the dual simplex needs some fifty
                steps from there to a difference of some ten cells (0.8 ms for 740 hidden cells, 30 times less than
                from the last answer)
    reach()     how far a cell can go at most

Amounts are in the unit inside the solver and in scaled units outside.
"""

from functools import cached_property

import highspy
import numpy as np

from filiere.disclosure.audit.knowledge import NOTHING, TOLERANCE, Known, Move
from filiere.disclosure.audit.rebuilt import Bools, Floats, Ints, Rebuilt

LOOKED_AT, KEPT = 30, 4
"""How many differences found before are tried for a cell, and how many that fit are kept."""


class Doubt:
    """The programs of the cells of a table that are hidden, and of unsafe ones that are not.

    ``cells`` are the cells of its columns, ``column`` the reverse.

    ``low`` and ``high`` are the bounds that everybody knows of ``values``, in scaled units; infinite where there is
    none.
    """

    def __init__(self, table: Rebuilt, hidden: Bools, floor: Ints | None = None, ceiling: Ints | None = None) -> None:
        self.cells = np.flatnonzero(hidden | table.primary)
        self.column = np.full(len(table), -1, dtype=np.int64)
        self.column[self.cells] = np.arange(len(self.cells))
        self.values = table.values[self.cells]
        self.scale = table.scale
        self.low = np.where(table.bounded[self.cells], 0.0, -np.inf)
        self.high = np.full(len(self.cells), np.inf)
        if floor is not None and ceiling is not None:
            said = floor[self.cells].astype(float), ceiling[self.cells].astype(float)
            self.low = np.maximum(self.low, np.where(said[0] <= -(2.0**61), -np.inf, said[0]))
            self.high = np.minimum(self.high, np.where(said[1] >= 2.0**61, np.inf, said[1]))
        # An unsafe cell that is published has its column, and cannot move.
        told = ~hidden[self.cells]
        self.low[told] = self.high[told] = self.values[told]
        self.rows = _rows(table, self.column)
        self._low = (self.low - self.values) / self.scale
        self._high = (self.high - self.values) / self.scale
        # Cells that one or two make up are known to many attackers: a difference that leaves them alone serves longer.
        self._cost = np.choose(np.clip(table.counts[self.cells], 0, 3), [1.0, 5.0, 2.0, 1.0])
        self._found: dict[int, list[Move]] = {}

    @cached_property
    def _far(self) -> highspy.Highs:
        # The truth itself is always possible, so that the primal simplex starts from an answer.
        return _solver(self.rows, np.zeros(len(self.cells)), self._low, self._high, simplex_strategy=4)

    @cached_property
    def _near(self) -> highspy.Highs:
        starts, columns, signs = self.rows
        twice = np.stack([columns, columns + len(self.cells)], axis=1).ravel()
        signed = np.stack([signs, -signs], axis=1).ravel()
        zeros = np.zeros(2 * len(self.cells))
        most = np.concatenate([self._high, -self._low])
        return _solver((starts * 2, twice, signed), np.tile(self._cost, 2), zeros, most, simplex_strategy=1)

    def witness(self, column: int, side: int, amount: float, known: Known = NOTHING) -> Move | None:
        """Return a difference, small and of few cells, that moves a cell up (``side`` +1) or down (−1) by ``amount``;
        none when somebody who has that knowledge can rule out every one. What the solver cannot tell is left out of
        the amount: a millionth of it or of the unit."""
        count = len(self.cells)
        solver = self._near
        asked = (amount - spare(amount, self.scale)) / self.scale
        least, most = self._bounds(column, known)
        if asked <= 0:
            return Move(np.zeros(0, dtype=np.int64), np.zeros(0))
        if asked > (most if side > 0 else -least):
            return None
        touched = self._narrowed(known)
        mine, other = (column, column + count) if side > 0 else (column + count, column)
        solver.clearSolver()
        solver.changeColBounds(mine, asked, asked)
        solver.changeColBounds(other, 0.0, 0.0)
        found = self._run(solver)
        for one in (column, *touched):
            solver.changeColBounds(one, 0.0, self._high[one])
            solver.changeColBounds(one + count, 0.0, -self._low[one])
        if found is None:
            return None
        moved = found[:count] - found[count:]
        columns = np.flatnonzero(np.abs(moved) > TOLERANCE / 10)
        move = Move(columns, moved[columns] * self.scale)
        for one in columns.tolist():
            self._found.setdefault(one, []).append(move)
        return move

    def found_before(self, column: int, side: int, amount: float) -> list[Move]:
        """Return differences found for other cells that move this one as well, scaled to ``amount``; the latest first.

        Whatever nobody can rule out, nobody can rule out a part of; turned round or drawn out it is looked at again.
        """
        fitting = []
        for move in self._found.get(column, [])[: -LOOKED_AT - 1 : -1]:
            times = amount * side / float(move.amounts[move.columns == column][0])
            amounts = move.amounts * times
            then = self.values[move.columns] + amounts
            if 0 < times <= 1 or ((then >= self.low[move.columns]) & (then <= self.high[move.columns])).all():
                fitting.append(Move(move.columns, amounts))
                if len(fitting) == KEPT:
                    break
        return fitting

    def reach(self, column: int, side: int, known: Known = NOTHING) -> float:
        """Return by how much the cell can be higher (``side`` +1) or lower (−1); infinite where nothing bounds it."""
        solver = self._far
        for one, least in zip(known.floors.tolist(), known.least.tolist(), strict=True):
            solver.changeColBounds(one, self._least(one, least), self._high[one])
        for one in known.fixed.tolist():
            solver.changeColBounds(one, 0.0, 0.0)
        solver.changeColCost(column, -float(side))
        found = self._run(solver)
        solver.changeColCost(column, 0.0)
        for one in (*known.floors.tolist(), *known.fixed.tolist()):
            solver.changeColBounds(one, self._low[one], self._high[one])
        return np.inf if found is None else max(0.0, float(found[column]) * side * self.scale)

    def stuck(self, ends: Ints, signs: Ints, fixed: Ints) -> Ints:
        """Return those of ``ends`` (columns at their bound, so that they can go to ``signs`` only) that cannot move at
        all while ``fixed`` stand still: small values bind each other as equalities do."""
        count = len(self.cells)
        every = np.arange(count, dtype=np.int32)
        low, high = np.full(count, -np.inf), np.full(count, np.inf)
        low[ends], high[ends] = np.minimum(signs, 0), np.maximum(signs, 0)
        low[fixed] = high[fixed] = 0.0
        solver = self._far
        solver.changeColsBounds(count, every, low, high)
        open_ends = np.setdiff1d(ends, fixed)
        sign = np.zeros(count)
        sign[ends] = signs
        while len(open_ends):
            for end in open_ends:
                solver.changeColCost(int(end), -float(sign[end]))
            found = self._run(solver)
            for end in open_ends:
                solver.changeColCost(int(end), 0.0)
            if found is None:
                raise ArithmeticError("a bounded program has no bounded answer")
            moved = np.abs(found[open_ends]) > TOLERANCE
            if not moved.any():
                break
            open_ends = open_ends[~moved]
        solver.changeColsBounds(count, every, self._low, self._high)
        return open_ends

    def _least(self, column: int, least: int) -> float:
        return max(float(self._low[column]), (least - int(self.values[column])) / self.scale)

    def _bounds(self, column: int, known: Known) -> tuple[float, float]:
        """Return by how much a cell may be lower and higher by itself, for somebody who has that knowledge."""
        if column in known.fixed:
            return 0.0, 0.0
        mine = known.least[known.floors == column]
        low = self._least(column, int(mine[0])) if len(mine) else float(self._low[column])
        return low, float(self._high[column])

    def _narrowed(self, known: Known) -> list[int]:
        """Put somebody's knowledge into the program of small differences; return the columns touched."""
        count, solver = len(self.cells), self._near
        for one, least in zip(known.floors.tolist(), known.least.tolist(), strict=True):
            solver.changeColBounds(one + count, 0.0, -self._least(one, least))
        for one in known.fixed.tolist():
            solver.changeColBounds(one, 0.0, 0.0)
            solver.changeColBounds(one + count, 0.0, 0.0)
        return [*known.floors.tolist(), *known.fixed.tolist()]

    def _run(self, solver: highspy.Highs) -> Floats | None:
        """Solve; return the answer in the unit, none when there is none or it is without bound."""
        status = highspy.HighsModelStatus
        for again in (False, True):
            if again:
                # A basis gone bad is rare; the same question from scratch settles it.
                solver.clearSolver()
            solver.run()
            said = solver.getModelStatus()
            if said == status.kOptimal:
                return np.array(solver.getSolution().col_value)
            if said in (status.kInfeasible, status.kUnbounded, status.kUnboundedOrInfeasible):
                return None
        raise ArithmeticError(f"the solver found no answer: {said}")


def spare(amount: float, scale: int) -> float:
    """Return what the solver cannot tell from an amount, in scaled units: a millionth of it, or of the unit if that is
    more."""
    return max(1e-6 * amount, TOLERANCE * scale)


def _rows(table: Rebuilt, column: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the sums between hidden cells: starts, columns, signs; without empty ones, each once."""
    sums = table.sums
    columns = column[sums.cells]
    kept = columns >= 0
    rows, columns, signs = sums.rows[kept], columns[kept], sums.signs[kept]
    order = np.lexsort((columns, rows))
    rows, columns, signs = rows[order], columns[order], signs[order]
    seen: dict[bytes, None] = {}
    starts, listed, signed = [0], [], []
    for span in np.split(np.arange(len(rows)), np.flatnonzero(np.diff(rows)) + 1):
        if len(span):
            key = columns[span].tobytes() + (signs[span] * signs[span][0]).tobytes()
            if key not in seen:
                seen[key] = None
                listed.append(columns[span])
                signed.append(signs[span])
                starts.append(starts[-1] + len(span))
    empty = np.zeros(0, dtype=np.int64)
    return np.array(starts), np.concatenate([empty, *listed]), np.concatenate([empty, *signed])


def _solver(
    rows: tuple[Ints, Ints, Ints], cost: Floats, low: Floats, high: Floats, *, simplex_strategy: int
) -> highspy.Highs:
    starts, columns, signs = rows
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | str] = {
        "output_flag": False,
        "presolve": "off",
        "threads": 1,
        "simplex_strategy": simplex_strategy,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(low), len(starts) - 1
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = low, high
    model.row_lower_ = model.row_upper_ = np.zeros(len(starts) - 1)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = columns.astype(np.int32)
    model.a_matrix_.value_ = signs.astype(float)
    solver.passModel(model)
    return solver

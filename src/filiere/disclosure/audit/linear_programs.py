"""Linear programs of the audit, by the simplex method as far as it is quick, by interior points beyond.

Most differences are of some ten cells and some hundred steps from doing nothing. Where a cell needs so much that
hundreds of others have to move, and somebody knows some of these, the simplex method takes up to forty thousand steps
(25 s for 4,418 hidden cells of five dimensions); interior points take some twenty, of which each factorises once
(0.2 s), whatever is asked. Their answers are exact to some ten figures and move every cell a little, so that they serve
for the one who asked and for nobody else.

    solve_program()     the answer, or StepLimitReached
    FarthestMove        how far one cell can go, by interior points
"""

from collections.abc import Iterable

import highspy
import numpy as np

from filiere.disclosure.audit.attackers import TOLERANCE
from filiere.disclosure.audit.rebuilt_table import Floats, Ints
from filiere.disclosure.work_budget import WorkBudget

MOST_STEPS = 1_000
"""Steps of the simplex method after which interior points are asked."""

SumRows = tuple[Ints, Ints, Ints]
"""Sums that stay as they are: where each starts, its columns, its signs."""


class StepLimitReached(Exception):
    """The simplex method has not ended within the steps it was given."""


def load_program(
    rows: SumRows, cost: Floats, low: Floats, high: Floats, options: dict[str, bool | int | str]
) -> highspy.Highs:
    """Return a solver of one thread with a program in it whose sums are zero."""
    starts, columns, signs = rows
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in ({"output_flag": False, "threads": 1} | options).items():
        solver.setOptionValue(name, value)
    nothing = np.zeros(len(starts) - 1)
    solver.passModel(
        len(cost),
        len(starts) - 1,
        len(columns),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        cost,
        low,
        high,
        nothing,
        nothing,
        starts.astype(np.int32),
        columns.astype(np.int32),
        signs.astype(float),
        np.zeros(len(cost), dtype=np.int32),
    )
    return solver


def load_simplex(rows: SumRows, cost: Floats, low: Floats, high: Floats, *, strategy: int) -> highspy.Highs:
    """Return a solver by the simplex method, each question from the last answer or from nothing."""
    return load_program(rows, cost, low, high, {"presolve": "off", "simplex_strategy": strategy})


def solve_program(solver: highspy.Highs, work: WorkBudget, most_steps: int | None = None) -> Floats | None:
    """Solve and count the work; return the answer in the unit, none when there is none or it is without bound.

    Raises :class:`StepLimitReached` where ``most_steps`` of the simplex method do not do.
    """
    status = highspy.HighsModelStatus
    solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf if most_steps is None else most_steps)
    for again in (False, True):
        if again:
            # A basis gone bad is rare; the same question from scratch settles it.
            solver.clearSolver()
        work.run(solver, light=True)
        said = solver.getModelStatus()
        if said == status.kOptimal:
            return np.array(solver.getSolution().col_value)
        if said in (status.kInfeasible, status.kUnbounded, status.kUnboundedOrInfeasible):
            return None
        if said == status.kIterationLimit:
            raise StepLimitReached
    raise ArithmeticError(f"the solver found no answer: {said}")


class FarthestMove:
    """The difference that moves one column farthest, by interior points; bounds are in the unit.

    Doing nothing is always possible and the move is bounded by what is asked, so that there always is an answer.
    """

    def __init__(self, rows: SumRows, low: Floats, high: Floats, work: WorkBudget) -> None:
        self._low, self._high, self._work = low, high, work
        self._solver = load_program(
            rows, np.zeros(len(low)), low, high, {"presolve": "on", "solver": "ipm", "run_crossover": "off"}
        )

    def find(self, column: int, side: int, most: float, known: Iterable[tuple[int, float, float]]) -> Floats | None:
        """Return a difference that moves ``column`` to ``side`` by ``most``, or else as far as it can go; none where
        the method does not end in an answer. ``known`` gives columns with the bounds that somebody knows of them."""
        solver, touched = self._solver, [column]
        low, high = float(self._low[column]), float(self._high[column])
        for number, least, highest in known:
            touched.append(number)
            solver.changeColBounds(number, least, highest)
            if number == column:
                low, high = least, highest
        solver.changeColBounds(column, *((low, min(high, most)) if side > 0 else (max(low, -most), high)))
        solver.changeColCost(column, -float(side))
        solver.clearSolver()
        self._work.run_interior(solver)
        found = None
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            found = np.array(solver.getSolution().col_value)
            activity = np.abs(np.array(solver.getSolution().row_value))
            if activity.max(initial=0.0) > TOLERANCE / 10:
                found = None
        solver.changeColCost(column, 0.0)
        for number in touched:
            solver.changeColBounds(number, self._low[number], self._high[number])
        return found

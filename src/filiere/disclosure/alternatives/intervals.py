"""The interval in which a reader knows a hidden cell to lie, published with the table.

It follows from what is published anyway (visible cells, additions, no amount below zero), so it tells nobody anything
that the dash did not: an interval made of the value and its slack would, since whoever knows the rule divides it out.
Ends are rounded outward to the last decimal of the data. Two linear programs a cell, each started from the last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import highspy
import numpy as np

from filiere.disclosure.system import Bools, Ints, System

SCALED_MAXIMUM = 1e6
"""What the largest value becomes in the solver: its tolerances are absolute, near 1e-7."""
OUTWARD_MARGIN = 1e-4
"""How far an end is moved outward before it is rounded, in the solver’s unit: far beyond its tolerances."""


@dataclass(frozen=True, eq=False)
class PublishedIntervals:
    """The ends for each cell, in scaled units: none for a cell that is visible, or where there is no end."""

    low: Sequence[int | None]
    high: Sequence[int | None]


def compute_intervals(system: System, hidden: Bools, *, grain: int) -> PublishedIntervals:
    """Return what a reader knows of each hidden cell; ``grain`` is the last decimal of the data in scaled units."""
    low: list[int | None] = [None] * len(system)
    high: list[int | None] = [None] * len(system)
    cells = np.flatnonzero(hidden)
    if not len(cells):
        return PublishedIntervals(low, high)
    unit = max(float(np.abs(system.values[cells]).max()) / SCALED_MAXIMUM, 1.0)
    solver = _build_program(system, cells, unit)
    for column, cell in enumerate(cells.tolist()):
        value = int(system.values[cell])
        for ends, side in ((low, -1), (high, 1)):
            moved = _find_furthest_move(solver, column, side)
            if moved is None:
                continue
            # The true value is possible, whatever the solver's last digit says.
            reach = value + side * (max(moved, 0.0) + OUTWARD_MARGIN) * unit
            end = ceil(reach / grain) * grain if side > 0 else floor(reach / grain) * grain
            ends[cell] = max(end, 0) if system.bounded_cells[cell] else end
    return PublishedIntervals(low, high)


def _build_program(system: System, cells: Ints, unit: float) -> highspy.Highs:
    """Return the program whose columns are how far each hidden cell may be from its value, additions kept."""
    column = np.full(len(system), -1, dtype=np.int64)
    column[cells] = np.arange(len(cells))
    additions = system.additions
    there = column[additions.cells] >= 0
    rows, starts = np.unique(additions.rows[there], return_index=True)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cells), len(rows)
    model.col_cost_ = np.zeros(len(cells))
    least = -system.values[cells] / unit
    model.col_lower_ = np.where(system.bounded_cells[cells], least, -highspy.kHighsInf)
    model.col_upper_ = np.full(len(cells), highspy.kHighsInf)
    model.row_lower_ = model.row_upper_ = np.zeros(len(rows))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.append(starts, there.sum()).astype(np.int32)
    model.a_matrix_.index_ = column[additions.cells[there]].astype(np.int32)
    model.a_matrix_.value_ = additions.signs[there].astype(float)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("presolve", "off")
    # Only the objective changes from one program to the next, which leaves the last answer feasible.
    solver.setOptionValue("simplex_strategy", 4)
    solver.passModel(model)
    return solver


def _find_furthest_move(solver: highspy.Highs, column: int, side: int) -> float | None:
    """Return how far a cell may move to a side; none without end."""
    solver.changeColCost(column, -float(side))
    solver.run()
    status = solver.getModelStatus()
    moved = None
    if status == highspy.HighsModelStatus.kOptimal:
        moved = side * float(solver.getSolution().col_value[column])
    elif status not in (
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kUnboundedOrInfeasible,
    ):
        raise RuntimeError(f"the solver ended with {status}")
    solver.changeColCost(column, 0.0)
    return moved

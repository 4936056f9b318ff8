"""Controlled rounding: every cell becomes a multiple of a base beside its value, and the rounded table adds up.

A value that is a multiple stays (zero-restricted). Where the rules ask for blur, only the neighbours that leave it are
allowed: a reader knows a value to within the base on either side of what is shown, so that the blur and the distance
rounded away must fit in it together. Two-way tables always have such a rounding but for these; others may have none,
and then the values reach to the next multiples but one, which readers are told, since their doubt is as wide.

Cox, L. H. (1987), A constructive procedure for unbiased controlled rounding, JASA 82, 520–524.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

import highspy
import numpy as np

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.system import Floats, Ints, System
from filiere.disclosure.work_budget import WorkBudget

REACHES = (1, 2, 3)
"""How many bases away a rounded value may be, tried in this order."""


class RoundingNotFound(ValueError):
    """No rounding of this base leaves the blur asked, or none was found in the time given (``late``)."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("no controlled rounding")
        self.late = late


@dataclass(frozen=True, eq=False)
class RoundedTable:
    """Rounded values, in scaled units: each less than ``reach`` times ``base`` from its cell.

    ``moved`` is the sum of distances, and ``bound`` one below which there is none at this base and reach, both in
    scaled units; ``complete`` is false when time ran out before the two met.
    """

    values: Ints
    base: int
    reach: int
    moved: float
    bound: float
    complete: bool


@dataclass(frozen=True, eq=False)
class _Choices:
    """What each cell may become: the multiple below its value, plus ``step`` bases."""

    cell: Ints
    step: Ints
    distance: Ints


def iter_bases(needs: ProtectionLevels, *, grain: int) -> Iterator[int]:
    """Yield bases, 1, 2 or 5 times a power of ten grains, from the least that has room for twice the largest blur.

    Half a base is the most that a value is rounded away to the nearer side, and as much is left for the blur.
    """
    wanted = 2 * int(max(needs.upper.max(), needs.lower.max()))
    base = grain
    for up, down in cycle(((2, 1), (5, 2), (2, 1))):
        if base >= wanted:
            yield base
        base = base * up // down


def round_table(
    system: System, needs: ProtectionLevels, base: int, *, time_limit: float, seed: int = 1
) -> RoundedTable:
    """Return the controlled rounding to ``base`` (scaled units) that moves values least.

    Raises :class:`RoundingNotFound` when there is none within :data:`REACHES`.
    """
    late = False
    for reach in REACHES:
        try:
            return _solve_rounding(system, needs, base, reach, time_limit / len(REACHES), seed)
        except RoundingNotFound as none:
            late = late or none.late
    raise RoundingNotFound(late=late)


def _solve_rounding(
    system: System, needs: ProtectionLevels, base: int, reach: int, time_limit: float, seed: int
) -> RoundedTable:
    """Solve ``min Σ |x − v|`` over multiples ``x`` of the base, one choice a cell, additions kept."""
    choices = _list_choices(system, needs, base, reach)
    if len(np.unique(choices.cell)) < len(system):
        raise RoundingNotFound(late=False)
    below = system.values // base
    solver = _build_program(system, choices, below, choices.distance / base)
    solver.setOptionValue("random_seed", seed % 2**31)
    WorkBudget(time_limit).run_whole(solver, time_limit)
    status = solver.getModelStatus()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise RoundingNotFound(late=status == highspy.HighsModelStatus.kInterrupt)
    chosen = np.asarray(solver.getSolution().col_value)[: len(choices.cell)] > 0.5
    found = below * base
    found[choices.cell[chosen]] += choices.step[chosen] * base
    if chosen.sum() != len(system) or system.additions.residuals(found).any():
        raise RoundingNotFound(late=False)
    moved = float(np.abs(found - system.values).sum())
    bound = min(max(float(info.mip_dual_bound) * base, 0.0), moved)
    return RoundedTable(found, base, reach, moved, bound, status == highspy.HighsModelStatus.kOptimal)


def _list_choices(system: System, needs: ProtectionLevels, base: int, reach: int) -> _Choices:
    below, exact = system.values // base, system.values % base == 0
    blur = np.maximum(needs.upper, needs.lower)
    cells, steps, distances = [], [], []
    for step in range(1 - reach, 1 + reach):
        value = (below + step) * base
        distance = np.abs(value - system.values)
        refused = distance >= reach * base
        # A multiple stays where it is; only when nothing else does may it have to follow its parts.
        refused |= exact & (step != 0) & (reach == 1)
        refused |= needs.primary & (distance + blur > reach * base)
        refused |= (value < 0) & system.bounded_cells
        allowed = np.flatnonzero(~refused)
        cells.append(allowed)
        steps.append(np.full(len(allowed), step, dtype=np.int64))
        distances.append(distance[allowed])
    return _Choices(np.concatenate(cells), np.concatenate(steps), np.concatenate(distances))


def _build_program(system: System, choices: _Choices, below: Ints, cost: Floats) -> highspy.Highs:
    """Return the program: one choice a cell, and along every addition the steps make up for the multiples below."""
    count, cells = len(choices.cell), len(system)
    order = np.argsort(choices.cell, kind="stable")
    starts = np.searchsorted(choices.cell[order], np.arange(cells + 1))
    additions = system.additions
    rows: list[Ints] = [choices.cell]
    columns: list[Ints] = [np.arange(count)]
    values: list[Floats] = [np.ones(count)]
    for row, cell, sign in zip(additions.rows, additions.cells, additions.signs, strict=True):
        mine = order[starts[cell] : starts[cell + 1]]
        rows.append(np.full(len(mine), cells + row))
        columns.append(mine)
        values.append((sign * choices.step[mine]).astype(np.float64))
    row_of, column_of, value_of = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    by_row = np.argsort(row_of, kind="stable")
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, cells + len(additions)
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.row_lower_ = model.row_upper_ = np.concatenate([np.ones(cells), -additions.residuals(below).astype(float)])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(row_of[by_row], np.arange(model.num_row_ + 1)).astype(np.int32)
    model.a_matrix_.index_ = column_of[by_row].astype(np.int32)
    model.a_matrix_.value_ = value_of[by_row]
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver

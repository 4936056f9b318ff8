"""The smallest and the largest multiplier over every split that the bounds admit, by linear programming.

Admissible columns make a polytope: every bound is a linear inequality, and all of them together leave a closed and
bounded set. A multiplier is a fraction of two affine functions of the column (see `split_systems`) whose denominator
is positive wherever the table converges, which is checked at its smallest value. Along a segment between two columns
such a fraction is ``(a + b t) / (c + d t)``, whose derivative ``(b c − a d) / (c + d t)²`` never changes sign: it
rises all along or falls all along. So no point inside a segment is above both of its ends, the extremes over the
polytope are attained, and they are attained at vertices. Charnes and Cooper (Naval Research Logistics Quarterly 9,
1962) turn the search into one linear program a bound: multiply everything by ``t = 1 / denominator``, and hold the
denominator at 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from filiere.core.faults import Faults
from filiere.core.linear_solver import make_silent_solver
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import CATALOGUE
from filiere.economy.split_systems import FractionalResult, SplitSystem
from filiere.economy.tables import InputOutputTable

_INFINITE = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class _Row:
    """One inequality ``low ≤ Σ coefficient · variable ≤ high`` of the program, by places of variables."""

    terms: Sequence[tuple[int, float]]
    low: float
    high: float


class AdmissibleColumns:
    """The polytope of columns that a split admits.

    Variables, ``k + 4`` of them: the ``k`` purchases, their sum, compensation, jobs, and the scale ``t``; all but the
    last are multiplied by ``t``, so that every bound is a homogeneous inequality.
    """

    def __init__(self, table: InputOutputTable, system: SplitSystem, *, is_own: bool) -> None:
        self.system = system
        self.size = system.size
        self._sum, self._wages, self._jobs, self._scale = (self.size + place for place in range(4))
        self._rows = self._list_rows(table, is_own=is_own)
        self._check_value_added(table, is_own=is_own)

    def find_bounds(self, result: FractionalResult) -> tuple[float, float]:
        """Return the smallest and the largest value of a fraction; raise :class:`Faults` when nothing is admissible."""
        ends = [self._optimise(result, largest=largest) for largest in (False, True)]
        values = result.evaluate(np.vstack(ends))
        return float(values.min()), float(values.max())

    def find_least_denominator(self, result: FractionalResult) -> float:
        """Return the smallest denominator over all admissible columns: positive where every one of them converges."""
        flat = FractionalResult(0.0, 1.0, -result.bottom, 1 - result.bottom_constant, 0 * result.bottom, 0.0)
        return float(flat.evaluate(self._optimise(flat, largest=False)[None, :])[0])

    def _list_rows(self, table: InputOutputTable, *, is_own: bool) -> list[_Row]:
        system, split = self.system, self.system.specification
        rows = [_Row([*((place, 1.0) for place in range(self.size)), (self._sum, -1.0)], 0, 0)]
        rows += self._bound_between(self._sum, split.purchases.low, split.purchases.high)
        for place, share in enumerate(system.composition):
            rows.append(_Row([(place, 1.0), (self._sum, -split.factor.low * float(share))], 0, _INFINITE))
            rows.append(_Row([(place, 1.0), (self._sum, -split.factor.high * float(share))], -_INFINITE, 0))
            if np.isfinite(system.ceiling[place]):
                rows.append(_Row([(place, 1.0), (self._scale, -float(system.ceiling[place]))], -_INFINITE, 0))
        rest = 1.0 if is_own else split.share
        outlays = [(place, float(cost)) for place, cost in enumerate(system.outlay)]
        left = 1 - system.tax
        if split.compensation is None:
            paid = [(place, system.wage_share * cost) for place, cost in outlays]
            rows.append(_Row([*paid, (self._wages, 1.0), (self._scale, -system.wage_share * left)], 0, 0))
        else:
            rows += self._bound_between(self._wages, split.compensation.low, split.compensation.high)
            rows.append(_Row([*outlays, (self._wages, 1.0), (self._scale, -left)], -_INFINITE, 0))
            rows += self._bound_by_parent(self._wages, table.compensation, split.parent, table, rest, is_own=is_own)
        if split.jobs is None:
            rows += self._bound_between(self._jobs, system.job_rate, system.job_rate)
        else:
            rows += self._bound_between(self._jobs, split.jobs.low, split.jobs.high)
            rows += self._bound_by_parent(self._jobs, table.jobs, split.parent, table, rest, is_own=is_own)
        return rows

    def _bound_between(self, place: int, low: float, high: float) -> list[_Row]:
        if low == high:
            return [_Row([(place, 1.0), (self._scale, -low)], 0, 0)]
        return [
            _Row([(place, 1.0), (self._scale, -low)], 0, _INFINITE),
            _Row([(place, 1.0), (self._scale, -high)], -_INFINITE, 0),
        ]

    def _bound_by_parent(
        self, place: int, held: Floats | None, parent: str, table: InputOutputTable, share: float, *, is_own: bool
    ) -> list[_Row]:
        """The part holds no more than the whole parent."""
        if held is None or is_own:
            return []
        number = table.codes.index(parent)
        most = float(held[number] / table.output[number]) / share
        return [_Row([(place, 1.0), (self._scale, -most)], -_INFINITE, 0)]

    def _check_value_added(self, table: InputOutputTable, *, is_own: bool) -> None:
        """No admissible split may leave a negative value added, to the part or to the rest of a parent that has
        some."""
        system, split = self.system, self.system.specification
        costs = np.concatenate([system.outlay, np.zeros(2)])
        added = FractionalResult(0.0, 1.0, -costs, 1 - system.tax, 0 * costs, 0.0)
        ends = [float(added.evaluate(self._optimise(added, largest=one)[None, :])[0]) for one in (False, True)]
        found = []
        if ends[0] < -1e-12:
            found.append(CATALOGUE.build("economy-split-no-value-added", code=split.code, value=f"{ends[0]:.4g}"))
        place = table.codes.index(split.parent)
        held = float(table.value_added[place] / table.output[place])
        left = (held - split.share * ends[1]) / (1 - split.share)
        if not is_own and held >= 0 and left < -1e-12:
            found.append(CATALOGUE.build("economy-split-no-value-added", code=split.parent, value=f"{left:.4g}"))
        if found:
            raise Faults(one.at(key="purchases") for one in found)

    def _optimise(self, result: FractionalResult, *, largest: bool) -> Floats:
        """Return the column at which a fraction is smallest or largest."""
        height = result.height if result.height else 1.0
        sign = -1.0 if largest == (height > 0) else 1.0
        costs = np.zeros(self.size + 4)
        norm = np.zeros(self.size + 4)
        for target, values, constant in (
            (costs, result.top, result.top_constant),
            (norm, -result.bottom, 1 - result.bottom_constant),
        ):
            target[: self.size] = values[: self.size]
            target[self._wages], target[self._jobs], target[self._scale] = values[-2], values[-1], constant
        terms = [(int(place), float(norm[place])) for place in np.flatnonzero(norm)]
        found = _solve(sign * costs, [*self._rows, _Row(terms, 1, 1)])
        if found is None or found[self._scale] <= 0:
            raise Faults([CATALOGUE.build("economy-split-empty").at(key="factor")])
        column = found / found[self._scale]
        return np.concatenate([column[: self.size], column[[self._wages, self._jobs]]])


def _solve(costs: Floats, rows: Sequence[_Row]) -> Floats | None:
    """Return where ``costs`` is least over non-negative variables under rows; None when there is no such place."""
    starts = np.cumsum([0, *(len(row.terms) for row in rows)]).astype(np.int32)
    places = np.array([place for row in rows for place, _ in row.terms], dtype=np.int32)
    values = np.array([value for row in rows for _, value in row.terms])
    solver = make_silent_solver()
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(option, 1e-10)
    # Jobs a unit of money may be millions of times smaller than the shares beside them.
    largest = float(np.abs(costs).max()) or 1.0
    solver.passModel(
        len(costs),
        len(rows),
        len(values),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        costs / largest,
        np.zeros(len(costs)),
        np.full(len(costs), _INFINITE),
        np.array([row.low for row in rows], dtype=float),
        np.array([row.high for row in rows], dtype=float),
        starts,
        places,
        values,
        np.zeros(len(costs), dtype=np.int32),
    )
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(solver.getSolution().col_value)

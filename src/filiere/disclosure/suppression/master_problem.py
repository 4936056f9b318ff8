"""The cheapest pattern that lacks nothing known so far: the first half of Benders’ decomposition.

Its value is a proven lower bound whatever inequalities it holds, since each holds for every safe pattern. Fractional,
it guides; whole, it proposes.
"""

import highspy
import numpy as np

from filiere.core.linear_solver import make_silent_solver
from filiere.disclosure.suppression.circulation_network import INFINITE
from filiere.disclosure.suppression.separation import BendersCut
from filiere.disclosure.system import Bools, Floats, Ints
from filiere.disclosure.work_budget import WorkBudget

RELATIVE_GAP = 0.002
"""Relative gap at which a whole solution is good enough to be asked about."""


class Master:
    """``min Σ cost · x`` under the cuts: 1 on cells unsafe by themselves, 0 on those that must stay visible."""

    def __init__(self, costs: Floats, primary: Bools, keep: Bools, work: WorkBudget) -> None:
        self.primary, self.work = primary, work
        self.free: Ints = np.flatnonzero(~primary)
        self._place: Ints = np.full(len(costs), -1)
        self._place[self.free] = np.arange(len(self.free))
        self._all = np.arange(len(self.free), dtype=np.int32)
        self.solver = make_silent_solver()
        size = len(self.free)
        self.solver.addVars(size, np.zeros(size), np.where(keep[self.free], 0.0, 1.0))
        self.solver.changeColsCost(size, self._all, costs[self.free])
        self.cuts = 0
        self.infeasible = False

    def add(self, cut: BendersCut) -> None:
        """Keep an inequality."""
        places = self._place[cut.cells].astype(np.int32)
        self.solver.addRow(cut.least, INFINITE, len(places), places, cut.coefficients)
        self.cuts += 1

    def solve_relaxed(self) -> tuple[Floats, float]:
        """Return the cheapest fractional pattern and its cost, a lower bound."""
        self._kind(highspy.HighsVarType.kContinuous)
        self.work.run(self.solver)
        self.infeasible = self.solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        return self._solution(), float(self.solver.getInfo().objective_function_value)

    def solve_whole(self, most: float, *, gap: float = RELATIVE_GAP) -> tuple[Bools, float] | None:
        """Return a cheap whole pattern and the proven lower bound; none when ``most`` is spent (in seconds
        of reference) before there is one."""
        if not len(self.free):
            return self.primary.copy(), 0.0
        self._kind(highspy.HighsVarType.kInteger)
        self.solver.setOptionValue("mip_rel_gap", gap)
        self.work.run_whole(self.solver, most)
        info = self.solver.getInfo()
        if not np.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
            return None
        return self._solution() > 0.5, float(info.mip_dual_bound)

    def _kind(self, kind: highspy.HighsVarType) -> None:
        size = len(self.free)
        if size:
            self.solver.changeColsIntegrality(size, self._all, np.full(size, int(kind), np.uint8))

    def _solution(self) -> Floats:
        found = self.primary.astype(np.float64)
        values = self.solver.getSolution().col_value
        if len(values) == len(self.free):
            found[self.free] = np.clip(np.array(values), 0.0, 1.0)
        return found

"""The cheapest pattern safe against readers, by Benders’ decomposition to the end: what the suppressor is held to.

The suppressor stops when another round does not pay; here the master is solved to no gap and asked again until its
pattern lacks nothing, so that its value is the optimum. Only for tables of some hundred cells.
"""

import math
import time
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.cell_neighbourhoods import NeighbourhoodFinder
from filiere.disclosure.suppression.circulation_network import Demand, Network
from filiere.disclosure.suppression.circulation_pool import make_reader_demand, sort_sides
from filiere.disclosure.suppression.equation_cuts import iter_equation_cuts
from filiere.disclosure.suppression.master_problem import Master
from filiere.disclosure.suppression.separation import BendersCut, Separator
from filiere.disclosure.system import Floats, System
from filiere.disclosure.work_budget import WorkBudget


def with_margin(system: System, needs: ProtectionLevels, share: str) -> ProtectionLevels:
    """Return the same unsafe cells, each to be blurred by a share of its value both ways and by nothing else.

    It is what τ-Argus asks by default of cells given to it as unsafe (``MAN(10)``): nothing of a cell of zero.
    """
    part = Fraction(share)
    slack = np.array([math.ceil(int(value) * part) for value in np.abs(system.values)], dtype=np.int64)
    slack[~needs.primary] = 0
    return replace(needs, upper=slack, lower=slack)


def optimum(system: System, needs: ProtectionLevels, costs: Floats, *, seconds: float) -> dict[str, Any]:
    """Return the cheapest pattern known (``hidden``, ``cost``), a ``bound``, and whether they meet (``complete``).

    When they do not, ``hidden`` is the last proposal and is not safe.
    """
    deadline, work = time.monotonic() + seconds, WorkBudget(seconds)
    network = Network(system)
    separator = Separator(network, needs.primary, NeighbourhoodFinder(network, whole=len(system)), work)
    master = Master(costs, needs.primary, np.zeros(len(system), dtype=bool), work)
    demands = [make_reader_demand(side, needs) for side in sort_sides(needs)]
    for cut in iter_equation_cuts(network, needs.primary, demands):
        master.add(cut)
    _relax(master, separator, demands, needs, until=time.monotonic() + seconds / 4)
    hidden, bound, rounds, safe = needs.primary.copy(), 0.0, 0, False
    while not safe and time.monotonic() < deadline:
        proposal = master.solve_whole(deadline - time.monotonic(), gap=0.0)
        if proposal is None:
            break
        hidden, least = proposal
        bound, rounds = max(bound, least), rounds + 1
        cuts, lacking = _lacks(separator, hidden.astype(np.float64), demands, needs, whole=True)
        safe = not lacking
        for cut in cuts:
            master.add(cut)
        if lacking and not cuts:
            break
    cost = float(costs[hidden & ~needs.primary].sum())
    met = safe and cost <= bound + 1e-6
    return {"hidden": hidden, "cost": cost, "bound": bound, "rounds": rounds, "safe": safe, "complete": met}


def _relax(
    master: Master, separator: Separator, demands: list[Demand], needs: ProtectionLevels, *, until: float
) -> None:
    """Grow inequalities on fractional patterns, which cost less to find than whole ones."""
    while time.monotonic() < until:
        weights, _ = master.solve_relaxed()
        cuts, _ = _lacks(separator, weights, demands, needs, whole=False)
        for cut in cuts:
            master.add(cut)
        if not cuts:
            return


def _lacks(
    separator: Separator, weights: Floats, demands: list[Demand], needs: ProtectionLevels, *, whole: bool
) -> tuple[list[BendersCut], int]:
    """Return what a pattern lacks, as inequalities, and how many demands it does not meet."""
    separator.look_at(weights)
    met: set[tuple[int, int]] = set()
    cuts: list[BendersCut] = []
    lacking = 0
    for demand in demands:
        if (demand.cell, demand.side) in met:
            continue
        cut = separator.find_lacking_cut(demand, whole=whole)
        if separator.moves is None:
            lacking += 1
            if cut is not None:
                cuts.append(cut)
        elif not whole:
            met.update(separator.find_also_met(demand, needs))
    return cuts, lacking

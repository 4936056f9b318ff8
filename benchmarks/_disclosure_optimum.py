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

from filiere.disclosure.needs import Needs
from filiere.disclosure.suppression.book import demand_of, sides_of
from filiere.disclosure.suppression.locality import Locality
from filiere.disclosure.suppression.master import Master
from filiere.disclosure.suppression.network import Demand, Network
from filiere.disclosure.suppression.plain import plain_cuts
from filiere.disclosure.suppression.separation import Cut, Separator
from filiere.disclosure.system import Floats, System
from filiere.disclosure.work import Work


def with_margin(system: System, needs: Needs, share: str) -> Needs:
    """Return the same unsafe cells, each to be blurred by a share of its value both ways and by nothing else.

    It is what τ-Argus asks by default of cells given to it as unsafe (``MAN(10)``): nothing of a cell of zero.
    """
    part = Fraction(share)
    slack = np.array([math.ceil(int(value) * part) for value in np.abs(system.values)], dtype=np.int64)
    slack[~needs.primary] = 0
    return replace(needs, upper=slack, lower=slack)


def optimum(system: System, needs: Needs, costs: Floats, *, seconds: float) -> dict[str, Any]:
    """Return the cheapest pattern known (``hidden``, ``cost``), a ``bound``, and whether they meet (``complete``).

    When they do not, ``hidden`` is the last proposal and is not safe.
    """
    deadline, work = time.monotonic() + seconds, Work(seconds)
    network = Network(system)
    separator = Separator(network, needs.primary, Locality(network, whole=len(system)), work)
    master = Master(costs, needs.primary, np.zeros(len(system), dtype=bool), work)
    demands = [demand_of(side, needs) for side in sides_of(needs)]
    for cut in plain_cuts(network, needs.primary, demands):
        master.add(cut)
    _relax(master, separator, demands, needs, until=time.monotonic() + seconds / 4)
    hidden, bound, rounds, safe = needs.primary.copy(), 0.0, 0, False
    while not safe and time.monotonic() < deadline:
        proposal = master.whole(deadline - time.monotonic(), gap=0.0)
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


def _relax(master: Master, separator: Separator, demands: list[Demand], needs: Needs, *, until: float) -> None:
    """Grow inequalities on fractional patterns, which cost less to find than whole ones."""
    while time.monotonic() < until:
        weights, _ = master.relaxed()
        cuts, _ = _lacks(separator, weights, demands, needs, whole=False)
        for cut in cuts:
            master.add(cut)
        if not cuts:
            return


def _lacks(
    separator: Separator, weights: Floats, demands: list[Demand], needs: Needs, *, whole: bool
) -> tuple[list[Cut], int]:
    """Return what a pattern lacks, as inequalities, and how many demands it does not meet."""
    separator.look_at(weights)
    met: set[tuple[int, int]] = set()
    cuts: list[Cut] = []
    lacking = 0
    for demand in demands:
        if (demand.cell, demand.side) in met:
            continue
        cut = separator.lacking(demand, whole=whole)
        if separator.moves is None:
            lacking += 1
            if cut is not None:
                cuts.append(cut)
        elif not whole:
            met.update(separator.also_met(demand, needs))
    return cuts, lacking

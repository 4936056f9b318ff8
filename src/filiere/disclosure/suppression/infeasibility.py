"""Whether no withholding at all gives a cell its blur, shown by an inequality reckoned in fractions.

A linear program that finds no route may have lost one to rounding, and so may the whole numbers made of its answer. So
nobody is told “whatever is withheld” before the dual of the program, rounded to fractions, proves it: for numbers
``λ``, one per equation, every circulation ``d`` has ``Σ (λA)ⱼ dⱼ = 0``. Scaled so that the cell asked about has −1,
its movement is ``Σ hⱼ dⱼ`` over the others. Where no ``hⱼ`` is above zero, each term is at most ``|hⱼ|`` times what the
cell can fall by; where the sum of these is below the blur, there is no such movement. Any ``λ`` gives a valid
inequality, so that rounding it can lose a proof and never invent one.
"""

from fractions import Fraction

import highspy
import numpy as np

from filiere.disclosure.suppression.circulation_network import (
    INFINITE,
    LARGEST_ROOM,
    Demand,
    Network,
    load_program,
    make_solver,
)
from filiere.disclosure.system import Bools, Ints

LARGEST_DENOMINATOR = 10_000
"""Largest denominator of a multiplier: those of a corner are quotients of small whole numbers."""


def proves_impossible(network: Network, demand: Demand, keep: Bools) -> bool:
    """Whether ``demand`` cannot be met though every cell were withheld but those of ``keep``, in whole numbers."""
    if demand.exact:
        return False
    still = keep.copy()
    still[demand.view.known] = True
    still[demand.cell] = False
    cells: Ints = np.flatnonzero(~still)
    multipliers = _compute_multipliers(network, demand, cells)
    return multipliers is not None and _bound_movement(network, demand, cells, multipliers) < int(demand.amount)


def _compute_multipliers(network: Network, demand: Demand, cells: Ints) -> dict[int, Fraction] | None:
    """Return one number an equation from the program that moves the cell as far as it can; none if it has no answer."""
    room = np.minimum(network.room_for(demand.view)[cells] / demand.amount, LARGEST_ROOM)
    lengths, rows, signs = network.entries(cells)
    kept, row = np.unique(rows, return_inverse=True)
    costs, lower, upper = np.zeros(len(cells)), -room, np.full(len(cells), INFINITE)
    place = int(np.searchsorted(cells, demand.cell))
    costs[place] = -float(demand.side)
    (upper if demand.side > 0 else lower)[place] = float(demand.side)
    asked = make_solver()
    load_program(asked, costs, lower, upper, len(kept), np.concatenate([[0], np.cumsum(lengths)]), row, signs)
    asked.run()
    if asked.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    duals = asked.getSolution().row_dual
    return {
        int(equation): Fraction(float(dual)).limit_denominator(LARGEST_DENOMINATOR)
        for equation, dual in zip(kept, duals, strict=True)
        if abs(dual) > 1.0 / LARGEST_DENOMINATOR
    }


def _bound_movement(
    network: Network, demand: Demand, cells: Ints, multipliers: dict[int, Fraction]
) -> Fraction | float:
    """Return how far the inequality lets the cell move, in units of the table; infinite where it says nothing."""
    weights: dict[int, Fraction] = {}
    lengths, rows, signs = network.entries(cells)
    for cell, row, sign in zip(np.repeat(cells, lengths).tolist(), rows.tolist(), signs.tolist(), strict=True):
        if row in multipliers:
            weights[cell] = weights.get(cell, Fraction(0)) + multipliers[row] * int(sign)
    own = weights.pop(demand.cell, Fraction(0))
    if not own:
        return float("inf")
    system, least = network.system, demand.view.least_values
    most = Fraction(0)
    for cell, weight in weights.items():
        share = -weight / own * demand.side
        if not share:
            continue
        if share > 0 or not (system.bounded_cells[cell] or cell in least):
            return float("inf")
        floor = max(least.get(cell, 0), 0 if system.bounded_cells[cell] else least[cell])
        most += -share * (int(system.values[cell]) - floor)
    return most

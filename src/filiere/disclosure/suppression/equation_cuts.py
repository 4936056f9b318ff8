"""What each addition asks of a pattern by itself, which needs no program to be found.

The other cells of an addition take up what the unsafe one moves by. Where those that are unsafe as well cannot, in the
eyes of a reader or of somebody who knows more, something else of the addition has to be hidden. Much of what a pattern
lacks is of this kind, and told at once it need not be found proposal after proposal.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from filiere.disclosure.suppression.circulation_network import OUTSIDER, AttackerView, Demand, Network
from filiere.disclosure.suppression.insider_demands import InsiderDemands
from filiere.disclosure.suppression.separation import NEGLIGIBLE, BendersCut
from filiere.disclosure.system import Bools, Floats, Ints

NEGLIGIBLE_SHARE = 1e-6
"""What lacks less than this share of the slack is left to the programs."""


def iter_equation_cuts(
    network: Network, primary: Bools, demands: Iterable[Demand], challenge: InsiderDemands | None = None
) -> Iterator[BendersCut]:
    """Yield what each addition asks for each demand of a reader and, where it asks more, for the view that asks most.

    Sources and coefficients are as in :mod:`separation`, of which this is the case of a single equation.
    """
    for demand in demands:
        _, rows, _ = network.entries(np.array([demand.cell]))
        for row in rows.tolist():
            line = _EquationRest(network, primary, demand, row)
            reader = line.find_cut(OUTSIDER)
            if reader is not None:
                yield reader
            if challenge is None:
                continue
            view = max(
                challenge.list_demanding_views(demand, line.unsafe), key=line.compute_shortfall, default=OUTSIDER
            )
            if line.compute_shortfall(view) > max(line.left, 0.0) + NEGLIGIBLE_SHARE:
                cut = line.find_cut(view)
                if cut is not None:
                    yield cut


class _EquationRest:
    """The cells of an addition but for one that moves, and how much of its movement each can take up."""

    def __init__(self, network: Network, primary: Bools, demand: Demand, row: int) -> None:
        additions = network.system.additions
        span = slice(int(additions.starts[row]), int(additions.starts[row + 1]))
        cells, signs = additions.cells[span], additions.signs[span]
        others = cells != demand.cell
        self.network, self.demand = network, demand
        self.cells = cells[others]
        self.rises: Bools = signs[others] * int(signs[~others][0]) * demand.side < 0
        self.primary = primary[self.cells]
        taken = self._compute_taken_shares(network.room)
        self.unsafe = {
            int(self.cells[place]): (float(taken[place]), bool(self.rises[place]))
            for place in np.flatnonzero(self.primary).tolist()
        }
        self.left = 1.0 - float(taken[self.primary].sum())

    def _compute_taken_shares(self, room: Floats) -> Floats:
        found: Floats = np.where(self.rises, 1.0, np.minimum(1.0, room[self.cells] / self.demand.amount))
        return found

    def compute_shortfall(self, view: AttackerView) -> float:
        """Return what the unsafe cells cannot take up in the eyes of the view, in shares of the movement."""
        found = self.left
        for cell in view.knows:
            if cell in self.unsafe:
                found += self.unsafe[cell][0]
        for cell, floor in view.least_values.items():
            taken, rises = self.unsafe.get(cell, (0.0, True))
            if not rises:
                found += max(taken - (float(self.network.room[cell]) - floor) / self.demand.amount, 0.0)
        return found

    def find_cut(self, view: AttackerView) -> BendersCut | None:
        """Return what has to be hidden beside the unsafe cells in the eyes of the view; none where they are enough."""
        taken = self._compute_taken_shares(self.network.room_for(view))
        taken[np.isin(self.cells, view.known)] = 0.0
        least = 1.0 - float(taken[self.primary].sum())
        if least <= NEGLIGIBLE_SHARE:
            return None
        free = ~self.primary & (taken > NEGLIGIBLE)
        return BendersCut(self.cells[free], np.minimum(taken[free], least), least)


def iter_insider_cuts(network: Network, primary: Bools, views: Sequence[AttackerView]) -> Iterator[BendersCut]:
    """Yield what each addition asks where its only two unsafe cells are of two, one of whom is alone in one of them.

    That one would find the other by subtraction, unless something else of the addition is hidden.
    """
    knows: dict[int, list[AttackerView]] = {}
    for view in views:
        for cell in view.known.tolist():
            knows.setdefault(cell, []).append(view)
    additions = network.system.additions
    unsafe = primary[additions.cells]
    for row in np.flatnonzero(np.bincount(additions.rows[unsafe], minlength=len(additions)) == 2).tolist():
        cells: Ints = additions.cells[int(additions.starts[row]) : int(additions.starts[row + 1])]
        this, other = cells[primary[cells]].tolist()
        if any(other not in view.known for view in knows.get(this, ())) or any(
            this not in view.known for view in knows.get(other, ())
        ):
            free = cells[~primary[cells]]
            yield BendersCut(free, np.ones(len(free)), 1.0)

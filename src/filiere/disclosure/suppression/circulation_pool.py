"""Which circulation shows what: the memory of the search, from which the proof is written.

Movements are kept as whole numbers of a unit of their own: only the direction counts. One circulation often serves
many unsafe cells, both ways; what it serves is known from its room: scaled by the least factor that moves a cell by its
slack, no cell may fall below what is possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.cheapest_circulations import Route
from filiere.disclosure.suppression.circulation_network import AttackerView, Demand, Network
from filiere.disclosure.suppression.integer_circulations import whole_route
from filiere.disclosure.system import Bools, Ints

CellSide = tuple[int, int]
"""A cell and a side, +1 up or −1 down."""
Claim = tuple[int, int, int, int]
"""A cell, a side, the entry that shows it, and its turn (+1 or −1)."""


TightestCells = Mapping[int, tuple[int, int] | None]
"""For each turn, the room and the movement of the cell that stops a circulation first; none where nothing does."""


@dataclass(frozen=True, eq=False)
class PooledCirculation:
    """A whole circulation and, for each side it serves against a reader, the turn (+1 or −1) in which it does."""

    cells: Ints
    amounts: Ints
    serves: dict[CellSide, int]
    tight: TightestCells = field(default_factory=dict)

    @cached_property
    def moves(self) -> dict[int, int]:
        """The movement of each cell that moves."""
        return dict(zip(self.cells.tolist(), self.amounts.tolist(), strict=True))

    def leaves(self, cell: int, turn: int, needed: int) -> bool:
        """Whether every cell stays possible to a reader when ``cell`` has moved by ``needed`` in this turn."""
        least = self.tight[turn]
        return least is None or needed * least[1] <= least[0] * abs(self.moves[cell])


class CirculationPool:
    """Routes kept, and the first that serves each side against a reader."""

    def __init__(self, network: Network, needs: ProtectionLevels) -> None:
        self.network = network
        self.needs = needs
        self.entries: list[PooledCirculation] = []
        self.first: dict[CellSide, int] = {}
        self.moving: dict[int, list[int]] = {int(cell): [] for cell in np.flatnonzero(needs.primary)}

    def add(self, route: Route) -> int | None:
        """Keep a route in whole numbers; return its number, or none when it has no whole direction."""
        found = whole_route(self.network, route)
        return None if found is None else self.keep(*found)

    def keep(self, cells: Ints, amounts: Ints) -> int:
        """Keep a whole circulation; return its number."""
        tight = self._find_tightest_cells(cells, amounts)
        return self._keep(PooledCirculation(cells, amounts, self._find_served_sides(cells, amounts, tight), tight))

    def _keep(self, entry: PooledCirculation) -> int:
        number = len(self.entries)
        self.entries.append(entry)
        for side in entry.serves:
            self.first.setdefault(side, number)
        for cell in entry.cells[self.needs.primary[entry.cells]].tolist():
            self.moving[cell].append(number)
        return number

    def _find_tightest_cells(self, cells: Ints, amounts: Ints) -> TightestCells:
        """Return, for each turn, the least room a unit of movement, as a fraction."""
        found: dict[int, tuple[int, int] | None] = {1: None, -1: None}
        system = self.network.system
        bounded = system.bounded_cells[cells]
        for room, amount in zip(system.values[cells[bounded]].tolist(), amounts[bounded].tolist(), strict=True):
            turn, size = (-1, amount) if amount > 0 else (1, -amount)
            least = found[turn]
            if least is None or room * least[1] < least[0] * size:
                found[turn] = (room, size)
        return found

    def _find_served_sides(self, cells: Ints, amounts: Ints, tight: TightestCells) -> dict[CellSide, int]:
        """Return the sides for which the circulation leaves every cell possible to a reader, reckoned exactly."""
        found: dict[CellSide, int] = {}
        for place in np.flatnonzero(self.needs.primary[cells]).tolist():
            cell, amount = int(cells[place]), int(amounts[place])
            for side, needed in ((1, int(self.needs.upper[cell])), (-1, int(self.needs.lower[cell]))):
                turn = 1 if (amount > 0) == (side > 0) else -1
                least = tight[turn]
                if needed and (least is None or needed * least[1] <= least[0] * abs(amount)):
                    found[cell, side] = turn
        return found

    def find_claim(self, cell: int, view: AttackerView) -> Claim | None:
        """Return a claim about the cell, on either side, that leaves alone what the view knows and lowers no cell that
        is at its floor; none if there is none."""
        for number, entry in enumerate(self.entries):
            turns = {side: entry.serves[cell, side] for side in (1, -1) if (cell, side) in entry.serves}
            if turns and not np.isin(view.known, entry.cells).any():
                moves = entry.amounts[np.isin(entry.cells, view.floor_cells)]
                for side, turn in turns.items():
                    if (moves * turn >= 0).all():
                        return cell, side, number, turn
        return None

    def restrict_to_hidden(self, hidden: Bools) -> "CirculationPool":
        """Return a book of the routes that move hidden cells only."""
        made = CirculationPool(self.network, self.needs)
        for entry in self.entries:
            if hidden[entry.cells].all():
                made._keep(entry)
        return made


def sort_sides(needs: ProtectionLevels) -> list[CellSide]:
    """Return every side that needs slack, from the largest slack down: large ones leave least choice."""
    cells: Ints = np.flatnonzero(needs.primary)
    cells = cells[np.argsort(-needs.upper[cells], kind="stable")]
    return [
        (int(cell), side)
        for cell in cells
        for side, needed in ((1, needs.upper[cell]), (-1, needs.lower[cell]))
        if needed > 0
    ]


def make_reader_demand(side: CellSide, needs: ProtectionLevels) -> Demand:
    """Return what a reader must not know better."""
    cell, turn = side
    return Demand(cell, turn, float(needs.upper[cell] if turn > 0 else needs.lower[cell]))

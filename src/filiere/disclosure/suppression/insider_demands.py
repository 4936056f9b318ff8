"""Full slack against those who know more: which demands a book leaves open, and whether it meets one.

A view is in the way of a circulation when that moves a cell it knows, or makes one fall below what it knows to be
there. Few are: only those who are looked for, from the cells that the circulation moves, cost anything.
"""

from collections.abc import Iterable, Iterator, Sequence

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.circulation_network import AttackerView, Demand
from filiere.disclosure.suppression.circulation_pool import CellSide, CirculationPool, Claim, PooledCirculation
from filiere.disclosure.system import System

RANKED_CONTRIBUTORS = 2
"""Contributors of a cell, from the largest down, who may know most of it."""


class InsiderDemands:
    """The views of a level, by the cells that they know and those of which they know a part."""

    def __init__(self, system: System, needs: ProtectionLevels, views: Sequence[AttackerView]) -> None:
        self.system, self.needs, self.views = system, needs, views
        self._known: dict[int, list[int]] = {}
        self._parts: dict[int, list[tuple[int, int]]] = {}
        for number, view in enumerate(views):
            for cell in view.known.tolist():
                self._known.setdefault(cell, []).append(number)
            for cell, floor in zip(view.floor_cells.tolist(), view.floors.tolist(), strict=True):
                self._parts.setdefault(cell, []).append((floor, number))
        for parts in self._parts.values():
            parts.sort(reverse=True)

    def list_open_demands(self, book: CirculationPool, sides: Sequence[CellSide]) -> Iterator[Demand]:
        """Yield, side after side, the demands of the views that are in the way of the first route of the side."""
        for side in sides:
            number = book.first.get(side)
            if number is None:
                continue
            for view in sorted(self._in_the_way(book.entries[number], side)):
                demand = self._demand(side, self.views[view])
                if demand is not None:
                    yield demand

    def is_met(self, book: CirculationPool, demand: Demand) -> bool:
        """Whether some route of the book gives the side its slack in the eyes of the view, reckoned exactly."""
        return self.meeting(book, demand) is not None

    def meeting(self, book: CirculationPool, demand: Demand, among: Sequence[int] | None = None) -> int | None:
        """Return the number of the first route that does, ``among`` these or all."""
        numbers = book.moving[demand.cell] if among is None else among
        return next((one for one in numbers if self._meets(book.entries[one], demand)), None)

    def list_demanding_views(self, demand: Demand, cells: Iterable[int]) -> Iterator[AttackerView]:
        """Yield the views that know one of these cells or most of it, and of whom ``demand`` is asked in full."""
        views: set[int] = set()
        for cell in cells:
            views.update(self._known.get(cell, ()))
            views.update(view for _, view in self._parts.get(cell, ())[:RANKED_CONTRIBUTORS])
        side = (demand.cell, demand.side)
        for viewer in sorted(views):
            asked = self._demand(side, self.views[viewer])
            if asked is not None and asked.amount >= demand.amount:
                yield self.views[viewer]

    def claims(self, book: CirculationPool, sides: Sequence[CellSide]) -> Iterator[Claim]:
        """Yield what shows each side to the views that are in the way of its first route, in few claims.

        One who holds most of a cell is shown what others have in it, which may be less than the slack; such a claim
        is made only where none for the whole slack does.
        """
        told: dict[CellSide, list[int]] = {side: [number] for side, number in book.first.items()}
        for demand in sorted(
            self.list_open_demands(book, sides), key=lambda one: one.amount < self._slack((one.cell, one.side))
        ):
            known = told[demand.cell, demand.side]
            if self.meeting(book, demand, known) is not None:
                continue
            number = self.meeting(book, demand)
            if number is not None:
                known.append(number)
                own = book.entries[number].moves[demand.cell]
                yield demand.cell, demand.side, number, demand.side if own > 0 else -demand.side

    def _slack(self, side: CellSide) -> int:
        cell, turn = side
        return int(self.needs.upper[cell] if turn > 0 else self.needs.lower[cell])

    def _meets(self, entry: PooledCirculation, demand: Demand) -> bool:
        moves, needed = entry.moves, int(demand.amount)
        own = moves[demand.cell]
        turn = demand.side if own > 0 else -demand.side
        if not entry.leaves(demand.cell, turn, needed) or any(cell in moves for cell in demand.view.knows):
            return False
        for cell, floor in demand.view.least_values.items():
            fall = -moves.get(cell, 0) * turn
            if fall > 0 and (int(self.system.values[cell]) - floor) * abs(own) < needed * fall:
                return False
        return True

    def _demand(self, side: CellSide, view: AttackerView) -> Demand | None:
        """Return what the view must not know better; none where nobody else contributes, or nothing is left to ask."""
        cell, turn = side
        if cell in view.knows:
            return None
        needed = self._slack(side)
        if turn < 0:
            own = view.least_values.get(cell)
            needed = needed if own is None else min(needed, int(self.system.values[cell]) - own)
        return Demand(cell, turn, float(needed), view) if needed > 0 else None

    def _in_the_way(self, entry: PooledCirculation, side: CellSide) -> set[int]:
        """Return the views that know a cell that moves, or too much of one that falls when ``side`` has its slack."""
        needed = self._slack(side)
        own = abs(entry.moves[side[0]])
        found: set[int] = set()
        for moved, amount in entry.moves.items():
            found.update(self._known.get(moved, ()))
            fall = -amount * entry.serves[side]
            if fall <= 0 or not self.system.bounded_cells[moved]:
                continue
            value = int(self.system.values[moved])
            # The largest floors come first: value − needed · fall / own < floor is too much.
            for floor, view in self._parts.get(moved, ()):
                if (value - floor) * own >= needed * fall:
                    break
                found.add(view)
        return found

"""Full slack against those who know more: which demands a book leaves open, and whether it meets one.

A view is in the way of a circulation when that moves a cell it knows, or makes one fall below what it knows to be
there. Few are: only those who are looked for, from the cells that the circulation moves, cost anything.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from filiere.disclosure.needs import Needs
from filiere.disclosure.suppression.book import Book, Claim, Entry, Side
from filiere.disclosure.suppression.network import Demand, View
from filiere.disclosure.system import System


class Challenge:
    """The views of a level, by the cells that they know and those of which they know a part."""

    def __init__(self, system: System, needs: Needs, views: Sequence[View]) -> None:
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

    def open(self, book: Book, sides: Sequence[Side]) -> Iterator[Demand]:
        """Yield, side after side, the demands of the views that are in the way of the first route of the side."""
        for side in sides:
            number = book.first.get(side)
            if number is None:
                continue
            for view in sorted(self._in_the_way(book.entries[number], side)):
                demand = self._demand(side, self.views[view])
                if demand is not None:
                    yield demand

    def met(self, book: Book, demand: Demand) -> bool:
        """Whether some route of the book gives the side its slack in the eyes of the view, reckoned exactly."""
        return self.meeting(book, demand) is not None

    def meeting(self, book: Book, demand: Demand, among: Sequence[int] | None = None) -> int | None:
        """Return the number of the first route that does, ``among`` these or all."""
        known = set(demand.view.known.tolist())
        floors = dict(zip(demand.view.floor_cells.tolist(), demand.view.floors.tolist(), strict=True))
        numbers = range(len(book.entries)) if among is None else among
        return next((one for one in numbers if self._meets(book.entries[one], demand, known, floors)), None)

    def claims(self, book: Book, sides: Sequence[Side]) -> Iterator[Claim]:
        """Yield what shows each side to the views that are in the way of its first route, in few claims.

        One who holds most of a cell is shown what others have in it, which may be less than the slack; such a claim
        is made only where none for the whole slack does.
        """
        told: dict[Side, list[int]] = {side: [number] for side, number in book.first.items()}
        for demand in sorted(self.open(book, sides), key=lambda one: one.amount < self._slack((one.cell, one.side))):
            known = told[demand.cell, demand.side]
            if self.meeting(book, demand, known) is not None:
                continue
            number = self.meeting(book, demand)
            if number is not None:
                known.append(number)
                entry = book.entries[number]
                own = int(entry.amounts[np.flatnonzero(entry.cells == demand.cell)[0]])
                yield demand.cell, demand.side, number, demand.side if own > 0 else -demand.side

    def _slack(self, side: Side) -> int:
        cell, turn = side
        return int(self.needs.upper[cell] if turn > 0 else self.needs.lower[cell])

    def _meets(self, entry: Entry, demand: Demand, known: set[int], floors: dict[int, int]) -> bool:
        cells, amounts = entry.cells.tolist(), entry.amounts.tolist()
        if demand.cell not in cells or not known.isdisjoint(cells):
            return False
        own = amounts[cells.index(demand.cell)]
        turn = demand.side if own > 0 else -demand.side
        needed = int(demand.amount)
        for cell, amount in zip(cells, amounts, strict=True):
            fall = -amount * turn
            if fall > 0 and self.system.bounded[cell]:
                room = int(self.system.values[cell]) - floors.get(cell, 0)
                if room * abs(own) < needed * fall:
                    return False
        return True

    def _demand(self, side: Side, view: View) -> Demand | None:
        """Return what the view must not know better; none where nobody else contributes, or nothing is left to ask."""
        cell, turn = side
        if cell in view.known:
            return None
        needed = self._slack(side)
        if turn < 0:
            own = view.floors[view.floor_cells == cell]
            needed = min(needed, int(self.system.values[cell] - own[0])) if len(own) else needed
        return Demand(cell, turn, float(needed), view) if needed > 0 else None

    def _in_the_way(self, entry: Entry, side: Side) -> set[int]:
        """Return the views that know a cell that moves, or too much of one that falls when ``side`` has its slack."""
        needed = self._slack(side)
        own = int(abs(entry.amounts[np.flatnonzero(entry.cells == side[0])[0]]))
        found: set[int] = set()
        for moved, amount in zip(entry.cells.tolist(), entry.amounts.tolist(), strict=True):
            found.update(self._known.get(moved, ()))
            fall = -amount * entry.serves[side]
            if fall <= 0 or not self.system.bounded[moved]:
                continue
            value = int(self.system.values[moved])
            # The largest floors come first: value − needed · fall / own < floor is too much.
            for floor, view in self._parts.get(moved, ()):
                if (value - floor) * own >= needed * fall:
                    break
                found.add(view)
        return found
